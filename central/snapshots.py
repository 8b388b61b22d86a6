"""``GET /v1/snapshot``: a scope, or buckets of it, written once to a file and sent from there.

The file is made within one consistent read and sent as it grows: a slow line never holds a
transaction open, a fast one need not wait for the end, and a download that broke off is taken up in
the very same bytes. A scope whose counter has not moved since gets the same file again: when all
desks of a house are filled anew, it is read once.

All workers share the files, so that a download is taken up whichever of them answers.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, Literal

import orjson
import psycopg
import zstandard

from central.cursors import cursor_at
from central.folder import Folder, GrowingFile, KeptFile
from central.reading import count_rows, one_moment, rows_in, seq_of_scope
from central.state import epoch_of
from central.wanted import Wanted
from desktop.models import SCHEMA_VERSION
from desktop.sync.digest import TableDigest, joined, shown

Encoding = Literal["identity", "zstd"]
_ROWS_A_LINE = 500
_LEVEL = 6
"""One is made for all desks that take it, and a desk's line may be slow."""


@dataclass(frozen=True)
class Snapshot:
    """What was wanted of one scope, as of one seq; ``size`` is None while it is being made."""

    tag: str
    encoding: Encoding
    file: KeptFile | GrowingFile
    size: int | None = None


class Snapshots:
    """The snapshots that can still be asked for, kept in a folder."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}

    def find(
        self,
        conn: psycopg.Connection,
        wanted: Wanted,
        encoding: Encoding,
        found: Callable[[Snapshot], None],
    ) -> None:
        """What is wanted as it stands now. ``found`` is given it as soon as it can be read; returns
        when all of it is made."""
        scope = wanted.scope
        with self._turn(scope), one_moment(conn):
            epoch, seq = epoch_of(conn), seq_of_scope(conn, scope)
            tag = f"{_begins(wanted)}{epoch}-{seq}-{encoding}"
            known = self._folder.find(tag)
            if known is not None:
                found(Snapshot(tag, encoding, known, known.size))
                return
            packed = _packed(conn, wanted, epoch, seq, encoding)
            self._folder.keep(tag, packed, lambda file: found(Snapshot(tag, encoding, file)))

    def again(self, wanted: Wanted, tag: str) -> Snapshot | None:
        """The snapshot of a broken download, None when it is not kept any more. One that is still
        being made is waited for."""
        if not tag.startswith(_begins(wanted)):
            return None
        found = self._folder.find(tag)
        if found is None:
            with self._turn(wanted.scope):
                found = self._folder.find(tag)
        encoding: Encoding = "zstd" if tag.endswith("-zstd") else "identity"
        return None if found is None else Snapshot(tag, encoding, found, found.size)

    def _turn(self, scope: str) -> threading.Lock:
        with self._lock:
            return self._making.setdefault(scope, threading.Lock())


def _begins(wanted: Wanted) -> str:
    return sha256(wanted.name.encode()).hexdigest()[:16] + "-"


def _packed(
    conn: psycopg.Connection, wanted: Wanted, epoch: str, seq: int, encoding: Encoding
) -> Iterator[bytes]:
    lines = _lines(conn, wanted, epoch, seq)
    if encoding == "identity":
        yield from lines
        return
    packer = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
    for line in lines:
        yield packer.compress(line)
    yield packer.flush()


def _lines(conn: psycopg.Connection, wanted: Wanted, epoch: str, seq: int) -> Iterator[bytes]:
    scope = wanted.scope
    counts = {table.name: count_rows(conn, table, scope, digits) for table, digits in wanted.tables}
    yield _line(
        {
            "epoch": epoch,
            "schema": SCHEMA_VERSION,
            "cursor": cursor_at(epoch, scope, seq),
            "seq": seq,
            "counts": counts,
        }
    )
    whole = 0
    for table, digits in wanted.tables:
        digest = TableDigest()
        found = rows_in(conn, table, scope, digits)
        while batch := list(islice(found, _ROWS_A_LINE)):
            for row_id, _, fields in batch:
                digest.add(table.name, row_id, fields)
            rows = [{"id": row_id, **fields} for row_id, _, fields in batch]
            yield _line({"table": table.name, "rows": rows})
        whole = joined((whole, digest.whole))
    yield _line({"end": True, "digest": shown(whole)})


def _line(told: dict[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
