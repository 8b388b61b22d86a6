"""A time of day typed or stepped."""

from datetime import time

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QTimeEdit, QWidget

from desktop.views import theme


class TimeField(QTimeEdit):
    """Hours and minutes, 24 hours in every language."""

    def __init__(self, at: time | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDisplayFormat("HH:mm")
        # Qt ignores the style sheet's left padding once the arrows are styled.
        self.lineEdit().setTextMargins(theme.SPACE_8, 0, 0, 0)
        if at is not None:
            self.set_value(at)

    def value(self) -> time:
        """The time that shows."""
        return time(self.time().hour(), self.time().minute())

    def set_value(self, at: time) -> None:
        """Show ``at``."""
        self.setTime(QTime(at.hour, at.minute))
