"""A resident's story: everything that happened, in one line of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from desktop.models.check_outs import LeavingReason
from desktop.models.housing import Bed, Room, Stay, StayKind, StayState
from desktop.models.incidents import Incident, IncidentCategory, IncidentPerson
from desktop.models.kits import KitHandout, KitType
from desktop.models.meals import Meal, MealServing
from desktop.models.residents import Language
from desktop.services.check_in_steps import CheckInKind, StepDone
from desktop.services.check_out_steps import left_before
from desktop.services.days import day_of
from desktop.services.kits import KitName, name_of
from desktop.services.people import place_text
from desktop.services.records import records_of


class EventKind(StrEnum):
    """What a line of a resident's story tells; also the chips that filter it."""

    STAY = "stay"
    STEP = "step"
    MEAL = "meal"
    KIT = "kit"
    INCIDENT = "incident"
    LEAVING = "leaving"


@dataclass(frozen=True)
class Event:
    """One line of the story. Only the fields that belong to ``kind`` are filled."""

    kind: EventKind
    at: datetime | date
    place: str = ""
    until: date | None = None
    stay_kind: StayKind | None = None
    stay_state: StayState | None = None
    step: CheckInKind | None = None
    language: Language | None = None
    meal: Meal | None = None
    desk_name: str = ""
    kit: KitName | None = None
    category: IncidentCategory | None = None
    number: str = ""
    returned: bool = False
    reason: LeavingReason | None = None


def events_of(session: Session, resident_id: str, steps: Sequence[StepDone]) -> tuple[Event, ...]:
    """What happened to a resident, the newest first; ``steps`` are those of their check-ins, in
    the order in which they were done: several may be done in one second."""
    events = [
        Event(EventKind.STEP, step.at, step=step.kind, language=step.language) for step in steps
    ]
    records = list(records_of(session, [resident_id]))
    events += _stays(session, records)
    events += _meals_and_kits(session, records)
    events += [
        Event(EventKind.LEAVING, row.leaves_on, reason=row.reason)
        for row in left_before(session, resident_id)
    ]
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
    events.sort(key=_moment)
    return tuple(events[::-1])


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
    """By day in Copenhagen, then by the clock; a whole day begins its day."""
    if isinstance(event.at, datetime):
        return day_of(event.at), event.at.isoformat()
    return event.at, ""
