"""What a store writes down: every call, and nothing about people."""

import json
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from tests.central.desks import Desk, enrol_at
from tests.stores import CentralProcess

SECRETS = ("Kovalenko", "Oksana", "Hemmelig", "Sesam", "hemmelig-token", "192.0.2.77")


def _everything(store: CentralProcess, database_url: str) -> Desk:
    """A day at a store, with all that can go wrong; what it was told must not be written down."""
    with httpx2.Client(base_url=store.url, timeout=60) as client:
        desk = enrol_at(store, client)
        desk.do(desk.resident(phone="Hemmelig"))
        desk.pull()
        assert desk.send(desk.op(desk.update("resident", "Hemmelig"))).status_code == 422
        desk.next_seq -= 1
        client.get("/v1/pull?scope=Hemmelig", headers=desk.headers)
        client.get("/Hemmelig?name=Hemmelig", headers={"X-Forwarded-For": "192.0.2.77"})
        client.get("/v1/schema", headers={"Authorization": "Bearer hemmelig-token"})
        client.request("HEMMELIG".title(), "/healthz")
        client.post("/v1/enrol", json={"code": "Sesam", "device_name": "Hemmelig"})
        client.post("/v1/enrol", json={"code": "Sesam", "Hemmelig": "Hemmelig"})
        client.post("/v1/push", content=b"Hemmelig", headers=desk.headers)
        body = {"device_id": desk.id, "user": "Hemmelig", "password": "Sesam"}
        assert client.post("/v1/sign-in", json=body).status_code == 403
        assert client.post("/v1/sign-in", json={**body, "Oksana": "Sesam"}).status_code == 422
        client.put("/v1/escrow", json={"key": "Hemmelig"}, headers=desk.headers)
        with psycopg.connect(database_url, autocommit=True) as conn:
            conn.execute(
                "ALTER TABLE resident ADD CHECK (surname <> 'Hemmelig'),"
                " ADD CHECK (phone <> 'Sesam')"
            )
            assert desk.send(desk.op(desk.resident(phone="Sesam"))).status_code in (200, 500)
            conn.execute("ALTER TABLE log RENAME TO hemmelig")
            assert desk.ask().status_code == 500
            conn.execute("ALTER TABLE hemmelig RENAME TO log")
        client.get("/healthz")
    return desk


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_no_name_token_or_code_is_written_down(
    database_url: str, tmp_path: Path, form: str, workers: str
) -> None:
    log = tmp_path / "log"
    store = CentralProcess(
        database_url=database_url, options=["--log-format", form, "--workers", workers], log=log
    )
    try:
        desk = _everything(store.start(), database_url)
        assert store.stop() == 0
    finally:
        store.stop()
    written = log.read_text()
    assert "/v1/push" in written
    assert "UndefinedTable" in written
    for secret in (*SECRETS, *(secret.upper() for secret in SECRETS), desk.token):
        assert secret not in written
    if form == "json":
        _check_lines([json.loads(line) for line in written.splitlines()], desk)


def _check_lines(lines: list[dict[str, Any]], desk: Desk) -> None:
    for line in lines:
        assert {"time", "level", "logger", "event"} <= set(line)
    calls = [line for line in lines if line["event"] == "call"]
    for call in calls:
        assert {"request_id", "method", "path", "status", "ms"} <= set(call)
    assert len({call["request_id"] for call in calls}) == len(calls)
    pushes = [call for call in calls if call["path"] == "/v1/push" and call["status"] == 200]
    assert pushes
    assert {call["device_id"] for call in pushes} == {desk.id}
    (broken,) = [line for line in lines if "UndefinedTable" in line["event"]]
    assert broken["level"] == "error"
    assert broken["request_id"] in {call["request_id"] for call in calls if call["status"] == 500}
    assert {call["path"] for call in calls} >= {"other", "/v1/pull", "/v1/enrol", "/v1/schema"}


def test_answer_names_its_line_in_the_log(database_url: str, tmp_path: Path) -> None:
    store = CentralProcess(database_url=database_url, log=tmp_path / "log")
    try:
        answer = httpx2.get(f"{store.start().url}/v1/schema")
    finally:
        store.stop()
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    (call,) = [line for line in lines if line["event"] == "call"]
    assert call["request_id"] == answer.headers["X-Request-ID"]
    assert (call["path"], call["status"]) == ("/v1/schema", 401)
