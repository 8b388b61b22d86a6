"""A day that may be left out, typed in any form that a list may have."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.i18n import N_
from desktop.services.arrivals.dates import moment_of
from desktop.services.arrivals.problems import UnreadableError


class DayField(QLineEdit):
    """Day, month, and a year where it is not the nearest; written out when one leaves it."""

    day_changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.setMaxLength(40)
        self.textEdited.connect(lambda _text: self.day_changed.emit())
        self.editingFinished.connect(self._write_out)

    def value(self) -> date | None:
        """The day, None when the field is empty or holds none."""
        try:
            moment = moment_of(self.text(), self._today())
        except UnreadableError:
            return None
        return moment[0] if moment else None

    def set_value(self, day: date | None) -> None:
        """Show a day, or nothing."""
        self.setText(f"{day:%d.%m.%Y}" if day else "")

    def problem(self) -> str | None:
        """What is wrong, as a msgid; None for a day or an empty field."""
        if not self.text().strip() or self.value() is not None:
            return None
        return N_("Please write the date as day, month, year: 02.03.2026.")

    def _write_out(self) -> None:
        if self.value() is not None:
            self.set_value(self.value())
