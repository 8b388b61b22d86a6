"""A client closes a conflict and leaves the row to the store."""

from typing import Any

import pytest

from tests.central.conftest import House
from tests.central.desks import Desk


@pytest.fixture
def about_phone(desk: Desk, other: Desk) -> tuple[str, dict[str, Any]]:
    """A resident whose phone two desks wrote, and the op that opened the conflict."""
    change = desk.resident(phone="1")
    seq = desk.do(change)["seq"]
    desk.do(desk.update("resident", change["id"], seq, phone="2"))
    return change["id"], other.do(other.update("resident", change["id"], seq, phone="3"))


def _decide(desk: Desk, late: dict[str, Any], value: Any, *more: Any) -> dict[str, Any]:
    fields = {"state": "decided", "decided_by": desk.actor, "decided_value": value}
    change = desk.update("conflict", late["conflicts"][0], late["seq"], **fields)
    return desk.do(change, *more, action="decide_conflict")


def _phone(desk: Desk, row_id: str) -> Any:
    return desk.rows()["resident", row_id]["phone"]


@pytest.mark.parametrize("value", [{"phone": "3"}, {"phone": "9"}, {"phone": None}, "3"])
def test_decided_value_stands_in_the_row(
    desk: Desk, other: Desk, about_phone: tuple[str, dict[str, Any]], value: Any
) -> None:
    row_id, late = about_phone
    assert _decide(desk, late, value)["status"] == "applied"
    assert _phone(other, row_id) == (value["phone"] if isinstance(value, dict) else value)
    assert other.rows()["conflict", late["conflicts"][0]]["state"] == "decided"


def test_value_that_stands_is_decided_without_writing_it(
    desk: Desk, about_phone: tuple[str, dict[str, Any]]
) -> None:
    row_id, late = about_phone
    before = desk.rows()["resident", row_id]["seq"]
    assert _decide(desk, late, {"phone": "2"})["status"] == "applied"
    assert desk.rows()["resident", row_id]["seq"] == before


def test_what_the_op_itself_writes_goes_before_the_decided_value(
    desk: Desk, about_phone: tuple[str, dict[str, Any]]
) -> None:
    row_id, late = about_phone
    own = desk.update("resident", row_id, late["seq"], phone="7")
    assert _decide(desk, late, {"phone": "3"}, own)["status"] == "applied"
    assert _phone(desk, row_id) == "7"


def test_decision_about_a_group_writes_the_group(desk: Desk, other: Desk) -> None:
    change = desk.resident()
    seq = desk.do(change)["seq"]
    desk.do(desk.update("resident", change["id"], seq, surname="Bondar"))
    late = other.do(other.update("resident", change["id"], seq, given_names="Olha"))
    assert _decide(desk, late, {"surname": "Bondar", "given_names": "Olha"})["status"] == "applied"
    row = other.rows()["resident", change["id"]]
    assert (row["surname"], row["given_names"]) == ("Bondar", "Olha")


def test_decision_that_missed_a_later_value_is_asked_again(
    desk: Desk, other: Desk, about_phone: tuple[str, dict[str, Any]]
) -> None:
    row_id, late = about_phone
    newer = other.do(other.update("resident", row_id, late["seq"], phone="5"))
    assert newer["status"] == "applied"
    assert _decide(desk, late, {"phone": "3"})["status"] == "conflict"
    assert _phone(desk, row_id) == "5"
    tasks = [row for (table, _), row in desk.rows().items() if table == "conflict"]
    (fresh,) = (task for task in tasks if task["state"] == "open")
    assert {c["value"]["phone"] for c in fresh["candidates"]} >= {"3", "5"}


@pytest.mark.parametrize("value", [{"phone": 7}, 7])
def test_decided_value_that_cannot_stand_is_refused(
    desk: Desk, about_phone: tuple[str, dict[str, Any]], value: Any
) -> None:
    row_id, late = about_phone
    decided = _decide(desk, late, value)
    assert (decided["status"], decided["error"]["code"]) == ("refused", "validation")
    assert desk.rows()["conflict", late["conflicts"][0]]["state"] == "open"
    assert _phone(desk, row_id) == "2"


def test_conflict_about_a_deleted_row_can_be_closed(desk: Desk, other: Desk) -> None:
    change = desk.insert("household")
    seq = desk.do(change)["seq"]
    desk.do(desk.update("household", change["id"], seq, size=2))
    late = other.do(other.update("household", change["id"], seq, size=3))
    desk.do(desk.delete("household", change["id"], late["seq"]))
    assert _decide(desk, late, {"size": 3})["status"] == "applied"
    assert ("household", change["id"]) not in desk.rows()


def test_decided_reference_is_checked(desk: Desk, other: Desk, house: House) -> None:
    home, change = desk.insert("household"), desk.resident()
    seq = desk.do(home, change)["seq"]
    next_home = desk.insert("household")
    desk.do(next_home, desk.update("resident", change["id"], seq, household_id=home["id"]))
    late = other.do(other.update("resident", change["id"], seq, household_id=next_home["id"]))
    missing = _decide(desk, late, {"household_id": house.site_id})
    assert (missing["status"], missing["error"]["code"]) == ("refused", "unknown_row")
    assert _decide(desk, late, {"household_id": next_home["id"]})["status"] == "applied"
    assert desk.rows()["resident", change["id"]]["household_id"] == next_home["id"]
