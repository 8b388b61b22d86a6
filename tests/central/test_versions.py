"""Clients of several versions at one store; later versions are made of this one's source."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from desktop.models import SCHEMA_VERSION
from desktop.sync.protocol import tables
from tests.central.desks import Desk, Json, enrol_at, error_of
from tests.later import later_version
from tests.stores import CentralProcess

NEWER = SCHEMA_VERSION + 2


@pytest.fixture
def later(database_url: str, tmp_path: Path) -> Iterator[CentralProcess]:
    """A store two schema versions later, started on this test's database."""
    made = CentralProcess(database_url=database_url, root=later_version(tmp_path, 2))
    yield made.start()
    made.stop()


@pytest.fixture
def old(later: CentralProcess) -> Iterator[Desk]:
    """A desk of this version at that store."""
    with httpx2.Client(base_url=later.url, timeout=30) as client:
        yield enrol_at(later, client)


def send_newer(desk: Desk, *changes: Json, action: str = "register_resident") -> Json:
    """An op of a client of the store's own version; its result."""
    answer = desk.send(desk.op(*changes, action=action), schema=NEWER)
    assert answer.status_code == 200, answer.text
    result: Json = answer.json()["results"][0]
    return result


def test_older_insert_gets_the_default_of_a_field_it_does_not_know(old: Desk) -> None:
    change = old.resident()
    assert old.do(change)["status"] == "applied"
    assert old.rows()["resident", change["id"]]["nickname"] == "plain"


def test_older_update_leaves_alone_what_it_does_not_know(old: Desk, later: CentralProcess) -> None:
    change = old.resident(nickname="Oksanka")
    assert send_newer(old, change)["status"] == "applied"
    assert old.do(old.update("resident", change["id"], 1, phone="1"))["status"] == "applied"
    assert send_newer(old, old.update("resident", change["id"], 2, nickname=None))["seq"] == 3
    assert send_newer(old, old.update("resident", change["id"], 3, nickname="Ksenia"))["seq"] == 4
    assert old.do(old.update("resident", change["id"], 1, phone="2"))["status"] == "applied"
    row = old.rows()["resident", change["id"]]
    assert (row["nickname"], row["phone"]) == ("Ksenia", "2")
    assert later.cli("check").endswith("log and tables agree\n")


def test_schema_tells_the_default_of_every_new_field(old: Desk) -> None:
    told = old.client.get("/v1/schema", headers=old.headers).json()
    assert told["schema"] == NEWER
    new = {
        name: field
        for name, field in told["tables"]["resident"]["fields"].items()
        if name not in tables()["resident"].fields
    }
    assert {name: field["default"] for name, field in new.items()} == {"nickname": "plain"}
    assert all(field["nullable"] for field in new.values())


def test_newer_client_is_told_that_the_store_is_older(old: Desk) -> None:
    answer = old.send(old.op(old.resident()), schema=NEWER + 1)
    assert error_of(answer) == (409, "schema_unknown", {"schema": NEWER})


def test_client_three_versions_back_is_told_so_and_nothing_is_taken(
    database_url: str, tmp_path: Path
) -> None:
    store = CentralProcess(database_url=database_url, root=later_version(tmp_path, 3)).start()
    try:
        with httpx2.Client(base_url=store.url, timeout=30) as client:
            desk = enrol_at(store, client)
            op = desk.op(desk.resident())
            assert error_of(desk.send(op)) == (
                409,
                "schema_too_old",
                {"minimum": SCHEMA_VERSION + 1, "schema": SCHEMA_VERSION + 3},
            )
            assert desk.pull() == []
            assert desk.send(op, schema=SCHEMA_VERSION + 1).status_code == 200
    finally:
        store.stop()


def test_store_that_is_renewed_keeps_all_it_held(
    process: CentralProcess, database_url: str, tmp_path: Path
) -> None:
    with httpx2.Client(base_url=process.url, timeout=30) as client:
        desk = enrol_at(process, client)
        change = desk.resident()
        desk.do(change)
        process.cli("compact", "--days", "0")
        before = desk.rows()
        process.stop()
        process.root = later_version(tmp_path, 1)
        process.start(int(client.base_url.port or 0))
        assert desk.rows() == before
        assert process.cli("check").endswith("log and tables agree\n")
        assert desk.do(desk.update("resident", change["id"], 1, phone="1"))["status"] == "applied"
        assert process.cli("check").endswith("log and tables agree\n")
        assert process.stop() == 0
    with pytest.raises(subprocess.CalledProcessError):
        CentralProcess(database_url=database_url).cli("check")
