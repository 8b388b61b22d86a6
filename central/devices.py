"""The desks that may take part, and the tokens by which they are known."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

import psycopg

from desktop.sync.protocol import WireError

STORE_DEVICE = "00000000-0000-7000-8000-000000000000"
"""The device that the store itself is when it writes ops of its own."""


@dataclass(frozen=True)
class Device:
    """An enrolled desk and the scopes it holds, or held when it was ``revoked``; ``scopes`` is
    None for the store itself."""

    id: str
    scopes: frozenset[str] | None
    revoked: bool = False


def new_token() -> str:
    """A bearer token that nobody can guess."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def authenticate(conn: psycopg.Connection, authorization: str | None) -> Device:
    """The device behind an ``Authorization`` header, which may take part.

    Raises WireError 401 ``unauthorized`` for a token nobody knows, 403 ``device_revoked``.
    """
    device = recognise(conn, authorization)
    if device.revoked:
        raise device_revoked()
    return device


def recognise(conn: psycopg.Connection, authorization: str | None) -> Device:
    """The same for a device that may have been revoked. Raises WireError 401 ``unauthorized``."""
    kind, _, token = (authorization or "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise _unauthorized()
    wanted = token_hash(token.strip())
    found = conn.execute(
        "SELECT id::text, token_hash, scopes, revoked_at FROM device WHERE token_hash = %s",
        (wanted,),
    ).fetchone()
    if found is None or not hmac.compare_digest(bytes(found[1]), wanted):
        raise _unauthorized()
    device_id, _, scopes, revoked_at = found
    return Device(device_id, frozenset(scopes), revoked_at is not None)


def device_revoked(**params: Any) -> WireError:
    """What a revoked device is answered to every call."""
    return WireError(403, "device_revoked", "this device was revoked", **params)


def _unauthorized() -> WireError:
    return WireError(401, "unauthorized", "a valid device token is needed")


def add_device(
    conn: psycopg.Connection, device_id: str, name: str, token: str, scopes: list[str]
) -> None:
    """Writes down a new device; its ops count from 1."""
    conn.execute(
        "INSERT INTO device (id, name, token_hash, scopes, last_device_seq, created_at)"
        " VALUES (%s, %s, %s, %s, 0, date_trunc('second', now()))",
        (device_id, name, token_hash(token), scopes),
    )


def revoke(conn: psycopg.Connection, device_id: str) -> bool:
    """Shuts a device out from now on; False when there is no such device. What it still sends is
    kept (``central.review``); its key in escrow is not, so that the store opens it to nobody."""
    found = conn.execute(
        "UPDATE device SET revoked_at = coalesce(revoked_at, date_trunc('second', now()))"
        " WHERE id::text = %s AND id <> %s RETURNING id",
        (device_id, STORE_DEVICE),
    ).fetchone()
    if found is not None:
        conn.execute("UPDATE device SET escrow = NULL WHERE id = %s", (device_id,))
        conn.execute("DELETE FROM key_slot WHERE device_id = %s", (device_id,))
        conn.execute("DELETE FROM user_session WHERE device_id = %s", (device_id,))
    conn.execute("SELECT pg_notify('ankomst', '*')")
    return found is not None


def list_devices(conn: psycopg.Connection) -> list[dict[str, Any]]:
    """The devices that ever enrolled, the oldest first."""
    rows = conn.execute(
        "SELECT d.id::text, d.name, k.number, d.scopes, d.last_device_seq,"
        " d.created_at, d.revoked_at"
        " FROM device AS d LEFT JOIN desk AS k ON k.id = d.id WHERE d.id <> %s"
        " ORDER BY d.created_at, k.number",
        (STORE_DEVICE,),
    )
    names = ("id", "name", "number", "scopes", "last_device_seq", "created_at", "revoked_at")
    return [dict(zip(names, row, strict=True)) for row in rows]
