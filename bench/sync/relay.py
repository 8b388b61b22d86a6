"""Counts what really goes over the wire: a TCP relay between a desk and its store."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

PIECE = 256 * 1024


@dataclass
class Counted:
    """Bytes of TCP payload since the relay began: headers of HTTP included, TLS and IP not."""

    url: str
    up: int = 0
    down: int = 0

    @property
    def both(self) -> int:
        """Both ways together."""
        return self.up + self.down


@contextmanager
def relay(target: str) -> Iterator[Counted]:
    """A relay to an http address, on a thread of its own; ``url`` is where it listens."""
    counted = Counted("")
    ready, loop = threading.Event(), asyncio.new_event_loop()
    thread = threading.Thread(target=_run, args=(loop, target, counted, ready), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield counted
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def _run(
    loop: asyncio.AbstractEventLoop, target: str, counted: Counted, ready: threading.Event
) -> None:
    asyncio.set_event_loop(loop)
    server = loop.run_until_complete(_listen(target, counted))
    ready.set()
    loop.run_forever()
    server.close()
    waiting = asyncio.all_tasks(loop)
    for task in waiting:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
    loop.close()


async def _listen(target: str, counted: Counted) -> asyncio.Server:
    parts = urlsplit(target)

    async def accept(near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        far_in, far_out = await asyncio.open_connection(parts.hostname, parts.port)
        with suppress(asyncio.CancelledError):  # the relay ends while a connection is kept alive
            await asyncio.gather(
                _pump(near_in, far_out, counted, "up"), _pump(far_in, near_out, counted, "down")
            )

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    counted.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    return server


async def _pump(
    source: asyncio.StreamReader, sink: asyncio.StreamWriter, counted: Counted, way: str
) -> None:
    try:
        with suppress(ConnectionError):
            while piece := await source.read(PIECE):
                setattr(counted, way, getattr(counted, way) + len(piece))
                sink.write(piece)
                await sink.drain()
    finally:
        sink.close()
