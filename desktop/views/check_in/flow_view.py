"""How a check-in looks: its steps, and who is expected when."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_when
from desktop.models.residents import CHECK_IN, FurtherStepKind, ResidentStatus
from desktop.services.check_in import MemberCheckIn
from desktop.services.check_in_steps import DECLINED
from desktop.services.days import day_of
from desktop.views.check_in.bed_step import BedStep
from desktop.views.check_in.done_panel import DonePanel
from desktop.views.check_in.identity_step import IdentityStep
from desktop.views.check_in.key_step import KeyStep
from desktop.views.check_in.kit_step import KitStep
from desktop.views.check_in.lease_step import LeaseStep
from desktop.views.check_in.meals_step import MealsStep
from desktop.views.check_in.photo_step import PhotoStep
from desktop.views.check_in.privacy_step import PrivacyStep
from desktop.views.check_in.rules_step import RulesStep
from desktop.views.check_in.ticket_step import TicketStep
from desktop.views.flow.course import At, done_together
from desktop.views.flow.frame import FlowFrame
from desktop.views.flow.member import Done
from desktop.views.flow.members import Members
from desktop.views.flow.step_done import StepDonePanel
from desktop.views.flow.step_list import StepList
from desktop.views.photos.portraits import photo_of

_WAITED_FOR = frozenset({ResidentStatus.EXPECTED, ResidentStatus.NO_SHOW})


class FlowView(FlowFrame):
    """A panel a step."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        each: frozenset[StrEnum],
        parent: QWidget | None = None,
    ) -> None:
        self._clock = clock
        self._each = each
        self._instruction = ""
        self.identity = IdentityStep(lambda: day_of(clock()))
        self.photo = PhotoStep()
        self.bed = BedStep()
        self.lease = LeaseStep()
        self.rules = RulesStep()
        self.key = KeyStep()
        self.kit = KitStep()
        self.meals = MealsStep()
        self.ticket = TicketStep()
        self.privacy = PrivacyStep()
        self.end = DonePanel()
        super().__init__(
            (
                *(self.identity, self.photo, self.bed, self.lease, self.rules),
                *(self.key, self.kit, self.meals, self.ticket, self.privacy),
            ),
            StepDonePanel(clock, note_words),
            self.end,
            members=Members(),
            step_list=StepList(CHECK_IN, lambda: _("Steps of the check-in")),
            parent=parent,
        )
        self.name_head("check_in_arrival", "check_in_instruction")

    def show_step(self, current: MemberCheckIn, at: At | None, *, focus: bool) -> None:
        self._instruction = current.instruction
        self._write_head()
        super().show_step(current, at, focus=focus)

    def show_photos(self, photos: Mapping[str, str]) -> None:
        """The photos of those who check in, by id: JPEGs in base64."""
        read = {id_: photo for id_, image in photos.items() if (photo := photo_of(image))}
        self.members.show_photos(read)
        self.members.retranslate()
        self.identity.show_photos(read)
        self.photo.show_photos(read)

    def panel_for(self, current: MemberCheckIn, at: At | None) -> QWidget:
        if at is None:
            self.end.show_members(self.household)
            return self.end
        done = next((step for step in current.done if step.kind is at.kind), None)
        if done is not None:
            together = done_together(self.household, at, self._each)
            who = [m for id_ in together for m in self.household if m.person.id == id_]
            self.step_done.show_step(done, who)
            return self.step_done
        panel = self.panels[at.kind]
        panel.show_household(self.household)
        panel.show_member(current)
        return panel

    def retranslate(self) -> None:
        self._write_head()
        super().retranslate()

    def _write_head(self) -> None:
        self.write_head(_("Check-in"), self._arrival(), self._instruction)

    def _arrival(self) -> str:
        for member in self.household:
            if member.expected_at is None or member.person.status not in _WAITED_FOR:
                continue
            when, origin = format_when(member.expected_at, self._clock()), member.expected_from
            if origin:
                return _("Expected {time}, from {place}").format(time=when, place=origin)
            return _("Expected {time}").format(time=when)
        return ""


def note_words(step: Done) -> str:
    """What was written down with a step of a check-in."""
    if step.kind is FurtherStepKind.PHOTO and step.note == DECLINED:
        return _("Doesn't wish a photo")
    if step.note and step.kind in (FurtherStepKind.KEY, FurtherStepKind.TICKET):
        return _("Number: {number}").format(number=step.note)
    return ""
