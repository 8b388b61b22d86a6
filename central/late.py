"""What a desk did with a row that had meanwhile moved to another site.

What happened, happened: it follows the row. What was a wish becomes a suggestion, a value of an
open conflict where the row is now. What can do neither is refused, and the desk that wrote it
tells a person. All of it is allowed or not by the scope that the desk knew.
"""

from typing import Any

from central.conflicts import Conflicts
from central.departures import Departures, hanging
from central.op_in_hand import OpInHand
from central.refusal import RefusedError
from central.working_set import Row, WorkingSet
from desktop.sync.protocol import ORG, Change, WireTable, site_scope, tables


class Late:
    """Finds the place of changes that come after a move."""

    def __init__(self, working: WorkingSet, departures: Departures, conflicts: Conflicts) -> None:
        self._working = working
        self._departures = departures
        self._conflicts = conflicts

    def ordered(self, hand: OpInHand) -> list[Change]:
        """The changes of the op; where some may follow a row that moved, those come first that
        others point to."""
        changes = list(hand.op.changes)
        if self._departures.scopes(hand.op):
            places = {name: place for place, name in enumerate(tables())}
            changes.sort(key=lambda change: places.get(change.table, 0))
        return changes

    def has_left(self, change: Change) -> bool:
        """Whether the row of a change was in its scope and left it, unknown to the device."""
        seq = self._departures.seq(change.table, change.id, change.scope)
        return seq is not None and seq > (change.base or 0)

    def placed(
        self, hand: OpInHand, table: WireTable, change: Change, fields: dict[str, Any]
    ) -> dict[str, Any]:
        """The fields of a new row, at the site where it belongs: that of the row with which it
        would have moved. What a move would have cleared is cleared."""
        placed = fields
        for field, target in hanging(table.name, "along"):
            place = self._gone_to(change, target, fields[field])
            if place is not None:
                placed = {**placed, "site_id": place.removeprefix(site_scope(""))}
                self._departures.left(hand, table.name, change.id, change.scope)
                hand.leave(table.name, change.id, change.scope)
                break
        for field, target in hanging(table.name, "clear"):
            place = self._gone_to(change, target, fields[field])
            if place is not None and place != site_scope(placed["site_id"]):
                placed = {**placed, field: None}
        return placed

    def _gone_to(self, change: Change, target: str, row_id: str | None) -> str | None:
        """Where the row that a new one points to has gone, None if it has not."""
        if row_id is None:
            return None
        place = self._working.place(target, row_id)
        if place in (None, ORG, change.scope):
            return None
        left = self._departures.seq(target, row_id, change.scope) is not None
        return place if left else None

    def check(self, table: WireTable, change: Change, new: dict[str, Any]) -> None:
        """Raises RefusedError for an update that cannot follow the row: one of a stay, whose bed
        is where it was, or one that would move the row once more."""
        if table.policy == "exclusive" or "site_id" in new:
            raise RefusedError(
                "scope", "the row has moved to another site", table=table.name, id=change.id
            )

    def suggested(
        self, hand: OpInHand, table: WireTable, row: Row, new: dict[str, dict[str, Any]]
    ) -> dict[str, Any]:
        """Puts new values, by group, before a person where the row is now; returned is what must
        be written into the row because it protects more."""
        shown: dict[str, Any] = {}
        for group, values in new.items():
            if table.name == "conflict":
                hand.in_conflict(row["id"])
            else:
                shown.update(self._conflicts.field(hand, table.name, row, group, values))
        return shown
