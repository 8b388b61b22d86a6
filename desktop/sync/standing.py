"""What the store says about this desk itself, and what the desk then does.

Each answer is acted on in one transaction and remembered by nothing else: after a crash the store
says the same again.
"""

import logging
from dataclasses import replace

from desktop.models.identity import write_identity
from desktop.sync import outbox, resending, sites
from desktop.sync.at_work import DeskAtWork
from desktop.sync.client import Client
from desktop.sync.protocol import ORG, WireError
from desktop.sync.scope_rows import remove_scope

log = logging.getLogger(__name__)

ENDS_A_TURN = frozenset(
    {"epoch_changed", "sequence_gap", "device_cloned", "device_revoked", "scope_revoked"}
)
"""Refusals after which every task begins anew."""


class RevokedError(Exception):
    """This desk takes part no longer, and the store has got all that it held back."""


class SitesToldError(Exception):
    """The org rows name other sites than this desk holds."""


Said = WireError | SitesToldError
"""What the store says about this desk: by a refusal, or by rows."""


async def take(desk: DeskAtWork, client: Client, said: Said, task: str) -> None:
    """Does what was said. Raises RevokedError, or as the calls of ``client`` do."""
    if isinstance(said, SitesToldError):
        _take_sites(desk)
    else:
        await _obey(desk, client, said, task)
    desk.take_identity()


async def _obey(desk: DeskAtWork, client: Client, said: WireError, task: str) -> None:
    log.warning("the store said about this desk: %s", said.code)
    if said.code == "epoch_changed":
        await _new_epoch(desk, client, str(said.params["epoch"]))
    elif said.code == "sequence_gap":
        await _new_epoch(desk, client, desk.identity.epoch)
    elif said.code == "device_cloned":
        await _rekey(desk, client)
    elif said.code == "device_revoked":
        await _hand_over(desk, client)
    elif task != ORG and task in desk.identity.scopes:
        _let_go(desk, task)
    else:
        raise said


async def _new_epoch(desk: DeskAtWork, client: Client, epoch: str) -> None:
    expected = await resending.expected_number(client, desk.identity, epoch)
    if expected > resending.next_number(desk.store):
        await _rekey(desk, client)  # a copy of this desk has sent more than this one knows of
        return
    resending.begin_epoch(desk.store, epoch, expected - 1)
    desk.tell_verified(None)


async def _rekey(desk: DeskAtWork, client: Client) -> None:
    given = await client.rekey()
    fresh = replace(
        desk.stored_identity(),
        device_id=given.device_id,
        token=given.token,
        epoch=given.epoch,
        scopes=given.scopes,
    )
    resending.take_new_identity(desk.store, fresh)


async def _hand_over(desk: DeskAtWork, client: Client) -> None:
    """Sends once more all that waits: the store refuses it, and keeps it for review."""
    after = 0
    while batch := outbox.next_batch(desk.store, after=after):
        try:
            await client.push(desk.identity.epoch, batch)
        except WireError as error:
            if error.code != "device_revoked":
                raise
        else:
            return  # the store has taken the desk in again
        after = batch[-1]["device_seq"]
    raise RevokedError


def _take_sites(desk: DeskAtWork) -> None:
    desk.store.changes.announce(sites.take(desk.store))
    log.info("this desk holds other sites from now on")
    desk.tell_verified(None)


def _let_go(desk: DeskAtWork, scope: str) -> None:
    left = tuple(held for held in desk.identity.scopes if held != scope)
    with desk.store.applying() as connection:
        changed = remove_scope(connection, scope)
        write_identity(connection, replace(desk.stored_identity(), scopes=left))
    desk.store.changes.announce(changed)
