"""The state machine of clients that know only the contract: copied desks, restored stores,
snapshots (SYNC.md, properties 2, 3, 8, 11, 14)."""

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from central.backup import write_backup
from central.checking import check_store
from central.restore import restore_backup
from tests.properties.at_rest import check_tasks, digests
from tests.properties.contract_client import ContractClient, NoAnswerError, RefusedCallError
from tests.properties.ground import World
from tests.properties.histories import check_histories
from tests.properties.line import Fault
from tests.properties.own_work import OwnChange, OwnOp
from tests.properties.soaking import COUNTS
from tests.properties.truth import Held

WHO = st.integers(0, 5)
PICK = st.integers(0, 7)
FAULTS = st.sampled_from(list(Fault))
MOST = 6


class ContractClients(RuleBasedStateMachine):
    """Clients at one store, which may be restored from a backup. A test gives every run its own
    ``world``."""

    def __init__(self) -> None:
        super().__init__()
        COUNTS.examples += 1
        self.world = self.begin()
        self.clients: list[ContractClient] = []
        for sites in ("A", "A", "AB"):
            self.enrol(sites)
        self.backup: Path | None = None
        self.come_to_rest()

    def begin(self) -> World:
        """A fresh world; the test that runs the machine says from where."""
        raise NotImplementedError

    def enrol(self, sites: str) -> None:
        network = self.world.network
        line = network.new_line()
        body = {"code": self.world.code(sites), "device_name": "Client"}
        told = network.run(network.http.post(f"{line.url}/v1/enrol", json=body)).json()
        self.clients.append(ContractClient(line, network.http, told))

    def client(self, who: int) -> ContractClient:
        COUNTS.steps += 1
        return self.clients[who % len(self.clients)]

    @property
    def scope(self) -> str:
        return f"site:{self.world.sites['A']}"

    def row(self, client: ContractClient, table: str, pick: int) -> str | None:
        """The id of one of the rows that a client has pulled."""
        rows = client.scopes.get(self.scope)
        ids = sorted(key[1] for key in rows.rows if key[0] == table) if rows else []
        return ids[pick % len(ids)] if ids else None

    def do(self, client: ContractClient, *changes: dict[str, Any]) -> None:
        """One op in the name of the lead."""
        users = client.scopes["org"].rows
        lead = [key[1] for key, user in users.items() if user.get("name") == "Lead A"]
        if lead:
            client.do(lead[0], self.scope, self.world.new_id(), *changes)

    # ── what clients do

    @rule(who=WHO)
    def register(self, who: int) -> None:
        fields = {"number": "1", "surname": "Koval", "given_names": "Ida"}
        fields["site_id"] = self.world.sites["A"]
        row = {"table": "resident", "id": self.world.new_id(), "kind": "insert", "fields": fields}
        self.do(self.client(who), row)

    @rule(
        who=WHO,
        pick=PICK,
        fields=st.dictionaries(
            st.sampled_from(["phone", "email", "surname"]), st.sampled_from("abc"), min_size=1
        ),
    )
    def change(self, who: int, pick: int, fields: dict[str, Any]) -> None:
        client = self.client(who)
        row_id = self.row(client, "resident", pick)
        if row_id is not None:
            self.do(client, {"table": "resident", "id": row_id, "kind": "update", "fields": fields})

    @rule(who=WHO, table=st.sampled_from(["resident", "stay"]), pick=PICK)
    def delete(self, who: int, table: str, pick: int) -> None:
        client = self.client(who)
        row_id = self.row(client, table, pick)
        if row_id is not None:
            self.do(client, {"table": table, "id": row_id, "kind": "delete"})

    @rule(who=WHO, pick=PICK, bed=st.integers(0, 2), day=st.integers(1, 4))
    def place(self, who: int, pick: int, bed: int, day: int) -> None:
        client = self.client(who)
        resident_id, bed_id = self.row(client, "resident", pick), self.row(client, "bed", bed)
        if resident_id is None or bed_id is None:
            return
        fields = {
            "site_id": self.world.sites["A"],
            "resident_id": resident_id,
            "bed_id": bed_id,
            "starts_on": f"2026-03-0{day}",
            "ends_on": f"2026-03-0{day + 2}",
        }
        stay = {"table": "stay", "id": self.world.new_id(), "kind": "insert", "fields": fields}
        self.do(client, stay)

    @rule(who=WHO, fault=FAULTS)
    def push(self, who: int, fault: Fault) -> None:
        client = self.client(who)
        self.call(client, fault, client.push())

    @rule(who=WHO, site=st.booleans(), limit=st.sampled_from([2, 1000]), fault=FAULTS)
    def pull(self, who: int, site: bool, limit: int, fault: Fault) -> None:
        client = self.client(who)
        self.call(client, fault, client.pull(self.scope if site else "org", limit))

    @rule(who=WHO, fault=FAULTS)
    def take_whole(self, who: int, fault: Fault) -> None:
        client = self.client(who)
        self.call(client, fault, client.snapshot(self.scope))

    @rule(who=WHO)
    def kept_request_arrives(self, who: int) -> None:
        client = self.client(who)
        if client.line.kept:
            self.world.run(client.line.deliver_kept())

    @precondition(lambda self: len(self.clients) < MOST)
    @rule(who=WHO)
    def copy(self, who: int) -> None:
        """The disk of a desk is copied, and both work on."""
        self.clients.append(self.client(who).copied(self.world.network.new_line()))

    def call(self, client: ContractClient, fault: Fault, work: Coroutine[Any, Any, Any]) -> bool:
        """Makes a call on a bad line; True when anything came of it."""
        client.line.fault = fault
        try:
            return bool(self.world.run(work))
        except NoAnswerError:
            return True
        except RefusedCallError as refused:
            if refused.code == "unauthorized":
                code = self.world.code("AB" if len(client.scopes) > 2 else "A")
                self.world.run(client.enrol_again(code))
            elif refused.code != "epoch_changed":  # a snapshot, while the store was restored
                raise
            return True
        finally:
            client.line.fault = Fault.NONE

    # ── what the store does

    @rule()
    def back_up(self) -> None:
        self.backup = self.world.folder / "backup"
        with psycopg.connect(self.world.database_url, autocommit=True) as conn:
            write_backup(conn, self.backup)

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self) -> None:
        assert self.backup is not None
        restore_backup(self.world.database_url, self.backup, replace=True)

    # ── what must hold

    @rule()
    def come_to_rest(self) -> None:
        for client in self.clients:
            while client.line.kept:
                self.world.run(client.line.deliver_kept())
        for _ in range(40):
            busy = [client for client in self.clients if self.round(client)]
            if not busy:
                break
        else:
            raise AssertionError("the clients do not come to rest")
        self.check()

    def round(self, client: ContractClient) -> bool:
        busy = self.call(client, Fault.NONE, client.push())
        for scope in list(client.scopes):
            busy |= self.call(client, Fault.NONE, client.pull(scope, 1000))
        return busy

    def check(self) -> None:
        """Every client holds what the store holds; every op has one fate; no value is lost."""
        truth = self.world.truth()
        assert [p for scope in check_store(self.world.database) for p in scope.problems] == []
        told = {scope: Held().lay(truth.of(scope)) for scope in truth.heads}
        rows = {key: fields for scope in told.values() for key, fields in scope.rows.items()}
        check_tasks(rows)
        assert not truth.deleted & rows.keys()
        every: dict[str, OwnOp] = {}
        for client in self.clients:
            for scope, found in client.scopes.items():
                assert found.rows == told[scope].rows
                assert digests(found.rows) == self.world.run(client.digest(scope))
            for kept in client.ops:
                assert kept.result is not None
                every[kept.body["op_id"]] = own_op(kept.body, kept.result)
                mine: tuple[Any, ...] = (kept.result["status"], kept.result["seq"])
                fates: set[tuple[Any, ...]] = {
                    (one.status, one.seq) for one in truth.receipts[kept.body["op_id"]]
                }
                if client.has_twin and kept.told_in != client.epoch:
                    # a copy was first to send it to the restored store, which took it anew
                    mine, fates = mine[:1], {fate[:1] for fate in fates}
                assert fates == {mine}, f"{kept.body['op_id']} has {fates}, and was told {mine}"
        check_histories(truth, every)

    def teardown(self) -> None:
        self.come_to_rest()
        for client in self.clients:
            self.world.network.end(client.line)


def own_op(body: dict[str, Any], result: dict[str, Any]) -> OwnOp:
    """An op of a client, as those who check it want it."""
    changes = [
        OwnChange(
            change["table"],
            change["id"],
            change["scope"],
            change["kind"],
            change["base"],
            change["fields"],
        )
        for change in body["changes"]
    ]
    return OwnOp(body["op_id"], body["device_seq"], result["status"], result["seq"], False, changes)
