"""What a revoked device still sends is kept, and an administrator settles it."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from central import review
from central.checking import check_store
from central.devices import revoke
from desktop.models.base import new_id
from tests.central.conftest import House
from tests.central.desks import Desk, Json, error_of
from tests.central.test_late import wait_for_waiters
from tests.stores import CentralProcess, run_command


def shut_out(site: House, desk: Desk) -> None:
    with site.store.connection() as conn:
        assert revoke(conn, desk.id)


def waiting(site: House, desk: Desk) -> list[review.KeptOp]:
    with site.store.connection() as conn:
        return review.kept_ops(conn, desk.id)


def apply_all(site: House, desk: Desk, *op_ids: str) -> list[Json]:
    with site.store.connection() as conn:
        ops = review.chosen(review.kept_ops(conn, desk.id), op_ids)
        return [review.apply(conn, desk.id, kept, "Ib").told() for kept in ops]


def check(site: House) -> None:
    with site.store.connection() as conn:
        assert [checked.problems for checked in check_store(conn) if checked.problems] == []


def test_ops_are_kept_once_and_in_order_and_the_answer_stays_the_same(
    site: House, desk: Desk, other: Desk
) -> None:
    before = desk.op(desk.resident())
    desk.push(before)
    shut_out(site, desk)
    ops = [desk.op(desk.resident()) for _ in range(3)]
    for _ in range(2):
        answer = desk.send(before, *ops)
        assert error_of(answer) == (403, "device_revoked", {"kept": 4})
    assert error_of(desk.send(ops[2], ops[0]))[2] == {"kept": 2}
    assert [kept.op.op_id for kept in waiting(site, desk)] == [op["op_id"] for op in ops]
    with site.store.connection() as conn:
        (found,) = review.waiting(conn)
    assert (found.device_id, found.name, found.number, found.ops) == (desk.id, "Front desk", 1, 3)
    assert len(other.rows()) == 1
    check(site)


def test_every_other_call_is_refused_and_keeps_nothing(site: House, desk: Desk) -> None:
    shut_out(site, desk)
    client = desk.client
    for answer in (
        desk.ask(),
        client.get("/v1/snapshot", params={"scope": desk.scope}, headers=desk.headers),
        client.get("/v1/digest", params={"scope": desk.scope}, headers=desk.headers),
        client.post("/v1/rekey", json={}, headers=desk.headers),
        desk.send(desk.op(desk.resident()), unknown=1),
        client.post("/v1/push", json={"ops": [{}]}, headers=desk.headers),
        client.post(
            "/v1/push", content=b"{", headers={**desk.headers, "Content-Type": "application/json"}
        ),
    ):
        assert error_of(answer)[:2] == (403, "device_revoked")
    assert waiting(site, desk) == []


def test_applied_as_ops_of_the_device_with_receipts(site: House, desk: Desk, other: Desk) -> None:
    row = desk.resident(phone="1")
    seq = desk.do(row)["seq"]
    other.do(other.update("resident", row["id"], seq, phone="2"))
    shut_out(site, desk)
    new = desk.resident()
    ops = [
        desk.op(new),
        desk.op(desk.update("resident", new["id"], None, phone="5")),
        desk.op(desk.update("resident", row["id"], seq, phone="3")),
        desk.op(desk.update("resident", new_id(), None, phone="3")),
        desk.op(desk.update("resident", row["id"], seq, phone="2")),
    ]
    desk.send(*ops)
    results = apply_all(site, desk)
    assert [r["status"] for r in results] == ["applied", "applied", "conflict", "refused", "noop"]
    assert other.rows()["resident", new["id"]]["phone"] == "5"
    entry = next(e for e in other.ask().json()["entries"] if e["id"] == new["id"])
    assert (entry["op_id"], entry["device_id"]) == (ops[0]["op_id"], desk.id)
    assert waiting(site, desk) == []
    assert error_of(desk.send(*ops)) == (403, "device_revoked", {"kept": 5})
    assert waiting(site, desk) == []
    check(site)
    # the desk enrols again with what it holds: what was settled is answered, not done twice
    again = site.enrol()
    repeated = again.push(*({**op, "device_seq": n} for n, op in enumerate(ops, 1)))
    assert [(r["op_id"], r["status"], r["seq"]) for r in repeated] == [
        (r["op_id"], r["status"], r["seq"]) for r in results
    ]


def test_only_some_are_applied_and_the_scopes_are_those_it_held(
    site: House, desk: Desk, other: Desk
) -> None:
    shut_out(site, desk)
    first, second = (desk.op(desk.resident()) for _ in range(2))
    elsewhere = desk.op({**desk.resident(), "scope": f"site:{new_id()}"})
    desk.send(first, second, elsewhere)
    (told,) = apply_all(site, desk, second["op_id"])
    assert told["status"] == "applied"
    (told,) = apply_all(site, desk, elsewhere["op_id"])
    assert told["error"]["code"] == "scope"
    assert [kept.op.op_id for kept in waiting(site, desk)] == [first["op_id"]]
    assert [key[1] for key in other.rows()] == [second["changes"][0]["id"]]
    with pytest.raises(ValueError, match="waits"):
        apply_all(site, desk, second["op_id"])
    check(site)


def test_one_number_with_two_contents_keeps_both(site: House, desk: Desk) -> None:
    """A copied database: what was taken under a number, and what the other copy did."""
    taken = desk.op(desk.resident())
    desk.push(taken)
    shut_out(site, desk)
    copy = {**desk.op(desk.resident()), "device_seq": 1}
    same_id = {**taken, "changes": [desk.resident()]}
    assert error_of(desk.send(taken, copy, same_id))[2] == {"kept": 3}
    assert len(waiting(site, desk)) == 2
    statuses = {told["op_id"]: told["status"] for told in apply_all(site, desk)}
    assert statuses == {copy["op_id"]: "applied", taken["op_id"]: "refused"}
    check(site)


def test_dropped_with_a_reason_and_never_applied(site: House, desk: Desk, other: Desk) -> None:
    shut_out(site, desk)
    op = desk.op(desk.resident())
    desk.send(op)
    (kept,) = waiting(site, desk)
    with site.store.connection() as conn:
        review.drop(conn, desk.id, kept, "Ib", "typed by the finder")
        with pytest.raises(review.SettledError):
            review.drop(conn, desk.id, kept, "Ib", "again")
        with pytest.raises(review.SettledError):
            review.apply(conn, desk.id, kept, "Ib")
        (settled,) = review.kept_ops(conn, desk.id, settled=True)
    assert (settled.status, settled.settled_by, settled.reason) == (
        "refused",
        "Ib",
        "typed by the finder",
    )
    assert settled.settled_at is not None
    assert other.rows() == {}
    desk.send(op)
    assert waiting(site, desk) == []
    again = site.enrol()
    (told,) = again.push({**op, "device_seq": 1})
    assert (told["status"], told["error"]["code"]) == ("refused", "dropped")
    check(site)


def test_what_came_again_from_a_new_desk_first_is_answered_alike(site: House, desk: Desk) -> None:
    shut_out(site, desk)
    op = desk.op(desk.resident())
    desk.send(op)
    again = site.enrol()
    (first,) = again.push({**op, "device_seq": 1})
    (told,) = apply_all(site, desk)
    assert (told["status"], told["seq"]) == ("applied", first["seq"])
    check(site)


def test_revoked_while_it_pushes(site: House, desk: Desk, other: Desk) -> None:
    """The push waits for the device's row, which the revocation holds: its ops are kept."""
    op = desk.op(desk.resident())
    with ThreadPoolExecutor(1) as pool:
        with site.store.connection() as conn, conn.transaction():
            revoke(conn, desk.id)
            pushing = pool.submit(desk.send, op)
            wait_for_waiters(site, 1)
        assert error_of(pushing.result()) == (403, "device_revoked", {"kept": 1})
    assert [kept.op.op_id for kept in waiting(site, desk)] == [op["op_id"]]
    assert other.rows() == {}


def test_bounded_in_number_and_size(
    site: House, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut_out(site, desk)
    monkeypatch.setattr(review, "MOST_OPS", 3)
    ops = [desk.op(desk.resident()) for _ in range(5)]
    for _ in range(2):
        assert error_of(desk.send(*ops))[2] == {"kept": 3}
    apply_all(site, desk)
    assert error_of(desk.send(*ops))[2] == {"kept": 5}
    monkeypatch.setattr(review, "MOST_BYTES", 2000)
    large = desk.op(desk.resident(instruction="x" * 3000))
    assert error_of(desk.send(large))[2] == {"kept": 0}


def test_odd_text_is_kept_as_it_came(site: House, desk: Desk) -> None:
    shut_out(site, desk)
    op = desk.op(desk.resident(instruction="SURROGATE \u0000"))
    body = json.dumps(desk.body(op)).replace("SURROGATE", "\\ud800")
    headers = {**desk.headers, "Content-Type": "application/json"}
    answer = desk.client.post("/v1/push", content=body, headers=headers)
    assert error_of(answer)[2] == {"kept": 1}
    (told,) = apply_all(site, desk)
    assert told["error"]["code"] == "validation"


def test_administrator_looks_applies_and_drops(
    process: CentralProcess, site: House, desk: Desk, other: Desk
) -> None:
    cli = process.cli
    copy_op, drop_op = desk.op(desk.resident(surname="Secret")), desk.op(desk.resident())
    bad = desk.op(desk.update("resident", new_id(), None, phone="4711"))
    cli("device", "revoke", desk.id)
    desk.send(copy_op, drop_op, bad)
    device_id, name, number, count, oldest = cli("review", "list").strip().split("\t")
    assert (device_id, name, number, count) == (desk.id, "Front desk", "1", "3")
    assert oldest.endswith("Z")
    plain = cli("review", "show", desk.id)
    assert "register_resident\tAnna" in plain
    assert "insert resident" in plain
    assert "surname, given_names" in plain
    assert "Secret" not in plain
    assert "4711" not in plain
    assert 'surname="Secret"' in cli("review", "show", desk.id, "--values")
    told: list[dict[str, Any]] = json.loads(cli("review", "show", desk.id, "--json"))
    assert [op["op_id"] for op in told] == [copy_op["op_id"], drop_op["op_id"], bad["op_id"]]
    assert told[0]["changes"][0]["fields"][:2] == ["site_id", "number"]
    dropped = cli(
        "review", "drop", desk.id, drop_op["op_id"], "--reason", "typed twice", "--by", "Ib"
    )
    assert dropped == f"{drop_op['op_id']}\tdropped\n"
    applied = cli("review", "apply", desk.id).splitlines()
    assert applied == [
        f"{copy_op['op_id']}\tregister_resident\tapplied",
        f"{bad['op_id']}\tregister_resident\trefused\tthere is no such row",
    ]
    assert cli("review", "list") == ""
    assert cli("review", "show", desk.id) == ""
    assert "refused by Ib at " in cli("review", "show", desk.id, "--all")
    assert "typed twice" in cli("review", "show", desk.id, "--all")
    assert [key[1] for key in other.rows()] == [copy_op["changes"][0]["id"]]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (("show", "nobody"), 1, 'there is no device "nobody"'),
        (("show", "Front desk"), 1, "give the id"),
        (("apply", "{desk}", "00000000-0000-7000-8000-000000000009"), 1, "waits for review"),
        (("drop", "{desk}", "--reason", "x"), 1, "--all"),
        (("drop", "{desk}", "--all", "--reason", " "), 1, "--reason"),
        (("drop", "{desk}", "--all"), 2, "--reason"),
        (("apply", "{desk}", "--by", " "), 1, "--by"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(
    process: CentralProcess,
    desk: Desk,
    other: Desk,
    arguments: tuple[str, ...],
    exit_code: int,
    said: str,
) -> None:
    assert other.id != desk.id
    named = [word.format(desk=desk.id) for word in arguments]
    done = run_command("review", *named, *process.where)
    assert done.returncode == exit_code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
