"""Forgets what was typed about a resident who is anonymised. The entries stay, and the chains hold.

What an entry says of a person is an id. Only what somebody typed can name them: a criterion of a
search, also of one that did not find them, and an auditor's note.
"""

from collections.abc import Sequence

import psycopg

_SPECIAL = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


def forget_typed(conn: psycopg.Connection, resident_id: str, words: Sequence[str]) -> int:
    """Forgets the criteria of entries that concern the resident, and criteria and notes in which
    one of the ``words`` stands (names, numbers), in any case of letters; how many there were. In
    the caller's transaction."""
    patterns = [f"%{word.translate(_SPECIAL)}%" for word in words if word.strip()]
    criteria = conn.execute(
        "UPDATE access_log AS l SET criterion = NULL, salt = NULL WHERE l.criterion IS NOT NULL"
        " AND (l.criterion ILIKE ANY(%s) OR EXISTS (SELECT 1 FROM access_person AS p WHERE"
        " p.device_id = l.device_id AND p.number = l.number AND p.resident_id = %s))",
        (patterns, resident_id),
    )
    notes = conn.execute(
        "UPDATE spot_check_entry SET note = NULL WHERE note ILIKE ANY(%s)", (patterns,)
    )
    return criteria.rowcount + notes.rowcount
