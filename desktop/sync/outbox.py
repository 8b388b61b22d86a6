"""The ops of this desk that wait, put on the wire; and what the store answered to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import col

from desktop.models.base import instant_text, now
from desktop.models.conflicts import Conflict, ConflictState
from desktop.models.local import outbox_change, outbox_op, store_value
from desktop.models.store import Store
from desktop.sync.protocol import from_sqlite
from desktop.sync.taking_back import (
    Field,
    forget_store_values,
    lay_down_store_values,
    show_what_stands,
    undo_refused,
)

BATCH_OPS = 500
BATCH_CHANGES = 4000


@dataclass(frozen=True)
class Answer:
    """One entry of ``results`` in the answer to a push."""

    op_id: str
    status: str
    seq: int | None
    error: dict[str, Any] | None


def count_waiting(store: Store) -> int:
    """How many ops the store has not answered yet."""
    with store.read() as session:
        return session.scalar(_waiting_count()) or 0


def count_refused(store: Store) -> int:
    """How many ops the store refused and nobody has dealt with."""
    query = sa.select(sa.func.count()).where(
        outbox_op.c.status == "refused", outbox_op.c.settled_at.is_(None)
    )
    with store.read() as session:
        return session.scalar(query) or 0


def count_open_conflicts(store: Store, site_id: str) -> int:
    """How many conflicts of a site wait for a person."""
    query = (
        sa.select(sa.func.count())
        .select_from(Conflict)
        .where(col(Conflict.site_id) == site_id, col(Conflict.state) == ConflictState.OPEN)
    )
    with store.read() as session:
        return session.scalar(query) or 0


def _waiting_count() -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(outbox_op).where(outbox_op.c.status.is_(None))


def next_batch(store: Store) -> list[dict[str, Any]]:
    """The oldest waiting ops as they stand on the wire, in order, as many as fit a push."""
    with store.read() as session:
        ops = session.execute(
            sa.select(outbox_op)
            .where(outbox_op.c.status.is_(None))
            .order_by(outbox_op.c.device_seq)
            .limit(BATCH_OPS)
        ).all()
        if not ops:
            return []
        changes: dict[str, list[dict[str, Any]]] = {op.op_id: [] for op in ops}
        rows = session.execute(
            sa.select(outbox_change)
            .where(outbox_change.c.op_id.in_(changes))
            .order_by(outbox_change.c.id)
        )
        for row in rows:
            changes[row.op_id].append(_on_the_wire(row))
    batch: list[dict[str, Any]] = []
    total = 0
    for op in ops:
        joined = join_changes(changes[op.op_id])
        total += len(joined)
        if batch and total > BATCH_CHANGES:
            break
        batch.append(
            {
                "op_id": op.op_id,
                "device_seq": op.device_seq,
                "action": op.action,
                "actor": op.actor,
                "at": instant_text(op.at),
                "changes": joined,
            }
        )
    return batch


def _on_the_wire(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "table": row.table,
        "id": row.row_id,
        "scope": row.scope,
        "kind": row.kind,
        "base": row.base,
        "fields": from_sqlite(row.table, orjson.loads(row.fields)),
        "was": from_sqlite(row.table, orjson.loads(row.was)),
    }


def join_changes(changes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One change a row: what an op did to a row step by step is what it did to it in the end.

    A row that an op made and took away again is not mentioned; one that it replaced is updated.
    """
    joined: dict[tuple[str, str], dict[str, Any]] = {}
    for change in changes:
        key = (change["table"], change["id"])
        before = joined.get(key)
        if before is None:
            joined[key] = dict(change)
        elif change["kind"] == "update":
            before["fields"] = before["fields"] | change["fields"]
            if before["kind"] == "update":
                before["was"] = change["was"] | before["was"]
        elif change["kind"] == "delete" and before["kind"] == "insert":
            del joined[key]
        elif change["kind"] == "delete":
            joined[key] = change | {"base": before["base"], "was": change["was"] | before["was"]}
        else:
            was = before["was"]
            fields = {n: v for n, v in change["fields"].items() if was.get(n, ...) != v}
            joined[key] = before | {
                "kind": "update",
                "fields": fields,
                "was": {name: was.get(name) for name in fields},
            }
    return list(joined.values())


def record_answers(store: Store, answers: Sequence[Answer]) -> frozenset[str]:
    """Writes down what the store said to each op, and brings rows that it did not take back to
    what the store holds. Returns the tables that changed on this desk."""
    changed: set[str] = set()
    with store.applying() as connection:
        for answer in answers:
            connection.execute(
                outbox_op.update()
                .where(outbox_op.c.op_id == answer.op_id)
                .values(status=answer.status, seq=answer.seq, error=answer.error, answered_at=now())
            )
        put_aside = connection.scalar(sa.select(sa.exists().select_from(store_value)))
        settled: set[Field] = set()
        conflicts = [one.op_id for one in reversed(answers) if one.status == "conflict"]
        for answer in reversed(answers) if put_aside else ():
            if answer.status in ("conflict", "noop"):
                changed |= lay_down_store_values(connection, answer.op_id, settled)
            elif answer.status == "applied":
                forget_store_values(connection, answer.op_id)
        for op_id in conflicts:
            changed |= show_what_stands(connection, op_id, settled)
        undone = undo_refused(connection)
        for op_id in conflicts if undone else ():  # what a refused op had covered
            changed |= show_what_stands(connection, op_id, settled)
        changed |= undone
    return frozenset(changed)
