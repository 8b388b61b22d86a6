"""Restricted incidents of a person, which the store can read only with the confidential key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from central.master_key import MasterKeyError
from central.store import Store
from central.traces import Traces
from central.working_set import stored_rows
from desktop.models.sealing import SealError, TooLongError, seal, unseal

TABLE = "restricted_incident"
SEALED = "sealed"


@dataclass
class SealedIncidents:
    """``changed``: what is to be sealed instead, by id; ``unread``: those that could not be opened,
    of which nobody knows here whether they name the person."""

    changed: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def confidential_key(store: Store, conn: psycopg.Connection) -> bytes | None:
    """The confidential key of the housing, None where the store's master key is missing."""
    try:
        with conn.transaction():
            return store.master_key.confidential(conn)
    except MasterKeyError:
        return None


def scrub_incidents(conn: psycopg.Connection, traces: Traces, key: bytes | None) -> SealedIncidents:
    """Takes the person's names out of restricted incidents of the sites where they were."""
    found = SealedIncidents()
    sites = [scope.removeprefix("site:") for scope in traces.scopes]
    rows = stored_rows(conn, TABLE, sql.SQL("t.site_id = ANY(%s::uuid[])"), sites)
    for row in rows:
        content = opened(key, TABLE, row)
        if key is None or content is None:
            found.unread.append(row["id"])
            continue
        clean = traces.traits.scrubbed_json(content)
        if clean != content:
            try:
                found.changed[row["id"]] = seal(key, clean, TABLE, row["id"], SEALED)
            except TooLongError:
                found.unread.append(row["id"])
    return found


def concerning(conn: psycopg.Connection, traces: Traces, key: bytes | None) -> list[dict[str, Any]]:
    """The restricted incidents in which the person has a part, opened, for their archive."""
    sites = [scope.removeprefix("site:") for scope in traces.scopes]
    found = []
    for row in stored_rows(conn, TABLE, sql.SQL("t.site_id = ANY(%s::uuid[])"), sites):
        content = opened(key, TABLE, row)
        if content is not None and names(content, traces.id):
            found.append({**row, SEALED: content})
    return found


def names(content: Mapping[str, Any], resident_id: str) -> bool:
    """Whether what is sealed names a resident by their id."""
    parts: Iterable[Any] = (*(content.get("people") or ()), *(content.get("steps") or ()))
    return any(
        isinstance(part, dict) and resident_id in (part.get("id"), part.get("resident_id"))
        for part in parts
    )


def opened(key: bytes | None, table: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is sealed in a row, None where it does not open."""
    if key is None:
        return None
    try:
        return unseal(key, row[SEALED], table, row["id"], SEALED)
    except SealError:
        return None
