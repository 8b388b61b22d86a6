"""Keeps a desk in step with the store, on a thread of its own.

One task sends, one for each scope reads with a long pull, one compares digests; all share an event
loop on the engine's thread. Being without a network is a state: each task tries again after a
pause that grows and is jittered, and a wake-up cuts the pause short. What the store says about
the desk itself (a new epoch, a copy, a scope withdrawn) ends the turn: all tasks stop, it is acted
on (``standing``), and the next turn begins.
"""

import asyncio
import contextlib
import logging
import random
import threading
from collections.abc import Awaitable, Callable, Coroutine, Sequence

from desktop.models.identity import Identity
from desktop.models.store import Store, StoreError
from desktop.sync import apply, standing
from desktop.sync.at_work import METERED, DeskAtWork
from desktop.sync.client import (
    AddressError,
    Client,
    InsecureAddressError,
    NotAStoreError,
    UnreachableError,
)
from desktop.sync.protocol import ORG, WireError
from desktop.sync.pulling import Pulling
from desktop.sync.pushing import Pushing
from desktop.sync.state import EngineState
from desktop.sync.verifying import Verifying

__all__ = ["Engine", "EngineState"]

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.3
LONGEST_PAUSE = 10.0
SLOW_PAUSE = 300.0
QUIET = 60.0
STANDING = "standing"
SLOW = {
    "unauthorized": "unknown_device",
    "schema_too_old": "too_old",
    "schema_unknown": "store_too_old",
}
"""Refusals that only a person can end, and the problem they are told as."""

Work = Callable[[Client], Awaitable[bool]]
"""Does one thing; whether it has spoken with the store."""


class Engine:
    """Started once for an open store; ``on_state``, ``on_identity`` (the store gave this desk a new
    name or took a scope) and ``on_revoked`` (after all has stopped; the desk is then to be
    destroyed) are called on the engine's thread. ``quiet`` is after how many seconds without
    traffic digests are compared."""

    def __init__(
        self,
        store: Store,
        identity: Identity,
        on_state: Callable[[EngineState], None],
        *,
        on_identity: Callable[[Identity], None] = lambda _identity: None,
        on_revoked: Callable[[], None] = lambda: None,
        quiet: float = QUIET,
    ) -> None:
        self._store = store
        self._desk = DeskAtWork(store, identity, on_state)
        self._on_identity = on_identity
        self._on_revoked = on_revoked
        self._quiet = quiet
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._stopping = False
        self._revoked = False
        self._failing: dict[str, str | None] = {}
        self._pause = FIRST_PAUSE
        self._unsubscribe: Callable[[], None] = lambda: None

    @property
    def state(self) -> EngineState:
        """The state that was told last."""
        return self._desk.state

    @property
    def identity(self) -> Identity:
        """Who this desk is now; the store may have changed it since the start."""
        return self._desk.identity

    def start(self) -> None:
        """Begins to send and to read. Returns at once."""
        self._unsubscribe = self._store.changes.subscribe(lambda _kinds: self._soon(self._wake))
        self._thread.start()
        self._ready.wait()

    def wake(self) -> None:
        """A person wants to try now. From any thread."""
        self._soon(self._desk.wake_all)

    def pause_filling(self) -> None:
        """Stops taking scopes whole; what came is kept, and used. From any thread."""
        self._soon(self._desk.may_fill.clear)

    def resume_filling(self) -> None:
        """Goes on where ``pause_filling`` stopped. From any thread."""
        self._soon(self._desk.may_fill.set)

    def set_metered(self, metered: bool) -> None:
        """Whether the line costs by the byte: it is then used sparingly. From any thread."""
        self._desk.remember(METERED, "1" if metered else "")
        self._soon(lambda: self._desk.tell(metered=metered))
        self.wake()

    def stop(self) -> None:
        """Ends the tasks and the thread. A push under way may still be taken by the store; its
        answer is asked for again at the next start."""
        self._unsubscribe()
        self._soon(self._stop)
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    def _soon(self, action: Callable[[], None]) -> None:
        if self._loop is not None and not self._stopping:
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                self._loop.call_soon_threadsafe(action)

    def _stop(self) -> None:
        self._stopping = True
        self._stop_event.set()

    def _wake(self) -> None:
        if "push" in self._desk.wakes:
            self._desk.wakes["push"].set()

    def _run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                runner.run(self._main())
        finally:
            self._stopping = True
            self._ready.set()
        if self._revoked:
            self._unsubscribe()
            self._on_revoked()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop_event = asyncio.Event()
        apply.start_anew_after_update(self._store)
        self._desk.load()
        self._desk.begin_turn()
        self._ready.set()
        try:
            while not self._stop_event.is_set() and not self._revoked:
                await self._turn()
                self._failing = {n: p for n, p in self._failing.items() if n == STANDING}
        except InsecureAddressError:
            self._desk.tell(problem="insecure")
            await self._stop_event.wait()
        except AddressError:
            self._desk.tell(problem="no_address")
            await self._stop_event.wait()

    async def _turn(self) -> None:
        """Works until it is stopped, or until the store has said something about this desk."""
        desk = self._desk
        desk.begin_turn()
        async with Client(desk.identity.central_url, desk.identity.token, desk.traffic) as client:
            org = Pulling(desk, ORG)
            works: dict[str, Work] = {
                "push": Pushing(desk).once,
                "verify": Verifying(desk, self._quiet).once,
                ORG: org.once,
            }
            for scope in desk.identity.scopes:
                if scope != ORG:
                    works[scope] = Pulling(desk, scope, org).once
            self._over: asyncio.Future[tuple[WireError, str]] = asyncio.Future()
            await self._until(self._over, [self._keep_on(n, w, client) for n, w in works.items()])
            if self._over.done() and not self._over.cancelled():
                said, task = self._over.result()
                done = asyncio.Event()
                await self._until(done.wait(), [self._take_stand(client, said, task, done)])

    async def _until(
        self, ended: Awaitable[object], works: Sequence[Coroutine[None, None, None]]
    ) -> None:
        """Lets these work until something has ended, or all is to stop."""
        waits = [asyncio.ensure_future(ended), asyncio.create_task(self._stop_event.wait())]
        tasks = [asyncio.create_task(work) for work in works]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (*tasks, *waits):
                task.cancel()
            await asyncio.gather(*tasks, *waits, return_exceptions=True)

    async def _take_stand(
        self, client: Client, said: WireError, task: str, done: asyncio.Event
    ) -> None:
        """Acts on what the store said; where that fails the next turn hears it again."""

        async def work(client: Client) -> bool:
            await standing.take(self._desk, client, said, task)
            return True

        try:
            if await self._try(STANDING, work, client):
                self._pause = FIRST_PAUSE
                self._on_identity(self._desk.identity)
            else:
                await asyncio.sleep(self._pause)
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
        except standing.RevokedError:
            self._revoked = True
            self._desk.tell(problem="device_revoked", online=False)
        done.set()

    async def _keep_on(self, name: str, work: Work, client: Client) -> None:
        """Does one kind of work again and again, with a growing pause after each failure."""
        pause = FIRST_PAUSE
        while True:
            if await self._try(name, work, client):
                pause = FIRST_PAUSE
                continue
            is_slow = self._failing.get(name) in SLOW.values()
            await self._sleep(name, pause * random.uniform(0.5, 1.0))  # noqa: S311  jitter
            pause = min(pause * 2, SLOW_PAUSE if is_slow else LONGEST_PAUSE)

    async def _try(self, name: str, work: Work, client: Client) -> bool:
        """Works once; False when it failed. What the store says about this desk ends the turn."""
        try:
            spoke = await work(client)
        except UnreachableError:
            self._failed_at(name, None)
        except NotAStoreError:
            self._failed_at(name, "not_a_store")
        except WireError as error:
            log.warning("the store refused: %s", error.code)
            if self._ends_turn(name, error):
                self._desk.note_error(error.code)
                if not self._over.done():
                    self._over.set_result((error, name))
                await asyncio.Event().wait()
            self._failed_at(name, SLOW.get(error.code, error.code))
        except StoreError as error:
            log.warning("the database failed: %s", error.fault)
            self._failed_at(name, error.fault)
        except standing.RevokedError:
            raise
        except Exception:
            log.exception("sync failed")
            self._failed_at(name, "internal")
        else:
            if spoke:
                self._succeeded(name)
            elif name == "push":  # there was nothing to send, so nothing fails any more
                self._failing.pop(name, None)
            return True
        return False

    def _ends_turn(self, name: str, error: WireError) -> bool:
        if name == STANDING:
            return False
        if error.code == "scope_revoked":
            return name != ORG and name in self._desk.identity.scopes
        return error.code in standing.ENDS_A_TURN

    async def _sleep(self, name: str, seconds: float) -> None:
        wake = self._desk.wakes[name]
        wake.clear()
        try:
            await asyncio.wait_for(wake.wait(), seconds)
        except TimeoutError:
            return
        await asyncio.sleep(FIRST_PAUSE / 3)

    def _succeeded(self, name: str) -> None:
        self._desk.in_touch.add(name)
        self._desk.note_time()
        came_back = self._failing.pop(name, self) is None
        self._tell_connection()
        if came_back:
            self._desk.wake_all()

    def _failed_at(self, name: str, problem: str | None) -> None:
        """One task failed; without a ``problem`` the store could not be reached. What another
        task can do does not hide it."""
        self._desk.note_error(problem or "unreachable")
        if name == "verify":
            return
        self._desk.in_touch.discard(name)
        self._failing[name] = problem
        self._tell_connection()
        self._desk.tell_counts()

    def _tell_connection(self) -> None:
        problems = [problem for problem in self._failing.values() if problem is not None]
        if not self._desk.identity.site_ids:
            problems.append("no_site")
        self._desk.tell(
            online=bool(self._desk.in_touch) and not self._failing,
            problem=problems[0] if problems else None,
        )
