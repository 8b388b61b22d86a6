"""Two values for one thing: both are kept in one open conflict until a person decides.

A conflict is a row of the synced table ``conflict`` in the scope of the row it is about, and
stands in the log entry of the op that brought the other value. Meanwhile what the store has
stays, but for protective fields (``central.protective``).
"""

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

from central.op_in_hand import OpInHand
from central.protective import group_protects_more
from central.versions import Version, Versions
from central.working_set import Row, WorkingSet, scope_of, stored_rows
from desktop.models.base import new_id
from desktop.sync.protocol import tables

Subject = tuple[str, str, str]


class Conflicts:
    """The open conflicts of the rows in a working set, by table, row and field group."""

    def __init__(self, conn: psycopg.Connection, working: WorkingSet, versions: Versions) -> None:
        self._conn = conn
        self._working = working
        self._versions = versions
        self._open: dict[Subject, str] = {}
        self._origins: dict[tuple[str, int], dict[str, Any]] = {}

    def load(self, row_ids: Iterable[str]) -> None:
        """Reads the open conflicts about these rows, the oldest where there are several."""
        wanted = list(row_ids)
        if not wanted:
            return
        where = sql.SQL("t.state = 'open' AND t.row_id = ANY(%s::uuid[]) ORDER BY t.row_seq DESC")
        for row in stored_rows(self._conn, "conflict", where, wanted):
            self._open[_subject(row)] = row["id"]
            self._working.rows.setdefault(("conflict", row["id"]), row)

    def remember(self, scope: str, hand: OpInHand) -> None:
        """Keeps who brought the values of this op, while its log entry is not yet written."""
        self._origins[scope, hand.seq] = hand.candidate({})

    def about(self, subject: Subject, hand: OpInHand) -> Row | None:
        """The open conflict about a group of a row, unless the op in hand decides it."""
        conflict_id = self._open.get(subject)
        if conflict_id is None or conflict_id in hand.deciding:
            return None
        row = self._working.row("conflict", conflict_id)
        return row if row is not None and row["state"] == "open" else None

    def field(
        self,
        hand: OpInHand,
        table: str,
        row: Row,
        group: str,
        wanted: dict[str, Any],
    ) -> dict[str, Any]:
        """The op wanted other values for a group than those that stand. Both are kept; returned
        is what the caller must write into the row: the wanted values where they protect more,
        else nothing."""
        standing = {name: row[name] for name in tables()[table].groups()[group]}
        subject = (table, row["id"], group)
        shown = wanted if _wins(table, group, wanted, standing) else {}
        current = {**standing, **shown}
        if self.about(subject, hand) is None:
            last = self._versions.last(table, row, group)
            origin = self._origin(scope_of(tables()[table], row), last, table, row["id"])
            candidates = [{**origin, "value": standing}] if origin else []
            self._begin(hand, subject, row, current, [*candidates, hand.candidate(wanted)])
            hand.in_conflict(self._open[subject])
        else:
            self.extend(hand, subject, current, wanted)
        return shown

    def protected(
        self, hand: OpInHand, table: str, row: Row, group: str, wanted: dict[str, Any]
    ) -> dict[str, Any]:
        """A device that has not heard of an open conflict replaces its own value, which stands.
        What protects most of its new value and of those that others brought is to be shown;
        returned is what the caller must write into the row."""
        conflict = self.about((table, row["id"], group), hand)
        if conflict is None or not _protective(table, group):
            return wanted
        standing = {name: row[name] for name in tables()[table].groups()[group]}
        best = {**standing, **wanted}
        others = {c["device_id"]: c["value"] for c in conflict["candidates"]}
        others.pop(hand.device_id, None)
        for value in others.values():
            if _wins(table, group, value, best):
                best.update(value)
        if best != {**standing, **wanted}:
            self.extend(hand, (table, row["id"], group), best, wanted)
        return {name: value for name, value in best.items() if value != standing[name]}

    def place(self, hand: OpInHand, late: Row, winner: Row) -> None:
        """A stay claims a bed or a resident that another confirmed stay has."""
        subject = ("stay", late["id"], "place")
        current, wanted = _claim(winner), _claim(late)
        if self.about(subject, hand) is None:
            self._begin(hand, subject, late, current, [hand.candidate(wanted)])
            hand.in_conflict(self._open[subject])
        else:
            self.extend(hand, subject, current, wanted)

    def ensure_task(self, hand: OpInHand, late: Row, winner: Row | None) -> None:
        """A client calls a stay contested by itself: somebody must hear of it, whether another
        confirmed stay is in its way or none."""
        subject = ("stay", late["id"], "place")
        if self.about(subject, hand) is None:
            candidates = [hand.candidate(_claim(late))]
            self._begin(hand, subject, late, _claim(winner or {}), candidates)

    def extend(
        self, hand: OpInHand, subject: Subject, current: dict[str, Any], value: dict[str, Any]
    ) -> None:
        """An open conflict gets one more value, and learns what stands now."""
        conflict = self.about(subject, hand)
        assert conflict is not None
        fields: dict[str, Any] = {}
        if all(candidate["value"] != value for candidate in conflict["candidates"]):
            fields["candidates"] = [*conflict["candidates"], hand.candidate(value)]
        if conflict["current"] != current:
            fields["current"] = current
        hand.in_conflict(conflict["id"])
        if fields:
            self._update(hand, conflict, fields)

    def follow(self, hand: OpInHand, subject: Subject, row: Row) -> None:
        """A group that is in conflict was changed by someone who knew: the conflict stays open
        with what stands now among its values."""
        conflict = self.about(subject, hand)
        if conflict is None or "id" in (conflict["current"] or {}):
            return
        current = {name: row[name] for name in tables()[subject[0]].groups()[subject[2]]}
        if conflict["current"] == current:
            return
        fields: dict[str, Any] = {"current": current}
        if all(candidate["value"] != current for candidate in conflict["candidates"]):
            fields["candidates"] = [*conflict["candidates"], hand.candidate(current)]
        self._update(hand, conflict, fields)

    def _begin(
        self,
        hand: OpInHand,
        subject: Subject,
        about: Row,
        current: dict[str, Any],
        candidates: list[dict[str, Any]],
    ) -> None:
        table = tables()[subject[0]]
        fields: dict[str, Any] = {
            "site_id": about.get("site_id") if table.scope == "site" else None,
            "table": subject[0],
            "row_id": subject[1],
            "field_group": subject[2],
            "current": current,
            "candidates": candidates,
            "state": "open",
            "decided_by": None,
            "decided_at": None,
            "decided_value": None,
        }
        row = {"id": new_id(), "row_seq": hand.seq, **fields}
        self._working.insert("conflict", row)
        self._versions.inserted("conflict", row["id"], hand.seq, hand.device_id)
        self._working.put(self._open, subject, row["id"])
        hand.put("conflict", row["id"], scope_of(table, about), fields)

    def _update(self, hand: OpInHand, conflict: Row, fields: dict[str, Any]) -> None:
        version = Version(hand.seq, hand.device_id)
        self._versions.updated("conflict", conflict, fields, version)
        self._working.update("conflict", conflict, fields, hand.seq)
        hand.put("conflict", conflict["id"], scope_of(tables()["conflict"], conflict), fields)

    def _origin(
        self, scope: str, version: Version, table: str, row_id: str
    ) -> dict[str, Any] | None:
        """Who brought what stands. A row that has moved since was in another scope's log then."""
        known = self._origins.get((scope, version.seq))
        if known is not None:
            return known
        found = self._conn.execute(
            "SELECT l.actor::text, l.device_id::text, l.op_id::text,"
            " to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
            " FROM scope_counter AS c JOIN log AS l ON l.scope = c.scope AND l.seq = %s"
            " WHERE strpos(l.entries::text, %s) > 0 ORDER BY l.scope <> %s LIMIT 1",
            (version.seq, row_id, scope),
        ).fetchone() or self._versions.origin(self._conn, table, row_id, version.seq)
        if found is None:
            return None
        actor, device_id, op_id, at = found
        return {"actor": actor, "device_id": device_id, "at": at, "op_id": op_id}


def _claim(stay: Row) -> dict[str, Any]:
    """What a stay claims; with ``id``, also where no stay has it."""
    names = ("id", "bed_id", "resident_id", "starts_on", "ends_on")
    return {name: stay.get(name) for name in names}


def _protective(table: str, group: str) -> list[str]:
    known = tables()[table]
    return [name for name in known.groups()[group] if known.fields[name].protective]


def _wins(table: str, group: str, value: dict[str, Any], other: dict[str, Any]) -> bool:
    return group_protects_more(_protective(table, group), value, other)


def _subject(conflict: Row) -> Subject:
    return conflict["table"], conflict["row_id"], conflict["field_group"]
