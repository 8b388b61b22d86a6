"""The beds that expected people were promised: let go, moved along, given back; within an op."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.models.housing import Stay, StayKind, StayState
from desktop.services.records import head_of, records_of


@dataclass(frozen=True)
class Promise:
    """A bed that was promised to a resident, and is no longer."""

    site_id: str
    bed_id: str
    resident_id: str
    starts_on: date
    ends_on: date | None


def let_go(session: Session, resident_ids: Sequence[str]) -> tuple[Promise, ...]:
    """Cancels every promise to these residents, and says which there were."""
    gone = []
    for stay in _promised(session, resident_ids):
        stay.state = StayState.CANCELLED
        gone.append(
            Promise(stay.site_id, stay.bed_id, stay.resident_id, stay.starts_on, stay.ends_on)
        )
    return tuple(gone)


def move_along(session: Session, resident_ids: Sequence[str], day: date) -> int:
    """Lets promises begin on another day, where the bed is free for it; of how many it is not,
    those stay as they were."""
    left = 0
    for stay in _promised(session, resident_ids):
        if stay.starts_on == day:
            continue
        if (stay.ends_on is not None and stay.ends_on <= day) or not _is_free(session, stay, day):
            left += 1
        else:
            stay.starts_on = day
    return left


def give_back(session: Session, promises: Iterable[Promise], decided_by: str) -> int:
    """Promises the same beds again, where they are still free; how many are not."""
    left = 0
    for promise in promises:
        stay = Stay(
            site_id=promise.site_id,
            bed_id=promise.bed_id,
            resident_id=promise.resident_id,
            starts_on=promise.starts_on,
            ends_on=promise.ends_on,
            kind=StayKind.RESERVED,
            decided_by=decided_by,
        )
        if _is_free(session, stay, promise.starts_on):
            session.add(stay)
            session.flush()
        else:
            left += 1
    return left


def _promised(session: Session, resident_ids: Sequence[str]) -> Sequence[Stay]:
    return session.exec(
        select(Stay).where(
            col(Stay.resident_id).in_(records_of(session, resident_ids)),
            Stay.kind == StayKind.RESERVED,
            Stay.state == StayState.CONFIRMED,
        )
    ).all()


def _is_free(session: Session, wanted: Stay, first: date) -> bool:
    """Whether nobody else has the bed, and the resident no other, from a day to the stay's end."""
    records = records_of(session, [head_of(session, wanted.resident_id)])
    overlaps: list[sa.ColumnElement[bool]] = [
        col(Stay.state) == StayState.CONFIRMED,
        col(Stay.id) != wanted.id,
        sa.or_(col(Stay.bed_id) == wanted.bed_id, col(Stay.resident_id).in_(records)),
        sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > first),
    ]
    if wanted.ends_on is not None:
        overlaps.append(col(Stay.starts_on) < wanted.ends_on)
    return session.exec(select(Stay.id).where(*overlaps)).first() is None
