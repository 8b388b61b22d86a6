"""Concern for a child that was passed on (FEATURES R13): that it was done, never what it was about.

Who holds a public office or duty must tell the municipality when they learn, or have reason to
believe, that a child or a young person under 18 may need special support (Barnets lov § 133, since
2024 in the place of Serviceloven § 153). The duty is personal and the report itself goes to the
Social Administration by its own ways. Here stands only to whom it went, how and when, so that
nobody has to ask whether it was done: for lead and liaison, and for who has written it down.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.referrals import ChildConcern
from desktop.models.residents import Resident
from desktop.models.roles import CONFIDANTS
from desktop.models.sites import User
from desktop.services.days import OF_AGE, age_on
from desktop.services.people import PersonLine, household_of, people_by_id, require_resident
from desktop.services.records import records_of, stands
from desktop.services.seen import saw, saw_nobody
from desktop.services.sight import closed_files, require_open
from desktop.services.workplace import Workplace

MAX_TEXT, MAX_REASON = 200, 500
_FAST = timedelta(minutes=5)
"""By how much clocks may differ before a time counts as one to come."""


@dataclass(frozen=True)
class ConcernText:
    """What is written down; nothing about the child."""

    passed_on_to: str
    at: datetime
    how: str = ""
    reference: str = ""


@dataclass(frozen=True)
class ConcernLine:
    """A concern that was passed on. ``mine``: by the person signed in, who may take it back."""

    id: str
    child: PersonLine
    text: ConcernText
    by: str
    mine: bool
    voided_at: datetime | None


@dataclass(frozen=True)
class Concerns:
    """The children a file is about, the eldest first: a child itself, or those of a grown-up's
    household; and what was passed on about them, as far as the person signed in may see it."""

    children: tuple[PersonLine, ...]
    lines: tuple[ConcernLine, ...]


class ChildConcerns:
    """What was passed on about children of this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def now(self) -> datetime:
        """This instant at this desk."""
        return self._workplace.now()

    def of(self, resident_id: str) -> Concerns:
        """About a child, or about the children of somebody's household, the latest first; logged
        when there is something. Children whose own file is closed are left out. Raises AppError
        while the file that is asked for is closed."""
        workplace = self._workplace
        with workplace.read("see_concerns") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            children = self._children(session, resident)
            records = records_of(session, [child.id for child in children])
            where: list[sa.ColumnElement[bool]] = [col(ChildConcern.resident_id).in_(records)]
            if workplace.actor.role not in CONFIDANTS:
                where.append(col(ChildConcern.passed_on_by) == workplace.actor.id)
            rows = session.execute(
                sa.select(ChildConcern, col(User.name))
                .outerjoin(User, col(User.id) == col(ChildConcern.passed_on_by))
                .where(*where)
                .order_by(col(ChildConcern.passed_on_at).desc(), col(ChildConcern.id))
            ).all()
            if rows:
                saw(session, [resident.id, *records])
            else:
                saw_nobody(session)
        by_id = {child.id: child for child in children}
        return Concerns(
            children,
            tuple(
                ConcernLine(
                    row.id,
                    by_id[records[row.resident_id]],
                    ConcernText(
                        row.passed_on_to, row.passed_on_at, row.how or "", row.reference or ""
                    ),
                    name or "",
                    row.passed_on_by == workplace.actor.id,
                    row.voided_at,
                )
                for row, name in rows
            ),
        )

    def pass_on(self, child_id: str, text: ConcernText) -> None:
        """Writes down that a concern was passed on. Raises AppError with what is wrong."""
        workplace = self._workplace
        to, how, reference = (
            " ".join(one.split()) for one in (text.passed_on_to, text.how, text.reference)
        )
        if not to:
            raise AppError(N_("Please write to whom the concern was passed on."))
        if max(len(to), len(how), len(reference)) > MAX_TEXT:
            raise AppError(N_("This is too long to be kept. Please write it shorter."))
        if text.at > workplace.now() + _FAST:
            raise AppError(N_("That time is still to come. Please write when it was passed on."))
        with workplace.op("pass_on_concern") as session:
            child = require_resident(session, child_id)
            require_open(session, child)
            if child.birth_date is not None and not _is_child(child, workplace.today()):
                raise AppError(N_("This is for children and young people under 18."))
            session.add(
                ChildConcern(
                    site_id=child.site_id,
                    resident_id=child.id,
                    passed_on_at=text.at,
                    passed_on_by=workplace.actor.id,
                    passed_on_to=to,
                    how=how or None,
                    reference=reference or None,
                )
            )

    def take_back(self, concern_id: str, reason: str) -> None:
        """It was written down by mistake, says who has written it down; it stays on record as
        taken back, and the reason in the access log. Raises AppError for anybody else."""
        workplace = self._workplace
        reason = " ".join(reason.split())
        if not reason:
            raise AppError(N_("Please write why it is taken back."))
        if len(reason) > MAX_REASON:
            raise AppError(N_("This is too long to be kept. Please write it shorter."))
        with workplace.op("pass_on_concern") as session:
            row = session.get(ChildConcern, concern_id)
            if row is None:
                raise AppError(N_("This note is not at this desk any more."))
            require_open(session, require_resident(session, row.resident_id))
            if row.passed_on_by != workplace.actor.id:
                raise AppError(N_("Only who has written this down can take it back."))
            if row.voided_at is None:
                row.voided_at = workplace.now()
                row.voided_by = workplace.actor.id
                saw(session, reason=reason)

    def _children(self, session: Session, resident: Resident) -> tuple[PersonLine, ...]:
        today = self._workplace.today()
        rows = [resident]
        if not _is_child(resident, today):
            here = select(Resident).where(household_of(resident), stands(session))
            rows = list(session.exec(here))
        ids = [row.id for row in rows if _is_child(row, today)]
        closed = closed_files(session, ids)
        lines = people_by_id(session, today, [id_ for id_ in ids if id_ not in closed])
        return tuple(sorted(lines.values(), key=lambda line: (-(line.age or 0), line.given_names)))


def _is_child(resident: Resident, today: date) -> bool:
    age = age_on(resident.birth_date, today)
    return age is not None and age < OF_AGE
