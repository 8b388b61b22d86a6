"""``POST /v1/push``: a device's ops, in order, each exactly once.

One transaction: lock the counters of the scopes, lock the device, answer what is known from the
receipts, merge what is new, write everything down. Where rows have moved to other scopes, that is
found out on the way: the transaction ends without a trace and begins again with their counters
locked too.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import orjson
import psycopg

from central import counters
from central.batch import Sender, merge_ops
from central.departures import NotLockedError
from central.devices import Device, device_revoked
from central.moves import targets
from central.op_in_hand import Outcome, refused
from central.refusal import RefusedError
from central.state import epoch_of
from central.values import uuid_array
from desktop.models import SCHEMA_VERSION
from desktop.sync.protocol import Op, Push, WireError, server_time

OLDER_SCHEMAS = 2
"""How many schema versions before its own the store takes ops of."""
Done = TypeVar("Done")
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Receipt:
    """An outcome with the digest of the content that had it."""

    digest: bytes
    outcome: Outcome


def push(conn: psycopg.Connection, device: Device, body: Push, digests: list[bytes]) -> bytes:
    """Takes the ops of a device and answers what became of each, as JSON.

    ``digests`` holds ``digest_of`` of every op. Opens a transaction of its own. Raises WireError
    when nothing was taken: ``epoch_changed``, ``schema_unknown``, ``schema_too_old``,
    ``device_cloned``, ``sequence_gap``, ``device_revoked``.
    """

    def attempt(besides: frozenset[str]) -> tuple[str, list[Outcome]]:
        epoch = epoch_of(conn)
        if body.epoch != epoch:
            raise WireError(409, "epoch_changed", "the store has another epoch", epoch=epoch)
        check_schema(body.schema_)
        return epoch, take(conn, device, body.ops, digests, besides)

    epoch, outcomes = with_all_locks(conn, attempt)
    return orjson.dumps(
        {
            "epoch": epoch,
            "server_time": server_time(),
            "results": [outcome.told() for outcome in outcomes],
        }
    )


def check_schema(version: int) -> None:
    """Raises WireError 409 ``schema_unknown`` for a desk that is newer than the store, 409
    ``schema_too_old`` for one that is older than the store still understands."""
    if version > SCHEMA_VERSION:
        raise WireError(
            409, "schema_unknown", "the store is older than the desk", schema=SCHEMA_VERSION
        )
    if version < SCHEMA_VERSION - OLDER_SCHEMAS:
        raise WireError(
            409,
            "schema_too_old",
            "the desk is too old for the store",
            minimum=SCHEMA_VERSION - OLDER_SCHEMAS,
            schema=SCHEMA_VERSION,
        )


def with_all_locks(conn: psycopg.Connection, work: Callable[[frozenset[str]], Done]) -> Done:
    """Does work in a transaction of its own, which locks the counters that it needs and those it
    is handed; again, with more, for as long as it raises NotLockedError."""
    besides = _NONE
    while True:
        try:
            with conn.transaction():
                return work(besides)
        except NotLockedError as missing:
            besides |= missing.scopes


def take(
    conn: psycopg.Connection,
    device: Device,
    ops: Sequence[Op],
    digests: Sequence[bytes],
    besides: frozenset[str] = _NONE,
) -> list[Outcome]:
    """The same within the caller's transaction, which must hold no lock yet; the counters of
    ``besides`` are locked too. Raises NotLockedError when that is not enough."""
    standing = lock_scopes(conn, device, ops, besides)
    last, revoked = lock_device(conn, device.id)
    if revoked:
        raise device_revoked()
    known = _receipts(conn, device.id, [op.device_seq for op in ops if op.device_seq <= last])
    fresh = _fresh(ops, digests, last, known)
    sender = Sender(device.id, device.scopes, server_time())
    known |= settle(conn, sender, standing, fresh)
    return [known[op.device_seq].outcome for op in ops]


def lock_scopes(
    conn: psycopg.Connection, device: Device, ops: Sequence[Op], besides: frozenset[str]
) -> dict[str, int]:
    """Locks the counters of the scopes that the ops name, as far as the device holds them, that
    they move rows to, and of ``besides``."""
    wanted = {change.scope for op in ops for change in op.changes}
    if device.scopes is not None:
        wanted &= device.scopes
    wanted |= counters.existing(conn, targets(ops) - wanted)
    return counters.lock(conn, wanted | besides)


def settle(
    conn: psycopg.Connection,
    sender: Sender,
    standing: dict[str, int],
    fresh: Sequence[tuple[Op, bytes]],
) -> dict[int, Receipt]:
    """Merges ops that have the device's next numbers, with the digests of their content, and
    writes down what became of them. The counters ``standing`` and the device are locked."""
    if not fresh:
        return {}
    before = dict(standing)
    receipts = _merge_fresh(conn, sender, standing, fresh)
    write_receipts(conn, sender.device_id, list(receipts.values()))
    conn.execute(
        "UPDATE device SET last_device_seq = last_device_seq + %s WHERE id = %s",
        (len(fresh), sender.device_id),
    )
    moved = {scope: seq for scope, seq in standing.items() if seq != before.get(scope)}
    counters.advance(conn, moved)
    return receipts


def digest_of(op: Mapping[str, Any]) -> bytes:
    """SHA-256 of an op's content without its number, however its JSON was laid out."""
    content = {name: value for name, value in op.items() if name != "device_seq"}
    try:
        text = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # halves of surrogate pairs, which are refused further on
        text = json.dumps(content, sort_keys=True).encode()
    return hashlib.sha256(text).digest()


def lock_device(conn: psycopg.Connection, device_id: str) -> tuple[int, bool]:
    """The number of a device's last op, and whether it was revoked."""
    found = conn.execute(
        "SELECT last_device_seq, revoked_at IS NOT NULL FROM device WHERE id = %s FOR UPDATE",
        (device_id,),
    ).fetchone()
    if found is None:
        raise device_revoked()
    return found[0], found[1]


def _receipts(
    conn: psycopg.Connection, device_id: str, device_seqs: Sequence[int]
) -> dict[int, Receipt]:
    if not device_seqs:
        return {}
    rows = conn.execute(
        "SELECT device_seq, op_id::text, digest, status, seq, conflicts::text[], error"
        " FROM receipt WHERE device_id = %s AND device_seq = ANY(%s)",
        (device_id, list(device_seqs)),
    )
    return {row[0]: _receipt(row) for row in rows}


def _receipt(row: tuple[Any, ...]) -> Receipt:
    device_seq, op_id, digest, status, seq, conflicts, error = row
    outcome = Outcome(op_id, device_seq, status, seq, tuple(conflicts), error)
    return Receipt(digest, outcome)


def _fresh(
    ops: Sequence[Op], digests: Sequence[bytes], last: int, known: Mapping[int, Receipt]
) -> list[tuple[Op, bytes]]:
    """The ops not taken before, each once. Raises WireError when the numbers do not fit."""
    fresh: list[tuple[Op, bytes]] = []
    for op, digest in zip(ops, digests, strict=True):
        expected = last + len(fresh) + 1
        if op.device_seq > expected:
            raise WireError(409, "sequence_gap", "ops are missing before", expected=expected)
        if op.device_seq == expected:
            fresh.append((op, digest))
            continue
        if op.device_seq > last:
            taken = fresh[op.device_seq - last - 1][1]
        elif op.device_seq in known:
            taken = known[op.device_seq].digest
        else:  # taken long ago, and its receipt is gone
            raise WireError(409, "sequence_gap", "that was taken long ago", expected=last + 1)
        if taken != digest:
            raise WireError(
                409,
                "device_cloned",
                "this number was used for another op",
                device_seq=op.device_seq,
            )
    return fresh


def _merge_fresh(
    conn: psycopg.Connection,
    sender: Sender,
    standing: dict[str, int],
    fresh: Sequence[tuple[Op, bytes]],
) -> dict[int, Receipt]:
    """Merges the new ops; those whose op_id is known from elsewhere get that op's outcome."""
    found: dict[int, Receipt] = {}
    earlier = by_op_id(conn, [op.op_id for op, _ in fresh])
    new: list[tuple[Op, bytes]] = []
    first: dict[str, tuple[Op, bytes]] = {}
    again: list[tuple[Op, bytes]] = []
    for op, digest in fresh:
        receipt = earlier.get(op.op_id)
        if receipt is None and op.op_id not in first:
            first[op.op_id] = (op, digest)
            new.append((op, digest))
        else:
            again.append((op, digest))
    outcomes = merge_ops(conn, sender, standing, [op for op, _ in new])
    for (op, digest), outcome in zip(new, outcomes, strict=True):
        found[op.device_seq] = earlier[op.op_id] = Receipt(digest, outcome)
    for op, digest in again:
        found[op.device_seq] = Receipt(digest, _repeated(op, digest, earlier[op.op_id]))
    return found


def _repeated(op: Op, digest: bytes, receipt: Receipt) -> Outcome:
    if receipt.digest != digest:
        return refused(op, RefusedError("validation", "this op_id was used before", field="op_id"))
    return replace(receipt.outcome, device_seq=op.device_seq)


def by_op_id(conn: psycopg.Connection, op_ids: list[str]) -> dict[str, Receipt]:
    """The receipts of ops by their ids, whichever device sent them."""
    rows = conn.execute(
        "SELECT DISTINCT ON (op_id)"
        " device_seq, op_id::text, digest, status, seq, conflicts::text[], error"
        " FROM receipt WHERE op_id = ANY(%s::uuid[]) ORDER BY op_id, seq NULLS LAST",
        (uuid_array(op_ids),),
    )
    return {row[1]: _receipt(row) for row in rows}


def write_receipts(conn: psycopg.Connection, device_id: str, receipts: Sequence[Receipt]) -> None:
    """Writes down what is answered when the ops come again."""
    columns = "device_id, device_seq, op_id, digest, status, seq, conflicts, error"
    with conn.cursor().copy(f"COPY receipt ({columns}) FROM STDIN") as copy:
        for receipt in receipts:
            told = receipt.outcome
            error = None if told.error is None else orjson.dumps(told.error).decode()
            copy.write_row(
                (
                    device_id,
                    told.device_seq,
                    told.op_id,
                    receipt.digest,
                    told.status,
                    told.seq,
                    list(told.conflicts),
                    error,
                )
            )
