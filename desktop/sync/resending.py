"""Ops are numbered anew and sent again: for a store restored from a backup, or under a new name.

The restored store lacks the newest part of its log, and gives seqs above all that it ever gave: a
``base`` of the earlier epoch says that nothing of the new one was seen. A change that finds in the
snapshot just the values it was made on counts as made on the snapshot
(``OwnWrites.written_knowingly``).
"""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from desktop.models import access_book
from desktop.models.base import instant_text, new_id, now
from desktop.models.identity import Identity, get_number, load_identity, set_value, write_identity
from desktop.models.local import (
    download,
    download_piece,
    outbox_op,
    scope_cursor,
    store_value,
)
from desktop.models.store import Store
from desktop.sync.client import Client
from desktop.sync.outbox import SEQ_OFFSET
from desktop.sync.protocol import WireError
from desktop.sync.scope_rows import remove_scope

ANSWERED = ("applied", "noop", "conflict")
_PAST_ALL = 2**62


async def expected_number(client: Client, identity: Identity, epoch: str) -> int:
    """The number that the store expects of this desk's next op.

    Asked by an op numbered past all that can be expected: it is never taken, the answer names the
    number. Raises WireError for every other answer.
    """
    nothing = {"table": "site", "id": new_id(), "scope": "org", "kind": "delete"}
    probe = {
        "op_id": new_id(),
        "device_seq": _PAST_ALL,
        "action": "probe",
        "actor": identity.device_id,
        "at": instant_text(now()),
        "changes": [nothing],
    }
    try:
        await client.push(epoch, [probe])
    except WireError as error:
        if error.code == "sequence_gap":
            return int(error.params["expected"])
        raise
    return _PAST_ALL


def next_number(store: Store) -> int:
    """The number that this desk's next op would have on the wire."""
    with store.read() as session:
        connection = session.connection()
        return _last_number(connection) + 1 - get_number(connection, SEQ_OFFSET)


def is_held_back(store: Store) -> bool:
    """Whether nothing may be sent yet, because the restored store has not been read."""
    return bool(store.ask("SELECT 1 FROM scope_cursor WHERE rebase LIMIT 1"))


def begin_epoch(store: Store, epoch: str, known: int) -> None:
    """The store was restored and knows this desk's ops up to number ``known``: those it lacks wait
    again, and every scope is to be taken whole before they are sent."""
    identity = load_identity(store)
    assert identity is not None
    with store.applying() as connection:
        write_identity(connection, replace(identity, epoch=epoch))
        _wait_again(connection, known)


def take_new_identity(store: Store, identity: Identity) -> None:
    """This desk has a new name at the store: what waits is numbered from 1. In a new epoch the
    store is taken to know nothing; what it does know it answers by ``op_id``. The access log goes
    on in a chain of the new name."""
    before = load_identity(store)
    with store.applying() as connection:
        write_identity(connection, identity)
        if before is not None:
            access_book.carry_over(
                connection,
                before.device_id,
                identity.device_id,
                now(),
                all_kept=before.epoch != identity.epoch,
            )
            for scope in set(before.scopes) - set(identity.scopes):
                remove_scope(connection, scope)
        if before is not None and before.epoch != identity.epoch:
            _wait_again(connection, 0)
        else:
            waiting = connection.scalars(
                sa.select(outbox_op.c.device_seq)
                .where(outbox_op.c.status.is_(None))
                .order_by(outbox_op.c.device_seq)
            ).all()
            _number(connection, waiting, 1)


def _wait_again(connection: sa.Connection, known: int) -> None:
    seen_to = get_number(connection, SEQ_OFFSET) + known
    seen_from = get_number(connection, SEQ_OFFSET)
    is_seen = outbox_op.c.device_seq.between(seen_from + 1, seen_to)
    waits = outbox_op.c.status.is_(None)
    connection.execute(outbox_op.update().where(waits).values(frozen=is_seen))
    lost = sa.and_(outbox_op.c.status.in_(ANSWERED), sa.not_(is_seen))
    connection.execute(
        outbox_op.update()
        .where(lost)
        .values(former=outbox_op.c.status, status=None, seq=None, answered_at=None, frozen=False)
    )
    for name in (download, download_piece):
        connection.execute(name.delete())
    connection.execute(store_value.delete())
    connection.execute(
        scope_cursor.update().values(cursor=None, seq=None, rebase=True, verified_at=None)
    )
    again = connection.scalars(
        sa.select(outbox_op.c.device_seq).where(waits).order_by(outbox_op.c.device_seq)
    ).all()
    _number(connection, again, known + 1)


def _number(connection: sa.Connection, ops: Sequence[int], first: int) -> None:
    """Gives these ops, in their order, the numbers from ``first`` on the wire, and every later op
    the next. They move behind all others on this desk."""
    last = _last_number(connection)
    moves = [(last + 1 + place, device_seq) for place, device_seq in enumerate(ops)]
    if moves:
        connection.exec_driver_sql(
            "UPDATE outbox_op SET device_seq = ? WHERE device_seq = ?", moves
        )
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'outbox_op'")
    connection.exec_driver_sql(
        "INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox_op', ?)", (last + len(ops),)
    )
    set_value(connection, SEQ_OFFSET, str(last + 1 - first))


def _last_number(connection: sa.Connection) -> int:
    query = "SELECT seq FROM sqlite_sequence WHERE name = 'outbox_op'"
    return int(connection.exec_driver_sql(query).scalar() or 0)
