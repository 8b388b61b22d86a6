"""Where safety is at stake the more protective value shows until a person has decided."""

from itertools import permutations
from typing import Any

import pytest

from central.checking import check_store
from central.protective import group_protects_more, protects_more
from tests.central.conftest import House
from tests.central.desks import Desk, Json
from tests.central.test_digest import assert_agrees


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ("nuts", None),
        ("nuts", " "),
        ("nuts", ", ;"),
        (True, False),
        (True, None),
        (False, None),
        ("nuts, milk", "nuts"),
        ("Milk;NUTS", " nuts "),
        ("tree  nuts\nmilk\r\negg", "egg, Tree nuts"),
        (["nuts", "milk"], ["milk"]),
        (["nuts"], []),
    ],
)
def test_more_beats_less_and_never_the_other_way(value: Any, other: Any) -> None:
    assert protects_more(value, other)
    assert not protects_more(other, value)


@pytest.mark.parametrize(
    ("value", "other"), [("nuts", "milk"), ("Nuts", "nuts "), (None, ""), (True, True), (1, 2)]
)
def test_neither_of_two_that_cannot_be_compared(value: Any, other: Any) -> None:
    assert not protects_more(value, other)
    assert not protects_more(other, value)


def test_group_is_better_only_when_no_field_is_worse() -> None:
    names = ("a", "b")
    assert group_protects_more(names, {"a": "x"}, {"a": None, "b": "y"})
    assert not group_protects_more(names, {"a": "x", "b": None}, {"a": None, "b": "y"})
    assert not group_protects_more((), {"a": "x"}, {"a": None})


@pytest.fixture
def resident(desk: Desk) -> tuple[str, int]:
    """A resident without allergies that every desk has seen: id and seq."""
    change = desk.resident()
    return change["id"], desk.do(change)["seq"]


def open_conflict(desk: Desk) -> Json:
    """The one open conflict; what it says stands is what the row holds, and log, digest and
    tables agree."""
    rows = desk.rows()
    (conflict,) = (
        {**row, "id": row_id}
        for (table, row_id), row in rows.items()
        if table == "conflict" and row["state"] == "open"
    )
    row = rows["resident", conflict["row_id"]]
    assert conflict["current"] == {"allergies": row["allergies"]}
    assert_agrees(desk, desk.scope)
    return conflict


def values(conflict: Json) -> set[str | None]:
    return {candidate["value"]["allergies"] for candidate in conflict["candidates"]}


def test_more_protective_value_that_comes_late_shows_and_both_are_kept(
    site: House, desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, allergies="nuts"))
    late = other.do(other.update("resident", row_id, seq, allergies="Milk; nuts", phone="1"))
    assert late["status"] == "conflict"
    conflict = open_conflict(desk)
    assert late["conflicts"] == [conflict["id"]]
    assert conflict["current"] == {"allergies": "Milk; nuts"}
    assert [c["value"]["allergies"] for c in conflict["candidates"]] == ["nuts", "Milk; nuts"]
    assert [c["device_id"] for c in conflict["candidates"]] == [desk.id, other.id]
    entries = [e for e in desk.pull() if e["seq"] == late["seq"]] or [
        e for e in desk.ask().json()["entries"] if e["seq"] == late["seq"]
    ]
    (put,) = (e for e in entries if e["table"] == "resident")
    assert put["fields"] == {"allergies": "Milk; nuts", "phone": "1"}
    # whoever saw only the first value did not see this one
    third = desk.do(desk.update("resident", row_id, late["seq"] - 1, allergies=None))
    assert third["conflicts"] == [conflict["id"]]
    with site.store.connection() as conn:
        assert [c.problems for c in check_store(conn) if c.problems] == []


@pytest.mark.parametrize("order", list(permutations(("nuts", "nuts, milk", None))))
def test_the_order_of_arrival_changes_neither_what_shows_nor_what_is_kept(
    site: House, desk: Desk, order: tuple[str | None, ...]
) -> None:
    change = desk.resident(allergies="pollen")
    seq = desk.do(change)["seq"]
    for wanted in order:
        device = site.enrol()
        device.do(device.update("resident", change["id"], seq, allergies=wanted))
    conflict = open_conflict(desk)
    assert conflict["current"] == {"allergies": "nuts, milk"}
    assert values(conflict) == set(order)


@pytest.mark.parametrize("order", list(permutations(("nuts", "milk", "egg"))))
def test_between_values_that_cannot_be_compared_the_first_stays_and_all_are_kept(
    site: House, desk: Desk, resident: tuple[str, int], order: tuple[str, ...]
) -> None:
    row_id, seq = resident
    for wanted in order:
        device = site.enrol()
        device.do(device.update("resident", row_id, seq, allergies=wanted))
    conflict = open_conflict(desk)
    assert conflict["current"] == {"allergies": order[0]}
    assert values(conflict) == set(order)


@pytest.mark.parametrize("place", range(3))
def test_a_desk_that_withdraws_its_own_value_does_not_hide_what_another_brought(
    desk: Desk, other: Desk, resident: tuple[str, int], place: int
) -> None:
    row_id, seq = resident
    steps = [
        (desk, desk.update("resident", row_id, seq, allergies="nuts, milk")),
        (desk, desk.update("resident", row_id, seq, allergies=None)),
    ]
    steps.insert(place, (other, other.update("resident", row_id, seq, allergies="milk")))
    for who, change in steps:
        who.do(change)
    conflict = open_conflict(desk)
    assert conflict["current"] == {"allergies": "milk"}
    assert {None, "milk"} <= values(conflict)


def test_whoever_has_seen_the_value_replaces_it_by_a_lesser_one(
    desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    seen = desk.do(desk.update("resident", row_id, seq, allergies="nuts"))["seq"]
    assert other.do(other.update("resident", row_id, seen, allergies=None))["status"] == "applied"
    assert desk.rows()["resident", row_id]["allergies"] is None


@pytest.mark.parametrize("decided", [None, "nuts", "egg"])
def test_the_decision_stands_whatever_protects_more(
    desk: Desk, other: Desk, resident: tuple[str, int], decided: str | None
) -> None:
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, allergies="nuts"))
    late = other.do(other.update("resident", row_id, seq, allergies="nuts, milk"))
    decision = {"state": "decided", "decided_value": {"allergies": decided}}
    result = desk.do(
        desk.update("conflict", late["conflicts"][0], late["seq"], **decision),
        desk.update("resident", row_id, late["seq"], allergies=decided),
        action="decide_conflict",
    )
    assert result["status"] == "applied"
    rows = desk.rows()
    assert rows["resident", row_id]["allergies"] == decided
    assert rows["conflict", late["conflicts"][0]]["state"] == "decided"
    # who had not heard of the decision is kept, and shown until a person has looked again
    more = other.do(other.update("resident", row_id, seq, allergies="nuts, milk, egg"))
    assert more["status"] == "conflict"
    assert open_conflict(desk)["current"] == {"allergies": "nuts, milk, egg"}
