"""Spot checks: a few entries of each colleague or about each resident, drawn by chance, that an
auditor looks at and marks.

What was drawn and what was written about it stays at the store, so that another auditor can see
what was looked at. An entry is reviewed once.
"""

from typing import Any

import psycopg

from central.access.reading import COLUMNS, Row, add_people, fetch, moment
from desktop.models.base import instant_text, new_id
from desktop.sync.audit_wire import MAX_SAMPLE, DrawSample, ReviewEntry
from desktop.sync.protocol import WireError

_ONE_OF = {
    "colleague": "SELECT l.actor AS subject, l.device_id, l.number FROM access_log AS l",
    "resident": "SELECT p.resident_id AS subject, l.device_id, l.number FROM access_log AS l"
    " JOIN access_person AS p ON p.device_id = l.device_id AND p.number = l.number",
}


def draw(conn: psycopg.Connection, wanted: DrawSample, by: str) -> str:
    """Draws a sample and keeps it; its id. Raises WireError 413 ``too_large`` where it would be
    more than anyone can look at, 422 ``invalid``, and 404 ``nothing_to_draw``."""
    period = (moment(wanted.since, "since"), moment(wanted.until, "until"))
    check_id = new_id()
    with conn.transaction():
        conn.execute(
            "INSERT INTO spot_check (id, made_at, made_by, since, until, per, size)"
            " VALUES (%s, date_trunc('second', now()), %s, %s, %s, %s, %s)",
            (check_id, by, *period, wanted.per, wanted.size),
        )
        drawn = conn.execute(
            "INSERT INTO spot_check_entry (spot_check_id, subject, device_id, number)"
            " SELECT %s, subject, device_id, number FROM (SELECT *, row_number()"
            " OVER (PARTITION BY subject ORDER BY random()) AS n FROM"
            f" ({_ONE_OF[wanted.per]} WHERE l.at >= %s AND l.at < %s) AS of_period) AS mixed"
            " WHERE n <= %s LIMIT %s",
            (check_id, *period, wanted.size, MAX_SAMPLE + 1),
        ).rowcount
        if drawn > MAX_SAMPLE:
            raise WireError(413, "too_large", "the sample would be too large", limit=MAX_SAMPLE)
        if not drawn:
            raise WireError(404, "nothing_to_draw", "the log has nothing of this period")
    return check_id


def list_checks(conn: psycopg.Connection) -> list[Row]:
    """All spot checks, the latest first, with how much of each was looked at."""
    rows = conn.execute(
        "SELECT c.id::text, c.made_at, c.made_by::text, c.since, c.until, c.per, c.size,"
        " count(*), count(e.reviewed_at) FROM spot_check AS c"
        " JOIN spot_check_entry AS e ON e.spot_check_id = c.id GROUP BY c.id"
        " ORDER BY c.made_at DESC, c.id DESC LIMIT 200"
    )
    return [
        {
            "id": check_id,
            "made_at": instant_text(made_at),
            "made_by": made_by,
            "since": instant_text(since),
            "until": instant_text(until),
            "per": per,
            "size": size,
            "entries": entries,
            "reviewed": reviewed,
        }
        for check_id, made_at, made_by, since, until, per, size, entries, reviewed in rows
    ]


def read_check(conn: psycopg.Connection, check_id: str) -> list[Row]:
    """What was drawn, by colleague or resident, the latest first. Raises WireError 404
    ``unknown_sample``."""
    rows = fetch(
        conn,
        f"SELECT {COLUMNS}, e.subject::text, e.reviewed_at, e.reviewed_by::text, e.note"
        " FROM spot_check_entry AS e JOIN access_log AS l"
        " ON l.device_id = e.device_id AND l.number = e.number"
        " WHERE e.spot_check_id = %s ORDER BY e.subject, l.at DESC, l.device_id, l.number",
        (check_id,),
    )
    if not rows:
        raise WireError(404, "unknown_sample", "there is no such spot check")
    add_people(conn, rows)
    return rows


def review(conn: psycopg.Connection, wanted: ReviewEntry, by: str) -> dict[str, Any]:
    """Marks an entry as looked at. A repetition by the same person with the same note is told the
    same. Raises WireError 404 ``unknown_sample``, 409 ``already_reviewed``."""
    place = (wanted.id, wanted.subject, wanted.device_id, wanted.number)
    where = "spot_check_id = %s AND subject = %s AND device_id = %s AND number = %s"
    with conn.transaction():
        found = conn.execute(
            f"SELECT reviewed_by::text, note FROM spot_check_entry WHERE {where} FOR UPDATE", place
        ).fetchone()
        if found is None:
            raise WireError(404, "unknown_sample", "there is no such entry in the spot check")
        if found[0] is not None and found != (by, wanted.note):
            raise WireError(409, "already_reviewed", "somebody has looked at this entry already")
        if found[0] is None:
            conn.execute(
                "UPDATE spot_check_entry SET reviewed_at = date_trunc('second', now()),"
                f" reviewed_by = %s, note = %s WHERE {where}",
                (by, wanted.note, *place),
            )
        told = conn.execute(
            f"SELECT reviewed_at, reviewed_by::text, note FROM spot_check_entry WHERE {where}",
            place,
        ).fetchone()
    assert told is not None
    return {"reviewed_at": instant_text(told[0]), "reviewed_by": told[1], "note": told[2]}
