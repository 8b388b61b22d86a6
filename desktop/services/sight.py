"""Whose eyes a session reads with, and which protected files are closed to them (FEATURES X5).

``Workplace`` gives every session it opens the sight of who is signed in; a session without one
sees no protected file at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.confidential import ProtectedOpening
from desktop.models.residents import Resident

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
    wanted = {resident.id for resident in residents if resident.protected}
    return frozenset(wanted - _opened(session)) if wanted else frozenset()


def is_closed(session: Session, resident: Resident) -> bool:
    """Whether a resident's file is closed to the viewer."""
    return bool(closed_among(session, [resident]))


def closed_files(session: Session, resident_ids: Iterable[str]) -> frozenset[str]:
    """Those of the residents with these ids whose file is closed to the viewer."""
    wanted = set(
        session.exec(
            select(Resident.id).where(
                col(Resident.id).in_(list(resident_ids)), col(Resident.protected).is_(True)
            )
        )
    )
    return frozenset(wanted - _opened(session)) if wanted else frozenset()


def require_open(session: Session, resident: Resident) -> None:
    """Raises AppError when a resident's file is closed to the viewer: nobody writes over what
    they can't see."""
    if is_closed(session, resident):
        raise AppError(N_("This file is protected. Please open it with a reason first."))


def open_until(session: Session, resident_id: str) -> datetime | None:
    """Until when the viewer has opened a file, None when they have not."""
    return _openings(session).get(resident_id)


def next_closing(session: Session) -> datetime | None:
    """When the first of the files that the viewer has open closes, None when none is open."""
    return min(_openings(session).values(), default=None)


def _opened(session: Session) -> set[str]:
    return set(_openings(session))


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
