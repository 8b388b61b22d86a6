"""The ops of this desk that wait, put on the wire; and what the store answered to them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import col

from desktop.models.base import instant_text, now
from desktop.models.conflicts import Conflict, ConflictState
from desktop.models.local import outbox_change, outbox_op, store_value
from desktop.models.store import Store
from desktop.sync.protocol import empty_by_default, from_sqlite, to_sqlite

BATCH_OPS = 1000
BATCH_CHANGES = 4000
BATCH_SIZE = 1_500_000
"""Characters of the values in a batch: even at four bytes each, a push stays below what the store
takes at once."""


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


def next_batch(store: Store, after: int = 0) -> list[dict[str, Any]]:
    """The oldest waiting ops whose number is greater than ``after``, as they stand on the wire, in
    order, as many as fit a push."""
    with store.read() as session:
        connection = session.connection()
        ops = connection.exec_driver_sql(
            "SELECT device_seq, op_id, action, actor, at FROM outbox_op"
            " WHERE status IS NULL AND device_seq > ? ORDER BY device_seq LIMIT ?",
            (after, BATCH_OPS),
        ).all()
        if not ops:
            return []
        rows = connection.exec_driver_sql(
            'SELECT op_id, "table", row_id, scope, kind, base, fields, was FROM outbox_change'
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
                "device_seq": device_seq,
                "action": action,
                "actor": actor,
                "at": at,
                "changes": [_without_nulls(change) for change in joined],
            }
        )
    return batch


def _without_nulls(change: dict[str, Any]) -> dict[str, Any]:
    """A new row need not name the fields that are empty when nobody names them."""
    if change["kind"] != "insert":
        return change
    optional = empty_by_default(change["table"])
    fields = {n: v for n, v in change["fields"].items() if v is not None or n not in optional}
    return {**change, "fields": fields}


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
    moment = instant_text(now())
    with store.applying() as connection:
        if answers:
            connection.exec_driver_sql(
                "UPDATE outbox_op SET status = ?, seq = ?, error = ?, answered_at = ?"
                " WHERE op_id = ?",
                [
                    (answer.status, answer.seq, _json(answer.error), moment, answer.op_id)
                    for answer in answers
                ],
            )
        for answer in answers:
            if answer.status in ("conflict", "noop"):
                changed |= _lay_down_store_values(connection, answer.op_id)
        changed |= _undo_refused(connection)
    return frozenset(changed)


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _changes_of(connection: sa.Connection, op_id: str) -> Sequence[sa.Row[Any]]:
    return connection.execute(
        sa.select(outbox_change)
        .where(outbox_change.c.op_id == op_id)
        .order_by(outbox_change.c.id.desc())
    ).all()


def _lay_down_store_values(connection: sa.Connection, op_id: str) -> set[str]:
    changed = set()
    for change in _changes_of(connection, op_id):
        values = _taken_store_values(connection, change)
        if values:
            _write(connection, change.table, change.row_id, to_sqlite(change.table, values))
            changed.add(change.table)
    return changed


def _taken_store_values(
    connection: sa.Connection, change: sa.Row[Any], besides: Collection[str] = ()
) -> dict[str, Any]:
    """The store's values for the fields of a change, ``besides`` some, that no waiting op shows
    its own value for; they are taken out of ``store_value``."""
    waiting = waiting_fields(connection, change.table, change.row_id)
    names = set(orjson.loads(change.fields)).difference(waiting, besides)
    of_row = sa.and_(
        store_value.c.table == change.table,
        store_value.c.row_id == change.row_id,
        store_value.c.field.in_(names),
    )
    rows = connection.execute(sa.select(store_value.c.field, store_value.c.value).where(of_row))
    values = {field: orjson.loads(value) for field, value in rows}
    connection.execute(store_value.delete().where(of_row))
    return values


def waiting_fields(connection: sa.Connection, table: str, row_id: str) -> set[str]:
    """The fields of a row that waiting ops of this desk have written."""
    rows = connection.execute(
        sa.select(outbox_change.c.fields)
        .join(outbox_op, outbox_op.c.op_id == outbox_change.c.op_id)
        .where(
            outbox_op.c.status.is_(None),
            outbox_change.c.table == table,
            outbox_change.c.row_id == row_id,
        )
    )
    return {name for (fields,) in rows for name in orjson.loads(fields)}


def _undo_refused(connection: sa.Connection) -> set[str]:
    """Takes refused ops back, the youngest first. One whose new rows a waiting op still builds
    on is left until that op is answered too."""
    changed: set[str] = set()
    refused = connection.execute(
        sa.select(outbox_op.c.op_id, outbox_op.c.device_seq)
        .where(outbox_op.c.status == "refused", outbox_op.c.undone.is_not(True))
        .order_by(outbox_op.c.device_seq.desc())
    ).all()
    for op_id, device_seq in refused:
        changes = _changes_of(connection, op_id)
        if any(_is_built_on(connection, change.row_id) for change in changes):
            continue
        for change in changes:
            _undo(connection, change, _written_since(connection, change, device_seq))
            changed.add(change.table)
        connection.execute(outbox_op.update().where(outbox_op.c.op_id == op_id).values(undone=True))
    return changed


def _is_built_on(connection: sa.Connection, row_id: str) -> bool:
    query = (
        sa.select(sa.literal(1))
        .select_from(outbox_change.join(outbox_op, outbox_op.c.op_id == outbox_change.c.op_id))
        .where(
            outbox_op.c.status.is_(None),
            sa.or_(
                outbox_change.c.row_id == row_id,
                outbox_change.c.fields.contains(row_id, autoescape=True),
            ),
        )
        .limit(1)
    )
    return connection.scalar(query) is not None


def _written_since(connection: sa.Connection, change: sa.Row[Any], device_seq: int) -> set[str]:
    """Fields of the row that later ops of this desk wrote and the store took: they stay."""
    rows = connection.execute(
        sa.select(outbox_change.c.fields)
        .join(outbox_op, outbox_op.c.op_id == outbox_change.c.op_id)
        .where(
            outbox_op.c.device_seq > device_seq,
            outbox_op.c.status != "refused",
            outbox_change.c.table == change.table,
            outbox_change.c.row_id == change.row_id,
        )
    )
    return {name for (fields,) in rows for name in orjson.loads(fields)}


def _undo(connection: sa.Connection, change: sa.Row[Any], since: set[str]) -> None:
    if change.kind == "insert":
        connection.exec_driver_sql(f'DELETE FROM "{change.table}" WHERE id = ?', (change.row_id,))
        return
    was = orjson.loads(change.was)
    if change.kind == "delete":
        names = ["id", "row_seq", *was]
        marks = ", ".join("?" * len(names))
        columns = ", ".join(f'"{name}"' for name in names)
        connection.exec_driver_sql(
            f'INSERT INTO "{change.table}" ({columns}) VALUES ({marks})',
            (change.row_id, change.base, *was.values()),
        )
        return
    held = to_sqlite(change.table, _taken_store_values(connection, change, since))
    kept = {name: value for name, value in was.items() if name not in since}
    if kept or held:
        _write(connection, change.table, change.row_id, kept | held)


def _write(connection: sa.Connection, table: str, row_id: str, values: dict[str, Any]) -> None:
    places = ", ".join(f'"{name}" = ?' for name in values)
    connection.exec_driver_sql(
        f'UPDATE "{table}" SET {places} WHERE id = ?', (*values.values(), row_id)
    )
