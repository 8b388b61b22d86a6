"""Long work in short steps, so that the worker serves others between them and one can stop it."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.errors import AppError
from desktop.views.background import Ticket
from desktop.views.page import Page


class Steps(Protocol):
    """What can be done some at a time."""

    about: int | None

    @property
    def taken(self) -> int: ...

    def advance(self) -> bool: ...

    def close(self) -> None: ...


S = TypeVar("S", bound=Steps)


class Stepwise(QObject, Generic[S]):
    """Does one thing at a time; a new one, or ``stop``, ends the one before."""

    stepped = Signal(int, int)
    """How much is done, and of about how much; 0 where that isn't known."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._ticket: Ticket | None = None
        self._work: S | None = None
        self._turn = 0
        """Counts what was begun; what belongs to an earlier turn is let go of."""

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._ticket is not None

    def start(
        self,
        begin: Callable[[], S],
        then: Callable[[S], None],
        failed: Callable[[AppError], None],
    ) -> None:
        """Begin something on the worker, go on until it is done, hand it over here."""
        self.stop()

        def go_on(work: S) -> None:
            self._work = work
            self.stepped.emit(work.taken, work.about or 0)
            self._ticket = self._page.run(work.advance, lambda done: step(work, done), refused)

        def step(work: S, done: bool) -> None:
            if done:
                self._ticket = self._work = None
                self.stepped.emit(work.taken, work.about or 0)
                then(work)
            else:
                go_on(work)

        def refused(error: AppError) -> None:
            work, self._ticket, self._work = self._work, None, None
            if work is not None:
                self._page.run(work.close)
            failed(error)

        turn = self._turn
        self.stepped.emit(0, 0)
        self._ticket = self._page.run(lambda: self._begun(begin, turn), go_on, refused)

    def stop(self) -> None:
        """Let go of what is under way; nothing more is heard of it."""
        self._turn += 1
        ticket, self._ticket = self._ticket, None
        work, self._work = self._work, None
        if ticket is not None:
            ticket.cancel()
        if work is not None:
            self._page.run(work.close)

    def _begun(self, begin: Callable[[], S], turn: int) -> S:
        """On the worker: what was stopped while it began is let go of."""
        work = begin()
        if self._turn != turn:
            work.close()
        return work
