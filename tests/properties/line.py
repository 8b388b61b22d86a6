"""A bad line between a desk and the store: a relay of HTTP calls that does to each what it is told.

It runs in the event loop of the test. ``fault`` holds for the next call only, so that whoever
drives the test chooses what happens to which call, and can take choices away again.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum


class Fault(StrEnum):
    """What happens to one call."""

    NONE = "none"
    LOSE_REQUEST = "the request is lost"
    CUT_REQUEST = "the request is cut in the middle"
    KEEP_REQUEST = "the request arrives later, after newer ones"
    TWICE = "the request arrives twice"
    TWICE_LATER = "the request arrives, and once more later"
    LOSE_ANSWER = "the answer is lost"
    CUT_ANSWER = "the answer is cut in the middle"
    BAD_GATEWAY = "a proxy answers 502, the store hears nothing"
    GATEWAY_TIMEOUT = "the store does it, and a proxy answers 504"


_CONNECTION = re.compile(rb"^connection:[^\r]*\r\n", re.IGNORECASE | re.MULTILINE)
_LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_PROXY = (
    b"HTTP/1.1 %d Proxy\r\nContent-Type: text/html\r\nContent-Length: 7\r\n"
    b"Connection: close\r\n\r\n<html/>"
)


class Line:
    """The line of one desk. ``port_of_store`` is asked at every call."""

    def __init__(self, port_of_store: Callable[[], int]) -> None:
        self._port_of_store = port_of_store
        self.fault = Fault.NONE
        self.url = ""
        self.kept: list[bytes] = []
        self._server: asyncio.Server | None = None

    async def open(self) -> str:
        """Begins to listen; the address to which the desk sends."""
        self._server = await asyncio.start_server(self._call, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self.url

    async def close(self) -> None:
        """Nobody gets through any more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def deliver_kept(self) -> None:
        """The oldest of the requests that were kept arrives now; nobody hears the answer."""
        await self._forward(self.kept.pop(0))

    async def _call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            request = await _read_request(reader)
            fault, self.fault = self.fault, Fault.NONE
            writer.write(await self._through(request, fault))
            await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def _through(self, request: bytes, fault: Fault) -> bytes:
        """What the desk hears; nothing when the call is lost."""
        if fault in (Fault.KEEP_REQUEST, Fault.TWICE_LATER):
            self.kept.append(request)
        if fault in (Fault.LOSE_REQUEST, Fault.KEEP_REQUEST):
            return b""
        if fault is Fault.BAD_GATEWAY:
            return _PROXY % 502
        if fault is Fault.CUT_REQUEST:
            await self._forward(request[: -max(1, len(request) // 3)], whole=False)
            return b""
        if fault is Fault.TWICE:
            await asyncio.gather(self._forward(request), self._forward(request))
        answer = await self._forward(request)
        if fault is Fault.LOSE_ANSWER:
            return b""
        if fault is Fault.CUT_ANSWER:
            return answer[: -max(1, len(answer) // 3)]
        return _PROXY % 504 if fault is Fault.GATEWAY_TIMEOUT else answer

    async def _forward(self, request: bytes, *, whole: bool = True) -> bytes:
        """The store's answer; nothing when there is no store."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port_of_store())
        except OSError:
            return b""
        try:
            writer.write(request)
            await writer.drain()
            return await reader.read(-1) if whole else b""
        except OSError:
            return b""
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


async def _read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    found = _LENGTH.search(head)
    body = await reader.readexactly(int(found[1])) if found else b""
    first, rest = head.split(b"\r\n", 1)
    return first + b"\r\nConnection: close\r\n" + _CONNECTION.sub(b"", rest) + body
