"""Holds the log against the tables: what the log of a scope adds up to must be what is stored, and
what the digests that were kept up say. Behind its horizon the log is the sum of what it was.

Everything is read as of one moment. What is wrong is told by table, id and the names of fields,
never by a value.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg

from central.digests import kept_digests
from central.reading import one_moment, rows_in, tables_in
from desktop.models.base import new_id
from desktop.sync.digest import TableDigest, joined, shown
from desktop.sync.protocol import ORG, site_scope

_FETCH = 2000


class CheckFailedError(Exception):
    """Log and tables do not agree; the message says at how many places."""


@dataclass(frozen=True)
class Checked:
    """One scope that was checked. ``digest`` is that of its rows as the tables hold them."""

    scope: str
    ops: int
    rows: int
    digest: str
    problems: list[str]


@dataclass
class _Replayed:
    """What the log of a scope adds up to: by table and id, the row's last seq and its fields."""

    ops: int
    last: int
    rows: dict[str, dict[str, tuple[int, dict[str, Any]]]]
    problems: list[str]


def check_store(conn: psycopg.Connection) -> Iterator[Checked]:
    """Checks scope by scope, then what all scopes share (as the scope ``*``)."""
    with one_moment(conn):
        for scope, counter, horizon in _scopes(conn):
            yield _check_scope(conn, scope, counter, horizon)
        yield Checked("*", 0, 0, shown(0), list(_shared_problems(conn)))


def _scopes(conn: psycopg.Connection) -> list[tuple[str, int, int]]:
    """Every scope that there is a trace of, with its counter and its horizon."""
    rows = conn.execute("SELECT scope, seq, horizon FROM scope_counter").fetchall()
    counters: dict[str, tuple[int, int]] = {scope: (seq, horizon) for scope, seq, horizon in rows}
    sites = [site_scope(row[0]) for row in conn.execute("SELECT id::text FROM site")]
    traces = " UNION ".join(f"SELECT scope FROM {t}" for t in ("log", "log_base", "scope_digest"))
    logged = [row[0] for row in conn.execute(traces)]
    return [
        (scope, *counters.get(scope, (0, 0))) for scope in sorted({ORG, *counters, *sites, *logged})
    ]


def _check_scope(conn: psycopg.Connection, scope: str, counter: int, horizon: int) -> Checked:
    replayed = _replay(conn, scope, horizon)
    problems = replayed.problems
    kept = kept_digests(conn, scope)
    if replayed.last > counter:
        problems.append(f"the counter stands at {counter}, the log at {replayed.last}")
    count = whole = 0
    for table in tables_in(scope):
        told = replayed.rows.pop(table.name, {})
        stored, logged = TableDigest(), TableDigest()
        for row_id, seq, fields in rows_in(conn, table, scope):
            stored.add(table.name, row_id, fields)
            known = told.pop(row_id, None)
            if known is None:
                problems.append(f"{table.name} {row_id} is in no entry of the log")
                continue
            logged.add(table.name, row_id, known[1])
            problems += _differences(f"{table.name} {row_id}", known, (seq, fields))
        problems += [f"{table.name} {row_id} is in the log only" for row_id in told]
        if not problems and stored.told() != logged.told():
            problems.append(f"{table.name}: the digests differ")
        if stored.told() != kept.pop(table.name).told():
            problems.append(f"{table.name}: the digest that was kept up differs")
        count += stored.rows
        whole = joined((whole, stored.whole))
    problems += [
        f"{name} does not belong in this scope" for name, rows in replayed.rows.items() if rows
    ]
    problems += [f"{name} has a digest that does not belong in this scope" for name in kept]
    return Checked(scope, replayed.ops, count, shown(whole), problems)


def _replay(conn: psycopg.Connection, scope: str, horizon: int) -> _Replayed:
    found = _Replayed(0, horizon, _base(conn, scope), [])
    with conn.cursor(name=f"log_{new_id()}") as cursor:
        cursor.itersize = _FETCH
        query = "SELECT seq, size, entries::text FROM log WHERE scope = %s ORDER BY seq"
        for seq, size, text in cursor.execute(query, (scope,)):
            entries = orjson.loads(text)
            if seq <= horizon:
                found.problems.append(f"op {seq} is behind the horizon {horizon}")
            if len(entries) != size:
                found.problems.append(f"op {seq} has {len(entries)} entries and says {size}")
            for entry in entries:
                rows = found.rows.setdefault(entry["table"], {})
                if entry["kind"] == "put":
                    known = rows.get(entry["id"], (0, {}))[1]
                    rows[entry["id"]] = (seq, {**known, **entry["fields"]})
                else:
                    rows.pop(entry["id"], None)
            found.ops += 1
            found.last = seq
    return found


def _base(conn: psycopg.Connection, scope: str) -> dict[str, dict[str, tuple[int, dict[str, Any]]]]:
    """What the log added up to at its horizon."""
    found: dict[str, dict[str, tuple[int, dict[str, Any]]]] = {}
    with conn.cursor(name=f"base_{new_id()}") as cursor:
        cursor.itersize = _FETCH
        query = 'SELECT "table", row_id::text, seq, fields::text FROM log_base WHERE scope = %s'
        for table, row_id, seq, fields in cursor.execute(query, (scope,)):
            found.setdefault(table, {})[row_id] = (seq, orjson.loads(fields))
    return found


def _differences(
    name: str, logged: tuple[int, dict[str, Any]], stored: tuple[int, dict[str, Any]]
) -> Iterator[str]:
    if logged[0] != stored[0]:
        yield f"{name} is of op {stored[0]}, in the log of op {logged[0]}"
    wrong = [
        field
        for field in sorted(logged[1].keys() | stored[1].keys())
        if logged[1].get(field) != stored[1].get(field)
    ]
    if wrong:
        yield f"{name} differs in {', '.join(wrong)}"


def _shared_problems(conn: psycopg.Connection) -> Iterator[str]:
    for device_id, last, gone, highest, count in conn.execute(
        "SELECT d.id::text, d.last_device_seq, d.receipt_horizon,"
        " coalesce(max(r.device_seq), d.receipt_horizon), count(r.device_seq)"
        " FROM device AS d LEFT JOIN receipt AS r ON r.device_id = d.id GROUP BY d.id"
    ):
        if not last == highest == gone + count:
            yield f"device {device_id} sent {last} ops; there are {count} receipts to {highest}"
    for one, other in conn.execute(
        "SELECT a.id::text, b.id::text FROM stay AS a JOIN stay AS b ON a.id < b.id"
        " AND (a.bed_id = b.bed_id OR a.resident_id = b.resident_id)"
        " WHERE a.state = 'confirmed' AND b.state = 'confirmed'"
        " AND daterange(a.starts_on, a.ends_on) && daterange(b.starts_on, b.ends_on)"
    ):
        yield f"stays {one} and {other} are both confirmed and overlap"
