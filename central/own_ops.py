"""Ops that the store writes itself: sites, people and desks, as the command line makes them, and
holds on residents' files.

They go the way of every other op, so that the log tells the whole truth and desks hear of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import psycopg

from central import counters
from central.devices import STORE_DEVICE, Device
from central.merge import digest_of, lock_device, take
from central.op_in_hand import Outcome
from desktop.models.base import new_id
from desktop.models.sites import BUILT_IN_USER
from desktop.sync.protocol import ORG, Op, server_time


class OwnOpRefusedError(Exception):
    """The store refused its own op; the message says why."""


@dataclass(frozen=True)
class OwnChange:
    """A row that the store writes, of the org scope unless another is named."""

    table: str
    id: str
    fields: dict[str, Any]
    kind: Literal["insert", "update", "delete"] = "insert"
    scope: str = ORG


def write_own(conn: psycopg.Connection, action: str, changes: Sequence[OwnChange]) -> Outcome:
    """One op of the store itself, in the caller's transaction, which must hold no other lock than
    the counter of ``org``. Raises OwnOpRefusedError."""
    standing = counters.lock(conn, {change.scope for change in changes})
    last, _ = lock_device(conn, STORE_DEVICE)
    content = {
        "op_id": new_id(),
        "device_seq": last + 1,
        "action": action,
        "actor": BUILT_IN_USER,
        "at": server_time(),
        "changes": [
            {
                "table": change.table,
                "id": change.id,
                "scope": change.scope,
                "kind": change.kind,
                "base": standing[change.scope],
                "fields": change.fields,
            }
            for change in changes
        ],
    }
    op = Op.model_validate(content)
    device = Device(STORE_DEVICE, None)
    (outcome,) = take(conn, device, [op], [digest_of(content)])
    if outcome.error is not None:
        raise OwnOpRefusedError(outcome.error["message"])
    return outcome
