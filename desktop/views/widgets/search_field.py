"""A field that searches while one types."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.views import theme
from desktop.views.icons import icon

_PAUSE_MS = 120


class SearchField(QLineEdit):
    """Tells the text after a short pause, at once on Enter. Esc empties it."""

    searched = Signal(str)
    """The text, without spaces around it; ``""`` when emptied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addAction(
            QAction(icon("search", "quiet"), "", self), QLineEdit.ActionPosition.LeadingPosition
        )
        self._clear = QAction(icon("close", "quiet"), "", self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self._told = ""
        self.textChanged.connect(self._typed)

    def set_texts(self, placeholder: str) -> None:
        """What one can search for; also the name for a screen reader."""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)

    def waiting(self) -> bool:
        """Whether the text that shows has not been told yet."""
        return self.text().strip() != self._told

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._tell()
            super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.THEME_CHANGES:
            self.update()

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if text:
            self._pause.start()
        else:
            self._tell()

    def _tell(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.searched.emit(text)
