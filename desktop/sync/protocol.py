"""The wire between desk and store, as both sides read it (SYNC.md, "Wire").

The fields of every table, their types and what may stand in them are read off the models here,
once; the store's validation, ``GET /v1/schema`` and the desk's coding all use this description.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal
from uuid import UUID, uuid5

import orjson
import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticUndefined
from sqlmodel.sql.sqltypes import AutoString

from desktop.models import SYNCED
from desktop.models.base import Id, Instant, Json, instant_text

ORG = "org"
MAX_OPS = 1000
MAX_BODY = 8 * 1024 * 1024
MAX_PAGE = 10_000
MAX_WAIT = 25
MIN_PASSWORD = 8
MAX_PASSWORD = 200

FieldType = Literal["string", "integer", "number", "boolean", "date", "instant", "uuid", "json"]
Status = Literal["applied", "noop", "conflict", "refused"]


def site_scope(site_id: str) -> str:
    """The scope that holds a site's rows."""
    return f"site:{site_id}"


def slots_setting(device_id: str) -> tuple[str, str]:
    """Id and name of the ``setting`` that tells a desk which version its slots are of."""
    name = f"slots {device_id}"
    return str(uuid5(UUID(device_id), name)), name


@dataclass(frozen=True)
class WireField:
    """One field of a table, as ``GET /v1/schema`` tells it.

    ``default`` is ``...`` where the field must be given on insert; ``max_length`` counts code
    points, and stands in the answer so that a client need not find it out by being refused.
    """

    name: str
    type: FieldType
    nullable: bool
    default: Any
    group: str
    set_once: bool
    protective: bool
    values: tuple[Any, ...] | None
    references: str | None
    max_length: int | None

    def described(self) -> dict[str, Any]:
        """The field's entry in the answer of ``GET /v1/schema``."""
        told: dict[str, Any] = {
            "type": self.type,
            "nullable": self.nullable,
            "group": self.group,
            "set_once": self.set_once,
            "values": list(self.values) if self.values else None,
            "references": self.references,
        }
        if self.default is not ...:
            told["default"] = self.default
        return told


@dataclass(frozen=True)
class WireTable:
    """One synced table: its scope, its policy and its fields by name. ``id`` is in no list."""

    name: str
    scope: Literal["org", "site"]
    policy: Literal["fields", "append", "exclusive"]
    fields: dict[str, WireField]

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Field names by the group they conflict in."""
        found: dict[str, list[str]] = {}
        for field in self.fields.values():
            found.setdefault(field.group, []).append(field.name)
        return {name: tuple(names) for name, names in found.items()}


def _type_of(column: sa.Column[Any]) -> FieldType:
    by_type: tuple[tuple[type[Any], FieldType], ...] = (
        (Id, "uuid"),
        (Instant, "instant"),
        (Json, "json"),
        (sa.Boolean, "boolean"),
        (sa.Integer, "integer"),
        (sa.Float, "number"),
        (sa.Date, "date"),
        (sa.String, "string"),
        (AutoString, "string"),
    )
    for kind, name in by_type:
        if isinstance(column.type, kind):
            return name
    raise TypeError(f"{column} has a type that the wire does not know")


def _length_of(column: sa.Column[Any]) -> int | None:
    kind = column.type.impl if isinstance(column.type, AutoString) else column.type
    return None if isinstance(kind, sa.Enum) else getattr(kind, "length", None)


def _values_of(column: sa.Column[Any]) -> tuple[Any, ...] | None:
    if isinstance(column.type, sa.Enum):
        return tuple(column.type.enums)
    return column.info.get("values")


def _default_of(model: type[Any], key: str, nullable: bool) -> Any:
    info = model.model_fields[key]
    if info.default_factory is not None:
        return info.default_factory()
    if info.default is PydanticUndefined:
        return None if nullable else ...
    return info.default.value if isinstance(info.default, Enum) else info.default


@cache
def tables() -> dict[str, WireTable]:
    """Every synced table as the wire sees it, in an order that satisfies references."""
    found = {}
    for name, model in SYNCED.items():
        rule = model.sync
        fields = {}
        mapper = sa.inspect(model)
        for column in model.__table__.columns:  # type: ignore[attr-defined]  # set by SQLModel
            if column.name in ("id", "row_seq"):
                continue
            key = mapper.get_property_by_column(column).key
            kind = _type_of(column)
            reference = next(iter(column.foreign_keys), None)
            nullable = bool(column.nullable)
            field_name = str(column.name)  # a plain one, also where SQLAlchemy quotes it
            fields[field_name] = WireField(
                name=field_name,
                type=kind,
                nullable=nullable,
                default=_default_of(model, key, nullable),
                group=rule.groups.get(field_name, field_name),
                set_once=field_name in rule.set_once,
                protective=field_name in rule.protective,
                values=_values_of(column),
                references=reference.column.table.name if reference else None,
                max_length=_length_of(column) if kind == "string" else None,
            )
        found[name] = WireTable(name, rule.scope, rule.policy, fields)
    return found


@cache
def _coded(table: str) -> tuple[tuple[str, bool], ...]:
    """The fields whose values SQLite holds in another form than the wire; True for JSON, else
    they are booleans."""
    fields = tables()[table].fields.values()
    return tuple((f.name, f.type == "json") for f in fields if f.type in ("boolean", "json"))


def from_sqlite(table: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Values as SQLite holds them, turned into what stands on the wire."""
    told = dict(fields)
    for name, is_json in _coded(table):
        value = told.get(name)
        if value is not None:
            told[name] = _from_json(value) if is_json else bool(value)
    return told


def _from_json(value: Any) -> Any:
    """What a JSON column holds. SQLite makes a number of a text that is one."""
    return orjson.loads(value) if isinstance(value, str) else value


def to_sqlite(table: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Values of the wire, turned into what SQLite holds. Fields that this version of Ankomst does
    not know are left out: an older desk passes them by and never writes them."""
    known = tables()[table].fields
    kept = {name: value for name, value in fields.items() if name in known}
    for name, is_json in _coded(table):
        value = kept.get(name)
        if value is not None:
            kept[name] = orjson.dumps(value).decode() if is_json else int(value)
    return kept


class WireError(Exception):
    """An answer with ``{"error": {code, message, params}}``. ``message`` is English for a log;
    what a person reads is made by the desk from ``code`` and ``params``."""

    def __init__(self, status: int, code: str, message: str, **params: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.params = params

    def body(self) -> dict[str, Any]:
        return {"error": self.told()}

    def told(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "params": self.params}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


UuidText = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
InstantText = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
Whole = Annotated[int, Field(ge=0, le=2**63 - 1)]


class Change(_Strict):
    """One row of an op. ``fields`` holds what is new, ``was`` what the device saw before."""

    table: Annotated[str, StringConstraints(max_length=40)]
    id: UuidText
    scope: Annotated[str, StringConstraints(max_length=48)]
    kind: Literal["insert", "update", "delete"]
    base: Whole | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    was: dict[str, Any] = Field(default_factory=dict)


class Op(_Strict):
    """One thing a person did: applied whole or not at all."""

    op_id: UuidText
    device_seq: Annotated[int, Field(ge=1, le=2**63 - 1)]
    action: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    actor: UuidText
    at: InstantText
    changes: Annotated[list[Change], Field(min_length=1, max_length=10_000)]


class Push(_Strict):
    """The body of ``POST /v1/push``."""

    epoch: Annotated[str, StringConstraints(max_length=64)]
    schema_: Annotated[int, Field(alias="schema", ge=1, le=1_000_000)]
    ops: list[Op]


class Enrol(_Strict):
    """The body of ``POST /v1/enrol``."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    device_name: Annotated[str, StringConstraints(min_length=1, max_length=120)]


class Rekey(_Strict):
    """The body of ``POST /v1/rekey``: nothing."""


Password = Annotated[str, StringConstraints(min_length=1, max_length=MAX_PASSWORD)]
Bearer = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]
"""32 bytes in base64."""


class SignIn(_Strict):
    """The body of ``POST /v1/sign-in``. ``user`` is an id or a name."""

    device_id: UuidText
    user: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    password: Password


class Escrow(_Strict):
    """The body of ``PUT /v1/escrow``."""

    key: Key


class ChangePassword(_Strict):
    """The body of ``POST /v1/password``."""

    session: Bearer
    old: Password
    new: Annotated[str, StringConstraints(min_length=MIN_PASSWORD, max_length=MAX_PASSWORD)]


def server_time() -> str:
    """This instant as answers carry it."""
    return instant_text(datetime.now(UTC))
