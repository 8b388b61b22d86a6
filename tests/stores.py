"""A real central store for tests: ``python -m central serve`` as a process of its own."""

import io
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

import pytest
import sqlalchemy as sa

from central.__main__ import main
from central.embedded import embedded_postgres

ROOT = Path(__file__).parent.parent
READY = "Ankomst central store on "
_START_WITHIN = 90.0
_STOP_WITHIN = 30.0


class CentralProcess:
    """``python -m central serve`` on a free port, on an embedded PostgreSQL under ``data`` or on
    a database that is given.

    ``start`` returns when it is ready; ``stop`` asks it to end and returns its exit code, ``kill``
    does not ask. Both may be followed by another ``start`` on the same data. ``options`` go to
    ``serve`` as they are; what it logs goes to the file ``log``; ``root`` may be the source of
    another version.
    """

    def __init__(
        self,
        data: Path | None = None,
        database_url: str | None = None,
        *,
        options: Sequence[str] = (),
        log: Path | None = None,
        root: Path = ROOT,
    ) -> None:
        assert (data is None) != (database_url is None)
        self.data = data
        self.options = options
        self.log = log
        self.root = root
        self.where = ["--data", str(data)] if data else ["--database-url", str(database_url)]
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self, port: int = 0) -> Self:
        """Starts the store and waits for its ready line."""
        with ExitStack() as stack:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "central", "serve", "--port", str(port)),
                    *self.where,
                    *self.options,
                ],
                cwd=self.root,
                stdout=subprocess.PIPE,
                stderr=stack.enter_context(self.log.open("ab")) if self.log else None,
                text=True,
            )
        self._process = process
        assert process.stdout is not None
        lines: queue.Queue[str] = queue.Queue()
        reader = threading.Thread(
            target=lambda: lines.put(process.stdout.readline() if process.stdout else ""),
            daemon=True,
        )
        reader.start()
        line = lines.get(timeout=_START_WITHIN)
        reader.join()
        assert line.startswith(READY), f"the store did not start: {line!r}"
        self.url = line.removeprefix(READY).strip()
        return self

    def cli(self, *arguments: str, stdin: str | None = None) -> str:
        """What a ``python -m central`` command on the same database prints; raises
        CalledProcessError when it fails."""
        command = [*arguments, *self.where]
        if self.root == ROOT:
            here = run_command(*command, stdin=stdin or "")
            here.check_returncode()
            return here.stdout
        done = subprocess.run(
            [sys.executable, "-m", "central", *command],
            cwd=self.root,
            input=stdin,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=_START_WITHIN,
        )
        return done.stdout

    def stop(self) -> int:
        """Ends the store as an operator does; its exit code."""
        return self.end(signal.SIGTERM)

    def end(self, how: signal.Signals) -> int:
        """Ends the store by this signal; its exit code."""
        return self._end(lambda process: process.send_signal(how))

    def kill(self) -> int:
        """Ends the store as a power cut does; PostgreSQL is left behind as it is."""
        return self._end(lambda process: process.kill())

    @property
    def pid(self) -> int:
        """The process id of the store."""
        assert self._process is not None
        return self._process.pid

    def _end(self, how: Callable[[subprocess.Popen[str]], None]) -> int:
        process = self._process
        if process is None:
            return 0
        self._process = None
        how(process)
        code = process.wait(_STOP_WITHIN)
        if process.stdout is not None:
            process.stdout.close()
        return code


_one_command = threading.Lock()


def run_command(*command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """What a ``python -m central`` command of this version does and says. It runs in this process:
    it does the same there, and need not load everything first."""
    said, complained = io.StringIO(), io.StringIO()
    with _one_command, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO(stdin))
        patch.setattr(sys, "stdout", said)
        patch.setattr(sys, "stderr", complained)
        try:
            code = main(list(command))
        except SystemExit as end:
            code = int(end.code or 0)
    return subprocess.CompletedProcess(command, code, said.getvalue(), complained.getvalue())


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A fresh folder, removed at the end, that PostgreSQL's own user can reach; pytest's
    ``tmp_path`` it cannot when tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="ankomst-store-"))
    if os.name != "nt":
        folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """The address of an empty database on a PostgreSQL of its own."""
    with reachable_folder() as folder, embedded_postgres(folder) as url:
        yield url


def address_of(server: str, database: str) -> str:
    """The address of another database on the same server."""
    return sa.make_url(server).set(database=database).render_as_string(hide_password=False)


@contextmanager
def central_process() -> Iterator[CentralProcess]:
    """A running store on a fresh embedded database, removed at the end."""
    with reachable_folder() as folder:
        store = CentralProcess(data=folder)
        try:
            yield store.start()
        finally:
            store.stop()
