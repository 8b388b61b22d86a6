"""What must hold when all is sent and all is read (SYNC.md, properties 1, 2, 3, 7, 8, 10, 11)."""

from typing import Any

import httpx2
import sqlalchemy as sa

from central.checking import check_store
from desktop.models.local import store_value
from desktop.sync.digest import TableDigest
from tests.properties.at_each_step import check_desk
from tests.properties.ground import World
from tests.properties.histories import check_histories
from tests.properties.own_work import OwnOp, own_ops
from tests.properties.stepped_desk import SteppedDesk
from tests.properties.truth import Fields, Held, Truth, held, scope_of


def check_rest(world: World) -> None:
    """Brings everything to rest first."""
    world.come_to_rest()
    truth = world.truth()
    problems = [problem for scope in check_store(world.database) for problem in scope.problems]
    assert problems == []
    told = {scope: Held().lay(truth.of(scope)) for scope in truth.heads}
    holders = {scope: desk for desk in world.desks.values() for scope in desk.scopes}
    there = {scope: digests_of_store(world, desk, scope) for scope, desk in holders.items()}
    for desk in world.desks.values():
        check_desk(desk, truth)
        check_in_step(desk, truth, told, there)
    every = {desk.name: own_ops(desk.store) for desk in world.desks.values()}
    check_fates(world, truth, every)
    rows = {key: fields for scope in told.values() for key, fields in scope.rows.items()}
    check_tasks(rows)
    check_parties(truth, rows)
    assert not truth.deleted & rows.keys()
    check_histories(truth, {op.op_id: op for ops in every.values() for op in ops})


def check_in_step(
    desk: SteppedDesk, truth: Truth, told: dict[str, Held], there: dict[str, Any]
) -> None:
    """The desk holds what its scopes hold, row for row, and the digests say so (1, 10)."""
    found = held(desk.store)
    cursors = desk.cursors()
    strange = {k for k, v in found.rows.items() if scope_of(k[0], v) not in desk.scopes}
    assert not strange, f"{desk.name} holds {sorted(strange)} of a scope that is not its own"
    for scope in desk.scopes:
        assert cursors[scope] == truth.heads[scope]
        mine = {k: v for k, v in found.rows.items() if scope_of(k[0], v) == scope}
        assert mine == told[scope].rows, f"{desk.name} differs in {_differing(mine, told[scope])}"
        taken_at = desk.taken_at.get(scope, 0)  # what a row of a snapshot counts as changed at
        other = {k: (found.seqs[k], max(told[scope].seqs[k] or 0, taken_at)) for k in mine}
        other = {key: seqs for key, seqs in other.items() if seqs[0] != seqs[1]}
        assert not other, f"{desk.name} has other seqs: {other}"
        assert digests(mine) == there[scope]
    with desk.store.read() as session:
        aside = session.execute(sa.select(store_value)).all()
    assert not aside, f"{desk.name} still keeps {aside} aside"


def _differing(mine: dict[Any, Fields], told: Held) -> list[Any]:
    differing = []
    for key in mine.keys() | told.rows.keys():
        here, there = mine.get(key), told.rows.get(key)
        if here is None or there is None:
            differing.append((key, "there" if here is None else "here"))
        else:
            differing += [
                (key, name, here[name], there[name]) for name in here if here[name] != there[name]
            ]
    return differing


def digests(rows: dict[Any, Fields]) -> dict[str, Any]:
    """The digests of the tables that have rows."""
    found: dict[str, TableDigest] = {}
    for (table, row_id), fields in rows.items():
        found.setdefault(table, TableDigest()).add(table, row_id, fields)
    return {table: digest.told() for table, digest in found.items()}


def digests_of_store(world: World, desk: SteppedDesk, scope: str) -> dict[str, Any]:
    """What ``/v1/digest`` says of the tables that have rows. A store whose database was away says
    so for a moment."""
    for _ in range(4):
        answer = world.run(
            world.network.http.get(
                f"http://127.0.0.1:{world.served.port}/v1/digest",
                params={"scope": scope},
                headers={"Authorization": f"Bearer {desk.identity.token}"},
            )
        )
        if answer.status_code != httpx2.codes.SERVICE_UNAVAILABLE:
            break
    return {table: told for table, told in answer.json()["tables"].items() if told["rows"]}


def check_fates(world: World, truth: Truth, every: dict[str, list[OwnOp]]) -> None:
    """Every op has exactly one fate, desk and store know the same one, and what was sent several
    times was done once (2, 3, 13)."""
    in_logs: dict[str, set[int]] = {}
    for line in truth.lines:
        in_logs.setdefault(line.op_id, set()).add(line.seq)
    for name, ops in every.items():
        device_id = world.desks[name].identity.device_id
        of_device = [
            receipt
            for receipts in truth.receipts.values()
            for receipt in receipts
            if receipt.device_id == device_id
        ]
        assert len(of_device) == len(ops)
        for op in ops:
            (receipt,) = truth.receipts[op.op_id]
            assert (receipt.device_id, receipt.device_seq) == (device_id, op.device_seq)
            assert (receipt.status, receipt.seq) == (op.status, op.seq)
            assert in_logs.get(op.op_id, set()) == ({op.seq} if op.seq else set())
            assert bool(receipt.conflicts) == (op.status == "conflict")
            assert op.undone == (op.status == "refused")


def check_tasks(rows: dict[Any, Fields]) -> None:
    """Every contested stay has its task, and no group of a row has two open conflicts (7, 8)."""
    about = [
        (fields["table"], fields["row_id"], fields["field_group"])
        for (table, _), fields in rows.items()
        if table == "conflict" and fields["state"] == "open"
    ]
    assert len(about) == len(set(about))
    for (table, row_id), fields in rows.items():
        if table == "stay" and fields["state"] == "contested":
            assert ("stay", row_id, "place") in about, f"nobody is told of stay {row_id}"


def check_parties(truth: Truth, rows: dict[Any, Fields]) -> None:
    """No device stands against itself, but where its word came late to a row that has moved. The
    conflict about a stay begins with its own claim."""
    moved = {e["id"] for line in truth.lines for e in line.entries if e["kind"] == "remove"}
    for (table, conflict_id), fields in rows.items():
        if table != "conflict" or fields["row_id"] in moved or fields["field_group"] == "place":
            continue
        devices = [candidate["device_id"] for candidate in fields["candidates"][:2]]
        assert len(devices) == len(set(devices)), f"{conflict_id}: a device against itself"
