"""A bed in a room that suits, for one or for all of the household who still need one."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from desktop.i18n import _, format_number, ngettext
from desktop.models.residents import StepKind
from desktop.services.check_in import MemberCheckIn
from desktop.services.family_beds import GivenBed
from desktop.services.people import PersonLine
from desktop.services.rooms import BedChoice
from desktop.views import theme
from desktop.views.check_in.bed_choice_list import BedChoiceList
from desktop.views.flow.step_panel import StepPanel

Plans = Mapping[str, Sequence[GivenBed]]


class BedStep(StepPanel):
    """Free beds with room-mates and what speaks for and against each; a tick gives the others
    of the household their beds along with it."""

    wanted = Signal(object)
    """The ids of those for whom beds are to be found, the one whose step it is first."""
    chosen = Signal(object)
    """The beds to be given, as pairs of resident and bed."""
    rooms_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(StepKind.BED, parent)
        self.main_button.setObjectName("bed_assign")
        self._current: MemberCheckIn | None = None
        self._people: dict[str, PersonLine] = {}
        self._plans: Plans = {}
        self._list = BedChoiceList()
        self._all = QCheckBox()
        self._all.setObjectName("bed_for_all")
        self._all.setChecked(True)
        self.step_free = QCheckBox()
        self.step_free.setObjectName("bed_step_free")
        self._plan = QLabel(wordWrap=True)
        self._plan.setObjectName("bed_plan")
        theme.mark(self._plan, role="quiet")
        self.body.addWidget(self.step_free)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._all)
        self.body.addWidget(self._plan)
        self._list.currentRowChanged.connect(lambda _row: self._write_choice())
        self._list.itemDoubleClicked.connect(lambda _item: self.act())
        self._list.empty.action_clicked.connect(self.rooms_clicked)
        self._all.toggled.connect(lambda _on: self._write_choice())
        self.step_free.toggled.connect(lambda _on: self._ask())

    def show_household(self, members: Sequence[MemberCheckIn]) -> None:
        self._people = {m.person.id: m.person for m in members if self.kind in m.missing}

    def show_member(self, current: MemberCheckIn) -> None:
        if self._current is None or self._current.person.id != current.person.id:
            self._list.show_choices((), current.person.id)
            self._plans = {}
        self._current = current
        self.retranslate()
        self._ask()

    def show_choices(self, resident_id: str, choices: Sequence[BedChoice], plans: Plans) -> None:
        """The beds that were found, and for each the beds of all along with it."""
        if self._current is not None and self._current.person.id == resident_id:
            had_focus = self._list.hasFocus()
            self._plans = plans
            self._write_empty()
            self._list.show_choices(choices, resident_id)
            if had_focus:
                self._list.setFocus()
            self._write_choice()

    def act(self) -> None:
        if given := self._given():
            self.chosen.emit([(one.resident_id, one.bed_id) for one in given])

    def forget(self) -> None:
        self._current = None
        self._all.setChecked(True)
        self.step_free.setChecked(False)

    def focus_first(self) -> None:
        self._list.setFocus()

    def retranslate(self) -> None:
        self._list.setAccessibleName(_("Free beds"))
        self.step_free.setText(_("Only rooms without steps"))
        self._write_empty()
        self._list.retranslate()
        name = self._current.person.name if self._current else ""
        self.write(
            _("Room and bed: {name}").format(name=name),
            _("Beds that are free from today on. Those that fit best come first."),
            "",
        )
        self._all.setText(_("Beds for the others of the household in the same step"))
        self._write_choice()

    def _write_empty(self) -> None:
        text = _("No bed is free from today on. Free beds would be listed here.")
        if self.step_free.isChecked():
            text = _(
                "No bed in a room without steps is free from today on. "
                "Clear the tick above to see the other beds."
            )
        self._list.empty.set_texts(text, _("Open the rooms"))

    def _ask(self) -> None:
        if self._current is not None:
            mine = self._current.person.id
            self.wanted.emit([mine, *(id_ for id_ in self._people if id_ != mine)])

    def _given(self) -> Sequence[GivenBed]:
        """Who gets which bed when the main button is pressed."""
        choice = self._list.chosen()
        if choice is None or self._current is None:
            return ()
        alone = GivenBed(self._current.person.id, choice.bed.id, choice.bed.place)
        return (self._plans.get(choice.bed.id) if self._all.isChecked() else None) or (alone,)

    def _write_choice(self) -> None:
        choice = self._list.chosen()
        with_others = choice is not None and len(self._plans.get(choice.bed.id, ())) > 1
        self._all.setVisible(with_others)
        given = self._given()
        self._plan.setText(
            " · ".join(
                _("{name}: {place}").format(
                    name=self._people[one.resident_id].name, place=one.place
                )
                for one in given
                if one.resident_id in self._people
            )
        )
        self._plan.setVisible(len(given) > 1)
        self.main_button.setEnabled(bool(given))
        if len(given) > 1:
            self.main_button.setText(
                ngettext("Assign {count} bed", "Assign {count} beds", len(given)).format(
                    count=format_number(len(given))
                )
            )
        elif given:
            self.main_button.setText(_("Assign bed {place}").format(place=given[0].place))
        else:
            self.main_button.setText(_("Assign bed"))
