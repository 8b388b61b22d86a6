"""The wire's outside: errors of one form, compression, limits, the schema."""

import gzip
import json
import logging
import socket
import threading
from typing import Any

import httpx2
import orjson
import pytest
import zstandard

from central.store import Store
from desktop.models import SCHEMA_VERSION
from tests.central.desks import Desk, error_of


def _post(desk: Desk, content: bytes, **headers: str) -> httpx2.Response:
    sent = {**desk.headers, "Content-Type": "application/json", **headers}
    return desk.client.post("/v1/push", content=content, headers=sent)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_body_may_be_compressed(desk: Desk, encoding: str) -> None:
    content = orjson.dumps(desk.body(desk.op(desk.resident())))
    pack = gzip.compress if encoding == "gzip" else zstandard.ZstdCompressor().compress
    answer = _post(desk, pack(content), **{"Content-Encoding": encoding})
    assert answer.json()["results"][0]["status"] == "applied"


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_body_that_swells_is_refused(desk: Desk, encoding: str) -> None:
    bomb = b" " * (64 * 1024 * 1024)
    pack = gzip.compress if encoding == "gzip" else zstandard.ZstdCompressor().compress
    answer = _post(desk, pack(bomb), **{"Content-Encoding": encoding})
    assert error_of(answer)[:2] == (413, "too_large")


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_body_that_is_not_what_it_says(desk: Desk, encoding: str) -> None:
    content = orjson.dumps(desk.body(desk.op(desk.resident())))
    pack = gzip.compress if encoding == "gzip" else zstandard.ZstdCompressor().compress
    for wrong in (content, pack(content)[:-7], b""):
        answer = _post(desk, wrong, **{"Content-Encoding": encoding})
        assert error_of(answer)[:2] == (400, "invalid")
    assert desk.pull() == []


def test_unknown_compression_is_refused(desk: Desk) -> None:
    assert error_of(_post(desk, b"{}", **{"Content-Encoding": "br"}))[:2] == (415, "invalid")


def test_body_over_the_limit_is_refused(desk: Desk) -> None:
    answer = _post(desk, b" " * (8 * 1024 * 1024 + 1))
    assert error_of(answer)[:2] == (413, "too_large")


@pytest.mark.parametrize("wanted", ["gzip", "zstd", "gzip, zstd;q=0.5", "identity", "zstd;q=0"])
def test_answer_is_compressed_as_asked(desk: Desk, wanted: str) -> None:
    headers = {**desk.headers, "Accept-Encoding": wanted}
    answer = desk.client.get("/v1/schema", headers=headers)
    encoding = answer.headers.get("content-encoding")
    if "zstd" in wanted and wanted[-3:] != "q=0":
        assert encoding == "zstd"
    elif "gzip" in wanted:
        assert encoding == "gzip"
    else:
        assert encoding is None
    assert answer.json()["schema"] == SCHEMA_VERSION


def test_schema_tells_all_that_a_client_needs(desk: Desk) -> None:
    told = desk.client.get("/v1/schema", headers=desk.headers).json()
    assert set(told) == {"schema", "tables"}
    stay = told["tables"]["stay"]
    assert (stay["scope"], stay["policy"]) == ("site", "exclusive")
    assert stay["fields"]["bed_id"] == {
        "type": "uuid",
        "nullable": False,
        "group": "place",
        "set_once": False,
        "values": None,
        "references": "bed",
    }
    assert stay["fields"]["state"]["default"] == "confirmed"
    assert told["tables"]["conflict"]["fields"]["table"]["type"] == "string"
    for table in told["tables"].values():
        assert not {"id", "row_seq"} & set(table["fields"])


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/nothing", (404, "not_found")),
        ("GET", "/docs", (404, "not_found")),
        ("GET", "/openapi.json", (404, "not_found")),
        ("GET", "/v1/pull/", (404, "not_found")),
        ("POST", "/v1/push/", (404, "not_found")),
        ("GET", "/v1/push", (405, "method_not_allowed")),
        ("POST", "/v1/pull", (405, "method_not_allowed")),
    ],
)
def test_errors_of_the_path_have_the_one_form(
    client: httpx2.Client, method: str, path: str, expected: tuple[int, str]
) -> None:
    assert error_of(client.request(method, path))[:2] == expected


@pytest.mark.parametrize(
    "content", [b"", b"{", b"nonsense", b"\xff\xfe", b'{"a":NaN}', b"[" * 99999]
)
def test_malformed_json(desk: Desk, content: bytes) -> None:
    assert error_of(_post(desk, content))[:2] == (400, "invalid")
    assert error_of(_post(desk, content + b"\\u"))[:2] == (400, "invalid")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml"])
def test_wrong_content_type(desk: Desk, kind: str) -> None:
    assert error_of(_post(desk, b"{}", **{"Content-Type": kind}))[:2] == (415, "invalid")


def test_who_does_not_name_the_content_type_sends_json(desk: Desk) -> None:
    body = json.dumps(desk.body(desk.op(desk.resident()))).encode()
    answer = desk.client.post("/v1/push", content=body, headers=desk.headers)
    assert "content-type" not in answer.request.headers
    assert answer.json()["results"][0]["status"] == "applied"


def test_unknown_fields_are_refused_never_ignored(desk: Desk) -> None:
    op = desk.op(desk.resident())
    change = op["changes"][0]
    bodies: list[Any] = [
        desk.body(op, extra=1),
        desk.body({**op, "extra": 1}),
        desk.body({**op, "changes": [{**change, "extra": 1}]}),
        desk.body({**op, "changes": []}),
        desk.body({**op, "op_id": "x"}),
        desk.body({**op, "device_seq": 0}),
        desk.body({**op, "device_seq": True}),
        desk.body({**op, "device_seq": "1"}),
        desk.body(op, ops=7),
        desk.body(op, schema="1"),
        [],
        7,
        None,
        "x",
    ]
    for body in bodies:
        status, code, params = error_of(_post(desk, json.dumps(body).encode()))
        assert (status, code) == (422, "invalid")
        assert "field" in params
    answer = desk.client.get("/v1/schema?x=1", headers=desk.headers)
    assert error_of(answer)[:2] == (422, "invalid")


def test_health(client: httpx2.Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "harm",
    ["UPDATE alembic_version SET version_num = '9999'", "ALTER TABLE store_state RENAME TO gone"],
)
def test_store_of_another_version_is_not_ready(
    client: httpx2.Client, store: Store, harm: str
) -> None:
    with store.connection() as conn:
        conn.execute(harm)
    status, code, params = error_of(client.get("/healthz"))
    assert (status, code, params) == (503, "unavailable", {"reason": "schema"})


def test_request_that_is_cut_in_the_middle_is_no_mistake_of_the_store(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "central.guard")
    address = desk.client.base_url
    head = (
        "POST /v1/push HTTP/1.1\r\nHost: store\r\nContent-Type: application/json\r\n"
        f"Authorization: {desk.headers['Authorization']}\r\nContent-Length: 100\r\n\r\n"
    )
    with socket.create_connection((address.host, address.port or 80)) as line:
        line.sendall(head.encode() + b'{"epoch"')
    pause = threading.Event()
    for _ in range(1000):
        if caplog.records:
            break
        pause.wait(0.02)
    assert [record.levelname for record in caplog.records] == ["INFO"]
