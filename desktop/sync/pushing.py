"""Sends what waits, batch after batch, with both sides at work at the same time.

While the store works on one batch, the desk writes down the answers to the batch before and makes
the batch after ready. What an op says does not depend on the answer to an earlier one, and a batch
whose answer was lost is sent again from the outbox.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.store import Store
from desktop.sync.client import Client, NotAStoreError, Packed, packed_push
from desktop.sync.outbox import Answer, next_batch, record_answers


@dataclass(frozen=True)
class _Batch:
    """Ops that are ready to be sent: their ids in order, and the number of the last."""

    op_ids: Sequence[str]
    last: int
    body: Packed


async def push_waiting(
    store: Store, client: Client, epoch: str, answered: Callable[[frozenset[str]], None]
) -> bool:
    """Sends all ops that wait; False when there was none. ``answered`` hears after each batch
    which tables its answers changed on this desk.

    Raises what ``Client.push`` raises; what was answered before is written down.
    """
    answers: Sequence[Answer] = ()
    batch = await asyncio.to_thread(_ready, store, epoch, 0)
    found = batch is not None
    while batch is not None:
        sending = asyncio.create_task(client.send_push(batch.body))
        try:
            if answers:
                answered(await asyncio.to_thread(record_answers, store, answers))
                answers = ()
            following = await asyncio.to_thread(_ready, store, epoch, batch.last)
        except BaseException:
            sending.cancel()
            raise
        answers = _answers(await sending, batch)
        batch = following
    if answers:
        answered(await asyncio.to_thread(record_answers, store, answers))
    return found


def _ready(store: Store, epoch: str, after: int) -> _Batch | None:
    ops = next_batch(store, after)
    if not ops:
        return None
    return _Batch([op["op_id"] for op in ops], ops[-1]["device_seq"], packed_push(epoch, ops))


def _answers(answer: dict[str, Any], batch: _Batch) -> list[Answer]:
    try:
        found = [
            Answer(entry["op_id"], entry["status"], entry["seq"], entry["error"])
            for entry in answer["results"]
        ]
    except (KeyError, TypeError) as error:
        raise NotAStoreError(str(error)) from error
    if [one.op_id for one in found] != batch.op_ids:
        raise NotAStoreError("the answer does not match what was sent")
    return found
