"""A row that moves to another site: *remove* in the scope it leaves, put whole in its new one.

A row of a site points only to rows of that site or of org, so what points to a row that moves
cannot simply stay as it is: ``HANGING`` says of every reference what becomes of the row that has
it. An op that names such a row itself has its own way (a stay given a bed at the new site goes
along); the store does the rest in the same op, with the same seq.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import psycopg
from psycopg import sql

from central.op_in_hand import OpInHand
from central.values import is_uuid
from central.versions import Version, Versions
from central.working_set import Key, Row, WorkingSet, references, scope_of, stored_rows
from desktop.sync.protocol import Op, site_scope, tables

Fate = Literal["along", "clear", "end", "refuse"]

HANGING: Mapping[tuple[str, str], Fate] = {
    ("bed", "room_id"): "along",
    ("resident", "household_id"): "along",
    ("check_in_step", "resident_id"): "along",
    ("stay", "bed_id"): "refuse",
    ("stay", "resident_id"): "end",
    ("meal_entitlement", "resident_id"): "along",
    ("meal_serving", "resident_id"): "along",
    ("kit_handout", "resident_id"): "along",
    ("stock_movement", "handout_id"): "clear",
    ("incident", "room_id"): "clear",
    ("incident_person", "incident_id"): "along",
    ("incident_person", "resident_id"): "end",
    ("measure", "incident_id"): "along",
    ("measure", "resident_id"): "clear",
    ("support_need", "resident_id"): "along",
    ("conflict_pair", "resident_id"): "end",
    ("conflict_pair", "other_id"): "end",
    ("protected_opening", "resident_id"): "along",
    ("further_step", "resident_id"): "along",
    ("photo", "resident_id"): "along",
    ("guardian", "resident_id"): "along",
    ("guardian", "guardian_id"): "clear",
    ("pet", "resident_id"): "along",
    ("absence", "resident_id"): "along",
    ("appointment", "resident_id"): "along",
    ("referral", "resident_id"): "along",
    ("child_concern", "resident_id"): "along",
    ("not_same", "resident_id"): "end",
    ("not_same", "other_id"): "end",
    ("merge_record", "kept_id"): "end",
    ("merge_record", "gone_id"): "end",
    ("check_out", "resident_id"): "along",
    ("check_out_step", "resident_id"): "along",
    ("check_out_step", "check_out_id"): "along",
}
"""By the table and field that point: the row goes *along*; stays behind with the field *cleared*;
comes to an *end* (its tombstone and the log stay); or the move is *refused* while it is there."""


def targets(ops: Iterable[Op]) -> set[str]:
    """The scopes into which these ops may move rows; some of them may not exist."""
    return {
        site_scope(change.fields["site_id"])
        for op in ops
        for change in op.changes
        if change.kind == "update" and is_uuid(change.fields.get("site_id"))
    }


class Moves:
    """Does what hangs on the rows that an op moves."""

    def __init__(self, working: WorkingSet, versions: Versions) -> None:
        self._working = working
        self._versions = versions

    def load(self, conn: psycopg.Connection, ops: Iterable[Op]) -> None:
        """Reads all that hangs on rows which the ops may move, and who wrote it."""
        start = {
            (change.table, change.id)
            for op in ops
            for change in op.changes
            if change.kind == "update" and "site_id" in change.fields
        }
        seen = {key for key in start if self._working.row(*key) is not None}
        new = set(seen)
        while new:
            new = self._load_next(conn, new) - seen
            seen |= new
        rows = [(table, self._working.row(table, row_id)) for table, row_id in seen]
        known = [(table, row) for table, row in rows if row is not None]
        self._versions.load(conn, [(t, row, scope_of(tables()[t], row)) for t, row in known])
        pointed: dict[str, set[str]] = {}
        for table, row in known:
            for field, target in references(table):
                if row[field] is not None:
                    pointed.setdefault(target, set()).add(row[field])
        for target, ids in pointed.items():
            self._working.load_places(conn, target, ids)

    def _load_next(self, conn: psycopg.Connection, keys: set[Key]) -> set[Key]:
        found: set[Key] = set()
        ids: dict[str, list[str]] = {}
        for table, row_id in keys:
            ids.setdefault(table, []).append(row_id)
            row = self._working.row(table, row_id)
            if table == "resident" and row is not None and row["household_id"] is not None:
                self._working.load_rows(conn, "household", [row["household_id"]])
                found.add(("household", row["household_id"]))
        for (table, field), _ in HANGING.items():
            wanted = ids.get(dict(references(table))[field])
            if wanted:
                where = sql.SQL("t.{} = ANY(%s::uuid[])").format(sql.Identifier(field))
                found |= self._keep(table, stored_rows(conn, table, where, wanted))
        about = sql.SQL("t.row_id = ANY(%s::uuid[])")
        every = [row_id for _, row_id in keys]
        return found | self._keep("conflict", stored_rows(conn, "conflict", about, every))

    def _keep(self, table: str, rows: Iterable[Row]) -> set[Key]:
        for row in rows:
            self._working.rows.setdefault((table, row["id"]), row)
        return {(table, row["id"]) for row in rows}

    def settle(self, hand: OpInHand) -> None:
        """Takes along, clears or ends what hangs on the rows that the op has moved."""
        if not hand.moved:
            return
        self._move_empty_households(hand)
        pointing = self._pointing()
        waiting = list(hand.moved)
        while waiting:
            key = waiting.pop()
            old, new = hand.moved[key]
            for table, row_id, field in pointing.get(key, ()):
                row = self._working.row(table, row_id)
                if row is None or row["site_id"] != old or row[field] != key[1]:
                    continue
                fate = "along" if table == "conflict" else HANGING[table, field]
                if fate == "along":
                    self._move(hand, table, row, new)
                    waiting.append((table, row_id))
                elif fate == "clear":
                    self._update(hand, table, row, {field: None})
                elif fate == "end":
                    self._working.delete(table, row, site_scope(old), hand.seq)
                    hand.delete(table, row_id, site_scope(old))
                else:
                    hand.pointed.append((table, row_id, field, *key))
            self._leave_household(hand, key)
        for table, row_id in hand.moved:
            row = self._working.row(table, row_id)
            for field, target in references(table):
                if row is not None and row[field] is not None:
                    hand.pointed.append((table, row_id, field, target, row[field]))

    def _pointing(self) -> dict[Key, list[tuple[str, str, str]]]:
        """By the row that is pointed to: table, id and field of the site rows that do."""
        found: dict[Key, list[tuple[str, str, str]]] = {}
        for (table, row_id), row in self._working.rows.items():
            if row is None or row.get("site_id") is None:
                continue
            for field, target in references(table):
                if (table, field) in HANGING and row[field] is not None:
                    found.setdefault((target, row[field]), []).append((table, row_id, field))
            if table == "conflict":
                found.setdefault((row["table"], row["row_id"]), []).append(
                    (table, row_id, "row_id")
                )
        return found

    def _move_empty_households(self, hand: OpInHand) -> None:
        """A household whose last members leave goes with them."""
        moved = [key for key in hand.moved if key[0] == "resident"]
        for key in moved:
            resident = self._working.row(*key)
            old, new = hand.moved[key]
            household_id = resident["household_id"] if resident else None
            household = self._working.row("household", household_id) if household_id else None
            if household is None or household["site_id"] != old:
                continue
            members = [
                row
                for (table, _), row in self._working.rows.items()
                if table == "resident" and row and row["household_id"] == household["id"]
            ]
            if all(member["site_id"] == new for member in members):
                self._move(hand, "household", household, new)

    def _leave_household(self, hand: OpInHand, key: Key) -> None:
        """Who moves without the others is no member of a household at the old site any more."""
        row = self._working.row(*key)
        if key[0] != "resident" or row is None or row["household_id"] is None:
            return
        household = self._working.row("household", row["household_id"])
        if household is not None and household["site_id"] == hand.moved[key][0]:
            self._update(hand, "resident", row, {"household_id": None})

    def _move(self, hand: OpInHand, table: str, row: Row, site_id: str) -> None:
        after = self._write(hand, table, row, {"site_id": site_id})
        hand.move(table, after, row["site_id"])

    def _update(self, hand: OpInHand, table: str, row: Row, fields: dict[str, Any]) -> None:
        self._write(hand, table, row, fields)
        hand.put(table, row["id"], scope_of(tables()[table], row), fields)

    def _write(self, hand: OpInHand, table: str, row: Row, fields: dict[str, Any]) -> Row:
        groups = {tables()[table].fields[name].group for name in fields}
        self._versions.updated(table, row, groups, Version(hand.seq, hand.device_id))
        return self._working.update(table, row, fields, hand.seq)
