"""What becomes of this desk's own waiting rows when a row they point to has left it.

A resident moved to another site while somebody here served a meal to them. The meal waits in the
outbox, is sent, and follows them; at this desk it would point to nobody. So it lets go of what has
left, and where it cannot it leaves too. The outbox is not touched.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa

from desktop.models.local import outbox_change, outbox_op, store_value
from desktop.sync.protocol import WireField, tables
from desktop.sync.scope_rows import Key


def let_go(connection: sa.Connection, gone: Iterable[Key]) -> set[str]:
    """Settles what points to rows that have left, of this table and id; those that have come back
    are passed by. Returns the tables that changed besides."""
    changed = set()
    waiting = list(gone)
    while waiting:
        table, row_id = waiting.pop()
        if _is_here(connection, table, row_id):
            continue
        connection.execute(
            store_value.delete().where(store_value.c.table == table, store_value.c.row_id == row_id)
        )
        for pointing, field in _pointing(table):
            for own_id, seq in _rows(connection, pointing, field.name, row_id):
                changed.add(pointing)
                if field.nullable:
                    _set(connection, pointing, own_id, field.name, None)
                elif seq is None:  # made here; the store has not told of it yet
                    _delete(connection, pointing, own_id)
                    waiting.append((pointing, own_id))
                else:
                    before = _before(connection, pointing, own_id, field.name)
                    _set(connection, pointing, own_id, field.name, before)
    return changed


@cache
def _pointing(target: str) -> tuple[tuple[str, WireField], ...]:
    """The fields, with their tables, that point to rows of a table."""
    return tuple(
        (table.name, field)
        for table in tables().values()
        for field in table.fields.values()
        if field.references == target
    )


def _table(name: str, *fields: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(field) for field in ("id", "row_seq", *fields)))


def _is_here(connection: sa.Connection, table: str, row_id: str) -> bool:
    named = _table(table)
    return connection.scalar(sa.select(named.c.id).where(named.c.id == row_id)) is not None


def _rows(
    connection: sa.Connection, table: str, field: str, target_id: str
) -> list[tuple[str, int | None]]:
    named = _table(table, field)
    query = sa.select(named.c.id, named.c.row_seq).where(named.c[field] == target_id)
    return [(row[0], row[1]) for row in connection.execute(query)]


def _set(connection: sa.Connection, table: str, row_id: str, field: str, value: Any) -> None:
    named = _table(table, field)
    connection.execute(sa.update(named).where(named.c.id == row_id).values({field: value}))


def _delete(connection: sa.Connection, table: str, row_id: str) -> None:
    named = _table(table)
    connection.execute(sa.delete(named).where(named.c.id == row_id))


def _before(connection: sa.Connection, table: str, row_id: str, field: str) -> Any:
    """What stood in a field before this desk's waiting ops: what the store holds there, or what
    the first of them replaced."""
    held = connection.scalar(
        sa.select(store_value.c.value).where(
            store_value.c.table == table,
            store_value.c.row_id == row_id,
            store_value.c.field == field,
        )
    )
    if held is not None:
        return orjson.loads(held)
    replaced = connection.scalars(
        sa.select(outbox_change.c.was)
        .join(outbox_op, outbox_op.c.op_id == outbox_change.c.op_id)
        .where(
            outbox_op.c.status.is_(None),
            outbox_change.c.table == table,
            outbox_change.c.row_id == row_id,
            outbox_change.c.was.contains(f'"{field}"', autoescape=True),
        )
        .order_by(outbox_change.c.id)
    ).first()
    return orjson.loads(replaced)[field] if replaced else None
