"""What the store refuses, and with which of the four codes."""

from typing import Any

import orjson
import pytest

from central.people import add_site, add_user, disable_user
from desktop.models.base import new_id
from tests.central.conftest import House
from tests.central.desks import Desk


def _code(result: dict[str, Any]) -> str:
    assert result["status"] == "refused", result
    assert result["seq"] is None
    code: str = result["error"]["code"]
    assert set(result["error"]) == {"code", "message", "params"}
    return code


@pytest.mark.parametrize(
    "fields",
    [
        {"surname": None},
        {"surname": 3},
        {"surname": ["x"]},
        {"surname": "x" * 201},
        {"surname": "a\x00b"},
        {"sex": "unknown"},
        {"sex": None},
        {"birth_date": "2026-02-30"},
        {"birth_date": "2026-2-3"},
        {"birth_date": "20260203"},
        {"birth_date": "٢٠٢٦-٠٢-٠٣"},
        {"expected_at": "2026-03-02T07:15:00+00:00"},
        {"expected_at": "2026-03-02T25:15:00Z"},
        {"expected_at": "2026-03-02"},
        {"household_id": "not-an-id"},
        {"household_id": "01A1FA87-70F2-7B39-BF65-82CE737C51A3"},
        {"languages": ["a\x00"]},
        {"no_such_field": 1},
        {"id": "01a1fa87-70f2-7b39-bf65-82ce737c51a3"},
        {"row_seq": 1},
        {"interpreter_language": "xx"},
    ],
)
def test_value_that_cannot_stand_is_refused(desk: Desk, fields: dict[str, Any]) -> None:
    result = desk.do(desk.resident(**fields))
    assert _code(result) == "validation"
    assert result["error"]["params"]["table"] == "resident"
    assert result["error"]["params"]["field"] == next(iter(fields))


def test_field_that_does_not_exist_is_refused_also_in_what_was(desk: Desk) -> None:
    result = desk.do({**desk.resident(), "was": {"no_such_field": 1}})
    assert _code(result) == "validation"
    assert result["error"]["params"]["field"] == "no_such_field"


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("household", {"size": True}),
        ("household", {"size": 1.0}),
        ("household", {"size": "1"}),
        ("household", {"size": 2**31}),
        ("household", {"size": None}),
        ("household", {"together": 1}),
        ("household", {"together": "true"}),
        ("bed", {}),
        ("nothing", {}),
        ("alembic_version", {}),
        ("receipt", {}),
    ],
)
def test_types_are_taken_strictly(desk: Desk, table: str, fields: dict[str, Any]) -> None:
    assert _code(desk.do(desk.insert(table, **fields), action="change_it")) == "validation"


def test_text_is_kept_in_nfc(desk: Desk) -> None:
    change = desk.resident(surname="Kova\u0301c")
    assert desk.do(change)["status"] == "applied"
    (row,) = desk.rows().values()
    assert row["surname"] == "Kov\u00e1c"
    again = desk.do(desk.update("resident", change["id"], surname="Kova\u0301c"))
    assert again["status"] == "noop"


def test_severity_is_one_of_four(desk: Desk) -> None:
    incident = {
        "number": "H-1",
        "happened_at": "2026-03-02T07:15:00Z",
        "reported_at": "2026-03-02T07:15:00Z",
        "reported_by": desk.actor,
        "place": "kitchen",
        "category": "noise",
        "facts": "loud",
    }
    log = "log_incident"
    good = desk.do(desk.insert("incident", **incident, severity=4), action=log)
    assert good["status"] == "applied"
    for severity in (0, 5, True, 1.0, "1"):
        bad = desk.do(desk.insert("incident", **incident, severity=severity), action=log)
        assert _code(bad) == "validation"


def test_actor_must_be_known_enabled_allowed_and_at_home(desk: Desk, site: House) -> None:
    def tried(actor: str, action: str = "register_resident") -> str:
        (result,) = desk.push(desk.op(desk.resident(), actor=actor, action=action))
        return result["status"] if result["status"] == "applied" else _code(result)

    assert tried(site.host) == "applied"
    assert tried(site.admin) == "permission"
    assert tried(new_id()) == "permission"
    assert tried(site.host, "decide_measure") == "permission"
    assert tried(site.host, "an_action_of_my_own") == "applied"


def test_host_of_another_site_may_not_write_here(desk: Desk, site: House) -> None:
    with site.store.connection() as conn:
        elsewhere = add_site(conn, "Amager", "hotel", False)
        stranger = add_user(conn, "Lis", "host", [elsewhere], None)
        coordinator = add_user(conn, "Per", "coordinator", [], None)
    desk.actor = stranger
    assert _code(desk.do(desk.resident())) == "permission"
    desk.actor = coordinator
    assert desk.do(desk.resident())["status"] == "applied"
    with site.store.connection() as conn:
        disable_user(conn, coordinator)
    assert _code(desk.do(desk.resident())) == "permission"
    desk.actor = site.host
    there = {**desk.insert("household"), "scope": f"site:{elsewhere}"}
    assert _code(desk.do(there)) == "scope"
    there["scope"] = desk.scope
    there["fields"]["site_id"] = elsewhere
    assert _code(desk.do(there)) == "scope"
    there["scope"] = "org"
    assert _code(desk.do(there)) == "scope"


def test_references_must_be_there_and_within_reach(desk: Desk) -> None:
    missing = desk.do(desk.resident(household_id=new_id()))
    assert _code(missing) == "unknown_row"
    assert missing["error"]["params"]["field"] == "household_id"
    household = desk.insert("household")
    desk.do(household)
    assert desk.do(desk.resident(household_id=household["id"]))["status"] == "applied"


def test_update_of_a_row_nobody_made_is_unknown(desk: Desk) -> None:
    assert _code(desk.do(desk.update("resident", new_id(), phone="1"))) == "unknown_row"
    assert _code(desk.do(desk.delete("resident", new_id()))) == "unknown_row"


def test_what_happened_is_only_added_to(desk: Desk) -> None:
    resident = desk.resident()
    serving = desk.insert(
        "meal_serving",
        resident_id=resident["id"],
        meal="lunch",
        day="2026-03-02",
        served_at="2026-03-02T11:00:00Z",
        served_by=desk.actor,
        desk_name="Front desk",
    )
    desk.do(resident)
    assert desk.do(serving, action="serve_meal")["status"] == "applied"

    def change(**fields: Any) -> dict[str, Any]:
        return desk.do(desk.update("meal_serving", serving["id"], **fields), action="undo_serving")

    assert _code(change(meal="dinner")) == "validation"
    voided = {"voided_at": "2026-03-02T11:05:00Z", "voided_by": desk.actor}
    assert change(**voided)["status"] == "applied"
    assert change(**voided)["status"] == "noop"
    assert _code(change(voided_at="2026-03-02T11:06:00Z")) == "validation"
    assert _code(change(voided_at=None)) == "validation"
    deleted = desk.do(desk.delete("meal_serving", serving["id"]), action="undo_serving")
    assert _code(deleted) == "validation"


def test_half_a_surrogate_pair_harms_nobody_else(desk: Desk) -> None:
    ops = [
        desk.op(desk.resident()),
        desk.op(desk.resident(surname="HERE")),
        desk.op(desk.resident()),
    ]
    text = orjson.dumps(desk.body(*ops)).replace(b"HERE", b"\\ud800x")
    headers = {**desk.headers, "Content-Type": "application/json"}
    for _ in range(2):
        answer = desk.client.post("/v1/push", content=text, headers=headers)
        results = answer.json()["results"]
        assert [r["status"] for r in results] == ["applied", "refused", "applied"]


@pytest.mark.parametrize("at", ["2026-13-02T07:15:00Z", "2026-03-02T07:15:61Z"])
def test_time_of_an_op_must_exist(desk: Desk, at: str) -> None:
    (result,) = desk.push(desk.op(desk.resident(), at=at))
    assert _code(result) == "validation"
