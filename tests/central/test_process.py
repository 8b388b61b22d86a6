"""The store as a process: started, stopped, killed in the middle of work."""

import contextlib
import json
import threading
import time

import httpx2
import psutil  # type: ignore[import-untyped]  # comes with the server, without types
import psycopg

from tests.central.desks import Desk, Json
from tests.stores import CentralProcess


def enrol_by_hand(process: CentralProcess, client: httpx2.Client) -> Desk:
    """A desk of a new site, made as an administrator makes one."""
    site = json.loads(process.cli("site", "add", "Sjællandsgade", "--json"))["id"]
    added = process.cli("user", "add", "Anna", "--role", "lead", "--site", site, "--json")
    code = process.cli("device", "code", "--site", site).split()[-1]
    return Desk.enrol(client, code, actor=json.loads(added)["id"], site_id=site)


def _postmaster(process: CentralProcess) -> int:
    assert process.data is not None
    return int((process.data / "postgres" / "postmaster.pid").read_text().split()[0])


def _lives(process: psutil.Process) -> bool:
    """A process that nobody has collected yet does not live."""
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)


def test_killed_in_the_middle_of_pushes_nothing_is_lost_or_doubled(
    own_process: CentralProcess,
) -> None:
    with httpx2.Client(base_url=own_process.url, timeout=30) as client:
        desk = enrol_by_hand(own_process, client)
        ops: list[Json] = [desk.op(desk.resident()) for _ in range(4000)]
        answered: list[Json] = []

        def work() -> None:
            with contextlib.suppress(httpx2.HTTPError):
                for start in range(0, len(ops), 100):
                    answered.extend(desk.push(*ops[start : start + 100]))

        worker = threading.Thread(target=work)
        worker.start()
        while len(answered) < 300:
            time.sleep(0.005)
        own_process.kill()
        worker.join()
    assert 300 <= len(answered) < len(ops)
    own_process.start()
    with httpx2.Client(base_url=own_process.url, timeout=30) as client:
        desk.client = client
        results = [
            r for start in range(0, 4000, 1000) for r in desk.push(*ops[start : start + 1000])
        ]
        assert results[: len(answered)] == answered
        assert {r["status"] for r in results} == {"applied"}
        ids = [entry["id"] for entry in desk.pull(limit=10_000)]
        assert ids == [op["changes"][0]["id"] for op in ops]


def test_power_cut_takes_nothing_that_was_answered(own_process: CentralProcess) -> None:
    """Everything dies at once, PostgreSQL too; its lock file stays behind."""
    with httpx2.Client(base_url=own_process.url, timeout=30) as client:
        desk = enrol_by_hand(own_process, client)
        result = desk.do(desk.resident())
        postgres = psutil.Process(_postmaster(own_process))
        for part in [postgres, *postgres.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                part.kill()
        own_process.kill()
    own_process.start()
    with httpx2.Client(base_url=own_process.url, timeout=30) as client:
        desk.client = client
        assert [entry["seq"] for entry in desk.pull()] == [result["seq"]]


def test_database_outlives_commands_and_ends_with_the_store(own_process: CentralProcess) -> None:
    postgres = psutil.Process(_postmaster(own_process))
    own_process.cli("site", "list")
    assert _lives(postgres)
    assert httpx2.get(own_process.url + "/healthz").status_code == 200
    assert own_process.stop() == 0
    assert not _lives(postgres)
    assert own_process.cli("user", "list").count("\n") == 1
    own_process.start()
    assert httpx2.get(own_process.url + "/healthz").status_code == 200


def test_database_ends_with_a_store_that_followed_a_killed_one(
    own_process: CentralProcess,
) -> None:
    own_process.kill()
    postgres = psutil.Process(_postmaster(own_process))
    assert _lives(postgres)
    own_process.start()
    assert _postmaster(own_process) == postgres.pid
    assert own_process.stop() == 0
    assert not _lives(postgres)


def test_lock_file_whose_number_belongs_to_someone_else_is_no_obstacle(
    own_process: CentralProcess,
) -> None:
    own_process.stop()
    assert own_process.data is not None
    lock = own_process.data / "postgres" / "postmaster.pid"
    lock.write_text(f"1\n{lock.parent}\n1700000000\n5432\n{lock.parent}\n\n  1  1\nready\n")
    own_process.start()
    assert httpx2.get(own_process.url + "/healthz").status_code == 200


def test_stopping_lets_the_waiting_go(process: CentralProcess) -> None:
    with httpx2.Client(base_url=process.url, timeout=30) as client:
        desk = enrol_by_hand(process, client)
        desk.pull()
        answers: list[httpx2.Response] = []
        waiting = threading.Thread(
            target=lambda: answers.append(desk.ask(cursor=desk.cursors[desk.scope], wait=25))
        )
        waiting.start()
        time.sleep(0.5)
        begun = time.monotonic()
        assert process.stop() == 0
        waiting.join(10)
        assert time.monotonic() - begun < 8
    assert answers[0].json()["entries"] == []


def test_store_says_when_its_database_is_gone(
    process: CentralProcess, database_url: str, postgres: str
) -> None:
    name = psycopg.conninfo.conninfo_to_dict(database_url)["dbname"]
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        answer = httpx2.get(process.url + "/healthz", timeout=60)
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "unavailable"
        conn.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    patience = time.monotonic() + 30
    while httpx2.get(process.url + "/healthz", timeout=60).status_code != 200:
        assert time.monotonic() < patience, "the store never found its database again"
