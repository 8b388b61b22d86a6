"""A card of Today that lists lines, each leading to the work."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import format_number, ngettext
from desktop.views import theme
from desktop.views.widgets.card import Card
from desktop.views.widgets.work_line import WorkLine

R = TypeVar("R")

_SHOWN = 6


class LinesCard(Card, Generic[R]):
    """Lists rows; the first few until asked for all. Lines are kept over a refresh, so the focus
    stays where it is."""

    row_opened = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_card")
        self._name = name
        self._rows: list[R] = []
        self._lines: list[WorkLine] = []
        self._all = False
        self._empty = QLabel(wordWrap=True)
        self._empty.setObjectName(f"{name}_empty")
        theme.mark(self._empty, role="quiet")
        self._more = QPushButton()
        self._more.setObjectName(f"{name}_more")
        theme.mark(self._more, role="quiet")
        self._more.clicked.connect(self._show_all)
        self._more.hide()
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self.body.addWidget(self._empty)
        self.body.addLayout(self._column)
        self.body.addWidget(self._more)

    def heading(self) -> str:
        """The card's title."""
        raise NotImplementedError

    def empty_text(self) -> str:
        """What it says when there is nothing to do."""
        raise NotImplementedError

    def make_line(self, number: int) -> WorkLine:
        """A new line; ``number`` counts from 0."""
        line = WorkLine()
        line.opened.connect(lambda: self.row_opened.emit(self._rows[number]))
        return line

    def fill(self, line: WorkLine, row: R) -> None:
        """Write a row into a line, in the current language."""
        raise NotImplementedError

    def show_rows(self, rows: Sequence[R]) -> None:
        """List these."""
        self._rows = list(rows)
        self.retranslate()

    def row(self, number: int) -> R:
        """The row in that line."""
        return self._rows[number]

    def retranslate(self) -> None:
        """Write everything again, in the current language."""
        self.set_title(self.heading())
        self.set_count(len(self._rows) or None)
        self._empty.setText(self.empty_text())
        self._empty.setVisible(not self._rows)
        shown = self._rows if self._all else self._rows[:_SHOWN]
        while len(self._lines) > len(shown):
            gone = self._lines.pop()
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self._lines) < len(shown):
            line = self.make_line(len(self._lines))
            line.setObjectName(f"{self._name}_line_{len(self._lines)}")
            self._column.addWidget(line)
            self._lines.append(line)
        for line, row in zip(self._lines, shown, strict=True):
            self.fill(line, row)
        hidden = len(self._rows) - len(shown)
        self._more.setText(
            ngettext("Show {count} more", "Show {count} more", hidden).format(
                count=format_number(hidden)
            )
        )
        self._more.setVisible(hidden > 0)

    def _show_all(self) -> None:
        first = len(self._lines)
        self._all = True
        self.retranslate()
        self._lines[first].setFocus()
