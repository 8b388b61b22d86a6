"""Reads one scope: whole where it must, else what the log has after the cursor."""

import asyncio
import logging
import time
from typing import Any

from sqlalchemy.exc import IntegrityError

from desktop.sync import apply, sites
from desktop.sync.at_work import DeskAtWork
from desktop.sync.client import Client, NotAStoreError
from desktop.sync.filling import Filling, PausedError
from desktop.sync.pacing import Pace
from desktop.sync.protocol import MAX_PAGE, MAX_WAIT, ORG, WireError
from desktop.sync.standing import SitesToldError
from desktop.sync.state import FillProgress
from desktop.sync.tidying import sweep_if_asked

log = logging.getLogger(__name__)

FIRST_PAGE = 2000
LEAST_PAGE = 200
METERED_PAGE = 500
POLL_SECONDS = 300.0
CONFLICT = "conflict"


class Pulling:
    """The task that reads a scope; ``org`` is handed in to be read first where rows point to it."""

    def __init__(self, desk: DeskAtWork, scope: str, org: "Pulling | None" = None) -> None:
        self._desk = desk
        self._scope = scope
        self._org = org
        self.pace = Pace(FIRST_PAGE, LEAST_PAGE, MAX_PAGE)
        self._may_rest = False

    async def once(self, client: Client) -> bool:
        """One page, or the whole scope; waits on a line that is not metered until there is
        something. Raises as the calls of ``client`` do, and SitesToldError."""
        desk = self._desk
        if self._org is not None:
            await desk.org_filled.wait()
        if self._may_rest and desk.state.metered:
            await self._rest()
        self._may_rest = False
        cursor = apply.load_cursors(desk.store).get(self._scope)
        is_org = self._scope == ORG and desk.is_filled(ORG)
        if is_org and sites.are_told_anew(desk.store, desk.identity):
            raise SitesToldError
        if cursor is None:
            await self._fill(client)
        else:
            await self._page(client, cursor)
        return True

    async def _page(self, client: Client, cursor: str) -> None:
        desk = self._desk
        filled = apply.is_filled(desk.store, self._scope)
        metered = desk.state.metered
        begun = time.monotonic()
        wait = MAX_WAIT if filled and not metered and self._scope in desk.in_touch else 0
        limit = min(self.pace.limit, METERED_PAGE) if metered else self.pace.limit
        try:
            answer = await client.pull(self._scope, cursor, limit=limit, wait=wait)
        except WireError as error:
            if error.code != "cursor_expired":
                raise
            log.info("the log no longer goes back so far, a scope is taken whole")
            self._start_anew()
            return
        try:
            page = apply.Page(
                self._scope, answer["cursor"], bool(answer["more"]), answer["entries"]
            )
        except (KeyError, TypeError) as error:
            raise NotAStoreError(str(error)) from error
        if page.more:
            self.pace.took(len(page.entries), time.monotonic() - begun)
        if page.entries or page.cursor != cursor or not filled:
            desk.busy()
            await self._lay_down(client, page)
        if not page.more:
            self._at_the_end()
            self._may_rest = True

    async def _lay_down(self, client: Client, page: apply.Page) -> None:
        try:
            changed = apply.apply_page(self._desk.store, page)
        except apply.MissingRowError as error:
            log.warning("a row is missing here, the scope is taken whole: %s", error)
            self._start_anew()
            return
        except IntegrityError:
            if self._org is None:
                raise
            await self._org.catch_up(client)  # what the page points to may be newer than our org
            changed = apply.apply_page(self._desk.store, page)
        self._desk.store.changes.announce(changed)
        sweep_if_asked(self._desk.store)
        if self._desk.state.filling:
            self._desk.tell_filling()
        if CONFLICT in changed:
            self._desk.tell_counts()

    async def catch_up(self, client: Client) -> None:
        """Reads one page at once, for rows of another scope that point to this one."""
        cursor = apply.load_cursors(self._desk.store).get(self._scope)
        answer: dict[str, Any] = await client.pull(self._scope, cursor, limit=MAX_PAGE)
        page = apply.Page(self._scope, answer["cursor"], bool(answer["more"]), answer["entries"])
        self._desk.store.changes.announce(apply.apply_page(self._desk.store, page))

    async def _fill(self, client: Client) -> None:
        desk = self._desk
        await desk.may_fill.wait()
        desk.busy()
        desk.tell_verified(None)
        desk.tell(filling=True, fill=FillProgress(self._scope, 0, 0))
        filling = Filling(
            desk.store,
            self._scope,
            desk.identity.epoch,
            progress=lambda done, total: desk.tell(fill=FillProgress(self._scope, done, total)),
            paused=lambda: not desk.may_fill.is_set(),
        )
        try:
            changed = await filling.run(client)
        except PausedError:
            return
        except IntegrityError:
            if self._org is None:
                raise
            await self._org.catch_up(client)
            return
        desk.store.changes.announce(changed)
        sweep_if_asked(desk.store)
        desk.tell_filling()
        desk.tell_counts()
        self._at_the_end()
        desk.wake_all()

    def _start_anew(self) -> None:
        apply.start_anew(self._desk.store, self._scope)
        self._desk.tell_filling()

    def _at_the_end(self) -> None:
        if self._scope == ORG:
            self._desk.org_filled.set()
        self._desk.in_step()

    async def _rest(self) -> None:
        event = self._desk.wakes[self._scope]
        event.clear()
        try:
            await asyncio.wait_for(event.wait(), POLL_SECONDS)
        except TimeoutError:
            return
