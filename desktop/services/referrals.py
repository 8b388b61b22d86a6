"""Referrals to those who help (FEATURES R13): the Social Administration's outreach and what it
leads to (seed 000). Only confidants read to whom, why and what was answered; all of it is sealed.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.base import new_id
from desktop.models.referrals import Referral, ReferralService, ReferralState
from desktop.models.residents import Resident
from desktop.services.people import HERE, PersonLine, people_by_id, require_resident
from desktop.services.records import hang_on, records_of
from desktop.services.referral_text import ReferralText
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.vault import UNREADABLE, Vault
from desktop.services.workplace import Workplace

TABLE = "referral"
OPEN = (ReferralState.SENT, ReferralState.ACCEPTED)
"""States in which something is still to come."""


@dataclass(frozen=True)
class ReferralDraft:
    """What a confidant writes down when they refer somebody."""

    service: ReferralService
    note: str
    sent_on: date
    follow_up_on: date | None


@dataclass(frozen=True)
class ReferralLine:
    """A referral. ``text`` is None when it was sealed with another key; ``due``: the day of its
    follow-up has come."""

    id: str
    sent_on: date
    state: ReferralState
    text: ReferralText | None
    follow_up_on: date | None
    due: bool


@dataclass(frozen=True)
class DueReferral:
    """That a referral of somebody is to be followed up; nothing of what it says."""

    id: str
    person: PersonLine
    follow_up_on: date


class Referrals:
    """The referrals of this site's residents, for confidants."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._vault = Vault(workplace)

    def may_read(self) -> bool:
        """Whether the role of the person signed in reads and writes them."""
        return self._workplace.may_see("see_referrals")

    def today(self) -> date:
        """The day on which a referral is sent unless another is chosen."""
        return self._workplace.today()

    def of(self, resident_id: str) -> tuple[ReferralLine, ...]:
        """A resident's referrals, the latest first. Raises AppError for other roles and without the
        key."""
        today = self._workplace.today()
        with self._workplace.read("see_referrals") as session:
            self._vault.require_key()
            require_open(session, require_resident(session, resident_id))
            records = records_of(session, [resident_id])
            saw(session, records)
            rows = session.exec(
                select(Referral)
                .where(col(Referral.resident_id).in_(records))
                .order_by(col(Referral.sent_on).desc(), col(Referral.id))
            ).all()
        return tuple(
            ReferralLine(
                row.id,
                row.sent_on,
                row.state,
                self._text(row),
                row.follow_up_on,
                _is_due(row, today),
            )
            for row in rows
        )

    def due(self) -> tuple[DueReferral, ...]:
        """Whose referrals are to be followed up by today, the longest due first."""
        today = self._workplace.today()
        with self._workplace.read("see_follow_ups") as session:
            saw(session, criterion="referrals")
            rows = session.exec(
                select(Referral)
                .where(
                    Referral.site_id == self._workplace.site_id,
                    col(Referral.follow_up_on) <= today,
                    col(Referral.state).in_(OPEN),
                    hang_on(
                        session,
                        col(Referral.resident_id),
                        col(Resident.site_id) == self._workplace.site_id,
                        col(Resident.status).in_(HERE),
                    ),
                )
                .order_by(col(Referral.follow_up_on), col(Referral.id))
            ).all()
            lines = people_by_id(session, today, {row.resident_id for row in rows})
        return tuple(
            DueReferral(row.id, lines[row.resident_id], row.follow_up_on)
            for row in rows
            if row.follow_up_on is not None
        )

    def send(self, resident_id: str, draft: ReferralDraft) -> None:
        """Writes down that somebody was referred. Raises AppError with what is wrong."""
        if draft.sent_on > self._workplace.today():
            raise AppError(N_("The referral can't have been sent on a day that is still to come."))
        referral_id = new_id()
        text = ReferralText(draft.service, draft.note.strip())
        with self._workplace.op("refer") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            session.add(
                Referral(
                    id=referral_id,
                    site_id=resident.site_id,
                    resident_id=resident.id,
                    sent_on=draft.sent_on,
                    follow_up_on=draft.follow_up_on,
                    sealed=self._vault.seal(TABLE, referral_id, text.content()),
                )
            )

    def note_answer(
        self, referral_id: str, state: ReferralState, answer: str, follow_up_on: date | None
    ) -> None:
        """Writes down how a referral stands and what they answered; only what differs is changed.
        Raises AppError when it can't be opened."""
        with self._workplace.op("refer") as session:
            row = session.get(Referral, referral_id)
            if row is None:
                raise AppError(N_("This referral is not at this desk any more."))
            require_open(session, require_resident(session, row.resident_id))
            text = self._text(row)
            if text is None:
                raise AppError(UNREADABLE)
            row.state = state
            row.follow_up_on = follow_up_on
            told = replace(text, answer=answer.strip())
            if told != text:
                row.sealed = self._vault.seal(TABLE, row.id, told.content())

    def _text(self, row: Referral) -> ReferralText | None:
        content = self._vault.open(TABLE, row.id, row.sealed)
        return None if content is None else ReferralText.of(content)


def _is_due(row: Referral, today: date) -> bool:
    return row.state in OPEN and row.follow_up_on is not None and row.follow_up_on <= today
