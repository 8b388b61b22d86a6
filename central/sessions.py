"""Somebody who signed in at the store, from one desk, for one working day."""

import hmac
from dataclasses import dataclass
from datetime import datetime

import psycopg

from central.devices import Device, new_token, token_hash
from central.who import Person, people_at
from desktop.sync.protocol import WireError

HOURS = 8


@dataclass(frozen=True)
class Session:
    """Whose session it is; ``generation`` is that of the password by which it was begun."""

    person: Person
    generation: int
    must_change: bool


def begin(
    conn: psycopg.Connection, device_id: str, user_id: str, generation: int
) -> tuple[str, datetime]:
    """A fresh session; its token, which is kept as a hash, and when it ends."""
    conn.execute("DELETE FROM user_session WHERE ends_at <= now()")
    token = new_token()
    found = conn.execute(
        "INSERT INTO user_session (token_hash, device_id, user_id, generation, ends_at)"
        " VALUES (%s, %s, %s, %s, date_trunc('second', now()) + %s * interval '1 hour')"
        " RETURNING ends_at",
        (token_hash(token), device_id, user_id, generation, HOURS),
    ).fetchone()
    assert found is not None
    return token, found[0]


def session_of(
    conn: psycopg.Connection, device: Device, token: str, *, changing: bool = False
) -> Session:
    """The session with this token, if it is of this device and its owner may still sign in there
    with the password they had.

    Raises WireError 403 ``session_ended``, and 403 ``password_must_change`` unless they are
    ``changing`` it.
    """
    wanted = token_hash(token)
    found = conn.execute(
        "SELECT s.token_hash, s.user_id::text, c.generation, c.must_change FROM user_session AS s"
        " JOIN credential AS c ON c.user_id = s.user_id AND c.generation = s.generation"
        " WHERE s.token_hash = %s AND s.device_id = %s AND s.ends_at > now()",
        (wanted, device.id),
    ).fetchone()
    if found is None or not hmac.compare_digest(bytes(found[0]), wanted):
        raise session_ended()
    person = people_at(conn, device.scopes or ()).get(found[1])
    if person is None:
        raise session_ended()
    if found[3] and not changing:
        raise WireError(403, "password_must_change", "the password must be changed first")
    return Session(person, found[2], found[3])


def keep_only(conn: psycopg.Connection, user_id: str, token: str, generation: int) -> None:
    """Ends all sessions of a user but one, which goes on with the new password."""
    conn.execute(
        "DELETE FROM user_session WHERE user_id = %s AND token_hash <> %s",
        (user_id, token_hash(token)),
    )
    conn.execute(
        "UPDATE user_session SET generation = %s WHERE token_hash = %s",
        (generation, token_hash(token)),
    )


def end_all(conn: psycopg.Connection, user_id: str) -> None:
    """Ends all sessions of a user."""
    conn.execute("DELETE FROM user_session WHERE user_id = %s", (user_id,))


def session_ended() -> WireError:
    """The answer to a session that is over, of another desk, or never was."""
    return WireError(403, "session_ended", "the session has ended: sign in again")
