"""Enrolment: a code that an administrator made turns a PC into a desk, once."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from central import counters
from central.desk_sites import site_rows
from central.devices import Device, add_device, new_token
from central.key_slots import KeySlots
from central.own_ops import OwnChange, write_own
from desktop.models.base import new_id
from desktop.sync.protocol import ORG, WireError

_ALPHABET = "ABCDEFGHJKLMNPQRTUVWXY346789"
_GROUPS = 3
_GROUP = 4
_MARK = re.compile(r" \([0-9]+\)$")
_NAME_LENGTH = 180


@dataclass(frozen=True)
class Enrolled:
    """What a new desk is told. ``token`` is told once and kept nowhere."""

    device_id: str
    token: str
    scopes: list[str]


def make_code(conn: psycopg.Connection, scopes: Sequence[str], minutes: int) -> str:
    """A fresh code for one desk that is to hold ``org`` and these scopes; kept as a hash."""
    code = "-".join(
        "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )
    conn.execute(
        "INSERT INTO enrol_code (hash, scopes, created_at, expires_at)"
        " VALUES (%s, %s, date_trunc('second', now()),"
        " date_trunc('second', now()) + %s * interval '1 minute')",
        (_hash(code), [ORG, *(scope for scope in scopes if scope != ORG)], minutes),
    )
    return code


def _hash(code: str) -> bytes:
    letters = "".join(mark for mark in code.upper() if mark.isalnum())
    return hashlib.sha256(letters.encode("utf-8", "replace")).digest()


def enrol(conn: psycopg.Connection, code: str, name: str) -> Enrolled:
    """Uses up a code and adds the desk, with the next number. Raises WireError 403
    ``code_invalid`` for a code that is unknown, used or too old."""
    with conn.transaction():
        counters.lock(conn, [ORG])
        found = conn.execute(
            "UPDATE enrol_code SET used_at = date_trunc('second', now())"
            " WHERE hash = %s AND used_at IS NULL AND expires_at > now() RETURNING scopes",
            (_hash(code),),
        ).fetchone()
        if found is None:
            raise WireError(403, "code_invalid", "the code is unknown, used or too old")
        return _admit(conn, name, list(found[0]))


def rekey(slots: KeySlots, device: Device) -> Enrolled:
    """Makes a desk of its own out of a copy of this one: its scopes, its name with a mark, the
    next number, its key in escrow. The calling token stays with the first. Raises WireError 403
    ``device_revoked``."""
    conn = slots.conn
    with conn.transaction():
        counters.lock(conn, [ORG])
        found = conn.execute(
            "SELECT name, scopes FROM device WHERE id = %s AND revoked_at IS NULL FOR UPDATE",
            (device.id,),
        ).fetchone()
        if found is None:
            raise WireError(403, "device_revoked", "this device was revoked")
        enrolled = _admit(conn, _marked(conn, found[0]), list(found[1]))
        slots.copy(device.id, enrolled.device_id)
        return enrolled


def _admit(conn: psycopg.Connection, name: str, scopes: list[str]) -> Enrolled:
    enrolled = Enrolled(new_id(), new_token(), scopes)
    add_device(conn, enrolled.device_id, name, enrolled.token, enrolled.scopes)
    desk = {"name": name, "number": _next_number(conn)}
    sites = site_rows(conn, enrolled.device_id, scopes)
    write_own(conn, "enrol", [OwnChange("desk", enrolled.device_id, desk), *sites])
    return enrolled


def _marked(conn: psycopg.Connection, name: str) -> str:
    """The name with the first mark that no device of the name has: ``Front desk (2)``."""
    plain = _MARK.sub("", name)[:_NAME_LENGTH]
    rows = conn.execute("SELECT name FROM device WHERE starts_with(name, %s)", (plain,))
    taken = {row[0] for row in rows}
    mark = 2
    while f"{plain} ({mark})" in taken:
        mark += 1
    return f"{plain} ({mark})"


def _next_number(conn: psycopg.Connection) -> int:
    """Numbers of desks are never given twice, not even when a desk's row was deleted."""
    found = conn.execute("SELECT count(*) FROM device").fetchone()
    highest = conn.execute("SELECT coalesce(max(number), 0) FROM desk").fetchone()
    assert found is not None
    assert highest is not None
    return max(int(highest[0]) + 1, int(found[0]) - 1)
