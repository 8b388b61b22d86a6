"""The residents of the site: the list, a person's file, and what is written down about them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select
from stdnum.dk import cpr as danish_cpr
from stdnum.exceptions import InvalidComponent, ValidationError

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.housing import Bed, Room, Stay, StayKind, StayState
from desktop.models.incidents import Incident, IncidentCategory, IncidentPerson
from desktop.models.kits import KitHandout, KitType
from desktop.models.meals import Meal, MealEntitlement, MealServing
from desktop.models.residents import (
    BirthPrecision,
    CheckInStep,
    HouseholdRole,
    Language,
    LegalGroup,
    Resident,
    ResidentStatus,
    Sex,
    StepKind,
)
from desktop.services.days import day_of
from desktop.services.kits import KitName, name_of
from desktop.services.people import (
    HERE,
    PersonLine,
    household_of,
    people,
    people_by_id,
    place_text,
    require_resident,
)
from desktop.services.protective import Protected, protected
from desktop.services.records import records_of
from desktop.services.seen import saw
from desktop.services.sight import is_closed, open_until, protected_among, require_open
from desktop.services.support_needs import instructions_of
from desktop.services.workplace import Workplace


@dataclass(frozen=True)
class Details:
    """What a host reads off the papers and writes down. Empty text stands for "not known"."""

    surname: str
    given_names: str
    surname_cyrillic: str
    given_names_cyrillic: str
    birth_date: date | None
    birth_precision: BirthPrecision
    sex: Sex
    cpr: str
    document_type: str
    document_number: str
    interpreter_language: Language | None
    phone: str
    email: str
    emergency_contact: str
    diet: str
    allergies: str


class EventKind(StrEnum):
    """What a line of a resident's story tells; also the chips that filter it."""

    STAY = "stay"
    STEP = "step"
    MEAL = "meal"
    KIT = "kit"
    INCIDENT = "incident"


@dataclass(frozen=True)
class Event:
    """One line of the story. Only the fields that belong to ``kind`` are filled."""

    kind: EventKind
    at: datetime | date
    place: str = ""
    until: date | None = None
    stay_kind: StayKind | None = None
    stay_state: StayState | None = None
    step: StepKind | None = None
    language: Language | None = None
    meal: Meal | None = None
    desk_name: str = ""
    kit: KitName | None = None
    category: IncidentCategory | None = None
    number: str = ""
    returned: bool = False


@dataclass(frozen=True)
class ResidentFile:
    """Everything about one resident on one page. Of a protected file that the viewer has not opened
    (``person.masked``) it holds only what the desk must heed."""

    person: PersonLine
    details: Details
    allergies: Protected
    """What to heed, which may be more than ``details`` holds."""
    instruction: str
    """What the desk must know, one thing a line."""
    household_role: HouseholdRole
    household: tuple[PersonLine, ...]
    legal_group: LegalGroup
    languages: tuple[str, ...]
    expected_at: datetime | None
    expected_from: str
    pets: str
    steps_done: tuple[StepKind, ...]
    meals_from: date | None
    meals_until: date | None
    events: tuple[Event, ...]
    protected: bool = False
    open_until: datetime | None = None
    """Until when a protected file is open to the viewer."""


class Residents:
    """The people of this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def list(self, *statuses: ResidentStatus) -> tuple[PersonLine, ...]:
        """Those with one of the statuses, by surname; without any, those who live here."""
        wanted = statuses or HERE
        with self._workplace.read("see_residents") as session:
            saw(session, criterion=", ".join(sorted(wanted)))
            return tuple(
                people(
                    session,
                    self._workplace.today(),
                    col(Resident.site_id) == self._workplace.site_id,
                    col(Resident.status).in_(wanted),
                )
            )

    def file(self, resident_id: str) -> ResidentFile:
        """A resident's file. Raises AppError when the resident is not held at this desk."""
        today = self._workplace.today()
        with self._workplace.read("open_file") as session:
            resident = require_resident(session, resident_id)
            resident_id = resident.id
            records = records_of(session, [resident_id])
            saw(session, records)
            if is_closed(session, resident):
                return _closed_file(session, resident, today)
            household = people(session, today, household_of(resident))
            steps = session.exec(
                select(CheckInStep).where(
                    col(CheckInStep.resident_id).in_(records), col(CheckInStep.voided_at).is_(None)
                )
            ).all()
            entitlement = session.exec(
                select(MealEntitlement)
                .where(col(MealEntitlement.resident_id).in_(records))
                .order_by(col(MealEntitlement.starts_on).desc())
            ).first()
            events = _events(session, list(records), steps)
            allergies = protected(session, "allergies", {resident_id: resident.allergies})
            instruction = instructions_of(session, [resident], today)[resident_id]
            until = open_until(session, resident_id)
            is_protected = bool(protected_among(session, [resident_id]))
        return ResidentFile(
            person=next(line for line in household if line.id == resident_id),
            details=details_of(resident),
            allergies=allergies[resident_id],
            instruction=instruction,
            household_role=resident.household_role,
            household=tuple(line for line in household if line.id != resident_id),
            legal_group=resident.legal_group,
            languages=tuple(str(code) for code in resident.languages or ()),
            expected_at=resident.expected_at,
            expected_from=resident.expected_from or "",
            pets=resident.pets or "",
            steps_done=tuple(sorted({step.kind for step in steps}, key=list(StepKind).index)),
            meals_from=entitlement.starts_on if entitlement else None,
            meals_until=entitlement.ends_on if entitlement else None,
            events=events,
            protected=is_protected,
            open_until=until if is_protected else None,
        )

    def change(self, resident_id: str, details: Details) -> None:
        """Writes down what is known about a resident; only what differs is changed.

        Raises AppError with what is wrong, and then has saved nothing.
        """
        check_details(details, self._workplace.today())
        with self._workplace.op("change_resident") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            write_details(resident, details)


def _closed_file(session: Session, resident: Resident, today: date) -> ResidentFile:
    """What anybody may see of a protected file: that it is one, where they live, what to heed."""
    allergies = protected(session, "allergies", {resident.id: resident.allergies})
    return ResidentFile(
        person=people_by_id(session, today, [resident.id])[resident.id],
        details=details_of(resident, closed=True),
        allergies=allergies[resident.id],
        instruction=instructions_of(session, [resident], today)[resident.id],
        household_role=resident.household_role,
        household=(),
        legal_group=resident.legal_group,
        languages=(),
        expected_at=resident.expected_at,
        expected_from="",
        pets="",
        steps_done=(),
        meals_from=None,
        meals_until=None,
        events=(),
        protected=True,
    )


def details_of(resident: Resident, *, closed: bool = False) -> Details:
    """The details as a form shows them; of a ``closed`` file only the allergies."""
    if closed:
        empty = dict.fromkeys((field.name for field in fields(Details)), "")
        told: dict[str, Any] = empty | {
            "birth_date": None,
            "birth_precision": resident.birth_precision,
            "sex": resident.sex,
            "interpreter_language": resident.interpreter_language,
            "allergies": resident.allergies or "",
        }
        return Details(**told)
    return Details(
        surname=resident.surname,
        given_names=resident.given_names,
        surname_cyrillic=resident.surname_cyrillic or "",
        given_names_cyrillic=resident.given_names_cyrillic or "",
        birth_date=resident.birth_date,
        birth_precision=resident.birth_precision,
        sex=resident.sex,
        cpr=resident.cpr or "",
        document_type=resident.document_type or "",
        document_number=resident.document_number or "",
        interpreter_language=resident.interpreter_language,
        phone=resident.phone or "",
        email=resident.email or "",
        emergency_contact=resident.emergency_contact or "",
        diet=resident.diet or "",
        allergies=resident.allergies or "",
    )


def write_details(resident: Resident, details: Details) -> None:
    """Puts a form's details into the row; text is trimmed, empty text becomes null."""
    for field in fields(details):
        value = getattr(details, field.name)
        if isinstance(value, str) and not isinstance(value, StrEnum):
            value = " ".join(value.split()) or None
        if field.name == "cpr" and value:
            value = danish_cpr.compact(value)
        setattr(resident, field.name, value)


def check_details(details: Details, today: date) -> None:
    """Raises AppError with the first thing that is wrong."""
    if not details.surname.strip() or not details.given_names.strip():
        raise AppError(N_("Please write surname and given names as they stand in the passport."))
    if details.birth_date is not None and details.birth_date > today:
        raise AppError(N_("The date of birth lies in the future. Please check the year."))
    if details.birth_date is not None and details.birth_date.year < today.year - 120:
        raise AppError(
            N_("The date of birth lies more than 120 years back. Please check the year.")
        )
    exact = details.birth_precision is BirthPrecision.EXACT
    problem = cpr_problem(details.cpr, details.birth_date if exact else None)
    if problem is not None:
        raise AppError(problem)


def cpr_problem(cpr: str, birth_date: date | None) -> str | None:
    """What is wrong with a CPR number, as a msgid; None when it may stand.

    Ten digits whose first six are a real date. Modulus 11 is not asked: numbers without it are
    valid since 2007 (CPR-kontoret).
    """
    if not cpr.strip():
        return None
    try:
        digits = danish_cpr.compact(cpr)
        if len(digits) != 10 or not digits.isdigit():
            return N_("A CPR number has ten digits: day, month, year and four more.")
        born = danish_cpr.get_birth_date(digits)
    except InvalidComponent:
        return N_("The first six digits of the CPR number are not a date.")
    except ValidationError:
        return N_("A CPR number has ten digits: day, month, year and four more.")
    if birth_date is not None and born != birth_date:
        return N_("The CPR number and the date of birth don't agree. Please check both.")
    return None


def _events(
    session: Session, records: Sequence[str], steps: Sequence[CheckInStep]
) -> tuple[Event, ...]:
    events = [
        Event(EventKind.STEP, step.done_at, step=step.kind, language=step.language)
        for step in steps
    ]
    events += _stays(session, records)
    events += _meals_and_kits(session, records)
    incidents = session.exec(
        select(Incident)
        .join(IncidentPerson, col(IncidentPerson.incident_id) == col(Incident.id))
        .where(col(IncidentPerson.resident_id).in_(records))
        .distinct()
    )
    events += [
        Event(EventKind.INCIDENT, row.happened_at, category=row.category, number=row.number)
        for row in incidents
    ]
    return tuple(sorted(events, key=_moment, reverse=True))


def _stays(session: Session, records: Sequence[str]) -> list[Event]:
    rows = session.exec(
        select(Stay, Bed.label, Room.number)
        .join(Bed, col(Bed.id) == col(Stay.bed_id))
        .join(Room, col(Room.id) == col(Bed.room_id))
        .where(col(Stay.resident_id).in_(records), Stay.state != StayState.CANCELLED)
    )
    return [
        Event(
            EventKind.STAY,
            stay.starts_on,
            place=place_text(room, bed),
            until=stay.ends_on,
            stay_kind=stay.kind,
            stay_state=stay.state,
        )
        for stay, bed, room in rows
    ]


def _meals_and_kits(session: Session, records: Sequence[str]) -> list[Event]:
    servings = session.exec(
        select(MealServing).where(
            col(MealServing.resident_id).in_(records), col(MealServing.voided_at).is_(None)
        )
    )
    handouts = session.exec(
        select(KitHandout, KitType)
        .join(KitType, col(KitType.id) == col(KitHandout.kit_type_id))
        .where(col(KitHandout.resident_id).in_(records), col(KitHandout.voided_at).is_(None))
    )
    return [
        Event(EventKind.MEAL, row.served_at, meal=row.meal, desk_name=row.desk_name)
        for row in servings
    ] + [
        Event(
            EventKind.KIT,
            row.handed_at,
            kit=name_of(kind),
            returned=row.returned_at is not None,
        )
        for row, kind in handouts
    ]


def _moment(event: Event) -> tuple[date, str]:
    """Newest first: by day in Copenhagen, then by the clock; a whole day comes last in its day."""
    if isinstance(event.at, datetime):
        return day_of(event.at), event.at.isoformat()
    return event.at, ""
