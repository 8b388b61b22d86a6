"""What the store remembers of a person besides their rows: former values in the log and in the sum
that stands for it, what was answered, what revoked desks sent, what was searched for.

Fields are replaced by what they are now, texts lose the names: the log still adds up to the state.
"""

from collections.abc import Mapping
from typing import Any

import orjson
import psycopg

from central.access.forgetting import forget_typed
from central.sealed_incidents import SEALED, TABLE
from central.traces import RESIDENT, Traces
from desktop.models.anonymity import CLEARED, DELETED, LINKS, REPLACED, TEXTS, typed_in
from desktop.sync.protocol import tables

_CONFLICT: Mapping[str, Any] = {"current": None, "candidates": [], "decided_value": None}


def scrub_history(
    conn: psycopg.Connection,
    traces: Traces,
    final: Mapping[str, Any],
    sealed: Mapping[str, str],
    seq: int,
) -> int:
    """Rewrites it in the caller's transaction, which holds the scopes' counters; how many lines of
    the log were changed. ``final`` are the fields of the resident now, ``sealed`` what is sealed
    now in restricted incidents; ``seq`` is that of the op itself, whose line stays."""
    history = _History(conn, traces, final, sealed)
    history.kept_ops()  # what revoked desks sent may know more names
    lines = history.log(seq)
    history.log_base()
    history.receipts()
    forget_typed(conn, traces.id, traces.traits.are_in)
    return lines


class _History:
    def __init__(
        self,
        conn: psycopg.Connection,
        traces: Traces,
        final: Mapping[str, Any],
        sealed: Mapping[str, str],
    ) -> None:
        self._conn = conn
        self._traces = traces
        self._final = final
        self._sealed = sealed
        self._ids = sorted(traces.every_id() | set(sealed))

    def log(self, seq: int) -> int:
        """The lines that tell of the person's rows; how many were changed."""
        rows = self._conn.execute(
            "SELECT l.scope, l.seq, l.entries::text FROM log AS l"
            " WHERE l.scope = ANY(%s) AND l.seq <> %s AND EXISTS (SELECT 1"
            " FROM json_array_elements(l.entries) AS e WHERE e ->> 'id' = ANY(%s))",
            (list(self._traces.scopes), seq, self._ids),
        ).fetchall()
        changed = []
        for scope, line, text in rows:
            entries = orjson.loads(text)
            clean = [
                {**entry, "fields": self.fields(entry["table"], entry["id"], entry["fields"])}
                for entry in entries
            ]
            if clean != entries:
                changed.append((orjson.dumps(clean).decode(), scope, line))
        with self._conn.cursor() as cursor:
            cursor.executemany(
                "UPDATE log SET entries = %s::json WHERE scope = %s AND seq = %s", changed
            )
        return len(changed)

    def log_base(self) -> None:
        """What the log behind the horizon added up to."""
        rows = self._conn.execute(
            'SELECT scope, "table", row_id::text, fields::text FROM log_base'
            " WHERE scope = ANY(%s) AND row_id = ANY(%s::uuid[])",
            (list(self._traces.scopes), self._ids),
        ).fetchall()
        for scope, table, row_id, text in rows:
            fields = self.fields(table, row_id, orjson.loads(text))
            self._conn.execute(
                "UPDATE log_base SET fields = %s::json"
                ' WHERE scope = %s AND "table" = %s AND row_id = %s',
                (orjson.dumps(fields).decode(), scope, table, row_id),
            )

    def fields(self, table: str, row_id: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Fields of one of the person's rows, as they may be remembered."""
        if table == RESIDENT and row_id == self._traces.id:
            return {
                name: self._final.get(name) if name in REPLACED else value
                for name, value in fields.items()
            }
        instead: dict[str, Any] = {}
        if table == TABLE and row_id in self._sealed:
            instead = {SEALED: self._sealed[row_id]}
        elif self._traces.has(table, row_id):
            instead = self._instead(table, row_id, fields)
        return fields | {name: value for name, value in instead.items() if name in fields}

    def _instead(self, table: str, row_id: str, fields: dict[str, Any]) -> dict[str, Any]:
        """What stands in a row that hangs on the person, as far as it is replaced."""
        if table in DELETED:
            return dict(DELETED[table])
        if table == "conflict":
            return self._conflict(row_id, fields)
        clean: dict[str, Any] = dict.fromkeys(CLEARED.get(table, ()))
        for name in TEXTS.get(table, ()):
            if fields.get(name) is not None:
                longest = tables()[table].fields[name].max_length
                clean[name] = self._traces.traits.scrubbed(fields[name], longest)
        return clean

    def _conflict(self, row_id: str, fields: dict[str, Any]) -> dict[str, Any]:
        gone = self._conn.execute(
            "SELECT 1 FROM tombstone WHERE \"table\" = 'conflict' AND row_id = %s", (row_id,)
        ).fetchone()
        if gone is not None:
            return dict(_CONFLICT)
        texts = self._traces.traits
        return {name: texts.scrubbed_json(fields[name]) for name in _CONFLICT if name in fields}

    def kept_ops(self) -> None:
        """What revoked desks sent. The digest stays: so an op that is sent again is known."""
        kept = []
        for device_id, op_id, digest, text in self._conn.execute(
            "SELECT device_id, op_id, digest, content FROM kept_op"
            " WHERE EXISTS (SELECT 1 FROM unnest(%s::text[]) AS i WHERE strpos(content, i) > 0)",
            (self._ids,),
        ).fetchall():
            content = orjson.loads(text)
            kept.append((content, device_id, op_id, digest))
            for change in content["changes"]:
                if change["table"] == RESIDENT and change["id"] == self._traces.id:
                    self._traces.traits.add(change.get("fields") or {})
                    self._traces.traits.add(change.get("was") or {})
        for content, *key in kept:
            for change in content["changes"]:
                for side in ("fields", "was"):
                    if change.get(side):
                        change[side] = self._kept_fields(change, change[side])
            self._conn.execute(
                "UPDATE kept_op SET content = %s"
                " WHERE device_id = %s AND op_id = %s AND digest = %s",
                (orjson.dumps(content).decode(), *key),
            )

    def _kept_fields(self, change: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
        table, row_id = change["table"], change["id"]
        named = [fields.get(link) for link in LINKS]
        if (table in DELETED or typed_in(table)) and self._traces.id in named:
            self._traces.ids.setdefault(table, set()).add(row_id)
        clean: dict[str, Any] = self._traces.traits.scrubbed_json(fields)
        return self.fields(table, row_id, clean)

    def receipts(self) -> None:
        """What was said to ops that were refused, and why some were dropped."""
        for device_id, device_seq, text in self._conn.execute(
            "SELECT device_id, device_seq, error::text FROM receipt WHERE error IS NOT NULL"
        ).fetchall():
            clean = self._traces.traits.scrubbed_json(orjson.loads(text))
            told = orjson.dumps(clean).decode()
            if clean != orjson.loads(text):
                self._conn.execute(
                    "UPDATE receipt SET error = %s::jsonb WHERE device_id = %s AND device_seq = %s",
                    (told, device_id, device_seq),
                )
        for device_id, op_id, reason in self._conn.execute(
            "SELECT device_id, op_id, settled_reason FROM kept_op WHERE settled_reason IS NOT NULL"
        ).fetchall():
            clean = self._traces.traits.scrubbed(reason)
            if clean != reason:
                self._conn.execute(
                    "UPDATE kept_op SET settled_reason = %s WHERE device_id = %s AND op_id = %s",
                    (clean, device_id, op_id),
                )
