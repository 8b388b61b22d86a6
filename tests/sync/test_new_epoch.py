"""The store is restored from a backup, and the desks bring back what it has lost."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop.models.base import new_id
from desktop.models.identity import load_identity
from desktop.models.local import outbox_change, outbox_op
from desktop.models.residents import Resident
from desktop.models.sites import Role
from desktop.models.store import Store
from desktop.services.needs_you import NeedsYou
from desktop.sync.enrolment import re_enrol
from tests.desks import DeskAtWork, Housing, desk_at_work, make_housing, wait_until
from tests.stores import CentralProcess, central_process
from tests.sync.test_engine import (
    add_resident,
    conflicts,
    has,
    open_conflicts,
    phone,
    set_phone,
    statuses,
)


@dataclass
class Town:
    """A store that can be set back, and two desks of one site, in step."""

    central: CentralProcess
    housing: Housing
    one: DeskAtWork
    two: DeskAtWork
    backup: Path

    def back_up(self) -> None:
        self.central.cli("backup", str(self.backup))

    def set_back(self) -> None:
        self.central.cli("restore", str(self.backup), "--replace")


@pytest.fixture(scope="module")
def mortal() -> Iterator[CentralProcess]:
    """A store of this module's own: setting it back ends what other tests rely on."""
    with central_process() as central:
        yield central


@pytest.fixture
def town(tmp_path: Path, mortal: CentralProcess) -> Iterator[Town]:
    housing = make_housing(mortal)
    with ExitStack() as stack:
        one, two = (stack.enter_context(desk_at_work(tmp_path, housing, name)) for name in "AB")
        for desk in (one, two):
            desk.go_online()
            desk.wait_in_step()
        yield Town(mortal, housing, one, two, tmp_path / "town.backup")


def epoch(desk: DeskAtWork) -> str:
    found = load_identity(desk.store)
    assert found is not None
    return found.epoch


def wait_anew(desk: DeskAtWork, before: str) -> None:
    wait_until(lambda: epoch(desk) != before, "the desk knows of the new epoch")
    desk.wait_in_step()


def test_what_the_restored_store_lacks_is_sent_again(town: Town) -> None:
    one, two, before = town.one, town.two, epoch(town.one)
    kept = add_resident(one.workplace(), "Kept")
    wait_until(lambda: has(two, kept), "both have it")
    one.wait_in_step()
    town.back_up()
    lost = add_resident(one.workplace(), "Lost")
    set_phone(one.workplace(), kept, "+45 30")
    wait_until(lambda: phone(two, kept) == "+45 30", "both have all of it")
    set_phone(two.workplace(), lost, "+45 31")
    two.wait_in_step()
    wait_until(lambda: phone(one, lost) == "+45 31", "both have all of it")
    one.go_offline()
    two.go_offline()
    set_phone(one.workplace(), lost, "+45 32")
    town.set_back()
    one.go_online()
    wait_anew(one, before)
    assert statuses(one) == ["applied"] * 4
    two.go_online()
    wait_anew(two, before)
    for desk in (one, two):
        wait_until(lambda desk=desk: has(desk, lost), "the lost one is back")
        wait_until(lambda desk=desk: phone(desk, kept) == "+45 30", "the lost change is back")
    assert {"+45 31", "+45 32"} >= {phone(one, lost), phone(two, lost)}
    wait_until(lambda: phone(one, lost) == phone(two, lost), "both show the same")


def test_value_replaced_knowingly_makes_no_conflict_and_an_unseen_one_does(town: Town) -> None:
    """One saw the other's value and replaced it; both were lost, and the later desk comes first."""
    one, two, before = town.one, town.two, epoch(town.one)
    resident_id = add_resident(one.workplace())
    other_id = add_resident(one.workplace(), "Other")
    wait_until(lambda: has(two, other_id), "both have them")
    one.wait_in_step()
    town.back_up()
    set_phone(one.workplace(), resident_id, "first")
    wait_until(lambda: phone(two, resident_id) == "first", "the second desk has seen it")
    set_phone(two.workplace(), resident_id, "second")
    wait_until(lambda: phone(one, resident_id) == "second", "the first desk has seen that")
    two.go_offline()
    one.go_offline()
    set_phone(one.workplace(), other_id, "mine")
    set_phone(two.workplace(), other_id, "theirs")
    town.set_back()
    one.go_online()
    wait_anew(one, before)
    two.go_online()
    wait_anew(two, before)
    assert statuses(one) == ["applied"] * 4
    assert statuses(two) == ["applied", "conflict"]
    for desk in (one, two):
        wait_until(lambda desk=desk: phone(desk, resident_id) == "second", "the last word stays")
        wait_until(lambda desk=desk: len(open_conflicts(desk)) == 1, "the unseen one is told")
    (conflict,) = conflicts(one)
    assert {"phone": "theirs"} in [candidate["value"] for candidate in conflict.candidates]
    assert phone(one, other_id) == phone(two, other_id) == "mine"


def test_later_value_of_a_desk_that_comes_first_is_not_overwritten_unseen(town: Town) -> None:
    """The seqs of the new epoch are given a second time: a base of the old one proves nothing."""
    one, two, before = town.one, town.two, epoch(town.one)
    resident_id = add_resident(one.workplace())
    wait_until(lambda: has(two, resident_id), "both have it")
    one.wait_in_step()
    town.back_up()
    for number in range(3):
        set_phone(one.workplace(), resident_id, f"one {number}")
        wait_until(lambda n=number: phone(two, resident_id) == f"one {n}", "both have it")
    one.wait_in_step()
    one.go_offline()
    set_phone(two.workplace(), resident_id, "two")
    two.wait_in_step()
    two.go_offline()
    set_phone(one.workplace(), resident_id, "one offline")
    town.set_back()
    two.go_online()
    wait_anew(two, before)
    one.go_online()
    wait_anew(one, before)

    def told() -> set[str]:
        found = [row for row in open_conflicts(one) if row.row_id == resident_id]
        return {value["value"]["phone"] for row in found for value in row.candidates}

    wait_until(lambda: {"two", "one offline"} <= told(), "a person decides between them")
    assert len(open_conflicts(one)) == 1


def test_refused_op_is_not_sent_again_and_stays_for_a_person(town: Town) -> None:
    one, two, before = town.one, town.two, epoch(town.one)
    town.back_up()
    first = add_resident(one.workplace(), "First")
    with one.store.op("change_resident", new_id()) as session:  # an actor nobody knows
        resident = session.get(Resident, first)
        assert resident is not None
        resident.phone = "smuggled"
    second = add_resident(one.workplace(), "Second")
    one.wait_in_step()
    two.go_offline()
    town.set_back()
    wait_anew(one, before)
    assert sorted(filter(None, statuses(one))) == ["applied", "applied", "refused"]
    (item,) = NeedsYou(one.workplace(Role.LEAD)).needs().refused
    assert item.refusal()
    assert has(one, first)
    assert has(one, second)
    assert phone(one, first) is None


def test_desk_that_no_longer_holds_what_the_store_expects_is_not_stuck(town: Town) -> None:
    one, two, before = town.one, town.two, epoch(town.one)
    two.go_offline()
    town.back_up()
    lost = [add_resident(one.workplace(), f"N{number}") for number in range(3)]
    one.wait_in_step()
    one.go_offline()
    with one.store.own() as connection:
        first = connection.scalar(
            sa.select(outbox_op.c.op_id).order_by(outbox_op.c.device_seq).limit(1)
        )
        connection.execute(outbox_change.delete().where(outbox_change.c.op_id == first))
        connection.execute(outbox_op.delete().where(outbox_op.c.op_id == first))
    town.set_back()
    one.go_online()
    wait_anew(one, before)
    assert statuses(one) == ["applied", "applied"]
    assert [has(one, resident_id) for resident_id in lost] == [False, True, True]


def test_desk_that_the_restored_store_does_not_know_is_enrolled_again_and_loses_nothing(
    tmp_path: Path, town: Town
) -> None:
    town.one.go_offline()
    town.two.go_offline()
    town.back_up()
    with desk_at_work(tmp_path, town.housing, "Late") as late:
        late.go_online()
        late.wait_in_step()
        sent = add_resident(late.workplace(), "Sent")
        late.wait_in_step()
        town.set_back()
        waiting = add_resident(late.workplace(), "Waiting")
        wait_until(lambda: late.state.problem == "unknown_device", "the problem is told")
        late.go_offline()
        code = town.central.cli("device", "code", "--site", town.housing.site).split()[-1]
        late.identity = re_enrol(late.store, code, town.central.url)
        late.go_online()
        late.wait_in_step()
        assert statuses(late) == ["applied", "applied"]
        town.two.go_online()
        for resident_id in (sent, waiting):
            assert has(late, resident_id)
            wait_until(lambda r=resident_id: has(town.two, r), "the other desk gets it")


def test_desk_killed_between_the_epoch_and_its_snapshot_goes_on(tmp_path: Path, town: Town) -> None:
    one, before = town.one, epoch(town.one)
    town.two.go_offline()
    town.back_up()
    lost = add_resident(one.workplace(), "Lost")
    one.wait_in_step()
    one.engine.pause_filling() if one.engine else None
    town.set_back()
    one.engine.wake() if one.engine else None
    wait_until(lambda: epoch(one) != before, "the desk knows of the new epoch")
    one.go_offline()
    assert statuses(one) == [None]
    assert has(one, lost)
    with one.store.read() as session:
        assert session.scalar(sa.select(outbox_op.c.former)) == "applied"
    again = Store(one.store.path, one.store.key)
    again.close()
    one.go_online()
    one.wait_in_step()
    assert statuses(one) == ["applied"]
    assert has(one, lost)
