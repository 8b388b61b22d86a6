"""Somebody is named who answers for a minor."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from desktop.i18n import _
from desktop.services.guardians import MAX_TEXT, GuardianText
from desktop.services.household_lines import HouseholdFile, Member
from desktop.services.people import PersonLine
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.households.words import name_and_age
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.person_finder import FindPeople, PersonFinder
from desktop.views.widgets.small_dialog import SmallDialog

OTHER_RESIDENT, OUTSIDE = "other", "outside"


class GuardianDialog(SmallDialog):
    """An adult of the household, another resident, or somebody who lives elsewhere."""

    def __init__(
        self,
        member: Member,
        shown: HouseholdFile,
        background: Background,
        find: FindPeople,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("guardian_dialog")
        self._member = member
        named = {line.person.id for line in member.guardians if line.person and line.id}
        self._adults = [
            one.person
            for one in shown.members
            if not one.is_minor and one.person.id not in named and not one.person.masked
        ]
        self._found: PersonLine | None = None
        self._heading = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._heading, role="heading")
        self.who_box = QComboBox()
        self.who_box.setObjectName("guardian_who")
        for person in self._adults:
            self.who_box.addItem("", person.id)
        self.who_box.addItem("", OTHER_RESIDENT)
        self.who_box.addItem("", OUTSIDE)
        self.finder = PersonFinder(background, find)
        self.finder.setObjectName("guardian_finder")
        self._chosen = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._chosen.setObjectName("guardian_chosen")
        theme.mark(self._chosen, role="strong")
        self.name_field = QLineEdit(maxLength=MAX_TEXT)
        self.phone_field = QLineEdit(maxLength=MAX_TEXT)
        self.relation_field = QLineEdit(maxLength=MAX_TEXT)
        for field, name in (
            (self.name_field, "guardian_name"),
            (self.phone_field, "guardian_phone"),
            (self.relation_field, "guardian_relation"),
        ):
            field.setObjectName(name)
        self._who, self._resident = FieldRow(self.who_box), FieldRow(self.finder)
        self._name, self._phone = FieldRow(self.name_field), FieldRow(self.phone_field)
        self._relation = FieldRow(self.relation_field)
        self.body.addWidget(self._heading)
        for part in (self._who, self._resident, self._chosen, self._name, self._phone):
            self.body.addWidget(part)
        self.body.addWidget(self._relation)
        self.body.addStretch(1)
        self.who_box.currentIndexChanged.connect(lambda _index: self._choose_kind())
        self.finder.person_chosen.connect(self._choose)
        self.name_field.textChanged.connect(lambda _text: self._allow())
        self.setMinimumSize(theme.px(520), theme.px(380))
        self._choose_kind()
        self.retranslate()
        self.who_box.setFocus()

    def text(self) -> GuardianText:
        """What was chosen and written."""
        kind, relation = self.who_box.currentData(), self.relation_field.text()
        if kind == OUTSIDE:
            name, phone = self.name_field.text(), self.phone_field.text()
            return GuardianText(name=name, phone=phone, relation=relation)
        if kind == OTHER_RESIDENT:
            return GuardianText(self._found.id if self._found else None, relation=relation)
        return GuardianText(str(kind), relation=relation)

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Name a guardian"))
        self._heading.setText(
            _("Who answers for {name}?").format(name=name_and_age(self._member.person))
        )
        for index, person in enumerate(self._adults):
            self.who_box.setItemText(index, name_and_age(person))
        count = len(self._adults)
        self.who_box.setItemText(count, _("Another resident"))
        self.who_box.setItemText(count + 1, _("Somebody who lives elsewhere"))
        self._who.set_label(_("Guardian"))
        self._resident.set_label(_("Resident"))
        self.finder.set_texts(_("Number, name or room"))
        found = self._found
        self._chosen.setText(" · ".join(filter(None, (found.name, found.place))) if found else "")
        self._name.set_label(_("Name"))
        self._phone.set_label(_("Phone"))
        self._relation.set_label(
            _("Relation"), _("For example mother, uncle, or appointed by the authorities.")
        )
        self.confirm_button.setText(_("Name as guardian"))

    def _choose_kind(self) -> None:
        kind = self.who_box.currentData()
        self._resident.setVisible(kind == OTHER_RESIDENT)
        self._chosen.setVisible(kind == OTHER_RESIDENT and self._found is not None)
        self._name.setVisible(kind == OUTSIDE)
        self._phone.setVisible(kind == OUTSIDE)
        self._allow()
        self.make_room()

    def _choose(self, person: object) -> None:
        if isinstance(person, PersonLine):
            self._found = person
            self.retranslate()
            self._choose_kind()
            self.relation_field.setFocus()

    def _allow(self) -> None:
        text = self.text()
        self.confirm_button.setEnabled(text.resident_id is not None or bool(text.name.strip()))
