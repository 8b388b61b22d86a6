"""A titled surface."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import format_number
from desktop.views import theme


class Card(QFrame):
    """A white surface with a heading, a count beside it, buttons at its right, and ``body``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, role="card")
        self._title = QLabel()
        self._count = QLabel()
        theme.mark(self._title, role="heading")
        theme.mark(self._count, role="quiet")
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.SPACE_8)
        self._head.addWidget(self._title)
        self._head.addWidget(self._count)
        self._head.addStretch(1)
        self._title.hide()
        self._count.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.SPACE_8)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_16, theme.SPACE_12, theme.SPACE_16, theme.SPACE_16)
        column.setSpacing(theme.SPACE_12)
        column.addLayout(self._head)
        column.addLayout(self.body, 1)

    def set_title(self, text: str) -> None:
        """The heading, also the card's name for a screen reader."""
        self._title.setText(text)
        self._title.setVisible(bool(text))
        self.setAccessibleName(text)

    def set_count(self, count: int | None) -> None:
        """How many are inside, or None for no number."""
        self._count.setText("" if count is None else format_number(count))
        self._count.setVisible(count is not None)

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right of the heading."""
        self._head.addWidget(widget)
