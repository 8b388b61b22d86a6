"""What was sent, ops and the access log, is kept for as long as a restored store may need it."""

import asyncio
from datetime import datetime, timedelta

import sqlalchemy as sa

from desktop.models import access_book
from desktop.models.local import outbox_change, outbox_op
from desktop.models.store import Store
from desktop.sync.at_work import DeskAtWork
from desktop.sync.client import Client

KEPT = timedelta(days=35)
FIRST_AFTER = 60.0
AGAIN_AFTER = 24 * 3600.0


class Pruning:
    """The task that forgets what is old, soon after the start and then daily."""

    def __init__(self, desk: DeskAtWork) -> None:
        self._desk = desk
        self._pause = FIRST_AFTER

    async def once(self, _client: Client) -> bool:
        """One round, when the store has said what time it is. It calls nobody."""
        await asyncio.sleep(self._pause)
        if self._desk.traffic.server_time is not None:
            prune(self._desk.store, self._desk.traffic.server_time)
            prune_access(self._desk.store, self._desk.traffic.server_time)
            self._pause = AGAIN_AFTER
        return False


def prune(store: Store, server_time: datetime) -> int:
    """Forgets ops that were answered more than 35 days before ``server_time``, by the store's
    clock; how many. Never one that waits, nor a refused one that nobody has settled; and none that
    came after a refused one which is still to be taken back, or whose rows are still in question.
    """
    with store.own() as connection:
        in_question = connection.scalar(
            sa.select(sa.func.min(outbox_op.c.device_seq)).where(
                outbox_op.c.status == "refused",
                sa.or_(outbox_op.c.settled_at.is_(None), outbox_op.c.undone.is_not(True)),
            )
        )
        old = sa.and_(
            outbox_op.c.status.is_not(None),
            outbox_op.c.answered_at < server_time - KEPT,
            outbox_op.c.device_seq < (2**62 if in_question is None else in_question),
        )
        if in_question is not None:  # it may name rows that a refused op before it had made
            old = sa.and_(old, outbox_op.c.status != "refused")
        ops = sa.select(outbox_op.c.op_id).where(old)
        connection.execute(outbox_change.delete().where(outbox_change.c.op_id.in_(ops)))
        return connection.execute(outbox_op.delete().where(old)).rowcount


def prune_access(store: Store, server_time: datetime) -> int:
    """Forgets entries of the access log that were sent more than 35 days before; how many."""
    with store.own() as connection:
        return access_book.prune(connection, server_time - KEPT)
