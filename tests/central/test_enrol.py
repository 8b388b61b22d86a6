"""Enrolment: a code, once, in time, and not by guessing."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from central.attempts import FREE, Attempts
from central.devices import revoke
from central.enrolment import make_code
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


def test_pause_grows_and_ends() -> None:
    now = 1000.0
    attempts = Attempts(lambda: now)
    for _ in range(FREE):
        assert attempts.pause("a") == 0
        attempts.failed("a")
    assert attempts.pause("a") == 2
    assert attempts.pause("b") == 0
    now += 2
    assert attempts.pause("a") == 0
    attempts.failed("a")
    assert attempts.pause("a") == 4
    for _ in range(100):
        attempts.failed("a")
    assert attempts.pause("a") == 300
    now += 601
    assert attempts.pause("a") == 0


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
