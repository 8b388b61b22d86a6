"""Takes entries of a desk's access log: once each, in order, and only what the chain proves.

A device numbers its entries from 1, and each holds the hash of the one before. What came before is
never touched: a repetition must be the very same, and a number is never skipped. What has gone, so
old it was, is known by where the chain begins now.
"""

import secrets
from collections.abc import Sequence
from typing import Any

import psycopg

from central.devices import STORE_DEVICE
from central.values import is_instant
from desktop.models.access_chain import MAX_RESIDENTS
from desktop.models.base import instant_text, now
from desktop.sync.access_wire import (
    FIRST_PREV,
    AccessEntry,
    AccessKind,
    entry_hash,
    typed_digest,
)
from desktop.sync.protocol import WireError

AFTER_REVOKED = 20_000
"""Entries that are taken of a device after it was revoked."""


def take_entries(conn: psycopg.Connection, device_id: str, entries: Sequence[AccessEntry]) -> int:
    """Adds what is new of a device's entries; the number of its last entry.

    Raises WireError: 422 ``invalid`` where the entries do not follow each other or a hash is not
    that of its entry, 409 ``access_gap`` with the number that is ``expected``, 409
    ``access_forked`` where the store has another entry of a number.
    """
    _check_chained(entries)
    with conn.transaction():
        lock_chain(conn, device_id)
        last, prev = last_of(conn, device_id)
        first = entries[0].number
        if first > last + 1:
            raise WireError(
                409, "access_gap", "entries are missing before these", expected=last + 1
            )
        _check_known(conn, device_id, [entry for entry in entries if entry.number <= last])
        new = [entry for entry in entries if entry.number > last]
        if not new:
            return last
        if new[0].prev != prev:
            raise _forked(new[0].number)
        _check_revoked(conn, device_id, len(new))
        _insert(conn, device_id, new)
        return new[-1].number


def write_own_entry(
    conn: psycopg.Connection,
    *,
    actor: str,
    what: str,
    kind: AccessKind,
    residents: Sequence[str] = (),
    criterion: str | None = None,
) -> None:
    """Logs that somebody read this store's log, or removed of it, in the chain of the store itself.
    Whoever asks from which PC, nobody reads it without a trace. Who looks at the very same again
    within ten minutes has looked once."""
    with conn.transaction():
        lock_chain(conn, STORE_DEVICE)
        last, prev = last_of(conn, STORE_DEVICE)
        salt = secrets.token_hex(16) if criterion else None
        told: dict[str, Any] = {
            "number": last + 1,
            "at": instant_text(now()),
            "actor": actor,
            "what": what,
            "kind": kind,
            "residents": list(residents)[:MAX_RESIDENTS],
            "site_id": None,
            "prev": prev,
        }
        if kind in ("read", "search") and _just_told(conn, told, criterion):
            return
        digest = typed_digest(salt, criterion, None) if salt else None
        whole = entry_hash(**told, typed_digest=digest)
        entry = AccessEntry(**told, criterion=criterion or None, salt=salt, hash=whole)
        _insert(conn, STORE_DEVICE, [entry])


def _just_told(conn: psycopg.Connection, told: dict[str, Any], criterion: str | None) -> bool:
    found = conn.execute(
        "SELECT 1 FROM access_log AS l WHERE device_id = %s AND actor = %s AND what = %s"
        " AND kind = %s AND at > now() - interval '10 minutes'"
        " AND criterion IS NOT DISTINCT FROM %s AND ARRAY(SELECT p.resident_id::text"
        " FROM access_person AS p WHERE p.device_id = l.device_id AND p.number = l.number"
        " ORDER BY p.place) = %s::text[] LIMIT 1",
        (
            STORE_DEVICE,
            told["actor"],
            told["what"],
            told["kind"],
            criterion or None,
            told["residents"],
        ),
    ).fetchone()
    return found is not None


def last_of(conn: psycopg.Connection, device_id: str) -> tuple[int, str]:
    """Number and hash of a device's last entry, also where it has gone; 0 and ``FIRST_PREV`` before
    the first."""
    found = conn.execute(
        "SELECT number, hash FROM access_log WHERE device_id = %s ORDER BY number DESC LIMIT 1",
        (device_id,),
    ).fetchone()
    return beginning_of(conn, device_id) if found is None else (int(found[0]), str(found[1]))


def beginning_of(conn: psycopg.Connection, device_id: str) -> tuple[int, str]:
    """Number and hash of the entry after which a device's chain begins: the last that was so old
    that it went; 0 and ``FIRST_PREV`` while none has gone."""
    found = conn.execute(
        "SELECT number, hash FROM access_beginning WHERE device_id = %s", (device_id,)
    ).fetchone()
    return (0, FIRST_PREV) if found is None else (int(found[0]), str(found[1]))


def lock_chain(conn: psycopg.Connection, device_id: str) -> None:
    """Nobody else adds to a device's chain, or takes from it, until the transaction ends."""
    conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('access ' || %s, 0))", (device_id,))


def _check_chained(entries: Sequence[AccessEntry]) -> None:
    for place, entry in enumerate(entries):
        if not is_instant(entry.at):
            raise _invalid(place, "at", "this moment does not exist")
        if len(set(entry.residents)) != len(entry.residents):
            raise _invalid(place, "residents", "a resident is named twice")
        try:
            reckoned = entry.reckoned_hash()
        except (TypeError, ValueError):  # half of a surrogate pair is no text
            raise _invalid(place, "criterion", "this is no text") from None
        if reckoned != entry.hash:
            raise _invalid(place, "hash", "this is not the hash of the entry")
        if place and entry.number != entries[place - 1].number + 1:
            raise _invalid(place, "number", "entries must follow each other")
        if place and entry.prev != entries[place - 1].hash:
            raise _invalid(place, "prev", "this is not the hash of the entry before")
        if entry.number == 1 and entry.prev != FIRST_PREV:
            raise _invalid(place, "prev", "nothing comes before the first entry")


def _check_known(conn: psycopg.Connection, device_id: str, repeated: Sequence[AccessEntry]) -> None:
    if not repeated:
        return
    rows = conn.execute(
        "SELECT number, hash FROM access_log WHERE device_id = %s AND number BETWEEN %s AND %s",
        (device_id, repeated[0].number, repeated[-1].number),
    )
    gone, hash_of_gone = beginning_of(conn, device_id)
    kept = {int(number): str(found) for number, found in rows} | {gone: hash_of_gone}
    for entry in repeated:
        if entry.number >= gone and kept.get(entry.number) != entry.hash:
            raise _forked(entry.number)


def _check_revoked(conn: psycopg.Connection, device_id: str, more: int) -> None:
    """A device that was shut out tells what was read there, but not without end."""
    found = conn.execute(
        "SELECT count(*) FROM access_log AS l JOIN device AS d ON d.id = l.device_id"
        " WHERE d.id = %s AND d.revoked_at IS NOT NULL AND l.received_at >= d.revoked_at",
        (device_id,),
    ).fetchone()
    if found is not None and found[0] + more > AFTER_REVOKED:
        raise WireError(403, "device_revoked", "this device was revoked")


def _without_forgotten(
    conn: psycopg.Connection, entries: Sequence[AccessEntry]
) -> list[AccessEntry]:
    """The entries without what was typed about somebody who was anonymised meanwhile: a desk may
    send what it wrote down before it heard of that."""
    named = list({resident for entry in entries for resident in entry.residents})
    rows = conn.execute(
        "SELECT resident_id::text FROM anonymisation WHERE resident_id = ANY(%s::uuid[])", (named,)
    )
    forgotten = {row[0] for row in rows}
    nothing = {"criterion": None, "reason": None, "salt": None}
    return [
        entry.model_copy(update=nothing | {"typed_digest": entry.digest()})
        if forgotten & set(entry.residents)
        else entry
        for entry in entries
    ]


def _insert(conn: psycopg.Connection, device_id: str, entries: Sequence[AccessEntry]) -> None:
    entries = _without_forgotten(conn, entries)
    with conn.cursor() as cursor:
        with cursor.copy(
            "COPY access_log (device_id, number, at, actor, what, kind, typed_digest,"
            " criterion, reason, salt, site_id, prev, hash, received_at) FROM STDIN"
        ) as copy:
            received = now()
            for e in entries:
                copy.write_row(
                    (
                        *(device_id, e.number, e.at, e.actor, e.what, e.kind, e.digest()),
                        *(e.criterion, e.reason, e.salt, e.site_id, e.prev, e.hash, received),
                    )
                )
        with cursor.copy(
            "COPY access_person (device_id, number, place, resident_id) FROM STDIN"
        ) as copy:
            for e in entries:
                for place, resident in enumerate(e.residents):
                    copy.write_row((device_id, e.number, place, resident))


def _forked(number: int) -> WireError:
    return WireError(409, "access_forked", "the store has another entry", number=number)


def _invalid(place: int, field: str, message: str) -> WireError:
    return WireError(422, "invalid", message, field=f"entries.{place}.{field}")
