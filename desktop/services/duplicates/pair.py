"""Two records side by side, as a person decides about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.models.housing import Bed, Room, Stay, StayKind, StayState
from desktop.models.residents import Resident, ResidentStatus
from desktop.services.duplicates.lines import (
    LINES,
    TABLE,
    Line,
    Side,
    Values,
    both,
    default_side,
    values_of,
)
from desktop.services.duplicates.score import Reason
from desktop.services.field_words import FieldValue, told
from desktop.services.people import place_text
from desktop.services.records import records_of


@dataclass(frozen=True)
class LineChoice:
    """A line of the two records. ``joined`` is what both say together, None where only one can
    stay; ``default`` is what stays unless somebody chooses otherwise."""

    name: str
    kept: tuple[FieldValue, ...]
    gone: tuple[FieldValue, ...]
    default: Side
    joined: str | None = None

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return [field.value for field in self.kept] != [field.value for field in self.gone]


@dataclass(frozen=True)
class StayChoice:
    """A bed that one of the records has from today on, and the other one has one too."""

    id: str
    side: Side
    place: str
    starts_on: date
    ends_on: date | None
    kind: StayKind


@dataclass(frozen=True)
class Record:
    """One of the two, by what it is told apart from the other one by."""

    id: str
    number: str
    name: str
    status: ResidentStatus
    place: str = ""


@dataclass(frozen=True)
class RecordPair:
    """Two records that may be of one person. ``kept`` is the one whose number stays by default;
    ``again`` when ``gone`` was merged into it before and has been written into since. ``stays`` is
    empty unless both have a bed for one day."""

    kept: Record
    gone: Record
    lines: tuple[LineChoice, ...]
    reasons: tuple[Reason, ...]
    stays: tuple[StayChoice, ...] = ()
    again: bool = False

    def told(self) -> dict[str, Any]:
        """What a person sees of each record, by its id: it must still be so when it is saved."""
        return {
            record.id: (
                [
                    [field.value for field in (line.kept if side is Side.KEPT else line.gone)]
                    for line in self.lines
                ],
                [(s.id, s.starts_on, s.ends_on) for s in self.stays if s.side is side],
            )
            for side, record in ((Side.KEPT, self.kept), (Side.GONE, self.gone))
        }


def line_choices(session: Session, kept: Values, gone: Values) -> tuple[LineChoice, ...]:
    """Every line in which either record says something."""
    found = []
    for line in LINES:
        choice = _choice(session, line, kept, gone)
        if any(field.value not in (None, "", []) for field in (*choice.kept, *choice.gone)):
            found.append(choice)
    return tuple(found)


def _choice(session: Session, line: Line, kept: Values, gone: Values) -> LineChoice:
    def values(source: Values) -> tuple[FieldValue, ...]:
        return told(session, TABLE, {field: source[field] for field in line.fields})

    return LineChoice(
        line.name,
        values(kept),
        values(gone),
        default_side(line, kept, gone),
        both(line, kept, gone),
    )


def since(session: Session, gone: Resident, seen: Iterable[Values]) -> tuple[FieldValue, ...]:
    """What stands in a record that is gone and was in none of the comparisons."""
    seen = list(seen)
    now = values_of(gone)
    fields = {
        field: now[field]
        for line in LINES
        for field in line.fields
        if now[field] not in (None, "")
        and all(field in values and values[field] != now[field] for values in seen)
    }
    return told(session, TABLE, fields) if seen else ()


def colliding_stays(
    session: Session, kept_id: str, gone_id: str, today: date
) -> tuple[list[Stay], list[Stay]]:
    """The confirmed stays of each, from today on, that are for a day for which the other has one
    too."""
    own = records_of(session, [kept_id]).keys()
    others = {gone_id} if gone_id in own else records_of(session, [gone_id]).keys()
    mine, theirs = _stays(session, own - others, today), _stays(session, others, today)
    return (
        [stay for stay in mine if any(_overlap(stay, other) for other in theirs)],
        [stay for stay in theirs if any(_overlap(stay, other) for other in mine)],
    )


def stay_choices(session: Session, sides: tuple[list[Stay], list[Stay]]) -> tuple[StayChoice, ...]:
    """Stays as they are chosen from."""
    places = {
        bed_id: place_text(room, label)
        for bed_id, label, room in session.execute(
            sa.select(col(Bed.id), col(Bed.label), col(Room.number))
            .join(Room, col(Room.id) == col(Bed.room_id))
            .where(col(Bed.id).in_({stay.bed_id for stays in sides for stay in stays}))
        )
    }
    return tuple(
        StayChoice(
            stay.id, side, places.get(stay.bed_id, ""), stay.starts_on, stay.ends_on, stay.kind
        )
        for side, stays in zip((Side.KEPT, Side.GONE), sides, strict=True)
        for stay in stays
    )


def _stays(session: Session, records: Iterable[str], today: date) -> list[Stay]:
    return list(
        session.exec(
            select(Stay)
            .where(
                col(Stay.resident_id).in_(list(records)),
                Stay.state == StayState.CONFIRMED,
                sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > today),
            )
            .order_by(col(Stay.starts_on), col(Stay.id))
        )
    )


def _overlap(one: Stay, other: Stay) -> bool:
    return (other.ends_on is None or one.starts_on < other.ends_on) and (
        one.ends_on is None or other.starts_on < one.ends_on
    )
