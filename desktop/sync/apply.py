"""Lays down what the store sent, in the transaction that moves the cursor.

What a person here has written and the store has not answered stays visible: such a field keeps
this desk's value, and the store's is put aside until the answer is there (SYNC.md, property 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop.models.local import outbox_change, outbox_op, scope_cursor, store_value
from desktop.models.store import Store
from desktop.sync.protocol import tables, to_sqlite


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
    """How far each scope was read; a scope that was never read is not there."""
    with store.read() as session:
        rows = session.execute(sa.select(scope_cursor.c.scope, scope_cursor.c.cursor)).all()
    return {row[0]: row[1] for row in rows}


def is_filled(store: Store, scope: str) -> bool:
    """Whether a scope was once read to its end, so that a page may trust what it shows."""
    query = sa.select(scope_cursor.c.filled).where(scope_cursor.c.scope == scope)
    with store.read() as session:
        return bool(session.scalar(query))


def start_anew(store: Store, scope: str) -> None:
    """Forgets how far a scope was read: the next pull begins at the beginning. Rows stay until
    they are laid down again, and the outbox is not touched."""
    with store.own() as connection:
        connection.execute(scope_cursor.delete().where(scope_cursor.c.scope == scope))


def apply_page(store: Store, page: Page) -> frozenset[str]:
    """Writes a page and its cursor in one transaction; returns the tables it changed.

    Raises MissingRowError, and then has changed nothing.
    """
    with store.applying() as connection:
        own = _OwnValues(connection, page.entries)
        for run in _runs(page.entries):
            _apply_run(connection, page.scope, run, own)
        statement = insert(scope_cursor).values(
            scope=page.scope, cursor=page.cursor, filled=not page.more
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["scope"],
                set_={
                    "cursor": page.cursor,
                    "filled": sa.or_(scope_cursor.c.filled, statement.excluded.filled),
                },
            )
        )
    return frozenset(entry["table"] for entry in page.entries)


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


class _OwnValues:
    """Which fields show a value of this desk that the store's entry must not cover: those of
    waiting ops, and of accepted ones whose own entry is still to come. What waits may be refused,
    so that the entry's value is put aside; what was accepted is later than the entry."""

    def __init__(self, connection: sa.Connection, entries: Sequence[dict[str, Any]]) -> None:
        oldest = entries[0]["seq"] if entries else 0
        rows = connection.execute(
            sa.select(
                outbox_change.c.table,
                outbox_change.c.row_id,
                outbox_change.c.fields,
                outbox_op.c.seq,
            )
            .join(outbox_op, outbox_op.c.op_id == outbox_change.c.op_id)
            .where(
                sa.or_(
                    outbox_op.c.status.is_(None),
                    sa.and_(outbox_op.c.status == "applied", outbox_op.c.seq > oldest),
                )
            )
        )
        self._rows: dict[tuple[str, str], list[tuple[set[str], int | None]]] = {}
        for table, row_id, fields, seq in rows:
            self._rows.setdefault((table, row_id), []).append((set(orjson.loads(fields)), seq))
        aside = connection.execute(sa.select(store_value.c.table, store_value.c.row_id))
        self.put_aside: set[tuple[str, str]] = {(row[0], row[1]) for row in aside}

    def covers(self, entry: dict[str, Any]) -> tuple[set[str], set[str]]:
        """The fields of an entry that stay as this desk wrote them: those of waiting ops only,
        and those that an accepted op set later than the entry."""
        waiting: set[str] = set()
        accepted: set[str] = set()
        for names, seq in self._rows.get((entry["table"], entry["id"]), ()):
            if seq is None:
                waiting |= names & entry["fields"].keys()
            elif seq > entry["seq"]:
                accepted |= names & entry["fields"].keys()
        return waiting - accepted, accepted


def _apply_run(
    connection: sa.Connection, scope: str, run: Sequence[dict[str, Any]], own: _OwnValues
) -> None:
    table = run[0]["table"]
    if table not in tables():
        return  # a table of a newer version: its rows come again when this desk is renewed
    if run[0]["kind"] == "remove":
        # A desk that holds both sites may have been told of the new one first.
        connection.exec_driver_sql(
            f'DELETE FROM "{table}" WHERE id = ? AND site_id = ?',
            [(entry["id"], scope.removeprefix("site:")) for entry in run],
        )
        return
    if run[0]["kind"] == "delete":
        connection.exec_driver_sql(
            f'DELETE FROM "{table}" WHERE id = ?', [(entry["id"],) for entry in run]
        )
        return
    plain = []
    for entry in run:
        waiting, accepted = own.covers(entry)
        covered = waiting | accepted
        aside = covered or (table, entry["id"]) in own.put_aside
        if aside and _is_ahead(connection, entry):
            continue
        if covered:
            kept = {n: v for n, v in entry["fields"].items() if n not in covered}
            _put(connection, table, [entry | {"fields": kept}])
        else:
            plain.append(entry)
        if waiting:
            _put_aside(connection, entry, waiting)
            own.put_aside.add((table, entry["id"]))
        if (table, entry["id"]) in own.put_aside:
            _forget_put_aside(connection, entry, entry["fields"].keys() - waiting)
    if plain:
        _put(connection, table, plain)


def _put(connection: sa.Connection, table: str, entries: Sequence[dict[str, Any]]) -> None:
    """Inserts or updates rows by entries that name the same fields.

    A row that is ahead of an entry stays as it is: a desk that holds both sites of a move may have
    read the new one first.
    """
    rows = [to_sqlite(table, entry["fields"]) for entry in entries]
    names = list(rows[0])
    needed = {field.name for field in tables()[table].fields.values() if not field.nullable}
    if needed <= rows[0].keys():
        columns = ", ".join(f'"{name}"' for name in ("id", "row_seq", *names))
        marks = ", ".join("?" * (len(names) + 2))
        renewed = ", ".join(f'"{name}" = excluded."{name}"' for name in ("row_seq", *names))
        sql = (
            f'INSERT INTO "{table}" ({columns}) VALUES ({marks}) '
            f"ON CONFLICT (id) DO UPDATE SET {renewed} "
            f'WHERE "{table}".row_seq IS NULL OR "{table}".row_seq <= excluded.row_seq'
        )
        connection.exec_driver_sql(
            sql,
            [
                (entry["id"], entry["seq"], *row.values())
                for entry, row in zip(entries, rows, strict=True)
            ],
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


def _put_aside(connection: sa.Connection, entry: dict[str, Any], covered: set[str]) -> None:
    for name in covered:
        value = orjson.dumps(entry["fields"][name]).decode()
        statement = insert(store_value).values(
            table=entry["table"], row_id=entry["id"], field=name, value=value
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["table", "row_id", "field"], set_={"value": value}
            )
        )


def _forget_put_aside(connection: sa.Connection, entry: dict[str, Any], names: set[str]) -> None:
    """What was laid down need not be remembered any more."""
    connection.execute(
        store_value.delete().where(
            store_value.c.table == entry["table"],
            store_value.c.row_id == entry["id"],
            store_value.c.field.in_(names),
        )
    )
