"""The horizon of the log: older lines are added up and go, and nothing of what they said is lost.

What a scope's log said up to its horizon stands in ``log_base``, each row whole; who wrote what
stands in ``field_version``; deleted rows have their tombstones. Receipts go later, when no desk
can ask for them any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg

from central import counters
from central.versions import INSERT

DAYS = 400
"""How long the log goes back, unless told otherwise, and how long receipts are always kept."""

_LINES = 2000
_RECEIPTS = 50_000
Key = tuple[str, str]
Fields = dict[str, Any]


@dataclass(frozen=True)
class Compacted:
    """What was done to one scope."""

    scope: str
    lines: int
    horizon: int


@dataclass(frozen=True)
class _Line:
    seq: int
    op_id: str
    device_id: str
    actor: str
    at: str
    entries: list[Fields]


@dataclass(frozen=True)
class _Sum:
    """A row as the log has told it so far, with the line that changed it last."""

    line: _Line
    fields: Fields


def compact(conn: psycopg.Connection, days: int = DAYS) -> Iterator[Compacted]:
    """Moves the horizon of every scope up to what was received ``days`` ago, in small
    transactions of its own: desks go on meanwhile, and what was done stays done."""
    cutoff = _before(conn, days)
    scopes = conn.execute('SELECT scope FROM scope_counter ORDER BY scope COLLATE "C"').fetchall()
    for (scope,) in scopes:
        lines = 0
        while done := _step(conn, scope, cutoff):
            lines += done
        yield Compacted(scope, lines, horizon_of(conn, scope))
    cutoff = _before(conn, max(days, DAYS))
    for (device_id,) in conn.execute("SELECT id::text FROM device").fetchall():
        while _forget_receipts(conn, device_id, cutoff):
            pass
    conn.execute("UPDATE store_state SET compacted_at = date_trunc('second', now())")


def horizon_of(conn: psycopg.Connection, scope: str) -> int:
    """The seq up to which the scope's log is gone, 0 where all of it is there."""
    query = "SELECT horizon FROM scope_counter WHERE scope = %s"
    found = conn.execute(query, (scope,)).fetchone()
    return 0 if found is None else int(found[0])


def _before(conn: psycopg.Connection, days: int) -> Any:
    found = conn.execute("SELECT now() - make_interval(days => %s)", (days,)).fetchone()
    assert found is not None
    return found[0]


def _step(conn: psycopg.Connection, scope: str, cutoff: Any) -> int:
    """Takes the oldest lines behind the horizon; how many there were."""
    with conn.transaction():
        counters.lock(conn, [scope])
        lines = _old_lines(conn, scope, cutoff)
        if not lines:
            return 0
        known = _base_of(conn, scope, {_key(entry) for line in lines for entry in line.entries})
        before = set(known)
        first: dict[Key, _Line] = {}
        for line in lines:
            _add_up(line, known, first)
        _write_base(conn, scope, before, known)
        _write_versions(conn, lines, {key: first[key] for key in first if key in known})
        horizon = lines[-1].seq
        conn.execute("DELETE FROM log WHERE scope = %s AND seq <= %s", (scope, horizon))
        conn.execute("UPDATE scope_counter SET horizon = %s WHERE scope = %s", (horizon, scope))
    return len(lines)


def _old_lines(conn: psycopg.Connection, scope: str, cutoff: Any) -> list[_Line]:
    found = []
    for seq, op_id, device_id, actor, at, entries, old in conn.execute(
        "SELECT seq, op_id::text, device_id::text, actor::text, at::text, entries::text,"
        " received_at <= %s FROM log WHERE scope = %s ORDER BY seq LIMIT %s",
        (cutoff, scope, _LINES),
    ):
        if not old:
            break
        found.append(_Line(seq, op_id, device_id, actor, at, orjson.loads(entries)))
    return found


def _key(entry: Fields) -> Key:
    return entry["table"], entry["id"]


def _add_up(line: _Line, known: dict[Key, _Sum], first: dict[Key, _Line]) -> None:
    for entry in line.entries:
        key = _key(entry)
        if entry["kind"] != "put":
            known.pop(key, None)
            first.pop(key, None)
            continue
        if key not in known:
            first[key] = line
            known[key] = _Sum(line, entry["fields"])
        else:
            known[key] = _Sum(line, known[key].fields | entry["fields"])


def _base_of(conn: psycopg.Connection, scope: str, keys: set[Key]) -> dict[Key, _Sum]:
    rows = conn.execute(
        'SELECT b."table", b.row_id::text, b.seq, b.op_id::text, b.device_id::text,'
        " b.actor::text, b.fields::text"
        " FROM unnest(%s::text[], %s::uuid[]) AS k (t, id)"
        ' JOIN log_base AS b ON b.scope = %s AND b."table" = k.t AND b.row_id = k.id',
        ([table for table, _ in keys], [row_id for _, row_id in keys], scope),
    )
    return {
        (table, row_id): _Sum(_Line(seq, op_id, device_id, actor, "", []), orjson.loads(fields))
        for table, row_id, seq, op_id, device_id, actor, fields in rows
    }


def _write_base(
    conn: psycopg.Connection, scope: str, before: set[Key], after: dict[Key, _Sum]
) -> None:
    if before:
        conn.execute(
            "DELETE FROM log_base AS b USING unnest(%s::text[], %s::uuid[]) AS k (t, id)"
            ' WHERE b.scope = %s AND b."table" = k.t AND b.row_id = k.id',
            ([table for table, _ in before], [row_id for _, row_id in before], scope),
        )
    query = (
        'COPY log_base (scope, "table", row_id, seq, op_id, device_id, actor, fields) FROM STDIN'
    )
    with conn.cursor().copy(query) as copy:
        for (table, row_id), told in after.items():
            line = told.line
            fields = orjson.dumps(told.fields).decode()
            copy.write_row(
                (scope, table, row_id, line.seq, line.op_id, line.device_id, line.actor, fields)
            )


def _write_versions(conn: psycopg.Connection, lines: list[_Line], first: dict[Key, _Line]) -> None:
    """Who brought what, for conflicts to come: the lines that told it are about to go."""
    puts = [(_key(e), line) for line in lines for e in line.entries if e["kind"] == "put"]
    _fill_in_versions(conn, puts)
    conn.execute(
        "INSERT INTO field_version"
        ' ("table", row_id, field_group, seq, device_id, actor, op_id, at)'
        f" SELECT t, id, %s, seq, device_id, actor, op_id, at FROM {_TOLD}"
        " ON CONFLICT DO NOTHING",
        (INSERT, *_told(list(first.items()))),
    )


def _fill_in_versions(conn: psycopg.Connection, puts: list[tuple[Key, _Line]]) -> None:
    conn.execute(
        "UPDATE field_version AS v SET device_id = coalesce(v.device_id, n.device_id),"
        f" actor = n.actor, op_id = n.op_id, at = n.at FROM {_TOLD}"
        ' WHERE v."table" = n.t AND v.row_id = n.id AND v.seq = n.seq',
        _told(puts),
    )


_TOLD = (
    "unnest(%s::text[], %s::uuid[], %s::bigint[], %s::uuid[], %s::uuid[], %s::uuid[],"
    " %s::timestamptz[]) AS n (t, id, seq, device_id, actor, op_id, at)"
)


def _told(puts: list[tuple[Key, _Line]]) -> tuple[list[Any], ...]:
    return (
        [key[0] for key, _ in puts],
        [key[1] for key, _ in puts],
        [line.seq for _, line in puts],
        [line.device_id for _, line in puts],
        [line.actor for _, line in puts],
        [line.op_id for _, line in puts],
        [line.at for _, line in puts],
    )


def _forget_receipts(conn: psycopg.Connection, device_id: str, cutoff: Any) -> int:
    """Deletes a device's oldest receipts up to the first that is not old; how many."""
    with conn.transaction():
        found = conn.execute(
            "SELECT receipt_horizon FROM device WHERE id = %s FOR UPDATE", (device_id,)
        ).fetchone()
        assert found is not None
        last = found[0]
        for number, old in conn.execute(
            "SELECT device_seq, received_at <= %s FROM receipt WHERE device_id = %s"
            " AND device_seq > %s ORDER BY device_seq LIMIT %s",
            (cutoff, device_id, last, _RECEIPTS),
        ):
            if not old:
                break
            last = number
        conn.execute(
            "DELETE FROM receipt WHERE device_id = %s AND device_seq <= %s", (device_id, last)
        )
        conn.execute("UPDATE device SET receipt_horizon = %s WHERE id = %s", (last, device_id))
    return int(last - found[0])
