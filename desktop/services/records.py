"""Which records are one person's (FEATURES R6): whoever gathers what hangs on a resident asks here.

A merge deletes nothing and makes nothing point elsewhere, and a desk that was out of reach goes on
writing to the record that is gone. So a reader looks under every record of a person, and a list
passes by those that stand for nobody any more. What decides is ``merge_record`` alone, never the
field ``merged``: two desks that merged the same two both ways have set it on both
(``models.merges.heads``).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.models.merges import MergeRecord, heads
from desktop.models.merges import records_of as gathered
from desktop.models.residents import Resident

_HEADS = "heads"
_LINKS = sa.select(col(MergeRecord.kept_id), col(MergeRecord.gone_id)).where(
    col(MergeRecord.undone_at).is_(None)
)


def heads_in(session: Session) -> Mapping[str, str]:
    """By the id of every record that stands for nobody any more, the record that does. Read once
    in a session; ``forget_heads`` after a merge in it."""
    if _HEADS not in session.info:
        session.info[_HEADS] = heads((row[0], row[1]) for row in session.execute(_LINKS))
    found: Mapping[str, str] = session.info[_HEADS]
    return found


def forget_heads(session: Session) -> None:
    """A merge was made or undone in this session."""
    session.info.pop(_HEADS, None)


def head_of(session: Session, resident_id: str) -> str:
    """The record that stands for the person of a record."""
    return heads_in(session).get(resident_id, resident_id)


def records_of(session: Session, resident_ids: Iterable[str]) -> dict[str, str]:
    """By the id of every record of these people, the id by which they were asked for: ask for rows
    whose ``resident_id`` is in it, and give each to ``records[row.resident_id]``."""
    found = {resident_id: resident_id for resident_id in resident_ids}
    gone = heads_in(session)
    if gone:
        asked = {gone.get(one, one): one for one in reversed(found)}
        for head, one in asked.items():
            found.setdefault(head, one)
        for record, head in gone.items():
            if head in asked:
                found.setdefault(record, asked[head])
    return found


def stands(session: Session) -> sa.ColumnElement[bool]:
    """Residents whose record stands for a person; for lists and counts."""
    gone = heads_in(session)
    return col(Resident.id).not_in(list(gone)) if gone else sa.true()


def hang_on(
    session: Session, column: Any, *where: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """Rows whose ``column`` names any record of a person who matches; for lists of what hangs on
    many people."""
    people = sa.select(col(Resident.id)).where(stands(session), *where)
    gone = heads_in(session)
    if not gone:
        return sa.and_(column.in_(people))
    matching = set(session.scalars(people.where(col(Resident.id).in_(set(gone.values())))))
    merged = [record for record, head in gone.items() if head in matching]
    return sa.or_(column.in_(people), column.in_(merged))


def records_in(connection: sa.Connection, resident_id: str) -> tuple[str, ...]:
    """All records of the person of a record, where there is no session."""
    links = [(row[0], row[1]) for row in connection.execute(_LINKS)]
    return gathered(heads(links).get(resident_id, resident_id), links)


def unseen_values(
    session: Session, field: str, resident_ids: Iterable[str]
) -> dict[str, list[str]]:
    """What was written into a text field of records that are gone after somebody merged them, by
    the id by which the person was asked for: nobody has compared it with what stands."""
    records = records_of(session, resident_ids)
    gone = [record for record in heads_in(session) if record in records]
    if not gone:
        return {}
    compared: dict[str, set[str]] = {}
    for merge in session.exec(
        select(MergeRecord).where(
            col(MergeRecord.gone_id).in_(gone), col(MergeRecord.undone_at).is_(None)
        )
    ):
        told = merge.before.get(merge.gone_id) or {}
        compared.setdefault(merge.gone_id, set()).add(told.get(field) or "")
    column = getattr(Resident, field)
    found: dict[str, list[str]] = {}
    rows = session.execute(sa.select(col(Resident.id), column).where(col(Resident.id).in_(gone)))
    for record, value in rows:
        if value and value not in compared.get(record, ()) and records[record] != record:
            found.setdefault(records[record], []).append(value)
    return found
