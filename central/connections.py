"""One connection of a client, bounded in time, and all of them, bounded in number.

uvicorn waits for ever for a request that never ends to arrive, and for an answer that is never
read. Here a request arrives in time or is answered 408, a client that does not read is cut off,
and when there are too many connections the one that has been idle longest makes room.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import h11
import orjson
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from desktop.sync.protocol import WireError


@dataclass(frozen=True)
class Limits:
    """Of one worker; seconds, and connections at a time."""

    head: float = 10.0
    body: float = 120.0
    idle: float = 20.0
    unread: float = 60.0
    connections: int = 1000


class Config(uvicorn.Config):
    """uvicorn's settings, with the limits."""

    def __init__(self, app: Any, *, limits: Limits, **more: Any) -> None:
        super().__init__(
            app,
            http=Connection,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            **more,
        )
        self.limits = limits


class Connection(H11Protocol):
    """uvicorn's connection with deadlines."""

    config: Config

    def connection_made(  # type: ignore[override]  # uvicorn narrows it as well
        self, transport: asyncio.Transport
    ) -> None:
        self._limits = self.config.limits
        self._deadline: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._begun = self._since = time.monotonic()
        super().connection_made(transport)
        self._arm(self._limits.head)
        if len(self.connections) > self._limits.connections:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        self.resume_writing()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        super().handle_events()
        now = time.monotonic()
        state = self.conn.their_state
        if self.transport.is_closing():
            self._disarm()
        elif state is h11.SEND_BODY:
            if self._since_request is None:
                self._since_request = now
            left = self._since_request + self._limits.body - now
            self._arm(min(left, self._limits.idle))
        elif state is h11.IDLE and self.conn.trailing_data[0]:
            self._since_request = None
            if self._deadline is None:
                self._since = now
                self._arm(self._limits.head)
        else:
            self._since_request = None
            self._since = now
            self._disarm()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(self._limits.unread, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    _since_request: float | None = None

    def _at_work(self) -> bool:
        """Whether a whole request is being answered."""
        cycle = self.cycle
        return cycle is not None and not cycle.response_complete and not cycle.more_body

    def _make_room(self) -> None:
        idle = [
            one
            for one in self.connections
            if isinstance(one, Connection) and one is not self and not one._at_work()
        ]
        chosen = min(idle, key=lambda one: one._since, default=self)
        self.connections.discard(chosen)
        chosen.transport.abort()

    def _arm(self, seconds: float) -> None:
        self._disarm()
        self._deadline = self.loop.call_later(max(seconds, 0.0), self._too_slow)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if self.transport.is_closing():
            return
        answered = self.cycle is not None and self.cycle.response_started
        began = self.conn.their_state is h11.SEND_BODY or bool(self.conn.trailing_data[0])
        if began and not (self.conn.their_state is h11.SEND_BODY and answered):
            self._say_too_slow()
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()

    def _say_too_slow(self) -> None:
        problem = WireError(408, "too_slow", "the request did not arrive in time")
        body = orjson.dumps(problem.body())
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        start = h11.Response(status_code=problem.status, headers=headers, reason=b"Request Timeout")
        for event in (start, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")


class EventLoop(asyncio.SelectorEventLoop):
    """asyncio's loop, which waits a minute for the handshake of a client; here ten seconds."""

    async def create_server(self, *arguments: Any, **more: Any) -> asyncio.Server:
        if more.get("ssl") is not None:
            more.setdefault("ssl_handshake_timeout", Limits.head)
        return await super().create_server(*arguments, **more)
