"""Rooms and beds: who has which, what is free, and who fits where."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.housing import Bed, GenderRule, Room, RoomType, Stay, StayKind, StayState
from desktop.models.residents import Resident, ResidentStatus, Sex
from desktop.services.conflict_pairs import unsuitable_for
from desktop.services.days import age_on
from desktop.services.people import (
    HERE,
    PersonLine,
    household_of,
    people,
    people_by_id,
    place_text,
)
from desktop.services.records import head_of, records_of
from desktop.services.seen import saw, saw_nobody
from desktop.services.workplace import Workplace

LIKE_AGE = 8
"""Years within which room-mates count as of the same age (seed 001: "jævnaldrende")."""


@dataclass(frozen=True)
class StayBar:
    """A stay as the board draws it: the days ``[starts_on, ends_on)``."""

    id: str
    person: PersonLine
    starts_on: date
    ends_on: date | None
    kind: StayKind
    state: StayState


@dataclass(frozen=True)
class BedRow:
    """A bed and its stays in the days shown."""

    id: str
    label: str
    room_id: str
    room_number: str
    floor: str
    room_type: RoomType
    gender_rule: GenderRule
    stays: tuple[StayBar, ...]
    step_free: bool = False

    @property
    def place(self) -> str:
        return place_text(self.room_number, self.label)

    def stay_on(self, day: date) -> StayBar | None:
        """The confirmed stay that holds the bed on a day."""
        for stay in self.stays:
            if (
                stay.state is StayState.CONFIRMED
                and stay.starts_on <= day
                and (stay.ends_on is None or day < stay.ends_on)
            ):
                return stay
        return None


@dataclass(frozen=True)
class Occupancy:
    """Beds at the site on a day: ``total = taken + reserved + free``."""

    total: int
    taken: int
    reserved: int
    free: int
    free_by_type: tuple[tuple[RoomType, int], ...]


class Criterion(StrEnum):
    """What is asked of a bed for a person."""

    GENDER_RULE = "gender_rule"
    SAME_SEX = "same_sex"
    LIKE_AGE = "like_age"
    TOGETHER = "together"
    NOT_SUITABLE = "not_suitable"
    """Only ever failed, and nobody is told why (``services.conflict_pairs``)."""


@dataclass(frozen=True)
class BedChoice:
    """A free bed with what speaks for and against it; best first in a list of them."""

    bed: BedRow
    room_mates: tuple[PersonLine, ...]
    passed: tuple[Criterion, ...]
    failed: tuple[Criterion, ...]


class Rooms:
    """The board of this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def today(self) -> date:
        """The day in Copenhagen that the board marks."""
        return self._workplace.today()

    def board(self, first: date, days: int) -> tuple[BedRow, ...]:
        """Every bed of the site in the order of the house, with its stays between ``first`` and
        ``first + days``. Cancelled stays are left out."""
        last = first + timedelta(days=days)
        with self._workplace.read("see_rooms") as session:
            saw(session, criterion="board")
            return beds_between(
                session, self._workplace.site_id, self._workplace.today(), first, last
            )

    def occupancy(self) -> Occupancy:
        """How full the site is today."""
        today = self._workplace.today()
        with self._workplace.read("see_figures") as session:
            beds = beds_between(
                session, self._workplace.site_id, today, today, today + timedelta(days=1)
            )
        held = [(bed, bed.stay_on(today)) for bed in beds]
        free_by_type: dict[RoomType, int] = {}
        for bed, stay in held:
            if stay is None:
                free_by_type[bed.room_type] = free_by_type.get(bed.room_type, 0) + 1
        taken = sum(stay is not None and stay.kind is StayKind.ACTUAL for _, stay in held)
        free = sum(stay is None for _, stay in held)
        return Occupancy(
            total=len(beds),
            taken=taken,
            reserved=len(beds) - taken - free,
            free=free,
            free_by_type=tuple(
                (kind, free_by_type[kind]) for kind in RoomType if kind in free_by_type
            ),
        )

    def choices(
        self, resident_id: str, limit: int = 12, *, step_free: bool = False
    ) -> tuple[BedChoice, ...]:
        """Beds that are free from today on, those that fit the person best first; on demand only
        those in step-free rooms."""
        today = self._workplace.today()
        with self._workplace.read("choose_bed") as session:
            resident_id = head_of(session, resident_id)
            resident = session.get(Resident, resident_id)
            if resident is None:
                saw_nobody(session)
                return ()
            saw(session, [resident_id])
            beds = beds_between(session, self._workplace.site_id, today, today, date.max)
            reserved = {
                stay.bed_id
                for stay in session.exec(
                    select(Stay).where(
                        col(Stay.resident_id).in_(records_of(session, [resident_id])),
                        Stay.state == StayState.CONFIRMED,
                    )
                )
            }
            apart = unsuitable_for(session, resident_id, today)
        in_room: dict[str, list[PersonLine]] = {}
        for bed in beds:
            if stay := bed.stay_on(today):
                in_room.setdefault(bed.room_id, []).append(stay.person)
        avoided = {bed.room_id for bed in beds for stay in bed.stays if stay.person.id in apart}
        age = age_on(resident.birth_date, today)
        unhoused = self._unhoused_members(resident)
        free_in_room = Counter(bed.room_id for bed in beds if bed.stay_on(today) is None)
        choices = []
        for bed in beds:
            others = [stay for stay in bed.stays if stay.person.id != resident_id]
            if any(stay.state is StayState.CONFIRMED for stay in others):
                continue
            if step_free and not bed.step_free:
                continue
            mates = tuple(m for m in in_room.get(bed.room_id, []) if m.id != resident_id)
            passed, failed = judge(resident.sex, age, resident.household_id, bed, mates)
            if Criterion.TOGETHER not in passed and unhoused > 1:
                fits = free_in_room[bed.room_id] >= unhoused
                passed, failed = (
                    (*passed, *(Criterion.TOGETHER,) * fits),
                    (*failed, *(Criterion.TOGETHER,) * (not fits)),
                )
            if bed.room_id in avoided:
                failed = (Criterion.NOT_SUITABLE, *failed)
            choices.append((bed.id in reserved, BedChoice(bed, mates, passed, failed)))
        choices.sort(key=lambda item: (_rank(item[1], reserved=item[0]), item[1].bed.place))
        return tuple(choice for _, choice in choices[:limit])

    def _unhoused_members(self, resident: Resident) -> int:
        """How many of the resident's household still need a bed, the resident included."""
        with self._workplace.read("see_figures") as session:
            lines = people(
                session,
                self._workplace.today(),
                household_of(resident),
                col(Resident.status).in_((*HERE, ResidentStatus.EXPECTED)),
            )
        return sum(not line.place for line in lines)


def beds_between(
    session: Session, site_id: str, today: date, first: date, last: date
) -> tuple[BedRow, ...]:
    """Every bed of a site in the order of the house, with its stays in the days
    ``[first, last)``; people as they are today."""
    stays: dict[str, list[Stay]] = {}
    rows = session.exec(
        select(Stay)
        .where(
            Stay.site_id == site_id,
            Stay.state != StayState.CANCELLED,
            col(Stay.starts_on) < last,
            sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > first),
        )
        .order_by(col(Stay.starts_on))
    ).all()
    for stay in rows:
        stays.setdefault(stay.bed_id, []).append(stay)
    lines = people_by_id(session, today, {stay.resident_id for stay in rows})
    beds = session.exec(
        select(Bed, Room)
        .join(Room, col(Room.id) == col(Bed.room_id))
        .where(Bed.site_id == site_id)
        .order_by(col(Room.display_order), col(Room.number), col(Bed.label))
    )
    return tuple(
        BedRow(
            id=bed.id,
            label=bed.label,
            room_id=room.id,
            room_number=room.number,
            floor=room.floor or "",
            room_type=room.type,
            gender_rule=room.gender_rule,
            stays=tuple(_bar(stay, lines) for stay in stays.get(bed.id, [])),
            step_free=room.step_free,
        )
        for bed, room in beds
    )


def _bar(stay: Stay, lines: dict[str, PersonLine]) -> StayBar:
    return StayBar(
        stay.id, lines[stay.resident_id], stay.starts_on, stay.ends_on, stay.kind, stay.state
    )


def judge(
    sex: Sex,
    age: int | None,
    household_id: str | None,
    bed: BedRow,
    mates: Iterable[PersonLine],
) -> tuple[tuple[Criterion, ...], tuple[Criterion, ...]]:
    """What a bed passes and fails for a person (seed 001: two to a room, women with women, of an
    age; families together)."""
    mates = tuple(mates)
    results: dict[Criterion, bool] = {}
    if bed.gender_rule is not GenderRule.ANY:
        rule = Sex.FEMALE if bed.gender_rule is GenderRule.WOMEN else Sex.MALE
        results[Criterion.GENDER_RULE] = sex is rule
    family = [m for m in mates if household_id is not None and m.household_id == household_id]
    strangers = [mate for mate in mates if mate not in family]
    if family:
        results[Criterion.TOGETHER] = True
    if strangers:
        results[Criterion.SAME_SEX] = all(mate.sex is sex for mate in strangers)
        ages = [mate.age for mate in strangers if mate.age is not None]
        if age is not None and ages:
            results[Criterion.LIKE_AGE] = all(abs(mate - age) <= LIKE_AGE for mate in ages)
    passed = tuple(criterion for criterion, ok in results.items() if ok)
    failed = tuple(criterion for criterion, ok in results.items() if not ok)
    return passed, failed


def _rank(choice: BedChoice, *, reserved: bool) -> tuple[bool, bool, int, bool, int, bool]:
    hard = (Criterion.GENDER_RULE, Criterion.SAME_SEX)
    return (
        Criterion.NOT_SUITABLE in choice.failed,
        not reserved,
        sum(criterion in hard for criterion in choice.failed),
        Criterion.TOGETHER in choice.failed,
        len(choice.failed) - len(choice.passed),
        (choice.bed.room_type is RoomType.FAMILY) is not (Criterion.TOGETHER in choice.passed),
    )


def require_free(session: Session, bed_id: str, resident_id: str, first: date) -> None:
    """Raises AppError when the bed or the resident has a confirmed stay from ``first`` on; asked
    in the transaction that gives the bed away. The resident's own reservation of the bed, if any,
    is the caller's to take up."""
    records = records_of(session, [resident_id])
    taken = session.exec(
        select(Stay).where(
            Stay.bed_id == bed_id,
            col(Stay.resident_id).not_in(records),
            Stay.state == StayState.CONFIRMED,
            sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > first),
        )
    ).first()
    if taken is not None:
        raise AppError(N_("This bed has just been taken. Please choose another one."))
    held = session.exec(
        select(Stay).where(
            col(Stay.resident_id).in_(records),
            Stay.kind == StayKind.ACTUAL,
            Stay.state == StayState.CONFIRMED,
            sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > first),
        )
    ).first()
    if held is not None:
        raise AppError(N_("This resident already has a bed."))
