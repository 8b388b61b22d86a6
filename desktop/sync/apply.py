"""Lays down what the store sent, in the transaction that moves the cursor.

What a person here has written and the store has not answered stays visible: such a field keeps
this desk's value, and the store's is put aside until the answer is there (SYNC.md, property 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desktop.models import SCHEMA_VERSION
from desktop.models.base import instant_text, now
from desktop.models.local import scope_cursor
from desktop.models.store import Store
from desktop.sync import buckets
from desktop.sync.leaving import let_go
from desktop.sync.own_writes import (
    GONE,
    SEEN,
    OwnWrites,
    aside_of,
    forget_put_aside,
    put_aside,
    put_aside_as_gone,
    rows_put_aside,
)
from desktop.sync.protocol import site_scope, tables, to_sqlite
from desktop.sync.scope_rows import Key, forget_reading, held_scopes
from desktop.sync.scrubbing import Scrubbing, meet_entries
from desktop.sync.sweeping import sweep_left_over
from desktop.sync.upserts import upsert


class MissingRowError(Exception):
    """The store changed a row that this desk does not have: the scope must be read anew."""


@dataclass(frozen=True)
class Page:
    """An answer to a pull."""

    scope: str
    cursor: str
    more: bool
    entries: Sequence[dict[str, Any]]


def load_cursors(store: Store) -> dict[str, str | None]:
    """How far each scope was read; a scope that was never read is not there, one that is to be
    taken whole has None."""
    return dict(store.ask("SELECT scope, cursor FROM scope_cursor"))


def is_filled(store: Store, scope: str) -> bool:
    """Whether a scope was once read to its end, so that a page may trust what it shows."""
    found = store.ask("SELECT filled FROM scope_cursor WHERE scope = ?", (scope,))
    return bool(found and found[0][0])


def start_anew(store: Store, scope: str) -> None:
    """The scope is to be taken whole from a snapshot. Rows stay until then, and the outbox is
    not touched."""
    with store.own() as connection:
        forget_reading(connection, scope)
        connection.execute(
            scope_cursor.update()
            .where(scope_cursor.c.scope == scope)
            .values(cursor=None, verified_at=None)
        )


def start_anew_after_update(store: Store) -> None:
    """Scopes that an older version of Ankomst read are taken whole: it may have passed over
    fields that this one knows."""
    with store.read() as session:
        old = session.scalars(
            sa.select(scope_cursor.c.scope).where(
                sa.func.coalesce(scope_cursor.c.schema, 1) < SCHEMA_VERSION,
                scope_cursor.c.cursor.is_not(None),
            )
        ).all()
    for scope in old:
        start_anew(store, scope)


def write_cursor(
    connection: sa.Connection, scope: str, cursor: str, *, seq: int | None, filled: bool
) -> None:
    """How far the scope was read, in the transaction that lays its rows down. Without a ``seq``
    nothing new was read."""
    connection.exec_driver_sql(
        "INSERT INTO scope_cursor AS held (scope, cursor, filled, seq, schema, read_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (scope) DO UPDATE SET cursor = excluded.cursor,"
        " filled = held.filled OR excluded.filled, seq = coalesce(excluded.seq, held.seq),"
        " schema = excluded.schema, read_at = excluded.read_at",
        (scope, cursor, filled, seq, SCHEMA_VERSION, instant_text(now())),
    )


def apply_page(store: Store, page: Page) -> frozenset[str]:
    """Writes a page and its cursor in one transaction; returns the tables it changed.

    Raises MissingRowError, and then has changed nothing.
    """
    with store.applying() as connection:
        scrubbing = Scrubbing(connection)
        meet_entries(scrubbing, page.entries)
        laying = _Laying(connection, page)
        for run in _runs(page.entries):
            laying.lay(run)
        buckets.touch(connection, {(entry["table"], entry["id"][0]) for entry in page.entries})
        besides = let_go(connection, laying.left)
        for table, row_id in laying.left:
            if laying.own.may_come_back(table, row_id):
                put_aside_as_gone(connection, table, row_id)
        if besides:
            buckets.forget(connection, page.scope)
        scrubbing.finish()
        seq = page.entries[-1]["seq"] if page.entries else None
        write_cursor(connection, page.scope, page.cursor, seq=seq, filled=not page.more)
        besides |= sweep_left_over(connection)
    return frozenset(entry["table"] for entry in page.entries) | besides


def _runs(entries: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Neighbouring entries that one statement can lay down: same table, kind and fields."""
    runs: list[list[dict[str, Any]]] = []
    shape: Any = None
    for entry in entries:
        of_entry = (entry["table"], entry["kind"], tuple(entry["fields"] or ()))
        if of_entry != shape:
            runs.append([])
            shape = of_entry
        runs[-1].append(entry)
    return runs


class _Laying:
    """The laying down of one page."""

    def __init__(self, connection: sa.Connection, page: Page) -> None:
        self._connection = connection
        self._scope = page.scope
        self.own = OwnWrites(connection, page.entries[0]["seq"] if page.entries else 0)
        self._aside = rows_put_aside(connection)
        self._left: dict[Key, None] = {}

    @property
    def left(self) -> list[Key]:
        """The rows that have left with this page, and have not come back in it."""
        return list(self._left)

    def lay(self, run: Sequence[dict[str, Any]]) -> None:
        """Entries of one table, kind and shape."""
        table, kind = run[0]["table"], run[0]["kind"]
        if table not in tables():
            return  # a table of a newer version: its rows come again when this desk is renewed
        if kind == "put":
            _put(self._connection, table, [entry for entry in run if not self._is_own(entry)])
            return
        where = ""
        values: list[tuple[str, ...]] = [(entry["id"],) for entry in run]
        if kind == "remove":
            # A desk that holds both sites may have been told of the new one first. One that holds
            # this site only, and has moved the row itself, shows it at the new one already.
            others = [
                scope.removeprefix(site_scope(""))
                for scope in held_scopes(self._connection) - {self._scope}
            ]
            where = f" AND site_id NOT IN ({', '.join('?' * len(others))})"
            values = [(entry["id"], *others) for entry in run]
        self._connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE id = ?{where}', values)
        for entry in run:
            key = (table, entry["id"])
            if kind == "delete" and key in self._aside:
                forget_put_aside(self._connection, *key)
            if kind == "delete" or not self._is_elsewhere(*key):
                self._left[key] = None

    def _is_elsewhere(self, table: str, row_id: str) -> bool:
        """Whether a row that this desk has deleted is put aside as one of another site."""
        site_id = aside_of(self._connection, table, row_id).get("site_id")
        return site_id is not None and site_scope(site_id) != self._scope

    def _own_values(self, table: str, row_id: str, names: set[str]) -> dict[str, Any]:
        """What this desk has written last in these fields, for a row that has left and comes back
        by another scope; but for what points to a row that is not here."""
        written = {
            name: value
            for write in self.own.of(table, row_id)
            for name, value in write.fields.items()
            if name in names
        }
        references = {name: tables()[table].fields[name].references for name in written}
        return {
            name: value
            for name, value in written.items()
            if value is None
            or (target := references[name]) is None
            or _is_here(self._connection, target, value)
        }

    def _is_own(self, entry: dict[str, Any]) -> bool:
        """Lays an entry down under what this desk has written there; False where it has not."""
        table, row_id, fields = entry["table"], entry["id"], entry["fields"]
        self._left.pop((table, row_id), None)
        hidden = self.own.hides(entry)
        waiting, accepted = (set(fields), set()) if hidden else self.own.covers(entry)
        covered = waiting | accepted
        aside = (table, row_id) in self._aside
        if (covered or aside) and _is_ahead(self._connection, entry):
            return True
        if waiting:
            values = {name: value for name, value in fields.items() if name in waiting}
            seen = {SEEN: entry["seq"]} if hidden else {}
            put_aside(self._connection, table, row_id, values | seen)
            self._aside.add((table, row_id))
        if waiting or aside:
            names = {GONE, *fields} - waiting
            forget_put_aside(self._connection, table, row_id, names)
        if covered and not hidden:
            kept = {name: value for name, value in fields.items() if name not in covered}
            if not _is_here(self._connection, table, row_id):
                kept = fields | self._own_values(table, row_id, covered)
            _put(self._connection, table, [entry | {"fields": kept}])
        return bool(covered)


def _is_here(connection: sa.Connection, table: str, row_id: str) -> bool:
    query = f'SELECT 1 FROM "{table}" WHERE id = ?'
    return connection.exec_driver_sql(query, (row_id,)).first() is not None


def _put(connection: sa.Connection, table: str, entries: Sequence[dict[str, Any]]) -> None:
    """Inserts or updates rows by entries that name the same fields.

    A row that is ahead of an entry stays as it is: a desk that holds both sites of a move may have
    read the new one first.
    """
    if not entries:
        return
    rows = [to_sqlite(table, entry["fields"]) for entry in entries]
    names = list(rows[0])
    needed = {field.name for field in tables()[table].fields.values() if not field.nullable}
    if needed <= rows[0].keys():
        upsert(
            connection,
            table,
            ("id", "row_seq", *names),
            [
                (entry["id"], entry["seq"], *row.values())
                for entry, row in zip(entries, rows, strict=True)
            ],
            "row_seq IS NULL OR row_seq <= excluded.row_seq",
        )
        return
    places = ", ".join(f'"{name}" = ?' for name in ("row_seq", *names))
    for entry, row in zip(entries, rows, strict=True):
        result = connection.exec_driver_sql(
            f'UPDATE "{table}" SET {places} WHERE id = ? AND (row_seq IS NULL OR row_seq <= ?)',
            (entry["seq"], *row.values(), entry["id"], entry["seq"]),
        )
        if result.rowcount == 0 and not _is_ahead(connection, entry):
            raise MissingRowError(f"{table} {entry['id']}")


def _is_ahead(connection: sa.Connection, entry: dict[str, Any]) -> bool:
    """Whether the row here has seen a later op than the entry's."""
    seen = connection.exec_driver_sql(
        f'SELECT row_seq FROM "{entry["table"]}" WHERE id = ?', (entry["id"],)
    ).scalar()
    return seen is not None and seen > entry["seq"]
