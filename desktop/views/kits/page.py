"""Starter kits: hand out on the left, the shelf on the right."""

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _, format_list
from desktop.services.kits import Handout, Kits, KitShelf
from desktop.services.people import PersonLine
from desktop.services.search import Search
from desktop.views import icons, theme
from desktop.views.kits.hand_out_panel import HandOutPanel
from desktop.views.kits.handouts_model import HandoutsModel
from desktop.views.kits.shelf_card import ShelfCard
from desktop.views.kits.stock_dialog import CountDialog, DeliveryDialog
from desktop.views.page import Kind, Page, PageContext
from desktop.views.widgets.card import Card
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.press_focused import press_focused
from desktop.views.widgets.scroll_column import ScrollColumn

_ANSWERS = 6
_TABLE_HEIGHT = 160


@dataclass(frozen=True)
class _Stock:
    """What the page shows, read in one go."""

    shelves: tuple[KitShelf, ...]
    handouts: tuple[Handout, ...]
    person: PersonLine | None
    suggested: tuple[KitShelf, ...]


class KitsPage(Page):
    """Who gets a kit, who brought one back, and how many are left."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {"kit_type", "kit_handout", "stock_movement", "resident", "household", "stay"}
    )

    def __init__(
        self, context: PageContext, kits: Kits, search: Search, parent: QWidget | None = None
    ) -> None:
        self._kits = kits
        self._search = search
        self._resident_id: str | None = None
        self._cards: dict[str, ShelfCard] = {}
        super().__init__(context, parent)

    def _build(self) -> None:
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self.panel = HandOutPanel(
            self.context.background, lambda text: self._search.people(text, _ANSWERS)
        )
        self.model = HandoutsModel(self)
        self.table = DataTable(self.model)
        self.table.setObjectName("kits_handouts")
        self._empty = EmptyState("kits")
        self.table.show_when_empty(self._empty)
        self.return_button = QPushButton()
        self.return_button.setObjectName("kits_returned")
        self._latest = Card()
        self._latest.add_action(self.return_button)
        self._latest.body.addWidget(self.table)
        self._shelf_title = QLabel()
        theme.mark(self._shelf_title, role="heading")
        self._no_shelves = EmptyState("kits")
        self._shelves = ScrollColumn(spacing=theme.SPACE_12)
        self._shelves.body.addWidget(self._no_shelves)
        self._shelves.body.addStretch(1)
        self._no_shelves.hide()
        self._lay_out()
        self.setFocusProxy(self.panel.finder)

    def _connect(self) -> None:
        self.offer("hand_out_kit", self.panel.hand_out_button)
        self.offer("return_kit", self.return_button)
        self.panel.person_chosen.connect(self._choose)
        self.panel.hand_out_wanted.connect(self._hand_out)
        self.panel.other_person_button.clicked.connect(self._next)
        self.panel.person_opened.connect(lambda person_id: self.context.go("residents", person_id))
        self.table.row_chosen.connect(self._show_return)
        self.table.row_activated.connect(lambda row: self.context.go("residents", row.person.id))
        self.return_button.clicked.connect(self._take_back)

    def title(self) -> str:
        return _("Starter kits")

    def open(self, argument: object | None) -> None:
        """A resident's id shows what is due to them."""
        if isinstance(argument, str):
            self._resident_id = argument

    def back(self) -> bool:
        if self._resident_id is None:
            return False
        self._next()
        return True

    def retranslate(self) -> None:
        self._title.setText(self.title())
        self._latest.set_title(_("Latest hand-outs"))
        self.table.setAccessibleName(_("Latest hand-outs"))
        self._empty.set_texts(_("Every kit that is handed out shows here, the newest first."))
        self.return_button.setText(_("Returned"))
        icons.put(self.return_button, "return")
        self._shelf_title.setText(_("On the shelf"))
        self._no_shelves.set_texts(
            _("The kits of this site show here once an administrator has set them up.")
        )
        self._show_return(self.table.current_row())
        # Names of kits and of what is inside come from the data, in the language chosen.
        self.mark_stale()

    def refresh(self) -> None:
        resident_id = self._resident_id
        self.run_latest(
            "stock", lambda: self._read(resident_id), lambda read: self._show(read, resident_id)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.back():
            return
        if not press_focused(event, self):
            super().keyPressEvent(event)

    def _read(self, resident_id: str | None) -> _Stock:
        person = self._search.person(resident_id) if resident_id else None
        return _Stock(
            self._kits.shelves(),
            self._kits.handouts(),
            person,
            self._kits.suggested(person.id) if person else (),
        )

    def _show(self, read: _Stock, resident_id: str | None) -> None:
        if resident_id != self._resident_id:
            return
        self._show_shelves(read.shelves)
        self.model.set_rows(read.handouts)
        self._latest.set_count(len(read.handouts))
        due = {shelf.kit_type_id for shelf in read.suggested}
        others = [shelf for shelf in read.shelves if shelf.kit_type_id not in due]
        self.panel.show_person(read.person, read.suggested, others if read.person else ())
        self._show_return(self.table.current_row())

    def _show_shelves(self, shelves: tuple[KitShelf, ...]) -> None:
        if list(self._cards) == [shelf.kit_type_id for shelf in shelves]:
            for shelf in shelves:
                self._cards[shelf.kit_type_id].show_shelf(shelf)
            return
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards = {}
        for place, shelf in enumerate(shelves):
            card = ShelfCard(shelf)
            self.offer("move_stock", card.delivery_button, card.count_button)
            card.delivery_wanted.connect(self._ask_delivery)
            card.count_wanted.connect(self._ask_count)
            self._shelves.body.insertWidget(place, card)
            self._cards[shelf.kit_type_id] = card
        self._no_shelves.setVisible(not shelves)

    def _choose(self, person: PersonLine) -> None:
        self._resident_id = person.id
        self.refresh()

    def _next(self) -> None:
        self._resident_id = None
        self.panel.show_person(None)
        self.panel.finder.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hand_out(self, kit_type_ids: tuple[str, ...]) -> None:
        person = self.panel.person
        if person is None or not kit_type_ids:
            return
        names = [card.shelf.name for kit, card in self._cards.items() if kit in kit_type_ids]
        self.panel.hand_out_button.setEnabled(False)
        self.run(
            lambda: self._kits.hand_out(person.id, kit_type_ids),
            lambda _ids: self._handed_out(person, format_list(names)),
            self._refused,
        )

    def _handed_out(self, person: PersonLine, kits: str) -> None:
        self.announce(
            lambda: _("Handed out to {person}: {kits}.").format(person=person.name, kits=kits),
            Kind.GOOD,
        )
        self._next()
        self.refresh()

    def _refused(self, error: AppError) -> None:
        self.refresh()
        self.panel.hand_out_button.setEnabled(True)
        self.panel.refuse(error.text)

    def _show_return(self, row: Handout | None) -> None:
        self.return_button.setEnabled(row is not None and row.returned_at is None)
        self.return_button.setAccessibleName(
            _("Returned") if row is None else _("{kit} returned").format(kit=row.kit_name)
        )

    def _take_back(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        self.return_button.setEnabled(False)
        self.run(lambda: self._kits.take_back(row.id), lambda _done: self._taken_back(row))

    def _taken_back(self, row: Handout) -> None:
        self.announce(
            lambda: _("Returned by {person}: {kit}.").format(
                person=row.person.name, kit=row.kit_name
            ),
            Kind.GOOD,
        )
        self.refresh()

    def _ask_delivery(self, shelf: KitShelf) -> None:
        dialog = DeliveryDialog(shelf, self)

        def save() -> None:
            quantity = dialog.quantity.value()
            self.run(
                lambda: self._kits.deliver(shelf.kit_type_id, quantity),
                lambda _done: self._stock_saved(dialog),
                dialog.refuse,
            )

        dialog.confirmed.connect(save)
        dialog.open()

    def _ask_count(self, shelf: KitShelf) -> None:
        dialog = CountDialog(shelf, self)

        def save() -> None:
            counted, reason = dialog.quantity.value(), dialog.reason.text()
            self.run(
                lambda: self._kits.count(shelf.kit_type_id, counted, reason),
                lambda _done: self._stock_saved(dialog),
                dialog.refuse,
            )

        dialog.confirmed.connect(save)
        dialog.open()

    def _stock_saved(self, dialog: DeliveryDialog | CountDialog) -> None:
        dialog.accept()
        self.refresh()

    def _lay_out(self) -> None:
        left = ScrollColumn()
        left.body.addWidget(self.panel)
        left.body.addWidget(self._latest, 1)
        self.table.setMinimumHeight(theme.px(_TABLE_HEIGHT))
        right = QVBoxLayout()
        right.setSpacing(theme.SPACE_12)
        right.addWidget(self._shelf_title)
        right.addWidget(self._shelves, 1)
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_24)
        across.addWidget(left, 5)
        across.addLayout(right, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.setSpacing(theme.SPACE_16)
        column.addWidget(self._title)
        column.addLayout(across, 1)
