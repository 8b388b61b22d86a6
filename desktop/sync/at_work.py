"""What the tasks of an engine share: the desk they work for, and what is told of it."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from desktop.models.base import instant_from, instant_text, now
from desktop.models.identity import (
    LAST_IN_STEP,
    Identity,
    get_number,
    get_value,
    load_identity,
    set_value,
)
from desktop.models.store import Store
from desktop.sync import apply, outbox
from desktop.sync.client import Traffic
from desktop.sync.protocol import ORG
from desktop.sync.state import EngineState

VERIFIED = "verified"
METERED = "metered"
TIME_OFFSET = "time_offset"
TASKS = ("push", "verify", "prune", "access")
_OFFSET_STEP = 5
_ERRORS_KEPT = 20


class DeskAtWork:
    """One desk while its engine runs. ``identity`` changes when the store says so."""

    def __init__(
        self, store: Store, identity: Identity, on_state: Callable[[EngineState], None]
    ) -> None:
        self.store = store
        self.identity = identity
        self.traffic = Traffic()
        self.state = EngineState()
        self.errors: deque[tuple[datetime, str]] = deque(maxlen=_ERRORS_KEPT)
        self.wakes: dict[str, asyncio.Event] = {}
        self.hurry = asyncio.Event()
        self.org_filled = asyncio.Event()
        self.may_fill = asyncio.Event()
        self.may_fill.set()
        self.in_touch: set[str] = set()
        self.busy_at = time.monotonic()
        self._on_state = on_state

    def load(self) -> None:
        """What is remembered from the last run."""
        with self.store.read() as session:
            connection = session.connection()
            in_step = get_value(connection, LAST_IN_STEP)
            verified = get_value(connection, VERIFIED)
            metered = get_value(connection, METERED) == "1"
            offset = get_number(connection, TIME_OFFSET)
        self.tell(
            last_in_step=instant_from(in_step) if in_step else None,
            verified=instant_from(verified) if verified else None,
            metered=metered,
            time_offset=offset,
        )

    def begin_turn(self) -> None:
        """Tasks begin to work for the desk as the store knows it now."""
        self.wakes = {name: asyncio.Event() for name in (*TASKS, *self.identity.scopes)}
        self.in_touch.clear()
        self.org_filled.clear()
        if self.is_filled(ORG):
            self.org_filled.set()
        self.tell_filling()
        self.tell_counts()

    def stored_identity(self) -> Identity:
        """The identity as it stands in the database."""
        kept = load_identity(self.store)
        assert kept is not None
        return kept

    def take_identity(self) -> None:
        """Works on with the stored identity; the address may be chosen for this run only."""
        self.identity = replace(self.stored_identity(), central_url=self.identity.central_url)

    def is_filled(self, scope: str) -> bool:
        """Whether a scope was read to its end and goes on from there."""
        return apply.load_cursors(self.store).get(scope) is not None and apply.is_filled(
            self.store, scope
        )

    def wake_all(self) -> None:
        """Every task that pauses goes on."""
        self.hurry.set()
        for event in self.wakes.values():
            event.set()

    def busy(self) -> None:
        """Something was sent or read: it is not quiet."""
        self.busy_at = time.monotonic()

    def in_step(self) -> None:
        """A scope was read to its end."""
        moment = now()
        before = self.state.last_in_step
        self.tell(last_in_step=moment)
        if before is None or abs((moment - before).total_seconds()) >= 60:
            self.remember(LAST_IN_STEP, instant_text(moment))

    def remember(self, name: str, value: str) -> None:
        """Writes one value of the desk down."""
        with self.store.own() as connection:
            set_value(connection, name, value)

    def note_time(self) -> None:
        """Tells how far apart the clocks are, when that has changed."""
        measured = self.traffic.time_offset
        if measured is not None and abs(measured - self.state.time_offset) > _OFFSET_STEP:
            self.tell(time_offset=round(measured))
            self.remember(TIME_OFFSET, str(round(measured)))

    def note_error(self, code: str) -> None:
        """Keeps an error's code and time for who looks closer."""
        self.errors.append((now(), code))

    def tell_verified(self, moment: datetime | None) -> None:
        """When the digests of all scopes last agreed."""
        if moment != self.state.verified:
            self.tell(verified=moment)
            self.remember(VERIFIED, instant_text(moment) if moment else "")

    def tell_filling(self) -> None:
        """Whether a scope is still being fetched."""
        filled = all(self.is_filled(scope) for scope in self.identity.scopes)
        self.tell(filling=not filled, **({"fill": None} if filled else {}))

    def tell_counts(self) -> None:
        """How much waits to be sent, and for a person."""
        found = outbox.counts(self.store, next(iter(self.identity.site_ids), ""))
        self.tell(waiting=found.waiting, needs_you=found.refused + found.conflicts)

    def tell(self, **changes: Any) -> None:
        """Tells the state when it has changed."""
        state = replace(self.state, **changes)
        if state != self.state:
            self.state = state
            self._on_state(state)
