"""Work off the UI thread: one worker for the database, one for the network."""

import logging
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

T = TypeVar("T")
Worker = Literal["database", "network"]

log = logging.getLogger(__name__)


class Ticket:
    """One piece of work. Cancelled before it starts it never runs; later, its result is dropped."""

    def __init__(self, owner: QObject | None) -> None:
        self._owner = owner
        self._cancelled = False

    def cancel(self) -> None:
        """Drop the work or its result. Harmless when it is done already."""
        self._cancelled = True

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for the result."""
        return not self._cancelled and (self._owner is None or isValid(self._owner))


@dataclass(frozen=True)
class _Outcome:
    ticket: Ticket
    deliver: Callable[[], None]


class Background(QObject):
    """Runs work in order, per worker, and brings the results to the main thread.

    Made, used and shut down on the main thread. ``idle`` is sent when nothing is under way any
    more, after the last result was delivered.
    """

    idle = Signal()
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers: dict[Worker, ThreadPoolExecutor] = {
            "database": ThreadPoolExecutor(1, "database"),
            "network": ThreadPoolExecutor(1, "network"),
        }
        self._under_way = 0
        self._latest: dict[Hashable, Ticket] = {}
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether any work is waiting, running or not yet delivered."""
        return self._under_way > 0

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        worker: Worker = "database",
        owner: QObject | None = None,
    ) -> Ticket:
        """Run ``work`` on ``worker``; call ``then(result)`` or ``failed(error)`` here.

        Nothing is called once ``owner`` (by default the object ``then`` is a method of) is
        destroyed or the ticket is cancelled. Without ``failed`` an error is logged.
        """
        ticket = Ticket(owner or _bound_to(then))
        if self._closed:
            ticket.cancel()
            return ticket
        self._under_way += 1
        self._workers[worker].submit(self._work, ticket, work, then, failed)
        return ticket

    def latest(
        self,
        key: Hashable,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        worker: Worker = "database",
        owner: QObject | None = None,
    ) -> Ticket:
        """Like ``run``, but a newer request with the same ``key`` supersedes this one."""
        if earlier := self._latest.get(key):
            earlier.cancel()
        self._latest[key] = self.run(work, then, failed, worker=worker, owner=owner)
        return self._latest[key]

    def shutdown(self) -> None:
        """Drop what waits, wait for what runs; nothing is delivered afterwards."""
        self._closed = True
        for executor in self._workers.values():
            executor.shutdown(wait=True, cancel_futures=True)
        self._under_way = 0

    def _work(
        self,
        ticket: Ticket,
        work: Callable[[], Any],
        then: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        deliver: Callable[[], None] = _nothing
        if ticket.wanted:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - whatever it is, the caller hears of it
                deliver = _failure(error, failed)
            else:
                if then is not None:
                    deliver = _success(result, then)
        self._finished.emit(_Outcome(ticket, deliver))

    def _deliver(self, outcome: _Outcome) -> None:
        if self._closed:
            return
        try:
            if outcome.ticket.wanted:
                outcome.deliver()
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._latest.clear()
                self.idle.emit()


def _bound_to(then: object) -> QObject | None:
    owner = getattr(then, "__self__", None)
    return owner if isinstance(owner, QObject) else None


def _nothing() -> None:
    return None


def _success(result: T, then: Callable[[T], None]) -> Callable[[], None]:
    return lambda: then(result)


def _failure(error: Exception, failed: Callable[[Exception], None] | None) -> Callable[[], None]:
    if failed is not None:
        return lambda: failed(error)
    return lambda: log.error("Background work failed", exc_info=error)
