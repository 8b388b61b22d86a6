"""Real desks at a real central store, for tests of sync: no windows."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop.models.base import new_id
from desktop.models.identity import Identity, save_identity
from desktop.models.sites import Role
from desktop.models.store import Store
from desktop.services.workplace import Actor, Workplace
from desktop.sync.engine import Engine, EngineState
from desktop.sync.enrolment import Colleague, Enrolled, enrol
from desktop.sync.outbox import count_waiting
from tests.blank import blank_store
from tests.stores import CentralProcess

PATIENCE = 20.0
"""Seconds that a wait may take on a slow machine before the test fails."""


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Returns as soon as ``holds`` does; fails with ``what`` after ``PATIENCE``."""
    ends = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not holds():
        assert time.monotonic() < ends, f"waited in vain until {what}"
        pause.wait(0.02)


@dataclass
class Housing:
    """A site of the running store with a host and a lead, made for one test."""

    central: CentralProcess
    site: str
    host: str
    lead: str

    def enrol(self, name: str, *more_sites: str) -> Enrolled:
        """A fresh device for this site."""
        options = [word for site in (self.site, *more_sites) for word in ("--site", site)]
        code = self.central.cli("device", "code", *options).split()[-1]
        return enrol(self.central.url, code, name)


PASSWORD = "kaffe og kringle"
"""The password of everybody in a housing, at the store."""


def make_housing(central: CentralProcess) -> Housing:
    """A new site with its people, who may sign in with ``PASSWORD``."""
    mark = new_id()[-6:]
    housing = Housing(central, f"Site {mark}", f"Host {mark}", f"Lead {mark}")
    central.cli("site", "add", housing.site, "--reception")
    for name, role in ((housing.host, "host"), (housing.lead, "lead")):
        options = ("--role", role, "--site", housing.site, "--password-stdin")
        central.cli("user", "add", name, *options, stdin=f"{PASSWORD}\n")
    return housing


@dataclass
class DeskAtWork:
    """A desk with its encrypted database and its engine."""

    store: Store
    identity: Identity
    host: Actor
    lead: Actor
    colleagues: tuple[Colleague, ...] = ()
    states: list[EngineState] = field(default_factory=list)
    engine: Engine | None = None
    revoked: threading.Event = field(default_factory=threading.Event)

    def colleague(self, name: str) -> str:
        """The id of a colleague who was there when the desk was enrolled."""
        return next(colleague.id for colleague in self.colleagues if colleague.name == name)

    def take_identity(self, identity: Identity) -> None:
        self.identity = replace(identity, central_url=self.identity.central_url)

    def workplace(self, role: Role = Role.HOST) -> Workplace:
        return Workplace(self.store, self.identity, self.lead if role is Role.LEAD else self.host)

    def go_online(self, url: str | None = None, *, quiet: float = 60.0) -> None:
        identity = self.identity
        if url is not None:
            identity = Identity(**{**vars(identity), "central_url": url})
        self.engine = Engine(
            self.store,
            identity,
            self.states.append,
            on_identity=self.take_identity,
            on_revoked=self.revoked.set,
            quiet=quiet,
        )
        self.engine.start()

    def go_offline(self) -> None:
        if self.engine is not None:
            self.engine.stop()
            self.engine = None

    @property
    def state(self) -> EngineState:
        assert self.engine is not None
        return self.engine.state

    def wait_in_step(self) -> None:
        """Until everything is sent and every scope was read to its end."""
        wait_until(
            lambda: (
                not count_waiting(self.store)
                and self.state.online
                and not self.state.waiting
                and not self.state.filling
            ),
            "the desk is in step",
        )


@contextmanager
def desk_at_work(
    folder: Path, housing: Housing, name: str = "Desk 1", *more_sites: str
) -> Iterator[DeskAtWork]:
    """An enrolled desk that is still offline; it may hold more sites than its own."""
    enrolled = housing.enrol(name, *more_sites)
    store = blank_store(folder / f"{name}.db")
    save_identity(store, enrolled.identity)
    enrolled.lay_down(store)
    people = {colleague.name: colleague for colleague in enrolled.colleagues}
    host, lead = people[housing.host], people[housing.lead]
    desk = DeskAtWork(
        store,
        enrolled.identity,
        Actor(host.id, host.name, host.role),
        Actor(lead.id, lead.name, lead.role),
        enrolled.colleagues,
    )
    try:
        yield desk
    finally:
        with suppress(RuntimeError):
            desk.go_offline()
        store.close()
