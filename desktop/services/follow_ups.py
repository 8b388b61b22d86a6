"""What is to be looked at again, of all subjects in one list; each line leads to a file or to the
appointments.

It is a memory for the desk, no alarm: nobody is watched who comes back late, and nothing that only
confidants may read is told.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.models.pets import Species
from desktop.services.absences import Absences
from desktop.services.appointments import Appointments
from desktop.services.interviews import Interviews
from desktop.services.people import PersonLine
from desktop.services.pets import Pets
from desktop.services.referrals import Referrals
from desktop.services.support_needs import SupportNeeds
from desktop.services.workplace import Workplace


class FollowUpKind(StrEnum):
    """What it is about, in the order of the list."""

    TO_PLAN = "to_plan"
    """Interviews that are to be planned."""
    UNSETTLED = "unsettled"
    """Appointments of which nobody has said how they went."""
    LEAVING = "leaving"
    BACK = "back"
    RABIES = "rabies"
    REVIEW = "review"
    REFERRAL = "referral"


@dataclass(frozen=True)
class FollowUp:
    """One line. ``person`` is None for the first two kinds, which only count. ``note`` is the
    desk's instruction, or the name of a pet."""

    kind: FollowUpKind
    person: PersonLine | None = None
    day: date | None = None
    count: int = 1
    note: str = ""
    species: Species | None = None
    over: bool = False
    """Whether a vaccination has ended, rather than will soon."""


class FollowUps:
    """Gathers them from the services of the subjects."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._appointments = Appointments(workplace)
        self._interviews = Interviews(workplace)
        self._absences = Absences(workplace)
        self._pets = Pets(workplace)
        self._needs = SupportNeeds(workplace)
        self._referrals = Referrals(workplace)

    def due(self) -> tuple[FollowUp, ...]:
        """Everything that is due today for the person signed in."""
        counted = (
            (FollowUpKind.TO_PLAN, len(self._interviews.proposed())),
            (FollowUpKind.UNSETTLED, len(self._appointments.unsettled())),
        )
        found = [FollowUp(kind, count=count) for kind, count in counted if count]
        found += [
            FollowUp(FollowUpKind.LEAVING, line.person, line.text.starts_on if line.text else None)
            for line in self._absences.leaving()
        ]
        found += [
            FollowUp(FollowUpKind.BACK, line.person, line.expected_back_on)
            for line in self._absences.overdue()
        ]
        today = self._workplace.today()
        for pet in self._pets.expiring():
            ends = pet.text.rabies_valid_until
            found.append(
                FollowUp(
                    FollowUpKind.RABIES,
                    pet.owner,
                    ends,
                    note=pet.text.name,
                    species=pet.text.species,
                    over=ends is not None and ends < today,
                )
            )
        return (*found, *self._confided())

    def _confided(self) -> tuple[FollowUp, ...]:
        """What only confidants are reminded of."""
        if not self._workplace.may_see("see_follow_ups"):
            return ()
        reviews = [
            FollowUp(FollowUpKind.REVIEW, due.person, due.review_on, note=due.instruction)
            for due in self._needs.due()
        ]
        referrals = [
            FollowUp(FollowUpKind.REFERRAL, due.person, due.follow_up_on)
            for due in self._referrals.due()
        ]
        return (*reviews, *referrals)
