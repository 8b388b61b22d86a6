"""Reads what is new in ``org`` before anyone sits at the desk: who works there and as what."""

import asyncio

from desktop.models.identity import Identity
from desktop.models.store import Store
from desktop.sync import apply
from desktop.sync.client import Client, NotAStoreError
from desktop.sync.protocol import MAX_PAGE, ORG


def catch_up_org(store: Store, identity: Identity) -> None:
    """Brings the desk's ``org`` to its end. One that must be taken whole is left to the engine.

    Raises UnreachableError, NotAStoreError or WireError.
    """
    asyncio.run(_catch_up(store, identity))


async def _catch_up(store: Store, identity: Identity) -> None:
    cursor = apply.load_cursors(store).get(ORG)
    async with Client(identity.central_url, identity.token) as client:
        while cursor is not None:
            answer = await client.pull(ORG, cursor, limit=MAX_PAGE)
            try:
                page = apply.Page(ORG, answer["cursor"], bool(answer["more"]), answer["entries"])
            except (KeyError, TypeError) as error:
                raise NotAStoreError(str(error)) from error
            try:
                store.changes.announce(apply.apply_page(store, page))
            except apply.MissingRowError:  # the engine takes the scope whole
                return
            cursor = page.cursor if page.more else None
