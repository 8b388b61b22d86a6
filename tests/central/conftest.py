"""A real PostgreSQL for the session, a fresh database for each test, a real server over HTTP."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psycopg
import pytest
import uvicorn
from psycopg import sql

from central.app import create_app
from central.connections import Config, Limits
from central.enrolment import make_code
from central.master_key import KEY_FILE
from central.people import add_site, add_user
from central.store import Store
from desktop.models.base import new_id
from desktop.models.slots import Argon2Cost
from tests.central.desks import Desk
from tests.stores import (
    CentralProcess,
    address_of,
    central_process,
    fresh_postgres,
    reachable_folder,
)

QUICK = Argon2Cost(time_cost=1, memory_kib=64, parallelism=1)
TEMPLATE = "ankomst_template"
collect_ignore = ["test_workers.py"] if os.name == "nt" else []  # Windows refuses more than one


@pytest.fixture(scope="session", autouse=True)
def _key_file() -> Iterator[None]:
    """Stores whose database is given keep their master key here, not where this user's are."""
    with reachable_folder() as folder:
        os.environ[KEY_FILE] = str(folder / "store.key")
        yield
        del os.environ[KEY_FILE]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an empty PostgreSQL, which lives as long as the test session."""
    with fresh_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def template(postgres: str) -> str:
    """The name of a database that is set up and that nobody is connected to."""
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    with Store(address_of(postgres, TEMPLATE)):
        pass
    return TEMPLATE


@pytest.fixture
def database_url(postgres: str, template: str) -> Iterator[str]:
    """The address of a store's database of this test's own."""
    name = f"test_{new_id().replace('-', '')}"
    names = (sql.Identifier(name), sql.Identifier(template))
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    yield address_of(postgres, name)
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    """An open store."""
    with Store(database_url, slot_cost=QUICK, key_file=tmp_path / "store.key") as opened:
        yield opened


@pytest.fixture
def server_url(store: Store) -> Iterator[str]:
    """The address of the store, served by a real uvicorn in a thread."""
    with served(store, Limits()) as url:
        yield url


@contextmanager
def served(store: Store, limits: Limits) -> Iterator[str]:
    """The store behind the connections that it really has, on a free port."""
    config = Config(create_app(store), limits=limits, port=0, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def client(server_url: str) -> Iterator[httpx2.Client]:
    """A client of the served store, without a token."""
    with httpx2.Client(base_url=server_url, timeout=30) as made:
        yield made


@dataclass(frozen=True)
class House:
    """A site and the people who work there; ``enrol`` makes another desk of it."""

    store: Store
    site_id: str
    host: str
    lead: str
    admin: str
    enrol: Callable[[], Desk]


@pytest.fixture
def site(store: Store, client: httpx2.Client) -> House:
    """A site with a host, a lead and an administrator."""
    with store.connection() as conn:
        site_id = add_site(conn, "Sjællandsgade", "centre", True)
        host = add_user(conn, "Mette", "host", [site_id], None)
        lead = add_user(conn, "Anna", "lead", [site_id], None)
        admin = add_user(conn, "Ib", "admin", [], None)

    def enrol() -> Desk:
        with store.connection() as conn:
            code = make_code(conn, [f"site:{site_id}"], 5)
        return Desk.enrol(client, code, actor=lead, site_id=site_id)

    return House(store, site_id, host, lead, admin, enrol)


@pytest.fixture
def desk(site: House) -> Desk:
    """A desk at which the lead of the site works."""
    return site.enrol()


@pytest.fixture
def other(site: House) -> Desk:
    """Another desk of the same site."""
    return site.enrol()


@pytest.fixture
def free_port() -> int:
    """A port of this machine that nobody has taken."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def process(database_url: str) -> Iterator[CentralProcess]:
    """The store as a process of its own, started, on this test's database."""
    made = CentralProcess(database_url=database_url)
    yield made.start()
    made.stop()


@pytest.fixture
def own_process() -> Iterator[CentralProcess]:
    """The store as a process with an embedded PostgreSQL of its own."""
    with central_process() as made:
        yield made
