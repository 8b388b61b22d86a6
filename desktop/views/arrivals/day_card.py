"""A day of the week with those who come on it."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.arrivals.lines import ArrivalLine
from desktop.views.arrivals.arrival_row import ArrivalRow
from desktop.views.arrivals.row_words import people_count
from desktop.views.widgets.card import Card


class DayCard(Card):
    """A heading and a row for each household; rows are kept over a refresh, so the focus stays
    where it is."""

    row_chosen = Signal(object)
    """The ``ArrivalRow``."""
    row_opened = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"arrivals_{name}")
        self._name = name
        self._heading: Callable[[], str] = str
        self._lines: tuple[ArrivalLine, ...] = ()
        self._today: date | None = None
        self.rows: list[ArrivalRow] = []
        self.body.setSpacing(0)
        self.hide()

    def show_lines(
        self, heading: Callable[[], str], lines: Sequence[ArrivalLine], today: date
    ) -> None:
        """List these; a card without any hides."""
        self._heading, self._lines, self._today = heading, tuple(lines), today
        while len(self.rows) > len(lines):
            gone = self.rows.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.rows) < len(lines):
            self.rows.append(self._row(len(self.rows)))
        self.setVisible(bool(lines))
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        if self._today is None:
            return
        count = people_count(sum(line.size for line in self._lines if line.is_open))
        expected = any(line.is_open for line in self._lines)
        self.set_title(self._heading())
        self.set_note(count if expected else "")
        for row, line in zip(self.rows, self._lines, strict=True):
            row.show_line(line, self._today)

    def set_note(self, text: str) -> None:
        """A quiet word beside the heading."""
        self._count.setText(text)
        self._count.setVisible(bool(text))

    def _row(self, number: int) -> ArrivalRow:
        row = ArrivalRow()
        row.setObjectName(f"arrivals_{self._name}_row_{number}")
        row.chosen.connect(lambda: self.row_chosen.emit(row))
        row.opened.connect(lambda: self.row_opened.emit(row))
        self.body.addWidget(row)
        row.show()  # at once: what is hidden can't be given the focus while a dialog is closing
        return row
