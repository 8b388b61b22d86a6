"""The counters that give ops their place: one row a scope, locked first by whoever writes.

Because the lock is held until commit, the log of a scope grows at its end only, and whoever has
read up to seq n has seen everything before it. The database itself holds everybody to it: triggers
refuse rows and log lines of a scope whose counter the transaction has not locked.
"""

from collections.abc import Iterable

import psycopg


def lock(conn: psycopg.Connection, scopes: Iterable[str]) -> dict[str, int]:
    """Locks the counters of these scopes, in order, and tells where they stand.

    Must be the first lock that a writing transaction takes, outside of any savepoint: two that
    want the same scopes then wait for one another and never cross.
    """
    wanted = sorted(set(scopes))
    found = _locked(conn, wanted)
    if len(found) < len(wanted):
        conn.execute(
            "INSERT INTO scope_counter (scope, seq) SELECT s, 0 FROM unnest(%s::text[]) AS s"
            " ORDER BY s ON CONFLICT DO NOTHING",
            (wanted,),
        )
        found = _locked(conn, wanted)
    return found


def existing(conn: psycopg.Connection, scopes: Iterable[str]) -> set[str]:
    """Those of the scopes that have a counter; none is made or locked."""
    wanted = list(scopes)
    if not wanted:
        return set()
    rows = conn.execute("SELECT scope FROM scope_counter WHERE scope = ANY(%s)", (wanted,))
    return {scope for (scope,) in rows}


def _locked(conn: psycopg.Connection, scopes: list[str]) -> dict[str, int]:
    rows = conn.execute(
        "SELECT scope, seq FROM scope_counter WHERE scope = ANY(%s)"
        ' ORDER BY scope COLLATE "C" FOR UPDATE',
        (scopes,),
    )
    return dict(rows.fetchall())


def advance(conn: psycopg.Connection, counters: dict[str, int]) -> None:
    """Writes down where the counters stand now, and wakes whoever waits for these scopes.

    The waiting hear of it when the transaction commits, never before.
    """
    if not counters:
        return
    conn.execute(
        "UPDATE scope_counter AS c SET seq = n.seq"
        " FROM unnest(%s::text[], %s::bigint[]) AS n (scope, seq) WHERE c.scope = n.scope",
        (list(counters), list(counters.values())),
    )
    conn.execute("SELECT pg_notify('ankomst', s) FROM unnest(%s::text[]) AS s", (list(counters),))
