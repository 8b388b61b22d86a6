"""Pulls: pages, cursors, and waiting."""

import base64
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from central.devices import revoke
from central.people import add_site
from desktop.models.base import new_id
from tests.central.conftest import House
from tests.central.desks import Desk, error_of

NOWHERE = "01a1fde8-0000-7000-8000-000000000000"


def test_page_never_splits_an_op(desk: Desk) -> None:
    for size in (3, 1, 4, 2):
        desk.do(*(desk.resident() for _ in range(size)))
    pages = []
    cursor = None
    while True:
        params: dict[str, Any] = {"limit": 4} | ({"cursor": cursor} if cursor else {})
        page = desk.ask(**params).json()
        pages.append([entry["seq"] for entry in page["entries"]])
        cursor = page["cursor"]
        if not page["more"]:
            break
    assert pages == [[1, 1, 1, 2], [3, 3, 3, 3], [4, 4]]
    single = desk.ask(limit=1).json()
    assert len(single["entries"]) == 3
    assert single["more"] is True
    last = desk.ask(cursor=cursor, limit=1).json()
    assert (last["entries"], last["more"], last["cursor"]) == ([], False, cursor)


def test_many_small_ops_come_in_order(desk: Desk) -> None:
    for _ in range(5):
        desk.push(*(desk.op(desk.resident()) for _ in range(500)))
    whole = desk.ask(limit=10_000).json()["entries"]
    assert [entry["seq"] for entry in whole] == list(range(1, 2501))
    assert desk.pull(limit=777) == whole


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"cursor": "garbage"}, (400, "invalid")),
        ({"cursor": ""}, (400, "invalid")),
        ({"cursor": "é" * 30}, (400, "invalid")),
        ({"limit": 0}, (422, "invalid")),
        ({"limit": 10_001}, (422, "invalid")),
        ({"limit": "1e3"}, (422, "invalid")),
        ({"limit": "9" * 40}, (422, "invalid")),
        ({"wait": 26}, (422, "invalid")),
        ({"wait": "-1"}, (422, "invalid")),
        ({"unknown": 1}, (422, "invalid")),
    ],
)
def test_made_up_parameters_are_refused(
    desk: Desk, params: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert error_of(desk.ask(**params))[:2] == expected


def test_cursor_belongs_to_its_scope_and_epoch(desk: Desk) -> None:
    desk.do(desk.resident())
    cursor = desk.ask().json()["cursor"]
    assert error_of(desk.ask("org", cursor=cursor))[:2] == (400, "invalid")

    def forged(epoch: str, seq: int) -> str:
        text = f"{epoch} {desk.scope} {seq}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    assert forged(desk.epoch, 1) == cursor
    assert error_of(desk.ask(cursor=forged(desk.epoch, 2)))[:2] == (400, "invalid")
    assert error_of(desk.ask(cursor=forged(desk.epoch, 10**30)))[:2] == (400, "invalid")
    assert error_of(desk.ask(cursor=forged(new_id(), 1))) == (
        409,
        "epoch_changed",
        {"epoch": desk.epoch},
    )


@pytest.mark.parametrize("scope", ["site:nowhere", "org2", f"site:{NOWHERE}"])
def test_scope_that_is_not_held(desk: Desk, scope: str) -> None:
    assert error_of(desk.ask(scope))[:2] == (403, "scope_revoked")


def test_scope_is_needed(desk: Desk) -> None:
    answer = desk.client.get("/v1/pull", headers=desk.headers)
    assert error_of(answer)[:2] == (422, "invalid")


def test_wait_ends_empty(desk: Desk) -> None:
    desk.pull()
    begun = time.monotonic()
    assert desk.pull(wait=1) == []
    assert 0.9 < time.monotonic() - begun < 5


def test_wait_wakes_under_a_push(desk: Desk, other: Desk) -> None:
    desk.pull()
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(desk.pull, wait=25)
        time.sleep(0.3)
        begun = time.monotonic()
        other.do(other.resident())
        (entry,) = waiting.result(timeout=20)
        assert entry["device_id"] == other.id
        assert time.monotonic() - begun < 3


def test_wait_wakes_when_another_process_writes(desk: Desk, site: House) -> None:
    """The command line writes through a store of its own: only the database can tell."""
    desk.pull("org")
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(desk.pull, "org", wait=25)
        time.sleep(0.3)
        with site.store.listening() as conn:
            add_site(conn, "Amager", "hotel", False)
        (entry,) = waiting.result(timeout=20)
        assert entry["fields"]["name"] == "Amager"


def test_waiting_device_hears_at_once_that_it_is_revoked(desk: Desk, site: House) -> None:
    desk.pull()
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(desk.ask, cursor=desk.cursors[desk.scope], wait=25)
        time.sleep(0.3)
        with site.store.connection() as conn:
            assert revoke(conn, desk.id)
        assert error_of(waiting.result(timeout=20))[:2] == (403, "device_revoked")


def test_no_cursor_passes_an_entry_unseen(site: House) -> None:
    """Several desks push at once while others read on: everybody sees everything, in order."""
    writers = [site.enrol() for _ in range(4)]
    readers = [site.enrol() for _ in range(2)]
    done = threading.Event()

    def write(desk: Desk) -> int:
        count = 0
        for _ in range(15):
            count += len(desk.push(*(desk.op(desk.resident()) for _ in range(5))))
        return count

    def read(desk: Desk) -> list[tuple[int, str]]:
        seen: list[tuple[int, str]] = []
        while True:
            last_round = done.is_set()
            seen += [(entry["seq"], entry["id"]) for entry in desk.pull(limit=7)]
            if last_round:
                return seen

    with ThreadPoolExecutor(8) as threads:
        reading = [threads.submit(read, desk) for desk in readers]
        written = sum(threads.map(write, writers))
        done.set()
        for seen in (future.result() for future in reading):
            assert len(seen) == len(set(seen)) == written
            assert seen == sorted(seen)
