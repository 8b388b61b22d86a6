"""How long the access log is kept: the oldest entries of each chain go, and where it begins then is
remembered, so that it still holds.

The days are counted from when the store received an entry. No desk can move that: neither does a
clock set back make an entry go early, nor one set forward keep the entries after it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from central.access.chains import device_ids, lock_beginning
from central.access.taking import lock_chain
from central.retention import rules_of
from desktop.models.retention import ACCESS_LOG, Rule

_ENTRIES = 1000


@dataclass(frozen=True)
class Gone:
    """Entries of a device that went; the last of them is ``number``."""

    device_id: str
    entries: int
    number: int


def rule_of_log(conn: psycopg.Connection) -> Rule:
    """How long it is kept here."""
    return rules_of(conn)[ACCESS_LOG]


def forget_older(conn: psycopg.Connection, days: int) -> Iterator[Gone]:
    """Removes what was received more than ``days`` ago, in small transactions of its own: what is
    done stays done. The database refuses what is younger than 180 days."""
    for device_id in device_ids(conn):
        while gone := _step(conn, device_id, days):
            yield gone


def _step(conn: psycopg.Connection, device_id: str, days: int) -> Gone | None:
    with conn.transaction():
        lock_beginning(conn, device_id, shared=False)
        lock_chain(conn, device_id)
        last = conn.execute(
            "WITH oldest AS (SELECT number, hash, received_at FROM access_log"
            " WHERE device_id = %s ORDER BY number LIMIT %s)"
            " SELECT number, hash FROM oldest WHERE number < ALL (SELECT number FROM oldest"
            " WHERE received_at >= now() - make_interval(days => %s))"
            " ORDER BY number DESC LIMIT 1",
            (device_id, _ENTRIES, days),
        ).fetchone()
        if last is None:
            return None
        number, hash_ = last
        conn.execute("SELECT set_config('ankomst.forgets_access_of', %s, true)", (device_id,))
        conn.execute(
            "INSERT INTO access_beginning (device_id, number, hash, forgotten_at)"
            " VALUES (%s, %s, %s, date_trunc('second', now())) ON CONFLICT (device_id) DO UPDATE"
            " SET number = excluded.number, hash = excluded.hash,"
            " forgotten_at = excluded.forgotten_at",
            (device_id, number, hash_),
        )
        entries = _delete(conn, "access_log", device_id, number)
        for table in ("access_person", "spot_check_entry"):
            _delete(conn, table, device_id, number)
        conn.execute(
            "DELETE FROM spot_check AS c WHERE NOT EXISTS"
            " (SELECT 1 FROM spot_check_entry AS e WHERE e.spot_check_id = c.id)"
        )
        conn.execute("SELECT set_config('ankomst.forgets_access_of', '', true)")
        return Gone(device_id, entries, number)


def _delete(conn: psycopg.Connection, table: str, device_id: str, number: int) -> int:
    return conn.execute(
        f"DELETE FROM {table} WHERE device_id = %s AND number <= %s", (device_id, number)
    ).rowcount
