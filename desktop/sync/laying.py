"""Lays down rows of a snapshot, under what this desk has written itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa

from desktop.models.local import outbox_change
from desktop.sync import buckets
from desktop.sync.own_writes import (
    SEEN,
    OwnWrites,
    Row,
    aside_of,
    forget_put_aside,
    put_aside,
    put_aside_as_gone,
)
from desktop.sync.protocol import tables
from desktop.sync.scope_rows import mark_gone, mark_made_gone, mark_row_gone, within
from desktop.sync.scrubbing import RESIDENT, Scrubbing, meet_rows
from desktop.sync.sweeping import sweep_scope
from desktop.sync.upserts import upsert


@dataclass(frozen=True)
class Layer:
    """One transaction's work on one scope: rows as of ``seq`` are laid down under ``own``.

    ``rebase``: the store was restored from a backup; a change of this desk that was made on what
    the store holds now counts as made at ``seq``. ``hidden`` are the rows that were laid down and
    that this desk has deleted.
    """

    connection: sa.Connection
    scope: str
    seq: int
    own: OwnWrites
    rebase: bool = False
    hidden: set[tuple[str, str]] = field(default_factory=set)

    def begin(self) -> None:
        """What the scope holds counts as gone until it is laid, but for what this desk has moved
        here from another."""
        mark_gone(self.connection, self.scope, self.own.moved_to(self.scope))

    def lay(self, table: str, rows: Sequence[Row]) -> None:
        """Writes rows (wire values with ``id``) of one table. A row that the desk has read in a
        later state already, at another site, stays as it is."""
        if table not in tables():
            return  # a table of a newer version: its rows come again when this desk is renewed
        scrubbing = Scrubbing(self.connection)
        if table == RESIDENT:
            meet_rows(scrubbing, rows)
        plain = []
        for row in rows:
            if self.own.of(table, row["id"]):
                fields = {name: value for name, value in row.items() if name != "id"}
                self._lay_under(table, row["id"], fields)
            else:
                plain.append((row["id"], row))
        self._put(table, plain)
        buckets.touch(self.connection, {(table, row["id"][0]) for row in rows})
        scrubbing.finish()

    def finish(self) -> int:
        """When all rows are laid: own rows that the store lacks are shown as written here, and
        rows that the snapshot lacked leave; how many."""
        kept = []
        for table, row_id in self.own.rows(self.scope):
            here, values = within(tables()[table], self.scope)
            held = self.connection.exec_driver_sql(
                f'SELECT row_seq, {here} FROM "{table}" WHERE id = ?', (*values, row_id)
            ).first()
            if held is not None and held[0] == self.seq and self.seq:
                continue  # it has come
            if held is not None and not held[1]:
                self._leave_there(table, row_id)
                continue
            kept.append((table, row_id))
            if (table, row_id) in self.hidden:
                continue
            forget_put_aside(self.connection, table, row_id)
            shown = self.own.on_top_of(table, row_id, None)
            if shown is not None:
                self._put(table, [(row_id, shown)], known=False)
            elif held is None and self.own.may_come_back(table, row_id):
                put_aside_as_gone(self.connection, table, row_id)
        mark_made_gone(self.connection, self.scope, self.seq)
        kept += self.own.moved_to(self.scope)
        return sweep_scope(self.connection, self.scope, kept)

    def _leave_there(self, table: str, row_id: str) -> None:
        """A row of this scope that lies at another site stays there. Where only this desk says so,
        it must not come back when that is refused: the store does not hold it here."""
        if self.own.moved(table, row_id) and "site_id" not in aside_of(
            self.connection, table, row_id
        ):
            mark_row_gone(self.connection, table, row_id)

    def _lay_under(self, table: str, row_id: str, held: Row) -> None:
        writes = self.own.of(table, row_id)
        shown = self.own.on_top_of(table, row_id, held)
        forget_put_aside(self.connection, table, row_id)
        if shown is None:
            put_aside(self.connection, table, row_id, held | {SEEN: self.seq})
            self.hidden.add((table, row_id))
            self.connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE id = ?', (row_id,))
        else:
            # an op that was taken needs nothing put aside, and may have nothing told of this row
            covered = {name for write in writes if write.seq is None for name in write.fields}
            aside = {name: value for name, value in held.items() if name in covered}
            put_aside(self.connection, table, row_id, aside)
            self._put(table, [(row_id, shown)])
        if self.rebase:
            self.connection.execute(
                outbox_change.update()
                .where(outbox_change.c.id.in_(self.own.written_knowingly(table, row_id, held)))
                .values(base=self.seq)
            )

    def _put(self, table: str, rows: Sequence[tuple[str, Row]], *, known: bool = True) -> None:
        if not rows:
            return
        seq = self.seq if known else None
        plan = _upsert(table)
        plan.write(
            self.connection, [(row_id, seq, *plan.values(fields)) for row_id, fields in rows]
        )


@dataclass(frozen=True)
class _Upsert:
    """How whole rows of a table are written: ``id``, ``row_seq``, then every field, by name and
    with the value that stands where the store does not know it; ``texts`` are the places of JSON.
    """

    table: str
    defaults: tuple[tuple[str, Any], ...]
    texts: tuple[int, ...]

    def values(self, fields: Row) -> list[Any]:
        """A row's wire values as SQLite takes them, in the statement's order."""
        found = [fields.get(name, default) for name, default in self.defaults]
        for place in self.texts:
            if found[place] is not None:
                found[place] = orjson.dumps(found[place]).decode()
        return found

    def write(self, connection: sa.Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Writes rows, but for those that are here in a later state."""
        columns = ("id", "row_seq", *(name for name, _ in self.defaults))
        upsert(
            connection,
            self.table,
            columns,
            rows,
            "row_seq IS NULL OR excluded.row_seq IS NULL OR row_seq <= excluded.row_seq",
        )


@cache
def _upsert(table: str) -> _Upsert:
    fields = tables()[table].fields.values()
    return _Upsert(
        table,
        tuple((f.name, None if f.default is ... else f.default) for f in fields),
        tuple(place for place, f in enumerate(fields) if f.type == "json"),
    )
