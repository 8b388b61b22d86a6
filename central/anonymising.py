"""Forgets a person: their row, what was typed about them, and all that the store remembers of it.

One transaction under the counters of every scope where the person has been. Desks hear of it as
of any op: puts and deletes with one seq, and in scopes that the person has left a ``remove`` that
says ``anonymised_on``, so that a desk there takes them out of its own books too. What was merged
into the person's record goes before it, each record in a transaction of its own.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson
import psycopg
from psycopg import sql

from central import counters, writing
from central.departures import NotLockedError
from central.devices import STORE_DEVICE
from central.history import scrub_history
from central.merge import Receipt, digest_of, lock_device, with_all_locks, write_receipts
from central.op_in_hand import Entry, OpInHand, Outcome
from central.records import head_of, person_of
from central.sealed_incidents import SEALED, TABLE, scrub_incidents
from central.traces import RESIDENT, Traces, find_traces
from central.versions import Version, Versions
from central.working_set import Row, WorkingSet, scope_of, stored_rows
from desktop.models.anonymity import (
    ANONYMISED_ON,
    CLEARED,
    DELETED,
    TEXTS,
    forgotten,
    is_anonymised,
    typed_in,
)
from desktop.models.base import new_id
from desktop.models.sites import BUILT_IN_USER
from desktop.sync.protocol import Change, Op, server_time, tables

ACTION = "anonymise"
_SEEN_ALL = 2**62
"""The base of a change that is made under the lock: nothing is newer."""


class CannotAnonymiseError(ValueError):
    """The person may not be anonymised; the message says why. Nothing was changed."""


@dataclass(frozen=True)
class Authority:
    """By whom, and on which archive: the SHA-256 of its manifest, or why there is none."""

    by: str
    archive: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Anonymised:
    """What was done. ``remaining`` tells what may still name the person and can't be read here."""

    resident_id: str
    op_id: str
    rows: int
    lines: int
    remaining: Sequence[str]


def anonymise(
    conn: psycopg.Connection,
    resident_id: str,
    authority: Authority,
    *,
    today: date,
    key: bytes | None = None,
) -> Anonymised:
    """Forgets a resident with all records that were merged into theirs. Raises
    CannotAnonymiseError before anything is changed.

    ``key`` is the confidential key, where the store has it.
    """
    head = head_of(conn, resident_id)
    if head != resident_id:
        raise CannotAnonymiseError(f"they were merged into another record: {head}")
    _, *gone = person_of(conn, resident_id)
    _require_free(find_traces(conn, resident_id), today)
    merged = [one for one in gone if _is_to_go(find_traces(conn, one), today)]
    parts = [_forget(conn, one, authority, today, key, merged=True) for one in merged]
    done = _forget(conn, resident_id, authority, today, key, merged=False)
    left = [line for part in (*parts, done) for line in part.remaining]
    return replace(
        done,
        rows=sum(part.rows for part in (*parts, done)),
        lines=sum(part.lines for part in (*parts, done)),
        remaining=list(dict.fromkeys(left)),
    )


def _is_to_go(traces: Traces | None, today: date) -> bool:
    """Whether a merged record still knows anybody. Raises CannotAnonymiseError if it is held."""
    if traces is None or is_anonymised(traces.resident):
        return False
    _require_free(traces, today, merged=True)
    return True


def _forget(
    conn: psycopg.Connection,
    resident_id: str,
    authority: Authority,
    today: date,
    key: bytes | None,
    *,
    merged: bool,
) -> Anonymised:
    def attempt(besides: frozenset[str]) -> Anonymised:
        before = find_traces(conn, resident_id)
        _require_free(before, today, merged=merged)
        assert before is not None
        standing = counters.lock(conn, before.scopes | besides)
        last, _ = lock_device(conn, STORE_DEVICE)
        traces = find_traces(conn, resident_id)
        _require_free(traces, today, merged=merged)
        assert traces is not None
        if traces.scopes - standing.keys():
            raise NotLockedError(traces.scopes)
        work = _Work(conn, traces, standing, key, today)
        return work.run(last + 1, authority)

    return with_all_locks(conn, attempt)


def _require_free(traces: Traces | None, today: date, *, merged: bool = False) -> None:
    if traces is None:
        raise CannotAnonymiseError("there is no such resident")
    row = traces.resident
    if is_anonymised(row):
        raise CannotAnonymiseError(f"that was done on {row[ANONYMISED_ON]}")
    if row["hold_reason"] and (row["hold_until"] is None or row["hold_until"] >= str(today)):
        until = "without an end" if row["hold_until"] is None else f"until {row['hold_until']}"
        raise CannotAnonymiseError(f"the file is on hold {until}: {row['hold_reason']}")
    if not merged and row["status"] not in ("moved_out", "no_show", "cancelled", "expected"):
        raise CannotAnonymiseError("they live here: their status is " + row["status"])


class _Work:
    """The op, while its counters and the store's own device are locked."""

    def __init__(
        self,
        conn: psycopg.Connection,
        traces: Traces,
        standing: dict[str, int],
        key: bytes | None,
        today: date,
    ) -> None:
        self._conn = conn
        self._traces = traces
        self._standing = standing
        self._key = key
        self._today = str(today)
        self._working = WorkingSet()
        self._versions = Versions(self._working)
        self._seq = max(standing[scope] for scope in traces.scopes) + 1

    def run(self, device_seq: int, authority: Authority) -> Anonymised:
        """Writes all of it."""
        final = forgotten(self._traces.resident, self._fresh_number(), self._today)
        sealed = scrub_incidents(self._conn, self._traces, self._key)
        hand = OpInHand(self._op(device_seq), STORE_DEVICE, self._seq)
        for table in tables():
            if table != "conflict":
                self._load(table, sealed.changed)
        self._load("conflict", {})
        self._delete_rows(hand)
        self._change(hand, RESIDENT, self._traces.id, final)
        for row_id, text in sealed.changed.items():
            self._change(hand, TABLE, row_id, {SEALED: text})
        self._scrub_texts(hand)
        for scope in sorted(self._traces.left):
            told = {ANONYMISED_ON: self._today}
            hand.removed.append(Entry(RESIDENT, self._traces.id, scope, "remove", told))
        self._write(hand)
        lines = scrub_history(self._conn, self._traces, final, sealed.changed, self._seq)
        remaining = [f"{TABLE} {row_id}" for row_id in sealed.unread]
        self._book(hand, authority, remaining)
        return Anonymised(self._traces.id, hand.op.op_id, len(hand.entries), lines, remaining)

    def _op(self, device_seq: int) -> Op:
        change = Change(
            table=RESIDENT,
            id=self._traces.id,
            scope=scope_of(tables()[RESIDENT], self._traces.resident),
            kind="update",
            base=_SEEN_ALL,
        )
        return Op(
            op_id=new_id(),
            device_seq=device_seq,
            action=ACTION,
            actor=BUILT_IN_USER,
            at=server_time(),
            changes=[change],
        )

    def _fresh_number(self) -> str:
        while True:
            digits = f"{secrets.randbelow(10**8):08d}"
            number = f"A-{digits[:4]}-{digits[4:]}"
            taken = stored_rows(self._conn, RESIDENT, sql.SQL("t.number = %s"), number)
            if not taken:
                return number

    def _load(self, table: str, sealed: Mapping[str, str]) -> None:
        ids = self._traces.ids.get(table, set()) | (set(sealed) if table == TABLE else set())
        self._working.load_rows(self._conn, table, ids)
        places = {self._working.place(table, row_id) for row_id in ids} - {None}
        missing = {place for place in places if place} - self._standing.keys()
        if missing:
            raise NotLockedError(missing)

    def _rows(self, table: str) -> list[Row]:
        ids = sorted(self._traces.ids.get(table, ()))
        rows = (self._working.row(table, row_id) for row_id in ids)
        return [row for row in rows if row is not None]

    def _delete_rows(self, hand: OpInHand) -> None:
        """What goes with the person, and conflicts about them or about what is deleted."""
        gone = {self._traces.id}
        for table in DELETED:
            for row in self._rows(table):
                gone.add(row["id"])
                self._delete(hand, table, row)
        for row in self._rows("conflict"):
            if row["row_id"] in gone:
                self._delete(hand, "conflict", row)

    def _scrub_texts(self, hand: OpInHand) -> None:
        traits = self._traces.traits
        for table in (*TEXTS, *CLEARED):
            names = TEXTS.get(table, ())
            lengths = {name: tables()[table].fields[name].max_length for name in names}
            for row in self._rows(table):
                clean = {
                    name: traits.scrubbed(row[name], lengths[name])
                    for name in names
                    if row[name] is not None
                }
                if table == "household" and self._is_last_of(row["id"]):
                    clean = {}
                if tables()[table].policy == "append":
                    self._change(hand, table, row["id"], clean)
                else:  # told to every desk, so that a text of before is known by its base
                    self._write_row(hand, table, row, {**dict.fromkeys(typed_in(table)), **clean})
        for row in self._rows("conflict"):
            clean = {
                name: traits.scrubbed_json(row[name])
                for name in ("current", "candidates", "decided_value")
            }
            self._change(hand, "conflict", row["id"], clean)

    def _is_last_of(self, household_id: str) -> bool:
        """Whether nobody else of a household is known by name any more."""
        where = sql.SQL("t.household_id = %s::uuid AND t.id <> %s::uuid AND anonymised_on IS NULL")
        return not stored_rows(self._conn, RESIDENT, where, household_id, self._traces.id)

    def _change(self, hand: OpInHand, table: str, row_id: str, fields: dict[str, Any]) -> None:
        row = self._working.row(table, row_id)
        assert row is not None
        new = {name: value for name, value in fields.items() if row[name] != value}
        if new:
            self._write_row(hand, table, row, new)

    def _write_row(self, hand: OpInHand, table: str, row: Row, fields: dict[str, Any]) -> None:
        known = tables()[table]
        groups = {known.fields[name].group for name in fields}
        self._versions.updated(table, row, groups, Version(self._seq, STORE_DEVICE))
        after = self._working.update(table, row, fields, self._seq)
        hand.put(table, row["id"], scope_of(known, after), fields)

    def _delete(self, hand: OpInHand, table: str, row: Row) -> None:
        scope = scope_of(tables()[table], row)
        self._working.delete(table, row, scope, self._seq)
        hand.delete(table, row["id"], scope)

    def _write(self, hand: OpInHand) -> None:
        received_at = server_time()
        scopes = sorted({entry.scope for entry in hand.told()})
        lines = [writing.log_line(scope, hand, received_at) for scope in scopes]
        writing.write(self._conn, self._working, self._versions.changed, lines)
        counters.advance(self._conn, dict.fromkeys(scopes, self._seq))

    def _book(self, hand: OpInHand, authority: Authority, remaining: list[str]) -> None:
        op = hand.op
        outcome = Outcome(op.op_id, op.device_seq, "applied", self._seq)
        receipt = Receipt(digest_of(op.model_dump(mode="json")), outcome)
        write_receipts(self._conn, STORE_DEVICE, [receipt])
        self._conn.execute(
            "UPDATE device SET last_device_seq = %s WHERE id = %s", (op.device_seq, STORE_DEVICE)
        )
        self._conn.execute(
            "INSERT INTO anonymisation"
            " (resident_id, op_id, done_at, done_by, archive, reason, remaining)"
            " VALUES (%s, %s, date_trunc('second', now()), %s, %s, %s, %s)",
            (
                self._traces.id,
                op.op_id,
                authority.by,
                authority.archive,
                authority.reason,
                orjson.dumps(remaining).decode(),
            ),
        )
        scrubbed = sorted(key for key in hand.entries if typed_in(key[0]))
        self._conn.execute(
            'INSERT INTO scrubbed_row AS s ("table", row_id, seq)'
            " SELECT t, id, %s FROM unnest(%s::text[], %s::uuid[]) AS n (t, id)"
            ' ON CONFLICT ("table", row_id) DO UPDATE SET seq = excluded.seq',
            (self._seq, [table for table, _ in scrubbed], [row_id for _, row_id in scrubbed]),
        )
