"""Digests: what the store says it holds is what a pull from the beginning yields."""

import hashlib
import json
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.models.base import new_id
from desktop.sync.digest import TableDigest, row_hash
from tests.central.desks import Desk, error_of

_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_IDS = [digit + new_id()[1:] for digit in "0123456789abcdef"]


def ask(desk: Desk, scope: str | None = None) -> dict[str, Any]:
    answer = desk.client.get(
        "/v1/digest", params={"scope": scope or desk.scope}, headers=desk.headers
    )
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def by_hand(desk: Desk, scope: str) -> dict[str, tuple[int, list[int]]]:
    """SYNC.md's words with the standard library alone, over what a pull yields."""
    found: dict[str, tuple[int, list[int]]] = {}
    for (table, row_id), row in desk.rows(scope).items():
        fields = {n: v for n, v in row.items() if n != "seq" and v is not None}
        text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        hashed = hashlib.sha256(f"{table}|{row_id}|{text}".encode()).digest()[:16]
        count, buckets = found.get(table, (0, [0] * 16))
        buckets[int(row_id[0], 16)] ^= int.from_bytes(hashed, "big")
        found[table] = (count + 1, buckets)
    return found


def assert_agrees(desk: Desk, scope: str) -> None:
    told = ask(desk, scope)
    assert set(told) == {"cursor", "tables"}
    own = by_hand(desk, scope)
    assert own.keys() <= told["tables"].keys()
    assert told["cursor"] == desk.cursors[scope]
    for name, entry in told["tables"].items():
        count, buckets = own.get(name, (0, [0] * 16))
        whole = 0
        for bucket in buckets:
            whole ^= bucket
        assert entry == {
            "rows": count,
            "digest": f"{whole:032x}",
            "buckets": [f"{bucket:032x}" for bucket in buckets],
        }


def test_hash_is_the_one_of_the_contract() -> None:
    text = 'bed|0a|{"a":1,"b":"Ж"}'
    wanted = hashlib.sha256(text.encode()).hexdigest()[:32]
    assert f"{row_hash('bed', '0a', {'b': 'Ж', 'none': None, 'a': 1}):032x}" == wanted


def test_rows_may_be_added_in_any_order() -> None:
    one, other = TableDigest(), TableDigest()
    rows = [(row_id, {"n": number}) for number, row_id in enumerate(_IDS)]
    for row_id, fields in rows:
        one.add("bed", row_id, fields)
    for row_id, fields in reversed(rows):
        other.add("bed", row_id, fields)
    assert one.told() == other.told()


def test_org_and_an_empty_site(desk: Desk) -> None:
    assert_agrees(desk, "org")
    assert_agrees(desk, desk.scope)
    assert ask(desk)["tables"]["resident"] == {
        "rows": 0,
        "digest": "0" * 32,
        "buckets": ["0" * 32] * 16,
    }


def test_site_never_counts_another_sites_rows(desk: Desk, other: Desk) -> None:
    before = ask(desk)
    desk.do(desk.resident())
    after = ask(desk)
    assert before["cursor"] != after["cursor"]
    assert after["tables"]["resident"]["rows"] == 1
    assert ask(desk, "org") == ask(other, "org")


@pytest.mark.usefixtures("server_url")
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["put", "delete"]), st.integers(0, 15), _TEXT, _JSON, st.booleans()
        ),
        max_size=12,
    )
)
def test_digest_equals_one_computed_from_a_pull(desk: Desk, other: Desk, steps: Any) -> None:
    """Whatever two desks write, in conflict with one another or not."""
    for kind, number, text, value, first in steps:
        writer = desk if first else other
        row_id = _IDS[number]
        if kind == "delete":
            writer.do(writer.delete("resident", row_id, 10**9))
            continue
        surname = unicodedata.normalize("NFD", text)
        made = writer.do(writer.resident(row_id, surname=surname, languages=value))
        if made["status"] == "refused":
            writer.do(writer.update("resident", row_id, 0, surname=surname, languages=value))
    assert_agrees(desk, desk.scope)


def test_scope_is_needed_and_must_be_held(desk: Desk) -> None:
    def asked(**params: str) -> tuple[int, str]:
        return error_of(desk.client.get("/v1/digest", params=params, headers=desk.headers))[:2]

    assert asked() == (422, "invalid")
    assert asked(scope=f"site:{new_id()}") == (403, "scope_revoked")
    assert asked(scope=desk.scope, other="1") == (422, "invalid")
    assert desk.client.get("/v1/digest", params={"scope": "org"}).status_code == 401
