"""What the store keeps of secrets, sealed by a master key that never stands in its database.

A copied database, or a backup, opens nothing without the key file: not the keys that desks have
left in escrow, not anybody's slot, not the confidential key. Every sealed value names the key by
which it was sealed, and what it is about, so that it can stand nowhere else.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import platformdirs
import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from central import counters
from central.key_ring import MasterKeyError, add_key, keep_only, make_key, read_keys
from desktop.sync.protocol import ORG

__all__ = ["KEY_FILE", "MasterKey", "MasterKeyError", "Rotated"]

KEY_FILE = "ANKOMST_STORE_KEY_FILE"
"""Where the environment may name the key file."""

_APP = "ankomst-central"
_NONCE = 12
_ID = 4


@dataclass(frozen=True)
class Rotated:
    """The master key now, and how many values it was made to seal."""

    key_id: str
    rewrapped: int
    gone: tuple[str, ...]


class MasterKey:
    """Seals and opens, on a connection to the store's database.

    Without a ``path`` the file lies where programs keep their data, under the store's own id. It
    is made when the first value is to be sealed. It is read at each use, so that a rotation is
    noticed by every process.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def path(self, conn: psycopg.Connection) -> Path:
        """The key file of this store."""
        if self._path is not None:
            return self._path
        store_id, _ = _secret(conn)
        return platformdirs.user_data_path(_APP, appauthor=False) / f"{store_id}.key"

    def key_id(self, conn: psycopg.Connection) -> str | None:
        """The id of the key by which values are sealed; None before the first one."""
        return _secret(conn)[1]

    def require(self, conn: psycopg.Connection) -> None:
        """Raises MasterKeyError when the key by which values were sealed is not in the file."""
        key_id = self.key_id(conn)
        if key_id is not None:
            self._key(conn, key_id)

    def seal(self, conn: psycopg.Connection, value: bytes, about: str) -> bytes:
        """Seals in the caller's transaction; no rotation takes place until it ends."""
        if _secret(conn)[1] is None:
            self._begin(conn)
        key_id = _secret(conn, "FOR SHARE")[1]
        assert key_id is not None
        return _seal(key_id, self._key(conn, key_id), value, about)

    def open(self, conn: psycopg.Connection, sealed: bytes, about: str) -> bytes:
        """What ``seal`` was given. Raises MasterKeyError."""
        return _open(self._key(conn, sealed[:_ID].hex()), sealed, about)

    def confidential(self, conn: psycopg.Connection) -> bytes:
        """The confidential key of the whole housing, made at the first need; in the caller's
        transaction, which must not have sealed anything before."""
        number, sealed = _confidential(conn)
        if sealed is None:
            number, sealed = _confidential(conn, "FOR UPDATE")
        if sealed is None:
            sealed = self.seal(conn, secrets.token_bytes(32), _about_confidential(number))
            conn.execute("UPDATE store_secret SET confidential = %s", (sealed,))
        return self.open(conn, sealed, _about_confidential(number))

    def rotate(self, conn: psycopg.Connection, *, keep_old: bool = False) -> Rotated:
        """Seals everything anew by a fresh key, in one transaction. The old key stays in the file
        until that is done, and with ``keep_old`` beyond."""
        self.require(conn)
        path = self.path(conn)
        fresh = add_key(path)
        count = 0
        with conn.transaction():
            counters.lock(conn, [ORG])  # who enrols or changes a password holds it too
            _secret(conn, "FOR UPDATE")
            keys = read_keys(path)
            for about, sealed, update, place in _all_sealed(conn):
                value = self.open(conn, sealed, about)
                conn.execute(update, (_seal(fresh, keys[fresh], value, about), *place))
                count += 1
            conn.execute("UPDATE store_secret SET key_id = %s", (fresh,))
        gone = () if keep_old else tuple(keep_only(path, fresh))
        return Rotated(fresh, count, gone)

    def begin_anew(self, conn: psycopg.Connection) -> Rotated:
        """The key is lost: begins with a fresh one, and forgets what the lost one had sealed.
        Desks leave their keys again; the confidential key is another from now on."""
        fresh = add_key(self.path(conn))
        with conn.transaction():
            counters.lock(conn, [ORG])
            _secret(conn, "FOR UPDATE")
            conn.execute("UPDATE device SET escrow = NULL")
            conn.execute("UPDATE key_slot SET slot = NULL")
            conn.execute(
                "UPDATE store_secret SET key_id = %s, confidential_number = confidential_number"
                " + (confidential IS NOT NULL)::int, confidential = NULL",
                (fresh,),
            )
        return Rotated(fresh, 0, ())

    def _begin(self, conn: psycopg.Connection) -> None:
        if _secret(conn, "FOR UPDATE")[1] is None:
            path = self.path(conn)
            key_id = list(read_keys(path) or make_key(path))[-1]
            conn.execute("UPDATE store_secret SET key_id = %s", (key_id,))

    def _key(self, conn: psycopg.Connection, key_id: str) -> bytes:
        path = self.path(conn)
        try:
            return read_keys(path)[key_id]
        except KeyError:
            raise MasterKeyError(f"the master key {key_id} is not in {path}") from None


def escrow_of(device_id: str) -> str:
    """What a desk's key in escrow is about."""
    return f"escrow|{device_id}"


def slot_of(device_id: str, user_id: str) -> str:
    """What a slot is about."""
    return f"slot|{device_id}|{user_id}"


def _about_confidential(number: int) -> str:
    return f"confidential|{number}"


def _secret(conn: psycopg.Connection, lock: str = "") -> tuple[str, str | None]:
    """The store's id and that of its master key."""
    query = f"SELECT store_id::text, key_id FROM store_secret {lock}"
    found = conn.execute(query).fetchone()
    if found is None:
        conn.execute(
            "INSERT INTO store_secret (id, store_id) VALUES (1, %s) ON CONFLICT DO NOTHING",
            (str(uuid4()),),
        )
        found = conn.execute(query).fetchone()
        assert found is not None
    return found[0], found[1]


def _confidential(conn: psycopg.Connection, lock: str = "") -> tuple[int, bytes | None]:
    _secret(conn)
    found = conn.execute(
        f"SELECT confidential_number, confidential FROM store_secret {lock}"
    ).fetchone()
    assert found is not None
    return found[0], found[1]


def _all_sealed(
    conn: psycopg.Connection,
) -> list[tuple[str, bytes, str, tuple[str, ...]]]:
    """What each value is about, the value, the statement that replaces it and its place."""
    found: list[tuple[str, bytes, str, tuple[str, ...]]] = []
    update = "UPDATE device SET escrow = %s WHERE id = %s"
    for device_id, sealed in conn.execute(
        "SELECT id::text, escrow FROM device WHERE escrow IS NOT NULL"
    ):
        found.append((escrow_of(device_id), sealed, update, (device_id,)))
    update = "UPDATE key_slot SET slot = %s WHERE device_id = %s AND user_id = %s"
    for device_id, user_id, sealed in conn.execute(
        "SELECT device_id::text, user_id::text, slot FROM key_slot WHERE slot IS NOT NULL"
    ):
        found.append((slot_of(device_id, user_id), sealed, update, (device_id, user_id)))
    number, confidential = _confidential(conn)
    if confidential is not None:
        update = "UPDATE store_secret SET confidential = %s"
        found.append((_about_confidential(number), confidential, update, ()))
    return found


def _seal(key_id: str, key: bytes, value: bytes, about: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return bytes.fromhex(key_id) + nonce + AESGCM(key).encrypt(nonce, value, about.encode())


def _open(key: bytes, sealed: bytes, about: str) -> bytes:
    nonce, content = sealed[_ID : _ID + _NONCE], sealed[_ID + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, content, about.encode())
    except (InvalidTag, ValueError):
        raise MasterKeyError("a sealed value does not open: it was damaged or moved") from None
