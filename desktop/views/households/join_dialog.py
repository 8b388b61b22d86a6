"""Somebody comes into a household, alone or with everybody of theirs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import _, ngettext
from desktop.models.residents import HouseholdRole
from desktop.services.household_lines import HouseholdFile
from desktop.services.household_rules import propose_head
from desktop.services.people import PersonLine
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.households.place_rows import PlaceRows
from desktop.views.widgets.choice_row import Choice, ChoiceRow
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.person_finder import FindPeople, PersonFinder
from desktop.views.widgets.small_dialog import SmallDialog

_PLACES = tuple(role for role in HouseholdRole if role is not HouseholdRole.HEAD)


class JoinDialog(SmallDialog):
    """Who is found is asked for with ``person_found``; the page answers with ``show_other``."""

    person_found = Signal(object)
    """The ``PersonLine`` of whom the household is wanted."""

    def __init__(
        self,
        shown: HouseholdFile,
        background: Background,
        find: FindPeople,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("join_dialog")
        self._shown = shown
        self._other: HouseholdFile | None = None
        self._heading = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        theme.mark(self._heading, role="heading")
        self.finder = PersonFinder(background, find)
        self.finder.setObjectName("join_finder")
        self._who = FieldRow(self.finder)
        self.whole = ChoiceRow()
        self.whole.setObjectName("join_whole")
        self.rows = PlaceRows("join_place", _PLACES)
        self._places = FieldRow(self.rows)
        self._follows = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._follows.setObjectName("join_follows")
        theme.mark(self._follows, role="quiet")
        for part in (self._heading, self._who, self.whole, self._places, self._follows):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.finder.person_chosen.connect(self._found)
        self.whole.chosen.connect(lambda _value: self._list())
        self.setMinimumSize(theme.px(540), theme.px(400))
        self._list()
        self.retranslate()
        self.finder.setFocus()

    def show_other(self, other: HouseholdFile) -> None:
        """Show the household of the one who was found."""
        self._other = other
        count = len(other.members)
        self.whole.set_choices(
            [
                Choice(False, lambda: _("Only this person")),
                Choice(
                    True,
                    lambda: ngettext(
                        "The whole household, {count} person",
                        "The whole household, {count} people",
                        count,
                    ).format(count=count),
                ),
            ]
            if count > 1
            else []
        )
        self.whole.set_value(False)
        self._list()
        buttons = self.whole.buttons()
        if buttons:
            buttons[0].setFocus()
        else:
            self.rows.focus_first()

    def joining(self) -> dict[str, HouseholdRole]:
        """Who joins, and as what."""
        return self.rows.roles()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Add to the household"))
        head = next((one.person for one in self._shown.heads), self._shown.members[0].person)
        self._heading.setText(_("Who belongs to the household of {name}?").format(name=head.name))
        self._who.set_label(_("Resident"))
        self.finder.set_texts(_("Number, name or room"))
        self._places.set_label(_("Place, as seen from the head"))
        self.rows.retranslate()
        self._follows.setText(self._follows_words())
        self._follows.setVisible(bool(self._follows.text()))
        self.confirm_button.setText(_("Add to the household"))

    def _found(self, person: object) -> None:
        if isinstance(person, PersonLine):
            self.person_found.emit(person)

    def _joining_people(self) -> list[PersonLine]:
        other = self._other
        if other is None:
            return []
        if self.whole.value():
            return [one.person for one in other.members]
        return [other.asked.person] if other.asked else []

    def _list(self) -> None:
        people = self._joining_people()
        kept = self.rows.roles()
        roles = {one.id: kept.get(one.id, HouseholdRole.OTHER) for one in people}
        self.rows.show_people(people, roles)
        self._places.setVisible(bool(people))
        self.whole.setVisible(bool(self.whole.buttons()))
        self.confirm_button.setEnabled(bool(people))
        self.retranslate()
        self.make_room()

    def _follows_words(self) -> str:
        """Who heads those who stay behind, when their head goes."""
        other = self._other
        if other is None or other.asked is None or self.whole.value():
            return ""
        staying = [one for one in other.members if one is not other.asked]
        if not staying or other.asked.role is not HouseholdRole.HEAD:
            return ""
        head_id = propose_head(one.kin for one in staying)
        head = next(one.person for one in staying if one.person.id == head_id)
        return _("{name} becomes head of those who stay behind.").format(name=head.name)
