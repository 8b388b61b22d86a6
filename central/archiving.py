"""Collects all that the store holds of a resident, for the archive."""

from typing import Any

import psycopg
from psycopg import sql

from central.people import UnknownNameError
from central.reading import one_moment
from central.records import person_of
from central.sealed_incidents import SEALED, TABLE, concerning, opened
from central.traces import RESIDENT, Traces, find_traces
from central.working_set import stored_rows
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
    """A resident's archive as of one moment, with all records that were merged into theirs.
    ``key`` is the confidential key, where the store has it. Raises UnknownNameError."""
    with one_moment(conn):
        found = [find_traces(conn, one) for one in person_of(conn, resident_id)]
        if found[0] is None:
            raise UnknownNameError("there is no such resident")
        return _Collecting(conn, [traces for traces in found if traces], key).archive(by)


class _Collecting:
    """``every`` are the traces of all records of the person, those of their own first."""

    def __init__(self, conn: psycopg.Connection, every: list[Traces], key: bytes | None) -> None:
        self._conn = conn
        self._every = every
        self._own = {traces.id for traces in every}
        self._key = key
        self._left_out: list[str] = []

    def archive(self, by: str) -> Archive:
        """All of it."""
        rows = {name: self._rows(name) for name in tables()}
        if self._key is not None:
            opened_ones = (concerning(self._conn, traces, self._key) for traces in self._every)
            rows[TABLE] = list({row["id"]: row for found in opened_ones for row in found}.values())
        else:
            self._left_out.append(TABLE)
        kept = {name: found for name, found in rows.items() if found}
        person, stays = self._every[0].resident, kept.get("stay", [])
        begins = person["arrived_on"] or min((s["starts_on"] for s in stays), default=None)
        ends = person["moved_out_on"] or max((s["ends_on"] or "" for s in stays), default=None)
        site = self._conn.execute(
            "SELECT name FROM site WHERE id = %s", (person["site_id"],)
        ).fetchone()
        return Archive(
            resident_id=person["id"],
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
        ids = set[str]().union(*(traces.ids.get(table, ()) for traces in self._every))
        where = sql.SQL("t.id = ANY(%s::uuid[]) ORDER BY t.id")
        rows = stored_rows(self._conn, table, where, list(ids)) if ids else []
        rows = [row for row in rows if self._is_theirs(table, row)]
        for row in rows:
            del row["row_seq"]
            if SEALED in row:
                content = opened(self._key, table, row)
                if content is None:
                    self._left_out.append(f"{table} {row['id']} {SEALED}")
                row[SEALED] = content
        return rows

    def _is_theirs(self, table: str, row: dict[str, Any]) -> bool:
        """Whether a row is about this person alone; what others had to do with an incident is
        theirs, and so is a record that turned out to be of somebody else."""
        if table in ("incident_person", "measure"):
            return row["resident_id"] in (None, *self._own)
        if table == "merge_record":
            return row["undone_at"] is None
        return table != RESIDENT or row["id"] in self._own

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
