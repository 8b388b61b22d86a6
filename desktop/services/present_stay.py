"""From when what was done counts for somebody's present stay.

Who moved out and came back keeps number and file, and begins anew: the steps and kits of the
earlier stay remain in their story and count no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from desktop.models.check_outs import CheckOut, LeavingReason
from desktop.models.residents import Resident, ResidentStatus
from desktop.services.days import day_of
from desktop.services.records import head_of, records_of


@dataclass(frozen=True)
class PresentStay:
    """``arrived_on`` and ``moved_out_on`` are the resident's, the latter kept when they come
    back; ``left_at`` is when their last check-out was finished, None where nobody made one."""

    arrived_on: date | None = None
    moved_out_on: date | None = None
    left_at: datetime | None = None

    def counts(self, at: datetime) -> bool:
        """Whether what was done at that instant belongs to the present stay. For who has never
        moved out everything does, also what was done before they arrived."""
        if self.moved_out_on is None:
            return True
        if self.left_at is not None:
            return at > self.left_at
        came_back = self.arrived_on is not None and self.arrived_on >= self.moved_out_on
        first = self.arrived_on if came_back else self.moved_out_on + timedelta(days=1)
        return first is not None and day_of(at) >= first

    def within(self, at: datetime) -> datetime:
        """When what is done at that instant is put on record: after they left, also where the
        clock of the desk at which they left runs ahead of this one's."""
        if self.left_at is None or self.counts(at):
            return at
        return self.left_at + timedelta(seconds=1)


EVER = PresentStay()
"""Of somebody who has never moved out."""


def present_stays(session: Session, residents: Iterable[Resident]) -> dict[str, PresentStay]:
    """By resident, of those given. Who was written down anew when they came back has moved out
    before too, by the record that was merged into theirs."""
    rows = list(residents)
    moved_out = {row.id: _moved_out_on(row, gone) for row, gone in _with_gone(session, rows)}
    left = _last_left(session, [row for row in rows if moved_out[row.id] is not None])
    return {
        row.id: PresentStay(row.arrived_on, moved_out[row.id], left[row.id].done_at)
        if row.id in left
        else PresentStay(row.arrived_on, moved_out[row.id])
        for row in rows
    }


def present_stay(session: Session, resident: Resident) -> PresentStay:
    """Of one resident."""
    return present_stays(session, [resident])[resident.id]


def deceased_among(session: Session, resident_ids: Iterable[str]) -> frozenset[str]:
    """Those whose last check-out says that they have died."""
    asked = {one: head_of(session, one) for one in resident_ids}
    rows = session.exec(select(Resident).where(col(Resident.id).in_(set(asked.values()))))
    left = _last_left(session, list(rows))
    dead = {id_ for id_, row in left.items() if row.reason is LeavingReason.DECEASED}
    return frozenset(one for one, head in asked.items() if head in dead)


def _with_gone(session: Session, rows: Iterable[Resident]) -> list[tuple[Resident, list[Resident]]]:
    """Each with the records that were merged into theirs."""
    asked = list(rows)
    records = records_of(session, [row.id for row in asked])
    gone = [one for one, person in records.items() if one != person]
    by_person: dict[str, list[Resident]] = {}
    if gone:
        for row in session.exec(select(Resident).where(col(Resident.id).in_(gone))):
            by_person.setdefault(records[row.id], []).append(row)
    return [(row, by_person.get(row.id, [])) for row in asked]


def _moved_out_on(row: Resident, gone: Iterable[Resident]) -> date | None:
    """When they moved out last; by a record that is gone only where they came back since."""
    days = [row.moved_out_on, *(one.moved_out_on for one in gone if _came_after(row, one))]
    return max((day for day in days if day is not None), default=None)


def _came_after(row: Resident, gone: Resident) -> bool:
    if gone.moved_out_on is None:
        return False
    return row.arrived_on is not None and row.arrived_on >= gone.moved_out_on


def _last_left(session: Session, residents: Sequence[Resident]) -> dict[str, CheckOut]:
    """By person; the check-out of a record that is gone counts where they came back since, or have
    moved out."""
    if not residents:
        return {}
    rows = {row.id: row for row in residents}
    records = records_of(session, rows)
    found: dict[str, CheckOut] = {}
    for one in session.exec(
        select(CheckOut)
        .where(
            col(CheckOut.resident_id).in_(records),
            col(CheckOut.done_at).is_not(None),
            col(CheckOut.cancelled_at).is_(None),
        )
        .order_by(col(CheckOut.done_at))
    ):
        row = rows[records[one.resident_id]]
        out = row.status is ResidentStatus.MOVED_OUT
        back = row.arrived_on is not None and row.arrived_on >= one.leaves_on
        if one.resident_id == row.id or out or back:
            found[row.id] = one
    return found
