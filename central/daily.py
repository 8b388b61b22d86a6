"""What a store that serves does by itself once a day: it follows the chains of the access log from
their beginning, removes entries older than they are kept, and moves the horizon of its own log.

Several stores on one database take turns; the work is done by one of them.
"""

import logging
import threading
from collections.abc import Callable

import psycopg

from central.access.chains import device_ids, follow
from central.access.retaining import forget_older, rule_of_log
from central.horizon import compact

logger = logging.getLogger(__name__)

_LOOK_UP = 600.0
_LOCK = 0x416E6B6F6D7375
_DUE = (
    "SELECT 1 FROM store_state"
    " WHERE compacted_at IS NULL OR compacted_at <= now() - interval '1 day'"
)


class Daily:
    """The thread that does it, at start and then when a day has gone by."""

    def __init__(self, connect: Callable[[], psycopg.Connection]) -> None:
        self._connect = connect
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="daily", daemon=True)

    def start(self) -> None:
        """Begins. Returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread after the step it is at; the rest is done another time."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._work()
            except psycopg.Error as problem:
                logger.warning("the daily work was not done: %s", type(problem).__name__)
            self._stopping.wait(_LOOK_UP)

    def _work(self) -> None:
        with self._connect() as conn:
            mine = conn.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,)).fetchone()
            if mine != (True,) or conn.execute(_DUE).fetchone() is None:
                return
            for device_id in device_ids(conn):
                chain = follow(conn, device_id, whole=True)
                if chain.problem:
                    logger.error(
                        "the access log of device %s is not whole: %s at %d",
                        *(device_id, chain.problem, chain.broken_number),
                    )
                if self._stopping.is_set():
                    return
            days = rule_of_log(conn).days
            for gone in forget_older(conn, days):
                logger.info(
                    "%d entries of the access log of device %s were older than %d days and went",
                    *(gone.entries, gone.device_id, days),
                )
                if self._stopping.is_set():
                    return
            for done in compact(conn):
                if done.lines:
                    logger.info("%d ops of a scope went behind the horizon", done.lines)
                if self._stopping.is_set():
                    return
