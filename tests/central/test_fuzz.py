"""Whatever a client puts into a change: one result an op, never a mistake of ours."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.models.base import new_id
from desktop.sync.protocol import tables
from tests.central.desks import Desk

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    [
        "2026-03-02",
        "2026-03-02T07:15:00Z",
        "0001-01-01",
        "9999-12-31",
        "",
        "\x00",
        "\\N",
        "confirmed",
    ]
)
_LEAF = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT
)
_VALUE = st.recursive(
    _LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3)
)
_TABLES = sorted(tables())


@st.composite
def _changes(draw: st.DrawFn) -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for _ in range(draw(st.integers(1, 4))):
        table = draw(st.sampled_from([*_TABLES, "nothing", "user; --"]))
        known = sorted(tables()[table].fields) if table in tables() else []
        names = st.sampled_from(known) | _TEXT if known else _TEXT
        fields = draw(st.dictionaries(names, _VALUE, max_size=6))
        found.append((table, draw(st.sampled_from(["insert", "update", "delete"])), fields))
    return found


@pytest.mark.usefixtures("server_url")
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ops=st.lists(_changes(), min_size=1, max_size=4), own=st.booleans())
def test_no_value_upsets_the_store(desk: Desk, ops: Any, own: bool) -> None:
    ids = [new_id(), "01a1fa87-70f2-7b39-bf65-82ce737c51a3"]
    sent = []
    for changes in ops:
        made = []
        for number, (table, kind, fields) in enumerate(changes):
            base = desk.insert(table, ids[number % 2])
            put = {**base["fields"], **fields} if own else fields
            made.append({**base, "kind": kind, "fields": put})
        sent.append(desk.op(*made, action="an_action"))
    headers = {**desk.headers, "Content-Type": "application/json"}
    content = orjson.dumps(desk.body(*sent))
    answer = desk.client.post("/v1/push", content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert [r["op_id"] for r in results] == [op["op_id"] for op in sent]
    for result in results:
        assert result["status"] in ("applied", "noop", "conflict", "refused")
        if result["status"] == "refused":
            codes = ("permission", "validation", "scope", "unknown_row")
            assert result["error"]["code"] in codes
    again = desk.client.post("/v1/push", content=content, headers=headers)
    assert again.json()["results"] == results
