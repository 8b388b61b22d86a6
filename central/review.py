"""What a revoked device still sends: kept, until an administrator has it applied or drops it.

The device is told ``device_revoked`` and nothing else. A lost desk may hold a day's work of an
honest colleague, or whatever its finder typed: a person decides. An op is kept once, by its id and
content; two copies of a database that used one number for two things are both kept.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from central.batch import Sender
from central.devices import Device
from central.merge import (
    Receipt,
    by_op_id,
    lock_device,
    lock_scopes,
    settle,
    with_all_locks,
    write_receipts,
)
from central.op_in_hand import Outcome
from desktop.models import SCHEMA_VERSION
from desktop.models.base import instant_text
from desktop.sync.protocol import Op, Push

MOST_OPS = 20_000
MOST_BYTES = 64 * 1024 * 1024
"""How much is kept of one device while nobody has looked; the rest stays with the desk."""


class SettledError(ValueError):
    """Somebody else has settled the op meanwhile, or a newer store must."""


@dataclass(frozen=True)
class Waiting:
    """A revoked device of which ops wait for an administrator."""

    device_id: str
    name: str
    number: int | None
    ops: int
    oldest: datetime


@dataclass(frozen=True)
class KeptOp:
    """An op as it came. ``status`` is None while it waits, then what became of it."""

    op: Op
    digest: bytes
    schema: int
    received_at: datetime
    status: str | None
    settled_at: datetime | None
    settled_by: str | None
    reason: str | None


def keep(
    conn: psycopg.Connection,
    device_id: str,
    body: Push,
    contents: Sequence[Mapping[str, Any]],
    digests: Sequence[bytes],
) -> int:
    """Keeps the ops of a push that are not known yet, in a transaction of its own. How many of
    the push the store then has, in whatever state: a repetition is told the same number.

    ``contents`` are the ops as they came, ``digests`` hold ``digest_of`` each.
    """
    with conn.transaction():
        lock_device(conn, device_id)
        receipts = by_op_id(conn, [op.op_id for op in body.ops])
        kept = _kept_digests(conn, device_id, [op.op_id for op in body.ops])
        room = _room(conn, device_id)
        has = 0
        for op, content, digest in zip(body.ops, contents, digests, strict=True):
            receipt = receipts.get(op.op_id)
            known = (op.op_id, digest) in kept or (receipt and receipt.digest == digest)
            if not known:
                text = json.dumps(content)
                if not room.takes(len(text)):
                    continue
                conn.execute(
                    "INSERT INTO kept_op (device_id, op_id, digest, device_seq, schema, content,"
                    " received_at) VALUES (%s, %s, %s, %s, %s, %s, date_trunc('second', now()))",
                    (device_id, op.op_id, digest, op.device_seq, body.schema_, text),
                )
                kept.add((op.op_id, digest))
            has += 1
    return has


@dataclass
class _Room:
    ops: int
    size: int

    def takes(self, size: int) -> bool:
        """Whether one more op of this size is kept; counts it."""
        if self.ops < 1 or self.size < size:
            return False
        self.ops -= 1
        self.size -= size
        return True


def _room(conn: psycopg.Connection, device_id: str) -> _Room:
    found = conn.execute(
        "SELECT count(*), coalesce(sum(length(content)), 0) FROM kept_op"
        " WHERE device_id = %s AND status IS NULL",
        (device_id,),
    ).fetchone()
    assert found is not None
    return _Room(MOST_OPS - found[0], MOST_BYTES - int(found[1]))


def _kept_digests(
    conn: psycopg.Connection, device_id: str, op_ids: list[str]
) -> set[tuple[str, bytes]]:
    rows = conn.execute(
        "SELECT op_id::text, digest FROM kept_op WHERE device_id = %s AND op_id = ANY(%s::uuid[])",
        (device_id, op_ids),
    )
    return {(op_id, bytes(digest)) for op_id, digest in rows}


def waiting(conn: psycopg.Connection) -> list[Waiting]:
    """The devices whose ops wait, the one that has waited longest first."""
    rows = conn.execute(
        "SELECT o.device_id::text, d.name, k.number, count(*), min(o.received_at)"
        " FROM kept_op AS o JOIN device AS d ON d.id = o.device_id"
        " LEFT JOIN desk AS k ON k.id = o.device_id WHERE o.status IS NULL"
        " GROUP BY o.device_id, d.name, k.number ORDER BY min(o.received_at), o.device_id"
    )
    return [Waiting(*row) for row in rows]


def kept_ops(conn: psycopg.Connection, device_id: str, *, settled: bool = False) -> list[KeptOp]:
    """A device's ops that wait, in the order in which it did them; with those that were settled,
    if asked."""
    rows = conn.execute(
        "SELECT content, digest, schema, received_at, status, settled_at, settled_by,"
        " settled_reason FROM kept_op WHERE device_id = %s AND (%s OR status IS NULL)"
        " ORDER BY device_seq, received_at, op_id, digest",
        (device_id, settled),
    )
    return [KeptOp(Op.model_validate(json.loads(row[0])), bytes(row[1]), *row[2:]) for row in rows]


def chosen(ops: Sequence[KeptOp], op_ids: Collection[str]) -> list[KeptOp]:
    """Those of the ops with these ids, in order; all of them where none is named. Raises
    ValueError for an id that does not wait."""
    unknown = set(op_ids) - {kept.op.op_id for kept in ops}
    if unknown:
        raise ValueError(f"no op {min(unknown)} of this device waits for review")
    return [kept for kept in ops if not op_ids or kept.op.op_id in op_ids]


def apply(conn: psycopg.Connection, device_id: str, kept: KeptOp, by: str) -> Outcome:
    """Merges a kept op as one of the device, in the scopes that it held, and writes its receipt.

    In a transaction of its own. The op gets the device's next number, for its own may be used, or
    one before it not be applied. Raises SettledError.
    """
    if kept.schema > SCHEMA_VERSION:
        raise SettledError(f"op {kept.op.op_id} was written by a newer version of Ankomst")

    def attempt(besides: frozenset[str]) -> Outcome:
        device = Device(device_id, _scopes(conn, device_id))
        standing = lock_scopes(conn, device, [kept.op], besides)
        last, _ = lock_device(conn, device_id)
        _require_waiting(conn, device_id, kept)
        op = kept.op.model_copy(update={"device_seq": last + 1})
        sender = Sender(device_id, device.scopes, instant_text(kept.received_at))
        outcome = settle(conn, sender, standing, [(op, kept.digest)])[last + 1].outcome
        _mark(conn, device_id, kept, status=outcome.status, by=by)
        return outcome

    return with_all_locks(conn, attempt)


def drop(conn: psycopg.Connection, device_id: str, kept: KeptOp, by: str, reason: str) -> None:
    """Leaves a kept op undone for good: it stays here with who, when and why, and whoever sends
    it again is told that it was ``dropped``. Raises SettledError."""
    error = {"code": "dropped", "message": "an administrator dropped it", "params": {}}
    with conn.transaction():
        last, _ = lock_device(conn, device_id)
        _require_waiting(conn, device_id, kept)
        outcome = Outcome(kept.op.op_id, last + 1, "refused", error=error)
        write_receipts(conn, device_id, [Receipt(kept.digest, outcome)])
        conn.execute("UPDATE device SET last_device_seq = %s WHERE id = %s", (last + 1, device_id))
        _mark(conn, device_id, kept, status="refused", by=by, reason=reason)


def _scopes(conn: psycopg.Connection, device_id: str) -> frozenset[str]:
    found = conn.execute("SELECT scopes FROM device WHERE id = %s", (device_id,)).fetchone()
    return frozenset(found[0]) if found else frozenset()


def _require_waiting(conn: psycopg.Connection, device_id: str, kept: KeptOp) -> None:
    found = conn.execute(
        "SELECT 1 FROM kept_op WHERE device_id = %s AND op_id = %s AND digest = %s"
        " AND status IS NULL",
        (device_id, kept.op.op_id, kept.digest),
    ).fetchone()
    if found is None:
        raise SettledError(f"op {kept.op.op_id} was settled meanwhile")


def _mark(
    conn: psycopg.Connection,
    device_id: str,
    kept: KeptOp,
    *,
    status: str,
    by: str,
    reason: str | None = None,
) -> None:
    conn.execute(
        "UPDATE kept_op SET status = %s, settled_at = date_trunc('second', now()),"
        " settled_by = %s, settled_reason = %s"
        " WHERE device_id = %s AND op_id = %s AND digest = %s",
        (status, by, reason, device_id, kept.op.op_id, kept.digest),
    )
