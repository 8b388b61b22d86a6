"""The rows that a batch of ops concerns, in memory: as stored, and as the ops have left them.

A row is a dict of wire values with ``id`` and ``row_seq``. Every change of the working set is
noted, so that an op that is refused half-way leaves no trace (``mark`` and ``rewind``).
"""

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

import orjson
import psycopg
from psycopg import sql

from central.values import is_uuid, uuid_array
from desktop.sync.protocol import ORG, Op, WireTable, site_scope, tables

Row = dict[str, Any]
Key = tuple[str, str]


def scope_of(table: WireTable, row: Row) -> str:
    """The scope that holds a row. A conflict about an org row has no site and belongs to org."""
    site_id = row.get("site_id")
    return site_scope(site_id) if table.scope == "site" and site_id is not None else ORG


def stored_rows(
    conn: psycopg.Connection, table: str, where: sql.Composable, *values: Any
) -> list[Row]:
    """Rows as wire values, chosen by a condition over ``t``."""
    query = sql.SQL("SELECT row_to_json(t)::text FROM {} AS t WHERE ").format(sql.Identifier(table))
    instants = [f.name for f in tables()[table].fields.values() if f.type == "instant"]
    found = []
    for (text,) in conn.execute(query + where, values):
        row: Row = orjson.loads(text)
        for name in instants:
            if row[name] is not None:
                row[name] = row[name][:19] + "Z"
        found.append(row)
    return found


class WorkingSet:
    """What a batch has read and what it has changed, row by row.

    ``row`` gives a row as the ops before have left it, None when there is none; only rows that
    were loaded may be asked for. ``inserted``, ``updated`` and ``deleted`` say what is to be
    written: an existing row with the fields that changed. ``before`` holds existing rows as they
    were when an op first changed them; that op may have been taken back since.
    """

    def __init__(self) -> None:
        self.rows: dict[Key, Row | None] = {}
        self.places: dict[Key, str | None] = {}
        self.deleted_before: set[Key] = set()
        self.inserted: dict[Key, None] = {}
        self.updated: dict[Key, frozenset[str]] = {}
        self.deleted: dict[Key, tuple[str, int]] = {}
        self.before: dict[Key, Row] = {}
        self._undo: list[Callable[[], object]] = []

    def mark(self) -> int:
        """A point to which ``rewind`` can go back."""
        return len(self._undo)

    def rewind(self, mark: int) -> None:
        """Takes back all changes since the mark."""
        while len(self._undo) > mark:
            self._undo.pop()()

    def put(self, mapping: dict[Any, Any], key: Any, value: Any) -> None:
        """Sets an item such that ``rewind`` takes it back."""
        if key in mapping:
            self._undo.append(partial(mapping.__setitem__, key, mapping[key]))
        else:
            self._undo.append(partial(mapping.pop, key))
        mapping[key] = value

    def row(self, table: str, row_id: str) -> Row | None:
        """The row as it stands now."""
        return self.rows.get((table, row_id))

    def insert(self, table: str, row: Row) -> None:
        """A row that was not there."""
        key = (table, row["id"])
        self.put(self.rows, key, row)
        self.put(self.inserted, key, None)

    def update(self, table: str, row: Row, fields: dict[str, Any], seq: int) -> Row:
        """The row with these fields set, as of ``seq``."""
        key = (table, row["id"])
        new = {**row, **fields, "row_seq": seq}
        self.put(self.rows, key, new)
        if key not in self.inserted:
            self.before.setdefault(key, row)
            self.put(self.updated, key, self.updated.get(key, frozenset()).union(fields))
        return new

    def delete(self, table: str, row: Row, scope: str, seq: int) -> None:
        """The row goes; its tombstone stays."""
        key = (table, row["id"])
        if key not in self.inserted:
            self.before.setdefault(key, row)
        self.put(self.rows, key, None)
        self.put(self.deleted, key, (scope, seq))

    def is_deleted(self, table: str, row_id: str) -> bool:
        """Whether the row was deleted, before or by this batch."""
        return (table, row_id) in self.deleted or (table, row_id) in self.deleted_before

    def place(self, table: str, row_id: str) -> str | None:
        """The scope of a row that something points to, None when there is no such row."""
        key = (table, row_id)
        if key in self.rows:
            row = self.rows[key]
            return None if row is None else scope_of(tables()[table], row)
        return self.places.get(key)

    def load_rows(self, conn: psycopg.Connection, table: str, ids: Iterable[str]) -> None:
        """Reads rows that the ops will change; an id without a row is known to have none."""
        missing = {row_id for row_id in ids if (table, row_id) not in self.rows}
        if not missing:
            return
        for row_id in missing:
            self.rows[table, row_id] = None
        wanted = list(missing)
        for row in stored_rows(conn, table, sql.SQL("t.id = ANY(%s::uuid[])"), uuid_array(wanted)):
            self.rows[table, row["id"]] = row
        absent = [row_id for row_id in wanted if self.rows[table, row_id] is None]
        if absent:
            gone = conn.execute(
                'SELECT row_id::text FROM tombstone WHERE "table" = %s'
                " AND row_id = ANY(%s::uuid[])",
                (table, uuid_array(absent)),
            )
            self.deleted_before.update((table, row_id) for (row_id,) in gone)

    def load_places(self, conn: psycopg.Connection, table: str, ids: Iterable[str]) -> None:
        """Reads to which scope the rows belong that others point to."""
        missing = [row_id for row_id in ids if (table, row_id) not in self.rows]
        if not missing:
            return
        site = "site_id" if tables()[table].scope == "site" else "NULL::uuid"
        query = sql.SQL("SELECT id::text, {}::text FROM {} WHERE id = ANY(%s::uuid[])").format(
            sql.SQL(site), sql.Identifier(table)
        )
        for row_id, site_id in conn.execute(query, (uuid_array(missing),)):
            self.places[table, row_id] = ORG if site_id is None else site_scope(site_id)


def load(conn: psycopg.Connection, ops: Iterable[Op]) -> WorkingSet:
    """The working set of these ops: the rows they change and the rows those point to."""
    known = tables()
    changed: dict[str, set[str]] = {name: set() for name in known}
    pointed: dict[str, set[str]] = {name: set() for name in known}
    for op in ops:
        changed["user"].add(op.actor)
        for change in op.changes:
            table = known.get(change.table)
            if table is None:
                continue
            changed[change.table].add(change.id)
            for name, target in references(change.table):
                value = change.fields.get(name)
                if isinstance(value, str) and is_uuid(value):
                    pointed[target].add(value)
    working = WorkingSet()
    for name in known:
        working.load_rows(conn, name, changed[name])
        working.load_places(conn, name, pointed[name])
    return working


@cache
def references(table: str) -> tuple[tuple[str, str], ...]:
    """The fields of a table that point to rows, and the tables they point to."""
    fields = tables()[table].fields.values()
    return tuple((field.name, field.references) for field in fields if field.references)
