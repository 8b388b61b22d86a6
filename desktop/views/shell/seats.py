"""Who sits at an open desk: locking it, coming back, one colleague after the other.

Everybody who has worked here since the program began keeps their own window, with what they began
to write; only one is shown. The engine knows nothing of it and goes on.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog

from desktop.errors import AppError
from desktop.i18n import _
from desktop.services.house_settings import lock_limit
from desktop.services.profile import Opened, Profile
from desktop.services.words import word
from desktop.services.workplace import Actor, Workplace, find_actor
from desktop.views.background import Background
from desktop.views.shell.change_password_dialog import ChangePasswordDialog
from desktop.views.shell.lock_view import LockView
from desktop.views.shell.main_window import MainWindow
from desktop.views.shell.watch import Watch
from desktop.views.start.way_in import WayIn
from desktop.views.widgets.message import Kind, Message

log = logging.getLogger(__name__)

KEPT = 3
"""Whose windows are kept besides the one that is shown: those who left last."""


class Seat(Protocol):
    """A colleague's place at the desk."""

    window: MainWindow
    workplace: Workplace

    def start(self) -> None:
        """Fill it for the first time."""

    def lock(self) -> None:
        """Forget what only somebody who is there may have: the confidential key, the session."""

    def come_back(self, opened: Opened) -> None:
        """They are there again."""

    def leave(self) -> None:
        """Take it away for good."""


class Seats(QObject):
    """``make`` gives somebody who comes for the first time their seat."""

    came = Signal(object)
    """The ``Seat`` of whoever sits here from now on, before it is shown."""
    language_chosen = Signal(str)

    def __init__(
        self,
        watch: Watch,
        profile: Profile,
        background: Background,
        make: Callable[[Opened], Seat],
        central_url: str = "",
    ) -> None:
        super().__init__()
        self._watch = watch
        self._profile = profile
        self._background = background
        self._make = make
        self._central_url = central_url
        self._kept: dict[str, Seat] = {}
        self.current: Seat | None = None
        watch.idle.connect(self.lock)
        watch.lock_pressed.connect(self.lock)
        watch.dialog_shown.connect(self._hide_dialog, Qt.ConnectionType.QueuedConnection)

    @property
    def locked(self) -> bool:
        """Whether nobody is there."""
        return self.current is not None and self.current.window.cover.view is not None

    def sit_down(self, opened: Opened) -> None:
        """The first to come, or the next; who was here before keeps their window."""
        before, actor = self.current, opened.workplace.actor
        seat = self._kept.pop(actor.id, None)
        if seat is not None and seat.workplace.actor != actor:
            seat.leave()  # another role sees other pages
            seat = None
        fresh = seat is None
        seat = seat or self._new(opened)
        self.current = seat
        self.came.emit(seat)
        if before is not None:
            seat.window.restoreGeometry(before.window.saveGeometry())
        if not fresh:
            seat.come_back(opened)
            seat.window.unlock()
        seat.window.show()
        if fresh:
            seat.start()
        if before is not None:
            self._put_aside(before, actor)
        self._look_at_limit()
        self._watch.start()

    def lock(self, why: Callable[[], str] | None = None) -> None:
        """Covers the desk; ``why`` where it is not for being left alone."""
        if self.current is None or self.locked:
            return
        self._watch.stop()
        self.current.lock()
        workplace = self.current.workplace
        view = LockView(
            WayIn(self._profile, workplace.store, central_url=self._central_url),
            self._background,
            workplace.actor.id,
            why,
        )
        view.opened.connect(self._came_in)
        view.language_chosen.connect(self.language_chosen)
        self.current.window.lock(view)

    def switch(self) -> None:
        """Somebody else wants to work here."""
        self.lock()
        view = self.current.window.cover.view if self.current else None
        if isinstance(view, LockView):
            view.form.show_people()

    def change_password(self) -> None:
        """Asks whoever sits here for a new password."""
        if self.current is None or self.locked:
            return
        seat = self.current
        way = WayIn(self._profile, seat.workplace.store, central_url=self._central_url)
        user_id = seat.workplace.actor.id
        dialog = ChangePasswordDialog(
            self._background,
            lambda old, new: way.change_password(user_id, old, new),
            seat.window,
        )
        done = Message(lambda: _("Your password is changed."), Kind.GOOD)
        dialog.accepted.connect(lambda: seat.window.announce(done))
        dialog.open()

    def look_at_people(self) -> None:
        """Somebody may be disabled or have another role now: who sits here is told, and windows
        of those who may no longer come are taken away."""
        for seat in (self.current, *self._kept.values()):
            if seat is not None:
                self._look_at(seat)

    def tell_role(self, actor: Actor) -> None:
        """Locks the desk of somebody who is now this."""
        self.lock(lambda: _other_role(actor))

    def look_at_settings(self) -> None:
        """After how long the desk locks itself may have changed."""
        self._look_at_limit()

    def leave(self) -> None:
        """Takes all windows away."""
        self._watch.stop()
        for signal in (self._watch.idle, self._watch.lock_pressed):
            signal.disconnect(self.lock)
        self._watch.dialog_shown.disconnect(self._hide_dialog)
        for seat in (self.current, *self._kept.values()):
            if seat is not None:
                seat.leave()
        self._kept.clear()
        self.current = None

    def _new(self, opened: Opened) -> Seat:
        seat = self._make(opened)
        seat.window.lock_asked.connect(self.lock)
        seat.window.switch_asked.connect(self.switch)
        seat.window.password_asked.connect(self.change_password)
        return seat

    def _came_in(self, opened: Opened) -> None:
        seat = self.current
        if seat is None:
            return
        if seat.workplace.actor != opened.workplace.actor:
            self.sit_down(opened)
            return
        seat.come_back(opened)
        seat.window.unlock()
        self._watch.start()

    def _put_aside(self, seat: Seat, successor: Actor) -> None:
        actor = seat.workplace.actor
        if actor.id == successor.id:  # the same person in another role
            seat.leave()
            return
        seat.window.hide()
        self._kept[actor.id] = seat
        if len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept))).leave()

    def _look_at(self, seat: Seat) -> None:
        workplace = seat.workplace

        def work() -> Actor | None:
            return find_actor(workplace.store, workplace.actor.id, workplace.identity.site_ids)

        self._background.run(
            work, lambda actor: self._act_on(seat, actor), _not_looked_at, owner=self
        )

    def _act_on(self, seat: Seat, actor: Actor | None) -> None:
        before = seat.workplace.actor
        if actor == before:
            return
        if seat is self.current:
            self.lock(_no_longer) if actor is None else self.tell_role(actor)
        elif self._kept.get(before.id) is seat:
            del self._kept[before.id]
            seat.leave()

    def _look_at_limit(self) -> None:
        if self.current is not None:
            workplace = self.current.workplace
            self._background.run(
                lambda: lock_limit(workplace), self._watch.set_limit, _not_looked_at, owner=self
            )

    def _hide_dialog(self, dialog: QDialog) -> None:
        if self.current is not None:
            self.current.window.cover.hide_dialog(dialog)


def _no_longer() -> str:
    return _(
        "You can no longer sign in at this desk: your administrator has changed that. "
        "What you saved is kept and is being sent."
    )


def _other_role(actor: Actor) -> str:
    return _(
        "Your administrator has changed what you may do: you are now {role}. Please sign in again."
    ).format(role=word(actor.role))


def _not_looked_at(error: Exception) -> None:
    if not isinstance(error, AppError):
        log.error("who sits here could not be looked at", exc_info=error)
