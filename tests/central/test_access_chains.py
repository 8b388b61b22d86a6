"""Whoever changes the access log in the database, past its triggers, is found out."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from central.access.chains import Chain, follow, follow_all
from central.access.taking import write_own_entry
from central.devices import STORE_DEVICE
from central.store import Store
from desktop.models.base import new_id
from desktop.models.sites import BUILT_IN_USER
from tests.central.access_chain import AccessLog
from tests.central.desks import Desk
from tests.desks import wait_until
from tests.stores import CentralProcess, run_command


@pytest.fixture
def log(desk: Desk) -> AccessLog:
    """Five entries at the store."""
    made = AccessLog(desk)
    for number in range(5):
        at = f"2026-11-2{number}T11:30:00Z"
        made.add(new_id(), new_id(), criterion=f"list {number}", reason=f"call {number}", at=at)
    assert made.hand_over() == 5
    return made


def tamper(store: Store, *statements: str) -> None:
    """What somebody does who owns the database."""
    with store.connection() as conn, conn.transaction():
        conn.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            conn.execute(statement)


def state(store: Store, log: AccessLog, *, whole: bool = True) -> tuple[int | None, str | None]:
    with store.connection() as conn:
        found = follow(conn, log.desk.id, whole=whole)
    return found.broken_number, found.problem


def test_log_as_it_was_written_is_whole(log: AccessLog, store: Store) -> None:
    with store.connection() as conn:
        found = follow(conn, log.desk.id, whole=True)
        assert (found.entries, found.broken_number, found.problem) == (5, None, None)
        assert found.first_at == found.unbroken_since
        assert found.whole_at is not None
        conn.execute("UPDATE access_log SET criterion = NULL, reason = NULL, salt = NULL")
        assert follow(conn, log.desk.id, whole=True).problem is None


TAMPERED: list[tuple[str, int, str]] = [
    ("UPDATE access_log SET reason = 'x' WHERE number = 3", 3, "changed"),
    ("UPDATE access_log SET criterion = 'x' WHERE number = 3", 3, "changed"),
    ("UPDATE access_log SET criterion = NULL WHERE number = 3", 3, "changed"),
    ("UPDATE access_log SET criterion = NULL, reason = NULL WHERE number = 2", 2, "changed"),
    ("UPDATE access_log SET criterion = reason, reason = criterion WHERE number = 4", 4, "changed"),
    ("UPDATE access_log SET salt = NULL WHERE number = 4", 4, "changed"),
    ("UPDATE access_log SET typed_digest = NULL WHERE number = 2", 2, "changed"),
    ("UPDATE access_log SET at = at + interval '1 hour' WHERE number = 1", 1, "changed"),
    ("UPDATE access_log SET prev = hash WHERE number = 5", 5, "changed"),
    ("DELETE FROM access_person WHERE number = 2 AND place = 1", 2, "changed"),
    ("UPDATE access_person SET place = 9 - place WHERE number = 2", 2, "changed"),
    ("UPDATE access_person SET resident_id = device_id WHERE number = 4", 4, "changed"),
    ("DELETE FROM access_log WHERE number = 3", 3, "missing"),
    ("DELETE FROM access_log WHERE number <= 2", 1, "missing"),
]


def test_every_change_is_found_and_named(log: AccessLog, store: Store) -> None:
    found = []
    with store.connection() as conn:
        for statement, _, _ in TAMPERED:
            with conn.transaction(force_rollback=True):
                conn.execute("SET LOCAL session_replication_role = replica")
                conn.execute(statement)
                chain = follow(conn, log.desk.id, whole=True)
            found.append((statement, chain.broken_number, chain.problem))
            since = chain.unbroken_since
            assert since is None or since.day > 20 + (chain.broken_number or 0) - 1
        assert follow(conn, log.desk.id, whole=True).problem is None
    assert found == TAMPERED


def test_end_that_was_cut_off_is_found_once_the_chain_was_followed(
    log: AccessLog, store: Store
) -> None:
    assert state(store, log, whole=False) == (None, None)
    tamper(store, "DELETE FROM access_log WHERE number >= 4")
    assert state(store, log, whole=False) == (4, "cut_off")
    assert state(store, log) == (4, "cut_off")
    tamper(store, "DELETE FROM access_log")
    assert state(store, log) == (1, "cut_off")


def test_what_came_since_is_followed_on(log: AccessLog, store: Store) -> None:
    assert state(store, log, whole=False) == (None, None)
    log.add(new_id())
    log.hand_over()
    tamper(store, "UPDATE access_log SET reason = 'x' WHERE number = 6")
    assert state(store, log, whole=False) == (6, "changed")
    assert state(store, log, whole=False) == (6, "changed")


def test_store_logs_its_own_readers_in_a_chain_of_its_own(log: AccessLog, store: Store) -> None:
    with store.connection() as conn:
        for criterion in ("kind=read", None):
            write_own_entry(
                conn,
                actor=BUILT_IN_USER,
                what="see_access_log",
                kind="search",
                residents=[new_id()],
                criterion=criterion,
            )
        chains: dict[str, Chain] = {c.device_id: c for c in follow_all(conn, whole=True)}
    assert (chains[STORE_DEVICE].entries, chains[STORE_DEVICE].problem) == (2, None)
    assert (chains[log.desk.id].entries, chains[log.desk.id].name) == (5, "Front desk")


def test_store_that_serves_follows_all_chains_once_a_day_and_what_is_too_old_goes(
    log: AccessLog, store: Store, database_url: str, tmp_path: Path
) -> None:
    tamper(
        store,
        "UPDATE access_log SET reason = 'x' WHERE number = 3",
        "UPDATE access_log SET received_at = now() - interval '1826 days' WHERE number <= 2",
    )
    with store.connection() as conn:
        conn.execute("UPDATE store_state SET compacted_at = now() - interval '25 hours'")
    process = CentralProcess(database_url=database_url, log=tmp_path / "log")
    process.start()
    try:
        said = f"the access log of device {log.desk.id} is not whole: changed at 3"
        wait_until(lambda: said in (tmp_path / "log").read_text(), "the break is told")
        said = f"2 entries of the access log of device {log.desk.id} were older than 1825 days"
        wait_until(lambda: said in (tmp_path / "log").read_text(), "what went is told")
    finally:
        process.stop()
    with store.connection() as conn:
        rows = conn.execute("SELECT number FROM access_log ORDER BY number").fetchall()
    assert [number for (number,) in rows] == [3, 4, 5]


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(database_url: str) -> Run:
    """``python -m central access …`` on this test's database."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_command("access", *arguments, "--database-url", database_url)

    return run


def test_verify_tells_each_chain_and_fails_where_one_is_broken(
    log: AccessLog, store: Store, run: Run
) -> None:
    done = run("verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{log.desk.id}\tFront desk\t5 entries\tunbroken since 2026-11-20T11:30:00Z",
        "the access log is whole",
    ]
    tamper(store, "DELETE FROM access_log WHERE number = 5")
    broken = run("verify", "--json")
    assert (broken.returncode, broken.stderr) == (1, "the access log is not whole at 1 devices\n")
    (chain,) = json.loads(broken.stdout)
    assert (chain["broken_number"], chain["problem"]) == (5, "cut_off")
    assert run("verify").stdout.endswith("\t4 entries\tcut off at 5\n")


def test_list_and_extract_are_made_for_an_administrator_and_logged(
    desk: Desk, store: Store, run: Run
) -> None:
    oksana, other = desk.resident(number="003-00001-7"), desk.resident(number="003-00002-5")
    desk.do(oksana, other)
    log = AccessLog(desk)
    log.add(oksana["id"], other["id"], what="search_people", kind="search", criterion="Оксана")
    log.add(oksana["id"], at="2026-11-20T22:59:59Z")
    log.add(oksana["id"], at="2026-11-20T23:00:00Z")
    log.add(other["id"], at="2026-11-21T09:00:00Z")
    assert log.hand_over() == 4
    of_oksana = json.loads(run("list", "--resident", "003-00001-7", "--json").stdout)
    assert [entry["number"] for entry in of_oksana] == [3, 2, 1]
    assert [one["number"] for one in of_oksana[2]["residents"]] == ["003-00001-7", "003-00002-5"]
    assert (of_oksana[2]["count"], of_oksana[2]["criterion"]) == (2, "Оксана")
    day = run("list", "--since", "2026-11-21", "--until", "2026-11-21", "--device", desk.id)
    assert [line.split("\t")[2:7] for line in day.stdout.splitlines()] == [
        ["4", "Anna", "read", "open_file", "003-00002-5"],
        ["3", "Anna", "read", "open_file", "003-00001-7"],
    ]
    told = json.loads(run("extract", "003-00001-7", "--json").stdout)
    assert told["resident"]["name"] == "Oksana Kovalenko"
    *days, listed = [(d["day"], d["what"], d["times"]) for d in told["days"]]
    assert days == [
        ("2026-11-20", "open_file", 1),
        ("2026-11-20", "search_people", 1),
        ("2026-11-21", "open_file", 1),
    ]
    assert listed[1:] == ("see_access_log", 1)
    assert run("extract", oksana["id"]).stdout.splitlines()[0].startswith("2026-11-20\topen_file")
    for wrong, said in (
        (("list", "--resident", "9"), 'there is no resident "9"'),
        (("extract", "9"), 'there is no resident "9"'),
        (("list", "--user", "Nobody"), 'there is no user "Nobody"'),
        (("list", "--since", "2026-02-30"), "--since is a day, as 2026-03-02"),
        (("list", "--limit", "0"), "--limit must lie between 1 and 100000"),
    ):
        done = run(*wrong)
        assert (done.returncode, done.stderr) == (1, said + "\n")
    assert own_entries(store) == [
        ("see_access_log", "search", 1),
        ("see_access_log", "search", 0),
        ("extract_access", "export", 1),
        ("extract_access", "export", 1),
    ]
    assert run("verify").returncode == 0


def own_entries(store: Store) -> list[tuple[Any, ...]]:
    with store.connection() as conn:
        return conn.execute(
            "SELECT what, kind, (SELECT count(*) FROM access_person AS p WHERE"
            " p.device_id = l.device_id AND p.number = l.number) FROM access_log AS l"
            " WHERE device_id = %s ORDER BY number",
            (STORE_DEVICE,),
        ).fetchall()


def test_log_is_in_the_backup_and_goes_on_after_a_restore(
    log: AccessLog, store: Store, database_url: str, tmp_path: Path
) -> None:
    file = str(tmp_path / "store.backup")
    where = ["--database-url", database_url]
    run_command("backup", file, *where).check_returncode()
    lost = log.add(new_id())
    assert log.hand_over() == 6
    run_command("restore", file, "--replace", *where).check_returncode()
    assert state(store, log) == (None, None)
    later = log.add(new_id())
    assert log.send(later).json()["error"]["params"] == {"expected": 6}
    assert log.send(lost, later).json() == {"received": 7}
    assert state(store, log) == (None, None)
    with store.connection() as conn, pytest.raises(psycopg.errors.RaiseException):
        conn.execute("DELETE FROM access_log")
