"""The ops of this desk that wait, put on the wire; and what the store answered to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from desktop.models.base import instant_text, now
from desktop.models.conflicts import ConflictState
from desktop.models.identity import get_number
from desktop.models.local import outbox_change, outbox_op, store_value
from desktop.models.store import Store
from desktop.sync.protocol import from_sqlite
from desktop.sync.scrubbing import Scrubbing
from desktop.sync.sweeping import note_gone, note_moved_away, sweep_left_over
from desktop.sync.taking_back import (
    Field,
    lay_down_store_values,
    settle_taken,
    show_what_stands,
    undo_refused,
)

BATCH_OPS = 1000
BATCH_CHANGES = 4000
BATCH_SIZE = 1_500_000
"""Characters of the values in a batch: even at four bytes each, a push stays below what the store
takes at once."""

_GIVEN = "CASE kind WHEN 'insert' THEN json_patch('{}', fields) ELSE fields END"
"""A new row need not name the fields that are empty: a field that may be empty is so by default."""

SEQ_OFFSET = "seq_offset"
"""By how much the numbers of this desk's ops are higher than those on the wire."""


@dataclass(frozen=True)
class Answer:
    """One entry of ``results`` in the answer to a push."""

    op_id: str
    status: str
    seq: int | None
    error: dict[str, Any] | None


@dataclass(frozen=True)
class Counts:
    """How many ops the store has not answered yet, how many it refused and nobody has dealt with,
    and how many conflicts of a site wait for a person."""

    waiting: int
    refused: int
    conflicts: int


def counts(store: Store, site_id: str) -> Counts:
    """What waits, counted at one moment."""
    return Counts(*store.ask(_COUNTS, (site_id, ConflictState.OPEN.value))[0])


def count_waiting(store: Store) -> int:
    """How many ops the store has not answered yet."""
    return counts(store, "").waiting


_COUNTS = """
SELECT (SELECT count(*) FROM outbox_op WHERE status IS NULL),
       (SELECT count(*) FROM outbox_op WHERE status = 'refused' AND settled_at IS NULL),
       (SELECT count(*) FROM conflict WHERE site_id = ? AND state = ?)"""


def next_batch(store: Store, limit: int = BATCH_OPS, after: int = 0) -> list[dict[str, Any]]:
    """The oldest waiting ops as they stand on the wire, in order, as many as fit a push; those
    with a ``device_seq`` above ``after``."""
    with store.read() as session:
        connection = session.connection()
        offset = get_number(connection, SEQ_OFFSET)
        ops = connection.exec_driver_sql(
            "SELECT device_seq, op_id, action, actor, at FROM outbox_op"
            " WHERE status IS NULL AND device_seq > ? ORDER BY device_seq LIMIT ?",
            (after + offset, limit),
        ).all()
        if not ops:
            return []
        rows = connection.exec_driver_sql(
            'SELECT op_id, "table", row_id, scope, kind, base,'
            f" {_GIVEN}, was FROM outbox_change"
            " WHERE op_id IN (SELECT op_id FROM outbox_op WHERE status IS NULL"
            " AND device_seq BETWEEN ? AND ?) ORDER BY id",
            (ops[0][0], ops[-1][0]),
        ).all()
    sizes: dict[str, int] = {}
    changes: dict[str, list[dict[str, Any]]] = {}
    for op_id, table, row_id, scope, kind, base, fields, was in rows:
        sizes[op_id] = sizes.get(op_id, 0) + len(fields) + len(was)
        changes.setdefault(op_id, []).append(
            {
                "table": table,
                "id": row_id,
                "scope": scope,
                "kind": kind,
                "base": base,
                "fields": from_sqlite(table, orjson.loads(fields)),
                "was": {} if was == "{}" else from_sqlite(table, orjson.loads(was)),
            }
        )
    batch: list[dict[str, Any]] = []
    total = size = 0
    for device_seq, op_id, action, actor, at in ops:
        joined = join_changes(changes.get(op_id, ()))
        total += len(joined)
        size += sizes.get(op_id, 0)
        if batch and (total > BATCH_CHANGES or size > BATCH_SIZE):
            break
        batch.append(
            {
                "op_id": op_id,
                "device_seq": device_seq - offset,
                "action": action,
                "actor": actor,
                "at": at,
                "changes": joined,
            }
        )
    return batch


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
            whole = dict.fromkeys(was) | change["fields"]
            fields = {name: value for name, value in whole.items() if was.get(name, ...) != value}
            joined[key] = before | {
                "kind": "update",
                "fields": fields,
                "was": {name: was.get(name) for name in fields},
            }
    return list(joined.values())


def record_answers(
    store: Store, answers: Sequence[Answer], at: datetime | None = None
) -> frozenset[str]:
    """Writes down what the store said to each op, and brings rows that it did not take back to
    what the store holds. ``at`` is when, by the store's clock. Returns the tables that changed on
    this desk."""
    changed: set[str] = set()
    with store.applying() as connection:
        told = _write_down(connection, answers, at or now())
        note_gone(connection, [answer.op_id for answer in told if answer.seq is not None])
        note_moved_away(connection, [answer.op_id for answer in told])
        _date_new_rows(connection, told)
        settled: set[Field] = set()
        conflicts = [one.op_id for one in reversed(told) if one.status == "conflict"]
        any_aside = connection.scalar(sa.select(sa.exists().select_from(store_value)))
        for answer in reversed(told) if any_aside else ():
            if answer.status in ("conflict", "noop"):
                changed |= lay_down_store_values(connection, answer.op_id, settled)
            elif answer.status == "applied" and answer.seq is not None:
                changed |= settle_taken(connection, answer.op_id, answer.seq, settled)
        for op_id in conflicts:
            changed |= show_what_stands(connection, op_id, settled)
        undone = undo_refused(connection)
        for op_id in conflicts if undone else ():  # what a refused op had covered
            changed |= show_what_stands(connection, op_id, settled)
        changed |= undone | sweep_left_over(connection)
        Scrubbing(connection).finish_later()
    return frozenset(changed)


def _date_new_rows(connection: sa.Connection, answers: Sequence[Answer]) -> None:
    """A row that this desk has made was not changed by anyone before its op was taken: that seq
    is what the desk has seen of it, though its entry is still to be read."""
    taken = {answer.op_id: answer.seq for answer in answers if answer.status == "applied"}
    made = connection.execute(
        sa.select(outbox_change.c.table, outbox_change.c.row_id, outbox_change.c.op_id).where(
            outbox_change.c.kind == "insert", outbox_change.c.op_id.in_(taken)
        )
    )
    by_table: dict[str, list[tuple[int | None, str]]] = {}
    for table, row_id, op_id in made:
        by_table.setdefault(table, []).append((taken[op_id], row_id))
    for table, rows in by_table.items():
        connection.exec_driver_sql(
            f'UPDATE "{table}" SET row_seq = ? WHERE id = ? AND row_seq IS NULL', rows
        )


def _write_down(connection: sa.Connection, answers: Sequence[Answer], at: datetime) -> list[Answer]:
    """The answers as they count: an op that the restored store knew from before the backup, under
    another number, has the answer it had then."""
    told = []
    counts = []
    for answer in answers:
        former = None
        if (answer.error or {}).get("params", {}).get("field") == "op_id":
            former = connection.scalar(
                sa.select(outbox_op.c.former).where(outbox_op.c.op_id == answer.op_id)
            )
        counts.append(Answer(answer.op_id, former, None, None) if former else answer)
        told.append(Answer(answer.op_id, "noop", None, None) if former else answer)
    moment = instant_text(at)
    if counts:
        connection.exec_driver_sql(
            "UPDATE outbox_op SET status = ?, seq = ?, error = ?, answered_at = ?,"
            " former = NULL, frozen = NULL WHERE op_id = ?",
            [(one.status, one.seq, _json(one.error), moment, one.op_id) for one in counts],
        )
    return told


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
