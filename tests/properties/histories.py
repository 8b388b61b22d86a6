"""The log and the outboxes told against each other, op by op: nothing a person wrote is lost, and
nobody's change is covered by somebody who had not seen it (SYNC.md, rule 4; properties 8, 11).

This is no second merge: it asks of what was kept only whether it could be kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from central.moves import HANGING
from desktop.sync.protocol import site_scope, tables
from tests.properties.own_work import OwnChange, OwnOp
from tests.properties.truth import Key, Line, Truth


@dataclass
class _Told:
    """What the logs have told of one row so far."""

    seq: int = 0
    device_id: str = ""
    values: dict[str, list[Any]] = field(default_factory=dict)
    last: dict[str, tuple[int, str]] = field(default_factory=dict)
    deleted: bool = False
    put: dict[int, str] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    def place(self, seq: int) -> str | None:
        """The scope where the row was when its log had come to ``seq``."""
        return next((self.put[at] for at in sorted(self.put, reverse=True) if at <= seq), None)


def check_histories(truth: Truth, ops: Mapping[str, OwnOp]) -> None:
    """Goes through the logs of all scopes in the order of their seqs."""
    rows: dict[Key, _Told] = {}
    candidates: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for line in sorted(truth.lines, key=lambda line: line.seq):
        op = ops.get(line.op_id)
        wanted = joined(op) if op else {}
        for entry in line.entries:
            if entry["table"] == "conflict" and ("conflict", entry["id"]) not in rows:
                _check_cause(line, entry["fields"], rows, wanted)
        for entry in line.entries:
            key = (entry["table"], entry["id"])
            row = rows.setdefault(key, _Told())
            _check_not_covered(line, entry, row, wanted.get(key))
            _check_what_happened(entry, row)
            _tell(line, entry, row)
            if entry["table"] == "conflict":
                _remember(entry, rows, key, candidates)
    for op in ops.values():
        if op.status not in ("refused", None):
            _check_nothing_lost(op, rows, candidates)


def joined(op: OwnOp) -> dict[Key, OwnChange]:
    """One change a row: the first kind and base, the last values."""
    found: dict[Key, OwnChange] = {}
    for change in op.changes:
        key = (change.table, change.id)
        first = found.get(key, change)
        kind = "delete" if change.kind == "delete" else first.kind
        found[key] = OwnChange(
            *key, first.scope, kind, first.base, {**first.fields, **change.fields}
        )
    return found


def _check_not_covered(
    line: Line, entry: dict[str, Any], row: _Told, wanted: OwnChange | None
) -> None:
    """What the op changed, its desk had seen as it was, or had written itself."""
    if wanted is None or wanted.kind != "update" or entry["kind"] != "put":
        return
    fields = tables()[entry["table"]].fields
    for name in wanted.fields.keys() & entry["fields"].keys():
        if (
            entry["fields"][name] != wanted.fields[name]
            or tables()[entry["table"]].policy == "append"
        ):
            continue
        seq, device_id = row.last.get(fields[name].group, (row.seq, row.device_id))
        seen = seq <= (wanted.base or 0) or device_id == line.device_id
        same = row.values.get(name, [None])[-1] == wanted.fields[name]
        assert seen or same, f"{entry['table']} {entry['id']}: {name} was covered unseen"


def _check_cause(
    line: Line, conflict: dict[str, Any], rows: Mapping[Key, _Told], wanted: dict[Key, OwnChange]
) -> None:
    """A conflict is opened only where another device has changed the same fields unseen, or where
    the op came to a row that had left its scope."""
    about = (conflict["table"], conflict["row_id"])
    change = wanted.get(about)
    if change is None or change.kind != "update" or about not in rows:
        return
    row = rows[about]
    if change.scope in row.left or conflict["field_group"] == "place":
        return
    seq, device_id = row.last.get(conflict["field_group"], (row.seq, row.device_id))
    unseen_of_another = seq > (change.base or 0) and device_id != line.device_id
    assert unseen_of_another, f"nobody caused the conflict about {conflict['field_group']} {about}"


def _check_what_happened(entry: dict[str, Any], row: _Told) -> None:
    """A row that was deleted never returns, and what happened is not changed afterwards."""
    assert not row.deleted, f"{entry['table']} {entry['id']} returned"
    table = tables()[entry["table"]]
    if table.policy == "append" and row.seq:
        assert entry["kind"] != "delete"
        for name, value in entry["fields"].items():
            before = row.values[name][-1]
            may = table.fields[name].set_once and before is None
            assert may or value == before or name in ("site_id", "handout_id"), name


def _tell(line: Line, entry: dict[str, Any], row: _Told) -> None:
    if entry["kind"] == "delete":
        row.deleted = True
    if entry["kind"] == "remove":
        row.left.setdefault(line.scope, line.seq)
    if entry["kind"] != "put":
        return
    row.put[line.seq] = line.scope
    if not row.seq:
        row.seq, row.device_id = line.seq, line.device_id
    else:
        for name, value in entry["fields"].items():
            if value != row.values[name][-1]:
                group = tables()[entry["table"]].fields[name].group
                row.last[group] = (line.seq, line.device_id)
    for name, value in entry["fields"].items():
        row.values.setdefault(name, []).append(value)


def _remember(
    entry: dict[str, Any],
    rows: dict[Key, _Told],
    key: Key,
    candidates: dict[tuple[str, str, str], list[dict[str, Any]]],
) -> None:
    told = rows[key].values
    about = (told["table"][-1], told["row_id"][-1], told["field_group"][-1])
    kept = candidates.setdefault(about, [])
    before = [one for one in kept if one.get("conflict") == key[1]]
    now = [{**one, "conflict": key[1]} for one in entry["fields"].get("candidates", [])]
    if now:
        assert all(one in now for one in before), f"conflict {key[1]} has lost a value"
        kept += [one for one in now if one not in kept]


def _check_nothing_lost(
    op: OwnOp,
    rows: dict[Key, _Told],
    candidates: dict[tuple[str, str, str], list[dict[str, Any]]],
) -> None:
    """Every value that the store did not refuse stood in the row once, or stands in a conflict."""
    for key, change in joined(op).items():
        if change.kind == "delete" or change.table == "conflict":
            continue
        for name, value in change.fields.items():
            told = rows[key].values.get(name, []) if key in rows else []
            claimed = change.table == "stay" and name == "state" and "contested" in told
            stood = value in told or (claimed and value == "confirmed")
            group = tables()[change.table].fields[name].group
            kept = any(
                one["value"].get(name, ...) == value for one in candidates.get((*key, group), [])
            )
            followed = name == "site_id" and _has_followed(op, change, rows)
            assert stood or kept or followed, (
                f"{change.table} {change.id}: {name} of op {op.op_id} is lost"
            )


def _has_followed(op: OwnOp, change: OwnChange, rows: Mapping[Key, _Told]) -> bool:
    """Whether a new row came after the row that it hangs on had left the site that the desk knew:
    the scope that was named is told that it left at once, and it stands where the other was."""
    row = rows.get((change.table, change.id))
    if row is None or op.seq is None or change.kind != "insert":
        return False
    pointed_to = [
        rows.get((target.references or "", change.fields.get(name) or ""))
        for name, target in tables()[change.table].fields.items()
        if HANGING.get((change.table, name)) == "along"
    ]
    place = site_scope(row.values["site_id"][0])
    return row.left.get(change.scope) == op.seq == row.seq and any(
        other is not None
        and other.left.get(change.scope, op.seq) < op.seq
        and other.place(op.seq) == place != change.scope
        for other in pointed_to
    )
