"""Slows down whoever guesses enrolment codes, whichever worker is asked and through restarts.

Wrong codes are counted in PostgreSQL by a keyed hash of the address they came from, and forgotten
after ten minutes. One address is answered at a time, so that guesses sent at once count too.
"""

import hashlib
import hmac
import math
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import TypeVar

import psycopg

from central.state import epoch_of
from desktop.sync.protocol import WireError

FREE = 5
"""Wrong codes from one address that are answered at once."""

_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 300.0
_FORGET = 600
_PREFIX = 8
T = TypeVar("T")


def slowed(conn: psycopg.Connection, address: str, work: Callable[[], T]) -> T:
    """Does the work, which raises WireError for a wrong code.

    Raises WireError 429 ``too_many_attempts`` with ``retry_after``, in seconds, while this address
    must wait.
    """
    key = _hashed(conn, address)
    lock = int.from_bytes(key[:8], "big", signed=True)
    conn.execute("SELECT pg_advisory_lock(%s)", (lock,))
    try:
        left = _left(conn, key)
        if left > 0:
            raise WireError(
                429, "too_many_attempts", "too many wrong codes", retry_after=math.ceil(left)
            )
        return _counted(conn, key, work)
    finally:
        conn.execute("SELECT pg_advisory_unlock(%s)", (lock,))


def _counted(conn: psycopg.Connection, key: bytes, work: Callable[[], T]) -> T:
    """The work opens a transaction of its own: a counter is locked outside of any savepoint."""
    try:
        return work()
    except WireError:
        with conn.transaction():
            _failed(conn, key)
        raise


def pause_after(failures: int) -> float:
    """How many seconds an address must wait after so many wrong codes."""
    if failures < FREE:
        return 0.0
    longer: float = _FIRST_PAUSE * 2.0 ** min(failures - FREE, 16)
    return min(longer, _LONGEST_PAUSE)


def _left(conn: psycopg.Connection, key: bytes) -> float:
    found = conn.execute(
        "SELECT failures, extract(epoch FROM clock_timestamp() - last_at)::float8"
        " FROM enrol_attempt WHERE address = %s",
        (key,),
    ).fetchone()
    if found is None or found[1] > _FORGET:
        return 0.0
    return pause_after(int(found[0])) - float(found[1])


def _failed(conn: psycopg.Connection, key: bytes) -> None:
    conn.execute(
        "DELETE FROM enrol_attempt WHERE last_at < clock_timestamp() - %s * interval '1 second'",
        (_FORGET,),
    )
    conn.execute(
        "INSERT INTO enrol_attempt AS a (address, failures, last_at)"
        " VALUES (%s, 1, clock_timestamp()) ON CONFLICT (address)"
        " DO UPDATE SET failures = a.failures + 1, last_at = clock_timestamp()",
        (key,),
    )


def _hashed(conn: psycopg.Connection, address: str) -> bytes:
    """Keyed by the epoch. Of IPv6 the network counts: one house has more addresses than guesses."""
    try:
        found = ip_address(address)
    except ValueError:
        counted = address.encode()
    else:
        counted = found.packed[:_PREFIX] if isinstance(found, IPv6Address) else found.packed
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            counted = found.ipv4_mapped.packed
    return hmac.new(epoch_of(conn).encode(), counted, hashlib.sha256).digest()
