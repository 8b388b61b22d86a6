"""Residents who must not live in one room (FEATURES P8): the desk learns "not suitable", never
why; leads and liaisons record it with the reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.base import new_id
from desktop.models.confidential import ConflictPair
from desktop.services.people import PersonLine, people_by_id, require_resident
from desktop.services.records import head_of, records_of
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.vault import Vault, text_in
from desktop.services.workplace import Workplace

TABLE = "conflict_pair"


@dataclass(frozen=True)
class PairReason:
    """What is sealed of a pair."""

    text: str

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "PairReason":
        """As it was sealed."""
        return cls(text_in(content, "reason"))

    def words(self) -> str:
        """The reason as it was written."""
        return self.text


@dataclass(frozen=True)
class Pair:
    """The other one of a pair, and why. ``reason`` is None when it was sealed with another key."""

    id: str
    other: PersonLine
    reason: PairReason | None


class ConflictPairs:
    """The pairs of a site's residents, for those who may know the reasons."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._vault = Vault(workplace)

    def of(self, resident_id: str) -> tuple[Pair, ...]:
        """Whom a resident must not live with, by surname. Raises AppError for other roles and
        without the key."""
        today = self._workplace.today()
        with self._workplace.read("see_pairs") as session:
            self._vault.require_key()
            records = records_of(session, [resident_id])
            rows = session.exec(select(ConflictPair).where(_names(records), lasts_on(today))).all()
            by_other = {head_of(session, _other(row, records)): row for row in rows}
            by_other = {other: row for other, row in by_other.items() if other not in records}
            saw(session, [*records, *by_other])
            lines = people_by_id(session, today, by_other)
        return tuple(
            Pair(by_other[line.id].id, line, self._reason(by_other[line.id]))
            for line in lines.values()
        )

    def record(self, resident_id: str, other_id: str, reason: str) -> None:
        """Two residents are kept apart from now on. Raises AppError with what is wrong."""
        if resident_id == other_id:
            raise AppError(N_("Please choose another resident: this is the same one."))
        if not reason.strip():
            raise AppError(N_("Please write the reason. Only site leads and liaisons can read it."))
        pair_id = new_id()
        with self._workplace.op("pair_conflict") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            if require_resident(session, other_id) is resident:
                raise AppError(N_("Please choose another resident: this is the same one."))
            if head_of(session, other_id) in unsuitable_for(
                session, resident_id, self._workplace.today()
            ):
                raise AppError(N_("These two are kept apart already."))
            session.add(
                ConflictPair(
                    id=pair_id,
                    site_id=resident.site_id,
                    resident_id=resident.id,
                    other_id=head_of(session, other_id),
                    sealed=self._vault.seal(TABLE, pair_id, {"reason": reason.strip()}),
                )
            )

    def end(self, pair_id: str) -> None:
        """The two may live in one room again."""
        with self._workplace.op("pair_conflict") as session:
            pair = session.get(ConflictPair, pair_id)
            if pair is None:
                raise AppError(N_("This is not at this desk any more."))
            pair.ended_on = self._workplace.today()

    def _reason(self, row: ConflictPair) -> PairReason | None:
        content = self._vault.open(TABLE, row.id, row.sealed)
        return None if content is None else PairReason.of(content)


def lasts_on(day: date) -> sa.ColumnElement[bool]:
    """Pairs that have not ended by a day."""
    return sa.or_(col(ConflictPair.ended_on).is_(None), col(ConflictPair.ended_on) > day)


def unsuitable_for(session: Session, resident_id: str, today: date) -> frozenset[str]:
    """Whom a resident must not be placed with, by id; for whoever places somebody."""
    records = records_of(session, [resident_id])
    rows = session.exec(select(ConflictPair).where(_names(records), lasts_on(today)))
    others = {head_of(session, _other(row, records)) for row in rows}
    return frozenset(others - records.keys())


def _names(records: Collection[str]) -> sa.ColumnElement[bool]:
    return sa.or_(
        col(ConflictPair.resident_id).in_(records), col(ConflictPair.other_id).in_(records)
    )


def _other(row: ConflictPair, records: Collection[str]) -> str:
    return row.other_id if row.resident_id in records else row.resident_id
