"""Rows that a snapshot lacked, and that stayed because this desk had written them or something here
pointed to them, leave as soon as nothing holds them any more."""

from collections.abc import Iterable

import sqlalchemy as sa

from desktop.models.identity import get_value, set_value
from desktop.models.local import scope_cursor
from desktop.sync import buckets, snapshots
from desktop.sync.own_writes import OwnWrites
from desktop.sync.scope_rows import is_any_gone, sweep, tables_in

LEFT_OVER = "left_over"
"""The scopes of which such rows are here, one after the other with a space between."""


def sweep_scope(connection: sa.Connection, scope: str, kept: Iterable[tuple[str, str]]) -> int:
    """Takes away the rows of a scope that are gone, but for those ``kept`` and what a row that
    stays points to; how many. Whether some have stayed is remembered."""
    taken = sweep(connection, scope, kept)
    buckets.forget(connection, scope)
    others = [other for other in _left_over(connection) if other != scope]
    left_over = [*others, scope] if is_any_gone(connection, scope) else others
    set_value(connection, LEFT_OVER, " ".join(left_over))
    return taken


def sweep_left_over(connection: sa.Connection) -> set[str]:
    """Once more, where some have stayed. Returns the tables that changed."""
    changed: set[str] = set()
    for scope in _left_over(connection):
        download = snapshots.load(connection, scope)
        if download is not None and download.direct:
            continue  # what has not come yet counts as gone
        read = sa.select(scope_cursor.c.seq).where(scope_cursor.c.scope == scope)
        own = OwnWrites(connection, connection.scalar(read) or 0)
        if sweep_scope(connection, scope, own.rows(scope)):
            changed |= {table.name for table in tables_in(scope)}
    return changed


def _left_over(connection: sa.Connection) -> list[str]:
    return (get_value(connection, LEFT_OVER) or "").split()
