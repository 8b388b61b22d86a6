"""A desk's folder is copied, and both copies go on working."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from desktop.models.identity import Identity, load_identity
from desktop.models.store import Store
from desktop.sync.client import Client
from tests.desks import DeskAtWork, Housing, desk_at_work, wait_until
from tests.sync.test_engine import add_resident, has, phone, set_phone, statuses


@contextmanager
def copy_of(desk: DeskAtWork, folder: Path) -> Iterator[DeskAtWork]:
    """The same database in another place, opened by the same key, as it was at this moment."""
    desk.go_offline()
    desk.store.close()
    folder.mkdir()
    for path in desk.store.path.parent.glob(f"{desk.store.path.name}*"):
        shutil.copy2(path, folder / path.name)
    store = Store(folder / desk.store.path.name, desk.store.key)
    copy = DeskAtWork(store, desk.identity, desk.host, desk.lead)
    try:
        yield copy
    finally:
        with suppress(RuntimeError):
            copy.go_offline()
        store.close()


def name_of(desk: DeskAtWork) -> str:
    found = load_identity(desk.store)
    assert found is not None
    return found.device_id


def test_ops_that_wait_in_both_copies_are_taken_once_and_both_go_on(
    tmp_path: Path, housing: Housing
) -> None:
    with desk_at_work(tmp_path, housing) as first:
        first.go_online()
        first.wait_in_step()
        known = add_resident(first.workplace(), "Known")
        first.wait_in_step()
        first.go_offline()
        shared = [add_resident(first.workplace(), f"Shared {number}") for number in range(3)]
        with copy_of(first, tmp_path / "copy") as second:
            of_first = add_resident(first.workplace(), "First's own")
            of_second = add_resident(second.workplace(), "Second's own")
            set_phone(second.workplace(), known, "+45 40")
            first.go_online()
            first.wait_in_step()
            second.go_online()
            second.wait_in_step()
            assert name_of(second) != name_of(first)
            assert set(statuses(first)) == set(statuses(second)) == {"applied"}
            for desk in (first, second):
                for resident_id in (known, *shared, of_first, of_second):
                    wait_until(lambda d=desk, r=resident_id: has(d, r), "both have all of it")
                wait_until(lambda d=desk: phone(d, known) == "+45 40", "also the change")
            later = [add_resident(desk.workplace(), "Later") for desk in (first, second)]
            for desk in (first, second):
                for resident_id in later:
                    wait_until(lambda d=desk, r=resident_id: has(d, r), "both go on")
            assert housing.central.cli("check").splitlines()[-1] == "log and tables agree"


def test_copy_that_was_left_behind_is_given_a_name_of_its_own(
    tmp_path: Path, housing: Housing
) -> None:
    """An old copy is started again after the first has sent more."""
    with desk_at_work(tmp_path, housing) as first:
        first.go_online()
        first.wait_in_step()
        with copy_of(first, tmp_path / "copy") as old:
            first.go_online()
            made = [add_resident(first.workplace(), f"N{number}") for number in range(3)]
            first.wait_in_step()
            late = add_resident(old.workplace(), "Late")
            old.go_online()
            old.wait_in_step()
            wait_until(lambda: all(has(old, r) for r in made), "the copy has what the first sent")
            wait_until(lambda: has(first, late), "the first has what the copy sent")
            assert name_of(old) != name_of(first)


def test_answer_to_the_new_name_that_was_lost_is_asked_for_again(
    tmp_path: Path, housing: Housing
) -> None:
    """The copy dies after the store has given it a name and before that was saved."""
    with desk_at_work(tmp_path, housing) as first:
        first.go_online()
        first.wait_in_step()
        with copy_of(first, tmp_path / "copy") as copy:
            first.go_online()
            of_first = add_resident(first.workplace(), "First's own")
            first.wait_in_step()
            own = add_resident(copy.workplace(), "Copy's own")
            lost = asyncio.run(ask_for_a_name(copy.identity))
            copy.go_online()
            copy.wait_in_step()
            assert name_of(copy) not in (name_of(first), lost)
            assert statuses(copy) == ["applied"]
            wait_until(lambda: has(first, own), "nothing is lost")
            wait_until(lambda: has(copy, of_first), "at either side")


async def ask_for_a_name(identity: Identity) -> str:
    async with Client(identity.central_url, identity.token) as client:
        return (await client.rekey()).device_id
