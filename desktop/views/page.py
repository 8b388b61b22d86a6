"""What every page has in common: how it is built, filled, translated and told of changes."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.errors import AppError
from desktop.i18n import _
from desktop.services.who_may import ALLOWED, Right
from desktop.views.background import Background, Ticket, Worker
from desktop.views.widgets.message import Kind, Message
from desktop.views.widgets.offered import Offered

__all__ = ["Kind", "Message", "Page", "PageContext"]

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PageContext:
    """What the shell gives to every page; services come to a page by its own constructor."""

    background: Background
    go: Callable[[str, object | None], None]
    """Open the page of that name with an argument that it understands (usually an id)."""
    announce: Callable[[Message], None]
    """Show a message in the banner."""
    rights: Callable[[str], Right] = lambda _name: ALLOWED
    """What the person signed in may do of ``models.roles``, and who could."""


class Page(QWidget):
    """A page of the shell.

    A subclass takes the services it needs, keeps them, then calls ``super().__init__``, which
    calls ``_build``, ``_connect`` and ``retranslate`` in this order. ``refresh`` is called when
    the page is shown and its data may have changed, and while it shows when a kind in
    ``listens_to`` changes.
    """

    listens_to: ClassVar[frozenset[str]] = frozenset()
    """The kinds (table names) that this page shows."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._stale = True
        self._built = False
        self._build()
        self._connect()
        self._built = True
        self.retranslate()

    def _build(self) -> None:
        """Make the widgets, without any text."""

    def _connect(self) -> None:
        """Connect the signals."""

    def retranslate(self) -> None:
        """Set every text, also names for screen readers. Called again for another language."""

    def refresh(self) -> None:
        """Fetch what the page shows, through ``run``. Keeps what a person typed or chose."""

    def title(self) -> str:
        """The page's name in the current language."""
        return ""

    def open(self, argument: object | None) -> None:
        """Take the argument of ``go``; ``refresh`` follows."""

    def keep_now(self) -> None:
        """Keep what was just typed: the desk is about to be locked."""

    def back(self) -> bool:
        """Esc: close what is open inside the page; False lets the shell go a page back."""
        return False

    def may(self, name: str) -> bool:
        """Whether the person signed in may do or see what ``models.roles`` names so."""
        return self.context.rights(name).allowed

    def offer(self, name: str, *buttons: QAbstractButton) -> None:
        """Buttons that do what ``models.roles`` names so: who may not can't press them, and reads
        there who could. To be called once for each button."""
        for button in buttons:
            Offered(button, self.context.rights(name))

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
        *,
        worker: Worker = "database",
    ) -> Ticket:
        """Run ``work`` off the UI thread and hand its result to ``then``, while the page lives.

        An ``AppError`` goes to ``failed`` or, without one, into the banner; any other error is
        logged and a calm sentence shows.
        """
        return self.context.background.run(
            work, then, lambda error: self._failed(error, failed), worker=worker, owner=self
        )

    def run_latest(self, key: str, work: Callable[[], T], then: Callable[[T], None]) -> Ticket:
        """Like ``run``; a newer request of this page with the same ``key`` supersedes it."""
        return self.context.background.latest(
            (id(self), key), work, then, lambda error: self._failed(error, None), owner=self
        )

    def announce(
        self,
        text: Callable[[], str],
        kind: Kind = Kind.INFO,
        action_label: Callable[[], str] | None = None,
        action: Callable[[], None] | None = None,
    ) -> None:
        """Show a sentence in the banner, with undo or the next step where there is one."""
        self.context.announce(Message(text, kind, action_label, action))

    def data_changed(self, kinds: Collection[str]) -> None:
        """The shell says which kinds changed, on this desk or by sync."""
        if not self.listens_to.isdisjoint(kinds):
            self.mark_stale()

    def mark_stale(self) -> None:
        """What shows may be old: refresh now if visible, else when next shown."""
        if self.isVisible():
            self._stale = False
            self.refresh()
        else:
            self._stale = True

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._built:
            self.retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()

    def _failed(self, error: Exception, failed: Callable[[AppError], None] | None) -> None:
        if not isinstance(error, AppError):
            log.error("%s: unexpected error", type(self).__name__, exc_info=error)
            self.announce(
                lambda: _("Something went wrong; nothing you saved was lost. Please try again."),
                Kind.DANGER,
            )
        elif failed is not None:
            failed(error)
        else:
            self.announce(error.text, Kind.ATTENTION)
