"""Forgets what was typed about a resident who is anonymised. The entries stay, and the chains hold.

What an entry says of a person is an id. Only what somebody typed can name them: a criterion of a
search, also of one that did not find them, a reason, and an auditor's note.
"""

from collections.abc import Callable

import psycopg


def forget_typed(
    conn: psycopg.Connection, resident_id: str, is_named_in: Callable[[str], bool]
) -> int:
    """Forgets what was typed in entries that concern the resident, and entries' words and notes
    that name them; how many there were. In the caller's transaction."""
    with conn.cursor(name="typed") as entries:
        entries.execute(
            "SELECT l.device_id, l.number, l.criterion, l.reason, EXISTS (SELECT 1"
            " FROM access_person AS p WHERE p.device_id = l.device_id AND p.number = l.number"
            " AND p.resident_id = %s) FROM access_log AS l WHERE l.salt IS NOT NULL",
            (resident_id,),
        )
        typed = [
            (device_id, number)
            for device_id, number, criterion, reason, theirs in entries
            if theirs or any(is_named_in(words) for words in (criterion, reason) if words)
        ]
    found = conn.execute(
        "SELECT DISTINCT note FROM spot_check_entry WHERE note IS NOT NULL"
    ).fetchall()
    notes = [note for (note,) in found if is_named_in(note)]
    with conn.cursor() as cursor:
        cursor.executemany(
            "UPDATE access_log SET criterion = NULL, reason = NULL, salt = NULL"
            " WHERE device_id = %s AND number = %s",
            typed,
        )
    gone = conn.execute("UPDATE spot_check_entry SET note = NULL WHERE note = ANY(%s)", (notes,))
    return len(typed) + gone.rowcount
