"""Who signs in at a desk is known by the store: passwords are checked and changed here.

A wrong name, a wrong password and somebody who may not sign in there get the same answer after the
same work, and are slowed down alike.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from central import counters, sessions
from central.attempts import by_password, slowed
from central.devices import STORE_DEVICE, Device, device_revoked
from central.key_slots import KeySlots, tell_desks, version_of, void_slots
from central.passwords import hashed, matches, needs_renewal
from central.who import Person, people_at
from desktop.models.base import instant_text
from desktop.models.slots import DeskKeys, Slot, plain
from desktop.sync.protocol import ORG, ChangePassword, SignIn, WireError


@dataclass(frozen=True)
class Credential:
    """What is kept of somebody's password."""

    user_id: str
    hash: str
    generation: int
    must_change: bool


def sign_in(slots: KeySlots, wanted: SignIn, address: str) -> dict[str, Any]:
    """What ``POST /v1/sign-in`` answers. Raises WireError 403 ``sign_in_refused``, 403
    ``device_revoked``, 429 ``too_many_attempts``; MasterKeyError."""
    conn = slots.conn
    named = _named(conn, wanted.user)
    counted = by_password(address, named[0] if len(named) == 1 else _folded(wanted.user))
    return slowed(conn, counted, lambda: _sign_in(slots, wanted, named))


def change_password(
    slots: KeySlots, device: Device, wanted: ChangePassword, address: str
) -> dict[str, Any]:
    """What ``POST /v1/password`` answers. Raises WireError 403 ``session_ended``, 403
    ``wrong_password``, 422 ``invalid``, 429 ``too_many_attempts``; MasterKeyError."""
    conn = slots.conn
    session = sessions.session_of(conn, device, wanted.session, changing=True)
    if plain(wanted.new) == plain(wanted.old):
        raise WireError(422, "invalid", "the new password is the old one", field="new")

    def check() -> Credential:
        kept = _credentials(conn, [session.person.id])
        if not kept or not matches(kept[0].hash, wanted.old):
            raise WireError(403, "wrong_password", "the password is not right")
        return kept[0]

    kept = slowed(conn, by_password(address, session.person.id), check)
    person, generation = session.person, kept.generation + 1
    fresh = hashed(wanted.new)
    maker = slots.maker(person, wanted.new)
    with conn.transaction():
        counters.lock(conn, [ORG])
        done = conn.execute(
            "UPDATE credential SET hash = %s, changed_at = date_trunc('second', now()),"
            " generation = %s, must_change = false WHERE user_id = %s AND generation = %s",
            (fresh, generation, person.id, kept.generation),
        )
        if done.rowcount == 0:
            raise sessions.session_ended()
        desks = slots.rewrap(person, generation, maker, device.id)
        sessions.keep_only(conn, person.id, wanted.session, generation)
        tell_desks(conn, desks)
        slot = slots.find(device.id, person.id, generation)
        return {"slot": _told(slot), "version": version_of(conn, device.id)}


def set_password(
    conn: psycopg.Connection, user_id: str, password: str, *, must_change: bool
) -> None:
    """An administrator gives somebody a password. Where they had another their sessions end, and
    at no desk does the old one open anything once the desk has heard of it."""
    kept = hashed(password)
    with conn.transaction():
        counters.lock(conn, [ORG])
        conn.execute(
            "INSERT INTO credential AS c (user_id, hash, changed_at, generation, must_change)"
            " VALUES (%s, %s, date_trunc('second', now()), 1, %s) ON CONFLICT (user_id) DO UPDATE"
            " SET hash = excluded.hash, changed_at = excluded.changed_at,"
            " generation = c.generation + 1, must_change = excluded.must_change",
            (user_id, kept, must_change),
        )
        sessions.end_all(conn, user_id)
        tell_desks(conn, void_slots(conn, user_id))


def _sign_in(slots: KeySlots, wanted: SignIn, named: Sequence[str]) -> dict[str, Any]:
    conn = slots.conn
    device = _device(conn, wanted.device_id)
    here = people_at(conn, device.scopes or ()) if device is not None else {}
    kept = _credentials(conn, [user_id for user_id in named if user_id in here])
    right = [one for one in kept if matches(one.hash, wanted.password)]
    if not kept:
        matches(None, wanted.password)
    if device is not None and device.revoked:
        raise device_revoked()
    if device is None or len(right) != 1:
        raise _refused()
    return _Entry(slots, device.id, here[right[0].user_id], right[0]).told(wanted.password)


@dataclass(frozen=True)
class _Entry:
    """Somebody who has proved who they are, at one desk."""

    slots: KeySlots
    device_id: str
    person: Person
    kept: Credential

    def told(self, password: str) -> dict[str, Any]:
        """Lets them in; what the desk is told."""
        slots, person, kept = self.slots, self.person, self.kept
        conn = slots.conn
        if needs_renewal(kept.hash):
            conn.execute(
                "UPDATE credential SET hash = %s WHERE user_id = %s AND generation = %s",
                (hashed(password), person.id, kept.generation),
            )
        with conn.transaction():
            sealed_key = slots.key.confidential(conn) if person.is_confidant else None
            desk_key = slots.escrow(self.device_id)
        slot = None
        if desk_key is not None and not kept.must_change:
            slot = self._slot(password, DeskKeys(desk_key, sealed_key))
        with conn.transaction():
            self._require_same_password()
            if not kept.must_change:
                slots.keep(self.device_id, person.id, kept.generation, slot)
            token, ends_at = sessions.begin(conn, self.device_id, person.id, kept.generation)
        return {
            "user_id": person.id,
            "name": person.name,
            "role": person.role.value,
            "must_change": kept.must_change,
            "desk_key": _text(desk_key),
            "sealed_key": _text(sealed_key),
            "session": token,
            "expires": instant_text(ends_at),
            "slot": _told(slot),
        }

    def _slot(self, password: str, keys: DeskKeys) -> Slot:
        """The slot that is there already, if it wraps what it should; else a fresh one."""
        before = self.slots.find(self.device_id, self.person.id, self.kept.generation)
        if before is not None and (before.sealed is None) == (keys.sealed_key is None):
            return before
        return self.slots.maker(self.person, password).make(keys)

    def _require_same_password(self) -> None:
        """Nobody has changed it meanwhile, and nobody does until the transaction ends."""
        found = self.slots.conn.execute(
            "SELECT generation FROM credential WHERE user_id = %s FOR SHARE", (self.kept.user_id,)
        ).fetchone()
        if found != (self.kept.generation,):
            raise _refused()


def _device(conn: psycopg.Connection, device_id: str) -> Device | None:
    found = conn.execute(
        "SELECT scopes, revoked_at IS NOT NULL FROM device WHERE id = %s AND id <> %s",
        (device_id, STORE_DEVICE),
    ).fetchone()
    return None if found is None else Device(device_id, frozenset(found[0]), found[1])


def _named(conn: psycopg.Connection, user: str) -> list[str]:
    """The ids of those who have this id or name, in any case of letters. Compared here: what
    PostgreSQL holds for one letter depends on how the database was made."""
    wanted = _folded(user)
    rows = conn.execute('SELECT id::text, name FROM "user"').fetchall()
    return [user_id for user_id, name in rows if wanted in (user_id, _folded(name))]


def _folded(name: str) -> str:
    return " ".join(plain(name).casefold().split())


def _credentials(conn: psycopg.Connection, user_ids: Sequence[str]) -> list[Credential]:
    rows = conn.execute(
        "SELECT user_id::text, hash, generation, must_change FROM credential"
        " WHERE user_id = ANY(%s::uuid[]) ORDER BY user_id LIMIT 3",
        (list(user_ids),),
    )
    return [Credential(*row) for row in rows]


def _refused() -> WireError:
    return WireError(403, "sign_in_refused", "the store does not let them in here")


def _told(slot: Slot | None) -> dict[str, Any] | None:
    return None if slot is None else slot.told()


def _text(key: bytes | None) -> str | None:
    return None if key is None else base64.b64encode(key).decode()
