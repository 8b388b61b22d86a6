"""The pets of the house: how many, in which rooms."""

from typing import ClassVar

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _, format_number, ngettext
from desktop.services.pets import PetHouse, Pets
from desktop.views import theme
from desktop.views.page import Page, PageContext
from desktop.views.pets.pets_model import PetsModel
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.press_focused import press_focused


class PetsPage(Page):
    """A row opens the owner's file, where the pet is changed."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {"pet", "resident", "stay", "bed", "room", "site"}
    )

    def __init__(self, context: PageContext, pets: Pets, parent: QWidget | None = None) -> None:
        self._pets = pets
        self._house: PetHouse | None = None
        super().__init__(context, parent)

    def title(self) -> str:
        return _("Pets")

    def refresh(self) -> None:
        self.run_latest("pets", self._pets.house, self._show)

    def retranslate(self) -> None:
        self._title.setText(self.title())
        self.table.setAccessibleName(_("Pets"))
        self._empty.set_texts(
            _("No pets live here. One is added in the file of its owner."), _("To the residents")
        )
        self._refused.setText(_("This site does not allow pets."))
        self._write_count()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event, self):
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.setObjectName("pets_page")
        self._title, self._count, self._refused = QLabel(), QLabel(), QLabel()
        theme.mark(self._title, role="title")
        theme.mark(self._count, role="quiet")
        theme.mark(self._refused, role="note")
        self._count.setObjectName("pets_count")
        self._refused.setObjectName("pets_not_allowed")
        self._refused.hide()
        self._model = PetsModel(self)
        self.table = DataTable(self._model)
        self.table.setObjectName("pets_table")
        self._empty = EmptyState("pet")
        self.table.show_when_empty(self._empty)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_12)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.setSpacing(theme.SPACE_12)
        column.addLayout(head)
        column.addWidget(self._refused)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.table.row_activated.connect(lambda row: self.context.go("residents", row.owner.id))
        self._empty.action_clicked.connect(lambda: self.context.go("residents", None))

    def _show(self, house: PetHouse) -> None:
        self._house = house
        self._refused.setVisible(not house.allowed)
        self._model.set_rows(house.pets)
        if house.pets and self.table.current_row() is None:
            self.table.choose(house.pets[0].id)
        self._write_count()

    def _write_count(self) -> None:
        pets_here = self._house.pets if self._house else ()
        count = len(pets_here)
        rooms = len({pet.owner.place.rpartition(" ")[0] for pet in pets_here} - {""})
        pets = ngettext("{count} pet", "{count} pets", count).format(count=format_number(count))
        where = ngettext("{count} room", "{count} rooms", rooms).format(count=format_number(rooms))
        self._count.setText(f"{pets} · {where}" if count else "")
