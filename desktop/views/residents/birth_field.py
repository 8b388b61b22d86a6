"""A date of birth as it is typed off a passport, or only its year."""

import re
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.i18n import N_

_DATE = re.compile(r"(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{4})")
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})")
_YEAR = re.compile(r"\d{4}")


class BirthField(QLineEdit):
    """Day, month, year in digits, with or without dots; a year alone stands for 1 January."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(14)

    def is_year(self) -> bool:
        """Whether only a year is typed."""
        return _YEAR.fullmatch(self.text().strip()) is not None

    def value(self) -> date | None:
        """The date, None when the field is empty or holds no date."""
        text = self.text().strip()
        if self.is_year():
            return _real_date(1, 1, int(text))
        found = _DATE.fullmatch(text) or _DIGITS.fullmatch(text)
        if found is None:
            return None
        day, month, year = (int(part) for part in found.groups())
        return _real_date(day, month, year)

    def set_value(self, day: date | None, *, year_only: bool = False) -> None:
        """Show a date, or nothing."""
        if day is None:
            self.clear()
        else:
            self.setText(f"{day.year:04d}" if year_only else f"{day:%d.%m.%Y}")

    def problem(self) -> str | None:
        """What is wrong, as a msgid; None for a date or an empty field."""
        if not self.text().strip() or self.value() is not None:
            return None
        return N_("Please write the date as day, month, year: 14.02.1992. A year alone will do.")


def _real_date(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
