"""What somebody announces: a household that is to come, as it stands in a letter or on a list."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stdnum.dk import cpr as danish_cpr

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.residents import BirthPrecision, HouseholdRole, LegalGroup, Sex
from desktop.services.cpr import cpr_problem
from desktop.services.days import day_of
from desktop.services.working_days import require_working_day

MOST_PEOPLE = 30
"""In one household; more is a slip of the finger."""

AHEAD = timedelta(days=366)
"""Nobody is announced longer ahead."""


@dataclass(frozen=True)
class Announced:
    """One person of a household. Empty text and None stand for "not told"."""

    surname: str
    given_names: str
    surname_cyrillic: str = ""
    given_names_cyrillic: str = ""
    birth_date: date | None = None
    birth_precision: BirthPrecision = BirthPrecision.EXACT
    sex: Sex = Sex.OTHER
    role: HouseholdRole | None = None
    cpr: str = ""
    foreigner_number: str = ""
    phone: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Coming:
    """When and how a household comes. ``expected_at`` is aware."""

    expected_at: datetime
    expected_from: str = ""
    considerations: str = ""
    pets: str = ""
    needs_meals: bool | None = None
    legal_group: LegalGroup = LegalGroup.SPECIAL_ACT
    visitated_on: date | None = None
    takeover_on: date | None = None


@dataclass(frozen=True)
class Announcement:
    """A household on its way: its people, the head first, and how many they are in all, which may
    be more than are named."""

    people: tuple[Announced, ...]
    coming: Coming
    size: int = 1


def check_announcement(announcement: Announcement, today: date) -> None:
    """Raises AppError with the first thing that is wrong."""
    for person in announcement.people:
        check_person(person, today)
    if not announcement.people:
        raise AppError(N_("Please write who is coming."))
    if max(announcement.size, len(announcement.people)) > MOST_PEOPLE:
        raise AppError(
            N_("A household has at most {count} people. Please check the number."),
            count=MOST_PEOPLE,
        )
    check_coming(announcement.coming, today)


def check_person(person: Announced, today: date) -> None:
    """Raises AppError with the first thing that is wrong about a person."""
    if not person.surname.strip() or not person.given_names.strip():
        raise AppError(N_("Please write surname and given names as they stand in the passport."))
    if problem := birth_problem(person.birth_date, today):
        raise AppError(problem)
    exact = person.birth_precision is BirthPrecision.EXACT
    if problem := cpr_problem(person.cpr, person.birth_date if exact else None):
        raise AppError(problem)


def birth_problem(born: date | None, today: date) -> str | None:
    """What is wrong with a date of birth, as a msgid."""
    if born is not None and born > today:
        return N_("The date of birth lies in the future. Please check the year.")
    if born is not None and born.year < today.year - 120:
        return N_("The date of birth lies more than 120 years back. Please check the year.")
    return None


def check_coming(coming: Coming, today: date) -> None:
    """Raises AppError when a household can't come so."""
    if day_of(coming.expected_at) > today + AHEAD:
        raise AppError(N_("The arrival lies more than a year ahead. Please check the year."))
    if coming.visitated_on is not None and coming.visitated_on > today:
        raise AppError(N_("The visitation date lies in the future. Please check it."))
    require_working_day(coming.takeover_on)


def plain_cpr(text: str) -> str | None:
    """A CPR number as it is kept, ten digits; None for an empty field."""
    return danish_cpr.compact(text) if text.strip() else None


def plain(text: str) -> str | None:
    """A text as it is kept: single blanks, None when there is nothing."""
    return " ".join(text.split()) or None
