"""A date that is typed, or left empty."""

from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.i18n import N_
from desktop.services.typed_dates import date_text, read_date


class TypedDateField(QLineEdit):
    """Day, month, year in digits, with or without dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(14)

    def value(self) -> date | None:
        """The date, None when the field is empty or holds no date."""
        return read_date(self.text())

    def set_value(self, day: date | None) -> None:
        """Show a date, or nothing."""
        self.setText(date_text(day))

    def problem(self) -> str | None:
        """What is wrong, as a msgid; None for a date or an empty field."""
        if not self.text().strip() or self.value() is not None:
            return None
        return N_("Please write the date as day, month, year: 14.02.2027.")
