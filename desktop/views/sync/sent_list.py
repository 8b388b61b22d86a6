"""Waiting or sent, in a card as high as what it holds."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.services.sending import SentItem
from desktop.views import theme
from desktop.views.sync.table_model import SentModel
from desktop.views.widgets.card import Card
from desktop.views.widgets.data_table import DataTable

_ROWS = 6


class SentList(Card):
    """A titled table; when empty, one quiet sentence says what would be here."""

    resident_chosen = Signal(str)

    def __init__(self, model: SentModel, name: str, parent: QWidget | None = None) -> None:
        # Before the card is styled, which already asks how high the table is.
        self._model = model
        self.table = DataTable(model)
        super().__init__(parent)
        self.table.setObjectName(name)
        self._empty = QLabel(wordWrap=True)
        theme.mark(self._empty, role="quiet")
        self.body.addWidget(self._empty)
        self.body.addWidget(self.table)
        self.table.hide()
        self.table.row_activated.connect(self._open)

    def set_texts(self, title: str, empty: str) -> None:
        """The heading, and what an empty list says."""
        self.set_title(title)
        self.table.setAccessibleName(title)
        self._empty.setText(empty)

    def show_items(self, items: Sequence[SentItem]) -> None:
        """Show these, the latest first."""
        self._model.set_rows(items)
        self.set_count(len(items) or None)
        self.table.setVisible(bool(items))
        self._empty.setVisible(not items)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in theme.THEME_CHANGES:
            self._fit()

    def _fit(self) -> None:
        rows = min(len(self._model.rows), _ROWS)
        header = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(header + rows * theme.px(theme.ROW) + 2 * self.table.frameWidth())

    def _open(self, item: SentItem) -> None:
        if item.people:
            self.resident_chosen.emit(item.people[0].id)
