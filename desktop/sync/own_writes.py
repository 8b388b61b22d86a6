"""What this desk has written and the store has not told back yet: it stays visible.

Such a field keeps this desk's value when the store's comes, and the store's is put aside until
the answer is there (SYNC.md, property 5).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop.models.local import store_value
from desktop.sync.protocol import from_sqlite, site_scope

Row = dict[str, Any]
GONE = "id"
"""The field that is put aside, as null, for a row that the store holds no longer."""
SEEN = "row_seq"
"""The field under which is put aside how far a row was read that this desk has deleted."""


@dataclass(frozen=True)
class OwnWrite:
    """A change of an op that waits or was refused and is not taken back yet (``seq`` None), or was
    taken with a seq still to be read. ``fields`` and ``was`` are wire values."""

    change_id: int
    op_id: str
    scope: str
    kind: str
    fields: Row
    was: Row
    seq: int | None
    frozen: bool


_STILL_TO_COME = """
SELECT c.id, c.op_id, c."table", c.row_id, c.scope, c.kind, c.fields, c.was, o.seq, o.frozen
FROM outbox_op AS o JOIN outbox_change AS c ON c.op_id = o.op_id
WHERE o.status IS NULL OR (o.status = 'refused' AND o.undone IS NOT 1)
   OR (o.status = 'applied' AND o.seq > ?)
ORDER BY o.device_seq, c.id"""


class OwnWrites:
    """Those of all ops that wait or are still to be taken back, and of the ones taken with a seq
    above ``after``, by row. Without ``after`` none that was taken."""

    def __init__(self, connection: sa.Connection, after: int | None) -> None:
        found = connection.exec_driver_sql(_STILL_TO_COME, (after,))
        self._rows: dict[tuple[str, str], list[OwnWrite]] = {}
        for row in found:
            self._rows.setdefault((row.table, row.row_id), []).append(
                OwnWrite(
                    row.id,
                    row.op_id,
                    row.scope,
                    row.kind,
                    from_sqlite(row.table, orjson.loads(row.fields)),
                    from_sqlite(row.table, orjson.loads(row.was)),
                    row.seq,
                    bool(row.frozen),
                )
            )

    def of(self, table: str, row_id: str) -> list[OwnWrite]:
        """The writes to one row, in order."""
        return self._rows.get((table, row_id), [])

    def rows(self, scope: str) -> list[tuple[str, str]]:
        """The rows of a scope that were written."""
        return [key for key, writes in self._rows.items() if any(w.scope == scope for w in writes)]

    def moved_to(self, scope: str) -> list[tuple[str, str]]:
        """The rows that this desk has moved into a site from another."""
        return [
            (table, row_id)
            for (table, row_id), writes in self._rows.items()
            if writes[0].scope != scope
            and (site_id := self.moved(table, row_id))
            and site_scope(site_id) == scope
        ]

    def moved(self, table: str, row_id: str) -> str | None:
        """The site into which this desk has moved a row last."""
        for write in reversed(self.of(table, row_id)):
            if write.kind == "update" and write.fields.get("site_id"):
                return str(write.fields["site_id"])
        return None

    @property
    def waiting(self) -> bool:
        """Whether an op waits, in whatever scope."""
        return any(write.seq is None for writes in self._rows.values() for write in writes)

    def covers(self, entry: Mapping[str, Any]) -> tuple[set[str], set[str]]:
        """The fields of an entry of the log that stay as this desk wrote them: those of waiting
        ops only, which may be refused yet, and those that an accepted op set after the entry.
        Where a row lies that was made here, the entry knows better: the store has it."""
        waiting: set[str] = set()
        accepted: set[str] = set()
        for write in self._still_to_come(entry):
            of_op = waiting if write.seq is None else accepted
            of_op |= (write.fields.keys() - _where(write)) & entry["fields"].keys()
        return waiting - accepted, accepted

    def hides(self, entry: Mapping[str, Any]) -> bool:
        """Whether this desk has deleted the row of an entry, and the store has not told so yet."""
        later = [write.kind for write in self._still_to_come(entry)]
        return bool(later) and later[-1] == "delete"

    def may_come_back(self, table: str, row_id: str) -> bool:
        """Whether this desk has deleted a row by an op that may be refused yet."""
        writes = self.of(table, row_id)
        return bool(writes) and writes[-1].kind == "delete" and writes[-1].seq is None

    def _still_to_come(self, entry: Mapping[str, Any]) -> list[OwnWrite]:
        """The writes to an entry's row whose own entry comes later. What an op's own entry says is
        what the store made of it, also where its answer was not heard yet."""
        return [
            write
            for write in self.of(entry["table"], entry["id"])
            if write.op_id != entry["op_id"] and (write.seq is None or write.seq > entry["seq"])
        ]

    def on_top_of(self, table: str, row_id: str, held: Row | None) -> Row | None:
        """The row as this desk shows it over what the store holds; None where it is deleted, or
        where there is nothing to write on."""
        shown = dict(held) if held is not None else None
        for write in self.of(table, row_id):
            if write.kind == "delete":
                shown = None
            elif shown is not None:
                shown |= write.fields
            elif write.kind == "insert":
                shown = dict(write.fields)
        return shown

    def written_knowingly(self, table: str, row_id: str, held: Row) -> list[int]:
        """Ids of those changes that found, or would leave, just what the store holds: whoever
        made them has seen all that matters of it."""
        state = dict(held)
        found = []
        for write in self.of(table, row_id):
            if write.seq is None and not write.frozen and write.kind != "insert":
                names = write.fields or state
                if all(
                    state.get(name) in (write.was.get(name), write.fields.get(name, ...))
                    for name in names
                ):
                    found.append(write.change_id)
            state |= write.fields
        return found


def _where(write: OwnWrite) -> set[str]:
    return {"site_id"} if write.kind == "insert" else set()


def put_aside(
    connection: sa.Connection, table: str, row_id: str, values: Mapping[str, Any]
) -> None:
    """Remembers what the store holds (wire values) behind this desk's own values."""
    for name, value in values.items():
        text = orjson.dumps(value).decode()
        statement = insert(store_value).values(table=table, row_id=row_id, field=name, value=text)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["table", "row_id", "field"], set_={"value": text}
            )
        )


def forget_put_aside(
    connection: sa.Connection, table: str, row_id: str, names: Collection[str] | None = None
) -> None:
    """What was laid down need not be remembered any more; without ``names`` the whole row."""
    statement = store_value.delete().where(
        store_value.c.table == table, store_value.c.row_id == row_id
    )
    if names is not None:
        statement = statement.where(store_value.c.field.in_(names))
    connection.execute(statement)


def aside_of(connection: sa.Connection, table: str, row_id: str) -> Row:
    """What is put aside of a row (wire values)."""
    query = sa.select(store_value.c.field, store_value.c.value)
    found = connection.execute(
        query.where(store_value.c.table == table, store_value.c.row_id == row_id)
    )
    return {field: orjson.loads(value) for field, value in found}


def put_aside_as_gone(connection: sa.Connection, table: str, row_id: str) -> None:
    """Remembers that the store holds no such row: it must not come back when the op by which this
    desk deleted it is refused."""
    put_aside(connection, table, row_id, {GONE: None})


def rows_put_aside(connection: sa.Connection) -> set[tuple[str, str]]:
    """The rows that the store has other values for."""
    rows = connection.exec_driver_sql('SELECT DISTINCT "table", row_id FROM store_value')
    return {(str(row[0]), str(row[1])) for row in rows}
