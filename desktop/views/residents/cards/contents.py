"""What the cards of a file show, read in one go."""

from dataclasses import dataclass

from desktop.errors import AppError
from desktop.services.absences import AbsenceLine, Absences
from desktop.services.appointments import AppointmentLine, Appointments
from desktop.services.child_concerns import ChildConcerns, Concerns
from desktop.services.interviews import Interviews, Proposal
from desktop.services.people import PersonLine
from desktop.services.pets import PetLine, Pets
from desktop.services.referrals import ReferralLine, Referrals
from desktop.services.workplace import Workplace


@dataclass(frozen=True)
class CardServices:
    """What pages are handed for the cards of a file, and for the lists of the same subjects."""

    pets: Pets
    absences: Absences
    appointments: Appointments
    interviews: Interviews
    referrals: Referrals
    concerns: ChildConcerns

    @classmethod
    def of(cls, workplace: Workplace) -> "CardServices":
        """For who is signed in there."""
        return cls(
            Pets(workplace),
            Absences(workplace),
            Appointments(workplace),
            Interviews(workplace),
            Referrals(workplace),
            ChildConcerns(workplace),
        )


@dataclass(frozen=True)
class Referred:
    """A resident's referrals for a confidant, or why they can't be read."""

    lines: tuple[ReferralLine, ...] = ()
    problem: AppError | None = None


@dataclass(frozen=True)
class CardContents:
    """Everything for the cards of one file. ``referred`` is None for who is no confidant."""

    person: PersonLine
    pets: tuple[PetLine, ...]
    pets_allowed: bool
    absences: tuple[AbsenceLine, ...]
    appointments: tuple[AppointmentLine, ...]
    proposals: tuple[Proposal, ...]
    concerns: Concerns
    referred: Referred | None


def read_contents(services: CardServices, person: PersonLine) -> CardContents | None:
    """What the person signed in may see; None while the file is closed. Blocks."""
    if person.masked:
        return None
    return CardContents(
        person,
        services.pets.of(person.id),
        services.pets.allowed(),
        services.absences.of(person.id),
        services.appointments.of(person.id),
        services.interviews.proposed_to(person.id),
        services.concerns.of(person.id),
        _referred(services.referrals, person),
    )


def _referred(referrals: Referrals, person: PersonLine) -> Referred | None:
    if not referrals.may_read():
        return None
    try:
        return Referred(referrals.of(person.id))
    except AppError as error:
        return Referred(problem=error)
