"""Proves that this desk holds what the store holds, and mends only what differs."""

import asyncio
import logging
import time
from datetime import timedelta
from functools import partial

from sqlalchemy.exc import IntegrityError

from desktop.models import SCHEMA_VERSION
from desktop.models.base import now
from desktop.models.local import scope_cursor
from desktop.sync import apply, buckets, outbox, snapshots
from desktop.sync.at_work import DeskAtWork
from desktop.sync.client import Client, NotAStoreError, UnreachableError
from desktop.sync.filling import Filling
from desktop.sync.mending import Lines, mend
from desktop.sync.part import Differing, Part, named
from desktop.sync.protocol import WireError
from desktop.sync.scope_rows import tables_in
from desktop.sync.tidying import sweep_if_asked

log = logging.getLogger(__name__)

ONCE_MORE_AFTER = 3600.0
"""Seconds until a scope that still differs after it was mended is compared again."""
_DAY = 24 * 3600.0


class Verifying:
    """The task that compares digests when it has been quiet for ``quiet`` seconds, and once as
    soon as the desk is in step."""

    def __init__(self, desk: DeskAtWork, quiet: float) -> None:
        self._desk = desk
        self._quiet = quiet
        self._compared_at: float | None = None
        self._not_before: dict[str, float] = {}
        self._mended: set[str] = set()
        self._store_schema: int | None = None
        self._part: Part | None = None

    async def once(self, client: Client) -> bool:
        """One look whether it is time, and the comparison if it is; whether it was."""
        pause = min(max(self._quiet / 4, 0.05), 5.0)
        if not self._is_due() or not self._is_settled():
            await asyncio.sleep(pause)
            return False
        if self._store_schema is None:
            self._store_schema = await client.schema()
        agreed = self._store_schema == SCHEMA_VERSION and await self._compare(client)
        if agreed:
            self._desk.tell_verified(now())
        elif self._store_schema == SCHEMA_VERSION:
            await asyncio.sleep(pause)
            return True
        self._compared_at = time.monotonic()
        return True

    def _is_due(self) -> bool:
        desk, moment = self._desk, time.monotonic()
        if desk.state.metered:
            verified = desk.state.verified
            return verified is None or now() - verified > timedelta(seconds=_DAY)
        if self._compared_at is None:
            return True
        if desk.busy_at > self._compared_at:
            return moment - desk.busy_at >= self._quiet
        return moment - self._compared_at >= _DAY

    def _is_settled(self) -> bool:
        desk = self._desk
        return (
            not desk.state.filling
            and set(desk.identity.scopes) <= desk.in_touch
            and outbox.count_waiting(desk.store) == 0
        )

    async def _compare(self, client: Client) -> bool:
        """Whether every scope agrees; what differs is mended and compared again next time."""
        desk = self._desk
        for scope in desk.identity.scopes:
            if time.monotonic() < self._not_before.get(scope, 0.0):
                return False
            told = await client.digest(scope)
            try:
                cursor, theirs = told["cursor"], told["tables"]
                if apply.load_cursors(desk.store).get(scope) != cursor:
                    desk.wakes[scope].set()
                    return False
                differing: dict[str, set[str]] = {}
                for table in tables_in(scope):
                    mine = buckets.digest_of(desk.store, table, scope)
                    digits = buckets.differing(mine, theirs[table.name]["buckets"])
                    if digits:
                        differing[table.name] = digits
            except (KeyError, TypeError, ValueError) as error:
                raise NotAStoreError(f"the digest can't be read: {error}") from error
            if not self._is_settled():
                return False
            if differing:
                await self._mend(client, scope, cursor, differing)
                return False
            self._mended.discard(scope)
            with desk.store.own() as connection:
                connection.execute(
                    scope_cursor.update()
                    .where(scope_cursor.c.scope == scope)
                    .values(verified_at=now())
                )
        return True

    async def _mend(self, client: Client, scope: str, cursor: str, differing: Differing) -> None:
        desk = self._desk
        desk.tell_verified(None)
        count = len(differing)
        log.warning("%d tables of a scope differ from the store and are mended", count)
        desk.note_error("digest_differs")
        try:
            head, lines = await self._fetch(client, scope, differing)
            if head.cursor != cursor or not self._is_settled():
                with desk.store.own() as connection:
                    snapshots.drop(connection, scope)
                return
            mended = mend(desk.store, scope, head, lines, differing)
        except IntegrityError:
            await self._take_whole(client, scope)
            return
        if mended is None:
            return
        sweep_if_asked(desk.store)
        if scope in self._mended:
            self._not_before[scope] = time.monotonic() + ONCE_MORE_AFTER
        self._mended.add(scope)
        log.warning("%d rows were mended", mended)
        desk.store.changes.announce(frozenset(differing))
        desk.tell_counts()

    async def _fetch(
        self, client: Client, scope: str, differing: Differing
    ) -> tuple[snapshots.Head, Lines]:
        """The differing buckets; the scope whole where they are many, or the store does not give
        them alone."""
        epoch, only = self._desk.identity.epoch, named(differing)
        if only is not None:
            part, self._part = self._part, None
            if part is None or (part.scope, part.only) != (scope, only):
                part = Part(scope, only)
            try:
                head = await part.fetch(client, epoch)
            except UnreachableError:
                self._part = part  # what came is kept for the next time
                raise
            except WireError as error:
                if error.code != "invalid":
                    raise
                log.info("the store gives no buckets alone, a scope is fetched whole")
            else:
                return head, lambda _connection: part.lines()
        filling = Filling(self._desk.store, scope, epoch, as_it_comes=False)
        download, head = await filling.fetch(client)
        return head, partial(snapshots.lines, of=download)

    async def _take_whole(self, client: Client, scope: str) -> None:
        """Rows point to what this desk lacks, so a digest that it kept is wrong: none of them is
        believed any more, and the scope is taken whole."""
        desk = self._desk
        log.warning("what differs can't be laid down, the scope is taken whole")
        with desk.store.own() as connection:
            for held in desk.identity.scopes:
                buckets.forget(connection, held)
        filling = Filling(desk.store, scope, desk.identity.epoch, as_it_comes=False)
        desk.store.changes.announce(await filling.run(client))
        desk.tell_counts()
