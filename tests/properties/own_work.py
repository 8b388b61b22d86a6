"""What a desk's own outbox says: which fields may still differ from the store's log, and which must
show the desk's own value (SYNC.md, property 5)."""

from dataclasses import dataclass, field
from typing import Any

import orjson
import sqlalchemy as sa

from desktop.models.local import outbox_change, outbox_op
from desktop.models.store import Store
from desktop.sync.protocol import from_sqlite
from tests.properties.truth import Key


@dataclass(frozen=True)
class OwnChange:
    """A row of an op, as the triggers wrote it down."""

    table: str
    id: str
    scope: str
    kind: str
    base: int | None
    fields: dict[str, Any]


@dataclass
class OwnOp:
    """An op of this desk and what became of it."""

    op_id: str
    device_seq: int
    status: str | None
    seq: int | None
    undone: bool
    changes: list[OwnChange] = field(default_factory=list)


def own_ops(store: Store) -> list[OwnOp]:
    """All ops of a desk in order."""
    with store.read() as session:
        ops = {
            row.op_id: OwnOp(row.op_id, row.device_seq, row.status, row.seq, bool(row.undone))
            for row in session.execute(sa.select(outbox_op).order_by(outbox_op.c.device_seq))
        }
        for row in session.execute(sa.select(outbox_change).order_by(outbox_change.c.id)):
            fields = from_sqlite(row.table, orjson.loads(row.fields))
            ops[row.op_id].changes.append(
                OwnChange(row.table, row.row_id, row.scope, row.kind, row.base, fields)
            )
    return list(ops.values())


@dataclass
class Shown:
    """What the waiting ops of a desk make it show: rows that are there with these values, rows
    that are gone, and of the former those that lie where this desk has made them."""

    values: dict[Key, dict[str, Any]] = field(default_factory=dict)
    gone: set[Key] = field(default_factory=set)
    made: set[Key] = field(default_factory=set)


def shown_by_waiting(ops: list[OwnOp]) -> Shown:
    """Folds the waiting ops in order."""
    shown = Shown()
    for change in (c for op in ops if op.status is None for c in op.changes):
        key = (change.table, change.id)
        if change.kind == "delete":
            shown.values.pop(key, None)
            shown.gone.add(key)
        else:
            shown.gone.discard(key)
            shown.values.setdefault(key, {}).update(change.fields)
            if change.kind == "insert":
                shown.made.add(key)
            elif "site_id" in change.fields:
                shown.made.discard(key)
    return shown


def unsettled(
    ops: list[OwnOp], cursors: dict[str, int], known_at: dict[str, dict[str, int]]
) -> tuple[set[Key], set[tuple[str, str, str]]]:
    """Rows that the desk has made or deleted, and fields it has set, of which the store's word
    has not come yet: ops that wait, refused ones that are not taken back yet, and answered ones
    whose place in the log (at the latest that of the answer) this desk has not read up to."""
    rows: set[Key] = set()
    fields: set[tuple[str, str, str]] = set()
    for op in ops:
        for change in op.changes:
            answered_at = known_at.get(op.op_id, {}).get(change.scope, 0)
            settled = op.status is not None and cursors.get(change.scope, 0) >= answered_at
            if settled and (op.status != "refused" or op.undone):
                continue
            if change.kind != "update":
                rows.add((change.table, change.id))
            fields |= {(change.table, change.id, name) for name in change.fields}
    return rows, fields
