"""What every table of the schema shares: ids, column types, and the rule by which it is synced.

The same classes make the encrypted desk database (SQLCipher) and the central store (PostgreSQL).
Three column types keep both honest: an id is a lower-case UUID with dashes, an instant is a whole
second in UTC, and JSON is text at the desk and ``jsonb`` at the store.
"""

import os
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

ID_BITS = 78
"""Random bits of an id."""


def new_id() -> str:
    """A fresh id; see ``id_of``."""
    return id_of(time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10), "big"))


def id_of(stamp: int, rand: int) -> str:
    """The id for a time in milliseconds and ``ID_BITS`` random bits: a UUID of version 8
    (RFC 9562, 5.8), the first hex digit random, the next 11 the time, the rest random.

    So rows spread evenly over the buckets of a digest, and a B-tree still grows in no more than 16
    places. The order of ids means nothing.
    """
    value = (rand >> 74 & 0xF) << 124 | (stamp & (1 << 44) - 1) << 80
    value |= 0x8 << 76 | (rand >> 62 & 0xFFF) << 64 | 0b10 << 62 | rand & (1 << 62) - 1
    return str(uuid.UUID(int=value))


def now() -> datetime:
    """This instant in UTC, in whole seconds as on the wire."""
    return datetime.now(UTC).replace(microsecond=0)


def instant_text(value: datetime) -> str:
    """An aware datetime as it stands on the wire and in SQLite: ``2026-03-02T07:15:00Z``."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_from(text: str) -> datetime:
    """The aware datetime that ``instant_text`` wrote. Raises ValueError on anything else."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


class Id(sa.types.TypeDecorator[str]):
    """A UUID as lower-case text with dashes; native ``uuid`` in PostgreSQL."""

    impl = sa.String(36)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=False))
        return dialect.type_descriptor(sa.String(36))


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime in whole seconds; ISO text ending in Z in SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(20))
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return instant_text(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None or dialect.name != "sqlite":
            return value.astimezone(UTC) if isinstance(value, datetime) else None
        return instant_from(value)


class Json(sa.types.TypeDecorator[Any]):
    """A JSON value; text in SQLite, ``jsonb`` in PostgreSQL. None is SQL NULL."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.JSONB(none_as_null=True))
        return dialect.type_descriptor(sa.JSON(none_as_null=True))


def choice(values: type[StrEnum], name: str) -> Any:
    """A text column that holds one of an enumeration's values, checked by the database too."""
    return sa.Enum(
        values,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=24,
        values_callable=lambda kind: [member.value for member in kind],
    )


@dataclass(frozen=True)
class SyncRule:
    """How a table takes part in sync (SYNC.md, "Words").

    ``groups`` maps a field to the name of the group it conflicts in; a field not named is its own
    group. ``set_once`` names the fields of an ``append`` table that may be filled in later, once.
    ``protective`` names fields whose more protective value shows until a conflict is decided.
    """

    scope: Literal["org", "site"]
    policy: Literal["fields", "append", "exclusive"] = "fields"
    groups: Mapping[str, str] = field(default_factory=dict)
    set_once: frozenset[str] = frozenset()
    protective: frozenset[str] = frozenset()


class Synced(SQLModel):
    """A row that desks and the store agree on.

    No synced table has a unique constraint besides its id: a row must never be refused because
    of what a desk that was out of reach has written meanwhile. Numbers are unique by how they are
    issued; beds by the rule for stays.

    ``row_seq`` is this copy's bookkeeping: the seq of the last accepted change it has seen, null
    for a row that the store has not answered yet. It is never sent.
    """

    sync: ClassVar[SyncRule]

    id: str = Field(default_factory=new_id, primary_key=True, sa_type=Id)
    row_seq: int | None = Field(default=None, sa_type=sa.BigInteger)


class SiteRow(Synced):
    """A row that belongs to a site, and is held by the desks of that site."""

    site_id: str = Field(foreign_key="site.id", index=True, sa_type=Id)
