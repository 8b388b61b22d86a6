"""``GET /v1/snapshot``: a scope whole, written once to a file and sent from there.

The file is made within one consistent read, so a slow line never holds a transaction open, and a
download that broke off is taken up in the very same bytes. A scope whose counter has not moved
since gets the same file again: when all desks of a house are filled anew, it is read once.
"""

import tempfile
import threading
import time
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import IO, Any, Literal

import orjson
import psycopg
import zstandard

from central.cursors import cursor_at
from central.devices import Device
from central.reading import check_held, count_rows, one_moment, rows_in, seq_of_scope, tables_in
from central.state import epoch_of
from desktop.models import SCHEMA_VERSION
from desktop.sync.digest import TableDigest, joined, shown

Encoding = Literal["identity", "zstd"]
PIECE = 64 * 1024
_ROWS_A_LINE = 500
_LEVEL = 3
_KEEP = 600.0
_MOST = 64


@dataclass
class Snapshot:
    """One scope as of one seq, in a file without a name that vanishes with the process."""

    tag: str
    encoding: Encoding
    file: IO[bytes]
    size: int
    made_at: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        weakref.finalize(self, self.file.close)

    def piece(self, start: int) -> bytes:
        """The bytes from ``start``, at most ``PIECE``; empty at the end."""
        with self._lock:
            self.file.seek(start)
            return self.file.read(PIECE)


class Snapshots:
    """The snapshots of this process that can still be asked for, the oldest first.

    One that is dropped here lives on until those who are reading it have ended.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Snapshot] = {}
        self._making: dict[str, threading.Lock] = {}

    def find(
        self, conn: psycopg.Connection, device: Device, scope: str, encoding: Encoding
    ) -> Snapshot:
        """The scope as it stands now. Raises WireError as ``check_held`` does."""
        check_held(device, scope)
        with self._lock:
            turn = self._making.setdefault(scope, threading.Lock())
        with turn, one_moment(conn):
            epoch, seq = epoch_of(conn), seq_of_scope(conn, scope)
            tag = _tag(epoch, scope, seq, encoding)
            known = self._known(tag)
            if known is not None:
                return known
            made = Snapshot(tag, encoding, *_written(_lines(conn, scope, epoch, seq), encoding))
            with self._lock:
                self._kept[tag] = made
            return made

    def again(self, device: Device, scope: str, tag: str) -> Snapshot | None:
        """The snapshot of a broken download, None when it is not kept any more."""
        check_held(device, scope)
        found = self._known(tag)
        return found if found is not None and tag.startswith(_of_scope(scope)) else None

    def _known(self, tag: str) -> Snapshot | None:
        oldest = time.monotonic() - _KEEP
        with self._lock:
            for name, snapshot in list(self._kept.items()):
                if snapshot.made_at < oldest or len(self._kept) > _MOST:
                    del self._kept[name]
            return self._kept.get(tag)


def _of_scope(scope: str) -> str:
    return sha256(scope.encode()).hexdigest()[:16] + "-"


def _tag(epoch: str, scope: str, seq: int, encoding: Encoding) -> str:
    return f"{_of_scope(scope)}{epoch}-{seq}-{encoding}"


def _written(lines: Iterable[bytes], encoding: Encoding) -> tuple[IO[bytes], int]:
    """A file that holds these lines, and its size."""
    file = tempfile.TemporaryFile(prefix="ankomst-snapshot-")  # noqa: SIM115  # kept open
    try:
        packer = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
        for line in lines:
            file.write(line if encoding == "identity" else packer.compress(line))
        if encoding == "zstd":
            file.write(packer.flush())
        file.flush()
    except BaseException:
        file.close()
        raise
    return file, file.tell()


def _lines(conn: psycopg.Connection, scope: str, epoch: str, seq: int) -> Iterator[bytes]:
    known = tables_in(scope)
    yield _line(
        {
            "epoch": epoch,
            "schema": SCHEMA_VERSION,
            "cursor": cursor_at(epoch, scope, seq),
            "seq": seq,
            "counts": {table.name: count_rows(conn, table, scope) for table in known},
        }
    )
    whole = 0
    for table in known:
        digest = TableDigest()
        found = rows_in(conn, table, scope)
        while batch := list(islice(found, _ROWS_A_LINE)):
            for row_id, _, fields in batch:
                digest.add(table.name, row_id, fields)
            rows = [{"id": row_id, **fields} for row_id, _, fields in batch]
            yield _line({"table": table.name, "rows": rows})
        whole = joined((whole, digest.whole))
    yield _line({"end": True, "digest": shown(whole)})


def _line(told: dict[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
