"""A bed is exclusive: no two confirmed stays overlap in a bed or for a resident.

A stay that comes too late is kept as ``contested`` with an open conflict beside it; nothing is
confirmed by itself when the other one ends, a person decides. One that a client calls contested
itself gets such a conflict too.
"""

from collections.abc import Iterable

import psycopg
from psycopg import sql

from central.conflicts import Conflicts
from central.op_in_hand import OpInHand
from central.values import is_date, is_uuid
from central.versions import Version, Versions
from central.working_set import Row, WorkingSet, scope_of, stored_rows
from desktop.sync.protocol import Op, tables

PLACE = frozenset({"bed_id", "resident_id", "starts_on", "ends_on", "state"})
_CONFIRMED = "confirmed"


class Stays:
    """The confirmed stays that those of a batch may collide with."""

    def __init__(self, working: WorkingSet, versions: Versions, conflicts: Conflicts) -> None:
        self._working = working
        self._versions = versions
        self._conflicts = conflicts
        self._by_claim: dict[tuple[str, str], set[str]] = {}

    def load(self, conn: psycopg.Connection, ops: Iterable[Op]) -> None:
        """Reads the confirmed stays of all beds and residents that the ops' stays name."""
        claims: dict[str, set[str]] = {"bed_id": set(), "resident_id": set()}
        first = "9999-12-31"
        for change in (c for op in ops for c in op.changes if c.table == "stay"):
            for wanted in (change.fields, self._working.row("stay", change.id) or {}):
                for name, ids in claims.items():
                    if is_uuid(wanted.get(name)):
                        ids.add(wanted[name])
                starts = wanted.get("starts_on")
                if isinstance(starts, str) and is_date(starts):
                    first = min(first, starts)
        if not any(claims.values()):
            return
        where = sql.SQL(
            "t.state = 'confirmed' AND (t.bed_id = ANY(%s::uuid[])"
            " OR t.resident_id = ANY(%s::uuid[])) AND (t.ends_on IS NULL OR t.ends_on > %s::date)"
        )
        found = stored_rows(
            conn, "stay", where, list(claims["bed_id"]), list(claims["resident_id"]), first
        )
        for row in found:
            self._working.rows.setdefault(("stay", row["id"]), row)
            self._index(row)

    def settle(self, hand: OpInHand) -> None:
        """Confirms or contests the stays of a whole op, in the order in which it named them."""
        waiting = list(hand.placed)
        for place, stay_id in enumerate(waiting):
            row = self._working.row("stay", stay_id)
            if row is None or row["state"] == "cancelled":
                continue
            winner = self._winner(row, frozenset(waiting[place:]))
            if row["state"] != _CONFIRMED:
                self._conflicts.ensure_task(hand, row, winner)
                continue
            self._index(row)
            if winner is not None:
                self._contest(hand, row, winner)

    def _index(self, row: Row) -> None:
        for name in ("bed_id", "resident_id"):
            self._by_claim.setdefault((name, row[name]), set()).add(row["id"])

    def _winner(self, row: Row, not_yet: frozenset[str]) -> Row | None:
        rivals = {
            stay_id
            for name in ("bed_id", "resident_id")
            for stay_id in self._by_claim.get((name, row[name]), ())
        }
        for stay_id in sorted(rivals - not_yet):
            other = self._working.row("stay", stay_id)
            if other is not None and other["state"] == _CONFIRMED and _collide(row, other):
                return other
        return None

    def _contest(self, hand: OpInHand, row: Row, winner: Row) -> None:
        fields = {"state": "contested"}
        if ("stay", row["id"]) not in self._working.inserted:
            version = Version(hand.seq, hand.device_id)
            self._versions.updated("stay", row, ("state",), version)
        late = self._working.update("stay", row, fields, hand.seq)
        hand.put("stay", row["id"], scope_of(tables()["stay"], row), fields)
        self._conflicts.place(hand, late, winner)


def _collide(one: Row, other: Row) -> bool:
    if one["bed_id"] != other["bed_id"] and one["resident_id"] != other["resident_id"]:
        return False
    return _before_end(one["starts_on"], other) and _before_end(other["starts_on"], one)


def _before_end(day: str, stay: Row) -> bool:
    return stay["ends_on"] is None or day < stay["ends_on"]
