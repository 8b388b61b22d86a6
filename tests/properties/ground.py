"""Where the machines play: a city of two sites, laid down once as a database of the store and as
files of four desks, and copied for every run.

Each site has a room with three beds and three residents. At A stand the desks A1 and A2, at B
the desk B1, and AB holds both sites. At each site a host and a lead work, and a coordinator works
everywhere.
"""

import itertools
import secrets
import shutil
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from psycopg import sql

from central.enrolment import make_code
from central.horizon import compact, horizon_of
from central.people import add_site, add_user
from desktop.models.housing import Bed, Room
from desktop.models.identity import save_identity
from desktop.models.residents import Household, Resident
from desktop.models.sites import Role
from desktop.models.store import Store
from desktop.sync.enrolment import Enrolled, enrol
from desktop.sync.protocol import ORG, WireError, site_scope
from tests.properties import truth
from tests.properties.line import Fault
from tests.properties.network import Network
from tests.properties.serving import ONLOOKER, ServedStore
from tests.properties.stepped_desk import SteppedDesk
from tests.stores import address_of, fresh_postgres

KEY = secrets.token_bytes(32)
TEMPLATE = "city"
TRIES = 5
DESKS = {"A1": "A", "A2": "A", "B1": "B", "AB": "AB"}
Result = TypeVar("Result")


class World:
    """One run: a store on its own database, and desks whose lines all lead to it."""

    def __init__(
        self, network: Network, database_url: str, folder: Path, sites: dict[str, str]
    ) -> None:
        self.network = network
        self.folder = folder
        self.sites = sites
        self.served = ServedStore(database_url)
        self.desks: dict[str, SteppedDesk] = {}
        self._gone: list[truth.Line] = []
        self._reading: psycopg.Connection | None = None
        self.start_store()
        self._ids = itertools.count(1 if folder.name == TEMPLATE else 100)

    @property
    def database_url(self) -> str:
        return self.served.database_url

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Does work in the event loop of the network."""
        return self.network.run(work)

    def start_store(self) -> None:
        """Starts the store, and leads all lines to it."""
        self.served.start()
        self.network.port = self.served.port

    def stop_store(self) -> None:
        """Nobody answers."""
        self.served.stop()
        self.network.port = self.served.port

    def new_id(self) -> str:
        """An id that is the same in every repetition of a run, its first digit any."""
        count = next(self._ids)
        return str(UUID(int=(count * 7 % 16) << 124 | 0x7000_8000 << 64 | count))

    @property
    def database(self) -> psycopg.Connection:
        """The store's database, for those who look; they never lose it."""
        if self._reading is None:
            self._reading = psycopg.connect(
                self.database_url,
                autocommit=True,
                application_name=ONLOOKER,
                prepare_threshold=None,
            )
        return self._reading

    def truth(self) -> truth.Truth:
        """What the store holds, and what its logs have told from the beginning."""
        return truth.Truth(self.database, self._gone)

    def heads(self) -> dict[str, int]:
        """How far the logs of all scopes have grown."""
        return truth.heads(self.database)

    def compact(self) -> None:
        """All that the logs tell by now is behind their horizons."""
        self._gone = self.truth().lines
        for _ in compact(self.database, days=0):
            pass

    def seat(self, name: str) -> SteppedDesk:
        """Opens the desk whose file lies in the folder."""
        desk = SteppedDesk(name, self.folder / f"{name}.db", KEY, self.network)
        self.desks[name] = desk
        return desk

    def enrol(self, name: str, sites: str) -> SteppedDesk:
        """A new desk that holds these sites, and as yet only what everybody holds."""
        enrolled = self._let_in(name, sites)
        store = Store(self.folder / f"{name}.db", KEY)
        save_identity(store, enrolled.identity)
        enrolled.lay_down(store)
        store.close()
        desk = self.seat(name)
        desk.taken_at[ORG] = horizon_of(self.database, ORG)
        return desk

    def _let_in(self, name: str, sites: str) -> Enrolled:
        """Whoever is told that the store can't be used at the moment tries again, with a fresh
        code."""
        for _ in range(TRIES):
            try:
                return enrol(f"http://127.0.0.1:{self.served.port}", self.code(sites), name)
            except WireError as problem:
                if problem.code != "unavailable":
                    raise
        raise AssertionError("the store could not be used")

    def code(self, sites: str) -> str:
        """A code with which a desk of these sites may enrol."""
        scopes = [site_scope(self.sites[letter]) for letter in sites]
        return make_code(self.database, scopes, 5)

    def come_to_rest(self) -> None:
        """The network heals, what was held back arrives, and everybody syncs until nothing is
        left to send or to read. Fails when that does not end."""
        if not self.served.runs:
            self.start_store()
        desks = list(self.desks.values())
        for desk in desks:
            desk.line.fault = Fault.NONE
            while desk.line.kept:
                self.run(desk.line.deliver_kept())
        for _ in range(40):
            busy = [desk.name for desk in desks if self.round(desk)]
            if not busy:
                return
        raise AssertionError("the desks do not come to rest")

    def round(self, desk: SteppedDesk) -> bool:
        """One push and one page of each scope, or all of it; True when anything was done."""
        busy = self.run(desk.ask_push()) or desk.waiting() > 0
        heads = self.heads()
        desk.hear_push(heads)
        for scope in desk.scopes:
            busy |= desk.hear_pull(scope)
            if desk.cursors().get(scope) != heads[scope]:
                busy = True
                self.run(desk.ask_pull(scope, 1000))
                desk.hear_pull(scope)
        return busy

    def close(self) -> None:
        """Everything of this run ends; the threads of the store a little later."""
        for desk in self.desks.values():
            desk.store.close()
        if self._reading is not None:
            self._reading.close()
            self._reading = None
        self.stop_store()


class Ground:
    """The city as it was laid down once; ``world`` is a copy of it to play in."""

    def __init__(self, server: str, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._count = itertools.count()
        self._ended: list[ServedStore] = []
        self._network = Network()
        self._execute("CREATE DATABASE {}", TEMPLATE)
        self._files = folder / TEMPLATE
        self._files.mkdir()
        self._taken_at: dict[str, dict[str, int]] = {}
        self.sites = self._lay_down(
            World(self._network, address_of(server, TEMPLATE), self._files, {})
        )

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as conn:
            conn.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _lay_down(self, world: World) -> dict[str, str]:
        with psycopg.connect(world.database_url, autocommit=True) as conn:
            for letter in "AB":
                world.sites[letter] = add_site(conn, f"Site {letter}", "centre", True)
                for role in (Role.HOST, Role.LEAD):
                    add_user(
                        conn, f"{role.value.title()} {letter}", role, [world.sites[letter]], None
                    )
            add_user(conn, "Coordinator", Role.COORDINATOR, [], None)
        for name, sites in DESKS.items():
            world.enrol(name, sites)
        for name in ("A1", "B1"):
            _furnish(world, world.desks[name])
        world.come_to_rest()
        self._taken_at = {name: desk.taken_at for name, desk in world.desks.items()}
        world.close()
        world.served.close()
        return world.sites

    @contextmanager
    def world(self, *names: str) -> Iterator[World]:
        """A fresh copy of the city with these desks, all in step."""
        name = f"world_{next(self._count)}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, TEMPLATE)
        folder = self._folder / name
        shutil.copytree(self._files, folder)
        world = World(self._network, address_of(self._server, name), folder, self.sites)
        try:
            for desk in names:
                world.seat(desk).taken_at = dict(self._taken_at[desk])
            yield world
        finally:
            world.close()
            self._execute("DROP DATABASE {} WITH (FORCE)", name)
            shutil.rmtree(folder)
            self._ended.append(world.served)
            self._forget(8)

    def _forget(self, leave: int) -> None:
        while len(self._ended) > leave:
            self._ended.pop(0).close()

    def close(self) -> None:
        """Waits for the threads of all runs."""
        self._network.close()
        self._forget(0)


def _furnish(world: World, desk: SteppedDesk) -> None:
    """A room with three beds, a household of two, and somebody who came alone."""
    world.come_to_rest()
    room = Room(id=world.new_id(), site_id=desk.site_id, number="2.14")
    beds = [
        Bed(id=world.new_id(), site_id=desk.site_id, room_id=room.id, label=label)
        for label in "ABC"
    ]
    with desk.workplace(Role.LEAD).op("change_rooms") as session:
        session.add(room)
        session.flush()
        session.add_all(beds)
    household = Household(id=world.new_id(), site_id=desk.site_id, size=2)
    people = [
        Resident(
            id=world.new_id(),
            site_id=desk.site_id,
            number=f"{desk.name}-{count}",
            household_id=household.id if count else None,
            surname="Melnyk",
            given_names="Vira",
        )
        for count in range(3)
    ]
    with desk.workplace(Role.HOST).op("register_resident") as session:
        session.add(household)
        session.flush()
        session.add_all(people)


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """A city on a PostgreSQL of its own; its files lie under ``folder``."""
    with fresh_postgres() as server:
        with suppress(psycopg.Error), psycopg.connect(server, autocommit=True) as conn:
            conn.execute("ALTER SYSTEM SET fsync = off")
            conn.execute("SELECT pg_reload_conf()")
        made = Ground(server, folder)
        try:
            yield made
        finally:
            made.close()
