"""All that hangs on a resident at the store: their rows, those of former times in the log, and by
what they can be told in a text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg
from psycopg import sql

from central.working_set import Row, references, scope_of, stored_rows
from desktop.models.anonymity import LINKS, Traits
from desktop.sync.protocol import tables

RESIDENT = "resident"
_TARGETS = frozenset({RESIDENT, "incident", "kit_handout"})


@dataclass
class Traces:
    """``ids`` are those of rows by table, with those that are deleted; ``left`` the scopes that
    the person has left."""

    resident: Row
    scopes: set[str]
    left: set[str]
    traits: Traits
    ids: dict[str, set[str]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        found: str = self.resident["id"]
        return found

    def every_id(self) -> set[str]:
        """The ids of all tables."""
        return set().union(*self.ids.values())

    def has(self, table: str, row_id: str) -> bool:
        """Whether a row hangs on the person."""
        return row_id in self.ids.get(table, ())


def find_traces(conn: psycopg.Connection, resident_id: str) -> Traces | None:
    """What hangs on a resident, None where there is none; within the caller's transaction."""
    found = stored_rows(conn, RESIDENT, sql.SQL("t.id = %s::uuid"), resident_id)
    if not found:
        return None
    (resident,) = found
    left = {
        scope
        for (scope,) in conn.execute(
            "SELECT scope FROM departure WHERE \"table\" = 'resident' AND row_id = %s",
            (resident_id,),
        )
    }
    scope = scope_of(tables()[RESIDENT], resident)
    traces = Traces(resident, left | {scope}, left - {scope}, Traits.of([resident]))
    _Finder(conn, traces).find()
    return traces


class _Finder:
    def __init__(self, conn: psycopg.Connection, traces: Traces) -> None:
        self._conn = conn
        self._traces = traces

    def find(self) -> None:
        """Follows the links until nothing new hangs on what was found."""
        self._take(RESIDENT, self._traces.id, self._traces.resident)
        seen: set[str] = set()
        while new := self._traces.every_id() - seen:
            seen |= new
            for table, row_id, fields in self._linked(list(new)):
                self._take(table, row_id, fields)

    def _take(self, table: str, row_id: str, fields: dict[str, Any]) -> None:
        if table == RESIDENT:
            if row_id != self._traces.id:
                return
            self._traces.traits.add(fields)
            household = fields.get("household_id")
            if household is not None:
                self._traces.ids.setdefault("household", set()).add(household)
        self._traces.ids.setdefault(table, set()).add(row_id)
        incident = fields.get("incident_id")
        theirs = fields.get("resident_id") == self._traces.id
        if theirs and incident is not None:
            self._traces.ids.setdefault("incident", set()).add(incident)
        if table == "conflict" and fields.get("row_id") == self._traces.id:
            values = [candidate["value"] for candidate in fields.get("candidates") or ()]
            for value in (*values, fields.get("current"), fields.get("decided_value")):
                self._traces.traits.add(value or {})
        if table == "merge_record":
            self._traces.traits.add((fields.get("before") or {}).get(self._traces.id) or {})

    def _linked(self, ids: list[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
        yield from self._stored(ids)
        of_entry = " OR ".join(f"e -> 'fields' ->> '{name}' = ANY(%(ids)s)" for name in LINKS)
        of_row = " OR ".join(f"fields ->> '{name}' = ANY(%(ids)s)" for name in LINKS)
        query = (
            "SELECT e ->> 'table', e ->> 'id', (e -> 'fields')::text"
            " FROM log AS l CROSS JOIN LATERAL json_array_elements(l.entries) AS e"
            " WHERE l.scope = ANY(%(scopes)s) AND e ->> 'kind' = 'put'"
            f" AND (e ->> 'id' = ANY(%(ids)s) OR {of_entry})"
            ' UNION ALL SELECT "table", row_id::text, fields::text FROM log_base'
            f" WHERE scope = ANY(%(scopes)s) AND (row_id::text = ANY(%(ids)s) OR {of_row})"
        )
        asked = {"scopes": list(self._traces.scopes), "ids": ids}
        for table, row_id, text in self._conn.execute(query, asked).fetchall():
            yield table, row_id, orjson.loads(text)

    def _stored(self, ids: list[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for name in tables():
            fields = [field for field, target in references(name) if target in _TARGETS]
            if name == "conflict":
                fields.append("row_id")
            for field_name in fields:
                where = sql.SQL("t.{} = ANY(%s::uuid[])").format(sql.Identifier(field_name))
                for row in stored_rows(self._conn, name, where, ids):
                    yield name, row["id"], row
