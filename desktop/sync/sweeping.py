"""Rows that a snapshot lacked, and that stayed because this desk had written them or something here
pointed to them, leave as soon as nothing holds them any more."""

from collections.abc import Iterable

import orjson
import sqlalchemy as sa

from desktop.models.identity import get_value, set_value
from desktop.models.local import scope_cursor
from desktop.sync import buckets, snapshots
from desktop.sync.own_writes import OwnWrites
from desktop.sync.protocol import site_scope
from desktop.sync.scope_rows import (
    held_scopes,
    is_any_gone,
    is_gone,
    mark_gone,
    mark_taken_gone,
    strange_scopes,
    sweep,
    tables_in,
)

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
    """Once more, where some have stayed, until no row goes that may have held another. Returns the
    tables that changed."""
    changed: set[str] = set()
    while taken := _sweep_each(connection):
        changed |= taken
    return changed


def _sweep_each(connection: sa.Connection) -> set[str]:
    changed: set[str] = set()
    for scope in _left_over(connection):
        if scope not in held_scopes(connection):
            changed |= _sweep_strangers(connection, scope)
            continue
        download = snapshots.load(connection, scope)
        if download is not None and download.direct:
            continue  # what has not come yet counts as gone
        read = sa.select(scope_cursor.c.seq).where(scope_cursor.c.scope == scope)
        own = OwnWrites(connection, connection.scalar(read) or 0)
        if sweep_scope(connection, scope, [*own.rows(scope), *own.moved_to(scope)]):
            changed |= {table.name for table in tables_in(scope)}
    return changed


def note_strangers(connection: sa.Connection) -> None:
    """Rows of sites that this desk does not hold are to be swept. It has moved them away itself,
    and is not told so any more once a snapshot of their old site has taken the place of its log."""
    note_left_over(connection, strange_scopes(connection))


def note_gone(connection: sa.Connection, taken: Iterable[str]) -> None:
    """Rows that ops just answered, ``taken``, have made are to be swept where this desk has read
    past them without being told of them: a snapshot came when they had gone already."""
    note_left_over(connection, mark_taken_gone(connection, taken))


_MOVED_TO = """
SELECT "table", row_id, json_extract(fields, '$.site_id') AS site_id FROM outbox_change
WHERE kind = 'update' AND site_id IS NOT NULL AND op_id IN (SELECT value FROM json_each(?))"""


def note_moved_away(connection: sa.Connection, answered: Iterable[str]) -> None:
    """Rows that ops just answered have moved to other sites are to be swept there where a snapshot
    has lacked them: no *remove* comes any more. Else it is still to be read."""
    op_ids = orjson.dumps(list(answered)).decode()
    moved = connection.exec_driver_sql(_MOVED_TO, (op_ids,)).all()
    gone = [row for row in moved if is_gone(connection, row.table, row.row_id)]
    note_left_over(connection, {site_scope(row.site_id) for row in gone})


def note_left_over(connection: sa.Connection, scopes: Iterable[str]) -> None:
    """Rows of these scopes are to be swept."""
    before = set(_left_over(connection))
    if not before.issuperset(scopes):
        set_value(connection, LEFT_OVER, " ".join(sorted(before.union(scopes))))


_STILL_TO_COME = """
SELECT DISTINCT c."table", c.row_id
FROM outbox_op AS o JOIN outbox_change AS c ON c.op_id = o.op_id
LEFT JOIN scope_cursor AS s ON s.scope = c.scope
WHERE o.status IS NULL OR (o.status = 'refused' AND o.undone IS NOT 1)
   OR (o.status = 'applied' AND s.scope IS NOT NULL AND o.seq > coalesce(s.seq, 0))"""


def _sweep_strangers(connection: sa.Connection, scope: str) -> set[str]:
    """Takes away the rows of a site that this desk does not hold, but for those that it has
    written and of which the store has not told yet, each in the scope where it was written."""
    kept = [(str(row[0]), str(row[1])) for row in connection.exec_driver_sql(_STILL_TO_COME)]
    mark_gone(connection, scope, kept, untold=True)
    taken = sweep(connection, scope, kept)
    if scope not in strange_scopes(connection):
        others = [other for other in _left_over(connection) if other != scope]
        set_value(connection, LEFT_OVER, " ".join(others))
    return {table.name for table in tables_in(scope)} if taken else set()


def _left_over(connection: sa.Connection) -> list[str]:
    return (get_value(connection, LEFT_OVER) or "").split()
