"""Which rows of the desk's tables belong to a scope, and how rows of it leave the desk."""

from collections.abc import Iterable
from functools import cache

import orjson
import sqlalchemy as sa

from desktop.models.identity import get_value
from desktop.models.local import bucket_digest, download, download_piece, scope_cursor
from desktop.sync.protocol import ORG, WireTable, site_scope, tables

Key = tuple[str, str]
"""Table and id of a row."""
GONE = 0
"""The ``row_seq`` of a row that the snapshot just read has not shown. No op has this seq."""


@cache
def tables_in(scope: str) -> tuple[WireTable, ...]:
    """The tables that may have rows in a scope, in an order that satisfies references. Conflicts
    about org rows belong to org."""
    kind = ORG if scope == ORG else "site"
    return tuple(t for t in tables().values() if t.scope == kind or t.name == "conflict")


def within(table: WireTable, scope: str) -> tuple[str, tuple[str, ...]]:
    """The condition that a row of the table lies in the scope, and its values."""
    if table.scope == ORG:
        return "true", ()
    if scope == ORG:
        return "site_id IS NULL", ()
    return "site_id = ?", (scope.removeprefix("site:"),)


def held_scopes(connection: sa.Connection) -> set[str]:
    """The scopes that this desk holds or is reading."""
    read = connection.exec_driver_sql("SELECT scope FROM scope_cursor").scalars()
    return {*read, *(get_value(connection, "scopes") or "").split()}


def strange_scopes(connection: sa.Connection) -> set[str]:
    """The sites that rows are here of, though this desk does not hold them."""
    held = [scope.removeprefix(site_scope("")) for scope in held_scopes(connection)]
    marks = ", ".join("?" * len(held))
    found: set[str] = set()
    for table in tables().values():
        if table.scope != ORG:
            query = f'SELECT DISTINCT site_id FROM "{table.name}" WHERE site_id NOT IN ({marks})'
            found.update(connection.exec_driver_sql(query, tuple(held)).scalars())
    return {site_scope(site_id) for site_id in found}


def holds_rows(connection: sa.Connection, scope: str) -> bool:
    """Whether the desk has a row of the scope that the store knows."""
    for table in tables_in(scope):
        where, values = within(table, scope)
        query = f'SELECT 1 FROM "{table.name}" WHERE {where} AND row_seq IS NOT NULL LIMIT 1'
        if connection.exec_driver_sql(query, values).first() is not None:
            return True
    return False


def mark_gone(
    connection: sa.Connection, scope: str, kept: Iterable[Key], *, untold: bool = False
) -> None:
    """Every row of the scope but those ``kept`` counts as gone until a snapshot shows it; with
    ``untold`` also where the store has never told of it."""
    spared = _by_table(kept)
    told = "" if untold else " AND row_seq IS NOT NULL"
    for table in tables_in(scope):
        where, values = within(table, scope)
        ids = spared.get(table.name, [])
        marks = ", ".join("?" * len(ids))
        connection.exec_driver_sql(
            f'UPDATE "{table.name}" SET row_seq = {GONE}'
            f" WHERE {where} AND id NOT IN ({marks}){told}",
            (*values, *ids),
        )


def mark_row_gone(connection: sa.Connection, table: str, row_id: str) -> None:
    """A row that the store knows counts as gone, in whatever scope it lies."""
    connection.exec_driver_sql(
        f'UPDATE "{table}" SET row_seq = {GONE} WHERE id = ? AND row_seq IS NOT NULL', (row_id,)
    )


def is_gone(connection: sa.Connection, table: str, row_id: str) -> bool:
    """Whether a row counts as gone."""
    query = f'SELECT 1 FROM "{table}" WHERE id = ? AND row_seq = {GONE}'
    return connection.exec_driver_sql(query, (row_id,)).first() is not None


_MADE_HERE = """
SELECT DISTINCT c."table", c.row_id, c.scope
FROM outbox_op AS o JOIN outbox_change AS c ON c.op_id = o.op_id
LEFT JOIN scope_cursor AS s ON s.scope = c.scope
WHERE c.kind = 'insert' AND """


def mark_taken_gone(connection: sa.Connection, taken: Iterable[str]) -> set[str]:
    """Rows that the ops ``taken`` have made, that the store never told of, and that were read past
    all the same, count as gone; in which scopes there were any."""
    op_ids = orjson.dumps(list(taken)).decode()
    where = "o.seq <= s.seq AND o.op_id IN (SELECT value FROM json_each(?))"
    return _mark_untold(connection, where, op_ids)


def mark_made_gone(connection: sa.Connection, scope: str, seq: int) -> None:
    """The same for all that the store has taken up to ``seq``, of which a snapshot of a scope was
    laid down."""
    _mark_untold(connection, "c.scope = ? AND o.seq <= ?", scope, seq)


def _mark_untold(connection: sa.Connection, where: str, *values: str | int) -> set[str]:
    scopes = set()
    for table, row_id, scope in connection.exec_driver_sql(_MADE_HERE + where, values).all():
        lies, place = within(tables()[table], scope)
        result = connection.exec_driver_sql(
            f'UPDATE "{table}" SET row_seq = {GONE} WHERE id = ? AND row_seq IS NULL AND {lies}',
            (row_id, *place),
        )
        if result.rowcount:
            scopes.add(scope)
    return scopes


def _by_table(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, row_id in keys:
        found.setdefault(name, []).append(row_id)
    return found


def sweep(connection: sa.Connection, scope: str, kept: Iterable[Key]) -> int:
    """Takes away rows of the scope that are gone; how many. Those ``kept``, and what a row that
    stays points to, stay: what they wait for may still come. What is put aside of a row goes with
    it."""
    spared = _by_table(kept)
    taken = 0
    for table in reversed(tables_in(scope)):
        where, values = within(table, scope)
        ids = spared.get(table.name, [])
        marks = ", ".join("?" * len(ids))
        pointed = "".join(
            f' AND NOT EXISTS (SELECT 1 FROM "{other}" AS o WHERE o."{field}" = "{table.name}".id)'
            for other, field in _pointing_to(table.name)
        )
        going = (
            f'"{table.name}" WHERE {where} AND row_seq = {GONE} AND id NOT IN ({marks}){pointed}'
        )
        connection.exec_driver_sql(
            f'DELETE FROM store_value WHERE "table" = ? AND row_id IN (SELECT id FROM {going})',
            (table.name, *values, *ids),
        )
        result = connection.exec_driver_sql(f"DELETE FROM {going}", (*values, *ids))
        taken += result.rowcount
    return taken


def is_any_gone(connection: sa.Connection, scope: str) -> bool:
    """Whether a row of the scope is still here that the last snapshot did not show."""
    for table in tables_in(scope):
        where, values = within(table, scope)
        query = f'SELECT 1 FROM "{table.name}" WHERE {where} AND row_seq = {GONE} LIMIT 1'
        if connection.exec_driver_sql(query, values).first() is not None:
            return True
    return False


@cache
def _pointing_to(name: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (table.name, field.name)
        for table in tables().values()
        for field in table.fields.values()
        if field.references == name
    )


def forget_reading(connection: sa.Connection, scope: str) -> None:
    """Forgets a download under way and the digests of a scope; its rows stay."""
    for table in (download, download_piece, bucket_digest):
        connection.execute(table.delete().where(table.c.scope == scope))


def remove_scope(connection: sa.Connection, scope: str) -> frozenset[str]:
    """Takes every row of a site away, with how far it was read; the outbox stays. Returns the
    tables that changed. Runs while rows of the store are laid down."""
    changed = set()
    for table in reversed(tables_in(scope)):
        where, values = within(table, scope)
        connection.exec_driver_sql(
            'DELETE FROM store_value WHERE "table" = ? AND row_id IN '
            f'(SELECT id FROM "{table.name}" WHERE {where})',
            (table.name, *values),
        )
        result = connection.exec_driver_sql(f'DELETE FROM "{table.name}" WHERE {where}', values)
        if result.rowcount:
            changed.add(table.name)
    forget_reading(connection, scope)
    connection.execute(scope_cursor.delete().where(scope_cursor.c.scope == scope))
    return frozenset(changed)
