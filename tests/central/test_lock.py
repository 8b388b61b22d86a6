"""The database itself refuses what is written to a scope whose counter is not locked."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg import sql

from central import counters
from central.own_ops import OwnChange, write_own
from central.people import add_site
from desktop.models.base import new_id
from desktop.sync.protocol import ORG, site_scope, tables
from tests.central.conftest import House
from tests.central.desks import Desk

LINE = (
    "INSERT INTO log (scope, seq, op_id, device_id, actor, action, at, received_at, size, entries)"
    " VALUES (%s, %s, %s, %s, %s, 'administer', now(), now(), 0, '[]')"
)


@pytest.fixture
def stranger(database_url: str) -> Iterator[psycopg.Connection]:
    """A connection that knows nothing of Ankomst, as ``psql`` has one."""
    with psycopg.connect(database_url, autocommit=True) as conn:
        yield conn


def line(scope: str, seq: int) -> tuple[Any, ...]:
    return (scope, seq, new_id(), new_id(), new_id())


def refused(conn: psycopg.Connection, query: str | sql.Composed, *values: Any) -> bool:
    try:
        conn.execute(query, values)
    except psycopg.errors.RaiseException as problem:
        return "is not locked by this transaction" in str(problem)
    return False


def test_log_line_without_the_lock_is_refused(site: House, stranger: psycopg.Connection) -> None:
    scope = site_scope(site.site_id)
    assert refused(stranger, LINE, *line(scope, 1))
    with stranger.transaction():
        counters.lock(stranger, [scope])
        stranger.execute(LINE, line(scope, 1))
    with stranger.transaction(force_rollback=True):
        counters.lock(stranger, [scope])
        assert refused(stranger, LINE, *line(ORG, 99))


@pytest.mark.parametrize("query", ["UPDATE log SET size = size", "DELETE FROM log"])
def test_log_is_not_changed_without_the_lock(stranger: psycopg.Connection, query: str) -> None:
    assert refused(stranger, query)


def test_lock_of_an_earlier_transaction_does_not_count(
    site: House, stranger: psycopg.Connection
) -> None:
    scope = site_scope(site.site_id)
    with stranger.transaction():
        counters.lock(stranger, [scope])
    assert refused(stranger, LINE, *line(scope, 1))
    with stranger.transaction(force_rollback=True):
        counters.lock(stranger, [scope])
    assert refused(stranger, LINE, *line(scope, 1))


def test_lock_that_a_savepoint_took_back_does_not_count(
    site: House, stranger: psycopg.Connection
) -> None:
    scope = site_scope(site.site_id)
    with stranger.transaction(force_rollback=True):
        with stranger.transaction(force_rollback=True):
            counters.lock(stranger, [scope])
        assert refused(stranger, LINE, *line(scope, 1))


def test_lock_that_another_transaction_holds_does_not_count(
    site: House, stranger: psycopg.Connection
) -> None:
    scope = site_scope(site.site_id)
    with site.store.connection() as conn, conn.transaction():
        counters.lock(conn, [scope])
        assert refused(stranger, LINE, *line(scope, 1))


ACCESS_LOG = {
    "access_log": ["append_only", "never_emptied"],
    "access_person": ["append_only", "never_emptied"],
    "access_beginning": ["never_emptied", "only_forward"],
}
"""Tables of the store alone that are guarded in their own way."""


def test_every_synced_table_is_guarded(stranger: psycopg.Connection) -> None:
    found = stranger.execute(
        "SELECT tgrelid::regclass::text, array_agg(tgname::text ORDER BY tgname) FROM pg_trigger"
        " WHERE NOT tgisinternal GROUP BY 1"
    )
    guards = {name.strip('"'): names for name, names in found}
    events = ("delete", "insert", "leave", "update")
    wanted = {
        table.name: ["needs_lock"]
        if table.scope == ORG
        else [f"needs_lock_{event}" for event in events]
        for table in tables().values()
    }
    wanted["log"] = [f"needs_lock_{event}" for event in events]
    wanted |= ACCESS_LOG
    assert guards == wanted


def test_rows_without_the_lock_are_refused(
    desk: Desk, site: House, stranger: psycopg.Connection
) -> None:
    desk.do(desk.resident())
    other = site_scope(new_id())
    for query in (
        "UPDATE resident SET phone = '1'",
        "DELETE FROM resident",
        "UPDATE site SET name = 'X'",
        "DELETE FROM user_site",
    ):
        assert refused(stranger, query)
        with stranger.transaction(force_rollback=True):
            counters.lock(stranger, [other])
            assert refused(stranger, query)
        with stranger.transaction(force_rollback=True):
            counters.lock(stranger, [desk.scope, ORG])
            stranger.execute(query)


def test_row_does_not_leave_or_enter_a_scope_that_is_not_locked(
    desk: Desk, site: House, stranger: psycopg.Connection
) -> None:
    with site.store.connection() as conn:
        elsewhere = add_site(conn, "Amager", "hotel", False)
    desk.do(desk.resident())
    query = sql.SQL("UPDATE resident SET site_id = {}").format(sql.Literal(elsewhere))
    for one in (desk.scope, site_scope(elsewhere)):
        with stranger.transaction(force_rollback=True):
            counters.lock(stranger, [one])
            assert refused(stranger, query)
    with stranger.transaction():
        counters.lock(stranger, [desk.scope, site_scope(elsewhere)])
        stranger.execute(query)


def test_two_that_hold_the_lock_take_turns(site: House, database_url: str) -> None:
    scope = site_scope(site.site_id)
    order: list[str] = []
    with psycopg.connect(database_url) as first, psycopg.connect(database_url) as second:

        def late() -> None:
            counters.lock(second, [scope])
            order.append("second")
            second.execute(LINE, line(scope, counters.lock(second, [scope])[scope] + 1))
            second.commit()

        counters.lock(first, [scope])
        waiting = threading.Thread(target=late)
        waiting.start()
        pid = second.info.backend_pid
        while site_waits(site, pid) is False:
            pass
        first.execute(LINE, line(scope, 1))
        counters.advance(first, {scope: 1})
        order.append("first")
        first.commit()
        waiting.join(30)
    assert order == ["first", "second"]
    with site.store.connection() as conn:
        seqs = conn.execute("SELECT seq FROM log WHERE scope = %s ORDER BY seq", (scope,))
        assert [seq for (seq,) in seqs] == [1, 2]


def site_waits(site: House, pid: int) -> bool:
    """Whether the connection waits for a lock."""
    with site.store.connection() as conn:
        found = conn.execute(
            "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", (pid,)
        ).fetchone()
    return bool(found and found[0])


def test_no_cursor_passes_what_commits_late(site: House, database_url: str) -> None:
    """Desks push, the store writes its own ops and imports write past the store's code, each
    committing or rolling back when it likes, while readers follow both scopes."""
    writers = [site.enrol() for _ in range(3)]
    readers = [site.enrol() for _ in range(2)]
    scope = site_scope(site.site_id)
    done = threading.Event()

    def push(desk: Desk) -> int:
        return sum(len(desk.push(*(desk.op(desk.resident()) for _ in range(3)))) for _ in range(12))

    def administer(number: int) -> int:
        for part in range(8):
            with psycopg.connect(database_url, autocommit=True) as conn, conn.transaction():
                fields = {"name": f"House {number}.{part}", "type": "hotel", "reception": False}
                write_own(conn, "administer", [OwnChange("site", new_id(), fields)])
        return 8

    def write_past(number: int) -> int:
        kept = 0
        for part in range(20):
            give_up = (number + part) % 3 == 0
            with psycopg.connect(database_url, autocommit=True) as conn:
                with conn.transaction(force_rollback=give_up):
                    seq = counters.lock(conn, [scope])[scope] + 1
                    conn.execute(LINE.replace("0, '[]'", "1, %s"), (*line(scope, seq), ENTRY))
                    counters.advance(conn, {scope: seq})
            kept += not give_up
        return kept

    def read(desk: Desk, wanted: str) -> list[int]:
        seen: list[int] = []
        while True:
            last_round = done.is_set()
            seen += [entry["seq"] for entry in desk.pull(wanted, limit=5)]
            if last_round:
                return seen

    already = len(readers[0].rows(ORG))
    readers[0].cursors.clear()
    with ThreadPoolExecutor(10) as threads:
        reading = [
            threads.submit(read, desk, wanted)
            for desk, wanted in zip(readers, (scope, ORG), strict=True)
        ]
        pushed = threads.map(push, writers)
        past = threads.map(write_past, range(2))
        own = threads.map(administer, range(2))
        in_site, in_org = sum(pushed) + sum(past), sum(own)
        done.set()
        of_site, of_org = (future.result() for future in reading)
    assert of_site == list(range(1, in_site + 1))
    assert of_org == sorted(of_org)
    assert len(of_org) == already + in_org


ENTRY = '[{"table":"resident","id":"0","kind":"delete","fields":{}}]'
