"""Processes that are killed at a named point: a desk with the real engine, the real store.

They are forked from a process that has imported all there is, because there are many of them and
to import takes long. What they wrap, they wrap in themselves only.
"""

import multiprocessing
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

from central.__main__ import main as central_main
from desktop.models.identity import load_identity
from desktop.models.store import Store
from desktop.sync.engine import Engine
from tests.desks import PATIENCE, wait_until
from tests.properties.doom import doom

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


def run_desk(path: Path, key: bytes, url: str, point: str) -> int | None:
    """The exit code of a desk that works with the engine until it is killed at the point; 0 when
    it got in step without passing there."""
    with _process(_desk, path, key, url, point) as process:
        process.join(PATIENCE * 3)
        return process.exitcode


def _desk(path: Path, key: bytes, url: str, point: str) -> None:
    store = Store(path, key)
    identity = load_identity(store)
    assert identity is not None
    doom(point)
    engine = Engine(store, replace(identity, central_url=url), lambda _state: None)
    engine.start()
    wait_until(
        lambda: engine.state.online and not engine.state.waiting and not engine.state.filling,
        "the desk is in step",
    )
    engine.stop()


@contextmanager
def doomed_store(database_url: str, point: str) -> Iterator[tuple[BaseProcess, int]]:
    """A store that serves at a port until it is killed at the point."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    with _process(_store, database_url, port, point) as process:
        wait_until(lambda: _answers(port), "the store serves")
        yield process, port


def _store(database_url: str, port: int, point: str) -> None:
    doom(point)
    central_main(["serve", "--port", str(port), "--database-url", database_url])


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _process(target: Callable[..., None], *arguments: object) -> Iterator[BaseProcess]:
    process = FORKS.Process(target=target, args=arguments)
    process.start()
    try:
        yield process
    finally:
        if process.is_alive():
            process.kill()
        process.join(PATIENCE)
        process.close()
