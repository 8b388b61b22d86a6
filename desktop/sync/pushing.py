"""Sends what waits, in order."""

import asyncio
import time
from typing import Any

from desktop.models.local import OUTBOX
from desktop.sync import outbox, resending
from desktop.sync.at_work import DeskAtWork
from desktop.sync.client import Client, NotAStoreError
from desktop.sync.pacing import Pace
from desktop.sync.protocol import MAX_OPS, WireError

LEAST_OPS = 50
GATHER_SECONDS = 60.0


class Pushing:
    """The task that sends."""

    def __init__(self, desk: DeskAtWork) -> None:
        self._desk = desk
        self.pace = Pace(outbox.BATCH_OPS, LEAST_OPS, MAX_OPS)

    async def once(self, client: Client) -> bool:
        """One push, or a wait for something to send; whether it has sent. Raises as the calls of
        ``client`` do."""
        desk = self._desk
        wake = desk.wakes["push"]
        wake.clear()
        batch = outbox.next_batch(desk.store, self.pace.limit)
        desk.tell_counts()
        if not batch or resending.is_held_back(desk.store):
            await wake.wait()
            return False
        if desk.state.metered and len(batch) < self.pace.limit:
            await self._gather()
            batch = outbox.next_batch(desk.store, self.pace.limit)
        desk.busy()
        begun = time.monotonic()
        try:
            answer = await client.push(desk.identity.epoch, batch)
        except WireError as error:
            if error.code != "too_large" or len(batch) == 1:
                raise
            self.pace.halve()
            return True
        self.pace.took(len(batch), time.monotonic() - begun)
        answers = _answers(answer)
        if [entry.op_id for entry in answers] != [op["op_id"] for op in batch]:
            raise NotAStoreError("the answer does not match what was sent")
        changed = outbox.record_answers(desk.store, answers, desk.traffic.server_time)
        desk.busy()
        desk.store.changes.announce(changed | {OUTBOX})
        desk.tell_counts()
        return True

    async def _gather(self) -> None:
        self._desk.hurry.clear()
        try:
            await asyncio.wait_for(self._desk.hurry.wait(), GATHER_SECONDS)
        except TimeoutError:
            return


def _answers(answer: dict[str, Any]) -> list[outbox.Answer]:
    try:
        return [
            outbox.Answer(entry["op_id"], entry["status"], entry["seq"], entry["error"])
            for entry in answer["results"]
        ]
    except (KeyError, TypeError) as error:
        raise NotAStoreError(str(error)) from error
