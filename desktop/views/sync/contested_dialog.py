"""A bed that was claimed twice: both people, and a free bed for the later one."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.i18n import _
from desktop.services.needs import ContestedStay
from desktop.services.rooms import BedChoice
from desktop.views import theme
from desktop.views.check_in.bed_choice_list import BedChoiceList
from desktop.views.sync.claim_card import ClaimCard
from desktop.views.sync.need_dialog import NeedDialog

_WIDE, _HIGH = 720, 680


class ContestedDialog(NeedDialog):
    """Another bed, the same bed where it is free again, or no bed for the later claim."""

    settled = Signal(object)
    """What ``NeedsYou.settle_contested`` takes: the id of a bed, None to cancel the claim."""

    def __init__(
        self,
        contested: ContestedStay,
        clock: Callable[[], datetime],
        *,
        can_decide: bool,
        deciders: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("contested", contested, deciders, can_decide=can_decide, parent=parent)
        self._contested = contested
        self.claims = [ClaimCard(contested.late, clock, holds=False)]
        if contested.standing is not None:
            self.claims.insert(0, ClaimCard(contested.standing, clock, holds=True))
        self._beds_label = QLabel(wordWrap=True)
        theme.mark(self._beds_label, role="strong")
        self.beds = BedChoiceList()
        self.beds.setMinimumHeight(theme.px(200))
        self.confirm_claim_button = self._plain_button("contested_confirm")
        self.confirm_claim_button.setVisible(can_decide and contested.standing is None)
        self.cancel_claim_button = self._plain_button("contested_cancel")
        theme.mark(self.cancel_claim_button, role="danger")
        if can_decide:  # a button box shows whatever it is given
            self._box.addButton(self.cancel_claim_button, QDialogButtonBox.ButtonRole.ResetRole)
        offers_beds = can_decide and not contested.same_person
        self._beds_label.setVisible(offers_beds)
        self.beds.setVisible(offers_beds)
        self.confirm_button.setVisible(offers_beds)
        below: tuple[QWidget, ...] = (self.confirm_claim_button, self.note, self._beds_label)
        self.body.addLayout(self._people())
        for part in below:
            self.body.addWidget(part)
        self.body.addWidget(self.beds, 1)
        self.confirmed.connect(self._give)
        self.cancel_claim_button.clicked.connect(lambda: self.settled.emit(None))
        self.confirm_claim_button.clicked.connect(
            lambda: self.settled.emit(self._contested.late.bed_id)
        )
        self.beds.currentRowChanged.connect(lambda _row: self._write_button())
        self.beds.itemDoubleClicked.connect(lambda _item: self._give())
        self.setMinimumWidth(theme.px(680))
        if offers_beds:
            self.beds.setFocus()
            self.resize(theme.px(_WIDE), theme.px(_HIGH))
        self.retranslate()

    def show_choices(self, choices: Sequence[BedChoice]) -> None:
        """The beds that were found for the later one."""
        self.beds.show_choices(choices, self._contested.late.person.id)
        self._write_button()

    def _plain_button(self, name: str) -> QPushButton:
        """A button that Enter never presses by itself, not yet shown."""
        button = QPushButton(self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.hide()
        return button

    def retranslate(self) -> None:
        super().retranslate()
        name = self._contested.late.person.name
        self.setWindowTitle(_("Claimed twice"))
        self.why.setText(self._reason())
        self._beds_label.setText(_("Free beds for {name}").format(name=name))
        self.beds.setAccessibleName(self._beds_label.text())
        self.beds.empty.set_texts(
            _("No bed is free from today on. Free beds would be listed here.")
        )
        self.beds.retranslate()
        self.cancel_claim_button.setText(_("Cancel this claim"))
        self.cancel_claim_button.setAccessibleName(
            _("Cancel the claim of {name}").format(name=name)
        )
        self.confirm_claim_button.setText(
            _("Confirm bed {place}").format(place=self._contested.late.place)
        )
        for card in self.claims:
            card.retranslate()
        self._write_button()

    def _people(self) -> QHBoxLayout:
        people = QHBoxLayout()
        people.setSpacing(theme.SPACE_12)
        for card in self.claims:
            people.addWidget(card, 1)
        return people

    def _reason(self) -> str:
        if self._contested.standing is None:
            return _("The other stay has ended, so the bed is free for this claim.")
        if self._contested.same_person:
            return _(
                "Two desks gave this person a bed without knowing of each other. The first one "
                "stands, so this claim can be cancelled."
            )
        return _(
            "Two desks gave this bed away without knowing of each other. The first one stands; "
            "find another bed for the person who came later."
        )

    def _give(self) -> None:
        if (bed := self.beds.chosen_bed()) is not None:
            self.settled.emit(bed)

    def _write_button(self) -> None:
        choice = self.beds.chosen()
        self.confirm_button.setText(
            _("Give bed {place}").format(place=choice.bed.place) if choice else _("Give bed")
        )
        self.confirm_button.setEnabled(choice is not None)
