"""Collects all that the store holds of a resident, for the archive."""

from typing import Any

import psycopg
from psycopg import sql

from central.people import UnknownNameError
from central.reading import one_moment
from central.sealed_incidents import SEALED, TABLE, concerning, opened
from central.traces import RESIDENT, Traces, find_traces
from central.working_set import stored_rows
from desktop.models.anonymity import DELETED
from desktop.models.archive import Archive
from desktop.sync.protocol import tables

_NAMED = {
    "user": "name",
    "bed": "(SELECT number FROM room WHERE room.id = t.room_id) || ' ' || label",
    "room": "number",
    "kit_type": "name_da",
    "resident": "number",
}
"""What stands for a row in the archive, by the table that something points to."""


def collect(
    conn: psycopg.Connection, resident_id: str, by: str, key: bytes | None = None
) -> Archive:
    """A resident's archive as of one moment. ``key`` is the confidential key, where the store has
    it. Raises UnknownNameError."""
    with one_moment(conn):
        traces = find_traces(conn, resident_id)
        if traces is None:
            raise UnknownNameError("there is no such resident")
        return _Collecting(conn, traces, key).archive(by)


class _Collecting:
    def __init__(self, conn: psycopg.Connection, traces: Traces, key: bytes | None) -> None:
        self._conn = conn
        self._traces = traces
        self._key = key
        self._left_out: list[str] = []

    def archive(self, by: str) -> Archive:
        """All of it."""
        rows = {name: self._rows(name) for name in tables() if self._traces.ids.get(name)}
        if self._key is not None:
            rows[TABLE] = concerning(self._conn, self._traces, self._key)
        else:
            self._left_out.append(TABLE)
        kept = {name: found for name, found in rows.items() if found}
        person, stays = self._traces.resident, kept.get("stay", [])
        begins = person["arrived_on"] or min((s["starts_on"] for s in stays), default=None)
        ends = person["moved_out_on"] or max((s["ends_on"] or "" for s in stays), default=None)
        site = self._conn.execute(
            "SELECT name FROM site WHERE id = %s", (person["site_id"],)
        ).fetchone()
        return Archive(
            resident_id=self._traces.id,
            number=person["number"],
            site=site[0] if site else "",
            begins=begins,
            ends=ends or None,
            made_by=by,
            tables=kept,
            names=self._names(kept),
            left_out=self._left_out,
        )

    def _rows(self, table: str) -> list[dict[str, Any]]:
        where = sql.SQL("t.id = ANY(%s::uuid[]) ORDER BY t.id")
        rows = stored_rows(self._conn, table, where, list(self._traces.ids[table]))
        rows = [row for row in rows if self._is_theirs(table, row)]
        for row in rows:
            del row["row_seq"]
            if table in DELETED:
                content = opened(self._key, table, row)
                if content is None:
                    self._left_out.append(f"{table} {row['id']} {SEALED}")
                row[SEALED] = content
        return rows

    def _is_theirs(self, table: str, row: dict[str, Any]) -> bool:
        """Whether a row is about this person alone; what others had to do with an incident is
        theirs."""
        if table in ("incident_person", "measure"):
            return row["resident_id"] in (None, self._traces.id)
        return table != RESIDENT or row["id"] == self._traces.id

    def _names(self, rows: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
        pointed: dict[str, set[str]] = {}
        for table, found in rows.items():
            for field in tables()[table].fields.values():
                if field.references in _NAMED:
                    ids = {row[field.name] for row in found if row.get(field.name)}
                    pointed.setdefault(field.references, set()).update(ids)
        names: dict[str, str] = {}
        for table, ids in pointed.items():
            query = sql.SQL("SELECT id::text, {} FROM {} AS t WHERE id = ANY(%s::uuid[])").format(
                sql.SQL(_NAMED[table]), sql.Identifier(table)
            )
            names.update(dict(self._conn.execute(query, (list(ids),)).fetchall()))
        return names
