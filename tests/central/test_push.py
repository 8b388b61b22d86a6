"""Pushes: numbers, receipts, and that one bad op leaves its neighbours alone."""

import copy

import psycopg
import pytest

from desktop.models.base import new_id
from tests.central.conftest import House
from tests.central.desks import Desk, error_of


def test_pushed_resident_comes_back_whole_on_pull(desk: Desk, other: Desk) -> None:
    change = desk.resident(phone="+45 12 34 56 78", languages=["uk", "ru"])
    result = desk.do(change)
    assert result["status"] == "applied"
    assert result["error"] is None
    (entry,) = other.pull()
    assert entry["seq"] == result["seq"]
    assert (entry["kind"], entry["table"], entry["id"]) == ("put", "resident", change["id"])
    assert entry["device_id"] == desk.id
    assert entry["actor"] == desk.actor
    assert entry["op_id"] == result["op_id"]
    assert entry["fields"]["languages"] == ["uk", "ru"]
    assert entry["fields"]["email"] is None
    assert entry["fields"]["status"] == "expected"
    assert desk.pull() == [entry]


def test_repetition_has_the_same_results_and_changes_nothing(desk: Desk) -> None:
    changes = [desk.resident(), desk.resident(surname=7), desk.resident()]
    ops = [desk.op(change) for change in changes]
    first = desk.push(*ops)
    assert [result["status"] for result in first] == ["applied", "refused", "applied"]
    assert desk.push(*ops) == first
    assert desk.push(*ops[1:]) == first[1:]
    assert len(desk.pull()) == 2


def test_twice_in_one_push_counts_once(desk: Desk) -> None:
    op = desk.op(desk.resident())
    one, two = desk.push(op, op)
    assert one == two
    assert len(desk.pull()) == 1


def test_other_content_under_a_known_number_means_a_cloned_device(desk: Desk) -> None:
    op = desk.op(desk.resident())
    desk.push(op)
    changed = copy.deepcopy(op)
    changed["changes"][0]["fields"]["surname"] = "Shevchenko"
    status, code, params = error_of(desk.send(changed))
    assert (status, code) == (409, "device_cloned")
    assert params["device_seq"] == 1
    assert len(desk.pull()) == 1


def test_gap_names_the_number_that_is_expected_and_takes_nothing(desk: Desk) -> None:
    first, _, third = (desk.op(desk.resident()) for _ in range(3))
    assert error_of(desk.send(first, third)) == (409, "sequence_gap", {"expected": 2})
    assert desk.pull() == []
    desk.push(first)
    assert error_of(desk.send(third)) == (409, "sequence_gap", {"expected": 2})


def test_other_epoch_is_told(desk: Desk) -> None:
    answer = desk.send(desk.op(desk.resident()), epoch=new_id())
    assert error_of(answer) == (409, "epoch_changed", {"epoch": desk.epoch})


def test_newer_schema_is_not_understood(desk: Desk) -> None:
    assert error_of(desk.send(schema=99))[:2] == (409, "schema_unknown")


def test_empty_push_is_fine(desk: Desk) -> None:
    assert desk.push() == []


def test_op_that_builds_on_a_refused_one_is_refused_and_no_other(desk: Desk) -> None:
    good, bad = desk.resident(), desk.resident(sex="unknown")
    results = desk.push(
        desk.op(good),
        desk.op(bad),
        desk.op(desk.update("resident", bad["id"], phone="1")),
        desk.op(desk.update("resident", good["id"], phone="2")),
    )
    assert [r["status"] for r in results] == ["applied", "refused", "refused", "applied"]
    assert results[2]["error"]["code"] == "unknown_row"
    (row,) = desk.rows().values()
    assert row["phone"] == "2"


def test_op_is_applied_whole_or_not_at_all(desk: Desk) -> None:
    result = desk.do(desk.resident(), desk.resident(), desk.resident(birth_date="2026-02-30"))
    assert result["status"] == "refused"
    assert result["error"]["params"]["field"] == "birth_date"
    assert desk.pull() == []


def test_broken_rule_of_the_database_refuses_only_that_op(desk: Desk) -> None:
    room = desk.insert("room", number="1")
    bed = desk.insert("bed", room_id=room["id"], label="A")
    desk.do(room, bed, action="change_rooms")
    ops = [desk.op(desk.resident()) for _ in range(5)]
    ops.append(desk.op(desk.delete("room", room["id"]), action="change_rooms"))
    ops += [desk.op(desk.resident()) for _ in range(5)]
    results = desk.push(*ops)
    assert [r["status"] for r in results] == ["applied"] * 5 + ["refused"] + ["applied"] * 5
    assert results[5]["error"]["code"] == "validation"
    seqs = [r["seq"] for r in results if r["seq"]]
    assert seqs == sorted(set(seqs))
    assert len(desk.pull()) == 12


def test_op_may_name_child_before_parent(desk: Desk) -> None:
    room = desk.insert("room", number="1")
    bed = desk.insert("bed", room_id=room["id"], label="A")
    assert desk.do(bed, room, action="change_rooms")["status"] == "applied"
    assert [entry["table"] for entry in desk.pull()] == ["room", "bed"]


def test_deleted_row_never_returns(desk: Desk) -> None:
    change = desk.resident()
    desk.do(change)
    assert desk.do(desk.delete("resident", change["id"]))["status"] == "applied"
    assert desk.rows() == {}
    assert desk.do(desk.delete("resident", change["id"]))["status"] == "noop"
    update = desk.do(desk.update("resident", change["id"], phone="1"))
    assert update["error"]["code"] == "unknown_row"
    again = desk.do(change)
    assert again["error"]["code"] == "validation"


def test_known_op_id_under_another_number_has_its_first_outcome(desk: Desk) -> None:
    op = desk.op(desk.resident())
    (first,) = desk.push(op)
    (again,) = desk.push({**op, "device_seq": 2})
    assert again == {**first, "device_seq": 2}
    desk.next_seq = 3
    (other,) = desk.push(desk.op(desk.resident(), op_id=op["op_id"]))
    assert other["error"]["code"] == "validation"
    assert len(desk.pull()) == 1


def test_insert_again_under_another_op_is_noop_when_it_says_the_same(desk: Desk) -> None:
    change = desk.resident()
    desk.do(change)
    result = desk.do(change)
    assert (result["status"], result["seq"]) == ("noop", None)
    change["fields"]["surname"] = "Shevchenko"
    assert desk.do(change)["error"]["code"] == "validation"


def test_insert_and_update_in_one_op_are_one_entry(desk: Desk) -> None:
    change = desk.resident()
    desk.do(change, desk.update("resident", change["id"], phone="9"))
    (entry,) = desk.pull()
    assert entry["fields"]["phone"] == "9"
    assert entry["fields"]["surname"] == "Kovalenko"


def test_every_scope_of_an_op_gets_the_same_seq(desk: Desk, site: House) -> None:
    with site.store.connection() as conn:
        conn.execute("UPDATE scope_counter SET seq = 70 WHERE scope = 'org'")
    desk.actor = site.admin
    room = desk.insert("room", number="1")
    kind = {**desk.update("site", site.site_id, 70, capacity=50), "scope": "org"}
    result = desk.do(room, kind, action="change_rooms")
    assert (result["status"], result["seq"]) == ("applied", 71)
    assert [entry["seq"] for entry in desk.pull()] == [71]
    assert desk.pull("org")[-1]["fields"] == {"capacity": 50}
    assert desk.do(desk.resident())["error"]["code"] == "permission"


@pytest.mark.parametrize("many", [1000, 1001])
def test_thousand_ops_a_push(desk: Desk, many: int) -> None:
    answer = desk.send(*(desk.op(desk.resident()) for _ in range(many)))
    if many == 1000:
        assert {r["status"] for r in answer.json()["results"]} == {"applied"}
    else:
        assert error_of(answer)[:2] == (413, "too_large")
        assert desk.pull() == []


def test_store_says_what_its_rows_say(desk: Desk, database_url: str) -> None:
    change = desk.resident(
        expected_at="2026-03-02T07:15:00Z", birth_date="1980-02-29", surname="A\t\\N\n'\"Ж"
    )
    desk.do(change)
    with psycopg.connect(database_url) as conn:
        found = conn.execute("SELECT surname, birth_date::text FROM resident").fetchone()
    assert found == ("A\t\\N\n'\"Ж", "1980-02-29")
    (row,) = desk.rows().values()
    assert row["surname"] == "A\t\\N\n'\"Ж"
    assert row["expected_at"] == "2026-03-02T07:15:00Z"
