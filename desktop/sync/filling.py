"""Takes a scope whole from a snapshot: into an empty desk as it comes, else in one swap.

What came is kept in the encrypted database and never on the disk in the clear, so that a broken
download is taken up where it broke, also after a restart.
"""

import logging
from collections.abc import Callable, Iterable

import sqlalchemy as sa

from desktop.models.local import scope_cursor
from desktop.models.store import Store
from desktop.sync import snapshots
from desktop.sync.apply import write_cursor
from desktop.sync.client import Client, NotAStoreError
from desktop.sync.laying import Layer
from desktop.sync.own_writes import OwnWrites
from desktop.sync.protocol import WireError
from desktop.sync.scope_rows import holds_rows, mark_gone, tables_in
from desktop.sync.snapshots import Download, Head, Reader, Rows
from desktop.sync.sweeping import note_strangers, sweep_left_over
from desktop.sync.tidying import ask_to_sweep

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 2000
BYTES_AT_ONCE = 256 * 1024


class PausedError(Exception):
    """A person has stopped the filling; what came is kept."""


class Filling:
    """One scope being taken whole. ``progress`` is told (rows done, rows in all)."""

    def __init__(
        self,
        store: Store,
        scope: str,
        epoch: str,
        *,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        paused: Callable[[], bool] = lambda: False,
        as_it_comes: bool = True,
    ) -> None:
        self._store = store
        self._scope = scope
        self._epoch = epoch
        self._progress = progress
        self._paused = paused
        self._as_it_comes = as_it_comes
        self._held = b""
        self._to_lay: list[Rows] = []

    async def run(self, client: Client) -> frozenset[str]:
        """Takes the scope whole; returns the tables that changed.

        Raises PausedError, UnreachableError, NotAStoreError, WireError (``epoch_changed`` also
        where the snapshot is of another epoch), and IntegrityError where rows point to org rows
        that this desk has not read yet. What came before is kept, and the next run goes on.
        """
        download, head = await self.fetch(client)
        changed = self._finish(download, head)
        self._progress(head.total, head.total)
        return changed

    async def fetch(self, client: Client) -> tuple[Download, Head]:
        """Until all of it came; what is then kept is read by ``snapshots.lines``. Raises as
        ``run`` does."""
        download, reader = self._take_up()
        if download is None or not reader.ended:
            download, reader = await self._fetch(client, download, reader)
        if reader.head is None or not reader.ended:
            raise NotAStoreError("the snapshot is cut short")
        return download, reader.head

    def _take_up(self) -> tuple[Download | None, Reader]:
        with self._store.read() as session:
            connection = session.connection()
            download = snapshots.load(connection, self._scope)
            reader = Reader(download.encoding if download else "identity")
            for piece in snapshots.pieces(connection, self._scope) if download else ():
                for rows in reader.feed(piece):
                    self._hold(download, rows)
        if download is not None and reader.head and reader.head.epoch != self._epoch:
            download, reader = None, Reader("identity")
            self._to_lay = []
        return download, reader

    async def _fetch(
        self, client: Client, download: Download | None, reader: Reader
    ) -> tuple[Download, Reader]:
        etag, start = (download.etag, download.received) if download else (None, 0)
        async with client.snapshot(self._scope, etag, start) as answer:
            if download is None or answer.fresh:
                download = self._begin(answer.etag, answer.encoding)
                reader = Reader(answer.encoding)
            try:
                async for piece in answer.pieces:
                    self._held += piece
                    for rows in reader.feed(piece):
                        self._hold(download, rows)
                    if reader.head is not None:
                        self._check(reader.head)
                        self._lay_down(reader.head)
                        self._progress(reader.rows, reader.head.total)
                    if self._paused():
                        raise PausedError
            except NotAStoreError:
                with self._store.own() as connection:
                    snapshots.drop(connection, self._scope)
                self._held = b""
                raise
            finally:
                self._keep()
        return download, reader

    def _begin(self, etag: str, encoding: str) -> Download:
        self._held, self._to_lay = b"", []
        with self._store.applying() as connection:
            before = snapshots.load(connection, self._scope)
            direct = (
                self._as_it_comes
                and not _rebases(connection, self._scope)
                and (before.direct if before else not holds_rows(connection, self._scope))
            )
            new = Download(self._scope, etag, encoding, 0, direct, 0)
            snapshots.begin(connection, new)
            if direct:
                kept = OwnWrites(connection, None).moved_to(self._scope)
                mark_gone(connection, self._scope, kept)
        return new

    def _check(self, head: Head) -> None:
        if head.epoch != self._epoch:
            raise WireError(409, "epoch_changed", "the store has another epoch", epoch=head.epoch)

    def _hold(self, download: Download | None, rows: Rows) -> None:
        if download is not None and download.direct and rows.place >= download.laid:
            self._to_lay.append(rows)

    def _lay_down(self, head: Head) -> None:
        if len(self._held) >= BYTES_AT_ONCE:
            self._keep()
        if sum(len(rows.rows) for rows in self._to_lay) < ROWS_AT_ONCE:
            return
        with self._store.applying() as connection:
            _lay(self._layer(connection, head), self._to_lay)
            last = self._to_lay[-1]
            snapshots.keep(connection, self._scope, self._held, last.place + len(last.rows))
        self._held = b""
        changed = frozenset(rows.table for rows in self._to_lay)
        self._to_lay = []
        self._store.changes.announce(changed)

    def _keep(self) -> None:
        if self._held:
            with self._store.own() as connection:
                snapshots.keep(connection, self._scope, self._held)
            self._held = b""

    def _layer(self, connection: sa.Connection, head: Head) -> Layer:
        rebase = _rebases(connection, self._scope)
        own = OwnWrites(connection, head.seq)
        return Layer(connection, self._scope, head.seq, own, rebase=rebase)

    def _finish(self, download: Download, head: Head) -> frozenset[str]:
        with self._store.applying() as connection:
            layer = self._layer(connection, head)
            if download.direct:
                _lay(layer, self._to_lay)
            else:
                layer.begin()
                _lay(layer, snapshots.lines(connection, download))
                ask_to_sweep(connection)  # what was replaced may be what the store has forgotten
            taken = layer.finish()
            snapshots.drop(connection, self._scope)
            write_cursor(connection, self._scope, head.cursor, seq=head.seq, filled=True)
            connection.execute(
                scope_cursor.update()
                .where(scope_cursor.c.scope == self._scope)
                .values(rebase=None, verified_at=None)
            )
            note_strangers(connection)
            sweep_left_over(connection)
        log.info("a scope was taken whole: %d rows came, %d left", head.total, taken)
        return frozenset(table.name for table in tables_in(self._scope))


def _lay(layer: Layer, lines: Iterable[Rows]) -> None:
    for line in lines:
        layer.lay(line.table, line.rows)


def _rebases(connection: sa.Connection, scope: str) -> bool:
    query = sa.select(scope_cursor.c.rebase).where(scope_cursor.c.scope == scope)
    return bool(connection.scalar(query))
