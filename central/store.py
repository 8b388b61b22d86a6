"""The store's database: a bounded pool of connections to PostgreSQL, brought up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import psycopg
from psycopg_pool import ConnectionPool

from central.setup import migrate_database, set_up

SESSION = (
    "-c timezone=UTC -c datestyle=ISO"
    " -c lock_timeout=30s -c idle_in_transaction_session_timeout=60s"
)


class Store:
    """Opens with ``with Store(url) as store``; ``connection()`` lends a connection."""

    def __init__(self, url: str, *, connections: int = 8) -> None:
        self.url = url
        self._pool = ConnectionPool(
            url,
            min_size=1,
            max_size=connections,
            kwargs={"autocommit": True, "options": SESSION},
            open=False,
            timeout=30,
            check=ConnectionPool.check_connection,
        )

    def __enter__(self) -> Self:
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

        Raises PoolTimeout when there is none ``within`` so many seconds (else 30).
        """
        with self._pool.connection(timeout=within) as conn:
            yield conn

    def listening(self) -> psycopg.Connection:
        """A connection of its own, outside the pool, to hear what others commit."""
        return psycopg.connect(self.url, autocommit=True, options=SESSION)
