"""A refused op done again as a new one, with the values that can be kept.

An op that the store refused was taken back at this desk; what it said stands in the outbox. To
send it again is to do it once more on the rows as they are now: the same fields of a row that is
still here, a new row (under a new id) where what it points to is still here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models import SYNCED
from desktop.models.base import Synced, new_id
from desktop.models.confidential import SEALED
from desktop.models.housing import Stay
from desktop.models.local import outbox_change, outbox_op
from desktop.services import row_values
from desktop.services.records import head_of, records_of
from desktop.services.stay_room import require_no_rival

GONE = N_(
    "What this builds on is no longer at this desk, so it can't be sent again. "
    "Please drop it with a reason; what was typed stays on record."
)
BUILT_ON = N_(
    "Something that builds on this still waits to be sent. Please try again when it is sent."
)
DONE_SINCE = N_(
    "The same has been entered again meanwhile. Please drop this; what was typed stays on record."
)

_ONCE: dict[str, tuple[str, ...]] = {
    "meal_serving": ("resident_id", "day", "meal"),
    "kit_handout": ("resident_id", "kit_type_id"),
    "check_in_step": ("resident_id", "kind"),
    "further_step": ("resident_id", "kind"),
    "check_out_step": ("check_out_id", "kind"),
}
"""What happens once: a second row with the same values, not undone, would be a double."""


@dataclass(frozen=True)
class RowChange:
    """What an op did to a row in the end, with wire values."""

    table: str
    row_id: str
    kind: str
    fields: Mapping[str, Any]


@dataclass
class Redoing:
    """The changes of an op made ready to be done again; ``new_ids`` of rows by their old ones."""

    changes: list[RowChange]
    new_ids: dict[str, str] = field(default_factory=dict)


def changes_of(session: Session, op_ids: Iterable[str]) -> dict[str, list[RowChange]]:
    """What each op did, one change a row, in order."""
    rows = session.execute(
        sa.select(outbox_change)
        .where(outbox_change.c.op_id.in_(list(op_ids)))
        .order_by(outbox_change.c.id)
    )
    found: dict[str, dict[tuple[str, str], RowChange]] = {}
    for row in rows:
        if row.table not in SYNCED:
            continue
        of_op = found.setdefault(row.op_id, {})
        key = (row.table, row.row_id)
        fields = row_values.from_sqlite(row.table, orjson.loads(row.fields))
        change = RowChange(row.table, row.row_id, row.kind, fields)
        before = of_op.get(key)
        if before is None:
            of_op[key] = change
        elif change.kind == "delete" and before.kind == "insert":
            del of_op[key]
        elif change.kind == "delete":
            of_op[key] = change
        else:
            kind = "update" if before.kind == "delete" else before.kind
            of_op[key] = replace(change, kind=kind, fields={**before.fields, **fields})
    return {op_id: list(changes.values()) for op_id, changes in found.items()}


Reseal = Callable[[str, str, str, str], str]
"""Table, old id, new id and sealed text of a row: the text for the new id."""


def plan(
    session: Session,
    changes: Iterable[RowChange],
    correction: Mapping[str, Any] | None = None,
    reseal: Reseal = lambda _table, _old, _new, sealed: sealed,
) -> Redoing:
    """Makes the changes ready for the rows as they are now. ``correction`` replaces values that
    the store could not accept, by field; ``reseal`` is asked for what is sealed in a row that gets
    a new id. Raises AppError when they can't be done again."""
    earlier = _ids_given_since(session)
    redoing = Redoing([])
    made: set[str] = set()
    for change in changes:
        fields = {**change.fields}
        for name, value in (correction or {}).items():
            if name in fields:
                fields[name] = row_values.checked(change.table, name, value)
        for name in row_values.references_of(change.table):
            if fields.get(name) is not None:
                old = str(fields[name])
                fields[name] = redoing.new_ids.get(old) or earlier.get(old, old)
        row_id = redoing.new_ids.get(change.row_id) or earlier.get(change.row_id, change.row_id)
        if change.kind == "insert":
            row_id = new_id()
            redoing.new_ids[change.row_id] = row_id
            made.add(row_id)
            _require_new(session, change.table, fields)
        elif row_id not in made:
            _require_changeable(session, change, row_id, fields)
        _require_references(session, change.table, fields, made)
        if row_id != change.row_id and fields.get(SEALED):
            fields[SEALED] = reseal(change.table, change.row_id, row_id, fields[SEALED])
        redoing.changes.append(RowChange(change.table, row_id, change.kind, fields))
    return redoing


def do_again(session: Session, redoing: Redoing) -> None:
    """Writes the planned changes within the caller's op."""
    for change in redoing.changes:
        model = SYNCED[change.table]
        if change.kind == "insert":
            values = {
                row_values.attribute_of(change.table, name): row_values.to_model(
                    change.table, name, value
                )
                for name, value in change.fields.items()
            }
            row: Synced | None = model(id=change.row_id, **values)
            session.add(row)
        else:
            row = session.get(model, change.row_id)
            if row is not None and change.kind == "delete":
                session.delete(row)
            elif row is not None:
                row_values.write(row, change.table, change.fields)
        session.flush()
        if isinstance(row, Stay) and change.kind != "delete":
            require_no_rival(session, row)


def _ids_given_since(session: Session) -> dict[str, str]:
    """New ids of rows whose inserts were sent again, by their old ones."""
    given: dict[str, str] = {}
    for rows in session.scalars(
        sa.select(outbox_op.c.settled_rows).where(outbox_op.c.settled_rows.is_not(None))
    ):
        given.update(rows or {})
    return {old: _last(given, old) for old in given}


def _last(given: Mapping[str, str], old: str) -> str:
    while old in given:
        old = given[old]
    return old


def _require_new(session: Session, table: str, fields: Mapping[str, Any]) -> None:
    names = _ONCE.get(table)
    if names is None or fields.get("override_reason"):
        return
    model: Any = SYNCED[table]
    same = [
        col(model.resident_id).in_(records_of(session, [head_of(session, fields[name])]))
        if name == "resident_id"
        else col(getattr(model, name)) == row_values.to_model(table, name, fields[name])
        for name in names
    ]
    if session.exec(select(model).where(*same, col(model.voided_at).is_(None))).first():
        raise AppError(DONE_SINCE)


def _require_changeable(
    session: Session, change: RowChange, row_id: str, fields: Mapping[str, Any]
) -> None:
    row = session.get(SYNCED[change.table], row_id)
    if row is None:
        raise AppError(GONE)
    if SYNCED[change.table].sync.policy == "append":
        held = row_values.of_row(row, change.table, tuple(fields))
        if any(value is not None for value in held.values()):
            raise AppError(DONE_SINCE)


def _require_references(
    session: Session, table: str, fields: Mapping[str, Any], made: set[str]
) -> None:
    for name, target in row_values.references_of(table).items():
        value = fields.get(name)
        if value is None or value in made:
            continue
        if session.get(SYNCED[target], value) is None:
            raise AppError(GONE)
