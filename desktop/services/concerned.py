"""Whom an op concerns, read off what the journal wrote down of it."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa

from desktop.models import SYNCED
from desktop.models.local import outbox_change

_LEAD_ON = ("resident", "household", "incident")
"""Rows that stand for residents: themselves, their household, what they took part in."""

Named = dict[str, set[str]]
"""Ids by table."""


def concerned(connection: sa.Connection, op_id: str) -> tuple[bool, tuple[str, ...]]:
    """Whether an op has changed anything, and the residents it is about: those whose rows it
    changed, and those whom the changed rows name, before or after."""
    changes = connection.execute(
        sa.select(
            outbox_change.c.table,
            outbox_change.c.row_id,
            outbox_change.c.fields,
            outbox_change.c.was,
        ).where(outbox_change.c.op_id == op_id)
    ).all()
    rows: Named = {}
    named: Named = {name: set() for name in _LEAD_ON}
    for table, row_id, fields, was in changes:
        rows.setdefault(table, set()).add(row_id)
        for told in (fields, was):
            _note(named, table, orjson.loads(told))
    for table, row_id in _in_question(connection, rows.get("conflict", set())):
        rows.setdefault(table, set()).add(row_id)
    for table, ids in rows.items():
        _follow(connection, named, table, ids)
    return bool(changes), tuple(sorted(named["resident"] | _members(connection, named)))


@cache
def _leads(table: str) -> Mapping[str, str]:
    """The fields of a table that lead to residents, and the table each points into. A resident
    leads to nobody else: their household is not concerned by what is theirs."""
    if table == "resident":
        return {}
    return {
        str(column.name): key.column.table.name
        for column in _table(table).columns
        for key in column.foreign_keys
        if key.column.table.name in _LEAD_ON
    }


def _table(name: str) -> sa.Table:
    return SYNCED[name].__table__  # type: ignore[attr-defined, no-any-return]  # set by SQLModel


def _note(named: Named, table: str, fields: Mapping[str, Any]) -> None:
    for field, target in _leads(table).items():
        if fields.get(field) is not None:
            named[target].add(str(fields[field]))


def _follow(connection: sa.Connection, named: Named, table: str, ids: set[str]) -> None:
    if table in named:
        named[table] |= ids
    columns = [_table(table).c[field] for field in _leads(table)]
    if columns:
        query = sa.select(*columns).where(_table(table).c.id.in_(ids))
        for row in connection.execute(query).mappings():
            _note(named, table, dict(row))


def _in_question(connection: sa.Connection, conflicts: set[str]) -> Iterable[tuple[str, str]]:
    """The rows that conflicts are about."""
    if not conflicts:
        return []
    about = _table("conflict").c
    rows = connection.execute(sa.select(about.table, about.row_id).where(about.id.in_(conflicts)))
    return [(row[0], row[1]) for row in rows if row[0] in SYNCED and row[0] != "conflict"]


def _members(connection: sa.Connection, named: Named) -> set[str]:
    """Who belongs to the households and took part in the incidents."""
    found: set[str] = set()
    resident, part = _table("resident").c, _table("incident_person").c
    for one, group, ids in (
        (resident.id, resident.household_id, named["household"]),
        (part.resident_id, part.incident_id, named["incident"]),
    ):
        if ids:
            found |= set(connection.scalars(sa.select(one).where(group.in_(ids))))
    return found
