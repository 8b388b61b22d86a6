"""One process that answers calls, alone or as one of several."""

import gc
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from types import FrameType
from typing import NoReturn

import uvicorn

from central.app import create_app
from central.connections import Config, Limits
from central.folder import Folder
from central.logs import LogFormat, place, start_logging
from central.store import Store

STOP_WITHIN = 5
"""Seconds that calls in hand have to end."""

READY = "ready"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What a worker must know. ``key`` is that of the certificate, ``key_file`` has the store's
    master key."""

    url: str = field(repr=False)
    folder: Folder
    connections: int = 8
    limits: Limits = field(default_factory=Limits)
    certificate: Path | None = None
    key: Path | None = None
    proxies: str | None = None
    log_format: LogFormat = "json"
    key_file: Path | None = None


class Server(uvicorn.Server):
    """Says when it is ready; lets the pulls that wait go before it stops."""

    def __init__(self, job: Job, store: Store, ready: Callable[[], None]) -> None:
        app = create_app(store, job.folder)
        super().__init__(
            Config(
                app,
                limits=job.limits,
                loop="central.connections:EventLoop",
                ssl_certfile=job.certificate,
                ssl_keyfile=job.key,
                proxy_headers=job.proxies is not None,
                forwarded_allow_ips=job.proxies or "",
                timeout_graceful_shutdown=STOP_WITHIN,
            )
        )
        self._ready = ready
        self._state = app.state

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._state.serving.waiters.close()
        await super().shutdown(sockets)


def serve(job: Job, store: Store, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Answers calls until SIGTERM or SIGINT; in the main thread."""
    _calm_the_collector()
    Server(job, store, ready).run(sockets=[listening])


def work(job: Job, listening: socket.socket, line: Pipe) -> None:
    """A process's whole life as one worker of several. It ends when the other end of the line is
    closed, also when the one who held it was killed."""
    start_logging(job.log_format)
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Store(
            job.url, connections=job.connections, prepared=True, key_file=job.key_file
        ) as store:
            server = Server(job, store, lambda: line.send(READY))
            threading.Thread(target=_obey, args=(line, server), daemon=True).start()
            _calm_the_collector()
            server.run(sockets=[listening])
    except Exception as problem:  # noqa: BLE001  # nobody above would tell of it
        logger.critical("a worker ended: %s", place(problem))
        sys.exit(1)


def _obey(line: Pipe, server: Server) -> None:
    try:
        line.recv()
    except (EOFError, OSError):
        server.should_exit = True


def leave(number: int, frame: FrameType | None) -> NoReturn:
    """A signal before or after uvicorn handles them itself: leave in good order."""
    del number, frame
    raise SystemExit(0)


def _calm_the_collector() -> None:
    """A push makes many objects that hold no cycles; looking through them all, and through every
    module, each few hundred objects would take a third of its time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
