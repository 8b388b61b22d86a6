"""A resident's extract: on which days their data was read or changed, and what for.

It names no colleague and no other resident, and of a day only how often: a clock would tell who was
on duty.
"""

from typing import Any

import psycopg

from central.records import head_of, person_of
from desktop.sync.protocol import WireError

_ZONE = "Europe/Copenhagen"


def read_extract(conn: psycopg.Connection, resident_id: str) -> dict[str, Any]:
    """Who it is for, since when the log of any desk was kept, and the days in order; of all records
    that are one person's. Raises WireError 404 ``unknown_resident``."""
    resident_id = head_of(conn, resident_id)
    person = conn.execute(
        "SELECT number, given_names, surname, interpreter_language, languages, site_id::text"
        " FROM resident WHERE id = %s",
        (resident_id,),
    ).fetchone()
    if person is None:
        raise WireError(404, "unknown_resident", "there is no such resident")
    kept = conn.execute(
        "SELECT (min(at) AT TIME ZONE %s)::date::text FROM access_log", (_ZONE,)
    ).fetchone()
    days = conn.execute(
        "SELECT (l.at AT TIME ZONE %s)::date::text AS day, l.what, l.kind, l.site_id::text,"
        " count(*) FROM access_log AS l WHERE EXISTS (SELECT 1 FROM access_person AS p"
        " WHERE p.device_id = l.device_id AND p.number = l.number"
        " AND p.resident_id = ANY(%s::uuid[]))"
        " GROUP BY day, l.what, l.kind, l.site_id ORDER BY day, l.what, l.kind, l.site_id",
        (_ZONE, list(person_of(conn, resident_id))),
    ).fetchall()
    number, given_names, surname, interpreter, languages, site_id = person
    return {
        "resident": {
            "id": resident_id,
            "number": number,
            "name": f"{given_names} {surname}",
            "languages": list(dict.fromkeys([*filter(None, [interpreter]), *(languages or [])])),
            "site_id": site_id,
        },
        "since": kept[0] if kept else None,
        "days": [
            dict(zip(("day", "what", "kind", "site_id", "times"), row, strict=True)) for row in days
        ],
    }


def resident_named(conn: psycopg.Connection, name: str) -> str:
    """The id of the resident with this number or id. Raises WireError 404 ``unknown_resident``."""
    found = conn.execute(
        "SELECT id::text FROM resident WHERE number = %s OR id::text = %s", (name, name)
    ).fetchone()
    if found is None:
        raise WireError(404, "unknown_resident", "there is no such resident")
    return str(found[0])
