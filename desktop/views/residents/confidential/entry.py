"""One support need or one pair, in a card for confidants."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.flow_layout import FlowLayout


class Entry(QWidget):
    """Chips, what everybody sees, what only confidants see, and what can be done."""

    def __init__(
        self,
        chips: Sequence[Chip],
        lines: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """``lines`` are texts, each with its role in the style sheet; empty ones are left out."""
        super().__init__(parent)
        tags = QWidget()
        tag_row = FlowLayout(tags, theme.SPACE_4)
        for chip in chips:
            tag_row.addWidget(chip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_4, 0, theme.SPACE_8)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(tags)
        tags.setVisible(bool(chips))
        for text, role in lines:
            if text:
                label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
                theme.mark(label, role=role)
                column.addWidget(label)
        self._row = QWidget()
        self._buttons = FlowLayout(self._row, theme.SPACE_4)
        self._row.hide()
        column.addWidget(self._row)
        said = [chip.text() for chip in chips] + [text for text, _role in lines]
        self.setAccessibleName(", ".join(filter(None, said)))

    def add_button(self, name: str, label: str, clicked: Callable[[], None]) -> None:
        """A button below, beside those that are there."""
        button = QPushButton(label)
        button.setObjectName(name)
        button.setAccessibleName(f"{label}: {self.accessibleName()}")
        theme.mark(button, role="quiet")
        button.clicked.connect(clicked)
        self._buttons.addWidget(button)
        self._row.show()
