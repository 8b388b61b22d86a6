"""The access log in a desk's database: written by the services, sent by the engine.

Entries hang together in one chain for each name (device id) that the desk has had. When the store
gives it a new one, a new chain begins with what was not sent under the old.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from desktop.models.access_chain import (
    FIRST_PREV,
    MAX_CRITERION,
    MAX_REASON,
    MAX_RESIDENTS,
    AccessKind,
    entry_hash,
    typed_digest,
)
from desktop.models.base import instant_text
from desktop.models.local import access_entry

_ENTRY = access_entry.c


@dataclass(frozen=True)
class Access:
    """Something somebody saw or did. ``criterion`` is what was searched for, or which list it
    was; ``reason`` what a person gave where one is asked for."""

    at: datetime
    actor: str
    what: str
    kind: AccessKind
    residents: tuple[str, ...] = ()
    criterion: str | None = None
    reason: str | None = None
    site_id: str | None = None


def append(connection: sa.Connection, device_id: str, accesses: Iterable[Access]) -> None:
    """Adds to the end of the chain, in the caller's write transaction."""
    last = connection.execute(
        sa.select(_ENTRY.number, _ENTRY.hash)
        .where(_ENTRY.device_id == device_id)
        .order_by(_ENTRY.number.desc())
        .limit(1)
    ).first()
    number, prev = (last.number, last.hash) if last else (0, FIRST_PREV)
    rows = []
    for access in accesses:
        for residents in _parts(access.residents):
            number += 1
            row = _row(access, residents) | {"device_id": device_id, "number": number, "prev": prev}
            prev = row["hash"] = hash_of(row)
            rows.append(row)
    if rows:
        connection.execute(access_entry.insert(), rows)


def hash_of(row: dict[str, Any]) -> str:
    """What the hash of a stored entry must be."""
    return entry_hash(
        number=row["number"],
        at=instant_text(row["at"]),
        actor=row["actor"],
        what=row["what"],
        kind=row["kind"],
        residents=row["residents"],
        typed_digest=row["typed_digest"],
        site_id=row["site_id"],
        prev=row["prev"],
    )


def unsent(connection: sa.Connection, device_id: str, most: int) -> list[dict[str, Any]]:
    """The entries that wait to be sent, in order."""
    return _rows(connection, device_id, most, _ENTRY.settled_at.is_(None))


def settle(connection: sa.Connection, device_id: str, to: int, at: datetime) -> None:
    """The store has got the entries up to this number."""
    connection.execute(
        access_entry.update()
        .where(_ENTRY.device_id == device_id, _ENTRY.number <= to, _ENTRY.settled_at.is_(None))
        .values(settled_at=at)
    )


def wait_again(connection: sa.Connection, device_id: str, first: int) -> bool:
    """The store lacks the entries from this number on; False when not all are kept here."""
    kept = connection.scalar(
        sa.select(sa.exists().where(_ENTRY.device_id == device_id, _ENTRY.number == first))
    )
    if not kept:
        return False
    connection.execute(
        access_entry.update()
        .where(_ENTRY.device_id == device_id, _ENTRY.number >= first)
        .values(settled_at=None)
    )
    return True


def carry_over(
    connection: sa.Connection, old: str, new: str, at: datetime, *, all_kept: bool = False
) -> None:
    """Begins the chain of a new name with what waited under the old one; with ``all_kept`` also
    with what was sent, where the store may have lost it."""
    if old == new:
        return
    which = [] if all_kept else [_ENTRY.settled_at.is_(None)]
    rows = _rows(connection, old, 0, *which)
    prev = FIRST_PREV
    carried = []
    for number, row in enumerate(rows, start=1):
        again = {name: value for name, value in row.items() if name != "id"}
        again |= {"device_id": new, "number": number, "prev": prev, "settled_at": None}
        prev = again["hash"] = hash_of(again)
        carried.append(again)
    settle(connection, old, 2**62, at)
    if carried:
        connection.execute(access_entry.insert(), carried)


def prune(connection: sa.Connection, before: datetime) -> int:
    """Forgets entries that were settled before an instant; how many. The last of a chain stays,
    for the next hangs on it."""
    last = sa.select(sa.func.max(_ENTRY.id)).group_by(_ENTRY.device_id)
    return connection.execute(
        access_entry.delete().where(_ENTRY.settled_at < before, _ENTRY.id.not_in(last))
    ).rowcount


def _rows(
    connection: sa.Connection, device_id: str, most: int, *where: sa.ColumnElement[bool]
) -> list[dict[str, Any]]:
    query = (
        sa.select(access_entry)
        .where(_ENTRY.device_id == device_id, *where)
        .order_by(_ENTRY.number)
        .limit(most or None)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _row(access: Access, residents: Sequence[str]) -> dict[str, Any]:
    criterion = plain(access.criterion, MAX_CRITERION)
    reason = plain(access.reason, MAX_REASON)
    salt = secrets.token_hex(16) if criterion or reason else None
    return {
        "at": access.at,
        "actor": access.actor,
        "what": access.what,
        "kind": access.kind,
        "residents": list(residents),
        "criterion": criterion,
        "salt": salt,
        "typed_digest": typed_digest(salt, criterion, reason) if salt else None,
        "reason": reason,
        "site_id": access.site_id,
    }


def _parts(residents: Sequence[str]) -> Iterable[Sequence[str]]:
    """Very many residents take several entries."""
    return (
        residents[start : start + MAX_RESIDENTS]
        for start in range(0, max(1, len(residents)), MAX_RESIDENTS)
    )


def plain(text: str | None, most: int) -> str | None:
    """A text as it can be kept and hashed anywhere: no NUL, no half characters, not too long; None
    where nothing is left."""
    whole = (text or "").encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return whole[:most] or None
