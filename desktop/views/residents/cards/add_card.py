"""The first of each kind: a button for every card of a file that has no entries yet."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import _
from desktop.views import icons, theme
from desktop.views.residents.cards.entries_card import EntriesCard
from desktop.views.widgets.card import Card
from desktop.views.widgets.flow_layout import FlowLayout


class AddCard(Card):
    """So that what is empty takes no room of its own. A button does what the card's own would."""

    def __init__(self, cards: Sequence[EntriesCard[Any]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("file_add")
        row = QWidget()
        self._row = FlowLayout(row, theme.SPACE_4)
        self._buttons = [(card, self._button(card)) for card in cards]
        self.body.addWidget(row)
        self.hide()

    def show_offers(self) -> None:
        """Offer what the cards would, but for those that show."""
        for card, button in self._buttons:
            button.setVisible(card.offers and card.isHidden())
        self.setVisible(any(not button.isHidden() for _card, button in self._buttons))
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        self.set_title(_("Write down"))
        for card, button in self._buttons:
            button.setText(card.add_words())
            icons.put(button, "add", "accent", 16)

    def _button(self, card: EntriesCard[Any]) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"add_{card.name}")
        theme.mark(button, role="quiet")
        button.clicked.connect(card.add_asked)
        self._row.addWidget(button)
        return button
