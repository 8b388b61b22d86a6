"""Who changed a field last: what decides whether a late change conflicts.

A row's ``row_seq`` is its last change of all; a device that has seen it cannot conflict, and
nothing more is read. For the others the last change of each field group is looked up. The insert
counts as the last change of every group that was never updated.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg

from central.working_set import Key, Row, WorkingSet

INSERT = ""
"""The group under which a row's insert is kept once the row is updated."""


@dataclass(frozen=True)
class Version:
    """The last accepted change of a group. ``device_id`` is None where it cannot be known."""

    seq: int
    device_id: str | None


class Versions:
    """The last changes of the rows in a working set; ``changed`` is what must be written."""

    def __init__(self, working: WorkingSet) -> None:
        self._working = working
        self._found: dict[tuple[str, str, str], Version] = {}
        self.changed: dict[tuple[str, str, str], Version] = {}

    def load(self, conn: psycopg.Connection, suspects: Iterable[tuple[str, Row, str]]) -> None:
        """Reads the versions of rows (table, row, scope) that a device may have missed changes
        of, and who inserted them."""
        rows = {(table, row["id"]): (row, scope) for table, row, scope in suspects}
        if not rows:
            return
        found = conn.execute(
            'SELECT v."table", v.row_id::text, v.field_group, v.seq, v.device_id::text'
            " FROM field_version AS v JOIN unnest(%s::text[], %s::uuid[]) AS k (t, id)"
            ' ON v."table" = k.t AND v.row_id = k.id',
            ([table for table, _ in rows], [row_id for _, row_id in rows]),
        )
        for table, row_id, group, seq, device_id in found:
            self._found[table, row_id, group] = Version(seq, device_id)
        self._load_inserts(conn, rows)

    def _load_inserts(self, conn: psycopg.Connection, rows: dict[Key, tuple[Row, str]]) -> None:
        inserts: dict[tuple[str, int], list[Key]] = {}
        for key, (row, scope) in rows.items():
            version = self._found.get((*key, INSERT))
            seq = version.seq if version else row["row_seq"] or 0
            self._found[(*key, INSERT)] = version or Version(seq, None)
            if version is None or version.device_id is None:
                inserts.setdefault((scope, seq), []).append(key)
        found = conn.execute(
            "SELECT l.scope, l.seq, l.device_id::text FROM log AS l"
            " JOIN unnest(%s::text[], %s::bigint[]) AS k (scope, seq)"
            " ON l.scope = k.scope AND l.seq = k.seq",
            ([scope for scope, _ in inserts], [seq for _, seq in inserts]),
        )
        for scope, seq, device_id in found:
            for key in inserts[scope, seq]:
                self._found[(*key, INSERT)] = Version(seq, device_id)

    def origin(
        self, conn: psycopg.Connection, table: str, row_id: str, seq: int
    ) -> tuple[str, str, str, str] | None:
        """Actor, device, op and time of a change whose line of the log went behind the
        horizon."""
        return conn.execute(
            "SELECT actor::text, device_id::text, op_id::text,"
            " to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM field_version"
            ' WHERE "table" = %s AND row_id = %s AND seq = %s AND actor IS NOT NULL LIMIT 1',
            (table, row_id, seq),
        ).fetchone()

    def last(self, table: str, row: Row, group: str) -> Version:
        """The last accepted change of a group; the row must have been loaded."""
        row_id = row["id"]
        found = self._found.get((table, row_id, group)) or self._found.get((table, row_id, INSERT))
        return found or Version(row["row_seq"] or 0, None)

    def inserted(self, table: str, row_id: str, seq: int, device_id: str) -> None:
        """A row is new; nothing is written down until it is updated."""
        self._working.put(self._found, (table, row_id, INSERT), Version(seq, device_id))

    def updated(self, table: str, row: Row, groups: Iterable[str], new: Version) -> None:
        """These groups of the row, which stood as given before, have a new last change. What was
        not read of the row is no later than it stood then: the device has seen it."""
        row_id = row["id"]
        first = (table, row_id, INSERT)
        if first not in self._found:
            self._working.put(self._found, first, Version(row["row_seq"] or 0, None))
        if first not in self.changed:
            self._working.put(self.changed, first, self._found[first])
        for group in groups:
            self._working.put(self._found, (table, row_id, group), new)
            self._working.put(self.changed, (table, row_id, group), new)
