"""A desk of this version at later stores: it works on, and harms nothing it does not know."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from desktop.models import SCHEMA_VERSION
from desktop.models.base import new_id
from desktop.sync import outbox
from tests.central.desks import Desk
from tests.desks import DeskAtWork, Housing, desk_at_work, make_housing, wait_until
from tests.later import later_version
from tests.stores import CentralProcess, reachable_folder
from tests.sync.test_engine import add_resident, has, phone, set_phone, statuses


@pytest.fixture
def later(tmp_path: Path) -> Iterator[CentralProcess]:
    """A store two schema versions later."""
    with reachable_folder() as folder:
        store = CentralProcess(data=folder, root=later_version(tmp_path, 2))
        try:
            yield store.start()
        finally:
            store.stop()


def newer_client(client: httpx2.Client, housing: Housing, actor: str) -> Desk:
    code = housing.central.cli("device", "code", "--site", housing.site).split()[-1]
    found = housing.central.cli("site", "list").splitlines()
    site_id = next(line.split("\t")[0] for line in found if housing.site in line)
    return Desk.enrol(client, code, actor=actor, site_id=site_id)


def send(desk: Desk, *changes: object, action: str = "register_resident") -> None:
    made = desk.op(*changes, action=action)  # type: ignore[arg-type]
    answer = desk.send(made, schema=SCHEMA_VERSION + 1)
    assert answer.json()["results"][0]["status"] == "applied", answer.text


def nickname(desk: Desk, resident_id: str) -> str:
    found: str = desk.rows()["resident", resident_id]["nickname"]
    return found


def test_older_desk_passes_by_what_it_does_not_know(tmp_path: Path, later: CentralProcess) -> None:
    housing = make_housing(later)
    with (
        desk_at_work(tmp_path, housing) as desk,
        httpx2.Client(base_url=later.url, timeout=30) as client,
    ):
        newer = newer_client(client, housing, desk.lead.id)
        resident = newer.resident(nickname="Oksanka", phone="1")
        note = newer.insert("note", text="Key in the drawer")
        send(newer, resident, note)
        desk.go_online()
        desk.wait_in_step()
        assert has(desk, resident["id"])
        set_phone(desk.workplace(), resident["id"], "2")
        own = add_resident(desk.workplace())
        desk.wait_in_step()
        assert statuses(desk) == ["applied", "applied"]
        rows = newer.rows()
        assert (rows["resident", resident["id"]]["phone"], nickname(newer, own)) == ("2", "plain")
        assert nickname(newer, resident["id"]) == "Oksanka"
        send(newer, newer.update("resident", resident["id"], 10**9, nickname="Ksenia"))
        send(newer, newer.update("note", note["id"], 10**9, text="Key at the desk"))
        send(newer, newer.update("resident", resident["id"], 10**9, phone="3", nickname="O"))
        send(newer, newer.delete("note", note["id"], 10**9))
        wait_until(lambda: phone(desk, resident["id"]) == "3", "the desk has read on")
        assert desk.state.problem is None
    assert later.cli("check").endswith("log and tables agree\n")


def test_desk_that_is_too_old_keeps_its_work_and_reads_on(
    tmp_path: Path, later: CentralProcess
) -> None:
    housing = make_housing(later)
    with desk_at_work(tmp_path, housing) as desk:
        desk.go_online()
        desk.wait_in_step()
        desk.go_offline()
        later.stop()
        later.root = later_version(tmp_path, 3)
        later.start()
        work_on(desk, later, housing)


def work_on(desk: DeskAtWork, later: CentralProcess, housing: Housing) -> None:
    with httpx2.Client(base_url=later.url, timeout=30) as client:
        newer = newer_client(client, housing, desk.lead.id)
        kept = add_resident(desk.workplace())
        desk.go_online(later.url)
        wait_until(lambda: desk.state.problem == "too_old", "the store says so")
        resident = newer.resident(new_id())
        send(newer, resident)
        wait_until(lambda: has(desk, resident["id"]), "it reads on")
        set_phone(desk.workplace(), kept, "1")
        wait_until(lambda: desk.state.waiting == 2, "the work waits")
        assert outbox.counts(desk.store, "").refused == 0
        assert phone(desk, kept) == "1"
