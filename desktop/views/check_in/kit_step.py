"""Step 5: the starter kit."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _, format_list, format_number, ngettext
from desktop.models.residents import StepKind
from desktop.services.check_in import MemberCheckIn
from desktop.services.kits import KitItem, KitShelf
from desktop.views import theme
from desktop.views.check_in.step_panel import StepPanel
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.scroll_column import ScrollColumn


class KitStep(StepPanel):
    """The kits that a resident should get, with what is in them."""

    wanted = Signal(str)
    """The id of the resident for whom kits are to be suggested."""
    handed_out = Signal(object)
    """The list of ids of the kit types that were handed out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(StepKind.KIT, parent)
        self.main_button.setObjectName("kit_hand_out")
        self._current: MemberCheckIn | None = None
        self._shelves: tuple[KitShelf, ...] = ()
        self._boxes: dict[str, QCheckBox] = {}
        self._known = False
        self._scroll = ScrollColumn()
        self._empty = EmptyState("kit")
        self._empty.hide()
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self._empty, 1)

    def show_member(self, current: MemberCheckIn) -> None:
        if self._current is None or self._current.person.id != current.person.id:
            self._known = False
            self._shelves = ()
            self._boxes = {}
        self._current = current
        self.retranslate()
        self.wanted.emit(current.person.id)

    def show_kits(self, resident_id: str, shelves: Sequence[KitShelf]) -> None:
        """The kits that the resident should get; ticks that were taken away stay away."""
        if self._current is None or self._current.person.id != resident_id:
            return
        self._known = True
        self._shelves = tuple(shelves)
        self._fill()
        if self.hasFocus():
            self.focus_first()

    def act(self) -> None:
        chosen = [id_ for id_, box in self._boxes.items() if box.isChecked()]
        if chosen:
            self.handed_out.emit(chosen)

    def forget(self) -> None:
        self._current = None

    def retranslate(self) -> None:
        name = self._current.person.name if self._current else ""
        self.write(
            _("Starter kit: {name}").format(name=name),
            _("Hand out what is ticked. Things on loan come back at the move-out."),
            _("Hand out"),
        )
        self._empty.set_texts(
            _("No starter kit is meant for this resident, or all were handed out already.")
        )
        self._fill()

    def _fill(self) -> None:
        off = {id_ for id_, box in self._boxes.items() if not box.isChecked()}
        body = self._scroll.body
        while (item := body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._boxes = {}
        for number, shelf in enumerate(self._shelves):
            body.addWidget(self._kit(number, shelf, checked=shelf.kit_type_id not in off))
        body.addStretch(1)
        self._scroll.setVisible(bool(self._shelves) or not self._known)
        self._empty.setVisible(self._known and not self._shelves)
        self._enable()

    def _kit(self, number: int, shelf: KitShelf, *, checked: bool) -> QWidget:
        box = QCheckBox(shelf.name.replace("&", "&&"))
        box.setObjectName(f"kit_{number}")
        box.setFont(theme.font(theme.BASE, bold=True))
        box.setChecked(checked)
        box.toggled.connect(self._enable)
        self._boxes[shelf.kit_type_id] = box
        items = QLabel(format_list(map(item_text, shelf.items)), wordWrap=True)
        theme.mark(items, role="quiet")
        items.setIndent(theme.SPACE_24)
        box.setAccessibleDescription(items.text())
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(box)
        column.addWidget(items)
        if shelf.low:
            left = max(0, shelf.stock)
            said = ngettext("{count} left", "{count} left", left).format(count=format_number(left))
            column.addWidget(Chip(said, "attention"))
        return whole

    def _enable(self) -> None:
        self.main_button.setEnabled(any(box.isChecked() for box in self._boxes.values()))


def item_text(item: KitItem) -> str:
    """An item with its quantity: ``2 × Towel (on loan)``."""
    said = item.name
    if item.quantity != 1:
        said = f"{format_number(item.quantity)} × {said}"
    return _("{item} (on loan)").format(item=said) if item.loan else said
