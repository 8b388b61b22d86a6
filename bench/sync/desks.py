"""Ankomst's side: a desk with a full outbox sends, an empty desk fills, two desks talk."""

import asyncio
import secrets
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.sync.house import READER, WRITER, House
from bench.sync.residents import Made
from desktop.models.identity import Identity, save_identity
from desktop.models.local import outbox_op
from desktop.models.residents import Resident
from desktop.models.store import Store
from desktop.sync import engine
from desktop.sync.at_work import DeskAtWork
from desktop.sync.client import Client
from desktop.sync.filling import Filling
from desktop.sync.protocol import ORG, to_sqlite
from desktop.sync.pushing import Pushing

PATIENCE = 120.0
BETWEEN_CHANGES = 0.02


class _Unhurried(Store):
    """A database that is made beforehand and need not wait for the disk after each op."""

    def _connect(self) -> Any:
        connection = super()._connect()
        connection.execute("PRAGMA synchronous = OFF").fetchall()
        return connection


@dataclass(frozen=True)
class Prepared:
    """A writer's encrypted database whose outbox holds one op a resident, and its key."""

    path: Path
    key: bytes
    count: int


def prepare(folder: Path, house: House, residents: Sequence[Made]) -> Prepared:
    """Registers every resident as a person would, one op each, through the journal."""
    path, key = folder / f"writer-{len(residents)}.db", secrets.token_bytes(32)
    store = _Unhurried(path, key)
    _enrol(store, house, WRITER)
    for made in residents:
        values = to_sqlite("resident", made.fields)
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * (len(values) + 1))
        with store.op("register_resident", house.lead) as session:
            session.connection().exec_driver_sql(
                f"INSERT INTO resident (id, {names}) VALUES ({marks})",
                (made.id, *values.values()),
            )
    store.close()
    return Prepared(path, key, len(residents))


def _enrol(store: Store, house: House, desk: str) -> None:
    save_identity(store, house.desks[desk].identity)
    house.desks[desk].lay_down(store)


@contextmanager
def writer(folder: Path, prepared: Prepared) -> Iterator[Store]:
    """The prepared desk, a copy that may be used up."""
    path = folder / "run-writer.db"
    shutil.copyfile(prepared.path, path)
    store = Store(path, prepared.key)
    try:
        yield store
    finally:
        store.close()
        _remove(path)


@contextmanager
def empty_reader(folder: Path, house: House) -> Iterator[Store]:
    """A desk that was enrolled and holds no residents yet."""
    path = folder / "run-reader.db"
    store = Store(path, secrets.token_bytes(32))
    try:
        _enrol(store, house, READER)
        yield store
    finally:
        store.close()
        _remove(path)


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def push(store: Store, identity: Identity) -> float:
    """Seconds until the outbox is empty. Raises RuntimeError when an op was not applied."""
    seconds = asyncio.run(_push(store, identity))
    query = sa.select(outbox_op.c.status, sa.func.count()).group_by(outbox_op.c.status)
    with store.read() as session:
        found = {row[0]: row[1] for row in session.execute(query)}
    if set(found) != {"applied"}:
        raise RuntimeError(f"not every op was applied: {found}")
    return seconds


async def _push(store: Store, identity: Identity) -> float:
    async with Client(identity.central_url, identity.token) as client:
        began = time.perf_counter()
        desk = DeskAtWork(store, identity, _ignore)
        desk.begin_turn()
        await Pushing(desk).once(client)
        return time.perf_counter() - began


def fill(store: Store, identity: Identity, scope: str) -> float:
    """Seconds until an empty desk holds what the scope holds, taken as a new desk takes it."""
    return asyncio.run(_fill(store, identity, scope))


async def _fill(store: Store, identity: Identity, scope: str) -> float:
    async with Client(identity.central_url, identity.token) as client:
        await Filling(store, ORG, identity.epoch).run(client)
        began = time.perf_counter()
        await Filling(store, scope, identity.epoch).run(client)
        return time.perf_counter() - began


def count_residents(store: Store) -> int:
    """How many residents a desk holds."""
    with store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Resident)) or 0


def latency(
    one: tuple[Store, Identity],
    other: tuple[Store, Identity],
    actor: str,
    resident_ids: Sequence[str],
) -> list[float]:
    """Seconds from a person's change at one desk until the other desk holds it, a value each
    resident: both engines run, the other desk waits in its long pull."""
    engines = [engine.Engine(*one, _ignore), engine.Engine(*other, _ignore)]
    arrived = threading.Event()
    unsubscribe = other[0].changes.subscribe(
        lambda kinds: arrived.set() if "resident" in kinds else None
    )
    for each in engines:
        each.start()
    try:
        for each in engines:
            _wait_in_step(each)
        return [_one_change(one[0], actor, row_id, arrived) for row_id in resident_ids]
    finally:
        unsubscribe()
        for each in engines:
            each.stop()


def _one_change(store: Store, actor: str, resident_id: str, arrived: threading.Event) -> float:
    time.sleep(BETWEEN_CHANGES)
    arrived.clear()
    began = time.perf_counter()
    with store.op("change_resident", actor) as session:
        resident = session.get(Resident, resident_id)
        assert resident is not None
        resident.phone = f"+45 {began:.6f}"
    if not arrived.wait(PATIENCE):
        raise RuntimeError("the change did not arrive at the other desk")
    return time.perf_counter() - began


def _wait_in_step(running: engine.Engine) -> None:
    ends = time.monotonic() + PATIENCE
    while not running.state.online or running.state.filling or running.state.waiting:
        if time.monotonic() > ends:
            raise RuntimeError(f"a desk did not come in step: {running.state}")
        time.sleep(0.05)


def _ignore(state: engine.EngineState) -> None:
    del state
