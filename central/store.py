"""The store's database: a bounded pool of connections to PostgreSQL, brought up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg_pool import ConnectionPool

from central.key_slots import KeySlots
from central.master_key import MasterKey
from central.setup import migrate_database, set_up
from desktop.models.migrate import HEAD
from desktop.models.slots import Argon2Cost

SESSION = (
    "-c timezone=UTC -c datestyle=ISO"
    " -c lock_timeout=30s -c idle_in_transaction_session_timeout=60s"
)
WITHIN = 5.0
"""Seconds that a call waits for a connection."""

_ALIVE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
}
"""So that a database that went away without a word is noticed within a minute."""


class Store:
    """Opens with ``with Store(url) as store``; ``connection()`` lends a connection.

    A store that is ``prepared`` was brought up to date by another process: it is opened as it is,
    also while the database cannot be reached. ``key_file`` is where its master key stands
    (``central.master_key``).
    """

    def __init__(
        self,
        url: str,
        *,
        connections: int = 8,
        prepared: bool = False,
        key_file: Path | None = None,
        slot_cost: Argon2Cost | None = None,
    ) -> None:
        self.url = url
        self.master_key = MasterKey(key_file)
        self._slot_cost = slot_cost
        self.connections = connections
        self._prepared = prepared
        self._pool = ConnectionPool(
            url,
            min_size=1,
            max_size=connections,
            kwargs={"autocommit": True, "options": SESSION, **_ALIVE},
            open=False,
            timeout=WITHIN,
            check=ConnectionPool.check_connection,
        )

    def __enter__(self) -> Self:
        if self._prepared:
            self._pool.open()
            return self
        migrate_database(self.url)
        self._pool.open(wait=True)
        with self.connection() as conn:
            set_up(conn)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    @contextmanager
    def connection(self, within: float | None = None) -> Iterator[psycopg.Connection]:
        """A connection in autocommit, to be used by one thread; transactions are opened on it.

        Raises PoolTimeout when there is none ``within`` so many seconds (else ``WITHIN``).
        """
        with self._pool.connection(timeout=within) as conn:
            yield conn

    def key_slots(self, conn: psycopg.Connection) -> KeySlots:
        """The slots of all desks, on this connection."""
        return KeySlots(conn, self.master_key, self._slot_cost)

    def listening(self) -> psycopg.Connection:
        """A connection of its own, outside the pool, to hear what others commit."""
        return psycopg.connect(self.url, autocommit=True, options=SESSION, **_ALIVE)

    def problem(self) -> str | None:
        """What keeps the store from working: ``database`` when it does not answer, ``schema`` when
        it is not this version's; None when it is ready. Asked on a connection of its own."""
        try:
            with psycopg.connect(
                self.url, autocommit=True, **{**_ALIVE, "connect_timeout": 3}
            ) as conn:
                conn.execute("SET statement_timeout = '3s'")
                conn.execute("SELECT 1 FROM store_state")
                found = conn.execute("SELECT version_num FROM alembic_version").fetchone()
        except psycopg.errors.UndefinedTable:
            return "schema"
        except psycopg.Error:
            return "database"
        return None if found is not None and found[0] == HEAD else "schema"
