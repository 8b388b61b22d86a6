"""A desk that somebody else wrote: it knows SYNC.md and ``GET /v1/schema``, and none of our code.

It keeps all its ops, so that it can send them again to a store that was restored; it can be copied,
and its copy takes a name of its own when the store tells it that there are two.
"""

import copy
import json
from dataclasses import dataclass, field
from typing import Any

import httpx2

from desktop.models import SCHEMA_VERSION
from tests.properties.line import Line
from tests.properties.truth import Fields, Key

AT = "2026-03-02T07:15:00Z"


class RefusedCallError(Exception):
    """The store's word, told by its code."""

    def __init__(self, code: str, params: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NoAnswerError(Exception):
    """Nobody answered, or not to the end."""


@dataclass
class KeptOp:
    """An op as it was sent, and what was answered last, in which epoch of the store."""

    body: dict[str, Any]
    result: dict[str, Any] | None = None
    told_in: str = ""


@dataclass
class ScopeRows:
    """What was pulled of a scope."""

    cursor: str | None = None
    rows: dict[Key, Fields] = field(default_factory=dict)
    seqs: dict[Key, int] = field(default_factory=dict)


class ContractClient:
    """One enrolled desk with its rows and its ops in memory."""

    def __init__(self, line: Line, http: httpx2.AsyncClient, told: dict[str, Any]) -> None:
        self.line = line
        self._http = http
        self._take_name(told)
        self.epoch: str = told["epoch"]
        self.scopes = {scope: ScopeRows() for scope in told["scopes"]}
        self.ops: list[KeptOp] = []
        self.has_twin = False

    def _take_name(self, told: dict[str, Any]) -> None:
        self.device_id: str = told["device_id"]
        self.token: str = told["token"]

    def copied(self, line: Line) -> "ContractClient":
        """Another desk that believes to be this one, at the end of another line."""
        self.has_twin = True
        twin = copy.copy(self)
        twin.line = line
        twin.scopes, twin.ops = copy.deepcopy((self.scopes, self.ops))
        return twin

    def do(self, actor: str, scope: str, op_id: str, *changes: dict[str, Any]) -> None:
        """One op, to be sent later. A change gets the base that this desk has seen."""
        seqs = self.scopes[scope].seqs
        told = [
            {
                "scope": scope,
                "fields": {},
                "was": {},
                **change,
                "base": seqs.get((change["table"], change["id"])),
            }
            for change in changes
        ]
        number = self.ops[-1].body["device_seq"] + 1 if self.ops else 1
        body = {"op_id": op_id, "device_seq": number, "action": "check_in", "actor": actor}
        self.ops.append(KeptOp({**body, "at": AT, "changes": told}))

    def waiting(self) -> list[KeptOp]:
        return [op for op in self.ops if op.result is None]

    async def push(self) -> bool:
        """Sends what waits; does what the contract says when the store knows better."""
        batch = self.waiting()
        if not batch:
            return False
        body = {"epoch": self.epoch, "schema": SCHEMA_VERSION, "ops": [op.body for op in batch]}
        try:
            told = await self.call("POST", "/v1/push", json=body)
        except RefusedCallError as refused:
            if refused.code == "epoch_changed":
                await self._begin_epoch(refused.params["epoch"])
            elif refused.code == "sequence_gap":
                self._send_again_from(refused.params["expected"])
            elif refused.code == "device_cloned":
                await self._rekey()
            else:
                raise
            return True
        for op, result in zip(batch, told["results"], strict=True):
            assert result["op_id"] == op.body["op_id"]
            op.result, op.told_in = result, self.epoch
        return True

    async def _begin_epoch(self, epoch: str) -> None:
        """A restored store: its rows are taken whole, what it does not know is sent again."""
        scopes = {scope: await self._snapshot(scope) for scope in self.scopes}
        expected = await self._expected(epoch)
        self.scopes, self.epoch = scopes, epoch
        self._send_again_from(expected)

    async def _expected(self, epoch: str) -> int:
        """The number of the next op that the store expects of this desk."""
        nothing = {"table": "site", "id": self.device_id, "scope": "org", "kind": "delete"}
        probe = {"op_id": self.device_id, "device_seq": 2**62, "action": "probe", "at": AT}
        probe |= {"actor": self.device_id, "changes": [nothing]}
        try:
            await self.call(
                "POST", "/v1/push", json={"epoch": epoch, "schema": SCHEMA_VERSION, "ops": [probe]}
            )
        except RefusedCallError as refused:
            if refused.code == "sequence_gap":
                return int(refused.params["expected"])
            raise
        raise AssertionError("the store took an op out of order")

    async def enrol_again(self, code: str) -> None:
        """The restored store does not know this desk: it comes in by a fresh code, and sends all
        that it holds; what the store has of it is known by its ``op_id``."""
        told = await self.call("POST", "/v1/enrol", json={"code": code, "device_name": "Again"})
        self._take_name(told)
        self.epoch = told["epoch"]
        self.scopes = {scope: ScopeRows() for scope in told["scopes"]}
        for number, op in enumerate(self.ops, start=1):
            op.body, op.result = {**op.body, "device_seq": number}, None

    def _send_again_from(self, expected: int) -> None:
        for op in self.ops:
            if op.body["device_seq"] >= expected:
                op.result = None

    async def _rekey(self) -> None:
        """There are two of us: this one takes a new name, and sends under it, counting from 1,
        what it has not seen answered."""
        self._take_name(await self.call("POST", "/v1/rekey", json={}))
        self.ops = self.waiting()
        for number, op in enumerate(self.ops, start=1):
            op.body = {**op.body, "device_seq": number}

    async def pull(self, scope: str, limit: int) -> bool:
        """Lays down the next page; True when there was anything."""
        held = self.scopes[scope]
        params: dict[str, Any] = {"scope": scope, "limit": limit}
        if held.cursor is not None:
            params["cursor"] = held.cursor
        try:
            page = await self.call("GET", "/v1/pull", params=params)
        except RefusedCallError as refused:
            if refused.code == "epoch_changed":
                await self._begin_epoch(refused.params["epoch"])
            elif refused.code == "cursor_expired":
                await self.snapshot(scope)
            else:
                raise
            return True
        for entry in page["entries"]:
            key = (entry["table"], entry["id"])
            if entry["kind"] == "put":
                held.rows[key] = {**held.rows.get(key, {}), **entry["fields"]}
                held.seqs[key] = entry["seq"]
            else:
                held.rows.pop(key, None)
                held.seqs.pop(key, None)
        moved = held.cursor != page["cursor"]
        held.cursor = page["cursor"]
        return moved

    async def snapshot(self, scope: str) -> None:
        """Takes a scope whole, in place of what was there."""
        self.scopes[scope] = await self._snapshot(scope)

    async def _snapshot(self, scope: str) -> ScopeRows:
        text = await self._text("GET", "/v1/snapshot", params={"scope": scope})
        lines = [json.loads(line) for line in text.splitlines()]
        assert lines[-1]["end"]
        held = ScopeRows(lines[0]["cursor"])
        for line in lines[1:-1]:
            for row in line["rows"]:
                key = (line["table"], row.pop("id"))
                held.rows[key] = row
                held.seqs[key] = lines[0]["seq"]
        return held

    async def digest(self, scope: str) -> dict[str, Any]:
        """What the store says that the scope adds up to, of the tables that have rows."""
        told = await self.call("GET", "/v1/digest", params={"scope": scope})
        return {table: one for table, one in told["tables"].items() if one["rows"]}

    async def call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """One call; its answer. Raises NoAnswerError or RefusedCallError."""
        answer = await self._answer(method, path, **more)
        found: dict[str, Any] = answer.json()
        return found

    async def _text(self, method: str, path: str, **more: Any) -> str:
        return (await self._answer(method, path, **more)).text

    async def _answer(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            answer = await self._http.request(method, self.line.url + path, headers=headers, **more)
        except (httpx2.HTTPError, OSError) as problem:
            raise NoAnswerError from problem
        if answer.status_code >= 500:
            raise NoAnswerError
        if answer.status_code != 200:
            error = answer.json()["error"]
            raise RefusedCallError(error["code"], error["params"])
        return answer
