"""Asks where a pattern for lists of arrivals is to be saved, and saves it there."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.i18n import _
from desktop.services.arrivals.sample import NAMES, write_sample
from desktop.services.working_days import next_working_day
from desktop.views.page import Kind, Page


def ask_for_place(parent: QWidget, page: Page, today: Callable[[], date]) -> None:
    """Opens the question; the file is written when a person has answered it."""
    dialog = QFileDialog(parent, _("Save a sample file"))
    dialog.setObjectName("arrivals_sample")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(["XLSX (*.xlsx)", "CSV (*.csv)"])
    dialog.setDefaultSuffix("xlsx")
    dialog.selectFile(NAMES[0])
    dialog.fileSelected.connect(lambda name: save_sample(Path(name), page, today))
    dialog.open()


def save_sample(path: Path, page: Page, today: Callable[[], date]) -> None:
    """Writes people who come from the next working day on, off the UI thread, and says so."""
    first = next_working_day(today())

    def save() -> bool:
        try:
            write_sample(path, first)
        except OSError:
            return False
        return True

    def say(well: bool) -> None:
        page.announce(_saved if well else _unwritable, Kind.GOOD if well else Kind.ATTENTION)

    page.run(save, say)


def _saved() -> str:
    return _("The sample is saved. Fill it with your own list, then choose it here.")


def _unwritable() -> str:
    return _("The file can't be written there. Please choose another folder.")
