"""Whose file may go; for leads and coordinators."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_date
from desktop.services.retention import DueFile
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class DueCard(LinesCard[DueFile]):
    """Shows only when there is somebody; a line opens what can be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("due", parent)
        self.hide()

    def show_due(self, rows: Sequence[DueFile]) -> None:
        """List these."""
        self.setVisible(bool(rows))
        self.show_rows(rows)

    def heading(self) -> str:
        return _("Files that may go")

    def empty_text(self) -> str:
        return _("No file is due.")

    def fill(self, line: WorkLine, row: DueFile) -> None:
        line.set_texts(row.name, f"{row.number} · {since_words(row)}")


def since_words(row: DueFile) -> str:
    """Since when somebody is gone."""
    day = format_date(row.gone_on, "short")
    if row.never_came:
        return _("Expected on {day}, never came").format(day=day)
    return _("Moved out on {day}").format(day=day)
