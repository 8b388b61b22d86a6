"""Who is due at the store, legal holds, and by which words a person is named there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
import psycopg

from central.own_ops import OwnChange, write_own
from central.people import UnknownNameError
from desktop.models.retention import LIVES, Due, Rule, all_due, life_of, rules
from desktop.sync.protocol import site_scope


def rules_of(conn: psycopg.Connection) -> dict[str, Rule]:
    """The rules as the store's settings have them."""
    found = conn.execute("SELECT name, value::text FROM setting WHERE value IS NOT NULL")
    return rules({name: orjson.loads(value) for name, value in found})


def due_at(conn: psycopg.Connection, today: date) -> list[Due]:
    """Everybody whose file may go today, at all sites."""
    lives = (life_of(row) for row in conn.execute(LIVES).fetchall())
    return all_due(lives, rules_of(conn), today)


def resident_named(conn: psycopg.Connection, name: str) -> dict[str, Any]:
    """Id, number and site of the resident with this number or id. Raises UnknownNameError."""
    rows = conn.execute(
        "SELECT id::text, number, site_id::text FROM resident WHERE number = %s OR id::text = %s",
        (name, name),
    ).fetchall()
    if len(rows) != 1:
        told = "there is no resident" if not rows else f"there are {len(rows)} residents"
        raise UnknownNameError(f'{told} with the number or id "{name}"')
    return dict(zip(("id", "number", "site_id"), rows[0], strict=True))


def hold(
    conn: psycopg.Connection, resident: Mapping[str, Any], reason: str, until: date | None
) -> None:
    """Keeps a file from being anonymised, for a reason, through the day ``until`` or without an
    end. Raises OwnOpRefusedError."""
    told = None if until is None else until.isoformat()
    _write(conn, resident, {"hold_reason": reason, "hold_until": told})


def release(conn: psycopg.Connection, resident: Mapping[str, Any]) -> None:
    """Ends a hold."""
    _write(conn, resident, {"hold_reason": None, "hold_until": None})


def _write(conn: psycopg.Connection, resident: Mapping[str, Any], fields: dict[str, Any]) -> None:
    scope = site_scope(resident["site_id"])
    with conn.transaction():
        change = OwnChange("resident", resident["id"], fields, "update", scope)
        write_own(conn, "hold_file", [change])
