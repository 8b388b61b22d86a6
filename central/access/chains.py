"""Follows the chains of the access log: whether anything was changed, taken out or cut off.

A chain is followed from its beginning once a day and by ``access verify``; in between, what came
since is followed on. How far it was whole stands in ``access_check``, so that entries cut off at
the end are missed too. A chain of which the oldest entries went begins after the last of these.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg

from central.access.taking import beginning_of, last_of
from central.devices import STORE_DEVICE
from desktop.models.base import instant_text, new_id, now
from desktop.sync.access_wire import FIRST_PREV, entry_hash, typed_digest

Problem = Literal["changed", "missing", "cut_off"]
_FETCH = 2000


@dataclass(frozen=True)
class Chain:
    """One device's chain. ``broken_number`` is the first entry that is not as it was written
    (``changed``), or is not there (``missing`` in between, ``cut_off`` at the end).
    ``unbroken_since`` is when the entries begin that hold to the last, None without any."""

    device_id: str
    name: str
    entries: int
    first_at: datetime | None
    last_at: datetime | None
    unbroken_since: datetime | None
    whole_at: datetime | None
    broken_number: int | None
    problem: Problem | None


@dataclass
class _Standing:
    """How far a chain was followed, and what was found."""

    number: int = 0
    hash: str = FIRST_PREV
    whole_at: datetime | None = None
    broken: int | None = None
    problem: Problem | None = None

    def note(self, number: int, problem: Problem) -> None:
        if self.broken is None:
            self.broken, self.problem = number, problem


def device_ids(conn: psycopg.Connection) -> list[str]:
    """Every device that has a chain or could have one."""
    rows = conn.execute(
        "SELECT id FROM (SELECT id FROM device UNION SELECT device_id FROM access_log"
        " UNION SELECT device_id FROM access_check"
        " UNION SELECT device_id FROM access_beginning) AS d (id) ORDER BY id"
    )
    return [str(row[0]) for row in rows]


def follow(conn: psycopg.Connection, device_id: str, *, whole: bool = False) -> Chain:
    """Follows a device's chain from where it was left, or from its beginning; writes down how far
    it came."""
    with conn.transaction():
        lock_beginning(conn, device_id, shared=True)
        gone, hash_of_gone = beginning_of(conn, device_id)
        known = _standing(conn, device_id)
        reached = max(known.number, gone)
        at = _Standing() if whole else known
        if at.number < gone:
            at.number, at.hash = gone, hash_of_gone
        if at.broken is not None and at.broken <= gone:
            at.broken = at.problem = None
        for number in _left_over(conn, device_id, gone) if whole else ():
            at.note(number, "changed")
        for row in _entries(conn, device_id, at.number):
            _follow_one(at, row)
        last = last_of(conn, device_id)[0]
        if last < reached:
            at.note(last + 1, "cut_off")
        at.whole_at = now() if whole else at.whole_at
        _keep(conn, device_id, at, max(at.number, reached))
        return _told(conn, device_id, at)


def follow_all(conn: psycopg.Connection, *, whole: bool = False) -> Iterator[Chain]:
    """``follow`` for every device, one after the other."""
    for device_id in device_ids(conn):
        yield follow(conn, device_id, whole=whole)


def lock_beginning(conn: psycopg.Connection, device_id: str, *, shared: bool) -> None:
    """A device's chain begins where it does until the transaction ends, for all who share this."""
    lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    conn.execute(f"SELECT {lock}(hashtextextended('access beginning ' || %s, 0))", (device_id,))


def name_of(conn: psycopg.Connection, device_id: str) -> str:
    """What a desk is called, nothing for the store itself."""
    found = conn.execute(
        "SELECT coalesce(k.name, d.name) FROM device AS d LEFT JOIN desk AS k ON k.id = d.id"
        " WHERE d.id = %s",
        (device_id,),
    ).fetchone()
    return "" if found is None or device_id == STORE_DEVICE else str(found[0])


def _left_over(conn: psycopg.Connection, device_id: str, gone: int) -> list[int]:
    """The first entry, if any, that stands before the beginning."""
    rows = conn.execute(
        "SELECT number FROM access_log WHERE device_id = %s AND number <= %s"
        " ORDER BY number LIMIT 1",
        (device_id, gone),
    )
    return [int(row[0]) for row in rows]


def _standing(conn: psycopg.Connection, device_id: str) -> _Standing:
    found = conn.execute(
        "SELECT number, hash, whole_at, broken_number, problem FROM access_check"
        " WHERE device_id = %s",
        (device_id,),
    ).fetchone()
    return _Standing() if found is None else _Standing(*found)


def _entries(conn: psycopg.Connection, device_id: str, after: int) -> Iterator[Any]:
    with conn.cursor(name=f"access_{new_id()}") as cursor:
        cursor.itersize = _FETCH
        yield from cursor.execute(
            "SELECT l.number, l.at, l.actor::text, l.what, l.kind, l.typed_digest,"
            " l.criterion, l.reason, l.salt, l.site_id::text, l.prev, l.hash,"
            " ARRAY(SELECT p.resident_id::text FROM access_person AS p"
            " WHERE p.device_id = l.device_id AND p.number = l.number ORDER BY p.place)"
            " FROM access_log AS l WHERE l.device_id = %s AND l.number > %s ORDER BY l.number",
            (device_id, after),
        )


def _follow_one(at: _Standing, row: Any) -> None:
    number, when, actor, what, kind, digest, criterion, reason, salt, site_id, prev, kept, whom = (
        row
    )
    if number != at.number + 1:
        at.note(at.number + 1, "missing")
    elif prev != at.hash:
        at.note(number, "changed")
    reckoned = entry_hash(
        number=number,
        at=instant_text(when),
        actor=actor,
        what=what,
        kind=kind,
        residents=whom,
        typed_digest=digest,
        site_id=site_id,
        prev=prev,
    )
    if reckoned != kept or not _are_the_words(digest, criterion, reason, salt):
        at.note(number, "changed")
    at.number, at.hash = number, kept


def _are_the_words(
    digest: str | None, criterion: str | None, reason: str | None, salt: str | None
) -> bool:
    """Whether what was typed is what the digest was made of, or was forgotten as a whole."""
    if salt is None:
        return criterion is None and reason is None
    return digest is not None and typed_digest(salt, criterion, reason) == digest


def _keep(conn: psycopg.Connection, device_id: str, at: _Standing, reached: int) -> None:
    if not reached:
        return
    conn.execute(
        "INSERT INTO access_check VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (device_id)"
        " DO UPDATE SET number = excluded.number, hash = excluded.hash,"
        " whole_at = excluded.whole_at, broken_number = excluded.broken_number,"
        " problem = excluded.problem",
        (device_id, reached, at.hash, at.whole_at, at.broken, at.problem),
    )


def _told(conn: psycopg.Connection, device_id: str, at: _Standing) -> Chain:
    found = conn.execute(
        "SELECT count(*), min(at), max(at), min(at) FILTER (WHERE number > %s)"
        " FROM access_log WHERE device_id = %s",
        (at.broken or 0, device_id),
    ).fetchone()
    assert found is not None
    count, first, last, since = found
    shown = name_of(conn, device_id)
    return Chain(device_id, shown, count, first, last, since, at.whole_at, at.broken, at.problem)
