"""The starter kits, for everybody of the household who still needs theirs."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _, format_list, format_number, ngettext
from desktop.models.residents import StepKind
from desktop.services.check_in import MemberCheckIn
from desktop.services.kits import KitItem, KitShelf
from desktop.views import theme
from desktop.views.flow.member_checks import name_with_age
from desktop.views.flow.step_panel import StepPanel
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.scroll_column import ScrollColumn

Suggested = Mapping[str, Sequence[KitShelf]]


class KitStep(StepPanel):
    """Under each name the kits that they should get, with what is in them."""

    wanted = Signal(object)
    """The ids of the residents for whom kits are to be suggested."""
    handed_out = Signal(object)
    """Pairs of a resident's id and the ids of the kit types that they were handed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(StepKind.KIT, parent)
        self.main_button.setObjectName("kit_hand_out")
        self._members: dict[str, MemberCheckIn] = {}
        self._suggested: Suggested = {}
        self._boxes: dict[tuple[str, str], QCheckBox] = {}
        self._scroll = ScrollColumn()
        self.body.addWidget(self._scroll, 1)

    def show_household(self, members: Sequence[MemberCheckIn]) -> None:
        self._members = {m.person.id: m for m in members if self.kind in m.missing}
        self._suggested = {
            id_: kits for id_, kits in self._suggested.items() if id_ in self._members
        }

    def show_member(self, _current: MemberCheckIn) -> None:
        self.retranslate()
        self.wanted.emit(list(self._members))

    def show_kits(self, suggested: Suggested) -> None:
        """The kits that each should get; ticks that were taken away stay away."""
        self._suggested = {id_: kits for id_, kits in suggested.items() if id_ in self._members}
        self._fill()
        if self.hasFocus():
            self.focus_first()

    def act(self) -> None:
        if given := self._given():
            self.handed_out.emit(given)

    def forget(self) -> None:
        self._members = {}
        self._suggested = {}
        self._boxes = {}

    def retranslate(self) -> None:
        self._fill()
        self.write(
            _("Starter kit"),
            _("Hand out what is ticked. Things on loan come back at the move-out."),
            self._main_words(),
        )

    def _given(self) -> list[tuple[str, list[str]]]:
        """What each is handed; who is due nothing is ticked off too, who is due something and
        gets nothing now is not."""
        given = []
        for resident, kits in self._suggested.items():
            chosen = [
                kit.kit_type_id
                for kit in kits
                if self._boxes[resident, kit.kit_type_id].isChecked()
            ]
            if chosen or not kits:
                given.append((resident, chosen))
        return given

    def _fill(self) -> None:
        off = {key for key, box in self._boxes.items() if not box.isChecked()}
        body = self._scroll.body
        while (item := body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._boxes = {}
        for resident, kits in self._suggested.items():
            name = QLabel(
                name_with_age(self._members[resident].person), textFormat=Qt.TextFormat.PlainText
            )
            theme.mark(name, role="strong")
            body.addWidget(name)
            for kit in kits:
                body.addWidget(
                    self._kit(resident, kit, checked=(resident, kit.kit_type_id) not in off)
                )
            if not kits:
                nothing = QLabel(_("Nothing is due, or it was handed out already."), wordWrap=True)
                theme.mark(nothing, role="quiet")
                body.addWidget(nothing)
        body.addStretch(1)
        self._enable()

    def _kit(self, resident: str, kit: KitShelf, *, checked: bool) -> QWidget:
        box = QCheckBox(kit.name.replace("&", "&&"))
        box.setObjectName(f"kit_{len(self._boxes)}")
        box.setChecked(checked)
        box.toggled.connect(self._enable)
        self._boxes[resident, kit.kit_type_id] = box
        items = QLabel(format_list(map(item_text, kit.items)), wordWrap=True)
        theme.mark(items, role="quiet")
        items.setIndent(theme.SPACE_24)
        box.setAccessibleDescription(items.text())
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(box)
        column.addWidget(items)
        if kit.low:
            left = max(0, kit.stock)
            said = ngettext("{count} left", "{count} left", left).format(count=format_number(left))
            column.addWidget(Chip(said, "attention"), 0, Qt.AlignmentFlag.AlignLeft)
        return whole

    def _enable(self) -> None:
        self.main_button.setEnabled(bool(self._given()))
        self.main_button.setText(self._main_words())

    def _main_words(self) -> str:
        given = self._given()
        if given and not any(kits for _resident, kits in given):
            return _("Nothing to hand out")
        return _("Hand out")


def item_text(item: KitItem) -> str:
    """An item with its quantity: ``2 × Towel (on loan)``."""
    said = item.name
    if item.quantity != 1:
        said = f"{format_number(item.quantity)} × {said}"
    return _("{item} (on loan)").format(item=said) if item.loan else said
