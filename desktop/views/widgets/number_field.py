"""A whole number typed or stepped."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from desktop.views import theme


class NumberField(QSpinBox):
    """A ``QSpinBox`` within bounds; the wheel doesn't change it unless it has the focus."""

    def __init__(self, lowest: int = 0, highest: int = 999, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(lowest, highest)
        # Qt ignores the style sheet's left padding once the arrows are styled.
        self.lineEdit().setTextMargins(theme.SPACE_8, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - overrides Qt
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
