"""A pull from the beginning, when the log no longer goes back so far.

What the log said up to its horizon is told as whole rows, in an order that satisfies references,
each with the horizon as its seq; the log follows. Rows that were deleted meanwhile are not told.
"""

from dataclasses import dataclass
from uuid import UUID

import psycopg

from central.cursors import Place, cursor_expired, invalid_cursor
from central.horizon import horizon_of
from central.reading import one_moment, tables_in

_CHUNK = 2000
_FIRST = str(UUID(int=0))
_QUERY = (
    "SELECT row_id::text, op_id::text, device_id::text, actor::text, fields::text FROM log_base"
    ' WHERE scope = %s AND "table" = %s AND row_id >= %s::uuid ORDER BY row_id LIMIT %s'
)


@dataclass(frozen=True)
class Part:
    """Entries of the beginning as JSON, and the place where it goes on."""

    entries: list[str]
    place: Place


def read_beginning(
    conn: psycopg.Connection, scope: str, place: Place | None, limit: int, weight: int
) -> Part:
    """The next entries after a place in the beginning, None for its start: at most ``limit``, and
    none more once they come to ``weight`` characters.

    Raises WireError 400 ``invalid`` for a place that was made up, 410 ``cursor_expired`` when the
    horizon has moved on since the place was given.
    """
    with one_moment(conn):
        horizon = horizon_of(conn, scope)
        if place is not None and place.seq != horizon:
            raise cursor_expired(scope, horizon)
        return _Reader(conn, scope, horizon, limit, weight).read(place.after if place else None)


class _Reader:
    def __init__(
        self, conn: psycopg.Connection, scope: str, horizon: int, limit: int, weight: int
    ) -> None:
        self._conn = conn
        self._scope = scope
        self._horizon = horizon
        self._left = limit
        self._weight = weight
        self._entries: list[str] = []

    def read(self, after: tuple[str, str] | None) -> Part:
        names = [table.name for table in tables_in(self._scope)]
        if after is not None and after[0] not in names:
            raise invalid_cursor()
        for name in names[names.index(after[0]) if after else 0 :]:
            last = self._read_table(name, after[1] if after and after[0] == name else None)
            after = (name, last) if last else after
            if self._is_full():
                return Part(self._entries, Place(self._horizon, after))
        return Part(self._entries, Place(self._horizon))

    def _is_full(self) -> bool:
        return self._left == 0 or self._weight <= 0

    def _read_table(self, table: str, last: str | None) -> str | None:
        """Reads on after a row; the last one that was read."""
        while True:
            asked = min(_CHUNK, self._left) + 1
            rows = self._conn.execute(
                _QUERY, (self._scope, table, last or _FIRST, asked)
            ).fetchall()
            for row in rows:
                if row[0] == last:
                    continue
                if self._is_full():
                    return last
                self._tell(table, row)
                last = row[0]
            if len(rows) < asked or self._is_full():
                return last

    def _tell(self, table: str, row: tuple[str, str, str, str, str]) -> None:
        row_id, op_id, device_id, actor, fields = row
        self._entries.append(
            f'{{"seq":{self._horizon},"op_id":"{op_id}","actor":"{actor}",'
            f'"device_id":"{device_id}","table":"{table}","id":"{row_id}","kind":"put",'
            f'"fields":{fields}}}'
        )
        self._left -= 1
        self._weight -= len(fields)
