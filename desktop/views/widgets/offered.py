"""A button is offered to those who may use it; to others it says who could."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractButton

from desktop.services.who_may import Right

_NEW_WORDS = {QEvent.Type.LanguageChange, QEvent.Type.ToolTipChange}


class Offered(QObject):
    """Watches one button: whatever the page thinks of the moment, it can't be pressed by somebody
    who may not, and its tooltip says who may. Lives as long as the button."""

    def __init__(self, button: QAbstractButton, right: Right) -> None:
        super().__init__(button)
        self._button = button
        self._right = right
        if not right.allowed:
            button.installEventFilter(self)
            button.setEnabled(False)
            self.retranslate()

    def retranslate(self) -> None:
        """Say it in the current language."""
        self._button.setToolTip(self._right.who())
        self._button.setAccessibleDescription(self._right.who())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        button, kind = self._button, event.type()
        if watched is button and kind == QEvent.Type.EnabledChange and button.isEnabled():
            button.setEnabled(False)
        elif watched is button and kind in _NEW_WORDS and button.toolTip() != self._right.who():
            self.retranslate()
        return super().eventFilter(watched, event)
