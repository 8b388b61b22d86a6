"""Something that folds open when it is needed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.views import icons, theme


class Fold(QWidget):
    """A quiet button with a caret; put what folds into ``body``."""

    toggled = Signal(bool)
    """The person folded it open (True) or away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QPushButton()
        self.button.setCheckable(True)
        theme.mark(self.button, role="quiet")
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.SPACE_8)
        self._inside.hide()
        head = QHBoxLayout()
        head.addWidget(self.button)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_4)
        column.addLayout(head)
        column.addWidget(self._inside, 1)
        self.button.toggled.connect(self._show)
        self.button.clicked.connect(self.toggled)
        self._show()

    @property
    def is_open(self) -> bool:
        """Whether ``body`` shows."""
        return self.button.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Fold open or away, without telling."""
        self.button.setChecked(is_open)

    def set_title(self, text: str) -> None:
        """What is inside; set in ``retranslate``."""
        self.button.setText(text)
        self.button.setAccessibleName(text)
        self._show()

    def _show(self) -> None:
        self._inside.setVisible(self.is_open)
        icons.put(self.button, "down" if self.is_open else "next", "accent", 16)
