"""So many at a time: others wait shortly, and not too many of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from desktop.sync.protocol import WireError

RETRY_AFTER = 2
"""Seconds after which a client that found the store busy may come again."""


def busy() -> WireError:
    """The answer to more than can be done at once."""
    return WireError(503, "busy", "the store is busy", retry_after=RETRY_AFTER)


class Slots:
    """Lives in the event loop. ``used`` are taken now."""

    def __init__(self, count: int, *, within: float, queue: int) -> None:
        self._free = asyncio.Semaphore(count)
        self._within = within
        self._queue = queue
        self._waiting = 0
        self.count = count
        self.used = 0

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """One slot while the block runs. Raises WireError 503 ``busy``, with ``retry_after``, when
        none gets free in time or too many wait already."""
        await self._acquire()
        self.used += 1
        try:
            yield
        finally:
            self.used -= 1
            self._free.release()

    async def _acquire(self) -> None:
        if self._waiting >= self._queue:
            raise busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._within):
                await self._free.acquire()
        except TimeoutError:
            raise busy() from None
        finally:
            self._waiting -= 1
