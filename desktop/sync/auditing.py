"""Questions about the access log, which only the store answers."""

import asyncio
from typing import Any

from desktop.models.identity import Identity
from desktop.sync.client import Client


def ask_access(identity: Identity, session: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
    """The answer to ``POST /v1/access/{name}`` (``desktop.sync.audit_wire``) for whoever has this
    session. Blocks for as long as the network takes.

    Raises UnreachableError, NotAStoreError or WireError.
    """

    async def call() -> dict[str, Any]:
        async with Client(identity.central_url, identity.token) as client:
            return await client.ask_access(name, {"session": session, **body})

    return asyncio.run(call())
