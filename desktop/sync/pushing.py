"""Sends what waits, in order, with both sides at work at the same time.

While the store works on one batch, the desk writes down the answers to the batch before and makes
the batch after ready. What an op says does not depend on the answer to an earlier one, and a batch
whose answer was lost is sent again from the outbox.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.local import OUTBOX
from desktop.sync import outbox, resending
from desktop.sync.at_work import DeskAtWork
from desktop.sync.client import Client, NotAStoreError, Packed, packed_push
from desktop.sync.pacing import Pace
from desktop.sync.protocol import MAX_OPS, WireError
from desktop.sync.tidying import sweep_if_asked

LEAST_OPS = 50
GATHER_SECONDS = 60.0


@dataclass(frozen=True)
class _Batch:
    """Ops that are ready to be sent: their ids in order, and the number of the last."""

    op_ids: Sequence[str]
    last: int
    body: Packed


class Pushing:
    """The task that sends."""

    def __init__(self, desk: DeskAtWork) -> None:
        self._desk = desk
        self.pace = Pace(outbox.BATCH_OPS, LEAST_OPS, MAX_OPS)

    async def once(self, client: Client) -> bool:
        """Sends all that waits, or waits for something to send; whether it has sent. Raises as the
        calls of ``client`` do; what was answered before is written down."""
        desk = self._desk
        wake = desk.wakes["push"]
        wake.clear()
        batch = await asyncio.to_thread(self._ready)
        if batch is None:
            desk.tell_counts()
            await wake.wait()
            return False
        if desk.state.metered and len(batch.op_ids) < self.pace.limit:
            desk.tell_counts()
            await self._gather()
            batch = await asyncio.to_thread(self._ready)
        await self._send_all(client, batch)
        return True

    async def _send_all(self, client: Client, batch: _Batch | None) -> None:
        answers: Sequence[outbox.Answer] = ()
        while batch is not None:
            sending = asyncio.create_task(self._send(client, batch))
            await asyncio.sleep(0)  # it is on its way before the desk counts what waits
            self._desk.tell_counts()
            try:
                await self._record(answers)
                following = await asyncio.to_thread(self._ready, batch.last)
            except BaseException:
                sending.cancel()
                raise
            sent = await sending
            answers, batch = sent or (), following if sent else None
        await self._record(answers)

    async def _send(self, client: Client, batch: _Batch) -> list[outbox.Answer]:
        """The answers; none when the batch was too large for the store, and will be smaller."""
        self._desk.busy()
        begun = time.monotonic()
        try:
            answer = await client.send_push(batch.body)
        except WireError as error:
            if error.code != "too_large" or len(batch.op_ids) == 1:
                raise
            self.pace.halve()
            return []
        self.pace.took(len(batch.op_ids), time.monotonic() - begun)
        found = answers_in(answer)
        if [one.op_id for one in found] != batch.op_ids:
            raise NotAStoreError("the answer does not match what was sent")
        return found

    async def _record(self, answers: Sequence[outbox.Answer]) -> None:
        if not answers:
            return
        desk = self._desk
        at = desk.traffic.server_time
        changed = await _to_the_end(lambda: outbox.record_answers(desk.store, answers, at))
        desk.busy()
        desk.store.changes.announce(changed | {OUTBOX})
        sweep_if_asked(desk.store)
        desk.tell_counts()

    def _ready(self, after: int = 0) -> _Batch | None:
        if resending.is_held_back(self._desk.store):
            return None
        ops = outbox.next_batch(self._desk.store, self.pace.limit, after)
        if not ops:
            return None
        body = packed_push(self._desk.identity.epoch, ops)
        return _Batch([op["op_id"] for op in ops], ops[-1]["device_seq"], body)

    async def _gather(self) -> None:
        self._desk.hurry.clear()
        try:
            await asyncio.wait_for(self._desk.hurry.wait(), GATHER_SECONDS)
        except TimeoutError:
            return


async def _to_the_end(work: Callable[[], frozenset[str]]) -> frozenset[str]:
    """Does the work on a thread. Who is stopped meanwhile waits for it: an answer must not be
    written down after what the next turn does to the outbox."""
    doing = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        raise


def answers_in(answer: dict[str, Any]) -> list[outbox.Answer]:
    """What the store said to each op of a push. Raises NotAStoreError."""
    try:
        return [
            outbox.Answer(entry["op_id"], entry["status"], entry["seq"], entry["error"])
            for entry in answer["results"]
        ]
    except (KeyError, TypeError) as error:
        raise NotAStoreError(str(error)) from error
