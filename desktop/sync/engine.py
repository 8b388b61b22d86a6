"""Keeps a desk in step with the store, on a thread of its own.

One task sends, and one for each scope reads with a long pull; all share an event loop on the
engine's thread. Being without a network is a state: each task tries again after a pause that
grows and is jittered, and a wake-up cuts the pause short.
"""

import asyncio
import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from desktop.models.base import instant_from, instant_text, now
from desktop.models.identity import Identity, get_value, set_value
from desktop.models.local import OUTBOX
from desktop.models.store import Store, StoreError
from desktop.sync import apply, outbox
from desktop.sync.client import (
    AddressError,
    Client,
    InsecureAddressError,
    NotAStoreError,
    UnreachableError,
)
from desktop.sync.protocol import MAX_WAIT, ORG, WireError
from desktop.sync.pushing import push_waiting

log = logging.getLogger(__name__)

PAGE = 2000
FIRST_PAUSE = 0.3
LONGEST_PAUSE = 10.0
LAST_IN_STEP = "last_in_step"
CONFLICT = "conflict"


@dataclass(frozen=True)
class EngineState:
    """What the status bar tells. ``needs_you`` counts refused ops that nobody has settled and the
    site's open conflicts. ``problem`` is None, ``not_a_store``, a fault of the database,
    or the code of the store's refusal; being offline is not a problem."""

    online: bool = False
    waiting: int = 0
    needs_you: int = 0
    last_in_step: datetime | None = None
    filling: bool = True
    problem: str | None = None


class Engine:
    """Started once for an open store; ``on_state`` is called on the engine's thread."""

    def __init__(
        self, store: Store, identity: Identity, on_state: Callable[[EngineState], None]
    ) -> None:
        self._store = store
        self._identity = identity
        self._on_state = on_state
        self._state = EngineState()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._stopping = False
        self._in_touch: set[str] = set()
        self._failing: dict[str, str | None] = {}
        self._unsubscribe: Callable[[], None] = lambda: None

    @property
    def state(self) -> EngineState:
        """The state that was told last."""
        return self._state

    def start(self) -> None:
        """Begins to send and to read. Returns at once."""
        self._unsubscribe = self._store.changes.subscribe(lambda _kinds: self.wake())
        self._thread.start()
        self._ready.wait()

    def wake(self) -> None:
        """Something waits to be sent, or a person wants to try now. From any thread."""
        if self._loop is not None and not self._stopping:
            self._loop.call_soon_threadsafe(self._wake_all)

    def stop(self) -> None:
        """Ends the tasks and the thread. A push under way may still be taken by the store; its
        answer is asked for again at the next start."""
        self._unsubscribe()
        self._stopping = True
        if self._loop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop_event.set)
            self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            runner.run(self._main())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop_event = asyncio.Event()
        self._wakes = {name: asyncio.Event() for name in ("push", *self._identity.scopes)}
        self._org_filled = asyncio.Event()
        if apply.is_filled(self._store, ORG):
            self._org_filled.set()
        self._tell(last_in_step=self._load_last_in_step(), filling=not self._is_filled())
        self._tell_counts()
        self._ready.set()
        try:
            client = Client(self._identity.central_url, self._identity.token)
        except InsecureAddressError:
            self._tell(problem="insecure")
            await self._stop_event.wait()
        except AddressError:
            self._tell(problem="no_address")
            await self._stop_event.wait()
        else:
            await self._work(client)

    async def _work(self, client: Client) -> None:
        async with client:
            tasks = [asyncio.create_task(self._keep_on("push", self._push, client))]
            tasks += [
                asyncio.create_task(self._keep_on(scope, self._pull, client))
                for scope in self._identity.scopes
            ]
            await self._stop_event.wait()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep_on(self, name: str, work: Callable[[Client, str], Any], client: Client) -> None:
        """Does one kind of work again and again, with a growing pause after each failure."""
        pause = FIRST_PAUSE
        while True:
            try:
                await work(client, name)
                self._succeeded(name)
                pause = FIRST_PAUSE
                continue
            except UnreachableError:
                self._failed_at(name, None)
            except NotAStoreError:
                self._failed_at(name, "not_a_store")
            except WireError as error:
                log.warning("the store refused: %s", error.code)
                self._failed_at(name, error.code)
            except StoreError as error:
                log.warning("the database failed: %s", error.fault)
                self._failed_at(name, error.fault)
            except Exception:
                log.exception("sync failed")
                self._failed_at(name, "internal")
            await self._sleep(name, pause * random.uniform(0.5, 1.0))  # noqa: S311  jitter
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _sleep(self, name: str, seconds: float) -> None:
        self._wakes[name].clear()
        try:
            await asyncio.wait_for(self._wakes[name].wait(), seconds)
        except TimeoutError:
            return
        await asyncio.sleep(FIRST_PAUSE / 3)

    async def _push(self, client: Client, name: str) -> None:
        self._wakes[name].clear()
        self._tell_counts()
        if not await push_waiting(self._store, client, self._identity.epoch, self._answered):
            await self._wakes[name].wait()

    def _answered(self, changed: frozenset[str]) -> None:
        self._store.changes.announce(changed | {OUTBOX})
        self._tell_counts()

    async def _pull(self, client: Client, scope: str) -> None:
        if scope != ORG:
            await self._org_filled.wait()
        cursor = apply.load_cursors(self._store).get(scope)
        filled = cursor is not None and apply.is_filled(self._store, scope)
        wait = MAX_WAIT if filled and scope in self._in_touch else 0
        answer = await client.pull(scope, cursor, limit=PAGE, wait=wait)
        try:
            page = apply.Page(scope, answer["cursor"], bool(answer["more"]), answer["entries"])
        except (KeyError, TypeError) as error:
            raise NotAStoreError(str(error)) from error
        if page.entries or page.cursor != cursor or not filled:
            await self._lay_down(client, page)
        if scope == ORG and not page.more:
            self._org_filled.set()
        if not page.more:
            self._in_step()

    async def _lay_down(self, client: Client, page: apply.Page) -> None:
        try:
            changed = apply.apply_page(self._store, page)
        except apply.MissingRowError as error:
            log.warning("a row is missing here, the scope is read anew: %s", error)
            apply.start_anew(self._store, page.scope)
            return
        except IntegrityError:
            if page.scope == ORG:
                raise
            await self._pull(client, ORG)  # what the page points to may be newer than our org
            changed = apply.apply_page(self._store, page)
        self._store.changes.announce(changed)
        self._tell(filling=not self._is_filled())
        if CONFLICT in changed:
            self._tell_counts()

    def _is_filled(self) -> bool:
        return all(apply.is_filled(self._store, scope) for scope in self._identity.scopes)

    def _wake_all(self) -> None:
        for event in self._wakes.values():
            event.set()

    def _succeeded(self, name: str) -> None:
        self._in_touch.add(name)
        came_back = self._failing.pop(name, self) is None
        self._tell_connection()
        if came_back:
            self._wake_all()

    def _failed_at(self, name: str, problem: str | None) -> None:
        """One task failed; without a ``problem`` the store could not be reached. What another
        task can do does not hide it."""
        self._in_touch.discard(name)
        self._failing[name] = problem
        self._tell_connection()
        self._tell_counts()

    def _tell_connection(self) -> None:
        problems = [problem for problem in self._failing.values() if problem is not None]
        self._tell(
            online=bool(self._in_touch) and not self._failing,
            problem=problems[0] if problems else None,
        )

    def _in_step(self) -> None:
        moment = now()
        before = self._state.last_in_step
        self._tell(last_in_step=moment)
        if before is None or (moment - before).total_seconds() >= 60:
            with self._store.own() as connection:
                set_value(connection, LAST_IN_STEP, instant_text(moment))

    def _load_last_in_step(self) -> datetime | None:
        with self._store.read() as session:
            text = get_value(session.connection(), LAST_IN_STEP)
        return instant_from(text) if text else None

    def _tell_counts(self) -> None:
        site_id = next(iter(self._identity.site_ids), "")
        self._tell(
            waiting=outbox.count_waiting(self._store),
            needs_you=outbox.count_refused(self._store)
            + outbox.count_open_conflicts(self._store, site_id),
        )

    def _tell(self, **changes: Any) -> None:
        state = replace(self._state, **changes)
        if state != self._state:
            self._state = state
            self._on_state(state)
