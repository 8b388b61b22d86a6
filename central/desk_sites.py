"""The sites that a desk holds, as org rows: so it learns that it was given another.

What a desk may read stands with the device (``scopes``); the rows of ``desk_site`` say the same to
all desks, in the same transaction. A row's id follows from desk and site, and from how often the
desk has lost the site before: what was deleted never returns.
"""

from collections.abc import Sequence
from uuid import UUID, uuid5

import psycopg

from central import counters
from central.devices import STORE_DEVICE, device_revoked
from central.own_ops import OwnChange, write_own
from desktop.sync.protocol import ORG, site_scope


def site_rows(conn: psycopg.Connection, device_id: str, scopes: Sequence[str]) -> list[OwnChange]:
    """What is to be written so that the rows of a desk say what its scopes are."""
    wanted = _existing(conn, scopes)
    rows = conn.execute(
        "SELECT id::text, site_id::text FROM desk_site WHERE desk_id = %s ORDER BY id", (device_id,)
    ).fetchall()
    held = {site_id for _, site_id in rows}
    fresh = [site_id for site_id in wanted if site_id not in held]
    return [
        *(OwnChange("desk_site", row_id, {}, "delete") for row_id, s in rows if s not in wanted),
        *(
            OwnChange(
                "desk_site",
                _free_id(conn, device_id, site_id),
                {"desk_id": device_id, "site_id": site_id},
            )
            for site_id in fresh
        ),
    ]


def give_sites(conn: psycopg.Connection, device_id: str, sites: Sequence[str]) -> list[str]:
    """A desk holds these sites from now on, and no others; its scopes. Those that it held before
    stay in their order, the others follow. Raises WireError ``device_revoked``."""
    with conn.transaction():
        counters.lock(conn, [ORG])
        found = conn.execute(
            "SELECT scopes FROM device WHERE id = %s AND revoked_at IS NULL FOR UPDATE",
            (device_id,),
        ).fetchone()
        if found is None:
            raise device_revoked()
        wanted = [site_scope(site_id) for site_id in sites]
        scopes = [scope for scope in found[0] if scope == ORG or scope in wanted]
        scopes += [scope for scope in dict.fromkeys(wanted) if scope not in scopes]
        conn.execute("UPDATE device SET scopes = %s WHERE id = %s", (scopes, device_id))
        changes = site_rows(conn, device_id, scopes)
        if changes:
            write_own(conn, "administer", changes)
        conn.execute("SELECT pg_notify('ankomst', '*')")  # pulls of a scope that it lost end now
    return scopes


def tell_sites(conn: psycopg.Connection) -> None:
    """Desks that an older version took in get their rows, in the caller's transaction."""
    rows = conn.execute(
        "SELECT d.id::text, d.scopes FROM device AS d JOIN desk AS k ON k.id = d.id"
        " WHERE d.id <> %s AND d.revoked_at IS NULL AND cardinality(d.scopes) > 1"
        " AND NOT EXISTS (SELECT 1 FROM desk_site AS s WHERE s.desk_id = d.id) ORDER BY d.id",
        (STORE_DEVICE,),
    ).fetchall()
    if not rows:
        return
    counters.lock(conn, [ORG])
    changes = [
        change for device_id, scopes in rows for change in site_rows(conn, device_id, scopes)
    ]
    if changes:
        write_own(conn, "administer", changes)


def _existing(conn: psycopg.Connection, scopes: Sequence[str]) -> list[str]:
    start = site_scope("")
    wanted = [scope.removeprefix(start) for scope in scopes if scope.startswith(start)]
    rows = conn.execute("SELECT id::text FROM site WHERE id = ANY(%s::uuid[])", (wanted,))
    there = {site_id for (site_id,) in rows}
    return [site_id for site_id in wanted if site_id in there]


def _free_id(conn: psycopg.Connection, device_id: str, site_id: str) -> str:
    """The first id for this desk and site that no deleted row had."""
    number = 0
    while True:
        name = f"{site_id}|{number}" if number else site_id
        row_id = str(uuid5(UUID(device_id), name))
        gone = conn.execute(
            "SELECT 1 FROM tombstone WHERE \"table\" = 'desk_site' AND row_id = %s", (row_id,)
        ).fetchone()
        if gone is None:
            return row_id
        number += 1
