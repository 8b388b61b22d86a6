"""Writes the access log of a desk for who is signed in: at once, but nothing twice.

The same look at the same thing within ten minutes is one entry. A search that grows letter by
letter is one entry of the text it grew to; it is written when something else follows, when nobody
has typed for a moment, and before the database is closed.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from desktop.models.access_book import Access, append
from desktop.models.identity import get_value
from desktop.models.local import ACCESS
from desktop.models.store import Store, StoreError

SAME_FOR = timedelta(minutes=10)
SETTLES_AFTER = 2.0
MOST_HELD = 200
"""So many entries are kept in memory while the disk is full; then nothing more is shown."""

_ANY_TIME = datetime.min.replace(tzinfo=UTC)
_LOOKS = frozenset({"read", "search"})
_HOLD = frozenset({"disk_full", "unwritable", "busy"})

log = logging.getLogger(__name__)


class Recorder:
    """One for each ``Workplace``. Safe to use from several threads."""

    def __init__(self, store: Store, device_id: str, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._device_id = device_id
        self._clock = clock
        self._lock = threading.RLock()
        self._looked: dict[Access, datetime] = {}
        self._typed: Access | None = None
        self._timer: threading.Timer | None = None
        self._held: list[Access] = []
        self._closed = False
        store.before_close(self._close)

    def note(self, access: Access) -> None:
        """Writes an entry, unless it says what another one of the last minutes says. Raises
        StoreError when it can't be written, and then nothing may be shown."""
        with self._lock:
            self._write([*self._taken(), access])

    def searched(self, access: Access) -> None:
        """Notes a search; longer and shorter texts of the same typing are one."""
        with self._lock:
            typed = self._typed
            if typed is not None:
                before, text = typed.criterion or "", access.criterion or ""
                if before.startswith(text):
                    access = typed  # letters were taken back: the longest stays
                elif not text.startswith(before):
                    self._write(self._taken())
            self._typed = access
            self._start_timer()

    def settle(self) -> None:
        """Writes down what was searched for last. Raises StoreError as ``note``."""
        with self._lock:
            self._write(self._taken())

    def write_with(self, connection: sa.Connection, access: Access) -> None:
        """Writes an entry in the caller's transaction: an op and its entry stand or fall
        together."""
        append(connection, self._device(connection), [access])

    def _taken(self) -> list[Access]:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        typed, self._typed = self._typed, None
        return [typed] if typed is not None else []

    def _write(self, accesses: list[Access]) -> None:
        now = self._clock()
        new = [access for access in accesses if not self._is_repeated(access, now)]
        waiting = [*self._held, *new]
        if not waiting:
            return
        try:
            with self._store.own() as connection:
                append(connection, self._device(connection), waiting)
        except StoreError as error:
            if error.fault not in _HOLD or len(waiting) > MOST_HELD:
                raise
            log.warning("the access log could not be written yet: %s", error.fault)
            self._held = waiting
        else:
            self._held = []
        for access in new:
            if access.kind in _LOOKS:
                self._looked[_look(access)] = now
        self._store.changes.announce(frozenset({ACCESS}))

    def _is_repeated(self, access: Access, now: datetime) -> bool:
        if access.kind not in _LOOKS:
            return False
        self._looked = {
            look: at for look, at in self._looked.items() if timedelta() <= now - at < SAME_FOR
        }
        return _look(access) in self._looked

    def _device(self, connection: sa.Connection) -> str:
        """The desk's name as it stands now: the engine may just have been given a new one."""
        return get_value(connection, "device_id") or self._device_id

    def _start_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._closed:
            return
        self._timer = threading.Timer(SETTLES_AFTER, self._settle_by_itself)
        self._timer.daemon = True
        self._timer.start()

    def _settle_by_itself(self) -> None:
        with self._lock:
            if self._closed:
                return
            try:
                self.settle()
            except StoreError as error:
                log.warning("a search could not be logged: %s", error.fault)

    def _close(self) -> None:
        with self._lock:
            self._closed = True
            try:
                self.settle()
            except StoreError as error:
                log.warning("the end of the access log could not be written: %s", error.fault)


def _look(access: Access) -> Access:
    """What makes two entries the same but for the time."""
    return replace(access, at=_ANY_TIME)
