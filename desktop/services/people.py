"""A person in one line, as lists, search, meals and incidents show them.

A protected file that the viewer has not opened is masked here, so that no page has to think of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from desktop.errors import AppError
from desktop.i18n import N_, _
from desktop.models.anonymity import NOBODY
from desktop.models.housing import Bed, Room, Stay, StayKind, StayState
from desktop.models.residents import Resident, ResidentStatus, Sex
from desktop.services.days import age_on
from desktop.services.records import head_of, heads_in, stands
from desktop.services.sight import closed_among, is_closed

HERE = (ResidentStatus.ARRIVED, ResidentStatus.RESIDENT, ResidentStatus.AWAY)
"""The statuses of those who live at the site."""


class MaskedName(str):
    """What stands for a name that the viewer may not see, or that nobody knows any more; ``said``
    puts it into words."""

    __slots__ = ()


MASKED_NAME = MaskedName(N_("Protected file"))
ANONYMISED_NAME = MaskedName(N_("Anonymised"))


def said(name: str) -> str:
    """A name as ``name_of_person`` gave it, in the current language."""
    return _(name) if isinstance(name, MaskedName) else name


def full_name(given_names: str, surname: str) -> str:
    """As a host says it: given names first. Who has one name only has it in either place."""
    return f"{given_names} {surname}".strip()


@dataclass(frozen=True)
class PersonLine:
    """One resident. ``place`` is room and bed, empty without one; ``age`` None when unknown.

    Of a ``masked`` one, whose protected file the viewer has not opened, names, age and phone are
    left out; number, place and sex stay, so that beds, meals and kits can be dealt with.
    """

    id: str
    household_id: str | None
    number: str
    surname: str
    given_names: str
    surname_cyrillic: str
    given_names_cyrillic: str
    age: int | None
    sex: Sex
    status: ResidentStatus
    place: str
    phone: str
    arrived_on: date | None
    masked: bool = False

    @property
    def name(self) -> str:
        """As a host says it: given names first."""
        return self._instead or full_name(self.given_names, self.surname)

    @property
    def name_cyrillic(self) -> str:
        """The same in Cyrillic letters, empty where the papers have none."""
        return f"{self.given_names_cyrillic} {self.surname_cyrillic}".strip()

    @property
    def sort_name(self) -> str:
        """As a list sorts it: surname first."""
        return self._instead or ", ".join(filter(None, (self.surname, self.given_names)))

    @property
    def _instead(self) -> str:
        if self.masked:
            return said(MASKED_NAME)
        return said(ANONYMISED_NAME) if self.surname == NOBODY else ""


def holds_on(day: date) -> sa.ColumnElement[bool]:
    """Confirmed stays whose days ``[starts_on, ends_on)`` contain a day."""
    return sa.and_(
        col(Stay.state) == StayState.CONFIRMED,
        col(Stay.starts_on) <= day,
        sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > day),
    )


def household_of(resident: Resident) -> sa.ColumnElement[bool]:
    """The residents of someone's household; only themselves when they belong to none."""
    if resident.household_id:
        return col(Resident.household_id) == resident.household_id
    return col(Resident.id) == resident.id


def place_text(room: str | None, bed: str | None) -> str:
    """Room and bed as they are said: ``2.14 B``."""
    return f"{room} {bed}" if room else ""


def people(
    session: Session, day: date, *where: sa.ColumnElement[bool], limit: int | None = None
) -> list[PersonLine]:
    """The residents that match, with the bed they have on ``day``, by surname; masked ones last,
    so that their place among the others tells nothing. A record that was merged into another is
    passed by, and what it has of a bed is its person's."""
    statement = (
        sa.select(Resident, col(Room.number), col(Bed.label))
        .outerjoin(
            Stay,
            sa.and_(
                col(Stay.resident_id) == col(Resident.id),
                holds_on(day),
                col(Stay.kind) == StayKind.ACTUAL,
            ),
        )
        .outerjoin(Bed, col(Bed.id) == col(Stay.bed_id))
        .outerjoin(Room, col(Room.id) == col(Bed.room_id))
        .where(stands(session), *where)
        .order_by(col(Resident.surname), col(Resident.given_names), col(Resident.id))
    )
    if limit is not None:
        statement = statement.limit(limit)
    rows = session.execute(statement).all()
    closed = closed_among(session, (row[0] for row in rows))
    elsewhere = _places_of_merged(session, day)
    found: dict[str, PersonLine] = {}
    for resident, room, bed in rows:
        place = place_text(room, bed) or elsewhere.get(resident.id, "")
        line = _masked if resident.id in closed else _line
        found.setdefault(resident.id, line(resident, place, day))
    masked = sorted((line for line in found.values() if line.masked), key=lambda line: line.number)
    return [line for line in found.values() if not line.masked] + masked


def _places_of_merged(session: Session, day: date) -> dict[str, str]:
    """Where people live by a stay of a record that was merged into theirs, by their id."""
    gone = heads_in(session)
    if not gone:
        return {}
    rows = session.execute(
        sa.select(col(Stay.resident_id), col(Room.number), col(Bed.label))
        .join(Bed, col(Bed.id) == col(Stay.bed_id))
        .join(Room, col(Room.id) == col(Bed.room_id))
        .where(
            col(Stay.resident_id).in_(list(gone)),
            holds_on(day),
            col(Stay.kind) == StayKind.ACTUAL,
        )
    )
    return {gone[resident_id]: place_text(room, bed) for resident_id, room, bed in rows}


def require_resident(session: Session, resident_id: str) -> Resident:
    """The row of the person, also where the record asked for was merged into it. Raises AppError
    when this desk does not hold it."""
    resident = session.get(Resident, head_of(session, resident_id))
    if resident is None:
        raise AppError(N_("This resident is not at this site any more."))
    return resident


def name_of_person(session: Session, resident: Resident | None) -> str:
    """A resident's name for ``said``, ``""`` without one; the mask where their file is closed."""
    if resident is None:
        return ""
    if is_closed(session, resident):
        return MASKED_NAME
    if resident.surname == NOBODY:
        return ANONYMISED_NAME
    return full_name(resident.given_names, resident.surname)


def _masked(resident: Resident, place: str, _day: date) -> PersonLine:
    return PersonLine(
        id=resident.id,
        household_id=resident.household_id,
        number=resident.number,
        surname="",
        given_names="",
        surname_cyrillic="",
        given_names_cyrillic="",
        age=None,
        sex=resident.sex,
        status=resident.status,
        place=place,
        phone="",
        arrived_on=resident.arrived_on,
        masked=True,
    )


def _line(resident: Resident, place: str, day: date) -> PersonLine:
    return PersonLine(
        id=resident.id,
        household_id=resident.household_id,
        number=resident.number,
        surname=resident.surname,
        given_names=resident.given_names,
        surname_cyrillic=resident.surname_cyrillic or "",
        given_names_cyrillic=resident.given_names_cyrillic or "",
        age=age_on(resident.birth_date, day),
        sex=resident.sex,
        status=resident.status,
        place=place,
        phone=resident.phone or "",
        arrived_on=resident.arrived_on,
    )


def people_by_id(session: Session, day: date, ids: Iterable[str]) -> dict[str, PersonLine]:
    """The people whose records have these ids, by these ids."""
    wanted = {one: head_of(session, one) for one in ids}
    lines = people(session, day, col(Resident.id).in_(set(wanted.values()))) if wanted else []
    by_id = {line.id: line for line in lines}
    order = {id_: place for place, id_ in enumerate(by_id)}
    known = [one for one, head in wanted.items() if head in by_id]
    known.sort(key=lambda one: order[wanted[one]])
    return {one: by_id[wanted[one]] for one in known}
