"""Whose eyes a session reads with, and which protected files are closed to them (FEATURES X5).

``Workplace`` gives every session it opens the sight of who is signed in; a session without one
sees no protected file at all.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.confidential import ProtectedOpening
from desktop.models.residents import Resident
from desktop.services.records import head_of, heads_in, records_of

_SIGHT = "sight"


@dataclass(frozen=True)
class Sight:
    """Who looks, and when."""

    user_id: str
    at: datetime


def look_with(session: Session, sight: Sight) -> None:
    """Says who reads in this session."""
    session.info[_SIGHT] = sight


def closed_among(session: Session, residents: Iterable[Resident]) -> frozenset[str]:
    """Those of the residents whose file is protected and not opened by the viewer now."""
    merged = _protected_with_others(session)
    return _not_opened(
        session,
        {one.id for one in residents if one.protected or head_of(session, one.id) in merged},
    )


def is_closed(session: Session, resident: Resident) -> bool:
    """Whether a resident's file is closed to the viewer."""
    return bool(closed_among(session, [resident]))


def closed_files(session: Session, resident_ids: Iterable[str]) -> frozenset[str]:
    """Those of the residents with these ids whose file is closed to the viewer."""
    return _not_opened(session, protected_among(session, resident_ids))


def protected_among(session: Session, resident_ids: Iterable[str]) -> frozenset[str]:
    """Those of the residents with these ids who are protected; one record of a person that is
    protects all of them."""
    asked = list(resident_ids)
    found = set(
        session.exec(
            select(Resident.id).where(
                col(Resident.id).in_(asked), col(Resident.protected).is_(True)
            )
        )
    )
    merged = _protected_with_others(session)
    return frozenset(one for one in asked if one in found or head_of(session, one) in merged)


def _protected_with_others(session: Session) -> frozenset[str]:
    """People of several records of whom one is protected, by the record that stands for them."""
    gone = heads_in(session)
    if not gone:
        return frozenset()
    rows = session.exec(
        select(Resident.id).where(
            col(Resident.id).in_({*gone, *gone.values()}), col(Resident.protected).is_(True)
        )
    )
    return frozenset(head_of(session, one) for one in rows)


def _not_opened(session: Session, wanted: Collection[str]) -> frozenset[str]:
    if not wanted:
        return frozenset()
    opened = {head_of(session, one) for one in _openings(session)}
    return frozenset(one for one in wanted if head_of(session, one) not in opened)


def unprotected(session: Session) -> sa.ColumnElement[bool]:
    """Records of whose person none is protected, whoever looks."""
    merged = _protected_with_others(session)
    open_ones = col(Resident.protected).is_not(True)
    if not merged:
        return open_ones
    return sa.and_(open_ones, col(Resident.id).not_in(records_of(session, merged)))


def require_open(session: Session, resident: Resident) -> None:
    """Raises AppError when a resident's file is closed to the viewer: nobody writes over what
    they can't see."""
    if is_closed(session, resident):
        raise AppError(N_("This file is protected. Please open it with a reason first."))


def open_until(session: Session, resident_id: str) -> datetime | None:
    """Until when the viewer has opened a file, None when they have not."""
    records, opened = records_of(session, [resident_id]), _openings(session)
    return max((opened[one] for one in records if one in opened), default=None)


def next_closing(session: Session) -> datetime | None:
    """When the first of the files that the viewer has open closes, None when none is open."""
    return min(_openings(session).values(), default=None)


def _openings(session: Session) -> dict[str, datetime]:
    sight = session.info.get(_SIGHT)
    if not isinstance(sight, Sight):
        return {}
    rows = session.exec(
        select(ProtectedOpening.resident_id, ProtectedOpening.ends_at).where(
            ProtectedOpening.opened_by == sight.user_id,
            ProtectedOpening.opened_at <= sight.at,
            ProtectedOpening.ends_at > sight.at,
        )
    )
    found: dict[str, datetime] = {}
    for resident_id, ends_at in rows:
        found[resident_id] = max(ends_at, found.get(resident_id, ends_at))
    return found
