"""Slows down whoever guesses codes or passwords, whichever worker is asked and through restarts.

Attempts are counted in PostgreSQL by a keyed hash of the address they came from, and of whose
password it was to be, and forgotten after ten minutes. An attempt counts as wrong until it has
proved right, so that guesses sent at once count too.
"""

import hashlib
import hmac
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TypeVar

import psycopg

from central.state import epoch_of
from desktop.sync.protocol import WireError

FREE = 5
"""Wrong attempts that are answered at once."""

FREE_AT_ONE_ADDRESS = 30
"""The same for passwords from one address: a whole house may share one."""

_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 300.0
_FORGET = 600
_PREFIX = 8
_SERVER_FAULT = 500
T = TypeVar("T")


@dataclass(frozen=True)
class Counted:
    """What attempts are counted by. ``forgiven``: one that proves right takes the wrong ones
    before it away, since it shows that it is not somebody else who guesses."""

    what: bytes
    free: int = FREE
    forgiven: bool = False


def by_code(address: str) -> list[Counted]:
    """How enrolment codes are counted: by the address."""
    return [Counted(_packed(address))]


def by_password(address: str, user: str) -> list[Counted]:
    """How passwords are counted: by the person, an id or what was typed, and by the address."""
    return [
        Counted(b"address|" + _packed(address), FREE_AT_ONE_ADDRESS),
        Counted(b"user|" + user.encode("utf-8", "replace"), forgiven=True),
    ]


def slowed(conn: psycopg.Connection, counted: Sequence[Counted], work: Callable[[], T]) -> T:
    """Does the work, which raises WireError for a wrong code or password; a fault of the store
    does not count. The work opens a transaction of its own.

    Raises WireError 429 ``too_many_attempts`` with ``retry_after``, in seconds, while one must
    wait.
    """
    keys = {_hashed(conn, one.what): one for one in counted}
    with conn.transaction():
        _admit(conn, keys)
    try:
        done = work()
    except WireError as problem:
        if problem.status >= _SERVER_FAULT:
            _take_back(conn, list(keys))
        raise
    except Exception:
        _take_back(conn, list(keys))
        raise
    _take_back(conn, [key for key, one in keys.items() if not one.forgiven])
    _forgive(conn, [key for key, one in keys.items() if one.forgiven])
    return done


def pause_after(failures: int, free: int = FREE) -> float:
    """How many seconds one must wait after so many wrong attempts."""
    if failures < free:
        return 0.0
    longer: float = _FIRST_PAUSE * 2.0 ** min(failures - free, 16)
    return min(longer, _LONGEST_PAUSE)


def _admit(conn: psycopg.Connection, keys: dict[bytes, Counted]) -> None:
    conn.execute(
        "DELETE FROM enrol_attempt WHERE address IN (SELECT address FROM enrol_attempt"
        " WHERE last_at < clock_timestamp() - %s * interval '1 second' FOR UPDATE SKIP LOCKED)",
        (_FORGET,),
    )
    left = 0.0
    for key in sorted(keys):
        conn.execute(
            "INSERT INTO enrol_attempt (address, failures, last_at)"
            " VALUES (%s, 0, clock_timestamp()) ON CONFLICT (address) DO NOTHING",
            (key,),
        )
        found = conn.execute(
            "SELECT failures, extract(epoch FROM clock_timestamp() - last_at)::float8"
            " FROM enrol_attempt WHERE address = %s FOR UPDATE",
            (key,),
        ).fetchone()
        assert found is not None
        left = max(left, pause_after(int(found[0]), keys[key].free) - float(found[1]))
    if left > 0:
        raise WireError(
            429, "too_many_attempts", "too many wrong attempts", retry_after=math.ceil(left)
        )
    conn.execute(
        "UPDATE enrol_attempt SET failures = failures + 1, last_at = clock_timestamp()"
        " WHERE address = ANY(%s)",
        (list(keys),),
    )


def _take_back(conn: psycopg.Connection, keys: list[bytes]) -> None:
    """These attempts were not wrong."""
    conn.execute(
        "UPDATE enrol_attempt SET failures = greatest(failures - 1, 0) WHERE address = ANY(%s)",
        (keys,),
    )


def _forgive(conn: psycopg.Connection, keys: list[bytes]) -> None:
    conn.execute("DELETE FROM enrol_attempt WHERE address = ANY(%s)", (keys,))


def _hashed(conn: psycopg.Connection, what: bytes) -> bytes:
    return hmac.new(epoch_of(conn).encode(), what, hashlib.sha256).digest()


def _packed(address: str) -> bytes:
    """Of IPv6 the network counts: one house has more addresses than guesses."""
    try:
        found = ip_address(address)
    except ValueError:
        return address.encode()
    if isinstance(found, IPv6Address):
        return found.ipv4_mapped.packed if found.ipv4_mapped else found.packed[:_PREFIX]
    return found.packed
