"""A bed is exclusive: two claims, one confirmed, the other a task."""

from typing import Any

import pytest

from tests.central.desks import Desk


@pytest.fixture
def beds(desk: Desk) -> list[str]:
    """Two beds and, at the same places, two residents: ``[bed, bed, resident, resident]``."""
    room = desk.insert("room", number="1")
    beds = [desk.insert("bed", room_id=room["id"], label=label) for label in "AB"]
    desk.do(room, *beds, action="change_rooms")
    people = [desk.resident(), desk.resident()]
    desk.do(*people)
    return [made["id"] for made in (*beds, *people)]


def _stay(desk: Desk, bed: str, resident: str, start: str, end: str | None = None) -> Any:
    return desk.insert("stay", bed_id=bed, resident_id=resident, starts_on=start, ends_on=end)


def _state(desk: Desk, stay: Any) -> str:
    state: str = desk.rows()["stay", stay["id"]]["state"]
    return state


def test_later_claim_of_a_bed_is_contested_and_becomes_a_task(
    desk: Desk, other: Desk, beds: list[str]
) -> None:
    bed, _, one, two = beds
    first = _stay(desk, bed, one, "2026-03-01")
    assert desk.do(first, action="assign_bed")["status"] == "applied"
    late = _stay(other, bed, two, "2026-03-05", "2026-03-09")
    result = other.do(late, action="assign_bed")
    assert result["status"] == "conflict"
    rows = desk.rows()
    assert rows["stay", first["id"]]["state"] == "confirmed"
    assert rows["stay", late["id"]]["state"] == "contested"
    conflict = rows["conflict", result["conflicts"][0]]
    assert (conflict["table"], conflict["row_id"]) == ("stay", late["id"])
    assert (conflict["field_group"], conflict["state"]) == ("place", "open")
    assert conflict["current"] == {
        "id": first["id"],
        "bed_id": bed,
        "resident_id": one,
        "starts_on": "2026-03-01",
        "ends_on": None,
    }
    (candidate,) = conflict["candidates"]
    assert candidate["value"]["id"] == late["id"]
    assert candidate["device_id"] == other.id


def test_one_resident_is_in_one_bed(desk: Desk, beds: list[str]) -> None:
    bed, next_bed, one, _ = beds
    desk.do(_stay(desk, bed, one, "2026-03-01"), action="assign_bed")
    late = _stay(desk, next_bed, one, "2026-04-01")
    assert desk.do(late, action="assign_bed")["status"] == "conflict"


def test_ranges_are_half_open(desk: Desk, beds: list[str]) -> None:
    bed, _, one, two = beds
    stays = [
        _stay(desk, bed, one, "2026-03-01", "2026-03-05"),
        _stay(desk, bed, two, "2026-03-05", "2026-03-09"),
        _stay(desk, bed, one, "2026-03-09"),
    ]
    results = desk.push(*(desk.op(stay, action="assign_bed") for stay in stays))
    assert [r["status"] for r in results] == ["applied"] * 3
    between = _stay(desk, bed, two, "2026-03-08", "2026-03-09")
    assert desk.do(between, action="assign_bed")["status"] == "conflict"


def test_two_claims_in_one_push(desk: Desk, beds: list[str]) -> None:
    bed, _, one, two = beds
    first, late = _stay(desk, bed, one, "2026-03-01"), _stay(desk, bed, two, "2026-03-02")
    results = desk.push(*(desk.op(stay, action="assign_bed") for stay in (first, late)))
    assert [r["status"] for r in results] == ["applied", "conflict"]
    assert _state(desk, late) == "contested"


def test_cancelled_stay_holds_no_bed(desk: Desk, beds: list[str]) -> None:
    bed, _, one, two = beds
    first, late = _stay(desk, bed, one, "2026-03-01"), _stay(desk, bed, two, "2026-03-02")
    desk.do(first, action="assign_bed")
    cancel = desk.update("stay", first["id"], state="cancelled")
    results = desk.push(desk.op(cancel, action="assign_bed"), desk.op(late, action="assign_bed"))
    assert [r["status"] for r in results] == ["applied", "applied"]
    back = desk.do(desk.update("stay", first["id"], state="confirmed"), action="assign_bed")
    assert back["status"] == "conflict"
    assert _state(desk, first) == "contested"


@pytest.mark.parametrize("taken", [False, True])
def test_stay_that_a_client_calls_contested_has_its_task(
    desk: Desk, beds: list[str], taken: bool
) -> None:
    bed, _, one, two = beds
    first, late = _stay(desk, bed, one, "2026-03-01"), _stay(desk, bed, two, "2026-03-02")
    if taken:
        desk.do(first, action="assign_bed")
    late["fields"]["state"] = "contested"
    assert desk.do(late, action="assign_bed")["status"] == "applied"
    later = desk.update("stay", late["id"], ends_on="2026-03-09")
    assert desk.do(later, action="assign_bed")["status"] == "applied"
    (task,) = (row for (table, _), row in desk.rows().items() if table == "conflict")
    assert (task["row_id"], task["field_group"], task["state"]) == (late["id"], "place", "open")
    assert task["current"]["id"] == (first["id"] if taken else None)
    assert task["candidates"][0]["value"]["id"] == late["id"]


def test_contested_stay_is_confirmed_only_by_a_person(desk: Desk, beds: list[str]) -> None:
    bed, _, one, two = beds
    first, late = _stay(desk, bed, one, "2026-03-01"), _stay(desk, bed, two, "2026-03-02")
    desk.do(first, action="assign_bed")
    result = desk.do(late, action="assign_bed")
    desk.do(desk.update("stay", first["id"], state="cancelled"), action="assign_bed")
    assert _state(desk, late) == "contested"
    decided = desk.do(
        desk.update("stay", late["id"], state="confirmed"),
        desk.update("conflict", result["conflicts"][0], result["seq"], state="decided"),
        action="decide_conflict",
    )
    assert decided["status"] == "applied"
    assert _state(desk, late) == "confirmed"


def test_swap_of_beds_in_one_op(desk: Desk, beds: list[str]) -> None:
    bed, next_bed, one, two = beds
    stays = [_stay(desk, bed, one, "2026-03-01"), _stay(desk, next_bed, two, "2026-03-01")]
    desk.do(*stays, action="assign_bed")
    swapped = desk.do(
        desk.update("stay", stays[0]["id"], bed_id=next_bed),
        desk.update("stay", stays[1]["id"], bed_id=bed),
        action="assign_bed",
    )
    assert swapped["status"] == "applied"


def test_extending_into_anothers_stay_is_contested(desk: Desk, beds: list[str]) -> None:
    bed, _, one, two = beds
    first = _stay(desk, bed, one, "2026-03-01", "2026-03-05")
    desk.do(first, _stay(desk, bed, two, "2026-03-05"), action="assign_bed")
    result = desk.do(desk.update("stay", first["id"], ends_on=None), action="assign_bed")
    assert result["status"] == "conflict"
    row = desk.rows()["stay", first["id"]]
    assert (row["state"], row["ends_on"]) == ("contested", None)


def test_stay_ends_after_it_starts(desk: Desk, beds: list[str]) -> None:
    bed, _, one, _ = beds
    result = desk.do(_stay(desk, bed, one, "2026-03-05", "2026-03-05"), action="assign_bed")
    assert result["error"]["code"] == "validation"
