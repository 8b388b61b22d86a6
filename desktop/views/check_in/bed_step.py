"""Step 2: a bed in a room that suits."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.models.residents import StepKind
from desktop.services.check_in import MemberCheckIn
from desktop.services.rooms import BedChoice
from desktop.views.check_in.bed_choice_list import BedChoiceList
from desktop.views.check_in.step_panel import StepPanel


class BedStep(StepPanel):
    """Free beds with room-mates and what speaks for and against each."""

    wanted = Signal(str)
    """The id of the resident for whom beds are to be found."""
    chosen = Signal(str)
    """The id of the bed to be given."""
    rooms_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(StepKind.BED, parent)
        self.main_button.setObjectName("bed_assign")
        self._current: MemberCheckIn | None = None
        self._list = BedChoiceList()
        self.body.addWidget(self._list, 1)
        self._list.currentRowChanged.connect(lambda _row: self._write_button())
        self._list.itemDoubleClicked.connect(lambda _item: self.act())
        self._list.empty.action_clicked.connect(self.rooms_clicked)

    def show_member(self, current: MemberCheckIn) -> None:
        if self._current is None or self._current.person.id != current.person.id:
            self._list.show_choices((), current.person.id)
        self._current = current
        self.retranslate()
        self.wanted.emit(current.person.id)

    def show_choices(self, resident_id: str, choices: Sequence[BedChoice]) -> None:
        """The beds that were found."""
        if self._current is not None and self._current.person.id == resident_id:
            had_focus = self._list.hasFocus()
            self._list.show_choices(choices, resident_id)
            if had_focus:
                self._list.setFocus()
            self._write_button()

    def act(self) -> None:
        if (bed := self._list.chosen_bed()) is not None:
            self.chosen.emit(bed)

    def forget(self) -> None:
        self._current = None

    def focus_first(self) -> None:
        self._list.setFocus()

    def retranslate(self) -> None:
        self._list.setAccessibleName(_("Free beds"))
        self._list.empty.set_texts(
            _("No bed is free from today on. Free beds would be listed here."), _("Open the rooms")
        )
        self._list.retranslate()
        name = self._current.person.name if self._current else ""
        self.write(
            _("Room and bed: {name}").format(name=name),
            _("Beds that are free from today on. Those that fit best come first."),
            "",
        )
        self._write_button()

    def _write_button(self) -> None:
        choice = self._list.chosen()
        self.main_button.setText(
            _("Assign bed {place}").format(place=choice.bed.place) if choice else _("Assign bed")
        )
        self.main_button.setEnabled(choice is not None)
