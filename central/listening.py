"""Wakes the pulls that wait when their scope has something new, whoever wrote it.

A thread listens to what PostgreSQL announces at commit, from this process or any other, and sets
the event of the scope in the event loop. Whoever waits takes the event first and reads afterwards,
so that nothing that commits in between is slept through.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from central.devices import Device
from central.metrics import WAITING
from central.slots import RETRY_AFTER
from desktop.sync.protocol import WireError

CHANNEL = "ankomst"
EVERYBODY = "*"
_LOOK_UP = 0.1  # and so long a stop takes
_TRY_AGAIN = 1.0
_SPARE = 8


class Waiters:
    """Who waits for which scope. Lives in the event loop; ``event`` and ``wake`` may be called
    from anywhere."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._events: dict[str, asyncio.Event] = {}
        self._waiting: Counter[str] = Counter()
        self.closing = False

    @contextmanager
    def waiting(self, device: Device) -> Iterator[None]:
        """A pull of the device waits while the block runs: one for each of its scopes, and some
        that were cut off without our knowing. Raises WireError 429 ``too_many_waiting``."""
        if self._waiting[device.id] >= len(device.scopes or ()) + _SPARE:
            raise WireError(429, "too_many_waiting", "too many pulls wait", retry_after=RETRY_AFTER)
        self._waiting[device.id] += 1
        WAITING.inc()
        try:
            yield
        finally:
            WAITING.dec()
            self._waiting[device.id] -= 1
            if not self._waiting[device.id]:
                del self._waiting[device.id]

    def event(self, scope: str) -> asyncio.Event:
        """Set as soon as the scope has something new after this call."""
        return self._events.setdefault(scope, asyncio.Event())

    def wake(self, scope: str) -> None:
        """The scope has something new; ``EVERYBODY`` wakes all."""
        self._loop.call_soon_threadsafe(self._set, scope)

    def close(self) -> None:
        """Nobody waits any more: the store is about to stop."""
        self.closing = True
        self._set(EVERYBODY)

    def _set(self, scope: str) -> None:
        for name in list(self._events) if scope == EVERYBODY else [scope]:
            event = self._events.pop(name, None)
            if event is not None:
                event.set()


class Listener:
    """The thread that hears what is committed. ``start`` returns when it listens."""

    def __init__(self, connect: Callable[[], psycopg.Connection], waiters: Waiters) -> None:
        self._connect = connect
        self._waiters = waiters
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        """Begins to listen; a database that cannot be reached is tried again for ever."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for it."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except psycopg.Error:
                self._stopping.wait(_TRY_AGAIN)

    def _listen(self) -> None:
        with self._connect() as conn:
            conn.execute(f"LISTEN {CHANNEL}")
            self._waiters.wake(EVERYBODY)  # what was announced while nobody listened
            while not self._stopping.is_set():
                for notice in conn.notifies(timeout=_LOOK_UP):
                    self._waiters.wake(notice.payload)
                    if self._stopping.is_set():
                        break
