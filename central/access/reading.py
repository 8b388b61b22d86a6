"""Searches the access log, page by page, from the latest entry back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import dict_row

from central.records import head_of, person_of
from central.values import is_instant, is_uuid
from desktop.models.base import instant_text
from desktop.sync.audit_wire import SHOWN_PEOPLE
from desktop.sync.protocol import WireError

Row = dict[str, Any]
_NEXT = re.compile(r"([^ ]{20}) ([^ ]{36}) ([0-9]{1,16})")

COLUMNS = (
    "l.device_id::text, l.number, l.at, l.actor::text, l.what, l.kind, l.criterion, l.reason,"
    " l.site_id::text, l.hash"
)


@dataclass(frozen=True)
class Wanted:
    """Which entries are looked for; all that is given must hold."""

    resident_id: str | None = None
    actor: str | None = None
    device_id: str | None = None
    kinds: Sequence[str] = ()
    since: str | None = None
    until: str | None = None

    def criterion(self) -> str:
        """What is asked, in one line for the store's own entry about it."""
        told = {
            "colleague": self.actor,
            "desk": self.device_id,
            "kind": ",".join(self.kinds),
            "since": self.since,
            "until": self.until,
        }
        return " ".join(f"{name}={value}" for name, value in told.items() if value)


@dataclass(frozen=True)
class Listed:
    """A page of entries as they are told; ``next`` leads to the following page."""

    entries: list[Row] = field(default_factory=list)
    next: str | None = None


def search(
    conn: psycopg.Connection, wanted: Wanted, *, limit: int, after: str | None = None
) -> Listed:
    """The latest entries first. Raises WireError 422 ``invalid`` for a moment that does not exist
    or an ``after`` that is none of ours."""
    where, values = _conditions(conn, wanted)
    if after is not None:
        where.append("(l.at, l.device_id, l.number) < (%s, %s, %s)")
        values += _place(after)
    rows = fetch(
        conn,
        f"SELECT {COLUMNS} FROM access_log AS l WHERE {' AND '.join(where) or 'true'}"
        " ORDER BY l.at DESC, l.device_id DESC, l.number DESC LIMIT %s",
        (*values, limit + 1),
    )
    listed = rows[:limit]
    last = listed[-1] if len(rows) > limit else None
    add_people(conn, listed, wanted.resident_id)
    return Listed(listed, _next(last) if last else None)


def fetch(conn: psycopg.Connection, query: str, values: Sequence[Any]) -> list[Row]:
    """Rows by name, their instants as the wire has them."""
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query, values).fetchall()
    for row in rows:
        for name in ("at", "reviewed_at"):
            if row.get(name) is not None:
                row[name] = instant_text(row[name])
    return list(rows)


def add_people(conn: psycopg.Connection, rows: Sequence[Row], first: str | None = None) -> None:
    """Writes into each entry whom it concerns: how many, and the first of them by id and number,
    beginning with the one who was asked for."""
    devices = [row["device_id"] for row in rows]
    numbers = [row["number"] for row in rows]
    found = conn.execute(
        "SELECT w.n, count(*), (array_agg(p.resident_id::text ORDER BY"
        " p.resident_id IS DISTINCT FROM %s::uuid, p.place))[:%s]"
        " FROM unnest(%s::uuid[], %s::bigint[]) WITH ORDINALITY AS w (device_id, number, n)"
        " JOIN access_person AS p ON p.device_id = w.device_id AND p.number = w.number"
        " GROUP BY w.n",
        (first, SHOWN_PEOPLE, devices, numbers),
    ).fetchall()
    by_place = {int(n) - 1: (int(count), list(ids)) for n, count, ids in found}
    known = _numbers(conn, {one for _, ids in by_place.values() for one in ids})
    for place, row in enumerate(rows):
        count, ids = by_place.get(place, (0, []))
        row["count"] = count
        row["residents"] = [{"id": one, "number": known.get(one)} for one in ids]


def _numbers(conn: psycopg.Connection, ids: set[str]) -> dict[str, str]:
    rows = conn.execute("SELECT id::text, number FROM resident WHERE id = ANY(%s)", (list(ids),))
    return {row[0]: row[1] for row in rows}


def _conditions(conn: psycopg.Connection, wanted: Wanted) -> tuple[list[str], list[Any]]:
    """A resident is asked about with all records that are theirs."""
    records = None
    if wanted.resident_id is not None:
        records = list(person_of(conn, head_of(conn, wanted.resident_id)))
    where: list[str] = []
    values: list[Any] = []
    for condition, value in (
        ("l.actor = %s", wanted.actor),
        ("l.device_id = %s", wanted.device_id),
        ("l.kind = ANY(%s)", list(wanted.kinds) or None),
        ("l.at >= %s", moment(wanted.since, "since")),
        ("l.at < %s", moment(wanted.until, "until")),
        (
            "EXISTS (SELECT 1 FROM access_person AS p WHERE p.device_id = l.device_id"
            " AND p.number = l.number AND p.resident_id = ANY(%s::uuid[]))",
            records,
        ),
    ):
        if value is not None:
            where.append(condition)
            values.append(value)
    return where, values


def moment(text: str | None, name: str) -> str | None:
    """A moment that exists. Raises WireError 422 ``invalid``."""
    if text is not None and not is_instant(text):
        raise WireError(422, "invalid", "this moment does not exist", field=name)
    return text


def _next(row: Row) -> str:
    return f"{row['at']} {row['device_id']} {row['number']}"


def _place(after: str) -> tuple[str, str, int]:
    found = _NEXT.fullmatch(after)
    if found is None or not is_instant(found[1]) or not is_uuid(found[2]):
        raise WireError(422, "invalid", "not the next of an earlier answer", field="after")
    return found[1], found[2], int(found[3])
