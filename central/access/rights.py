"""Whether the person behind a session may read the access log, or have an extract made of it."""

import psycopg

from central.devices import Device
from central.sessions import session_of
from central.who import Person
from desktop.models.roles import EVERYWHERE, may_see
from desktop.sync.protocol import WireError


def require(conn: psycopg.Connection, device: Device, session: str, what: str) -> str:
    """The id of the user who is signed in at this device, and may see one of ``roles.READS``.

    Raises WireError 403 ``not_allowed``, and as ``session_of`` where the session is over.
    """
    person = _person(conn, device, session)
    if not may_see(person.role, what):
        raise _not_allowed()
    return person.id


def require_extract(conn: psycopg.Connection, device: Device, session: str, resident: str) -> str:
    """The same for the extract of a resident: a lead has it made for those of their own sites."""
    person = _person(conn, device, session)
    if not may_see(person.role, "extract_access"):
        raise _not_allowed()
    if person.role not in EVERYWHERE:
        here = conn.execute(
            "SELECT 1 FROM resident AS r JOIN user_site AS s ON s.site_id = r.site_id"
            " WHERE r.id = %s AND s.user_id = %s",
            (resident, person.id),
        ).fetchone()
        if here is None:
            raise _not_allowed()
    return person.id


def _person(conn: psycopg.Connection, device: Device, session: str) -> Person:
    return session_of(conn, device, session).person


def _not_allowed() -> WireError:
    return WireError(403, "not_allowed", "the role does not allow this")
