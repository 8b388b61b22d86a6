"""Makes a fresh database a store: its tables, its epoch, the built-in user, the kit types."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import psycopg
import sqlalchemy as sa

from central.desk_sites import tell_sites
from central.devices import STORE_DEVICE, add_device, new_token
from central.digests import renew_digests
from central.own_ops import OwnChange, write_own
from desktop.models import SCHEMA_VERSION
from desktop.models.migrate import migrate
from desktop.models.sites import BUILT_IN_USER
from desktop.sync.protocol import ORG

KIT_TYPES = Path(__file__).parent.parent / "resources" / "kit_types.json"
LOCK = 0x416E6B6F6D7374
"""Held while a process migrates and sets up, so that two that start at once take turns."""


def sqlalchemy_url(url: str) -> str:
    """The address of the database as SQLAlchemy wants it, with psycopg as the driver."""
    scheme, separator, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg{separator}{rest}"
    return url


def migrate_database(url: str) -> None:
    """Brings the database to this version's schema. Raises NewerSchemaError for a newer one."""
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        migrate(connection)
    engine.dispose()


def set_up(conn: psycopg.Connection) -> None:
    """Writes what every store begins with, once; a store that an older version left gets the
    digests of this one, and its desks the rows that name their sites."""
    with conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        if conn.execute("SELECT 1 FROM store_state").fetchone() is not None:
            renew_digests(conn)
            tell_sites(conn)
            return
        conn.execute("INSERT INTO scope_counter (scope, seq) VALUES (%s, 0)", (ORG,))
        add_device(conn, STORE_DEVICE, "Ankomst", new_token(), [])
        user = {"name": "Ankomst", "role": "admin", "enabled": True}
        write_own(conn, "set_up", [OwnChange("user", BUILT_IN_USER, user)])
        write_own(conn, "set_up", [_kit_type(kind) for kind in standard_kit_types()])
        conn.execute(
            "INSERT INTO store_state (id, epoch, begun_at, digest_schema)"
            " VALUES (1, %s, date_trunc('second', now()), %s)",
            (str(uuid4()), SCHEMA_VERSION),
        )


def standard_kit_types() -> list[dict[str, Any]]:
    """The kits that Ankomst comes with."""
    kinds: list[dict[str, Any]] = orjson.loads(KIT_TYPES.read_bytes())
    return kinds


def _kit_type(kind: dict[str, Any]) -> OwnChange:
    fields = {f"name_{language}": text for language, text in kind["name"].items()}
    fields |= {name: kind[name] for name in ("audience", "display_order", "items")}
    return OwnChange("kit_type", kind["id"], fields)
