"""Rows that a snapshot lacked, and that stayed because this desk had written them, leave when the
store has answered."""

from collections.abc import Sequence

import sqlalchemy as sa

from desktop.models.local import outbox_change, scope_cursor
from desktop.sync import buckets
from desktop.sync.own_writes import OwnWrites
from desktop.sync.scope_rows import GONE, sweep, tables_in


def sweep_after(connection: sa.Connection, op_ids: Sequence[str]) -> set[str]:
    """Takes away what the ops had kept here, where nothing else waits for it. Returns the tables
    that changed."""
    written = connection.execute(
        sa.select(outbox_change.c.table, outbox_change.c.row_id, outbox_change.c.scope)
        .where(outbox_change.c.op_id.in_(op_ids))
        .distinct()
    ).all()
    changed: set[str] = set()
    for scope in {change.scope for change in written if _is_gone(connection, *change[:2])}:
        read = sa.select(scope_cursor.c.seq).where(scope_cursor.c.scope == scope)
        own = OwnWrites(connection, connection.scalar(read) or 0)
        if sweep(connection, scope, own.rows(scope)):
            buckets.forget(connection, scope)
            changed |= {table.name for table in tables_in(scope)}
    return changed


def _is_gone(connection: sa.Connection, table: str, row_id: str) -> bool:
    named = sa.table(table, sa.column("id"), sa.column("row_seq"))
    query = sa.select(named.c.id).where(named.c.id == row_id, named.c.row_seq == GONE)
    return connection.scalar(query) is not None
