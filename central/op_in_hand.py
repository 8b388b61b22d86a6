"""The op that is being merged: what it has put into the log so far, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from central.refusal import RefusedError
from central.working_set import Key, Row
from desktop.sync.protocol import Op, Status, site_scope, tables

EntryKind = Literal["put", "delete", "remove"]


@dataclass
class Entry:
    """What an op did to one row, as the log tells it."""

    table: str
    id: str
    scope: str
    kind: EntryKind
    fields: dict[str, Any]

    def told(self) -> dict[str, Any]:
        """The entry without what all entries of the op share."""
        return {"table": self.table, "id": self.id, "kind": self.kind, "fields": self.fields}


@dataclass
class OpInHand:
    """One op with the seq it gets if it changes anything.

    ``pointed`` collects the references to check when the op is whole, ``deciding`` the conflicts
    that the op itself decides, ``placed`` the stays whose place or state it set, ``moved`` the
    rows that changed their site, from where to where.
    """

    op: Op
    device_id: str
    seq: int
    entries: dict[Key, Entry] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    pointed: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    deciding: frozenset[str] = frozenset()
    placed: dict[str, None] = field(default_factory=dict)
    moved: dict[Key, tuple[str, str]] = field(default_factory=dict)
    removed: list[Entry] = field(default_factory=list)

    def told(self) -> list[Entry]:
        """All that the op did to rows, for the log."""
        return [*self.entries.values(), *self.removed]

    def put(self, table: str, row_id: str, scope: str, fields: dict[str, Any]) -> None:
        """These fields of the row are new; one entry a row, however often the op changes it."""
        entry = self.entries.get((table, row_id))
        if entry is None or entry.kind == "delete":
            self.entries[table, row_id] = Entry(table, row_id, scope, "put", dict(fields))
        else:
            entry.fields.update(fields)

    def move(self, table: str, row: Row, old: str) -> None:
        """The row, as given, has come from this site: it leaves one scope and enters another,
        whole."""
        new = row["site_id"]
        self.moved[table, row["id"]] = (old, new)
        self.removed.append(Entry(table, row["id"], site_scope(old), "remove", {}))
        whole = {name: row[name] for name in tables()[table].fields}
        self.entries[table, row["id"]] = Entry(table, row["id"], site_scope(new), "put", whole)

    def leave(self, table: str, row_id: str, scope: str) -> None:
        """A new row does not belong to the scope in which it was made."""
        self.removed.append(Entry(table, row_id, scope, "remove", {}))

    def delete(self, table: str, row_id: str, scope: str) -> None:
        """The row is gone."""
        self.entries.pop((table, row_id), None)
        self.entries[table, row_id] = Entry(table, row_id, scope, "delete", {})

    def in_conflict(self, conflict_id: str) -> None:
        """A value of the op went into this conflict."""
        if conflict_id not in self.conflicts:
            self.conflicts.append(conflict_id)

    def candidate(self, value: dict[str, Any]) -> dict[str, Any]:
        """A value as the op wanted it, with who wanted it, when and where."""
        return {
            "value": value,
            "actor": self.op.actor,
            "device_id": self.device_id,
            "at": self.op.at,
            "op_id": self.op.op_id,
        }


@dataclass(frozen=True)
class Outcome:
    """What became of an op: its result on the wire, and its receipt."""

    op_id: str
    device_seq: int
    status: Status
    seq: int | None = None
    conflicts: Sequence[str] = ()
    error: dict[str, Any] | None = None

    def told(self) -> dict[str, Any]:
        """The op's entry in ``results``."""
        return {
            "op_id": self.op_id,
            "device_seq": self.device_seq,
            "status": self.status,
            "seq": self.seq,
            "conflicts": list(self.conflicts),
            "error": self.error,
        }


def refused(op: Op, why: RefusedError) -> Outcome:
    """The outcome of an op that is not applied."""
    return Outcome(op.op_id, op.device_seq, "refused", error=why.told())


def of(hand: OpInHand) -> Outcome:
    """The outcome of an op that was merged."""
    status: Status = "noop"
    if hand.conflicts:
        status = "conflict"
    elif hand.entries:
        status = "applied"
    seq = hand.seq if hand.entries else None
    return Outcome(hand.op.op_id, hand.op.device_seq, status, seq, tuple(hand.conflicts))
