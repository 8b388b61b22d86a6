"""Who the store lets in at a desk, what it hands out, and when it takes that back."""

import base64
import secrets
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from central.attempts import FREE
from central.devices import revoke
from central.people import add_user, disable_user, give_role, give_user_sites
from central.signing_in import set_password
from central.store import Store
from desktop.models.base import new_id
from desktop.models.slots import Slot, WrongPasswordError
from desktop.sync.protocol import slots_setting
from tests.central.conftest import House
from tests.central.desks import Desk, Json, error_of

PASSWORD = "korrekt hest batteri"


def user(site: House, name: str, role: str = "host", password: str | None = PASSWORD) -> str:
    sites = [site.site_id] if role in ("host", "lead") else []
    with site.store.connection() as conn:
        return add_user(conn, name, role, sites, password)


def ask(desk: Desk, user: str, password: str = PASSWORD) -> httpx2.Response:
    body = {"device_id": desk.id, "user": user, "password": password}
    return desk.client.post("/v1/sign-in", json=body)


def sign_in(desk: Desk, user: str, password: str = PASSWORD) -> Json:
    answer = ask(desk, user, password)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


def leave_key(desk: Desk) -> bytes:
    key = secrets.token_bytes(32)
    body = {"key": base64.b64encode(key).decode()}
    answer = desk.client.put("/v1/escrow", json=body, headers=desk.headers)
    assert (answer.status_code, answer.json()) == (200, {})
    return key


def change(desk: Desk, session: str, old: str, new: str) -> httpx2.Response:
    body = {"session": session, "old": old, "new": new}
    return desk.client.post("/v1/password", json=body, headers=desk.headers)


def slots(desk: Desk) -> Json:
    answer = desk.client.get("/v1/slots", headers=desk.headers)
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    assert told.keys() == {"version", "slots", "known", "void", "escrow"}
    return told


def opened(told: Json, password: str) -> bytes:
    return Slot.read(told).open(password).desk_key


def test_colleague_new_to_a_desk_is_given_its_key_and_a_slot(desk: Desk, site: House) -> None:
    olena = user(site, "Олена Шевченко")
    first = sign_in(desk, "  олена шевченко ")
    assert first.keys() == {
        *("user_id", "name", "role", "must_change", "desk_key"),
        *("sealed_key", "session", "expires", "slot"),
    }
    assert (first["user_id"], first["name"], first["role"]) == (olena, "Олена Шевченко", "host")
    assert (first["must_change"], first["desk_key"], first["sealed_key"]) == (False, None, None)
    assert first["slot"] is None
    assert slots(desk)["escrow"] is False
    key = leave_key(desk)
    again = sign_in(desk, olena)
    assert base64.b64decode(again["desk_key"]) == key
    assert opened(again["slot"], PASSWORD) == key
    with pytest.raises(WrongPasswordError):
        opened(again["slot"], "korrekt hest batterie")
    assert again["session"] != first["session"]
    told = slots(desk)
    assert (told["escrow"], told["slots"], told["void"]) == (True, [again["slot"]], [])
    assert set(told["known"]) == {olena, site.host, site.lead, site.admin}


def test_confidential_key_is_one_and_goes_to_confidants_alone(desk: Desk, site: House) -> None:
    leave_key(desk)
    keys = {}
    for role in ("host", "lead", "coordinator", "liaison", "admin", "auditor"):
        told = sign_in(desk, user(site, f"A {role}", role))
        keys[role] = told["sealed_key"]
        sealed = Slot.read(told["slot"]).open(PASSWORD).sealed_key
        assert (sealed and base64.b64encode(sealed).decode()) == told["sealed_key"]
    assert keys["lead"] is not None
    assert keys["lead"] == keys["liaison"]
    assert {role for role, key in keys.items() if key is None} == {
        *("host", "coordinator", "admin", "auditor")
    }
    with site.store.connection() as conn:
        give_role(conn, "A lead", "host")
    (slot,) = [one for one in slots(desk)["slots"] if one["name"] == "A lead"]
    assert "sealed" not in slot
    assert sign_in(desk, "A lead")["sealed_key"] is None


def test_all_who_are_not_let_in_are_told_the_same(
    desk: Desk, site: House, client: httpx2.Client
) -> None:
    user(site, "Gone")
    user(site, "Twice")
    user(site, "Twice")
    user(site, "Nowhere")
    user(site, "Without", password=None)
    with site.store.connection() as conn:
        disable_user(conn, "Gone")
        give_user_sites(conn, "Nowhere", [])
    refused = (403, "sign_in_refused", {})
    said = set()
    for name in ("Nobody", "Gone", "Twice", "Nowhere", "Without", "Ankomst", "Mette", new_id()):
        answer = ask(desk, name)
        assert error_of(answer) == refused, name
        said.add(answer.text)
    lars = user(site, "Lars")
    assert error_of(ask(desk, lars, "wrong password")) == refused
    assert error_of(ask(replace(desk, id=new_id()), lars)) == refused
    assert error_of(ask(replace(desk, id="00000000-0000-7000-8000-000000000000"), lars)) == refused
    assert len(said) == 1
    with site.store.connection() as conn:
        revoke(conn, desk.id)
    assert error_of(ask(desk, lars)) == (403, "device_revoked", {})


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"device_id": "x", "user": "a", "password": "b"},
        {"device_id": new_id(), "user": "", "password": "b"},
        {"device_id": new_id(), "user": "a", "password": "x" * 201},
        {"device_id": new_id(), "user": "a", "password": "b", "more": 1},
        [],
    ],
)
def test_body_must_be_as_it_is_described(client: httpx2.Client, body: Any) -> None:
    assert error_of(client.post("/v1/sign-in", json=body))[:2] == (422, "invalid")


def test_guessing_a_password_is_slowed_down_for_that_person_alone(desk: Desk, site: House) -> None:
    lars, anna = user(site, "Lars"), user(site, "Anna B")
    for name in ("Lars", "LARS", lars, "lars", "lArs")[:FREE]:
        assert error_of(ask(desk, name, "wrong password"))[0] == 403
    answer = ask(desk, lars)
    status, code, params = error_of(answer)
    assert (status, code) == (429, "too_many_attempts")
    assert answer.headers["Retry-After"] == str(params["retry_after"])
    sign_in(desk, anna)
    with site.store.connection() as conn:
        conn.execute("UPDATE enrol_attempt SET last_at = last_at - interval '3 seconds'")
    sign_in(desk, lars)
    assert error_of(ask(desk, lars, "wrong password"))[:2] == (403, "sign_in_refused")
    with site.store.connection() as conn:
        kept = conn.execute("SELECT octet_length(address) FROM enrol_attempt").fetchall()
    assert set(kept) == {(32,)}


def test_password_changed_at_one_desk_opens_all_and_the_old_one_none(
    desk: Desk, other: Desk, site: House
) -> None:
    lead = user(site, "Lead", "lead")
    keys = [leave_key(desk), leave_key(other)]
    here, there = sign_in(desk, lead), sign_in(other, lead)
    assert error_of(change(desk, here["session"], "wrong password", "nyt kodeord 1"))[:2] == (
        403,
        "wrong_password",
    )
    assert error_of(change(desk, here["session"], PASSWORD, "short"))[:2] == (422, "invalid")
    assert error_of(change(desk, here["session"], PASSWORD, PASSWORD))[2] == {"field": "new"}
    assert error_of(change(other, here["session"], PASSWORD, "nyt kodeord 1"))[:2] == (
        403,
        "session_ended",
    )
    answer = change(desk, here["session"], PASSWORD, "nyt kodeord 1")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert opened(told["slot"], "nyt kodeord 1") == keys[0]
    assert told["version"] == slots(desk)["version"] == 1
    for one, key in zip((desk, other), keys, strict=True):
        (slot,) = slots(one)["slots"]
        assert opened(slot, "nyt kodeord 1") == key
        found = Slot.read(slot).open("nyt kodeord 1").sealed_key
        assert found == base64.b64decode(here["sealed_key"])
    row_id, name = slots_setting(other.id)
    assert other.rows("org")["setting", row_id]["value"] == 1
    assert other.rows("org")["setting", row_id]["name"] == name
    assert error_of(ask(other, lead))[1] == "sign_in_refused"
    assert error_of(change(other, there["session"], "nyt kodeord 1", "nyt kodeord 2"))[1] == (
        "session_ended"
    )
    again = change(desk, here["session"], "nyt kodeord 1", "nyt kodeord 2")
    assert again.status_code == 200
    assert slots(other)["version"] == 2


def test_one_time_password_must_be_changed_and_gives_no_slot(desk: Desk, site: House) -> None:
    key = leave_key(desk)
    lars = user(site, "Lars")
    before = sign_in(desk, lars)
    with site.store.connection() as conn:
        set_password(conn, lars, "engangs kode", must_change=True)
    told = slots(desk)
    assert (told["slots"], told["void"], told["version"]) == ([], [lars], 1)
    assert error_of(change(desk, before["session"], PASSWORD, "nyt kodeord 1"))[1] == (
        "session_ended"
    )
    once = sign_in(desk, lars, "engangs kode")
    assert (once["must_change"], once["slot"]) == (True, None)
    assert base64.b64decode(once["desk_key"]) == key
    assert slots(desk)["void"] == [lars]
    changed = change(desk, once["session"], "engangs kode", "mit eget kodeord")
    assert opened(changed.json()["slot"], "mit eget kodeord") == key
    told = slots(desk)
    assert (told["slots"], told["void"]) == ([changed.json()["slot"]], [])
    assert sign_in(desk, lars, "mit eget kodeord")["must_change"] is False


def test_desk_that_left_no_key_keeps_the_slot_it_made_itself(desk: Desk, site: House) -> None:
    """Its first user signs in before there is a key to leave."""
    lars = user(site, "Lars", password=None)
    for password, void in (("another password", []), (PASSWORD, [lars])):
        with site.store.connection() as conn:
            set_password(conn, lars, password, must_change=False)
        assert slots(desk)["void"] == void
    sign_in(desk, lars)
    told = slots(desk)
    assert (told["void"], told["slots"]) == ([], [])
    assert lars in told["known"]


def test_who_is_shut_out_has_neither_session_nor_slot(desk: Desk, site: House) -> None:
    leave_key(desk)
    lars, anna = user(site, "Lars"), user(site, "Anna B")
    sessions = {name: sign_in(desk, name)["session"] for name in (lars, anna)}
    with site.store.connection() as conn:
        disable_user(conn, lars)
        give_user_sites(conn, anna, [])
        assert conn.execute("SELECT count(*) FROM key_slot").fetchone() == (0,)
    told = slots(desk)
    assert told["slots"] == []
    assert not {lars, anna} & set(told["known"])
    for session in sessions.values():
        answer = change(desk, session, PASSWORD, "nyt kodeord 1")
        assert error_of(answer)[:2] == (403, "session_ended")


def test_role_taken_by_an_op_of_a_client_counts_as_well(desk: Desk, site: House) -> None:
    leave_key(desk)
    lars = user(site, "Lars")
    sign_in(desk, lars)
    desk.actor = site.admin
    shut = {**desk.update("user", lars, 99, enabled=False), "scope": "org"}
    assert desk.do(shut, action="administer")["status"] == "applied"
    assert slots(desk)["slots"] == []
    assert error_of(ask(desk, lars))[1] == "sign_in_refused"
    with site.store.connection() as conn:
        assert conn.execute("SELECT count(*) FROM key_slot").fetchone() == (0,)


def test_session_ends_and_its_token_is_not_written_down(desk: Desk, site: House) -> None:
    lars = user(site, "Lars")
    session = sign_in(desk, lars)["session"]
    with site.store.connection() as conn:
        (kept,) = conn.execute("SELECT token_hash FROM user_session").fetchall()
        assert session.encode() not in bytes(kept[0])
        conn.execute("UPDATE user_session SET ends_at = now()")
    answer = change(desk, session, PASSWORD, "nyt kodeord 1")
    assert error_of(answer)[:2] == (403, "session_ended")


def test_copied_desk_has_the_key_of_the_first(desk: Desk, site: House) -> None:
    key = leave_key(desk)
    lars = user(site, "Lars")
    sign_in(desk, lars)
    told = desk.client.post("/v1/rekey", headers=desk.headers).json()
    copy = replace(desk, id=told["device_id"], token=told["token"])
    assert slots(copy)["slots"] == slots(desk)["slots"]
    assert base64.b64decode(sign_in(copy, lars)["desk_key"]) == key


def test_another_key_left_by_a_desk_voids_what_wraps_the_first(desk: Desk, site: House) -> None:
    leave_key(desk)
    lars = user(site, "Lars")
    sign_in(desk, lars)
    key = leave_key(desk)
    assert slots(desk)["slots"] == []
    assert opened(sign_in(desk, lars)["slot"], PASSWORD) == key


@pytest.mark.parametrize("key", ["", "x", "A" * 44, base64.b64encode(b"x" * 31).decode(), 7, None])
def test_escrow_takes_a_key_and_nothing_else(desk: Desk, key: Any) -> None:
    answer = desk.client.put("/v1/escrow", json={"key": key}, headers=desk.headers)
    assert error_of(answer)[:2] == (422, "invalid")


def test_only_the_desk_itself_asks_for_its_slots(client: httpx2.Client, desk: Desk) -> None:
    assert client.get("/v1/slots").status_code == 401
    assert client.put("/v1/escrow", json={"key": "x"}).status_code == 401
    body = {"session": "x", "old": "y", "new": "z" * 8}
    assert client.post("/v1/password", json=body).status_code == 401
    assert error_of(change(desk, "nobody", PASSWORD, "nyt kodeord 1"))[1] == "session_ended"


def test_nothing_that_the_store_keeps_tells_a_key_or_a_password(
    desk: Desk, site: House, store: Store
) -> None:
    key = leave_key(desk)
    told = sign_in(desk, user(site, "Liaison", "liaison"))
    sealed = base64.b64decode(told["sealed_key"])
    with store.connection() as conn:
        found = b""
        for table in ("device", "credential", "key_slot", "user_session", "store_secret"):
            with conn.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                found += b"".join(map(bytes, copy))
        master = store.master_key.path(conn).read_bytes().strip()
    hidden = [key, sealed, base64.b64decode(master)]
    for secret in (*hidden, *map(base64.b64encode, hidden), PASSWORD.encode()):
        assert secret not in found
        assert secret.hex().encode() not in found
    assert told["session"].encode() not in found
    assert told["slot"]["wrapped"].encode() not in found
