"""Backup and restore, as an administrator uses them beside a running store."""

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import psycopg
import pytest
from psycopg import sql

from central.enrolment import make_code
from central.people import add_site, add_user
from central.store import Store
from desktop.models.base import new_id
from tests.central.desks import Desk, error_of
from tests.central.test_digest import ask, assert_agrees
from tests.stores import CentralProcess, address_of, run_command


def busy_desk(store: Store, client: httpx2.Client) -> Desk:
    """A desk with residents, a conflict, a deleted row and text that COPY must escape."""
    with store.connection() as conn:
        site_id = add_site(conn, "Sjællandsgade", "centre", True)
        lead = add_user(conn, "Anna", "lead", [site_id], None)
        codes = [make_code(conn, [f"site:{site_id}"], 5) for _ in range(3)]  # one is left
    made, late = (Desk.enrol(client, code, actor=lead, site_id=site_id) for code in codes[:2])
    row, gone = made.resident(), made.insert("household")
    made.do(row, gone)
    made.do(made.update("resident", row["id"], 1, phone="a\tb\\N\nc", languages=["uk", "\\."]))
    made.do(made.delete("household", gone["id"], 1))
    assert late.do(late.update("resident", row["id"], 1, phone="2"))["status"] == "conflict"
    return made


def run(where: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_command(*arguments, "--database-url", where)


@pytest.fixture
def client(process: CentralProcess) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=process.url, timeout=30) as made:
        yield made


@pytest.fixture
def desk(process: CentralProcess, store: Store, client: httpx2.Client) -> Desk:
    return busy_desk(store, client)


@pytest.fixture
def empty(postgres: str) -> Iterator[str]:
    """The address of a database without any table."""
    name = f"test_{new_id().replace('-', '')}"
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield address_of(postgres, name)
        conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def content(url: str) -> dict[str, list[str]]:
    """Every row of every table but the epoch, where its seqs begin, and codes, as text."""
    with psycopg.connect(url) as conn:
        names = conn.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchall()
        return {
            name: [
                row[0]
                for row in conn.execute(
                    sql.SQL("SELECT row_to_json(t)::text FROM {} AS t ORDER BY 1").format(
                        sql.Identifier(name)
                    )
                )
            ]
            for (name,) in names
            if name not in ("store_state", "scope_counter", "enrol_code")
        }


def test_restored_store_is_the_one_that_was_saved_but_for_its_epoch(
    process: CentralProcess, desk: Desk, database_url: str, empty: str, tmp_path: Path
) -> None:
    file = tmp_path / "store.backup"
    file.write_text("an older one")
    told = json.loads(process.cli("backup", str(file), "--json"))
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert (told["epoch"], told["counts"]["resident"]) == (desk.epoch, 1)
    done = run(empty, "restore", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert content(empty) == content(database_url)
    assert json.loads(done.stdout)["epoch"] != desk.epoch
    with psycopg.connect(empty) as conn:
        codes = conn.execute("SELECT count(*) FROM enrol_code WHERE used_at IS NULL").fetchone()
        assert codes == (0,)
    assert run(empty, "check").returncode == 0


def test_store_that_serves_goes_on_with_what_was_restored(
    process: CentralProcess, desk: Desk, tmp_path: Path
) -> None:
    file = str(tmp_path / "store.backup")
    before = desk.rows()
    digests = ask(desk)["tables"]
    process.cli("backup", file)
    kept = desk.op(desk.resident())
    lost = desk.push(kept)
    cursor = desk.cursors[desk.scope]
    assert process.cli("restore", file, "--replace").startswith(file)
    status, code, params = error_of(desk.ask(cursor=cursor))
    assert (status, code) == (409, "epoch_changed")
    assert error_of(desk.send(kept)) == (409, "epoch_changed", params)
    assert params["epoch"] != desk.epoch
    desk.epoch = params["epoch"]
    assert desk.rows() == before
    assert ask(desk)["tables"] == digests
    assert desk.push(kept)[0]["status"] == lost[0]["status"] == "applied"
    assert_agrees(desk, desk.scope)
    assert process.cli("check").splitlines()[-1] == "log and tables agree"


def test_store_that_holds_something_is_kept_in_a_file_before_it_is_replaced(
    process: CentralProcess, desk: Desk, database_url: str, empty: str, tmp_path: Path
) -> None:
    file = tmp_path / "store.backup"
    process.cli("backup", str(file))
    desk.do(desk.resident())
    before = content(database_url)
    told = json.loads(process.cli("restore", str(file), "--json"))
    assert error_of(desk.send(desk.op(desk.resident())))[1] == "epoch_changed"
    (kept,) = tmp_path.glob("store.backup.before-*")
    assert told["kept"] == str(kept)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert len(run(empty, "restore", str(kept)).stdout.splitlines()) == 1  # nothing to keep
    assert content(empty)["resident"] == before["resident"]
    assert content(empty)["log"] == before["log"]


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def _empty(data: bytes) -> bytes:
    return data[:0]


def _other(data: bytes) -> bytes:
    return b"hello\n" + data


@pytest.mark.parametrize("harm", [_cut, _flip, _empty, _other])
def test_damaged_file_changes_nothing(
    process: CentralProcess,
    desk: Desk,
    database_url: str,
    tmp_path: Path,
    harm: Callable[[bytes], bytes],
) -> None:
    file = tmp_path / "store.backup"
    process.cli("backup", str(file))
    file.write_bytes(harm(file.read_bytes()))
    before = content(database_url)
    for options in ((), ("--replace",)):
        done = run(database_url, "restore", str(file), *options)
        assert done.returncode == 1
        assert "the file is" in done.stderr
    assert list(tmp_path.iterdir()) == [file]
    assert content(database_url) == before
    assert desk.do(desk.resident())["status"] == "applied"


def test_backup_is_of_one_moment_while_desks_write(
    process: CentralProcess, desk: Desk, empty: str, tmp_path: Path
) -> None:
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            desk.push(*(desk.op(desk.resident(), desk.insert("household")) for _ in range(20)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            file = str(tmp_path / f"{number}.backup")
            process.cli("backup", file)
            assert run(empty, "restore", file, "--replace").returncode == 0
            checked = run(empty, "check")
            assert checked.returncode == 0, checked.stdout
            assert process.cli("check").endswith("log and tables agree\n")
    finally:
        done.set()
        writer.join()


def test_restored_store_has_the_horizon_of_the_one_that_was_saved(
    process: CentralProcess, desk: Desk, database_url: str, empty: str, tmp_path: Path
) -> None:
    process.cli("compact", "--days", "0")
    desk.do(desk.resident())
    file = str(tmp_path / "store.backup")
    process.cli("backup", file)
    assert run(empty, "restore", file).returncode == 0
    assert content(empty) == content(database_url)
    checked = run(empty, "check")
    assert checked.returncode == 0, checked.stdout


def test_what_cannot_be_done_is_said_plainly(empty: str, tmp_path: Path) -> None:
    missing = run(empty, "restore", str(tmp_path / "none"))
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "No such file" in missing.stderr
    nowhere = run(empty, "backup", str(tmp_path / "none" / "x"))
    assert nowhere.returncode == 1
    assert "No such file" in nowhere.stderr
