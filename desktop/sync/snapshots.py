"""Reads a snapshot line by line as its bytes come in, and keeps the bytes for later."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
import zstandard

from desktop.models.local import download, download_piece
from desktop.sync.client import NotAStoreError
from desktop.sync.digest import shown, told_hash


@dataclass(frozen=True)
class Head:
    """The first line: which moment of the store the snapshot shows."""

    epoch: str
    schema: int
    cursor: str
    seq: int
    total: int


@dataclass(frozen=True)
class Rows:
    """A line with rows of one table; ``place`` counts the rows that came before them."""

    table: str
    rows: list[dict[str, Any]]
    place: int


class Reader:
    """Takes the bytes of a snapshot in pieces of any size; gives its rows in bounded pieces.

    Raises NotAStoreError where the bytes are no snapshot, or, unless they were ``proven`` before,
    their digest is not the one told.
    """

    def __init__(self, encoding: str, *, proven: bool = False) -> None:
        self._proven = proven
        self._unpack = zstandard.ZstdDecompressor().decompressobj() if encoding == "zstd" else None
        self._rest = b""
        self._digest = 0
        self.head: Head | None = None
        self.rows = 0
        self.ended = False

    def feed(self, piece: bytes) -> Iterator[Rows]:
        """The lines that these bytes complete."""
        try:
            text = self._unpack.decompress(piece) if self._unpack else piece
            *lines, self._rest = (self._rest + text).split(b"\n")
            for line in lines:
                found = self._read(orjson.loads(line))
                if found is not None:
                    yield found
        except (zstandard.ZstdError, orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise NotAStoreError(f"the snapshot is damaged: {type(error).__name__}") from error

    def _read(self, line: dict[str, Any]) -> Rows | None:
        if self.head is None:
            self.head = Head(
                str(line["epoch"]),
                int(line["schema"]),
                line["cursor"],
                int(line["seq"]),
                sum(line["counts"].values()),
            )
            return None
        if line.get("end"):
            if not self._proven and line["digest"] != shown(self._digest):
                raise NotAStoreError("the snapshot is damaged: its digest is another")
            self.ended = True
            return None
        found = Rows(line["table"], line["rows"], self.rows)
        for row in () if self._proven else found.rows:
            told = {name: value for name, value in row.items() if value is not None}
            row_id = told.pop("id")
            self._digest ^= told_hash(found.table, row_id, told)
        self.rows += len(found.rows)
        return found


@dataclass(frozen=True)
class Download:
    """A snapshot on its way, as the desk's database keeps it."""

    scope: str
    etag: str
    encoding: str
    received: int
    direct: bool
    laid: int


def load(connection: sa.Connection, scope: str) -> Download | None:
    """The download of a scope that was begun and not ended."""
    row = connection.execute(sa.select(download).where(download.c.scope == scope)).first()
    return None if row is None else Download(**row._mapping)


def begin(connection: sa.Connection, new: Download) -> None:
    """A download starts from its first byte."""
    drop(connection, new.scope)
    connection.execute(download.insert().values(**vars(new)))


def keep(connection: sa.Connection, scope: str, content: bytes, laid: int | None = None) -> None:
    """More of it came; with how many rows are laid down by now."""
    if content:
        received = connection.scalar(
            sa.select(download.c.received).where(download.c.scope == scope)
        )
        connection.execute(
            download_piece.insert().values(scope=scope, start=received, content=content)
        )
    connection.execute(
        download.update()
        .where(download.c.scope == scope)
        .values(
            received=download.c.received + len(content),
            laid=download.c.laid if laid is None else laid,
        )
    )


def pieces(connection: sa.Connection, scope: str) -> Iterator[bytes]:
    """What came so far, in order, a piece at a time."""
    start = -1
    while True:
        row = connection.execute(
            sa.select(download_piece.c.start, download_piece.c.content)
            .where(download_piece.c.scope == scope, download_piece.c.start > start)
            .order_by(download_piece.c.start)
            .limit(1)
        ).first()
        if row is None:
            return
        start = row.start
        yield row.content


def lines(connection: sa.Connection, of: Download) -> Iterator[Rows]:
    """The rows of what came, in bounded memory."""
    reader = Reader(of.encoding, proven=True)
    for piece in pieces(connection, of.scope):
        yield from reader.feed(piece)


def drop(connection: sa.Connection, scope: str) -> None:
    """It is not needed any more."""
    for table in (download_piece, download):
        connection.execute(table.delete().where(table.c.scope == scope))
