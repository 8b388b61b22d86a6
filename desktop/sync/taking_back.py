"""Brings rows of this desk to what the store holds where it did not take what the desk wrote."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop.models.identity import get_value
from desktop.models.local import outbox_change, outbox_op, scope_cursor, store_value
from desktop.sync import buckets
from desktop.sync.own_writes import GONE, SEEN, aside_of
from desktop.sync.protocol import from_sqlite, site_scope, tables, to_sqlite
from desktop.sync.scope_rows import Key, is_gone
from desktop.sync.sweeping import note_left_over

Field = tuple[str, str, str]
"""Table, id and field of a row."""


def _changes_of(connection: sa.Connection, op_id: str) -> Sequence[sa.Row[Any]]:
    return connection.execute(
        sa.select(outbox_change)
        .where(outbox_change.c.op_id == op_id)
        .order_by(outbox_change.c.id.desc())
    ).all()


def lay_down_store_values(connection: sa.Connection, op_id: str, settled: set[Field]) -> set[str]:
    """The store's values show, where they were put aside for this op."""
    changed = set()
    for change in _changes_of(connection, op_id):
        if _lay_down(connection, change, settled):
            changed.add(change.table)
    return changed


def settle_taken(connection: sa.Connection, op_id: str, seq: int, settled: set[Field]) -> set[str]:
    """The store has taken this op at ``seq``. What it held before is of no use any more; what was
    put aside after that seq was read is later than the op, and shows."""
    changed = set()
    for change in _changes_of(connection, op_id):
        if seq > _read_up_to(connection, change.scope):
            _taken_store_values(connection, change)
        elif _lay_down(connection, change, settled):
            changed.add(change.table)
    return changed


def _lay_down(connection: sa.Connection, change: sa.Row[Any], settled: set[Field]) -> bool:
    values = to_sqlite(change.table, _taken_store_values(connection, change))
    if not values or not _let_go(connection, change.table, values):
        return False
    _write(connection, change.table, change.row_id, values)
    settled |= {(change.table, change.row_id, name) for name in values}
    return True


def _read_up_to(connection: sa.Connection, scope: str) -> int:
    query = sa.select(scope_cursor.c.seq).where(scope_cursor.c.scope == scope)
    return connection.scalar(query) or 0


def show_what_stands(connection: sa.Connection, op_id: str, settled: set[Field]) -> set[str]:
    """The store kept its own values for some fields of this op, and need not have told them: one
    of a group may be in conflict because of another. They show as before the op, until an entry
    says otherwise. ``settled`` are the fields for which a younger op was answered too, where the
    store's value is shown already."""
    changed = set()
    for change in _changes_of(connection, op_id):
        if change.kind != "update":
            continue
        fields, was = orjson.loads(change.fields), orjson.loads(change.was)
        shown = _shown(connection, change.table, change.row_id, fields)
        waiting = _covered_since(connection, change)
        back = {}
        for name in fields:
            if name in waiting:
                _put_aside_once(connection, change, name, was[name])
            elif (change.table, change.row_id, name) in settled:
                continue
            elif shown.get(name, ...) == fields[name]:
                back[name] = was[name]
        if back and _let_go(connection, change.table, back):
            _write(connection, change.table, change.row_id, back)
            changed.add(change.table)
    return changed


def _shown(
    connection: sa.Connection, table: str, row_id: str, names: Iterable[str]
) -> dict[str, Any]:
    columns = ", ".join(f'"{name}"' for name in names)
    found = connection.exec_driver_sql(
        f'SELECT {columns} FROM "{table}" WHERE id = ?', (row_id,)
    ).mappings()
    return dict(next(iter(found), {}))


def _put_aside_once(connection: sa.Connection, change: sa.Row[Any], name: str, was: Any) -> None:
    """A younger op waits: what stands at the store is kept for its answer."""
    told = from_sqlite(change.table, {name: was})[name]
    statement = insert(store_value).values(
        table=change.table,
        row_id=change.row_id,
        field=name,
        value=orjson.dumps(told).decode(),
    )
    connection.execute(statement.on_conflict_do_nothing())


def _taken_store_values(
    connection: sa.Connection, change: sa.Row[Any], besides: Collection[str] = ()
) -> dict[str, Any]:
    """The store's values for the fields of a change, ``besides`` some, that no waiting op shows
    its own value for; they are taken out of ``store_value``."""
    waiting = _covered_since(connection, change)
    wanted = orjson.loads(change.was if change.kind == "delete" else change.fields)
    names = set(wanted).difference(waiting, besides)
    if change.kind == "delete":
        names |= {GONE, SEEN}
    of_row = sa.and_(
        store_value.c.table == change.table,
        store_value.c.row_id == change.row_id,
        store_value.c.field.in_(names),
    )
    rows = connection.execute(sa.select(store_value.c.field, store_value.c.value).where(of_row))
    values = {field: orjson.loads(value) for field, value in rows if field not in (GONE, SEEN)}
    connection.execute(store_value.delete().where(of_row))
    return values


def _covered_since(connection: sa.Connection, change: sa.Row[Any]) -> set[str]:
    """The fields of the row that younger ops of this desk have written, or deleted with it, which
    wait or are still to be taken back."""
    own = sa.select(outbox_op.c.device_seq).where(outbox_op.c.op_id == change.op_id)
    rows = connection.execute(
        sa.select(outbox_change.c.kind, outbox_change.c.fields, outbox_change.c.was)
        .join(outbox_op, outbox_op.c.op_id == outbox_change.c.op_id)
        .where(
            sa.or_(
                outbox_op.c.status.is_(None),
                sa.and_(outbox_op.c.status == "refused", outbox_op.c.undone.is_not(True)),
            ),
            outbox_op.c.device_seq > own.scalar_subquery(),
            outbox_change.c.table == change.table,
            outbox_change.c.row_id == change.row_id,
        )
    )
    return {
        name
        for kind, fields, was in rows
        for name in orjson.loads(was if kind == "delete" else fields)
    }


def undo_refused(connection: sa.Connection) -> set[str]:
    """Takes refused ops back, the youngest first. One whose new rows a waiting op still builds
    on is left until that op is answered too, and so is one whose rows point to what a waiting op
    has deleted."""
    changed: set[str] = set()
    refused = connection.execute(
        sa.select(outbox_op.c.op_id, outbox_op.c.device_seq)
        .where(outbox_op.c.status == "refused", outbox_op.c.undone.is_not(True))
        .order_by(outbox_op.c.device_seq.desc())
    ).all()
    gone = _deleted_by_waiting(connection) if refused else set()
    for op_id, device_seq in refused:
        changes = _changes_of(connection, op_id)
        if any(
            _is_built_on(connection, change.row_id) or gone & _pointed_to(connection, change)
            for change in changes
        ):
            gone |= {(change.table, change.row_id) for change in changes if change.kind == "delete"}
            continue
        for change in changes:
            _undo(connection, change, _written_since(connection, change, device_seq))
            changed.add(change.table)
        connection.execute(outbox_op.update().where(outbox_op.c.op_id == op_id).values(undone=True))
    return changed


def _deleted_by_waiting(connection: sa.Connection) -> set[Key]:
    rows = connection.execute(
        sa.select(outbox_change.c.table, outbox_change.c.row_id)
        .join(outbox_op, outbox_op.c.op_id == outbox_change.c.op_id)
        .where(outbox_op.c.status.is_(None), outbox_change.c.kind == "delete")
    )
    return {(table, row_id) for table, row_id in rows}


def _pointed_to(connection: sa.Connection, change: sa.Row[Any]) -> set[Key]:
    """The rows to which a row points when the change is taken back."""
    held = aside_of(connection, change.table, change.row_id)
    if GONE in held:
        return set()
    before = orjson.loads(change.was) | held
    return {
        (target, before[name]) for name, target in _references(change.table) if before.get(name)
    }


@cache
def _references(table: str) -> tuple[tuple[str, str], ...]:
    """The fields of a table that point to rows, and the tables of these."""
    fields = tables()[table].fields.values()
    return tuple((field.name, field.references) for field in fields if field.references)


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
    """Fields of the row that later ops of this desk wrote and the store took: they stay. Of an
    op in conflict those were taken that are shown."""
    rows = connection.execute(
        sa.select(outbox_change.c.fields, outbox_op.c.status)
        .join(outbox_op, outbox_op.c.op_id == outbox_change.c.op_id)
        .where(
            outbox_op.c.device_seq > device_seq,
            outbox_op.c.status != "refused",
            outbox_change.c.table == change.table,
            outbox_change.c.row_id == change.row_id,
        )
    ).all()
    since = set()
    for text, status in rows:
        fields = orjson.loads(text)
        shown = fields
        if status == "conflict" and fields:
            shown = _shown(connection, change.table, change.row_id, fields)
        since |= {name for name in fields if shown.get(name, ...) == fields[name]}
    return since


def _undo(connection: sa.Connection, change: sa.Row[Any], since: set[str]) -> None:
    buckets.touch(connection, {(change.table, change.row_id[0])})
    if change.kind == "insert":
        connection.exec_driver_sql(f'DELETE FROM "{change.table}" WHERE id = ?', (change.row_id,))
        return
    was = orjson.loads(change.was)
    if change.kind == "delete":
        if change.scope not in (get_value(connection, "scopes") or change.scope).split():
            return  # the row's scope has left this desk meanwhile
        aside = aside_of(connection, change.table, change.row_id)
        was |= to_sqlite(change.table, _taken_store_values(connection, change))
        if GONE in aside or _is_here(connection, change.table, change.row_id):
            return
        if not _let_go(connection, change.table, was):
            return
        names = ["id", "row_seq", *was]
        marks = ", ".join("?" * len(names))
        columns = ", ".join(f'"{name}"' for name in names)
        connection.exec_driver_sql(
            f'INSERT INTO "{change.table}" ({columns}) VALUES ({marks})',
            (change.row_id, aside.get(SEEN, change.base), *was.values()),
        )
        return
    held = to_sqlite(change.table, _taken_store_values(connection, change, since))
    fields = orjson.loads(change.fields)
    shown = _shown(connection, change.table, change.row_id, fields)
    kept = {
        name: value
        for name, value in was.items()
        if name not in since and shown.get(name, ...) == fields[name]
    }
    back = kept | held
    if back and _let_go(connection, change.table, back):
        _write(connection, change.table, change.row_id, back)


def _let_go(connection: sa.Connection, table: str, values: dict[str, Any]) -> bool:
    """Clears fields that point to rows which the store holds no longer; whether that could be
    done. What the store holds there instead is still to be read."""
    for name, target in _references(table):
        if values.get(name) is not None and not _is_here(connection, target, values[name]):
            if not tables()[table].fields[name].nullable:
                return False
            values[name] = None
    return True


def _is_here(connection: sa.Connection, table: str, row_id: str) -> bool:
    found = connection.exec_driver_sql(f'SELECT 1 FROM "{table}" WHERE id = ?', (row_id,))
    return found.first() is not None


def _write(connection: sa.Connection, table: str, row_id: str, values: dict[str, Any]) -> None:
    buckets.touch(connection, {(table, row_id[0])})
    places = ", ".join(f'"{name}" = ?' for name in values)
    connection.exec_driver_sql(
        f'UPDATE "{table}" SET {places} WHERE id = ?', (*values.values(), row_id)
    )
    if values.get("site_id") and is_gone(connection, table, row_id):
        note_left_over(connection, [site_scope(values["site_id"])])
