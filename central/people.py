"""Sites and people, as an administrator makes them at the store."""

from collections.abc import Sequence
from typing import Any

import psycopg

from central import counters, sessions
from central.devices import STORE_DEVICE
from central.key_slots import drop_slots
from central.own_ops import OwnChange, write_own
from central.passwords import checked, hashed
from central.values import clean_name
from desktop.models.base import new_id
from desktop.sync.protocol import ORG


class UnknownNameError(Exception):
    """There is no row of that name, or more than one; the message says which."""


def add_site(conn: psycopg.Connection, name: str, kind: str, reception: bool) -> str:
    """Adds a site; its id. Raises BadValueError for a name that cannot be read."""
    site_id = new_id()
    fields = {"name": clean_name(name), "type": kind, "reception": reception}
    with conn.transaction():
        write_own(conn, "administer", [OwnChange("site", site_id, fields)])
    return site_id


def list_sites(conn: psycopg.Connection) -> list[dict[str, Any]]:
    """All sites by name."""
    rows = conn.execute("SELECT id::text, name, type, reception FROM site ORDER BY name, id")
    names = ("id", "name", "type", "reception")
    return [dict(zip(names, row, strict=True)) for row in rows]


def site_named(conn: psycopg.Connection, name: str) -> str:
    """The id of the site with this name or id. Raises UnknownNameError."""
    rows = conn.execute(
        "SELECT id::text FROM site WHERE name = %s OR id::text = %s", (name, name)
    ).fetchall()
    return _only(rows, "site", name)


def device_named(conn: psycopg.Connection, name: str) -> str:
    """The id of the desk with this name or id. Raises UnknownNameError."""
    rows = conn.execute(
        "SELECT id::text FROM device WHERE (name = %s OR id::text = %s) AND id <> %s",
        (name, name, STORE_DEVICE),
    ).fetchall()
    return _only(rows, "device", name)


def add_user(
    conn: psycopg.Connection,
    name: str,
    role: str,
    sites: Sequence[str],
    password: str | None,
) -> str:
    """Adds a colleague who works at these sites (names or ids); the user's id. Without a password
    they can't sign in. Raises UnknownNameError, and ValueError for a name that cannot be read or a
    password that is too short."""
    user_id = new_id()
    user = {"name": clean_name(name), "role": role, "enabled": True}
    kept = None if password is None else hashed(checked(password))
    with conn.transaction():
        places = [site_named(conn, site) for site in sites]
        works_at = [
            OwnChange("user_site", new_id(), {"user_id": user_id, "site_id": site_id})
            for site_id in dict.fromkeys(places)
        ]
        write_own(conn, "administer", [OwnChange("user", user_id, user), *works_at])
        if kept is not None:
            conn.execute(
                "INSERT INTO credential (user_id, hash, changed_at)"
                " VALUES (%s, %s, date_trunc('second', now()))",
                (user_id, kept),
            )
    return user_id


def list_users(conn: psycopg.Connection) -> list[dict[str, Any]]:
    """All users by name, with the sites where they work."""
    rows = conn.execute(
        "SELECT u.id::text, u.name, u.role, u.enabled, array_remove(array_agg(s.name ORDER BY"
        ' s.name), NULL) FROM "user" AS u LEFT JOIN user_site AS us ON us.user_id = u.id'
        " LEFT JOIN site AS s ON s.id = us.site_id GROUP BY u.id ORDER BY u.name, u.id"
    )
    names = ("id", "name", "role", "enabled", "sites")
    return [dict(zip(names, row, strict=True)) for row in rows]


def user_named(conn: psycopg.Connection, name: str) -> str:
    """The id of the user with this name or id. Raises UnknownNameError."""
    rows = conn.execute(
        'SELECT id::text FROM "user" WHERE name = %s OR id::text = %s', (name, name)
    ).fetchall()
    return _only(rows, "user", name)


def disable_user(conn: psycopg.Connection, name: str) -> str:
    """The user with this name or id may do nothing from now on; the id. Raises
    UnknownNameError."""
    return _change_user(conn, name, {"enabled": False})


def enable_user(conn: psycopg.Connection, name: str) -> str:
    """The user may take part again; the id. Their password is what it was. Raises
    UnknownNameError."""
    return _change_user(conn, name, {"enabled": True})


def give_role(conn: psycopg.Connection, name: str, role: str) -> str:
    """The user has another role from now on; the id. Raises UnknownNameError."""
    return _change_user(conn, name, {"role": role})


def give_user_sites(conn: psycopg.Connection, name: str, sites: Sequence[str]) -> str:
    """The user works at these sites (names or ids) and at no others; the id. Raises
    UnknownNameError."""
    with conn.transaction():
        counters.lock(conn, [ORG])
        user_id = user_named(conn, name)
        wanted = {site_named(conn, site) for site in sites}
        rows = conn.execute(
            "SELECT id::text, site_id::text FROM user_site WHERE user_id = %s ORDER BY id",
            (user_id,),
        ).fetchall()
        held = {site_id for _, site_id in rows}
        changes = [
            *(
                OwnChange("user_site", row_id, {}, "delete")
                for row_id, s in rows
                if s not in wanted
            ),
            *(
                OwnChange("user_site", new_id(), {"user_id": user_id, "site_id": site_id})
                for site_id in sorted(wanted - held)
            ),
        ]
        if changes:
            write_own(conn, "administer", changes)
        drop_slots(conn, user_id)
    return user_id


def _change_user(conn: psycopg.Connection, name: str, fields: dict[str, Any]) -> str:
    with conn.transaction():
        counters.lock(conn, [ORG])
        user_id = user_named(conn, name)
        write_own(conn, "administer", [OwnChange("user", user_id, fields, "update")])
        drop_slots(conn, user_id)
        if fields.get("enabled") is False:
            sessions.end_all(conn, user_id)
    return user_id


def _only(rows: Sequence[tuple[Any, ...]], kind: str, name: str) -> str:
    if not rows:
        raise UnknownNameError(f'there is no {kind} "{name}"')
    if len(rows) > 1:
        raise UnknownNameError(f'there are {len(rows)} of the name "{name}"; give the id')
    found: str = rows[0][0]
    return found
