"""Keeps a desk in step with the store, on a thread of its own.

All tasks share an event loop on the engine's thread (``turns``). Being without a network is a
state, not a fault.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable

from desktop.models.identity import Identity
from desktop.models.local import ACCESS
from desktop.models.store import Store
from desktop.sync import apply
from desktop.sync.at_work import METERED, DeskAtWork
from desktop.sync.client import AddressError, InsecureAddressError
from desktop.sync.diagnostics import Diagnostics, diagnostics
from desktop.sync.state import EngineState
from desktop.sync.tidying import sweep_if_asked
from desktop.sync.turns import Turns

__all__ = ["Diagnostics", "Engine", "EngineState"]

QUIET = 60.0


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
        self._turns: Turns | None = None
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
        self._unsubscribe = self._store.changes.subscribe(
            lambda kinds: self._soon(lambda: self._wake(kinds))
        )
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

    def diagnostics(self) -> Diagnostics:
        """Figures for who looks closer. From any thread."""
        return diagnostics(self._desk, self._turns.page_size if self._turns else 0)

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

    def _wake(self, kinds: frozenset[str]) -> None:
        """What is new is sent: ops, each with its entry in the access log, or only entries."""
        for task in ("access",) if kinds == {ACCESS} else ("push", "access"):
            if task in self._desk.wakes:
                self._desk.wakes[task].set()

    def _run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                runner.run(self._main())
        finally:
            self._stopping = True
            self._ready.set()
        if self._turns is not None and self._turns.revoked:
            self._unsubscribe()
            self._on_revoked()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop_event = asyncio.Event()
        apply.start_anew_after_update(self._store)
        sweep_if_asked(self._store)
        self._desk.load()
        self._desk.begin_turn()
        self._ready.set()
        self._turns = Turns(
            self._desk, self._stop_event, quiet=self._quiet, on_identity=self._on_identity
        )
        try:
            await self._turns.run()
        except InsecureAddressError:
            self._desk.tell(problem="insecure")
            await self._stop_event.wait()
        except AddressError:
            self._desk.tell(problem="no_address")
            await self._stop_event.wait()
