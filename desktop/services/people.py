"""A person in one line, as lists, search, meals and incidents show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from desktop.models.housing import Bed, Room, Stay, StayKind, StayState
from desktop.models.residents import Resident, ResidentStatus, Sex
from desktop.services.days import age_on

HERE = (ResidentStatus.ARRIVED, ResidentStatus.RESIDENT, ResidentStatus.AWAY)
"""The statuses of those who live at the site."""


@dataclass(frozen=True)
class PersonLine:
    """One resident. ``place`` is room and bed, empty without one; ``age`` None when unknown."""

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

    @property
    def name(self) -> str:
        """As a host says it: given names first."""
        return f"{self.given_names} {self.surname}"

    @property
    def name_cyrillic(self) -> str:
        """The same in Cyrillic letters, empty where the papers have none."""
        return f"{self.given_names_cyrillic} {self.surname_cyrillic}".strip()

    @property
    def sort_name(self) -> str:
        """As a list sorts it: surname first."""
        return f"{self.surname}, {self.given_names}"


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
    """The residents that match, with the bed they have on ``day``, by surname."""
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
        .where(*where)
        .order_by(col(Resident.surname), col(Resident.given_names), col(Resident.id))
    )
    if limit is not None:
        statement = statement.limit(limit)
    found: dict[str, PersonLine] = {}
    for resident, room, bed in session.execute(statement):
        found.setdefault(resident.id, _line(resident, place_text(room, bed), day))
    return list(found.values())


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
    """The residents with these ids, by id."""
    wanted = list(ids)
    lines = people(session, day, col(Resident.id).in_(wanted)) if wanted else []
    return {line.id: line for line in lines}
