"""From when what was done counts for somebody's present stay.

Who moved out and came back keeps number and file, and begins anew: the steps and kits of the
earlier stay remain in their story and count no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from desktop.models.check_outs import CheckOut, LeavingReason
from desktop.models.residents import Resident
from desktop.services.days import day_of


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


EVER = PresentStay()
"""Of somebody who has never moved out."""


def present_stays(session: Session, residents: Iterable[Resident]) -> dict[str, PresentStay]:
    """By resident, of those given."""
    rows = list(residents)
    left = _last_left(session, [row.id for row in rows if row.moved_out_on is not None])
    return {
        row.id: PresentStay(row.arrived_on, row.moved_out_on, left[row.id].done_at)
        if row.id in left
        else PresentStay(row.arrived_on, row.moved_out_on)
        for row in rows
    }


def present_stay(session: Session, resident: Resident) -> PresentStay:
    """Of one resident."""
    return present_stays(session, [resident])[resident.id]


def deceased_among(session: Session, resident_ids: Iterable[str]) -> frozenset[str]:
    """Those whose last check-out says that they have died."""
    left = _last_left(session, list(resident_ids))
    return frozenset(id_ for id_, row in left.items() if row.reason is LeavingReason.DECEASED)


def _last_left(session: Session, resident_ids: list[str]) -> dict[str, CheckOut]:
    if not resident_ids:
        return {}
    rows = session.exec(
        select(CheckOut)
        .where(
            col(CheckOut.resident_id).in_(resident_ids),
            col(CheckOut.done_at).is_not(None),
            col(CheckOut.cancelled_at).is_(None),
        )
        .order_by(col(CheckOut.done_at))
    )
    return {row.resident_id: row for row in rows}
