"""Pages of the store laid down at a desk, in orders that only a network makes."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from desktop.models.base import new_id
from desktop.models.local import store_value
from desktop.models.residents import Household, Resident
from desktop.models.store import Store
from desktop.sync.apply import Page, apply_page
from desktop.sync.laying import Layer
from desktop.sync.outbox import Answer, next_batch, record_answers
from desktop.sync.own_writes import OwnWrites
from desktop.sync.protocol import site_scope
from tests.house import House

ONE, OTHER = new_id(), new_id()
Entry = dict[str, Any]


def entry(seq: int, kind: str, row_id: str, table: str = "resident", **fields: Any) -> Entry:
    return {
        "seq": seq,
        "op_id": new_id(),
        "table": table,
        "id": row_id,
        "kind": kind,
        "fields": fields,
    }


def whole(site_id: str, **fields: Any) -> dict[str, Any]:
    """All fields of a resident, as the store tells them when one enters a scope."""
    made = {"number": "1-1-1", "surname": "Koval", "given_names": "Ida", **fields}
    known = Resident(site_id=site_id, **made).model_dump(mode="json", exclude={"id", "row_seq"})
    return {**known, **made}


def lay_down(store: Store, site_id: str, *entries: Entry) -> None:
    apply_page(store, Page(site_scope(site_id), str(entries[-1]["seq"]), False, entries))


@pytest.fixture
def store(house: House) -> Iterator[Store]:
    """A desk that holds two sites."""
    apply_page(
        house.store,
        Page(
            "org",
            "1",
            False,
            [entry(1, "put", site, "site", **_site(site)) for site in (ONE, OTHER)],
        ),
    )
    return house.store


def _site(site_id: str) -> dict[str, Any]:
    return {
        "name": site_id,
        "type": "centre",
        "reception": False,
        "address": None,
        "pets_allowed": False,
        "step_free": False,
        "capacity": None,
    }


def shown(store: Store, row_id: str) -> tuple[Any, ...] | None:
    with store.read() as session:
        query = sa.select(Resident.site_id, Resident.phone, Resident.row_seq)
        row = session.execute(query.where(Resident.id == row_id)).first()
    return None if row is None else tuple(row)


def test_new_site_of_a_move_read_before_the_old_one_keeps_the_row_as_it_is_now(
    store: Store,
) -> None:
    row_id = new_id()
    lay_down(
        store, OTHER, entry(5, "put", row_id, **whole(OTHER, phone="moved")),
        entry(6, "put", row_id, phone="new"),
    )  # fmt: skip
    lay_down(
        store, ONE, entry(3, "put", row_id, **whole(ONE, phone="old")),
        entry(4, "put", row_id, phone="older"), entry(5, "remove", row_id),
    )  # fmt: skip
    assert shown(store, row_id) == (OTHER, "new", 6)


def test_row_that_this_desk_moved_away_itself_leaves_with_the_old_site(
    store: Store, house: House
) -> None:
    row_id, site_id = new_id(), house.site_id
    lay_down(store, site_id, entry(3, "put", row_id, **whole(site_id)))
    write(house, row_id, site_id=OTHER)
    (op,) = next_batch(store)
    record_answers(store, [Answer(op["op_id"], "applied", 4, None)])
    with store.read() as session:
        assert session.get_one(Resident, row_id).site_id == OTHER
    lay_down(store, site_id, entry(4, "remove", row_id))
    with store.read() as session:
        assert session.get(Resident, row_id) is None


def test_value_put_aside_is_forgotten_when_the_store_had_taken_the_same_one(
    store: Store, house: House
) -> None:
    row_id, site_id = new_id(), house.site_id
    lay_down(store, site_id, entry(3, "put", row_id, **whole(site_id)))
    with house.workplace().op("change_resident") as session:
        resident = session.get_one(Resident, row_id)
        resident.phone, resident.email = "mine too", "ida@example.org"
    lay_down(store, site_id, entry(4, "put", row_id, phone="mine too"))
    (op,) = next_batch(store)
    record_answers(store, [Answer(op["op_id"], "applied", 6, None)])
    lay_down(store, site_id, entry(5, "put", row_id, phone="older than the answer"))
    assert shown(store, row_id) == (site_id, "mine too", 5)
    lay_down(store, site_id, entry(6, "put", row_id, email="ida@example.org"))
    with store.read() as session:
        assert session.execute(sa.select(store_value)).all() == []


@pytest.mark.parametrize("made_here", [True, False])
def test_snapshot_of_the_old_site_lets_be_what_was_read_of_a_row_at_the_new_one(
    store: Store, house: House, made_here: bool
) -> None:
    """The desk holds both sites, and what it wrote at the old one was not answered yet."""
    site_id = house.site_id
    if made_here:
        row_id = register(house, phone="mine")
    else:
        row_id = new_id()
        lay_down(store, site_id, entry(3, "put", row_id, **whole(site_id, phone="old")))
        write(house, row_id, phone="mine")
    lay_down(store, OTHER, entry(5, "put", row_id, **whole(OTHER, phone="theirs")))
    take_empty(store, site_id)
    assert shown(store, row_id) == (OTHER, "mine", 5)
    answer(store, "conflict")
    assert shown(store, row_id) == (OTHER, "theirs", 5)


@pytest.mark.parametrize("holds_both", [True, False])
def test_whom_a_snapshot_lacks_does_not_come_back_from_a_move_that_was_refused(
    store: Store, house: House, holds_both: bool
) -> None:
    """Somebody had deleted the row before; until the answer it shows where it was moved to."""
    row_id, site_id = new_id(), house.site_id
    lay_down(store, site_id, entry(3, "put", row_id, **whole(site_id)))
    if holds_both:
        lay_down(store, OTHER, entry(2, "put", new_id(), **whole(OTHER)))
    write(house, row_id, site_id=OTHER)
    take_empty(store, site_id)
    assert (shown(store, row_id) or ())[0] == OTHER
    answer(store, "refused")
    assert shown(store, row_id) is None


def test_snapshot_of_the_new_site_lets_be_whom_this_desk_has_moved_there(
    store: Store, house: House
) -> None:
    """The desk holds both sites, and the store has not answered."""
    row_id, site_id = new_id(), house.site_id
    lay_down(store, site_id, entry(3, "put", row_id, **whole(site_id, phone="old")))
    lay_down(store, OTHER, entry(2, "put", new_id(), **whole(OTHER)))
    write(house, row_id, site_id=OTHER, phone="mine")
    lay_down(store, site_id, entry(4, "put", row_id, phone="theirs"))
    take_empty(store, OTHER)
    assert shown(store, row_id) == (OTHER, "mine", 4)
    answer(store, "refused")
    assert shown(store, row_id) == (site_id, "theirs", 4)


def test_whom_a_snapshot_lacks_leaves_also_after_a_move_there_and_back(
    store: Store, house: House
) -> None:
    row_id, site_id = new_id(), house.site_id
    lay_down(store, site_id, entry(3, "put", row_id, **whole(site_id)))
    lay_down(store, OTHER, entry(2, "put", new_id(), **whole(OTHER)))
    write(house, row_id, site_id=OTHER)
    write(house, row_id, site_id=site_id)
    take_empty(store, site_id)
    assert (shown(store, row_id) or ())[0] == site_id
    answer(store, "refused", "refused")
    assert shown(store, row_id) is None


@pytest.mark.parametrize("at_once", [True, False])
def test_what_stayed_for_a_waiting_row_leaves_also_after_it_was_moved_away(
    store: Store, house: House, at_once: bool
) -> None:
    """A colleague had moved the household there too, and the snapshot of its old site has taken
    the place of the *remove*."""
    site_id = house.site_id
    home = Household(site_id=site_id, row_seq=3)
    home_id = home.id
    house.lay_down(home)
    register(house, household_id=home_id)
    take_empty(store, site_id)
    with house.workplace().op("change_resident") as session:
        session.get_one(Household, home_id).site_id = OTHER
    for statuses in [("refused", "noop")] if at_once else [("refused",), ("noop",)]:
        with store.read() as session:
            assert session.get_one(Household, home_id).site_id == OTHER
        answer(store, *statuses)
    with store.read() as session:
        assert session.get(Household, home_id) is None


def take_empty(store: Store, site_id: str) -> None:
    """A snapshot of a site at which nobody is any more."""
    with store.applying() as connection:
        layer = Layer(connection, site_scope(site_id), 6, OwnWrites(connection, 6))
        layer.begin()
        layer.finish()


def register(house: House, **fields: Any) -> str:
    """Somebody is registered here; their id."""
    made = Resident(**whole(house.site_id, **fields))
    row_id = made.id
    with house.workplace().op("register_resident") as session:
        session.add(made)
    return row_id


def write(house: House, row_id: str, **fields: Any) -> None:
    with house.workplace().op("change_resident") as session:
        resident = session.get_one(Resident, row_id)
        for name, value in fields.items():
            setattr(resident, name, value)


def names(store: Store, row_id: str) -> tuple[str, str]:
    with store.read() as session:
        resident = session.get_one(Resident, row_id)
    return resident.surname, resident.given_names


def answer(store: Store, *statuses: str) -> None:
    ops = next_batch(store)[: len(statuses)]
    record_answers(
        store,
        [
            Answer(op["op_id"], status, 6 if status == "conflict" else None, None)
            for op, status in zip(ops, statuses, strict=True)
        ],
    )


def test_field_that_conflicts_because_of_its_group_shows_what_the_store_kept(
    store: Store, house: House
) -> None:
    row_id, site_id = new_id(), house.site_id
    lay_down(store, site_id, entry(3, "put", row_id, **whole(site_id)))
    write(house, row_id, given_names="Eva")
    answer(store, "conflict")
    lay_down(store, site_id, entry(5, "put", row_id, surname="Bondar"))
    assert names(store, row_id) == ("Bondar", "Ida")


@pytest.mark.parametrize(
    "fates",
    [
        ("conflict", "conflict"),
        ("refused", "conflict"),
        ("conflict", "refused"),
        ("refused", "refused"),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("standing", ["Ida", "Olha"])
def test_values_of_several_ops_that_were_not_taken_all_go(
    store: Store, house: House, fates: tuple[str, str], at_once: bool, standing: str
) -> None:
    row_id, site_id = new_id(), house.site_id
    lay_down(store, site_id, entry(3, "put", row_id, **whole(site_id)))
    write(house, row_id, given_names="Eva")
    write(house, row_id, given_names="Iryna")
    if standing != "Ida":
        lay_down(store, site_id, entry(5, "put", row_id, given_names=standing))
    if at_once:
        answer(store, *fates)
    else:
        answer(store, fates[0])
        assert names(store, row_id) == ("Koval", "Iryna")
        answer(store, fates[1])
    assert names(store, row_id) == ("Koval", standing)


def test_fields_and_tables_of_a_newer_store_are_passed_by_and_never_written(
    store: Store, house: House
) -> None:
    row_id, site_id = new_id(), house.site_id
    lay_down(
        store,
        site_id,
        entry(3, "put", row_id, **whole(site_id), shoe_size=39),
        entry(3, "put", new_id(), "shoe", size=39),
    )
    write(house, row_id, phone="1")
    lay_down(store, site_id, entry(4, "put", row_id, shoe_size=40))
    (op,) = next_batch(store)
    assert [change["fields"] for change in op["changes"]] == [{"phone": "1"}]
    assert shown(store, row_id) == (site_id, "1", 4)
