"""A date typed or picked."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QWidget


class DateField(QDateEdit):
    """Day, month, four digits of the year in every language; a calendar to pick from."""

    date_changed = Signal(object)
    """The ``datetime.date`` that shows now."""

    def __init__(self, day: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCalendarPopup(True)
        self.setDisplayFormat("dd.MM.yyyy")
        if day is not None:
            self.set_value(day)
        self.dateChanged.connect(lambda _: self.date_changed.emit(self.value()))

    def value(self) -> date:
        """The date that shows."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def set_value(self, day: date) -> None:
        """Show ``day``."""
        self.setDate(QDate(day.year, day.month, day.day))
