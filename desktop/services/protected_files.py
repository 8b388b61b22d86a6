"""Protected files (FEATURES X5): masked until opened with a reason, for three hours; a lead is
told of every opening.

Why a file is protected or not any more is kept like an opening that lasts no time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.confidential import ProtectedOpening
from desktop.models.residents import Resident
from desktop.models.sites import User
from desktop.services.people import PersonLine, people_by_id, require_resident
from desktop.services.records import records_of
from desktop.services.seen import saw
from desktop.services.sight import next_closing, protected_among
from desktop.services.workplace import Workplace

OPEN_FOR = timedelta(hours=3)
MAX_REASON = 500


@dataclass(frozen=True)
class FileOpening:
    """Somebody opened a protected file: who, when, why, until when."""

    id: str
    person: PersonLine
    by: str
    at: datetime
    until: datetime
    reason: str


class ProtectedFiles:
    """Protects files of this site, opens them, and tells leads who did."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def may_protect(self) -> bool:
        """Whether the role of the person signed in protects files and takes it back."""
        return self._workplace.may("protect_file")

    def protect(self, resident_id: str, reason: str) -> None:
        """The file is closed to everybody from now on. Raises AppError with what is wrong."""
        self._set(resident_id, reason, protected=True)

    def unprotect(self, resident_id: str, reason: str) -> None:
        """The file is like any other again. Raises AppError with what is wrong."""
        self._set(resident_id, reason, protected=False)

    def open(self, resident_id: str, reason: str) -> datetime:
        """Opens a file for the person signed in, on this desk and every other; returns until
        when. A lead is told. Raises AppError with what is wrong."""
        reason = _checked(reason)
        now = self._workplace.now()
        with self._workplace.op("open_protected") as session:
            resident = require_resident(session, resident_id)
            if not protected_among(session, [resident.id]):
                raise AppError(N_("This file is not protected any more."))
            saw(session, reason=reason)
            session.add(self._record(resident, reason, now + OPEN_FOR))
        return now + OPEN_FOR

    def next_closing(self) -> datetime | None:
        """When the next of the files that the person signed in has open closes, None when none
        is open."""
        with self._workplace.read("see_own_desk") as session:
            return next_closing(session)

    def mark_seen(self, opening_id: str) -> None:
        """A lead has taken note of an opening."""
        with self._workplace.op("see_opening") as session:
            opening = session.get(ProtectedOpening, opening_id)
            if opening is None or opening.seen_at is not None:
                raise AppError(N_("A colleague has settled this meanwhile."))
            opening.seen_by = self._workplace.actor.id
            opening.seen_at = self._workplace.now()

    def unseen(self) -> tuple[FileOpening, ...]:
        """The openings at this site that no lead has taken note of, the latest first; one's own
        are another's to see."""
        with self._workplace.read("see_openings") as session:
            saw(session, criterion="unseen")
            return unseen_openings(session, self._workplace)

    def _set(self, resident_id: str, reason: str, *, protected: bool) -> None:
        reason = _checked(reason)
        with self._workplace.op("protect_file") as session:
            resident = require_resident(session, resident_id)
            if bool(protected_among(session, [resident.id])) is protected:
                raise AppError(N_("A colleague has settled this meanwhile."))
            saw(session, reason=reason)
            for one in _records(session, resident):
                if one is resident or one.protected:
                    one.protected = protected
            record = self._record(resident, reason, self._workplace.now())
            record.seen_by, record.seen_at = record.opened_by, record.opened_at
            session.add(record)

    def _record(self, resident: Resident, reason: str, until: datetime) -> ProtectedOpening:
        return ProtectedOpening(
            site_id=resident.site_id,
            resident_id=resident.id,
            opened_by=self._workplace.actor.id,
            opened_at=self._workplace.now(),
            ends_at=until,
            reason=reason,
        )


def unseen_openings(session: Session, workplace: Workplace) -> tuple[FileOpening, ...]:
    """As ``ProtectedFiles.unseen``, in a session of whoever may see it."""
    rows = session.execute(
        sa.select(ProtectedOpening, col(User.name))
        .outerjoin(User, col(User.id) == col(ProtectedOpening.opened_by))
        .where(
            col(ProtectedOpening.site_id) == workplace.site_id,
            col(ProtectedOpening.opened_by) != workplace.actor.id,
            col(ProtectedOpening.seen_at).is_(None),
            col(ProtectedOpening.ends_at) > col(ProtectedOpening.opened_at),
        )
        .order_by(col(ProtectedOpening.opened_at).desc(), col(ProtectedOpening.id).desc())
    ).all()
    lines = people_by_id(session, workplace.today(), {row[0].resident_id for row in rows})
    return tuple(
        FileOpening(
            row.id, lines[row.resident_id], name or "", row.opened_at, row.ends_at, row.reason
        )
        for row, name in rows
        if row.resident_id in lines
    )


def _records(session: Session, resident: Resident) -> list[Resident]:
    """All records of a person, the one that stands for them first."""
    _, *gone = records_of(session, [resident.id])
    return [resident, *session.exec(select(Resident).where(col(Resident.id).in_(gone)))]


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise AppError(N_("Please write the reason."))
    if len(reason) > MAX_REASON:
        raise AppError(N_("This is too long: at most {count} characters."), count=MAX_REASON)
    return reason
