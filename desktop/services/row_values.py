"""Values of synced rows in three shapes, for what works on any table by its field names.

As the outbox holds them (SQLite), as they stand on the wire and in ``conflict`` rows, and as the
models hold them.
"""

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Literal

import sqlalchemy as sa

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models import SYNCED
from desktop.models.base import Instant, Json, Synced, instant_from
from desktop.models.confidential import SEALED
from desktop.models.photos import IMAGE

Editor = Literal["text", "date", "choice"]
"""What a person can write a value of the field with; other fields are only chosen from."""


def columns_of(table: str) -> dict[str, sa.Column[Any]]:
    """The columns of a synced table by name, without its id and bookkeeping."""
    return {
        str(column.name): column
        for column in sa.inspect(SYNCED[table]).columns
        if column.name not in ("id", "row_seq")
    }


def attribute_of(table: str, field: str) -> str:
    """What the model calls a column; they differ where the name is taken."""
    mapper = sa.inspect(SYNCED[table])
    return str(mapper.get_property_by_column(mapper.columns[_key(table, field)]).key)


def _key(table: str, field: str) -> str:
    mapper = sa.inspect(SYNCED[table])
    return next(str(key) for key, column in mapper.columns.items() if column.name == field)


def group_of(table: str, group: str) -> tuple[str, ...]:
    """The fields that conflict as one under this name."""
    groups = SYNCED[table].sync.groups
    return tuple(name for name in columns_of(table) if groups.get(name, name) == group)


def references_of(table: str) -> dict[str, str]:
    """Which fields point to which table."""
    return {
        name: next(iter(column.foreign_keys)).column.table.name
        for name, column in columns_of(table).items()
        if column.foreign_keys
    }


def choices_of(table: str, field: str) -> tuple[StrEnum, ...]:
    """The members that an enumerated field may hold, empty for others."""
    kind = columns_of(table)[field].type
    return tuple(kind.enum_class) if isinstance(kind, sa.Enum) and kind.enum_class else ()


def editor_of(table: str, field: str) -> Editor | None:
    """How a person may write a value of their own, None where they can only choose."""
    column = columns_of(table)[field]
    if column.foreign_keys or field in (SEALED, IMAGE):
        return None
    if choices_of(table, field):
        return "choice"
    if isinstance(column.type, sa.Date):
        return "date"
    plain = isinstance(column.type, sa.String) or type(column.type).__name__ == "AutoString"
    return "text" if plain else None


def from_sqlite(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The outbox's values as they stand on the wire."""
    columns = columns_of(table)
    told: dict[str, Any] = {}
    for name, value in values.items():
        column = columns.get(name)
        if column is None:
            continue
        if value is not None and isinstance(column.type, sa.Boolean):
            told[name] = bool(value)
        elif value is not None and isinstance(column.type, Json):
            told[name] = json.loads(value)
        else:
            told[name] = value
    return told


def to_model(table: str, field: str, value: Any) -> Any:
    """A wire value as the model's attribute holds it."""
    column = columns_of(table)[field]
    if value is None:
        return None
    if choices_of(table, field):
        return next(member for member in choices_of(table, field) if member.value == value)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    if isinstance(column.type, Instant):
        return instant_from(value)
    return value


def of_row(row: Synced, table: str, fields: tuple[str, ...]) -> dict[str, Any]:
    """Values of a row as they stand on the wire."""
    told: dict[str, Any] = {}
    for field in fields:
        value = getattr(row, attribute_of(table, field))
        if isinstance(value, StrEnum):
            told[field] = value.value
        elif hasattr(value, "strftime"):
            is_instant = isinstance(columns_of(table)[field].type, Instant)
            told[field] = value.strftime("%Y-%m-%dT%H:%M:%SZ") if is_instant else value.isoformat()
        else:
            told[field] = value
    return told


def write(row: Synced, table: str, values: Mapping[str, Any]) -> bool:
    """Puts wire values into a row where they differ; whether anything did."""
    names = tuple(values)
    before = of_row(row, table, names)
    for name in names:
        if before[name] != values[name]:
            setattr(row, attribute_of(table, name), to_model(table, name, values[name]))
    return any(before[name] != values[name] for name in names)


def checked(table: str, field: str, value: Any) -> Any:
    """A value that a person wrote, ready for the wire. Raises AppError with what is wrong."""
    column = columns_of(table)[field]
    editor = editor_of(table, field)
    if editor is None:
        raise AppError(N_("Only one of the values that are there can be taken here."))
    if isinstance(value, str) and editor == "text":
        value = " ".join(value.split()) or None
    if value in (None, ""):
        if not column.nullable:
            raise AppError(N_("This can't be left empty."))
        return None
    if editor == "text":
        longest = _longest(column)
        if longest is not None and len(value) > longest:
            raise AppError(N_("This is too long: at most {count} characters."), count=longest)
    elif editor == "choice" and value not in {str(m.value) for m in choices_of(table, field)}:
        raise AppError(N_("Only one of the values that are there can be taken here."))
    elif editor == "date":
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise AppError(N_("This is not a date.")) from error
    return value


def _longest(column: sa.Column[Any]) -> int | None:
    kind = getattr(column.type, "impl", column.type)
    return getattr(kind, "length", None) or getattr(column.type, "length", None)
