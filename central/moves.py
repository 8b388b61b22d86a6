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
    ("list_entry", "resident_id"): "along",
}
"""By the table and field that point: the row goes *along*; stays behind with the field *cleared*;
comes to an *end* (its tombstone and the log stay); or the move is *refused* while it is there."""

Pointing = dict[Key, list[tuple[str, str, str]]]
"""By the row that is pointed to: table, id and field of the site rows that do."""


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
            for target, pointed in _led_to(table, row):
                self._working.load_rows(conn, target, [pointed])
                found.add((target, pointed))
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
        """Takes along, clears or ends what hangs on the rows that the op has moved. What goes
        along is known first: so a guardian is still named where child and guardian both move."""
        if not hand.moved:
            return
        pointing = self._pointing()
        self._take_along(hand, list(hand.moved), pointing)
        self._take_along(hand, self._move_empty_households(hand), pointing)
        for key in list(hand.moved):
            self._leave_behind(hand, key, pointing)
            self._leave_household(hand, key)
        for table, row_id in list(hand.moved):
            self._let_go_of_stayers(hand, table, row_id)
            row = self._working.row(table, row_id)
            for field, target in references(table):
                if row is not None and row[field] is not None:
                    hand.pointed.append((table, row_id, field, target, row[field]))

    def _let_go_of_stayers(self, hand: OpInHand, table: str, row_id: str) -> None:
        """A row that went along names no longer whom it would not have kept from moving: a minor
        goes without a guardian who stays."""
        row = self._working.row(table, row_id)
        if row is None:
            return
        old = site_scope(hand.moved[table, row_id][0])
        gone = {
            field: None
            for field, target in references(table)
            if HANGING.get((table, field)) == "clear"
            and row[field] is not None
            and self._working.place(target, row[field]) == old
        }
        if gone:
            self._update(hand, table, row, gone)

    def _take_along(self, hand: OpInHand, waiting: list[Key], pointing: Pointing) -> None:
        while waiting:
            key = waiting.pop()
            old, new = hand.moved[key]
            for table, row_id, field in pointing.get(key, ()):
                row = self._working.row(table, row_id)
                if row is None or row["site_id"] != old or row[field] != key[1]:
                    continue
                if table == "merge_record" and field == "kept_id" and row["undone_at"] is None:
                    waiting += self._move_merged(hand, row, new)
                elif table == "conflict" or HANGING[table, field] == "along":
                    self._move(hand, table, row, new)
                    waiting.append((table, row_id))

    def _leave_behind(self, hand: OpInHand, key: Key, pointing: Pointing) -> None:
        old, _ = hand.moved[key]
        for table, row_id, field in pointing.get(key, ()):
            row = self._working.row(table, row_id)
            if row is None or row["site_id"] != old or row[field] != key[1]:
                continue
            fate = HANGING[table, field]
            if fate == "clear":
                self._update(hand, table, row, {field: None})
            elif fate == "end":
                self._come_apart(hand, table, row)
                self._working.delete(table, row, site_scope(old), hand.seq)
                hand.delete(table, row_id, site_scope(old))
            else:
                hand.pointed.append((table, row_id, field, *key))

    def _move_merged(self, hand: OpInHand, record: Row, site_id: str) -> list[Key]:
        """A record that was merged into one that moves goes with it, and stays merged."""
        gone = self._working.row("resident", record["gone_id"])
        if gone is None or gone["site_id"] not in (record["site_id"], site_id):
            return []
        moved: list[Key] = [("merge_record", record["id"])]
        if gone["site_id"] != site_id:
            self._move(hand, "resident", gone, site_id)
            moved.append(("resident", gone["id"]))
        self._move(hand, "merge_record", record, site_id)
        return moved

    def _come_apart(self, hand: OpInHand, table: str, row: Row) -> None:
        """A record that moves without the one into which it was merged is not merged any more:
        no list would show it there."""
        gone = self._working.row("resident", row["gone_id"]) if table == "merge_record" else None
        if gone is not None and gone["merged"] and row["undone_at"] is None:
            self._update(hand, "resident", gone, {"merged": None})

    def _pointing(self) -> Pointing:
        found: Pointing = {}
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

    def _move_empty_households(self, hand: OpInHand) -> list[Key]:
        """A household whose last members leave goes with them; which did."""
        empty: list[Key] = []
        for key in [key for key in hand.moved if key[0] == "resident"]:
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
                empty.append(("household", household["id"]))
        return empty

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


def _led_to(table: str, row: Row | None) -> list[Key]:
    """The rows that may go along with one that points to them."""
    if row is None:
        return []
    if table == "resident" and row["household_id"] is not None:
        return [("household", row["household_id"])]
    return [("resident", row["gone_id"])] if table == "merge_record" else []
