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
from desktop.sync.protocol import from_sqlite, to_sqlite

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
        for answer in answers if put_aside else ():
            if answer.status in ("conflict", "noop"):
                changed |= _lay_down_store_values(connection, answer.op_id)
            elif answer.status == "applied":
                _forget_store_values(connection, answer.op_id)
        changed |= _undo_refused(connection)
    return frozenset(changed)


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


def _forget_store_values(connection: sa.Connection, op_id: str) -> None:
    """What the store held before it took this op is of no use any more."""
    for change in _changes_of(connection, op_id):
        _taken_store_values(connection, change)


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
