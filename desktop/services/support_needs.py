"""What residents need (FEATURES R12): the desk is told what to do, confidants also why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.base import new_id
from desktop.models.confidential import SupportGroup, SupportNeed
from desktop.models.residents import Resident
from desktop.services.people import HERE, PersonLine, people_by_id, require_resident
from desktop.services.records import hang_on, records_of, unseen_values
from desktop.services.seen import saw
from desktop.services.sight import closed_among, require_open
from desktop.services.vault import Vault, member_in, text_in
from desktop.services.words import word
from desktop.services.workplace import Workplace

TABLE = "support_need"
MAX_INSTRUCTION = 200


@dataclass(frozen=True)
class NeedReason:
    """What is sealed of a need. ``group`` is None when it can't be read."""

    group: SupportGroup | None
    text: str = ""

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "NeedReason":
        """As it was sealed."""
        return cls(member_in(SupportGroup, content, "group"), text_in(content, "reason"))

    def content(self) -> dict[str, Any]:
        """As it is sealed."""
        return {"group": self.group.value if self.group else None, "reason": self.text}

    def words(self) -> str:
        """In the current language, in one line."""
        return " · ".join(
            part for part in (word(self.group) if self.group else "", self.text) if part
        )


@dataclass(frozen=True)
class NeedText:
    """What a confidant writes down."""

    group: SupportGroup
    instruction: str
    reason: str
    review_on: date | None


@dataclass(frozen=True)
class Need:
    """A need with its reason. ``reason`` is None when it was sealed with another key."""

    id: str
    instruction: str
    reason: NeedReason | None
    review_on: date | None
    due: bool
    """Whether the day of its review has come."""


@dataclass(frozen=True)
class DueReview:
    """That a need of somebody is to be looked at again; never why they have it."""

    id: str
    person: PersonLine
    instruction: str
    review_on: date


class SupportNeeds:
    """The support needs of a site's residents, for those who may know the reasons."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._vault = Vault(workplace)

    def may_read(self) -> bool:
        """Whether the role of the person signed in reads and records them."""
        return self._workplace.may_see("see_support")

    def today(self) -> date:
        """The day from which a review is counted."""
        return self._workplace.today()

    def of(self, resident_id: str) -> tuple[Need, ...]:
        """A resident's needs that last, the one written last at the end. Raises AppError for other
        roles and without the key."""
        today = self._workplace.today()
        with self._workplace.read("see_support") as session:
            self._vault.require_key()
            require_open(session, require_resident(session, resident_id))
            records = records_of(session, [resident_id])
            saw(session, records)
            rows = session.exec(
                select(SupportNeed)
                .where(col(SupportNeed.resident_id).in_(records), lasts_on(today))
                .order_by(col(SupportNeed.row_seq).nulls_last(), col(SupportNeed.id))
            ).all()
        return tuple(self._need(row, today) for row in rows)

    def due(self) -> tuple[DueReview, ...]:
        """Whose needs are to be looked at again by today, the longest due first. Raises AppError
        for other roles."""
        today, site_id = self._workplace.today(), self._workplace.site_id
        with self._workplace.read("see_follow_ups") as session:
            saw(session, criterion="reviews")
            rows = session.exec(
                select(SupportNeed)
                .where(
                    hang_on(
                        session,
                        col(SupportNeed.resident_id),
                        col(Resident.site_id) == site_id,
                        col(Resident.status).in_(HERE),
                    ),
                    col(SupportNeed.review_on) <= today,
                    lasts_on(today),
                )
                .order_by(col(SupportNeed.review_on), col(SupportNeed.id))
            ).all()
            lines = people_by_id(session, today, {row.resident_id for row in rows})
        return tuple(
            DueReview(row.id, lines[row.resident_id], row.instruction or "", row.review_on)
            for row in rows
            if row.review_on is not None
        )

    def record(self, resident_id: str, text: NeedText) -> None:
        """Writes down a new need. Raises AppError with what is missing."""
        instruction, reason = _checked(text)
        need_id = new_id()
        with self._workplace.op("record_need") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            session.add(
                SupportNeed(
                    id=need_id,
                    site_id=resident.site_id,
                    resident_id=resident.id,
                    instruction=instruction,
                    review_on=text.review_on,
                    sealed=self._vault.seal(TABLE, need_id, reason.content()),
                )
            )

    def change(self, need_id: str, text: NeedText) -> None:
        """Writes a need anew; only what differs is changed. Raises AppError as ``record``."""
        instruction, reason = _checked(text)
        with self._workplace.op("record_need") as session:
            need = _need_row(session, need_id)
            need.instruction = instruction
            need.review_on = text.review_on
            if self._reason(need) != reason:
                need.sealed = self._vault.seal(TABLE, need_id, reason.content())

    def end(self, need_id: str) -> None:
        """The need is over; the desk is not told of it any more."""
        with self._workplace.op("record_need") as session:
            _need_row(session, need_id).ended_on = self._workplace.today()

    def _need(self, row: SupportNeed, today: date) -> Need:
        return Need(
            row.id,
            row.instruction or "",
            self._reason(row),
            row.review_on,
            row.review_on is not None and row.review_on <= today,
        )

    def _reason(self, row: SupportNeed) -> NeedReason | None:
        content = self._vault.open(TABLE, row.id, row.sealed)
        return None if content is None else NeedReason.of(content)


def lasts_on(day: date) -> sa.ColumnElement[bool]:
    """Needs that have not ended by a day."""
    return sa.or_(col(SupportNeed.ended_on).is_(None), col(SupportNeed.ended_on) > day)


def instructions_of(session: Session, residents: Iterable[Resident], today: date) -> dict[str, str]:
    """What the desk has to know about each resident, by id, one instruction a line: what came
    with the arrival, and what support needs ask for. Never a reason. Of a file that is closed to
    the viewer the considerations are left out, as from its details."""
    rows = list(residents)
    closed = closed_among(session, rows)
    lines = {
        row.id: [row.instruction or "", "" if row.id in closed else row.considerations or ""]
        for row in rows
    }
    for resident_id, written in unseen_values(session, "instruction", lines).items():
        lines[resident_id] += written
    records = records_of(session, lines)
    needs = session.exec(
        select(SupportNeed)
        .where(col(SupportNeed.resident_id).in_(records), lasts_on(today))
        .order_by(col(SupportNeed.row_seq).nulls_last(), col(SupportNeed.id))
    )
    for need in needs:
        lines[records[need.resident_id]].append(need.instruction or "")
    return {
        resident_id: "\n".join(dict.fromkeys(line for line in told if line))
        for resident_id, told in lines.items()
    }


def _checked(text: NeedText) -> tuple[str | None, NeedReason]:
    instruction = " ".join(text.instruction.split())
    reason = text.reason.strip()
    if not instruction and not reason:
        raise AppError(N_("Please write an instruction for the desk, or the reason."))
    if len(instruction) > MAX_INSTRUCTION:
        raise AppError(
            N_("The instruction is too long: at most {count} characters."), count=MAX_INSTRUCTION
        )
    return instruction or None, NeedReason(text.group, reason)


def _need_row(session: Session, need_id: str) -> SupportNeed:
    need = session.get(SupportNeed, need_id)
    if need is None:
        raise AppError(N_("This support need is not at this desk any more."))
    return need
