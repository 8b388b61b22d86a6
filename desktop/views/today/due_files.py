"""The dialogs of a file that may go, and what they do."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from desktop.errors import AppError
from desktop.i18n import N_, _
from desktop.models.archive import (
    HTML_NAME,
    JSON_NAME,
    PDF_NAME,
    Archive,
    ArchiveError,
    write_archive,
)
from desktop.services.retention import DueFile, Retention
from desktop.views.documents.paper import Paper
from desktop.views.page import Kind, Page
from desktop.views.today.due_dialog import DueDialog
from desktop.views.today.hold_dialog import HoldDialog


class DueFiles(QObject):
    """Opened from a line of the card on a page."""

    def __init__(self, page: Page, retention: Retention) -> None:
        super().__init__(page)
        self._page = page
        self._retention = retention

    def open(self, row: DueFile, day: date) -> None:
        """Shows what can be done about one file, on this day."""
        dialog = DueDialog(
            row,
            may_hold=self._retention.may_hold(),
            may_ask=self._retention.may_ask(),
            parent=self._page,
        )
        dialog.hold_clicked.connect(lambda: self._ask_why(dialog, row, day))
        dialog.save_clicked.connect(lambda: self._ask_where(dialog, row))
        dialog.open()

    def _ask_why(self, dialog: DueDialog, row: DueFile, day: date) -> None:
        question = HoldDialog(day, dialog)

        def held(_done: None) -> None:
            question.accept()
            dialog.accept()
            self._page.announce(lambda: _("The file is kept."), Kind.GOOD)

        def confirm() -> None:
            question.confirm_button.setEnabled(False)
            reason, until = question.reason(), question.until()
            self._page.run(
                lambda: self._retention.hold(row.id, reason, until), held, question.refuse
            )

        question.confirmed.connect(confirm)
        question.open()

    def _ask_where(self, dialog: DueDialog, row: DueFile) -> None:
        question = QFileDialog(dialog, _("Save for the archive…"))
        question.setObjectName("due_where")
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setFileMode(QFileDialog.FileMode.Directory)
        question.setOption(QFileDialog.Option.ShowDirsOnly)
        question.fileSelected.connect(lambda path: self.save(dialog, row, Path(path)))
        question.open()

    def save(self, dialog: DueDialog, row: DueFile, where: Path) -> None:
        """Writes the file into a folder of its own in that place."""
        folder = where / f"sag-{row.number}"

        def write(archive: Archive) -> None:
            try:
                write_archive(folder, archive, files_of(archive))
            except (ArchiveError, OSError):
                dialog.refuse(
                    AppError(N_("The file can't be written there. Please choose another folder."))
                )
            else:
                dialog.show_saved(str(folder))

        self._page.run(lambda: self._retention.archive(row.id), write, dialog.refuse)


def files_of(archive: Archive) -> list[tuple[str, bytes]]:
    """The files of an archive, with the PDF that only a desk can make."""

    def footer(page: int, pages: int) -> str:
        return f"{archive.title()} · {page}/{pages}"

    paper = Paper(archive.title(), archive.body(), footer)
    return [
        (JSON_NAME, archive.json()),
        (HTML_NAME, archive.html()),
        (PDF_NAME, paper.pdf()),
    ]
