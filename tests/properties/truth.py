"""What the store holds, read from its database: the log of every scope, receipts, tombstones.

The log alone tells what a desk must show: the entries up to the desk's cursor, laid over one
another. ``held`` reads the same from a desk's database.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg
import sqlalchemy as sa

from desktop.models.store import Store
from desktop.sync.protocol import ORG, from_sqlite, site_scope, tables

Key = tuple[str, str]
Fields = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One op as a scope's log has it."""

    scope: str
    seq: int
    op_id: str
    device_id: str
    entries: tuple[dict[str, Any], ...]


@dataclass
class Held:
    """Rows by table and id, and the seq of each one's last change."""

    rows: dict[Key, Fields] = field(default_factory=dict)
    seqs: dict[Key, int | None] = field(default_factory=dict)

    def lay(self, lines: Iterable[Line]) -> "Held":
        """Lays the ops over what is held."""
        for line in lines:
            for entry in line.entries:
                key = (entry["table"], entry["id"])
                if entry["kind"] == "put":
                    self.rows[key] = {**self.rows.get(key, {}), **entry["fields"]}
                    self.seqs[key] = line.seq
                else:
                    self.rows.pop(key, None)
                    self.seqs.pop(key, None)
        return self


@dataclass(frozen=True)
class Receipt:
    """What the store remembers to have answered."""

    device_id: str
    device_seq: int
    status: str
    seq: int | None
    conflicts: tuple[str, ...]


class Truth:
    """The store's database as it stands when this is made. ``gone`` are the lines that its logs
    had before their horizons moved."""

    def __init__(self, conn: psycopg.Connection, gone: Iterable[Line] = ()) -> None:
        self.lines = [*gone]
        self.lines += [
            Line(scope, seq, op_id, device_id, tuple(orjson.loads(entries)))
            for scope, seq, op_id, device_id, entries in conn.execute(
                "SELECT scope, seq, op_id::text, device_id::text, entries::text"
                " FROM log ORDER BY scope, seq"
            )
        ]
        self.heads = heads(conn)
        self.receipts: dict[str, list[Receipt]] = {}
        for op_id, *told, conflicts in conn.execute(
            "SELECT op_id::text, device_id::text, device_seq, status, seq, conflicts::text[]"
            " FROM receipt ORDER BY device_id, device_seq"
        ):
            receipt = Receipt(*told, tuple(conflicts))
            self.receipts.setdefault(op_id, []).append(receipt)
        self.deleted: set[Key] = set(
            conn.execute('SELECT "table", row_id::text FROM tombstone').fetchall()
        )

    def of(self, scope: str, upto: int | None = None) -> list[Line]:
        """The log of a scope, perhaps only up to a seq."""
        return [
            line
            for line in self.lines
            if line.scope == scope and (upto is None or line.seq <= upto)
        ]


def heads(conn: psycopg.Connection) -> dict[str, int]:
    """How far the logs of all scopes have grown."""
    return dict(conn.execute("SELECT scope, seq FROM scope_counter").fetchall())


def scope_of(table: str, fields: Fields) -> str:
    """The scope that a row belongs to."""
    site_id = fields.get("site_id")
    return ORG if tables()[table].scope == ORG or site_id is None else site_scope(site_id)


def held(store: Store) -> Held:
    """What a desk's database holds, as wire values."""
    found = Held()
    with store.read() as session:
        for table in tables():
            for row in session.execute(sa.text(f'SELECT * FROM "{table}"')).mappings():
                fields = dict(row)
                key = (table, fields.pop("id"))
                found.seqs[key] = fields.pop("row_seq")
                found.rows[key] = from_sqlite(table, fields)
    return found
