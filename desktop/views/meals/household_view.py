"""The household in front of the serving desk."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _, format_list
from desktop.services.meals import Guest
from desktop.views import theme
from desktop.views.meals.guest_card import GuestCard
from desktop.views.photos.portraits import photo_of
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.icon_label import IconLabel
from desktop.views.widgets.scroll_column import ScrollColumn

_TWO_COLUMNS_FROM = 760


class HouseholdView(QWidget):
    """Room and name, a warning where something was refused, and a card for each member."""

    serve_anyway = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[GuestCard] = []
        self._asked = False
        self._refusal: Callable[[], str] | None = None
        self._title = ElidedLabel("title")
        self.refusal = QFrame()
        self.refusal.setObjectName("meals_refusal")
        theme.mark(self.refusal, role="banner", state="danger")
        self._refusal_text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._refusal_text, role="title", state="danger")
        self.refusal.hide()
        self._grid = QGridLayout()
        self._scroll = ScrollColumn(spacing=theme.SPACE_12)
        self._empty = EmptyState("scan")
        self._lay_out()
        self.retranslate()

    def show_guests(
        self, guests: Sequence[Guest], photos: Mapping[str, str] | None = None, *, asked: bool
    ) -> None:
        """Show the members, with their photos by id (JPEG in base64); none and ``asked`` when
        somebody was found who doesn't live here."""
        photos = photos or {}
        self._asked = asked
        for card in self.cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [
            GuestCard(guest, photo_of(photos.get(guest.person.id, ""))) for guest in guests
        ]
        for card in self.cards:
            card.serve_anyway.connect(self.serve_anyway)
        self._place_cards()
        self._stack.setCurrentIndex(1 if guests else 0)
        self.retranslate()

    def refuse(self, text: Callable[[], str] | None) -> None:
        """Say large why somebody is not served, or None to say it no more."""
        self._refusal = text
        self._refusal_text.setText(text() if text else "")
        self.refusal.setAccessibleName(self._refusal_text.text())
        self.refusal.setVisible(text is not None)

    def refusal_text(self) -> str:
        """Why somebody was not served, ``""`` when all is well."""
        return self._refusal_text.text()

    def retranslate(self) -> None:
        """Set every text again; the cards do it themselves."""
        self._title.setText(self._title_text())
        self.refuse(self._refusal)
        self._empty.set_texts(
            _("Nobody in this household lives here now.")
            if self._asked
            else _("The household shows here as soon as you scan a card or find a person.")
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_cards()

    def _title_text(self) -> str:
        people = [card.guest.person for card in self.cards]
        rooms = dict.fromkeys(line.place.rpartition(" ")[0] for line in people if line.place)
        names = format_list(dict.fromkeys(line.surname for line in people))
        if not rooms:
            return names
        return _("Room {room} · {name}").format(room=format_list(rooms), name=names)

    def _place_cards(self) -> None:
        columns = 2 if self.width() >= theme.px(_TWO_COLUMNS_FROM) else 1
        for number, card in enumerate(self.cards):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _lay_out(self) -> None:
        warning = QHBoxLayout(self.refusal)
        warning.setContentsMargins(*(theme.SPACE_16,) * 4)
        warning.setSpacing(theme.SPACE_12)
        warning.addWidget(IconLabel("danger", "danger", 32), 0, Qt.AlignmentFlag.AlignTop)
        warning.addWidget(self._refusal_text, 1)
        self._grid.setSpacing(theme.SPACE_12)
        self._scroll.body.addLayout(self._grid)
        self._scroll.body.addStretch(1)
        household = QWidget()
        column = QVBoxLayout(household)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addWidget(self._title)
        column.addWidget(self.refusal)
        column.addWidget(self._scroll, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(household)
