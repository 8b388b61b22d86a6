"""Writes what a batch has merged, with a few statements however many ops it had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

import orjson
import psycopg
from psycopg import sql

from central.digests import DigestChanges
from central.op_in_hand import Entry, OpInHand
from central.versions import INSERT, Version
from central.working_set import Key, Row, WorkingSet
from desktop.sync.protocol import site_scope, tables


@dataclass(frozen=True)
class LogLine:
    """One row of the log: an op as one scope sees it."""

    scope: str
    seq: int
    op_id: str
    device_id: str
    actor: str
    action: str
    at: str
    received_at: str
    size: int
    entries: str


_LOG = sql.SQL(
    "COPY log (scope, seq, op_id, device_id, actor, action, at, received_at, size, entries)"
    " FROM STDIN"
)


def log_line(scope: str, hand: OpInHand, received_at: str) -> LogLine:
    """The op's line in the log of a scope. Puts come in an order that satisfies references,
    deletes and removes after them in the opposite order."""
    entries = [entry for entry in hand.told() if entry.scope == scope]
    if len(entries) > 1:
        entries.sort(key=_order)
    told = orjson.dumps([entry.told() for entry in entries]).decode()
    op = hand.op
    return LogLine(
        scope,
        hand.seq,
        op.op_id,
        hand.device_id,
        op.actor,
        op.action,
        op.at,
        received_at,
        len(entries),
        told,
    )


def _order(entry: Entry) -> int:
    place = _places()[entry.table]
    return place if entry.kind == "put" else 2 * len(_places()) - place


@cache
def _places() -> dict[str, int]:
    return {name: index for index, name in enumerate(tables())}


def write(
    conn: psycopg.Connection,
    working: WorkingSet,
    versions: Mapping[tuple[str, str, str], Version],
    log: list[LogLine],
) -> None:
    """Rows, versions, tombstones, digests and log lines. Raises psycopg's IntegrityError or
    DataError where a constraint of the database is broken."""
    if not log:
        return
    _insert_rows(conn, working)
    _update_rows(conn, working)
    _write_versions(conn, versions)
    _delete_rows(conn, working)
    DigestChanges(working).write(conn)
    with conn.cursor().copy(_LOG) as copy:
        for line in log:
            copy.write_row(tuple(vars(line).values()))


@cache
def _columns(table: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The columns of a table, and those of them that hold JSON."""
    fields = tables()[table].fields
    json = frozenset(field.name for field in fields.values() if field.type == "json")
    return ("id", "row_seq", *fields), json


@cache
def _copy_in(table: str, columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )


def _insert_rows(conn: psycopg.Connection, working: WorkingSet) -> None:
    by_table: dict[str, list[Row]] = {}
    for table, row_id in working.inserted:
        row = working.row(table, row_id)
        if row is not None:
            by_table.setdefault(table, []).append(row)
    for table in tables():
        if table in by_table:
            _copy_rows(conn, table, by_table[table])
    if "site" in by_table:
        conn.execute(
            "INSERT INTO scope_counter (scope, seq) SELECT s, 0 FROM unnest(%s::text[]) AS s"
            " ON CONFLICT DO NOTHING",
            (sorted(site_scope(row["id"]) for row in by_table["site"]),),
        )


def _copy_rows(conn: psycopg.Connection, table: str, rows: Sequence[Row]) -> None:
    """A column that is empty in every row is left out: it has no default in the database."""
    every, json = _columns(table)
    columns = tuple(name for name in every if any(row[name] is not None for row in rows))
    chosen = itemgetter(*columns)  # the id and its row's state at the least, so a tuple
    to_pack = [place for place, name in enumerate(columns) if name in json]
    with conn.cursor().copy(_copy_in(table, columns)) as copy:
        for row in rows:
            values = chosen(row)
            if to_pack:
                values = list(values)
                for place in to_pack:
                    values[place] = _json(values[place])
            copy.write_row(values)


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _update_rows(conn: psycopg.Connection, working: WorkingSet) -> None:
    by_fields: dict[tuple[str, frozenset[str]], list[Row]] = {}
    for (table, row_id), names in working.updated.items():
        row = working.row(table, row_id)
        if row is not None:
            by_fields.setdefault((table, frozenset(names)), []).append(row)
    for (table, names), rows in by_fields.items():
        columns = ["row_seq", *sorted(names)]
        target = sql.Identifier(table)
        query = sql.SQL(
            "UPDATE {} AS t SET {} FROM json_populate_recordset(NULL::{}, %s::json) AS n"
            " WHERE t.id = n.id"
        ).format(
            target,
            sql.SQL(", ").join(
                sql.SQL("{0} = n.{0}").format(sql.Identifier(name)) for name in columns
            ),
            target,
        )
        kept = [{name: row[name] for name in ("id", *columns)} for row in rows]
        conn.execute(query, (orjson.dumps(kept).decode(),))


def _write_versions(
    conn: psycopg.Connection, versions: Mapping[tuple[str, str, str], Version]
) -> None:
    """A row's insert is written down with its first update, and who made it at the latest when
    the row moves away from the log that tells it; the other groups follow their last change."""
    if not versions:
        return
    query = (
        'INSERT INTO field_version AS v ("table", row_id, field_group, seq, device_id)'
        " SELECT * FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::bigint[], %s::uuid[])"
        ' ON CONFLICT ("table", row_id, field_group)'
        " DO UPDATE SET seq = excluded.seq, device_id = excluded.device_id,"
        " actor = NULL, op_id = NULL, at = NULL"
        " WHERE v.field_group <> %s OR (v.device_id IS NULL AND v.seq = excluded.seq)"
    )
    keys = list(versions)
    values = list(versions.values())
    conn.execute(
        query,
        (
            [table for table, _, _ in keys],
            [row_id for _, row_id, _ in keys],
            [group for _, _, group in keys],
            [version.seq for version in values],
            [version.device_id for version in values],
            INSERT,
        ),
    )


def _delete_rows(conn: psycopg.Connection, working: WorkingSet) -> None:
    if not working.deleted:
        return
    by_table: dict[str, list[str]] = {}
    for table, row_id in working.deleted:
        by_table.setdefault(table, []).append(row_id)
    for table in reversed(list(tables())):
        if table in by_table:
            query = sql.SQL("DELETE FROM {} WHERE id = ANY(%s::uuid[])")
            conn.execute(query.format(sql.Identifier(table)), (by_table[table],))
    _write_tombstones(conn, working.deleted)


def _write_tombstones(conn: psycopg.Connection, deleted: Mapping[Key, tuple[str, int]]) -> None:
    conn.execute(
        'INSERT INTO tombstone ("table", row_id, scope, seq)'
        " SELECT * FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::bigint[])",
        (
            [table for table, _ in deleted],
            [row_id for _, row_id in deleted],
            [scope for scope, _ in deleted.values()],
            [seq for _, seq in deleted.values()],
        ),
    )
