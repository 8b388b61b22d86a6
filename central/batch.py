"""A run of ops merged in memory and written in bulk: no round trip per op.

What the ops concern is read at once; they are merged one after the other, each as the ones before
have left the rows; what came of it is written with a few statements. A constraint of the database
that the checks did not foresee undoes the writing, and the caller halves the run until only the
op at fault is left (``merge_ops``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from central import writing
from central.changes import Merger
from central.conflicts import Conflicts
from central.decisions import carried_out
from central.departures import Departures
from central.forgotten import Forgotten
from central.late import Late
from central.moves import Moves, targets
from central.op_in_hand import OpInHand, Outcome, of, refused
from central.permission import Permissions
from central.refusal import RefusedError
from central.stays import Stays
from central.values import is_instant
from central.versions import Versions
from central.working_set import Row, WorkingSet, load, scope_of
from desktop.sync.protocol import Op, tables


@dataclass(frozen=True)
class Sender:
    """Where ops come from. ``scopes`` is None for the store itself."""

    device_id: str
    scopes: frozenset[str] | None
    received_at: str


def merge_ops(
    conn: psycopg.Connection, sender: Sender, counters: dict[str, int], ops: Sequence[Op]
) -> list[Outcome]:
    """Merges and writes these ops within the caller's transaction, which has locked ``counters``;
    they are moved on. One outcome an op, in order; never raises because of what an op holds, but
    NotLockedError when more counters are needed."""
    if not ops:
        return []
    attempt = dict(counters)
    try:
        with conn.transaction():
            outcomes = _Batch(conn, sender, attempt).run(ops)
    except (psycopg.IntegrityError, psycopg.DataError) as problem:
        if len(ops) == 1:
            constraint = problem.diag.constraint_name
            return [
                refused(
                    ops[0],
                    RefusedError(
                        "validation",
                        "the row breaks a rule of its table",
                        table=problem.diag.table_name,
                        rule=constraint,
                    ),
                )
            ]
        half = len(ops) // 2
        first = merge_ops(conn, sender, counters, ops[:half])
        return first + merge_ops(conn, sender, counters, ops[half:])
    counters.update(attempt)
    return outcomes


class _Batch:
    """One attempt: its counters are its own until it has been written."""

    def __init__(self, conn: psycopg.Connection, sender: Sender, counters: dict[str, int]) -> None:
        self._conn = conn
        self._sender = sender
        self._counters = counters
        self._log: list[writing.LogLine] = []

    def run(self, ops: Sequence[Op]) -> list[Outcome]:
        working = load(self._conn, ops)
        ops = carried_out(self._conn, working, ops)
        versions = Versions(working)
        versions.load(self._conn, _suspects(working, ops))
        conflicts = Conflicts(self._conn, working, versions)
        conflicts.load({c.id for op in ops for c in op.changes if c.kind == "update"})
        stays = Stays(working, versions, conflicts)
        stays.load(self._conn, ops)
        moves = Moves(working, versions)
        moves.load(self._conn, ops)
        departures = Departures(working, self._counters)
        departures.load(self._conn, ops)
        permissions = Permissions(working)
        permissions.load(self._conn, ops)
        forgotten = Forgotten()
        if self._sender.scopes is not None:
            forgotten.load(self._conn, ops)
        merger = Merger(
            working,
            versions=versions,
            conflicts=conflicts,
            stays=stays,
            moves=moves,
            late=Late(working, departures, conflicts),
            permissions=permissions,
            forgotten=forgotten,
            scopes=self._sender.scopes,
        )
        outcomes = [self._one(op, working, merger, conflicts, departures) for op in ops]
        writing.write(self._conn, working, versions.changed, self._log)
        departures.write(self._conn)
        return outcomes

    def _one(
        self,
        op: Op,
        working: WorkingSet,
        merger: Merger,
        conflicts: Conflicts,
        departures: Departures,
    ) -> Outcome:
        mark = working.mark()
        scopes = {change.scope for change in op.changes} | targets([op]) | departures.scopes(op)
        seq = max(self._counters.get(scope, 0) for scope in scopes) + 1
        hand = OpInHand(op, self._sender.device_id, seq)
        try:
            if not is_instant(op.at):
                raise RefusedError("validation", "the op's time is no instant", field="at")
            if not op.action.isprintable():
                raise RefusedError(
                    "validation", "the action's name is not printable", field="action"
                )
            merger.merge(hand)
        except RefusedError as why:
            working.rewind(mark)
            return refused(op, why)
        for entry in hand.removed:
            departures.left(hand, entry.table, entry.id, entry.scope)
        for scope in {entry.scope for entry in hand.told()}:
            self._counters[scope] = seq
            conflicts.remember(scope, hand)
            self._log.append(writing.log_line(scope, hand, self._sender.received_at))
        return of(hand)


def _suspects(working: WorkingSet, ops: Sequence[Op]) -> list[tuple[str, Row, str]]:
    """The rows of which the device may have missed a change."""
    found = []
    for change in (c for op in ops for c in op.changes if c.kind == "update"):
        row = working.row(change.table, change.id)
        if row is not None and (change.base or 0) < (row["row_seq"] or 0):
            found.append((change.table, row, scope_of(tables()[change.table], row)))
    return found
