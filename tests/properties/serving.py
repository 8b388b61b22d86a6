"""The real store on a database of its own, served over HTTP from a thread, stopped and started."""

import threading

import psycopg
import uvicorn

from central.app import create_app
from central.store import Store
from tests.desks import wait_until

ONLOOKER = "onlooker"
"""The name under which a test looks into the database."""


class ServedStore:
    """A store that can be stopped and started again; ``port`` changes with every start."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        self.port = 9
        self._store: Store | None = None
        self._server: uvicorn.Server | None = None
        self._threads: list[threading.Thread] = []

    @property
    def runs(self) -> bool:
        return self._server is not None

    def start(self) -> None:
        """Returns when it answers."""
        store = Store(self.database_url)
        store.__enter__()
        config = uvicorn.Config(
            create_app(store), port=0, log_config=None, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=self._serve, args=(server, store))
        thread.start()
        wait_until(lambda: server.started, "the store serves")
        self._store, self._server = store, server
        self._threads.append(thread)
        self.port = server.servers[0].sockets[0].getsockname()[1]

    @staticmethod
    def _serve(server: uvicorn.Server, store: Store) -> None:
        try:
            server.run()
        finally:
            store.__exit__(None, None, None)

    def stop(self) -> None:
        """Nobody is answered any more; the threads end in their own time."""
        if self._server is not None:
            self._server.should_exit = True
            self._server, self.port = None, 9

    def lose_database(self) -> None:
        """Every connection of the store to the database breaks, whatever it is doing."""
        with psycopg.connect(self.database_url, autocommit=True) as conn:
            conn.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND application_name <> %s",
                (ONLOOKER,),
            )

    def close(self) -> None:
        """Stops, and waits for all threads."""
        self.stop()
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()
