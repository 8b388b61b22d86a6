"""Old entries of the access log go, from the beginning of a chain alone, and the chain holds."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from central.__main__ import main
from central.access.chains import follow
from central.access.retaining import forget_older
from central.access.spot_checks import draw, list_checks
from central.access.taking import beginning_of, last_of, take_entries
from central.backup import write_backup
from central.devices import STORE_DEVICE
from central.restore import restore_backup
from central.store import Store
from desktop.models.base import new_id
from desktop.sync.access_wire import AccessEntry
from desktop.sync.audit_wire import DrawSample
from tests.central.access_chain import AccessLog
from tests.central.conftest import House
from tests.central.desks import Desk, error_of
from tests.central.test_access_chains import state, tamper
from tests.central.test_retention import choose

DAYS = 1825


@pytest.fixture
def log(desk: Desk) -> AccessLog:
    """Five entries at the store, each about two residents."""
    made = AccessLog(desk)
    for number in range(5):
        made.add(new_id(), new_id(), criterion=f"list {number}")
    assert made.hand_over() == 5
    return made


def age(store: Store, *numbers: int, days: int = DAYS + 1) -> None:
    """The store has had these entries for so many days."""
    tamper(
        store,
        f"UPDATE access_log SET received_at = now() - interval '{days} days'"
        f" WHERE number IN ({', '.join(map(str, numbers))})",
    )


def forget(store: Store, days: int = DAYS) -> list[tuple[int, int]]:
    """How many entries went at a time, and up to which number."""
    with store.connection() as conn:
        return [(gone.entries, gone.number) for gone in forget_older(conn, days)]


def numbers(store: Store, table: str = "access_log") -> list[int]:
    with store.connection() as conn:
        rows = conn.execute(f"SELECT number FROM {table} ORDER BY number").fetchall()
    return [int(row[0]) for row in rows]


def test_oldest_go_with_all_that_hangs_on_them_and_the_chain_holds(
    log: AccessLog, store: Store
) -> None:
    period = {"since": "2026-11-20T00:00:00Z", "until": "2026-11-21T00:00:00Z"}
    with store.connection() as conn:
        draw(conn, DrawSample(session="-", per="colleague", size=5, **period), new_id())
    assert numbers(store, "spot_check_entry") == [1, 2, 3, 4, 5]
    assert forget(store) == []
    age(store, 1, 2, 3)
    assert forget(store, DAYS + 2) == []
    assert forget(store) == [(3, 3)]
    assert numbers(store) == [4, 5]
    assert numbers(store, "access_person") == [4, 4, 5, 5]
    assert numbers(store, "spot_check_entry") == [4, 5]
    with store.connection() as conn:
        assert beginning_of(conn, log.desk.id) == (3, log.entries[2]["hash"])
        found = follow(conn, log.desk.id, whole=True)
        assert (found.entries, found.problem) == (2, None)
        assert found.unbroken_since == found.first_at
        assert [check["entries"] for check in list_checks(conn)] == [2]
    age(store, 4, 5)
    assert forget(store) == [(2, 5)]
    with store.connection() as conn:
        assert conn.execute("SELECT count(*) FROM spot_check").fetchone() == (0,)


def test_desk_that_repeats_what_has_gone_is_answered_and_goes_on(
    log: AccessLog, store: Store
) -> None:
    age(store, 1, 2, 3)
    forget(store)
    for sent in (log.entries, log.entries[:1], log.entries[:3], log.entries[2:4]):
        assert log.send(*sent).json() == {"received": 5}
    assert numbers(store) == [4, 5]
    log.add(new_id())
    assert log.hand_over() == 6
    log.add(new_id())
    late = log.add(new_id())
    assert error_of(log.send(late)) == (409, "access_gap", {"expected": 7})
    assert state(store, log) == (None, None)


def test_chain_of_which_all_has_gone_goes_on_where_it_was(
    log: AccessLog, store: Store, desk: Desk
) -> None:
    assert state(store, log, whole=False) == (None, None)
    age(store, 1, 2, 3, 4, 5)
    assert forget(store) == [(5, 5)]
    assert state(store, log, whole=False) == (None, None)
    assert state(store, log) == (None, None)
    assert log.hand_over() == 5
    other = AccessLog(desk)
    for _ in range(6):
        other.add(new_id())
    assert error_of(other.send(*other.entries[:5])) == (409, "access_forked", {"number": 5})
    assert error_of(other.send(other.entries[5])) == (409, "access_forked", {"number": 6})
    log.add(new_id())
    log.add(new_id())
    assert error_of(log.send(log.entries[6])) == (409, "access_gap", {"expected": 6})
    assert log.hand_over() == 7
    assert numbers(store) == [6, 7]
    assert state(store, log) == (None, None)


def test_entry_that_the_store_has_had_longer_than_those_before_it_waits_for_them(
    log: AccessLog, store: Store
) -> None:
    """A clock of the store that was wrong for a time."""
    age(store, 1, 3, 4, 5)
    assert forget(store) == [(1, 1)]
    assert numbers(store) == [2, 3, 4, 5]
    age(store, 2)
    assert forget(store) == [(4, 5)]


def test_clock_of_a_desk_neither_hastens_nor_delays(desk: Desk, store: Store) -> None:
    log = AccessLog(desk)
    log.add(new_id(), at="2099-01-01T00:00:00Z")
    log.add(new_id(), at="2001-01-01T00:00:00Z")
    log.hand_over()
    assert forget(store) == []
    age(store, 1)
    assert forget(store) == [(1, 1)]


def test_each_chain_goes_by_itself_and_in_small_steps(
    log: AccessLog, other: Desk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("central.access.retaining._ENTRIES", 2)
    beside = AccessLog(other)
    beside.add(new_id())
    beside.hand_over()
    age(store, 1, 2, 3)
    assert sorted(forget(store)) == [(1, 1), (1, 3), (2, 2)]
    assert numbers(store) == [4, 5]
    assert [state(store, one) for one in (log, beside)] == [(None, None)] * 2


OTHER = f"SELECT set_config('ankomst.forgets_access_of', '{new_id()}', true)"
SETTING = "SELECT set_config('ankomst.forgets_access_of', device_id::text, true) FROM access_log"
BEGIN = (
    "INSERT INTO access_beginning SELECT device_id, number, hash, now() FROM access_log"
    " WHERE number = {}"
)
REFUSED: list[tuple[str, ...]] = [
    ("DELETE FROM access_log WHERE number = 1",),
    (SETTING, "DELETE FROM access_log WHERE number = 1"),
    (BEGIN.format(2),),
    (OTHER, BEGIN.format(2)),
    (SETTING, BEGIN.format(4)),
    (SETTING, BEGIN.format(5)),
    (SETTING, "INSERT INTO access_beginning SELECT device_id, 2, prev, now() FROM access_log"),
    (SETTING, BEGIN.format(2), "DELETE FROM access_log WHERE number = 3"),
    (SETTING, BEGIN.format(2), "DELETE FROM access_person WHERE number = 1"),
    (SETTING, BEGIN.format(2), "UPDATE access_log SET actor = device_id WHERE number = 1"),
    (SETTING, BEGIN.format(2), "UPDATE access_person SET resident_id = device_id"),
    (SETTING, BEGIN.format(2), "TRUNCATE access_log"),
    (SETTING, BEGIN.format(2), "UPDATE access_beginning SET number = 1"),
    (SETTING, BEGIN.format(2), "UPDATE access_beginning SET number = 4"),
    (SETTING, BEGIN.format(2), "DELETE FROM access_beginning"),
    (SETTING, BEGIN.format(2), "TRUNCATE access_beginning"),
    (
        *(SETTING, BEGIN.format(2)),
        OTHER,
        "DELETE FROM access_log WHERE number = 1",
    ),
]


def test_database_lets_nothing_go_but_what_is_old_and_before_a_beginning(
    log: AccessLog, store: Store
) -> None:
    age(store, 1, 2, 3, 4, days=181)
    age(store, 4, days=179)
    with store.connection() as conn:
        for *allowed, refused in REFUSED:
            with conn.transaction(force_rollback=True):
                for statement in allowed:
                    conn.execute(statement)
                with pytest.raises(psycopg.errors.RaiseException, match="kept as they are"):
                    conn.execute(refused)
    assert numbers(store) == [1, 2, 3, 4, 5]
    assert forget(store, 180) == [(3, 3)]
    with pytest.raises(psycopg.errors.RaiseException, match="kept as they are"):
        forget(store, 170)
    assert numbers(store) == [4, 5]
    with store.connection() as conn, pytest.raises(psycopg.errors.RaiseException):
        conn.execute("DELETE FROM access_log WHERE number = 4")


TAMPERED: list[tuple[str, int, str]] = [
    ("DELETE FROM access_beginning", 1, "missing"),
    ("UPDATE access_beginning SET number = 1", 2, "missing"),
    ("UPDATE access_beginning SET hash = repeat('0', 64)", 3, "changed"),
    ("UPDATE access_beginning SET number = 3", 3, "changed"),
    ("DELETE FROM access_log WHERE number = 3", 3, "missing"),
    ("DELETE FROM access_log WHERE number = 5", 5, "cut_off"),
    ("DELETE FROM access_log", 3, "cut_off"),
    ("UPDATE access_log SET actor = device_id WHERE number = 3", 3, "changed"),
]


def test_whoever_moves_a_beginning_past_the_triggers_is_found_out(
    log: AccessLog, store: Store
) -> None:
    assert state(store, log, whole=False) == (None, None)
    age(store, 1, 2)
    forget(store)
    found = []
    with store.connection() as conn:
        for statement, _, _ in TAMPERED:
            with conn.transaction(force_rollback=True):
                conn.execute("SET LOCAL session_replication_role = replica")
                conn.execute(statement)
                chain = follow(conn, log.desk.id, whole=True)
            found.append((statement, chain.broken_number, chain.problem))
    assert found == TAMPERED
    assert state(store, log) == (None, None)


def test_break_that_was_found_is_told_until_its_entry_goes(log: AccessLog, store: Store) -> None:
    tamper(store, "UPDATE access_log SET actor = device_id WHERE number = 2")
    assert state(store, log, whole=False) == (2, "changed")
    age(store, 1)
    forget(store)
    assert state(store, log, whole=False) == (2, "changed")
    assert state(store, log) == (2, "changed")
    age(store, 2)
    forget(store)
    assert state(store, log, whole=False) == (None, None)
    assert state(store, log) == (None, None)


def test_chain_that_was_never_followed_is_followed_from_where_it_begins(
    log: AccessLog, store: Store
) -> None:
    age(store, 1, 2)
    forget(store)
    assert state(store, log, whole=False) == (None, None)


def test_nothing_goes_while_a_chain_is_followed_and_desks_go_on(
    log: AccessLog, store: Store
) -> None:
    age(store, 1, 2)
    entry = AccessEntry.model_validate(log.add(new_id()))
    with psycopg.connect(store.url) as follower, follower.transaction():
        assert follow(follower, log.desk.id, whole=True).problem is None
        with store.connection() as conn:
            conn.execute("SET lock_timeout = '50ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                list(forget_older(conn, DAYS))
            assert take_entries(conn, log.desk.id, [entry]) == 6
            assert last_of(conn, log.desk.id) == (6, entry.hash)
            conn.execute("RESET lock_timeout")
    assert forget(store) == [(2, 2)]


def test_backup_has_the_beginning_and_the_restored_store_goes_on_from_it(
    log: AccessLog, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "store.backup"
    age(store, 1, 2)
    forget(store)
    with store.connection() as conn:
        write_backup(conn, file)
    restore_backup(store.url, file, replace=True)
    assert numbers(store) == [3, 4, 5]
    assert state(store, log) == (None, None)
    assert log.hand_over() == 5
    with store.connection() as conn:
        for table in ("access_log", "access_person", "access_beginning"):
            with pytest.raises(psycopg.errors.RaiseException, match="kept as they are"):
                conn.execute(f"DELETE FROM {table}")
    age(store, 3, 4, 5)
    assert forget(store) == [(3, 5)]
    with store.connection() as conn:
        write_backup(conn, file)
    restore_backup(store.url, file, replace=True)
    log.add(new_id())
    assert log.hand_over() == 6
    assert state(store, log) == (None, None)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(site: House, capsys: pytest.CaptureFixture[str]) -> Run:
    """``python -m central access`` in this process: exit code, what it said, what it minded."""

    def command(*words: str) -> tuple[int, str, str]:
        code = main(["access", *words, "--database-url", site.store.url])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_command_removes_by_the_rule_the_setting_or_what_it_is_told_and_is_logged(
    log: AccessLog, site: House, store: Store, run: Run
) -> None:
    age(store, 1, 2, days=DAYS + 1)
    age(store, 3, days=400)
    age(store, 4, days=200)
    assert run("forget") == (*(0, f"{log.desk.id}\tFront desk\t2 entries removed\tup to 2\n", ""),)
    assert run("forget") == (0, "nothing is older than 1825 days\n", "")
    choose(site, log.desk, "access_log", 365)
    code, said, _ = run("forget", "--json")
    one = {"device_id": log.desk.id, "entries": 1, "number": 3, "name": "Front desk"}
    assert (code, json.loads(said)) == (0, [one])
    for days in ("179", "36501"):
        refused = run("forget", "--days", days)
        assert refused == (1, "", "--days must lie between 180 and 36500\n")
    assert run("forget", "--days", "180")[0] == 0
    assert run("forget", "--days", "180", "--json")[1] == "[]\n"
    with store.connection() as conn:
        own = conn.execute(
            "SELECT number, what, kind, criterion FROM access_log WHERE device_id = %s"
            " ORDER BY number",
            (STORE_DEVICE,),
        ).fetchall()
    assert own == [
        (n, "administer", "change", f"access log: {count} entries older than {days} days removed")
        for n, count, days in ((1, 2, 1825), (2, 1, 365), (3, 1, 180))
    ]
    assert log.hand_over() == 5
    code, said, _ = run("verify")
    assert (code, said.splitlines()[-1]) == (0, "the access log is whole")


def test_setting_below_the_least_removes_nothing_young(
    log: AccessLog, site: House, store: Store, run: Run
) -> None:
    choose(site, log.desk, "access_log", 0)
    age(store, 1, days=400)
    assert run("forget") == (0, "nothing is older than 1825 days\n", "")
    assert numbers(store) == [1, 2, 3, 4, 5]
