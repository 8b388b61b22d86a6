"""Several processes that answer calls on one listening socket, and the one that looks after them.

Each is started anew with nothing but its job and the socket. One that ends is replaced; when the
one that looks after them ends, however it does, they end too.
"""

import logging
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from prometheus_client.multiprocess import mark_process_dead

from central.worker import STOP_WITHIN, Job, work

logger = logging.getLogger(__name__)

COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus_client of a worker reads in which folder it is to count."""

_PAUSE = 1.0
_SLACK = 5.0


class WorkersError(Exception):
    """The workers cannot serve; the message says why."""


@dataclass
class _Worker:
    process: SpawnProcess
    line: Pipe
    ready: bool = False


class Workers:
    """``count`` workers with one job. ``counts`` is the folder in which they count."""

    def __init__(self, job: Job, listening: socket.socket, count: int, counts: Path) -> None:
        self._job = job
        self._listening = listening
        self._count = count
        self._counts = counts
        self._workers: list[_Worker] = []

    def run(self, ready: Callable[[], None]) -> None:
        """Starts them, says when all serve, and looks after them until a signal raises here.

        Raises WorkersError when one ends before it ever served.
        """
        os.environ[COUNTS] = str(self._counts)
        try:
            for _ in range(self._count):
                self._start()
            while not all(worker.ready for worker in self._workers):
                if self._look():
                    raise WorkersError("a worker ended before it served; its last line says why")
            ready()
            while True:
                for worker in self._look():
                    self._replace(worker)
        finally:
            self._stop()

    def _start(self) -> None:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(
            target=work, args=(self._job, self._listening, theirs), name="worker"
        )
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))

    def _look(self) -> list[_Worker]:
        """Waits until something happens; the workers that have ended."""
        wait(
            [
                *(worker.process.sentinel for worker in self._workers),
                *(worker.line for worker in self._workers if not worker.ready),
            ]
        )
        for worker in self._workers:
            if not worker.ready and worker.line.poll():
                try:
                    worker.line.recv()
                    worker.ready = True
                except EOFError:
                    worker.process.join(_SLACK)
        return [worker for worker in self._workers if worker.process.exitcode is not None]

    def _replace(self, worker: _Worker) -> None:
        logger.error(
            "a worker ended and is replaced",
            extra={"told": {"pid": worker.process.pid, "exit": worker.process.exitcode}},
        )
        self._forget(worker)
        if not worker.ready:
            time.sleep(_PAUSE)
        self._start()

    def _forget(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.line.close()
        if worker.process.pid is not None:
            mark_process_dead(worker.process.pid, str(self._counts))  # type: ignore[no-untyped-call]
        worker.process.close()

    def _stop(self) -> None:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)
        for worker in self._workers:
            worker.line.close()
        until = time.monotonic() + STOP_WITHIN + _SLACK
        for worker in self._workers:
            worker.process.join(max(until - time.monotonic(), 0.1))
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join()


def can_share() -> bool:
    """Whether several processes can serve one socket here."""
    return sys.platform != "win32"
