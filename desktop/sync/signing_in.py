"""Signing in with the store's help: a colleague new to this desk, a password changed, escrow.

Plain calls that block for as long as the network takes. All of them raise UnreachableError,
NotAStoreError or WireError; what else, each says.
"""

import asyncio
import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from desktop.models.base import instant_from
from desktop.models.identity import Identity
from desktop.models.sites import Role, Setting
from desktop.models.slots import KEY_BYTES, Slot
from desktop.models.store import Store
from desktop.sync.client import Client, NotAStoreError, checked_address
from desktop.sync.protocol import slots_setting

T = TypeVar("T")


@dataclass(frozen=True)
class SignedIn:
    """Someone whom the store let in at this desk.

    ``desk_key`` is None while the desk has left no key in escrow, ``sealed_key`` where the role
    may not read what is sealed. ``slot`` is what ``keys.json`` should hold for them from now on,
    so that they can sign in without a network; None without ``desk_key``, and while the password
    ``must_change``. ``session`` stands for them in calls to the store until it ``expires``.
    """

    user_id: str
    name: str
    role: Role
    must_change: bool
    desk_key: bytes | None = field(repr=False)
    sealed_key: bytes | None = field(repr=False)
    session: str = field(repr=False)
    expires: datetime
    slot: Slot | None


@dataclass(frozen=True)
class PasswordChanged:
    """The slot in place of the one before (None while the desk has left no key in escrow), and the
    ``version`` of this desk's slots that it brings them to."""

    slot: Slot | None
    version: int


@dataclass(frozen=True)
class DeskSlots:
    """What ``keys.json`` should hold, as of ``version`` (``slots_version`` says when there is a
    later one).

    - A slot of somebody who is not ``known`` is to be taken away: they may sign in here no longer.
    - So is one of somebody in ``void``: their password is another by now. They are known, and sign
      in online once.
    - ``slots`` take the place of those of the same people.
    - Any other slot stays as it is.

    ``escrow`` says whether the store has this desk's key; if not, ``leave_escrow`` it.
    """

    version: int
    slots: tuple[Slot, ...]
    known: frozenset[str]
    void: frozenset[str]
    escrow: bool


def sign_in(url: str, device_id: str, user: str, password: str) -> SignedIn:
    """Asks the store who this is. ``user`` is an id, or a name in any case of letters.

    Raises also AddressError or InsecureAddressError; of WireErrors ``sign_in_refused`` (wrong name
    or password, disabled, not at this desk's sites, no password yet: it does not say which),
    ``too_many_attempts`` with ``params["retry_after"]`` in seconds, ``device_revoked``, and
    ``key_missing`` where the store's master key is not there.
    """

    async def ask() -> dict[str, Any]:
        async with Client(checked_address(url)) as client:
            return await client.sign_in(device_id, user.strip(), password)

    return _read(asyncio.run(ask()), _signed_in)


def change_password(identity: Identity, session: str, old: str, new: str) -> PasswordChanged:
    """Changes the password of whose session it is, at the store and for all desks they use.

    Raises of WireErrors ``wrong_password``, ``too_many_attempts`` (as ``sign_in``),
    ``session_ended`` and ``invalid`` (shorter than ``protocol.MIN_PASSWORD``, or the old one).
    """

    async def ask() -> dict[str, Any]:
        async with _as_desk(identity) as client:
            return await client.change_password(session, old, new)

    return _read(
        asyncio.run(ask()),
        lambda answer: PasswordChanged(_slot(answer["slot"]), int(answer["version"])),
    )


def leave_escrow(identity: Identity, key: bytes) -> None:
    """Leaves the key of the desk's database with the store, so that a colleague new to the desk
    can be let in. Done again it changes nothing."""

    async def put() -> None:
        async with _as_desk(identity) as client:
            await client.put_escrow(base64.b64encode(key).decode())

    asyncio.run(put())


def fetch_slots(identity: Identity) -> DeskSlots:
    """What ``keys.json`` should hold now. To be asked when the desk has come into contact with the
    store, when rows of ``user`` or ``user_site`` changed, and when ``slots_version`` grew."""

    async def ask() -> dict[str, Any]:
        async with _as_desk(identity) as client:
            return await client.slots()

    return _read(asyncio.run(ask()), _desk_slots)


def slots_version(store: Store, identity: Identity) -> int:
    """The version of this desk's slots of which the org rows tell, 0 before the first change. When
    ``setting`` rows changed and it is above what was fetched last, there is something to fetch."""
    row_id, _ = slots_setting(identity.device_id)
    with store.read() as session:
        row = session.get(Setting, row_id)
        return row.value if row is not None and isinstance(row.value, int) else 0


def _as_desk(identity: Identity) -> Client:
    return Client(identity.central_url, identity.token)


def _read(answer: dict[str, Any], read: Callable[[dict[str, Any]], T]) -> T:
    try:
        return read(answer)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAStoreError(type(error).__name__) from error


def _signed_in(answer: dict[str, Any]) -> SignedIn:
    return SignedIn(
        user_id=str(answer["user_id"]),
        name=str(answer["name"]),
        role=Role(answer["role"]),
        must_change=bool(answer["must_change"]),
        desk_key=_key(answer["desk_key"]),
        sealed_key=_key(answer["sealed_key"]),
        session=str(answer["session"]),
        expires=instant_from(answer["expires"]),
        slot=_slot(answer["slot"]),
    )


def _desk_slots(answer: dict[str, Any]) -> DeskSlots:
    return DeskSlots(
        version=int(answer["version"]),
        slots=tuple(Slot.read(told) for told in answer["slots"]),
        known=frozenset(map(str, answer["known"])),
        void=frozenset(map(str, answer["void"])),
        escrow=bool(answer["escrow"]),
    )


def _slot(told: Any) -> Slot | None:
    return None if told is None else Slot.read(told)


def _key(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no key") from error
    if len(key) != KEY_BYTES:
        raise ValueError("no key")
    return key
