"""Begins a store anew from a backup, in one transaction: all of it, or nothing has changed.

The restored store has a new epoch, so that desks send again what they still hold. Its seqs begin
above all that any earlier epoch gave: what a desk saw before the restore is never taken for
something that came after it, also where a client sends its ops again as they were. Codes with
which a desk could enrol are gone: one of them may have been used since the backup was made.
"""

import hashlib
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import psycopg
import sqlalchemy as sa
import zstandard
from psycopg import sql

from central.backup import FORMAT, KIND, BackupError, all_tables, copy_columns
from central.desk_sites import tell_sites
from central.devices import STORE_DEVICE
from central.digests import renew_digests
from central.setup import LOCK, sqlalchemy_url
from desktop.models.migrate import known_revisions, migrate, revision_of

_LONGEST_LINE = 64 * 1024
_LARGEST_BLOCK = 1024 * 1024 * 1024
_CUT_SHORT = "the file is cut short or damaged; nothing was changed"


class NotEmptyError(BackupError):
    """The store holds something, and nobody said that it is to be replaced."""


def restore_backup(url: str, path: Path, *, replace: bool) -> dict[str, Any]:
    """Makes the database a store as the file tells; what the file says of itself, with the new
    ``epoch``.

    Raises BackupError for a file that is none, is damaged or comes from a newer version,
    NotEmptyError unless the store is empty or ``replace`` is given. Stores that serve meanwhile
    go on with what was restored.
    """
    with path.open("rb") as file:
        source = _Source(file)
        header = source.header()
        engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.NullPool)
        try:
            with engine.begin() as connection:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
                conn = connection.connection.driver_connection
                assert isinstance(conn, psycopg.Connection)
                conn.execute("SET LOCAL lock_timeout = '30s'")
                before = _clear(connection, conn, replace)
                migrate(connection, header["revision"])
                _copy_in(conn, source, header["counts"])
                header["epoch"] = _begin_epoch(conn, before)
                migrate(connection)
                renew_digests(conn)
                tell_sites(conn)
        finally:
            engine.dispose()
    return header


class _Source:
    """The lines and blocks of a backup, with the digest of all that was read."""

    def __init__(self, file: io.BufferedReader) -> None:
        unpacker = zstandard.ZstdDecompressor()
        self._stream = io.BufferedReader(unpacker.stream_reader(file), buffer_size=1024 * 1024)
        self._digest = hashlib.sha256()

    def header(self) -> dict[str, Any]:
        """The first line. Raises BackupError where the file is no backup for this version."""
        try:
            told = self.line()
        except BackupError:
            told = {}
        if told.get("kind") != KIND:
            raise BackupError("the file is no backup of Ankomst")
        if told["format"] != FORMAT or told["revision"] not in known_revisions():
            raise BackupError("the backup was made by a newer version of Ankomst")
        return told

    def line(self) -> dict[str, Any]:
        """The next line; the one that ends the file is checked against all before it."""
        digest = self._digest.hexdigest()
        try:
            told = orjson.loads(self._read(self._stream.readline(_LONGEST_LINE)))
        except (zstandard.ZstdError, orjson.JSONDecodeError) as problem:
            raise BackupError(_CUT_SHORT) from problem
        if not isinstance(told, dict) or (told.get("end") and told["sha256"] != digest):
            raise BackupError(_CUT_SHORT)
        return told

    def block(self, size: int) -> bytes:
        """So many bytes."""
        if size > _LARGEST_BLOCK:
            raise BackupError(_CUT_SHORT)
        try:
            found = self._read(self._stream.read(size))
        except zstandard.ZstdError as problem:
            raise BackupError(_CUT_SHORT) from problem
        if len(found) < size:
            raise BackupError(_CUT_SHORT)
        return found

    def _read(self, found: bytes) -> bytes:
        self._digest.update(found)
        return found


def _clear(connection: sa.Connection, conn: psycopg.Connection, replace: bool) -> int:
    """Drops the tables; the highest seq that the store had given, 0 where there was none."""
    if revision_of(connection) is None:
        return 0
    migrate(connection)  # a newer store is refused, an older one then has the tables known here
    if not replace:
        query = (
            "SELECT EXISTS (SELECT 1 FROM site)"
            " OR EXISTS (SELECT 1 FROM device WHERE id::text <> %s)"
        )
        found = conn.execute(query, (STORE_DEVICE,)).fetchone()
        if found is None or found[0]:
            raise NotEmptyError(
                "this store holds sites or desks; to throw away all that it holds and put the"
                " backup in its place, give --replace"
            )
    highest = conn.execute("SELECT coalesce(max(seq), 0) FROM scope_counter").fetchone()
    assert highest is not None
    for table in [*reversed(all_tables()), "alembic_version"]:
        conn.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(table)))
    return int(highest[0])


def _copy_in(conn: psycopg.Connection, source: _Source, counts: dict[str, int]) -> None:
    came = dict.fromkeys(counts, 0)
    while not (told := source.line()).get("end"):
        table = told["table"]
        if table not in came:
            raise BackupError(_CUT_SHORT)
        query = sql.SQL("COPY {} FROM STDIN").format(copy_columns(table, told["columns"]))
        block = source.block(told["bytes"])
        cursor = conn.cursor()
        with cursor.copy(query) as copy:
            copy.write(block)
        came[table] += cursor.rowcount
    if came != counts:
        raise BackupError(_CUT_SHORT)


def _begin_epoch(conn: psycopg.Connection, before: int) -> str:
    """Seqs go on from the present microsecond: no store gives so many ops in so short a time, and
    a client in JavaScript still counts exactly."""
    epoch = str(uuid4())
    conn.execute(
        "UPDATE scope_counter SET seq = greatest(seq, %s,"
        " (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)",
        (before,),
    )
    conn.execute(
        "UPDATE store_state SET epoch = %s, begun_at = date_trunc('second', now())", (epoch,)
    )
    conn.execute("DELETE FROM enrol_code WHERE used_at IS NULL")
    conn.execute("DELETE FROM user_session")
    conn.execute("SELECT pg_notify('ankomst', '*')")
    return epoch
