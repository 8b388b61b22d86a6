"""A copied desk becomes a desk of its own and loses nothing that it has not yet sent."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from central.devices import revoke
from tests.central.conftest import House
from tests.central.desks import Desk, error_of


def rekeyed(desk: Desk, **more: Any) -> dict[str, Any]:
    answer = desk.client.post("/v1/rekey", headers=desk.headers, **more)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_clone_sends_what_waits_under_its_new_name(desk: Desk) -> None:
    sent_by_both = desk.op(desk.resident())
    clone = replace(desk, cursors={})
    own = desk.op(desk.resident())
    foreign = clone.op(clone.resident())
    results = desk.push(sent_by_both, own)
    assert error_of(clone.send(sent_by_both, foreign))[1] == "device_cloned"

    told = rekeyed(clone)
    assert told.keys() == {"device_id", "token", "scopes", "epoch", "schema", "server_time"}
    assert told["device_id"] != desk.id
    assert (told["scopes"], told["epoch"]) == (desk.scopes, desk.epoch)
    clone.id, clone.token = told["device_id"], told["token"]
    again = [{**deepcopy(op), "device_seq": n} for n, op in enumerate((sent_by_both, foreign), 1)]
    first, second = clone.push(*again)
    assert first == results[0]
    assert (second["status"], second["seq"]) == ("applied", 3)
    assert desk.do(desk.resident())["status"] == "applied"
    assert len(desk.rows()) == 4


def test_desks_of_one_name_are_told_apart(desk: Desk) -> None:
    first, second = rekeyed(desk), rekeyed(desk, json={})
    third = rekeyed(replace(desk, token=second["token"]))
    desks = {row_id: row for (table, row_id), row in desk.rows("org").items() if table == "desk"}
    told = [
        (desks[device]["name"], desks[device]["number"])
        for device in (desk.id, first["device_id"], second["device_id"], third["device_id"])
    ]
    assert told == [
        ("Front desk", 1),
        ("Front desk (2)", 2),
        ("Front desk (3)", 3),
        ("Front desk (4)", 4),
    ]


@pytest.mark.parametrize("body", [{"device_name": "x"}, [], "x"])
def test_body_holds_nothing(desk: Desk, body: Any) -> None:
    answer = desk.client.post("/v1/rekey", headers=desk.headers, json=body)
    assert error_of(answer)[:2] == (422, "invalid")


def test_only_a_desk_that_may_take_part_is_given_another_token(desk: Desk, site: House) -> None:
    assert desk.client.post("/v1/rekey").status_code == 401
    with site.store.connection() as conn:
        revoke(conn, desk.id)
    answer = desk.client.post("/v1/rekey", headers=desk.headers)
    assert error_of(answer)[:2] == (403, "device_revoked")
