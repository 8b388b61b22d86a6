"""Other beds for a whole household, chosen all at once."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from desktop.i18n import _, ngettext
from desktop.models.housing import GenderRule
from desktop.services.bed_offers import MovePlan, RoomOffer
from desktop.services.words import word
from desktop.views import theme
from desktop.views.households.move_words import bed_doubts, bed_sentences, listed
from desktop.views.households.words import name_and_age
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog

_TOO_MANY = 40
"""Rooms that are listed to take everybody; single beds can be chosen in all."""


class MoveBedsDialog(SmallDialog):
    """A room for everybody, or a bed for each; below, in words, what comes of it."""

    def __init__(self, plan: MovePlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("move_beds_dialog")
        self._plan = plan
        now = {mover.bed_id for mover in plan.movers}
        others = [room for room in plan.rooms if not now <= {bed for bed, _place in room.beds}]
        self._rooms = others[:_TOO_MANY]
        self.room_box = QComboBox()
        self.room_box.setObjectName("move_room")
        self.room_box.addItem("", "")
        for room in self._rooms:
            self.room_box.addItem("", room.id)
        self._room = FieldRow(self.room_box)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.SPACE_16)
        self._grid.setVerticalSpacing(theme.SPACE_8)
        self._grid.setColumnStretch(0, 1)
        self._names: list[QLabel] = []
        self._beds: dict[str, QComboBox] = {}
        for row, mover in enumerate(plan.movers):
            self._add_row(row, mover.person.id, mover.bed_id)
        self._sentences, self._doubts = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._sentences.setObjectName("move_sentences")
        self._doubts.setObjectName("move_doubts")
        theme.mark(self._doubts, role="note")
        for label in (self._sentences, self._doubts):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addWidget(self._room)
        self.body.addLayout(self._grid)
        self.body.addWidget(self._doubts)
        self.body.addWidget(self._sentences)
        self.body.addStretch(1)
        self.room_box.activated.connect(self._fill_room)
        self.setMinimumWidth(theme.px(600))
        self.retranslate()
        self.room_box.setFocus()

    def beds(self) -> dict[str, str]:
        """The bed chosen for each who has one now or gets one."""
        return {id_: bed for id_, bed in self._chosen().items() if bed}

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Move to other beds"))
        self._room.set_label(_("A room for everybody"))
        self.room_box.setItemText(0, _("Choose a room, or beds one by one"))
        for index, room in enumerate(self._rooms, start=1):
            self.room_box.setItemText(index, self._room_words(room))
        for label, mover in zip(self._names, self._plan.movers, strict=True):
            label.setText(name_and_age(mover.person))
            box = self._beds[mover.person.id]
            box.setAccessibleName(_("Bed for {name}").format(name=mover.person.name))
            box.setItemText(0, _("No bed yet"))
            for index in range(1, box.count()):
                bed_id = str(box.itemData(index))
                place = self._plan.place_of(bed_id)
                own = _("{place} (now)").format(place=place)
                box.setItemText(index, own if bed_id == mover.bed_id else place)
        self._say()

    def _add_row(self, row: int, resident_id: str, bed_id: str) -> None:
        label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        box = QComboBox()
        box.setObjectName(f"move_bed_{row}")
        box.setMinimumWidth(theme.px(180))
        box.addItem("", "")
        for room in self._plan.rooms:
            for offered, _place in room.beds:
                box.addItem("", offered)
        box.setCurrentIndex(max(0, box.findData(bed_id)))
        box.activated.connect(lambda _index: self._say())
        label.setBuddy(box)
        self._names.append(label)
        self._beds[resident_id] = box
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(box, row, 1)

    def _fill_room(self, index: int) -> None:
        """Gives everybody a bed in the room, as far as they reach; who has one there keeps it."""
        if index == 0:
            return
        free = [bed for bed, _place in self._rooms[index - 1].beds]
        staying = {m.person.id: m.bed_id for m in self._plan.movers if m.bed_id in free}
        left = [bed for bed in free if bed not in staying.values()]
        for mover in self._plan.movers:
            box = self._beds[mover.person.id]
            bed_id = staying.get(mover.person.id) or (left.pop(0) if left else "")
            box.setCurrentIndex(max(0, box.findData(bed_id)))
        self._say()

    def _chosen(self) -> dict[str, str]:
        return {id_: str(box.currentData() or "") for id_, box in self._beds.items()}

    def _say(self) -> None:
        chosen = self._chosen()
        moving = bed_sentences(self._plan, chosen)
        doubts = bed_doubts(self._plan, chosen)
        self._sentences.setText(listed(moving) or _("Nobody moves yet."))
        self._doubts.setText(listed(doubts))
        self._doubts.setVisible(bool(doubts))
        beds = [bed for bed in chosen.values() if bed]
        count = len(moving)
        verb = ngettext("Move {count} person", "Move {count} people", count).format(count=count)
        self.confirm_button.setText(verb if count else _("Move"))
        self.confirm_button.setEnabled(bool(moving) and len(set(beds)) == len(beds))
        self.make_room()

    @staticmethod
    def _room_words(room: RoomOffer) -> str:
        count = len(room.beds)
        beds = ngettext("{count} bed", "{count} beds", count).format(count=count)
        rule = "" if room.gender_rule is GenderRule.ANY else word(room.gender_rule)
        parts = (room.number, word(room.type), beds, rule)
        return " · ".join(part for part in parts if part)
