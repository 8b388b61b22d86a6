"""Takes a new desk in: the code is exchanged for an identity, and who works there is fetched.

Nothing is written until a person has chosen a password, so what the store sent is kept here in
the meantime.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from desktop.models.identity import Identity, load_identity
from desktop.models.roles import EVERYWHERE
from desktop.models.sites import BUILT_IN_USER, Role
from desktop.models.store import Store
from desktop.sync.apply import Page, apply_page
from desktop.sync.client import Client, NotAStoreError, checked_address
from desktop.sync.protocol import MAX_PAGE, ORG
from desktop.sync.resending import take_new_identity


@dataclass(frozen=True)
class Colleague:
    """Someone who may sign in at the new desk."""

    id: str
    name: str
    role: Role


@dataclass(frozen=True)
class Enrolled:
    """A desk that the store knows and that has no folder yet."""

    identity: Identity
    site_names: tuple[str, ...]
    colleagues: tuple[Colleague, ...]
    pages: tuple[Page, ...]

    def lay_down(self, store: Store) -> None:
        """Writes what was fetched into the new database."""
        for page in self.pages:
            apply_page(store, page)


def enrol(url: str, code: str, device_name: str) -> Enrolled:
    """Exchanges a code for an identity. Blocks for as long as the network takes.

    Raises AddressError, InsecureAddressError, UnreachableError, NotAStoreError or WireError
    (``code_invalid``, ``too_many_attempts``).
    """
    return asyncio.run(_enrol(checked_address(url), code.strip(), device_name.strip()))


async def _enrol(url: str, code: str, device_name: str) -> Enrolled:
    identity = await _exchange(url, code, device_name)
    async with Client(url, identity.token) as client:
        pages = await _read_org(client)
    rows = _rows(pages)
    return Enrolled(
        identity,
        tuple(rows["site"][site]["name"] for site in identity.site_ids if site in rows["site"]),
        _colleagues(rows, identity),
        tuple(pages),
    )


async def _exchange(url: str, code: str, device_name: str) -> Identity:
    async with Client(url) as client:
        answer = await client.enrol(code, device_name)
    return Identity(
        device_id=answer.device_id,
        device_name=device_name,
        token=answer.token,
        central_url=url,
        epoch=answer.epoch,
        scopes=answer.scopes,
    )


async def _read_org(client: Client) -> list[Page]:
    pages: list[Page] = []
    cursor = None
    more = True
    while more:
        answer = await client.pull(ORG, cursor, limit=MAX_PAGE)
        try:
            pages.append(Page(ORG, answer["cursor"], bool(answer["more"]), answer["entries"]))
        except (KeyError, TypeError) as error:
            raise NotAStoreError(str(error)) from error
        cursor, more = pages[-1].cursor, pages[-1].more
    return pages


def _rows(pages: list[Page]) -> dict[str, dict[str, dict[str, Any]]]:
    rows: dict[str, dict[str, dict[str, Any]]] = {"site": {}, "user": {}, "user_site": {}}
    for page in pages:
        for entry in page.entries:
            of_table = rows.setdefault(entry["table"], {})
            if entry["kind"] == "put":
                of_table[entry["id"]] = of_table.get(entry["id"], {}) | entry["fields"]
            else:
                of_table.pop(entry["id"], None)
    return rows


def _colleagues(
    rows: dict[str, dict[str, dict[str, Any]]], identity: Identity
) -> tuple[Colleague, ...]:
    here = {
        row["user_id"] for row in rows["user_site"].values() if row["site_id"] in identity.site_ids
    }
    people = [
        Colleague(user_id, row["name"], Role(row["role"]))
        for user_id, row in rows["user"].items()
        if row["enabled"]
        and user_id != BUILT_IN_USER
        and (user_id in here or Role(row["role"]) in EVERYWHERE)
    ]
    return tuple(sorted(people, key=lambda colleague: (colleague.id not in here, colleague.name)))


def re_enrol(store: Store, code: str, url: str) -> Identity:
    """Gives an enrolled desk that the store no longer knows a new identity by a new code. Its
    outbox stays, and is sent under the new name; its engine must not run. Raises as ``enrol``."""
    before = load_identity(store)
    name = before.device_name if before else ""
    identity = asyncio.run(_exchange(checked_address(url), code.strip(), name))
    take_new_identity(store, identity)
    return identity
