"""One change of an op: checked against the contract and the row, and merged into it.

``Merger`` is handed the op in hand and its changes one after the other; when all are in, what the
op points to is checked and its stays are settled. Whatever is wrong raises RefusedError.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from central.conflicts import Conflicts
from central.forgotten import Forgotten
from central.late import Late
from central.moves import Moves
from central.op_in_hand import OpInHand
from central.permission import Permissions
from central.refusal import RefusedError
from central.stays import PLACE, Stays
from central.values import BadValueError, checks, same
from central.versions import Version, Versions
from central.working_set import Row, WorkingSet, references, scope_of
from desktop.sync.protocol import ORG, Change, WireTable, tables


class Merger:
    """Merges changes into a working set. ``scopes`` is None for the store's own ops, which are
    bound to no scope and need nobody's permission."""

    def __init__(
        self,
        working: WorkingSet,
        *,
        versions: Versions,
        conflicts: Conflicts,
        stays: Stays,
        moves: Moves,
        late: Late,
        permissions: Permissions,
        forgotten: Forgotten,
        scopes: frozenset[str] | None,
    ) -> None:
        self._working = working
        self._versions = versions
        self._conflicts = conflicts
        self._stays = stays
        self._moves = moves
        self._late = late
        self._permissions = permissions
        self._forgotten = forgotten
        self._scopes = scopes

    def merge(self, hand: OpInHand) -> None:
        """The whole op. Raises RefusedError; the working set is then to be rewound."""
        hand.deciding = frozenset(
            change.id
            for change in hand.op.changes
            if change.table == "conflict"
            and change.fields.get("state") == "decided"
            and not self._late.has_left(change)
        )
        try:
            for change in self._late.ordered(hand):
                self._change(hand, change)
            self._moves.settle(hand)
            self._check_references(hand)
            self._stays.settle(hand)
        except RefusedError:
            self._permissions.forget()
            raise

    def _change(self, hand: OpInHand, change: Change) -> None:
        table = tables().get(change.table)
        if table is None:
            raise RefusedError("validation", "there is no such table", table=change.table)
        if self._scopes is not None:
            if change.scope not in self._scopes:
                raise RefusedError(
                    "scope", "the device does not hold this scope", scope=change.scope
                )
            self._permissions.check(hand.op.actor, hand.op.action, table.name, change.scope)
            self._forgotten.check(change)
        if change.kind == "insert":
            self._insert(hand, table, change)
        elif change.kind == "update":
            self._update(hand, table, change)
        else:
            self._delete(hand, table, change)

    def _insert(self, hand: OpInHand, table: WireTable, change: Change) -> None:
        given = _checked(table, change)
        needed, defaults = _on_insert(table.name)
        for name in needed:
            if name not in given:
                raise _refused(change, "a field that is needed is missing", name)
        fields = defaults | given
        if scope_of(table, fields) != change.scope:
            raise RefusedError("scope", "the row belongs to another scope", **_naming(change))
        existing = self._working.row(table.name, change.id)
        if existing is not None:
            self._repeat(table, change, existing, fields)
            return
        if self._working.is_deleted(table.name, change.id):
            raise _refused(change, "the row was deleted and does not return")
        fields = self._late.placed(hand, table, change, fields)
        self._point(hand, table, change, fields)
        self._working.insert(table.name, {"id": change.id, "row_seq": hand.seq, **fields})
        self._versions.inserted(table.name, change.id, hand.seq, hand.device_id)
        hand.put(table.name, change.id, scope_of(table, fields), fields)
        self._written(hand, table, change.id, fields)

    def _repeat(
        self, table: WireTable, change: Change, row: Row, fields: Mapping[str, Any]
    ) -> None:
        moved = self._late.has_left(change)
        for name in change.fields:
            if moved and name == "site_id":
                continue
            if not same(table.fields[name], row[name], fields[name]):
                raise _refused(change, "a row with this id is there already", name)

    def _update(self, hand: OpInHand, table: WireTable, change: Change) -> None:
        row = self._existing(table, change, or_left=True)
        fields = _checked(table, change)
        new = {
            name: value
            for name, value in fields.items()
            if not same(table.fields[name], row[name], value)
        }
        late = scope_of(table, row) != change.scope
        if new and table.name == "conflict" and self._scopes is not None:
            self._permissions.check_decision(hand.op.actor, row["table"])
        if late:
            self._late.check(table, change, new)
            self._point(hand, table, change, new)
        if table.scope == "site" and "site_id" in new:
            self._check_move(hand, table, change)
        if table.policy == "append":
            self._check_set_once(table, change, row, new)
            accepted = new
        elif late:
            accepted = self._late.suggested(hand, table, row, _by_group(table, new))
        else:
            accepted = self._accepted(hand, table, change, row, new)
        if not accepted:
            return
        self._point(hand, table, change, accepted)
        groups = {table.fields[name].group for name in accepted}
        self._versions.updated(table.name, row, groups, Version(hand.seq, hand.device_id))
        after = self._working.update(table.name, row, accepted, hand.seq)
        if table.scope == "site" and "site_id" in accepted:
            hand.move(table.name, after, row["site_id"])
        else:
            hand.put(table.name, change.id, scope_of(table, after), accepted)
        for group in groups:
            self._conflicts.follow(hand, (table.name, change.id, group), after)
        self._written(hand, table, change.id, accepted)

    def _check_move(self, hand: OpInHand, table: WireTable, change: Change) -> None:
        """Whether the row may go to another site in this op."""
        if table.name == "conflict":
            raise _refused(change, "a conflict moves with the row it is about", "site_id")
        if self._scopes is not None:
            self._permissions.check_move(hand.op.actor, table.name)
        entry = hand.entries.get((table.name, change.id))
        if entry is not None and len(entry.fields) == len(table.fields):
            raise _refused(change, "a row is moved once in an op, and not in its first", "site_id")

    def _accepted(
        self,
        hand: OpInHand,
        table: WireTable,
        change: Change,
        row: Row,
        new: dict[str, Any],
    ) -> dict[str, Any]:
        """What is to be written: those of the new values that nobody else's change stands
        against. The others go into a conflict; where they protect more they are shown too."""
        if (change.base or 0) >= (row["row_seq"] or 0):
            return new
        accepted = {}
        for group, values in _by_group(table, new).items():
            last = self._versions.last(table.name, row, group)
            if last.seq <= (change.base or 0):
                accepted.update(values)
            elif last.device_id == hand.device_id:
                accepted.update(self._conflicts.protected(hand, table.name, row, group, values))
            elif table.name == "conflict":
                hand.in_conflict(change.id)
            else:
                accepted.update(self._conflicts.field(hand, table.name, row, group, values))
        return accepted

    def _delete(self, hand: OpInHand, table: WireTable, change: Change) -> None:
        if change.fields:
            raise _refused(change, "a delete carries no fields")
        if table.policy == "append" or table.name == "conflict":
            raise _refused(change, "rows of this table are never deleted")
        if self._working.is_deleted(table.name, change.id):
            return
        row = self._existing(table, change)
        self._working.delete(table.name, row, change.scope, hand.seq)
        hand.delete(table.name, change.id, change.scope)
        self._written(hand, table, change.id, {})

    def _existing(self, table: WireTable, change: Change, *, or_left: bool = False) -> Row:
        row = self._working.row(table.name, change.id)
        if row is None:
            raise RefusedError("unknown_row", "there is no such row", **_naming(change))
        if scope_of(table, row) != change.scope and not (or_left and self._late.has_left(change)):
            raise RefusedError("scope", "the row belongs to another scope", **_naming(change))
        return row

    def _check_set_once(
        self, table: WireTable, change: Change, row: Row, new: Mapping[str, Any]
    ) -> None:
        for name in new.keys() - {"site_id"}:
            if not table.fields[name].set_once:
                raise _refused(change, "what happened is not changed afterwards", name)
            if row[name] is not None:
                raise _refused(change, "the field was set already", name)

    def _point(
        self, hand: OpInHand, table: WireTable, change: Change, fields: Mapping[str, Any]
    ) -> None:
        for name, target in references(table.name):
            value = fields.get(name)
            if value is not None:
                hand.pointed.append((table.name, change.id, name, target, value))

    def _written(
        self, hand: OpInHand, table: WireTable, row_id: str, fields: Mapping[str, Any]
    ) -> None:
        if table.name in ("user", "user_site"):
            self._permissions.changed(table.name, row_id)
        elif table.policy == "exclusive" and not PLACE.isdisjoint(fields):
            hand.placed[row_id] = None

    def _check_references(self, hand: OpInHand) -> None:
        for table, row_id, field, target, value in hand.pointed:
            place = self._working.place(target, value)
            naming = {"table": table, "id": row_id, "field": field}
            if place is None:
                raise RefusedError("unknown_row", "it points to a row that is not there", **naming)
            row = self._working.row(table, row_id)
            if row is not None and place not in (ORG, scope_of(tables()[table], row)):
                raise RefusedError("scope", "it points to a row of another scope", **naming)


@cache
def _on_insert(table: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The fields that an insert must give, and what the others are without it."""
    fields = tables()[table].fields.values()
    needed = tuple(field.name for field in fields if field.default is ...)
    return needed, {field.name: field.default for field in fields if field.default is not ...}


def _by_group(table: WireTable, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        found.setdefault(table.fields[name].group, {})[name] = value
    return found


def _checked(table: WireTable, change: Change) -> dict[str, Any]:
    check = checks(table.name)
    clean = {}
    name = None
    try:
        for name, value in change.fields.items():
            clean[name] = check[name](value)
    except KeyError:
        raise _refused(change, "there is no such field", name) from None
    except BadValueError as problem:
        raise _refused(change, str(problem), name) from None
    for name in change.was:
        if name not in check:
            raise _refused(change, "there is no such field", name)
    return clean


def _refused(change: Change, message: str, field: str | None = None) -> RefusedError:
    more = {} if field is None else {"field": field}
    return RefusedError("validation", message, **_naming(change), **more)


def _naming(change: Change) -> dict[str, str]:
    return {"table": change.table, "id": change.id}
