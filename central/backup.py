"""The whole store in one file, as of one moment, whatever version of PostgreSQL holds it.

The file is one zstd stream: a line of JSON that says what it is, then blocks, each a line
``{"table", "columns", "bytes"}`` and so many bytes of PostgreSQL's COPY text, then a line
``{"end": true, "sha256"}`` over all that stands before it. A file that was cut short has no end.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import psycopg
import zstandard
from psycopg import sql

from central.reading import one_moment
from central.state import epoch_of
from central.tables import STORE, scope_counter
from desktop.models.migrate import HEAD
from desktop.sync.protocol import server_time, tables

KIND = "ankomst backup"
FORMAT = 1
BLOCK = 1024 * 1024
_LEVEL = 6


class BackupError(Exception):
    """The file is no backup that can be restored here; the message says why."""


def all_tables() -> list[str]:
    """Every table of a store, in an order that satisfies references; first the counters, because
    rows are written only where the counter of their scope is held."""
    names = [*tables(), *(str(table.name) for table in STORE.sorted_tables)]
    return sorted(names, key=lambda name: name != scope_counter.name)


def write_backup(conn: psycopg.Connection, path: Path) -> dict[str, Any]:
    """Writes the store as it stands now to the file, which only its owner may read; what the
    file says of itself, and its size.

    An earlier file of the name is replaced when the new one is whole, not before.
    """
    part = path.with_name(path.name + ".part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file, one_moment(conn):
            header = _header(conn)
            packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
            with packer.stream_writer(file, closefd=False) as packed:
                digest = hashlib.sha256()
                for piece in _pieces(conn, header):
                    digest.update(piece)
                    packed.write(piece)
                packed.write(line({"end": True, "sha256": digest.hexdigest()}))
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return {**header, "size": size}


def line(told: dict[str, Any]) -> bytes:
    """A line of JSON."""
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)


def _header(conn: psycopg.Connection) -> dict[str, Any]:
    counts = {}
    for table in all_tables():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        found = conn.execute(query).fetchone()
        assert found is not None
        counts[table] = found[0]
    return {
        "kind": KIND,
        "format": FORMAT,
        "revision": HEAD,
        "epoch": epoch_of(conn),
        "made_at": server_time(),
        "counts": counts,
    }


def _pieces(conn: psycopg.Connection, header: dict[str, Any]) -> Iterator[bytes]:
    yield line(header)
    for table in all_tables():
        columns = _columns(conn, table)
        for block in _blocks(conn, table, columns):
            yield line({"table": table, "columns": columns, "bytes": len(block)})
            yield block


def _columns(conn: psycopg.Connection, table: str) -> list[str]:
    rows = conn.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position",
        (table,),
    )
    return [name for (name,) in rows]


def copy_columns(table: str, columns: list[str]) -> sql.Composed:
    """``"table" ("column", …)``, as both directions of COPY name it."""
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("{} ({})").format(sql.Identifier(table), named)


def _blocks(conn: psycopg.Connection, table: str, columns: list[str]) -> Iterator[bytes]:
    query = sql.SQL("COPY {} TO STDOUT").format(copy_columns(table, columns))
    block = bytearray()
    with conn.cursor().copy(query) as copy:
        for row in copy:
            block += row
            if len(block) >= BLOCK:
                yield bytes(block)
                block.clear()
    if block:
        yield bytes(block)
