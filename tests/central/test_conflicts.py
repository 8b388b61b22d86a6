"""Two desks change one thing: what is kept, and what a person must decide."""

from typing import Any

import pytest

from tests.central.conftest import House
from tests.central.desks import Desk


def _conflicts(desk: Desk) -> list[dict[str, Any]]:
    return [
        {**row, "id": row_id} for (table, row_id), row in desk.rows().items() if table == "conflict"
    ]


@pytest.fixture
def resident(desk: Desk) -> tuple[str, int]:
    """A resident that both desks have seen: id and seq."""
    change = desk.resident(phone="1", email="a@b.dk", allergies="nuts")
    return change["id"], desk.do(change)["seq"]


def test_different_values_open_one_conflict_with_both(
    desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    first = desk.do(desk.update("resident", row_id, seq, phone="2"))
    assert first["status"] == "applied"
    late = other.do(other.update("resident", row_id, seq, phone="3"))
    assert late["status"] == "conflict"
    assert late["seq"] > first["seq"]
    (conflict,) = _conflicts(desk)
    assert late["conflicts"] == [conflict["id"]]
    assert (conflict["table"], conflict["row_id"]) == ("resident", row_id)
    assert (conflict["field_group"], conflict["state"]) == ("phone", "open")
    assert conflict["current"] == {"phone": "2"}
    assert [c["value"] for c in conflict["candidates"]] == [{"phone": "2"}, {"phone": "3"}]
    assert [c["device_id"] for c in conflict["candidates"]] == [desk.id, other.id]
    assert [c["op_id"] for c in conflict["candidates"]] == [first["op_id"], late["op_id"]]
    assert all(
        set(c) == {"value", "actor", "device_id", "at", "op_id"} for c in conflict["candidates"]
    )
    assert desk.rows()["resident", row_id]["phone"] == "2"


def test_different_fields_do_not_conflict(
    desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, phone="2"))
    assert other.do(other.update("resident", row_id, seq, email="c@d.dk"))["status"] == "applied"
    row = desk.rows()["resident", row_id]
    assert (row["phone"], row["email"]) == ("2", "c@d.dk")
    assert _conflicts(desk) == []


def test_field_nobody_touched_does_not_conflict_however_often_others_changed(
    desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    second = desk.do(desk.update("resident", row_id, seq, phone="2"))["seq"]
    desk.do(desk.update("resident", row_id, second, email="b@b.dk"))
    assert other.do(other.update("resident", row_id, seq, pets="kat"))["status"] == "applied"


def test_same_value_is_a_noop(desk: Desk, other: Desk, resident: tuple[str, int]) -> None:
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, phone="2"))
    result = other.do(other.update("resident", row_id, seq, phone="2"))
    assert (result["status"], result["seq"], result["conflicts"]) == ("noop", None, [])


def test_fields_of_a_group_conflict_as_one(
    desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, surname="Koval"))
    late = other.do(other.update("resident", row_id, seq, given_names="Oxana", email="x@y.dk"))
    assert late["status"] == "conflict"
    (conflict,) = _conflicts(desk)
    assert conflict["field_group"] == "name"
    assert conflict["current"]["surname"] == "Koval"
    row = desk.rows()["resident", row_id]
    assert (row["given_names"], row["email"]) == ("Oksana", "x@y.dk")


def test_third_value_extends_the_same_conflict(
    desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, phone="2"))
    one = other.do(other.update("resident", row_id, seq, phone="3"))
    two = other.do(other.update("resident", row_id, seq, phone="4"))
    again = other.do(other.update("resident", row_id, seq, phone="3"))
    assert one["conflicts"] == two["conflicts"] == again["conflicts"]
    assert again["seq"] is None
    (conflict,) = _conflicts(desk)
    assert [c["value"]["phone"] for c in conflict["candidates"]] == ["2", "3", "4"]


def test_whoever_has_seen_the_change_overrules_it(
    desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    seen = desk.do(desk.update("resident", row_id, seq, phone="2"))["seq"]
    result = other.do(other.update("resident", row_id, seen, phone="3"))
    assert result["status"] == "applied"


def test_a_device_never_conflicts_with_itself(desk: Desk, other: Desk) -> None:
    change = desk.resident()
    ops = [desk.op(change)]
    ops += [desk.op(desk.update("resident", change["id"], None, phone=str(n))) for n in range(3)]
    assert [r["status"] for r in desk.push(*ops)] == ["applied"] * 4
    for n in range(3, 6):
        result = desk.do(desk.update("resident", change["id"], None, phone=str(n)))
        assert result["status"] == "applied"
    # the insert counts as a change too: whoever has not seen it did not know what it wrote over
    blind = other.do(other.update("resident", change["id"], None, email="x@y.dk"))
    assert blind["status"] == "conflict"


def test_a_device_never_conflicts_with_itself_in_fields_that_nobody_has_changed(
    desk: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    for first, second in (("phone", "email"), ("pets", "diet")):
        ops = [desk.op(desk.update("resident", row_id, seq, **{f: "x"})) for f in (first, second)]
        results = desk.push(*ops)
        assert [result["status"] for result in results] == ["applied"] * 2
        seq = results[0]["seq"]
    assert _conflicts(desk) == []


def test_null_base_of_the_inserting_device_is_fine_after_others_changed_elsewhere(
    desk: Desk, other: Desk
) -> None:
    change = desk.resident()
    seq = desk.do(change)["seq"]
    other.do(other.update("resident", change["id"], seq, email="x@y.dk"))
    result = desk.do(desk.update("resident", change["id"], None, phone="1"))
    assert result["status"] == "applied"
    result = desk.do(desk.update("resident", change["id"], None, email="z@y.dk"))
    assert result["status"] == "conflict"


def test_conflict_is_decided_by_an_ordinary_op(
    desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, phone="2"))
    late = other.do(other.update("resident", row_id, seq, phone="3"))
    (conflict_id,) = late["conflicts"]
    decision = {
        "state": "decided",
        "decided_by": desk.actor,
        "decided_at": "2026-03-02T08:00:00Z",
        "decided_value": {"phone": "3"},
    }
    decided = desk.do(
        desk.update("resident", row_id, late["seq"], phone="3"),
        desk.update("conflict", conflict_id, late["seq"], **decision),
        action="decide_conflict",
    )
    assert decided["status"] == "applied"
    (conflict,) = _conflicts(other)
    assert conflict["state"] == "decided"
    assert len(conflict["candidates"]) == 2
    assert other.rows()["resident", row_id]["phone"] == "3"
    # what comes later from a desk that knew of nothing opens a new one
    late = other.do(other.update("resident", row_id, seq, phone="5"))
    assert late["status"] == "conflict"
    assert late["conflicts"] != [conflict_id]
    assert [c["state"] for c in _conflicts(desk)].count("open") == 1


def test_second_decision_does_not_overwrite_the_first(
    desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, phone="2"))
    late = other.do(other.update("resident", row_id, seq, phone="3"))
    (conflict_id,) = late["conflicts"]

    def decide(who: Desk, phone: str) -> dict[str, Any]:
        fields = {"state": "decided", "decided_value": {"phone": phone}}
        return who.do(
            who.update("resident", row_id, late["seq"], phone=phone),
            who.update("conflict", conflict_id, late["seq"], **fields),
            action="decide_conflict",
        )

    assert decide(desk, "3")["status"] == "applied"
    second = decide(other, "4")
    assert second["status"] == "conflict"
    by_id = {c["id"]: c for c in _conflicts(desk)}
    assert by_id[conflict_id]["decided_value"] == {"phone": "3"}
    (fresh,) = (c for c in by_id.values() if c["state"] == "open")
    assert {c["value"]["phone"] for c in fresh["candidates"]} == {"3", "4"}


def test_informed_change_during_a_conflict_keeps_all_values_before_the_person(
    desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, phone="2"))
    late = other.do(other.update("resident", row_id, seq, phone="3"))
    assert desk.do(desk.update("resident", row_id, late["seq"], phone="9"))["status"] == "applied"
    (conflict,) = _conflicts(desk)
    assert conflict["current"] == {"phone": "9"}
    assert [c["value"]["phone"] for c in conflict["candidates"]] == ["2", "3", "9"]


def test_allergies_keep_what_stands_until_decided(
    desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, allergies="nuts, milk"))
    late = other.do(other.update("resident", row_id, seq, allergies=None))
    assert late["status"] == "conflict"
    assert desk.rows()["resident", row_id]["allergies"] == "nuts, milk"


def test_conflict_within_one_push(desk: Desk, other: Desk, resident: tuple[str, int]) -> None:
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, phone="2"))
    results = other.push(
        *(other.op(other.update("resident", row_id, seq, phone=str(n))) for n in range(3, 8))
    )
    assert {r["status"] for r in results} == {"conflict"}
    assert len({tuple(r["conflicts"]) for r in results}) == 1
    (conflict,) = _conflicts(desk)
    assert len(conflict["candidates"]) == 6


def test_conflict_about_an_org_row_is_decided_by_an_administrator(
    site: House, desk: Desk, other: Desk, resident: tuple[str, int]
) -> None:
    def rename(who: Desk, name: str, base: int) -> dict[str, Any]:
        change = {**who.update("user", site.host, base, name=name), "scope": "org"}
        return who.push(who.op(change, action="administer", actor=site.admin))[0]

    def decide(actor: str, conflict_id: str, scope: str, base: int) -> dict[str, Any]:
        change = {**desk.update("conflict", conflict_id, base, state="decided"), "scope": scope}
        return desk.push(desk.op(change, action="decide_conflict", actor=actor))[0]

    base = desk.rows("org")["user", site.host]["seq"]
    assert rename(desk, "Mette L.", base)["status"] == "applied"
    late = rename(other, "Mette H.", base)
    assert late["status"] == "conflict"
    (org_conflict,) = late["conflicts"]
    assert desk.rows("org")["conflict", org_conflict]["site_id"] is None
    row_id, seq = resident
    desk.do(desk.update("resident", row_id, seq, phone="2"))
    late = other.do(other.update("resident", row_id, seq, phone="3"))
    (site_conflict,) = late["conflicts"]
    for actor, conflict_id, scope in (
        (site.lead, org_conflict, "org"),
        (site.admin, site_conflict, desk.scope),
        (site.host, site_conflict, desk.scope),
    ):
        assert decide(actor, conflict_id, scope, 100)["error"]["code"] == "permission"
    assert decide(site.admin, org_conflict, "org", 100)["status"] == "applied"
    assert decide(site.lead, site_conflict, desk.scope, 100)["status"] == "applied"
