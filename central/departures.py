"""Which rows have left a scope, so that what a desk there did without knowing finds them.

A desk names the scope in which it last saw a row. Only what was proved to have been there follows
the row to its new scope: a device cannot reach into a scope that it does not hold.
"""

from collections.abc import Container, Iterable, Iterator
from functools import cache

import psycopg

from central.moves import HANGING, Fate
from central.op_in_hand import OpInHand
from central.working_set import WorkingSet, references
from desktop.sync.protocol import ORG, Op, site_scope, tables

Left = tuple[str, str, str]
"""A row's table and id, and the scope that it left."""


class NotLockedError(Exception):
    """The ops concern rows that have moved to scopes whose counters are not locked: the
    transaction must end, and begin again with these."""

    def __init__(self, scopes: Iterable[str]) -> None:
        super().__init__()
        self.scopes = frozenset(scopes)


@cache
def hanging(table: str, fate: Fate) -> tuple[tuple[str, str], ...]:
    """The fields of a table that point to a row with which it shares this fate, and the tables
    they point to."""
    return tuple(
        (field, target)
        for field, target in references(table)
        if HANGING.get((table, field)) == fate
    )


@cache
def _followed(table: str) -> tuple[tuple[str, str], ...]:
    """The fields of a new row whose targets it follows, or would let go of."""
    return hanging(table, "along") + hanging(table, "clear")


class Departures:
    """What has left the scopes that a batch names. ``locked`` are the scopes whose counters the
    transaction holds."""

    def __init__(self, working: WorkingSet, locked: Container[str]) -> None:
        self._working = working
        self._locked = locked
        self._seqs: dict[Left, int] = {}
        self._new: dict[Left, int] = {}

    def load(self, conn: psycopg.Connection, ops: Iterable[Op]) -> None:
        """Reads which of the rows that are elsewhere were once where the ops take them to be; in
        an ordinary push there are none, and nothing is read. Raises NotLockedError."""
        asked = list({left for op in ops for left in self._elsewhere(op)})
        if not asked:
            return
        found = conn.execute(
            'SELECT d."table", d.row_id::text, d.scope, d.seq FROM departure AS d'
            " JOIN unnest(%s::text[], %s::uuid[], %s::text[]) AS k (t, id, scope)"
            ' ON d."table" = k.t AND d.row_id = k.id AND d.scope = k.scope',
            [list(column) for column in zip(*asked, strict=True)],
        )
        for table, row_id, scope, seq in found:
            self._seqs[table, row_id, scope] = seq
        places = {self._place(left) for left in self._seqs}
        self._require_locked(places)
        sites = {place.removeprefix(site_scope("")) for place in places}
        self._working.load_places(conn, "site", sites)

    def scopes(self, op: Op) -> set[str]:
        """The scopes to which rows have gone that the op takes to be where they were. Raises
        NotLockedError."""
        if not self._seqs:
            return set()
        found = {self._place(left) for left in self._elsewhere(op) if left in self._seqs}
        self._require_locked(found)
        return found

    def seq(self, table: str, row_id: str, scope: str) -> int | None:
        """When the row left the scope, None if it was never there or is there still."""
        return self._seqs.get((table, row_id, scope))

    def left(self, hand: OpInHand, table: str, row_id: str, scope: str) -> None:
        """The op in hand makes the row leave the scope."""
        for known in (self._seqs, self._new):
            self._working.put(known, (table, row_id, scope), hand.seq)

    def write(self, conn: psycopg.Connection) -> None:
        """Writes down what has left."""
        if not self._new:
            return
        columns = [list(column) for column in zip(*self._new, strict=True)]
        conn.execute(
            'INSERT INTO departure AS d ("table", row_id, scope, seq)'
            " SELECT * FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::bigint[])"
            ' ON CONFLICT ("table", row_id, scope) DO UPDATE SET seq = excluded.seq',
            [*columns, list(self._new.values())],
        )

    def _elsewhere(self, op: Op) -> Iterator[Left]:
        """The rows that the op changes, or that what it makes hangs on, and that are at another
        site than it says."""
        for change in op.changes:
            if change.scope == ORG or change.table not in tables():
                continue
            named = [(change.table, change.id)]
            if change.kind == "insert":
                for field, target in _followed(change.table):
                    value = change.fields.get(field)
                    if isinstance(value, str):
                        named.append((target, value))
            for table, row_id in named:
                if self._working.place(table, row_id) not in (None, ORG, change.scope):
                    yield table, row_id, change.scope

    def _place(self, left: Left) -> str:
        place = self._working.place(left[0], left[1])
        assert place is not None  # it is elsewhere, not gone
        return place

    def _require_locked(self, scopes: Iterable[str]) -> None:
        missing = {scope for scope in scopes if scope not in self._locked}
        if missing:
            raise NotLockedError(missing)
