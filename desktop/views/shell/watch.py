"""Sees every event of the program: whether a hand is on it, Ctrl+L, a dialog that comes up."""

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog

HANDS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
AT_FIRST = timedelta(minutes=5)
"""Until the limit is known."""

_VK_L = 0x4C
"""The key of L on Windows, whatever letter the layout has there."""


class Watch(QObject):
    """``idle`` once, after the limit without a hand; ``lock_pressed`` on Ctrl+L wherever the
    keyboard is, also in a dialog, where Qt's own shortcuts of the window behind it sleep."""

    idle = Signal()
    lock_pressed = Signal()
    dialog_shown = Signal(object)

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)
        self.hands = 0
        """How often the time was begun anew since it watches."""
        self.set_limit(AT_FIRST)
        self._app = app
        app.installEventFilter(self)

    def end(self) -> None:
        """Sees nothing any more, and is gone: not when Python comes across it on another thread."""
        self._timer.stop()
        self._app.removeEventFilter(self)
        self.deleteLater()

    def set_limit(self, limit: timedelta) -> None:
        """How long without a hand is too long."""
        self._timer.setInterval(round(limit.total_seconds() * 1000))

    def start(self) -> None:
        """Watches for idleness from now on."""
        self.hands = 0
        self._timer.start()

    def stop(self) -> None:
        """Does so no longer."""
        self._timer.stop()

    @property
    def limit(self) -> timedelta:
        """What is too long."""
        return timedelta(milliseconds=self._timer.interval())

    @property
    def is_on(self) -> bool:
        """Whether it watches for idleness."""
        return self._timer.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in HANDS:
            if self._timer.isActive():
                self.hands += 1
                self._timer.start()
            if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _is_lock(event):
                self.lock_pressed.emit()
                return True
        elif kind == QEvent.Type.Show and isinstance(watched, QDialog):
            self.dialog_shown.emit(watched)
        return False


def _is_lock(event: QKeyEvent) -> bool:
    if event.modifiers() != Qt.KeyboardModifier.ControlModifier:
        return False
    return event.key() == Qt.Key.Key_L or event.nativeVirtualKey() == _VK_L
