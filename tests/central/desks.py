"""A desk as the store sees one: a token, numbered ops, pushes and pulls. Knows only the wire."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

import httpx2

from desktop.models import SCHEMA_VERSION
from desktop.models.base import new_id
from tests.stores import CentralProcess

AT = "2026-03-02T07:15:00Z"
Json = dict[str, Any]


def error_of(answer: httpx2.Response) -> tuple[int, str, Json]:
    """Status, code and params of an error; checks its form."""
    body = answer.json()
    assert set(body) == {"error"}, body
    error = body["error"]
    assert set(error) == {"code", "message", "params"}, error
    assert isinstance(error["message"], str)
    return answer.status_code, error["code"], error["params"]


@dataclass
class Desk:
    """One enrolled desk. ``do`` makes ops with the next number, ``push`` sends them."""

    client: httpx2.Client
    id: str
    token: str
    scopes: list[str]
    epoch: str
    actor: str
    site_id: str
    next_seq: int = 1
    cursors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def enrol(cls, client: httpx2.Client, code: str, *, actor: str, site_id: str) -> Self:
        told = client.post("/v1/enrol", json={"code": code, "device_name": "Front desk"})
        assert told.status_code == 200, told.text
        body = told.json()
        return cls(
            client,
            body["device_id"],
            body["token"],
            body["scopes"],
            body["epoch"],
            actor,
            site_id,
        )

    @property
    def scope(self) -> str:
        return f"site:{self.site_id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def op(self, *changes: Json, action: str = "register_resident", **more: Any) -> Json:
        made: Json = {
            "op_id": new_id(),
            "device_seq": self.next_seq,
            "action": action,
            "actor": self.actor,
            "at": AT,
            "changes": list(changes),
        }
        self.next_seq += 1
        return {**made, **more}

    def insert(self, table: str, row_id: str | None = None, **fields: Any) -> Json:
        return {
            "table": table,
            "id": row_id or new_id(),
            "scope": self.scope,
            "kind": "insert",
            "base": None,
            "fields": {"site_id": self.site_id, **fields},
            "was": {},
        }

    def update(self, table: str, row_id: str, base: int | None = None, **fields: Any) -> Json:
        return {
            "table": table,
            "id": row_id,
            "scope": self.scope,
            "kind": "update",
            "base": base,
            "fields": fields,
            "was": {},
        }

    def delete(self, table: str, row_id: str, base: int | None = None) -> Json:
        return {**self.update(table, row_id, base), "kind": "delete"}

    def resident(self, row_id: str | None = None, **fields: Any) -> Json:
        named = {"number": "1-1-1", "surname": "Kovalenko", "given_names": "Oksana", **fields}
        return self.insert("resident", row_id, **named)

    def body(self, *ops: Json, **more: Any) -> Json:
        return {"epoch": self.epoch, "schema": SCHEMA_VERSION, "ops": list(ops), **more}

    def send(self, *ops: Json, **more: Any) -> httpx2.Response:
        return self.client.post("/v1/push", json=self.body(*ops, **more), headers=self.headers)

    def push(self, *ops: Json) -> list[Json]:
        """Results of a push that is taken."""
        answer = self.send(*ops)
        assert answer.status_code == 200, answer.text
        results: list[Json] = answer.json()["results"]
        return results

    def do(self, *changes: Json, action: str = "register_resident") -> Json:
        """One op pushed; its result."""
        (result,) = self.push(self.op(*changes, action=action))
        return result

    def ask(self, scope: str | None = None, **params: Any) -> httpx2.Response:
        asked = {"scope": scope or self.scope, **params}
        return self.client.get("/v1/pull", params=asked, headers=self.headers, timeout=40)

    def pull(self, scope: str | None = None, limit: int = 1000, wait: int = 0) -> list[Json]:
        """All entries since the last pull of the scope."""
        scope = scope or self.scope
        entries: list[Json] = []
        while True:
            params: Json = {"limit": limit, "wait": wait}
            if scope in self.cursors:
                params["cursor"] = self.cursors[scope]
            answer = self.ask(scope, **params)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            entries += page["entries"]
            self.cursors[scope] = page["cursor"]
            if not page["more"]:
                return entries

    def rows(self, scope: str | None = None) -> dict[tuple[str, str], Json]:
        """What the scope holds, by table and id, as this desk learns it from the beginning."""
        self.cursors.pop(scope or self.scope, None)
        return folded(self.pull(scope))


def folded(entries: Iterable[Json]) -> dict[tuple[str, str], Json]:
    """The rows that entries add up to; ``seq`` is a row's last."""
    rows: dict[tuple[str, str], Json] = {}
    for entry in entries:
        key = (entry["table"], entry["id"])
        if entry["kind"] == "put":
            rows[key] = {**rows.get(key, {}), **entry["fields"], "seq": entry["seq"]}
        else:
            rows.pop(key, None)
    return rows


def enrol_at(process: CentralProcess, client: httpx2.Client) -> Desk:
    """A desk of a fresh site at a store that runs as a process."""
    site = json.loads(process.cli("site", "add", "Sjællandsgade", "--json"))["id"]
    added = process.cli("user", "add", "Anna", "--role", "lead", "--site", site, "--json")
    code = process.cli("device", "code", "--site", site).split()[-1]
    return Desk.enrol(client, code, actor=json.loads(added)["id"], site_id=site)
