"""The engine of an open desk and its news on the main thread; it goes on while people change."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.errors import AppError
from desktop.models.identity import Identity
from desktop.models.roles import CONFIDANTS
from desktop.models.slots import SlotError
from desktop.models.store import Store
from desktop.services.profile import Profile
from desktop.services.workplace import people_of
from desktop.sync.client import NotAStoreError, UnreachableError
from desktop.sync.engine import Engine, EngineState
from desktop.sync.enrolment import re_enrol
from desktop.sync.protocol import WireError
from desktop.sync.signing_in import fetch_slots, leave_escrow, slots_version
from desktop.views.background import Background

log = logging.getLogger(__name__)

PEOPLE = frozenset({"user", "user_site", "desk_site"})
"""Kinds after whose change somebody may sign in who could not, or the other way round."""


class DeskLine(QObject):
    """Sends and reads, and brings the keys of the desk in line with the store at each contact.

    With ``profile`` it leaves the desk's key in escrow, takes slots and the desk's new name.
    Signals come on the main thread.
    """

    changed = Signal(object)
    """Which kinds (table names) changed."""
    state_told = Signal(object)
    """``EngineState``."""
    revoked = Signal()
    people_changed = Signal()
    """Who may sign in here, or as what, may be another now."""

    def __init__(
        self,
        store: Store,
        identity: Identity,
        background: Background,
        profile: Profile | None = None,
    ) -> None:
        super().__init__()
        self._store = store
        self._background = background
        self._profile = profile
        self._version: int | None = None
        self._online = False
        self._started = self._stopped = False
        self.on_identity: list[Callable[[Identity], None]] = []
        """Called on the engine's thread when the store gave this desk another name or scope."""
        self.engine = self._make_engine(identity)
        self.changed.connect(self._look_at_changes)
        self.state_told.connect(self._look_at_state)
        self._unsubscribe = store.changes.subscribe(self.changed.emit)

    def start(self) -> None:
        """Begins to sync, once."""
        if not self._started:
            self._started = True
            self.engine.start()

    def stop(self) -> None:
        """Ends the sync; nothing is told afterwards. Done again it does nothing."""
        if self._stopped:
            return
        self._stopped = True
        self.engine.stop()
        self._unsubscribe()
        self.changed.disconnect()
        self.state_told.disconnect()

    def re_enrol(self, code: str) -> None:
        """Lets the desk in again under a new name. Blocks; the engine rests meanwhile."""
        identity = self.engine.identity
        self.engine.stop()
        try:
            identity = re_enrol(self._store, code, identity.central_url)
            self._take_identity(identity)
        finally:
            self.engine = self._make_engine(identity)
            self.engine.start()

    def _make_engine(self, identity: Identity) -> Engine:
        return Engine(
            self._store,
            identity,
            self.state_told.emit,
            on_identity=self._take_identity,
            on_revoked=self.revoked.emit,
        )

    def _take_identity(self, identity: Identity) -> None:
        self._version = None
        for take in self.on_identity:
            take(identity)
        if self._profile is None:
            return
        try:
            self._profile.take_identity(identity)
        except (AppError, OSError):
            log.warning("the closed desk can't be told its new name", exc_info=True)

    def _look_at_changes(self, kinds: frozenset[str]) -> None:
        if not PEOPLE.isdisjoint(kinds):
            self._version = None
            self.people_changed.emit()
        if not (PEOPLE | {"setting"}).isdisjoint(kinds):
            self._tend_keys()

    def _look_at_state(self, state: EngineState) -> None:
        if state.online and not self._online:
            self._version = None
            self._tend_keys()
        self._online = state.online

    def _tend_keys(self) -> None:
        if self._profile is not None and self.engine.state.online:
            self._background.latest(
                (id(self), "keys"),
                self._bring_keys_in_line,
                self._keys_in_line,
                _not_in_line,
                worker="network",
                owner=self,
            )

    def _bring_keys_in_line(self) -> bool:
        """Whether anything changed. Blocks."""
        identity = self.engine.identity
        known = self._version
        if known is not None and slots_version(self._store, identity) <= known:
            return False
        assert self._profile is not None
        told = fetch_slots(identity)
        if not told.escrow:
            leave_escrow(identity, self._store.key)
        here = people_of(self._store, identity.site_ids)
        confidants = [person.id for person in here if person.role in CONFIDANTS]
        changed = self._profile.take_slots(told.slots, told.known, told.void, confidants)
        self._version = told.version
        return changed

    def _keys_in_line(self, changed: bool) -> None:
        if changed:
            self.people_changed.emit()


def _not_in_line(error: Exception) -> None:
    """It is tried again at the next contact."""
    expected = (UnreachableError, NotAStoreError, WireError, AppError, SlotError, OSError)
    if isinstance(error, expected):
        log.warning("the keys could not be brought in line: %s", type(error).__name__)
    else:
        log.error("the keys could not be brought in line", exc_info=error)
