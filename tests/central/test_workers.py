"""Several workers on one socket: any of them may answer, and none is missed when it dies.

Which worker answers is chosen by stopping the others (SIGSTOP).
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psutil  # type: ignore[import-untyped]  # comes with the server, without types
import psycopg
import pytest

from tests.central.desks import Desk, enrol_at, error_of
from tests.stores import CentralProcess, central_process, reachable_folder


@pytest.fixture
def pair(database_url: str, tmp_path: Path) -> Iterator[CentralProcess]:
    """A store of two workers."""
    made = CentralProcess(
        database_url=database_url, options=["--workers", "2"], log=tmp_path / "log"
    )
    yield made.start()
    made.stop()


def workers(process: CentralProcess) -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process(process.pid).children()
        if child.status() != psutil.STATUS_ZOMBIE and "spawn_main" in " ".join(child.cmdline())
    ]


def until(true: Callable[[], bool]) -> None:
    """Waits for what must come."""
    patience = time.monotonic() + 60
    while not true():
        assert time.monotonic() < patience
        time.sleep(0.05)


@contextmanager
def only(process: CentralProcess, index: int) -> Iterator[httpx2.Client]:
    """A client whose new connections this worker answers."""
    others = [w for place, w in enumerate(workers(process)) if place != index]
    for other in others:
        other.suspend()
    try:
        with httpx2.Client(base_url=process.url, timeout=60) as client:
            assert client.get("/healthz").status_code == 200
            yield client
    finally:
        for other in others:
            other.resume()


def test_both_answer_and_a_pull_at_one_wakes_by_a_push_at_the_other(pair: CentralProcess) -> None:
    assert len(workers(pair)) == 2
    with only(pair, 0) as client:
        desk = enrol_at(pair, client)
        desk.pull()
        cursor = desk.cursors[desk.scope]
    for waits_at, pushes_at in ((0, 1), (1, 0)):
        answers: list[httpx2.Response] = []
        with only(pair, waits_at) as client:
            waiting = threading.Thread(target=_ask, args=(client, desk, cursor, answers))
            waiting.start()
            client.get("/healthz")
        with only(pair, pushes_at) as other:
            desk.client = other
            row = desk.resident()
            assert desk.do(row)["status"] == "applied"
        waiting.join(60)
        (answer,) = answers
        assert [entry["id"] for entry in answer.json()["entries"]] == [row["id"]]
        cursor = answer.json()["cursor"]


def _ask(client: httpx2.Client, desk: Desk, cursor: str, answers: list[httpx2.Response]) -> None:
    with httpx2.Client(base_url=client.base_url, timeout=60) as own:
        params = {"scope": desk.scope, "cursor": cursor, "wait": 25}
        answers.append(own.get("/v1/pull", params=params, headers=desk.headers))


def test_listeners_that_lost_the_database_hear_again(
    pair: CentralProcess, database_url: str
) -> None:
    with httpx2.Client(base_url=pair.url, timeout=60) as client:
        desk = enrol_at(pair, client)
        desk.pull()
        answers: list[httpx2.Response] = []
        cursor = desk.cursors[desk.scope]
        waiting = [
            threading.Thread(target=_ask, args=(client, desk, cursor, answers)) for _ in range(6)
        ]
        for one in waiting:
            one.start()
        with psycopg.connect(database_url, autocommit=True) as conn:
            gone = conn.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            ).fetchall()
            assert len(gone) == 2
        desk.do(desk.resident())
        for one in waiting:
            one.join(60)
    assert [len(answer.json()["entries"]) for answer in answers] == [1] * 6


def test_download_is_taken_up_at_another_worker(pair: CentralProcess) -> None:
    with only(pair, 0) as client:
        desk = enrol_at(pair, client)
        desk.push(*(desk.op(desk.resident(phone=str(n))) for n in range(1000)))
        asked = {"params": {"scope": desk.scope}}
        plain = {**desk.headers, "Accept-Encoding": "identity"}
        whole = client.get("/v1/snapshot", headers=plain, **asked)  # type: ignore[arg-type]
        assert len(whole.content) > 300_000
        desk.do(desk.resident())
    with only(pair, 1) as client:
        for start in (1, 15, 16, 65_537, 299_999):
            again = {**plain, "Range": f"bytes={start}-", "If-Range": whole.headers["etag"]}
            rest = client.get("/v1/snapshot", headers=again, **asked)  # type: ignore[arg-type]
            assert rest.status_code == 206
            assert rest.content == whole.content[start:]


def test_wrong_codes_count_at_all_workers_and_through_a_restart(
    pair: CentralProcess, database_url: str
) -> None:
    body = {"code": "AAAA-AAAA-AAAA", "device_name": "Desk"}
    for index in (0, 1, 0, 1, 0):
        with only(pair, index) as client:
            assert error_of(client.post("/v1/enrol", json=body))[:2] == (403, "code_invalid")
    with only(pair, 1) as client:
        answer = client.post("/v1/enrol", json=body)
        assert error_of(answer)[:2] == (429, "too_many_attempts")
    with psycopg.connect(database_url) as conn:  # as after many more: the pause is long
        conn.execute("UPDATE enrol_attempt SET failures = 50")
    pair.stop()
    pair.start()
    answer = httpx2.post(f"{pair.url}/v1/enrol", json=body)
    assert error_of(answer)[:2] == (429, "too_many_attempts")
    assert int(answer.headers["Retry-After"]) >= 1


def test_worker_that_dies_is_replaced(pair: CentralProcess) -> None:
    before = {worker.pid for worker in workers(pair)}
    killed = workers(pair)[0]
    killed.kill()
    until(lambda: killed.pid not in {w.pid for w in workers(pair)} and len(workers(pair)) == 2)
    fresh = [place for place, worker in enumerate(workers(pair)) if worker.pid not in before]
    with only(pair, fresh[0]) as client:
        assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_all_end_in_good_order(
    pair: CentralProcess, how: signal.Signals, tmp_path: Path, free_port: int
) -> None:
    pair.stop()
    pair.options = [*pair.options, "--metrics-port", str(free_port)]
    pair.start()
    counts = f"http://127.0.0.1:{free_port}/metrics"
    those = workers(pair)
    with httpx2.Client(base_url=pair.url, timeout=60) as client:
        desk = enrol_at(pair, client)
        desk.pull()
        answers: list[httpx2.Response] = []
        waiting = threading.Thread(
            target=_ask, args=(client, desk, desk.cursors[desk.scope], answers)
        )
        waiting.start()
        until(lambda: b"ankomst_waiting_pulls 1.0" in httpx2.get(counts).content)
    assert pair.end(how) == 0
    waiting.join(60)
    assert answers[0].json()["entries"] == []
    assert not any(worker.is_running() for worker in those)
    assert "critical" not in (tmp_path / "log").read_text()


def test_workers_end_with_the_one_that_was_killed(pair: CentralProcess) -> None:
    those = workers(pair)
    pair.kill()
    psutil.wait_procs(those, timeout=60)
    assert not any(worker.is_running() for worker in those)


def _works(process: psutil.Process) -> bool:
    """Whether it is more than an entry that its parent has not taken notice of."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_own_database_is_started_once_and_ends_with_all() -> None:
    with reachable_folder() as folder:
        store = CentralProcess(data=folder, options=["--workers", "3"])
        try:
            store.start()
            assert len(workers(store)) == 3
            with httpx2.Client(base_url=store.url, timeout=60) as client:
                desk = enrol_at(store, client)
                assert desk.do(desk.resident())["status"] == "applied"
            number = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
            postgres = psutil.Process(number)
            assert store.stop() == 0
            until(lambda: not _works(postgres))
        finally:
            store.stop()


def test_files_that_are_shared_are_private_and_gone_at_the_end(
    pair: CentralProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pair.stop()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    pair.start()
    with httpx2.Client(base_url=pair.url, timeout=60) as client:
        desk = enrol_at(pair, client)
        desk.do(desk.resident(surname="Hemmelig"))
        params = {"scope": desk.scope}
        plain = {**desk.headers, "Accept-Encoding": "identity"}
        assert b"Hemmelig" in client.get("/v1/snapshot", params=params, headers=plain).content
    (folder,) = tmp_path.glob("ankomst-files-*")
    assert folder.stat().st_mode & 0o777 == 0o700
    kept = list(folder.glob("*.kept"))
    assert kept
    assert not any(b"Hemmelig" in file.read_bytes() for file in kept)
    pair.kill()
    assert folder.exists()
    pair.start()
    assert not folder.exists()
    pair.stop()
    assert not list(tmp_path.glob("ankomst-files-*"))


def test_one_store_by_itself_needs_no_worker() -> None:
    with central_process() as store:
        assert workers(store) == []
