"""Enrolment: a code, once, in time, and not by guessing."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from central.attempts import FREE, by_code, pause_after, slowed
from central.devices import revoke
from central.enrolment import make_code
from central.store import Store
from desktop.sync.protocol import WireError
from tests.central.conftest import House
from tests.central.desks import Desk, error_of


def _try(client: httpx2.Client, code: str, name: str = "Desk") -> httpx2.Response:
    return client.post("/v1/enrol", json={"code": code, "device_name": name})


def test_enrolled_desk_holds_its_scopes_and_is_known_to_others(desk: Desk, other: Desk) -> None:
    assert desk.scopes == ["org", desk.scope]
    rows = other.rows("org")
    assert rows["desk", desk.id]["number"] == 1
    assert rows["desk", other.id]["number"] == 2
    assert rows["desk", desk.id]["name"] == "Front desk"


def test_code_enrols_once_even_when_two_try_at_once(client: httpx2.Client, site: House) -> None:
    with site.store.connection() as conn:
        code = make_code(conn, [f"site:{site.site_id}"], 5)
    with ThreadPoolExecutor() as threads:
        answers = list(threads.map(lambda _: _try(client, code), range(4)))
    assert sorted(a.status_code for a in answers) == [200, 403, 403, 403]
    assert error_of(_try(client, code))[:2] == (403, "code_invalid")


def test_code_may_be_typed_carelessly(client: httpx2.Client, site: House) -> None:
    with site.store.connection() as conn:
        code = make_code(conn, [], 5)
    assert _try(client, f" {code.lower().replace('-', ' ')} ").status_code == 200


def test_old_code_is_worth_nothing(client: httpx2.Client, site: House) -> None:
    with site.store.connection() as conn:
        code = make_code(conn, [], 5)
        conn.execute("UPDATE enrol_code SET expires_at = now() - interval '1 second'")
    assert error_of(_try(client, code))[:2] == (403, "code_invalid")


def test_guessing_is_slowed_down(client: httpx2.Client, site: House) -> None:
    with site.store.connection() as conn:
        code = make_code(conn, [], 5)
    for _ in range(FREE):
        assert error_of(_try(client, "AAAA-AAAA-AAAA"))[:2] == (403, "code_invalid")
    answer = _try(client, code)
    status, name, params = error_of(answer)
    assert (status, name) == (429, "too_many_attempts")
    assert 0 < params["retry_after"] <= 2
    assert answer.headers["Retry-After"] == str(params["retry_after"])


def test_pause_grows_and_ends(client: httpx2.Client, site: House) -> None:
    def later(seconds: int) -> None:
        with site.store.connection() as conn:
            conn.execute(
                "UPDATE enrol_attempt SET last_at = last_at - %s * interval '1 second'", (seconds,)
            )

    for _ in range(FREE):
        assert _try(client, "AAAA").status_code == 403
    assert error_of(_try(client, "AAAA"))[:2] == (429, "too_many_attempts")
    later(2)
    assert _try(client, "AAAA").status_code == 403
    assert error_of(_try(client, "AAAA"))[2]["retry_after"] in (3, 4)
    later(601)
    for _ in range(FREE):
        assert _try(client, "AAAA").status_code == 403
    assert [pause_after(count) for count in (4, 5, 6, 7, 100)] == [0, 2, 4, 8, 300]


def test_guesses_sent_at_once_count_too(client: httpx2.Client) -> None:
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: _try(client, "AAAA").status_code, range(16)))
    assert sorted(answers) == [403] * FREE + [429] * (16 - FREE)


def test_addresses_are_not_written_down_and_forgotten(client: httpx2.Client, store: Store) -> None:
    _try(client, "AAAA")
    with store.connection() as conn:
        assert conn.execute("SELECT octet_length(address) FROM enrol_attempt").fetchall() == [(32,)]
        old = "clock_timestamp() - interval '601 seconds'"
        conn.execute(f"UPDATE enrol_attempt SET address = 'x', last_at = {old}")
        _try(client, "AAAA")
        assert conn.execute("SELECT failures FROM enrol_attempt").fetchall() == [(1,)]


def test_one_network_has_one_count_whatever_its_addresses(store: Store) -> None:
    def wrong() -> None:
        raise WireError(403, "code_invalid", "")

    with store.connection() as conn:
        for host in range(FREE):
            with pytest.raises(WireError, match="code_invalid"):
                slowed(conn, by_code(f"2001:db8:1:2::{host}"), wrong)
        with pytest.raises(WireError, match="too_many_attempts"):
            slowed(conn, by_code("2001:db8:1:2:ffff::1"), wrong)
        with pytest.raises(WireError, match="code_invalid"):
            slowed(conn, by_code("2001:db8:1:3::1"), wrong)


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "a\nb", "x" * 121, 7, None])
def test_name_must_be_readable(client: httpx2.Client, name: object) -> None:
    answer = client.post("/v1/enrol", json={"code": "AAAA", "device_name": name})
    assert error_of(answer)[:2] == (422, "invalid")


def test_token_decides_who_is_there(desk: Desk, site: House) -> None:
    client = desk.client
    for header in ("", "Bearer", "Bearer nobody", "Basic abc", f"Bearer {desk.token}x"):
        for path in ("/v1/schema", "/v1/pull?scope=org"):
            answer = client.get(path, headers={"Authorization": header})
            assert error_of(answer)[:2] == (401, "unauthorized")
    assert error_of(client.get("/v1/schema"))[:2] == (401, "unauthorized")
    with site.store.connection() as conn:
        revoke(conn, desk.id)
    assert error_of(desk.send(desk.op(desk.resident())))[:2] == (403, "device_revoked")
    assert error_of(desk.ask())[:2] == (403, "device_revoked")
