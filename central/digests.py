"""What the rows of a scope add up to (``GET /v1/digest``), kept up by whoever writes them.

A row's hash is taken out as the row was and put in as it is, in the transaction that writes it;
so an answer reads no row. The table ``scope_digest`` has a line for each bucket that ever held
one.
"""

import orjson
import psycopg

from central import counters
from central.cursors import cursor_at
from central.devices import Device
from central.reading import check_held, one_moment, rows_in, seq_of_scope, tables_in
from central.state import epoch_of
from central.working_set import Row, WorkingSet, scope_of
from desktop.models import SCHEMA_VERSION
from desktop.sync.digest import BUCKETS, TableDigest, row_hash, told_hash
from desktop.sync.protocol import ORG, site_scope, tables

Bucket = tuple[str, str, int]


def read_digest(conn: psycopg.Connection, device: Device, scope: str) -> bytes:
    """The answer as JSON; names every table that the scope may hold, also an empty one.

    Raises WireError as ``check_held`` does.
    """
    check_held(device, scope)
    with one_moment(conn):
        cursor = cursor_at(epoch_of(conn), scope, seq_of_scope(conn, scope))
        found = {name: digest.told() for name, digest in kept_digests(conn, scope).items()}
    return orjson.dumps({"cursor": cursor, "tables": found})


def kept_digests(conn: psycopg.Connection, scope: str) -> dict[str, TableDigest]:
    """The digest of every table of a scope as it was kept up."""
    found = {table.name: TableDigest() for table in tables_in(scope)}
    for table, bucket, rows, digest in conn.execute(
        'SELECT "table", bucket, rows, digest::text FROM scope_digest WHERE scope = %s', (scope,)
    ):
        entry = found.setdefault(table, TableDigest())
        entry.rows += rows
        entry.buckets[bucket] = int(digest, 2)
    return found


class DigestChanges:
    """What the changes of a working set do to the digests."""

    def __init__(self, working: WorkingSet) -> None:
        self._tables = tables()
        self._changes: dict[Bucket, tuple[int, int]] = {}
        for table, row_id in working.inserted:
            self._count(table, working.row(table, row_id), 1)
        for (table, row_id), before in working.before.items():
            after = working.row(table, row_id)
            if after is not before:
                self._count(table, before, -1)
                self._count(table, after, 1)

    def _count(self, table: str, row: Row | None, rows: int) -> None:
        if row is None:
            return
        row_id = row["id"]
        told = {name: value for name, value in row.items() if value is not None}
        del told["id"]
        told.pop("row_seq", None)
        key = (scope_of(self._tables[table], row), table, int(row_id[0], BUCKETS))
        count, digest = self._changes.get(key, (0, 0))
        self._changes[key] = (count + rows, digest ^ told_hash(table, row_id, told))

    def write(self, conn: psycopg.Connection) -> None:
        """Writes them down, within the caller's transaction, which holds the scopes' counters."""
        _write(conn, {key: change for key, change in self._changes.items() if any(change)})


def _write(conn: psycopg.Connection, changes: dict[Bucket, tuple[int, int]]) -> None:
    if not changes:
        return
    conn.execute(
        'INSERT INTO scope_digest AS d (scope, "table", bucket, rows, digest)'
        " SELECT s, t, b, r, x::bit(128) FROM"
        " unnest(%s::text[], %s::text[], %s::smallint[], %s::bigint[], %s::text[])"
        ' AS n (s, t, b, r, x) ON CONFLICT (scope, "table", bucket)'
        " DO UPDATE SET rows = d.rows + excluded.rows, digest = d.digest # excluded.digest",
        (
            [scope for scope, _, _ in changes],
            [table for _, table, _ in changes],
            [bucket for _, _, bucket in changes],
            [rows for rows, _ in changes.values()],
            [f"{digest:0128b}" for _, digest in changes.values()],
        ),
    )


def reckoned_digests(conn: psycopg.Connection, scope: str) -> dict[str, TableDigest]:
    """The digest of every table of a scope reckoned from its rows, within the caller's
    transaction."""
    found = {}
    for table in tables_in(scope):
        digest = found[table.name] = TableDigest()
        for row_id, _, fields in rows_in(conn, table, scope):
            digest.add(table.name, row_id, fields)
    return found


def renew_digests(conn: psycopg.Connection) -> None:
    """Reckons all digests anew where those that are kept are of another version of the schema,
    within the caller's transaction, which must hold no counter yet."""
    known = conn.execute("SELECT digest_schema FROM store_state").fetchone()
    if known is None or known[0] == SCHEMA_VERSION:
        return
    scopes = {ORG, *(site_scope(site_id) for (site_id,) in conn.execute("SELECT id FROM site"))}
    counters.lock(conn, scopes)
    conn.execute("DELETE FROM scope_digest")
    for scope in sorted(scopes):
        _write(conn, _reckoned_buckets(conn, scope))
    conn.execute("UPDATE store_state SET digest_schema = %s", (SCHEMA_VERSION,))


def _reckoned_buckets(conn: psycopg.Connection, scope: str) -> dict[Bucket, tuple[int, int]]:
    found: dict[Bucket, tuple[int, int]] = {}
    for table in tables_in(scope):
        for row_id, _, fields in rows_in(conn, table, scope):
            key = (scope, table.name, int(row_id[0], BUCKETS))
            rows, digest = found.get(key, (0, 0))
            found[key] = (rows + 1, digest ^ row_hash(table.name, row_id, fields))
    return found
