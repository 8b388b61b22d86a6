"""The store that is measured: ``python -m central serve`` on a durable, embedded PostgreSQL.

A template database holds a site, its lead and the desks. Every run works on a copy of it, served
by a process of its own, and so begins with an empty store that knows the same desks.
"""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from central.embedded import embedded_postgres
from central.enrolment import make_code
from central.people import add_site, add_user
from central.store import Store as CentralStore
from desktop.models.identity import Identity
from desktop.sync.enrolment import Enrolled, enrol
from desktop.sync.protocol import site_scope

ROOT = Path(__file__).parents[2]
READY = "Ankomst central store on "
TEMPLATE = "bench_template"
WRITER, READER = "Writer", "Reader"


@dataclass(frozen=True)
class House:
    """A PostgreSQL with the template; ``desks`` are enrolled there, by their names."""

    server: str
    site_id: str
    lead: str
    desks: dict[str, Enrolled]

    @property
    def scope(self) -> str:
        """The scope that holds the residents."""
        return site_scope(self.site_id)

    @contextmanager
    def serve(self) -> Iterator["Served"]:
        """A running store on a fresh copy of the template, gone at the end."""
        name = "bench_run"
        with _database(self.server, name, TEMPLATE), _process(_address(self.server, name)) as url:
            yield Served(url, _address(self.server, name))

    def identity(self, desk: str, url: str) -> Identity:
        """Who a desk is while its store is reached at an address."""
        return replace(self.desks[desk].identity, central_url=url)


@dataclass(frozen=True)
class Served:
    """A store that runs: its address on the network, and its database's."""

    url: str
    database_url: str

    def count(self, table: str) -> int:
        """How many rows a table of the store holds."""
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        with psycopg.connect(self.database_url) as conn:
            found = conn.execute(query).fetchone()
        assert found is not None
        return int(found[0])


@contextmanager
def open_house() -> Iterator[House]:
    """Starts PostgreSQL in a temporary folder and makes the template."""
    with tempfile.TemporaryDirectory(prefix="ankomst-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL's own user must reach its files
        with embedded_postgres(folder) as server:
            yield _make_template(server)


def _make_template(server: str) -> House:
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    url = _address(server, TEMPLATE)
    with CentralStore(url) as store, store.connection() as conn:
        site_id = add_site(conn, "Sjællandsgade", "centre", True)
        lead = add_user(conn, "Anna", "lead", [site_id], None)
        codes = {name: make_code(conn, [site_scope(site_id)], 60) for name in (WRITER, READER)}
    with _process(url) as address:
        desks = {name: enrol(address, code, name) for name, code in codes.items()}
    return House(server, site_id, lead, desks)


def _address(server: str, database: str) -> str:
    return sa.make_url(server).set(database=database).render_as_string(hide_password=False)


@contextmanager
def _database(server: str, name: str, template: str) -> Iterator[None]:
    names = (sql.Identifier(name), sql.Identifier(template))
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        conn.execute("CHECKPOINT")  # what came before is not written down during a measurement
        try:
            yield
        finally:
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(names[0]))


@contextmanager
def _process(database_url: str) -> Iterator[str]:
    command = [sys.executable, "-m", "central", "serve", "--port", "0"]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            [*command, "--database-url", database_url],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith(READY):
            log.seek(0)
            raise RuntimeError(f"the central store did not start:\n{log.read().decode()}")
        try:
            yield line.removeprefix(READY).strip()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
