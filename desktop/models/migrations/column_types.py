"""The column types that migrations name, frozen here so that no migration imports a model."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


def uuid() -> sa.types.TypeEngine[Any]:
    """A lower-case UUID with dashes; native in PostgreSQL."""
    return sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def instant() -> sa.types.TypeEngine[Any]:
    """A UTC instant in whole seconds; ISO text ending in Z in SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.String(20), "sqlite")


def json() -> sa.types.TypeEngine[Any]:
    """A JSON value; ``jsonb`` in PostgreSQL."""
    return sa.JSON(none_as_null=True).with_variant(
        postgresql.JSONB(none_as_null=True), "postgresql"
    )


def choice(*values: str, name: str) -> sa.types.TypeEngine[Any]:
    """Text that holds one of the values, with a CHECK that says so."""
    return sa.Enum(*values, native_enum=False, create_constraint=True, name=name, length=24)


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""How constraints are named, so that a later migration can name what it changes."""
