"""When somebody was born, as it is typed off a passport or said at the desk."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.i18n import N_
from desktop.services.birth import Birth, read_birth


class BirthField(QLineEdit):
    """A date, a year, or words such as "about 34"; see ``read_birth``."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.setMaxLength(40)

    def value(self) -> Birth | None:
        """What was typed, None when the field is empty or can't be read."""
        return read_birth(self.text(), self._today())

    def problem(self) -> str | None:
        """What is wrong, as a msgid; None for what can be read and for an empty field."""
        if not self.text().strip() or self.value() is not None:
            return None
        return N_(
            "Please write the date as day, month, year: 14.02.1992. "
            "A year alone will do, or “about 34”."
        )
