"""Cards side by side, in as many columns as there is room for."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.views import theme
from desktop.views.widgets.card import Card

_NARROWEST = 400
_MOST = 3
_GAP = theme.SPACE_16


class CardColumns(QWidget):
    """Lays cards out as a newspaper does: left to right, then on in the first column.

    Places them itself: Qt's layouts keep old heights of what wraps in columns inside a row.
    """

    def __init__(self, cards: Sequence[Card], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = list(cards)
        for card in self._cards:
            card.setParent(self)
        self._used = 1

    @property
    def columns(self) -> int:
        """How many columns there are now."""
        return self._used

    def in_order(self) -> list[Card]:
        """The cards that show, as one reads them: column by column."""
        shown = self._shown()
        return [card for column in range(self._used) for card in shown[column :: self._used]]

    def arrange(self) -> None:
        """Place the cards that are not hidden."""
        wide = (self.width() + _GAP) // (theme.px(_NARROWEST) + _GAP)
        self._used = max(1, min(_MOST, wide))
        across = (self.width() - (self._used - 1) * _GAP) // self._used
        below = [0] * self._used
        for number, card in enumerate(self._shown()):
            column = number % self._used
            height = _height(card, across)
            card.setGeometry(column * (across + _GAP), below[column], across, height)
            below[column] += height + _GAP
        self.setFixedHeight(max(0, max(below) - _GAP))

    def minimumSizeHint(self) -> QSize:
        across = max((card.minimumSizeHint().width() for card in self._shown()), default=0)
        return QSize(across, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.arrange()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return handled

    def _shown(self) -> list[Card]:
        return [card for card in self._cards if not card.isHidden()]


def _height(card: Card, across: int) -> int:
    if card.hasHeightForWidth():
        return card.heightForWidth(across)
    return card.sizeHint().height()
