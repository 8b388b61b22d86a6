"""Some of a household leave it for one of their own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.models.residents import HouseholdRole
from desktop.services.household_lines import HouseholdFile, Member
from desktop.services.household_rules import propose_head, roles_under
from desktop.views import theme
from desktop.views.households.words import name_and_age
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog


class SplitDialog(SmallDialog):
    """Who leaves is ticked; a head is proposed for those who leave and those who stay."""

    def __init__(self, shown: HouseholdFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("split_dialog")
        self._shown = shown
        self._heading = QLabel(wordWrap=True)
        theme.mark(self._heading, role="heading")
        self._doubt = QLabel(wordWrap=True)
        self._doubt.setObjectName("split_doubt")
        theme.mark(self._doubt, role="note")
        self._follows = QLabel(wordWrap=True)
        theme.mark(self._follows, role="quiet")
        self._ticks = [self._tick(number, one) for number, one in enumerate(shown.members)]
        self.new_head, self.old_head = QComboBox(), QComboBox()
        self.new_head.setObjectName("split_new_head")
        self.old_head.setObjectName("split_old_head")
        self._new, self._old = FieldRow(self.new_head), FieldRow(self.old_head)
        ticks = QVBoxLayout()
        ticks.setSpacing(theme.SPACE_8)
        for box in self._ticks:
            ticks.addWidget(box)
        self.body.addWidget(self._heading)
        self.body.addLayout(ticks)
        for part in (self._new, self._old, self._doubt, self._follows):
            self.body.addWidget(part)
        self.setMinimumWidth(theme.px(520))
        self._propose()
        self.retranslate()
        self._ticks[0].setFocus()

    def leaving(self) -> dict[str, HouseholdRole]:
        """Who leaves, with their places in the new household."""
        return _places(self._ticked(leaves=True), self.new_head)

    def staying(self) -> dict[str, HouseholdRole]:
        """Who stays, with their places."""
        return _places(self._ticked(leaves=False), self.old_head)

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Split the household"))
        self._heading.setText(_("Who leaves for a household of their own?"))
        self._new.set_label(_("Head of those who leave"))
        self._old.set_label(_("Head of those who stay"))
        self._follows.setText(
            _(
                "Beds, meals and kits stay as they are. Parents who answer for a child go on doing "
                "so."
            )
        )
        for box, one in zip(self._ticks, self._shown.members, strict=True):
            box.setText(name_and_age(one.person).replace("&", "&&"))
        self._doubt.setText(
            _("One of the two households would have no adult. Who looks after the minors?")
        )
        self._name_heads()
        self.confirm_button.setText(_("Split"))

    def _tick(self, number: int, member: Member) -> QCheckBox:
        box = QCheckBox()
        box.setObjectName(f"split_{number}")
        box.setChecked(False)
        box.toggled.connect(lambda _on: self._propose())
        box.setProperty("resident", member.person.id)
        return box

    def _ticked(self, *, leaves: bool) -> list[Member]:
        pairs = zip(self._ticks, self._shown.members, strict=True)
        return [one for box, one in pairs if box.isChecked() is leaves]

    def _propose(self) -> None:
        leaving, staying = self._ticked(leaves=True), self._ticked(leaves=False)
        for box, members in ((self.new_head, leaving), (self.old_head, staying)):
            box.clear()
            for one in members:
                box.addItem("", one.person.id)
            if members:
                head_id = propose_head(one.kin for one in members)
                box.setCurrentIndex(box.findData(head_id, Qt.ItemDataRole.UserRole))
        self._name_heads()
        head_leaves = any(one.role is HouseholdRole.HEAD for one in leaving)
        self._new.setVisible(len(leaving) > 1 and bool(staying))
        self._old.setVisible(head_leaves and len(staying) > 1)
        self._doubt.setVisible(
            any(side and all(one.is_minor for one in side) for side in (leaving, staying))
        )
        self.confirm_button.setEnabled(bool(leaving) and bool(staying))
        self.make_room()

    def _name_heads(self) -> None:
        people = {one.person.id: one.person for one in self._shown.members}
        for box in (self.new_head, self.old_head):
            for index in range(box.count()):
                box.setItemText(index, name_and_age(people[box.itemData(index)]))


def _places(members: list[Member], head: QComboBox) -> dict[str, HouseholdRole]:
    if not members:
        return {}
    return roles_under(str(head.currentData()), [one.kin for one in members])
