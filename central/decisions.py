"""A decision is carried out: what was decided is what the row holds.

A desk of ours writes the value into the row and closes the conflict in one op. A client that only
closes the conflict, with ``decided_value``, means the same: the store adds the change of the row
that is missing, and it goes the way of every other, with the decider's role and base.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from central.values import is_uuid
from central.working_set import Row, WorkingSet, references
from desktop.sync.protocol import Change, Op, tables


def carried_out(conn: psycopg.Connection, working: WorkingSet, ops: Sequence[Op]) -> Sequence[Op]:
    """The ops with the changes that their decisions leave out. Reads the rows which these concern
    into the working set."""
    if not any(_decides(change) for op in ops for change in op.changes):
        return ops
    subjects = {(row["table"], row["row_id"]) for op in ops for _, row in _decided(working, op)}
    for table in {table for table, _ in subjects if table in tables()}:
        working.load_rows(conn, table, [row_id for name, row_id in subjects if name == table])
    added = [list(_missing(working, op)) for op in ops]
    _load_places(conn, working, [change for more in added for change in more])
    return [
        op.model_copy(update={"changes": [*op.changes, *more]}) if more else op
        for op, more in zip(ops, added, strict=True)
    ]


def _decides(change: Change) -> bool:
    return (
        change.table == "conflict"
        and change.kind == "update"
        and change.fields.get("state") == "decided"
        and change.fields.get("decided_value") is not None
    )


def _decided(working: WorkingSet, op: Op) -> Iterator[tuple[Change, Row]]:
    """The decisions of an op with the conflicts they are about; those about who has a bed name
    the other stay, and are settled by the stays' own changes."""
    for change in op.changes:
        row = working.row("conflict", change.id) if _decides(change) else None
        if row is not None and "id" not in (row["current"] or {}):
            yield change, row


def _missing(working: WorkingSet, op: Op) -> Iterator[Change]:
    for change, conflict in _decided(working, op):
        table, row_id = conflict["table"], conflict["row_id"]
        if table not in tables() or working.row(table, row_id) is None:
            continue
        group = tables()[table].groups().get(conflict["field_group"], ())
        fields = _fields(group, change.fields["decided_value"])
        named = (c.fields for c in op.changes if (c.table, c.id) == (table, row_id))
        if fields and not any(set(group) & set(names) for names in named):
            yield Change(
                table=table,
                id=row_id,
                scope=change.scope,
                kind="update",
                base=change.base,
                fields=fields,
            )


def _fields(group: Sequence[str], value: Any) -> dict[str, Any]:
    """A decided value by field: as candidates have it or, for a single field, the bare value."""
    if isinstance(value, dict) and set(value) <= set(group):
        fields = value
    else:
        fields = {group[0]: value} if len(group) == 1 else {}
    return {} if "site_id" in fields else fields


def _load_places(conn: psycopg.Connection, working: WorkingSet, added: Sequence[Change]) -> None:
    for change in added:
        for name, target in references(change.table):
            value = change.fields.get(name)
            if isinstance(value, str) and is_uuid(value):
                working.load_places(conn, target, [value])
