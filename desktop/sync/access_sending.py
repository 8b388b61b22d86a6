"""Sends the access log of this desk to the store, in order and without a gap.

It never hurries: nobody waits for it, so what comes is gathered for a while. The store checks the
chain. What it lacks (it was restored from a backup) is sent again as far as it is kept here; where
the chains do not meet any more, this database is a copy, and becomes a desk of its own.
"""

import asyncio
import logging
from typing import Any

from desktop.models import access_book
from desktop.models.base import instant_text, now
from desktop.sync.access_wire import MAX_ENTRIES, AccessEntries, AccessEntry
from desktop.sync.at_work import DeskAtWork
from desktop.sync.client import Client, NotAStoreError
from desktop.sync.protocol import WireError

GATHER_SECONDS = 10.0
GATHER_SPARINGLY_SECONDS = 600.0
ASK_AGAIN_SECONDS = 600.0
MOST_RESIDENTS = 20_000
"""Of all entries of a call, so that its body stays small."""

_NOT_TAKEN = frozenset({400, 404, 405, 413, 422})
"""Answers of a store that keeps no access log yet, or does not understand ours: later, perhaps."""

log = logging.getLogger(__name__)


class AccessSending:
    """The task that sends what waits of the access log."""

    def __init__(self, desk: DeskAtWork) -> None:
        self._desk = desk

    async def once(self, client: Client) -> bool:
        """Sends some entries, or waits until there are any; whether it has sent.

        Raises as the calls of ``client`` do, WireError ``access_forked`` also where the store
        lacks entries that are no longer kept here.
        """
        desk = self._desk
        wake = desk.wakes["access"]
        wake.clear()
        device_id = desk.identity.device_id
        batch = await asyncio.to_thread(self._ready, device_id)
        if not batch:
            await wake.wait()
            sparing = desk.state.metered
            await asyncio.sleep(GATHER_SPARINGLY_SECONDS if sparing else GATHER_SECONDS)
            return False
        try:
            received = received_in(await client.send_access(AccessEntries(entries=batch)))
        except WireError as error:
            if error.code == "access_gap":
                self._send_again_from(device_id, error)
                return True
            if error.status not in _NOT_TAKEN:
                raise
            log.warning("the store does not take the access log: %s", error.code)
            await asyncio.sleep(ASK_AGAIN_SECONDS)
            return False
        if received < batch[-1].number:
            raise NotAStoreError("the answer does not match what was sent")
        with desk.store.own() as connection:
            access_book.settle(
                connection, device_id, batch[-1].number, desk.traffic.server_time or now()
            )
        return True

    def _ready(self, device_id: str) -> list[AccessEntry]:
        with self._desk.store.read() as session:
            rows = access_book.unsent(session.connection(), device_id, MAX_ENTRIES)
        batch: list[AccessEntry] = []
        residents = 0
        for row in rows:
            residents += len(row["residents"])
            if batch and residents > MOST_RESIDENTS:
                break
            batch.append(on_the_wire(row))
        return batch

    def _send_again_from(self, device_id: str, gap: WireError) -> None:
        expected = gap.params.get("expected")
        if not isinstance(expected, int) or isinstance(expected, bool):
            raise NotAStoreError("a gap without a number") from gap
        with self._desk.store.own() as connection:
            kept = access_book.wait_again(connection, device_id, expected)
        if not kept:
            raise WireError(409, "access_forked", "the store lacks entries of long ago") from gap


def on_the_wire(row: dict[str, Any]) -> AccessEntry:
    """A stored entry as it is sent. A digest is sent only where what was typed was forgotten."""
    return AccessEntry(
        number=row["number"],
        at=instant_text(row["at"]),
        actor=row["actor"],
        what=row["what"],
        kind=row["kind"],
        residents=row["residents"],
        criterion=row["criterion"],
        salt=row["salt"],
        reason=row["reason"],
        typed_digest=row["typed_digest"] if row["salt"] is None else None,
        site_id=row["site_id"],
        prev=row["prev"],
        hash=row["hash"],
    )


def received_in(answer: dict[str, Any]) -> int:
    """The number of the last entry that the store has got. Raises NotAStoreError."""
    received = answer.get("received")
    if not isinstance(received, int) or isinstance(received, bool):
        raise NotAStoreError("the answer names no number")
    return received
