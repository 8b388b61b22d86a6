"""Reads that see the store as it stood at one moment, whatever is committed meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg import sql

from central.devices import Device
from desktop.models.base import new_id
from desktop.sync.protocol import ORG, WireError, WireTable, site_scope, tables

Fields = dict[str, Any]
_FETCH = 2000
_LEAST, _MOST = (str(UUID(int=value))[1:] for value in (0, (1 << 128) - 1))


def check_held(device: Device, scope: str) -> None:
    """Raises WireError 422 ``invalid`` where no scope was named, 403 ``scope_revoked`` for one
    that the device does not hold."""
    if not scope:
        raise WireError(422, "invalid", "a scope is needed", field="scope")
    if device.scopes is not None and scope not in device.scopes:
        raise WireError(403, "scope_revoked", "this device does not hold this scope")


@contextmanager
def one_moment(conn: psycopg.Connection) -> Iterator[None]:
    """A transaction that reads everything as of its first statement, and writes nothing."""
    with conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def seq_of_scope(conn: psycopg.Connection, scope: str) -> int:
    """The last seq of a scope, 0 where nothing was ever written."""
    found = conn.execute("SELECT seq FROM scope_counter WHERE scope = %s", (scope,)).fetchone()
    return 0 if found is None else int(found[0])


def tables_in(scope: str) -> list[WireTable]:
    """The tables that may have rows in a scope, in an order that satisfies references. Conflicts
    about org rows belong to org."""
    kind = ORG if scope == ORG else "site"
    return [t for t in tables().values() if t.scope == kind or t.name == "conflict"]


def count_rows(
    conn: psycopg.Connection, table: WireTable, scope: str, digits: str | None = None
) -> int:
    """How many rows of a table a scope holds, with ``digits`` only those whose id begins with one
    of them."""
    where, values = _within(table, scope, digits)
    query = sql.SQL("SELECT count(*) FROM {} AS t WHERE ").format(sql.Identifier(table.name))
    found = conn.execute(query + where, values).fetchone()
    assert found is not None
    return int(found[0])


def rows_in(
    conn: psycopg.Connection, table: WireTable, scope: str, digits: str | None = None
) -> Iterator[tuple[str, int, Fields]]:
    """Id, ``row_seq`` and wire fields of every row of a table in a scope, by id; in bounded
    memory, within the caller's transaction. With ``digits`` only rows whose id begins with one
    of them."""
    where, values = _within(table, scope, digits)
    query = sql.SQL("SELECT id::text, row_seq, row_to_json(t)::text FROM {} AS t WHERE ").format(
        sql.Identifier(table.name)
    )
    instants = _instants(table.name)
    with conn.cursor(name=f"rows_{new_id()}") as cursor:
        cursor.itersize = _FETCH
        for row_id, seq, text in cursor.execute(query + where + sql.SQL(" ORDER BY id"), values):
            row: Fields = orjson.loads(text)
            for name in instants:
                if row[name] is not None:
                    row[name] = row[name][:19] + "Z"
            del row["id"], row["row_seq"]
            yield row_id, seq or 0, row


@cache
def _instants(table: str) -> tuple[str, ...]:
    return tuple(f.name for f in tables()[table].fields.values() if f.type == "instant")


def _within(
    table: WireTable, scope: str, digits: str | None
) -> tuple[sql.Composable, tuple[str, ...]]:
    where, values = _of_scope(table, scope)
    if digits is None:
        return where, values
    ranges = sql.SQL(" OR ").join([sql.SQL("t.id BETWEEN %s::uuid AND %s::uuid")] * len(digits))
    ends = [digit + rest for digit in digits for rest in (_LEAST, _MOST)]
    return sql.SQL("{} AND ({})").format(where, ranges), (*values, *ends)


def _of_scope(table: WireTable, scope: str) -> tuple[sql.SQL, tuple[str, ...]]:
    if table.scope == ORG:
        return sql.SQL("true"), ()
    if scope == ORG:
        return sql.SQL("t.site_id IS NULL"), ()
    return sql.SQL("t.site_id = %s::uuid"), (scope.removeprefix(site_scope("")),)
