"""``GET /v1/digest``: what the rows of a scope add up to, and as of which cursor."""

import orjson
import psycopg

from central.cursors import cursor_at
from central.devices import Device
from central.reading import check_held, one_moment, rows_in, seq_of_scope, tables_in
from central.state import epoch_of
from desktop.sync.digest import TableDigest


def read_digest(conn: psycopg.Connection, device: Device, scope: str) -> bytes:
    """The answer as JSON; names every table that the scope may hold, also an empty one.

    Raises WireError as ``check_held`` does.
    """
    check_held(device, scope)
    with one_moment(conn):
        cursor = cursor_at(epoch_of(conn), scope, seq_of_scope(conn, scope))
        found = {name: digest.told() for name, digest in digests_of(conn, scope).items()}
    return orjson.dumps({"cursor": cursor, "tables": found})


def digests_of(conn: psycopg.Connection, scope: str) -> dict[str, TableDigest]:
    """The digest of every table of a scope, within the caller's transaction."""
    found = {}
    for table in tables_in(scope):
        digest = found[table.name] = TableDigest()
        for row_id, _, fields in rows_in(conn, table, scope):
            digest.add(table.name, row_id, fields)
    return found
