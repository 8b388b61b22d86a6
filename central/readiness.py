"""Whether the store can work, asked at most once a second however many want to know."""

import asyncio
import time

from central.store import Store

_FRESH = 1.0


class Readiness:
    """Lives in the event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = asyncio.Lock()
        self._asked = -_FRESH
        self._problem: str | None = None

    async def problem(self) -> str | None:
        """What ``Store.problem`` says."""
        async with self._lock:
            if time.monotonic() - self._asked >= _FRESH:
                self._problem = await asyncio.to_thread(self._store.problem)
                self._asked = time.monotonic()
            return self._problem
