"""A field for a password."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class PasswordField(QLineEdit):
    """Shows dots unless ``show_letters``; notices when Caps Lock seems to be on."""

    caps_lock_noticed = Signal(bool)
    """Whether the letters come out as if Caps Lock were on; sent when that changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.show_letters(show=False)
        self._caps_lock = False

    @property
    def caps_lock(self) -> bool:
        """What was noticed last."""
        return self._caps_lock

    def show_letters(self, *, show: bool) -> None:
        """Show what is typed, or dots."""
        mode = QLineEdit.EchoMode
        self.setEchoMode(mode.Normal if show else mode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock and self._caps_lock:
            self._notice(on=False)
        elif len(letter) == 1 and letter.lower() != letter.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            # Qt does not tell the state of the key, but a capital without Shift gives it away.
            self._notice(on=letter.isupper() != shift)
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._notice(on=False)

    def _notice(self, *, on: bool) -> None:
        if on != self._caps_lock:
            self._caps_lock = on
            self.caps_lock_noticed.emit(on)
