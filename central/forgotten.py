"""Ops of desks about people who are anonymised: what would bring them back is refused."""

from collections.abc import Iterable
from functools import cache

import psycopg

from central.refusal import RefusedError
from central.traces import RESIDENT
from central.values import is_uuid, uuid_array
from central.working_set import references
from desktop.models.anonymity import ANONYMISED_ON, REFUSED, typed_in
from desktop.sync.protocol import Change, Op, tables


class Forgotten:
    """The anonymised residents that the ops of a batch name, and the rows that lost names."""

    def __init__(self) -> None:
        self._residents: set[str] = set()
        self._scrubbed: dict[tuple[str, str], int] = {}

    def load(self, conn: psycopg.Connection, ops: Iterable[Op]) -> None:
        """Reads which those are."""
        residents: set[str] = set()
        texts: set[tuple[str, str]] = set()
        known = tables()
        for change in (change for op in ops for change in op.changes):
            if change.table not in known:
                continue
            residents.update(_named(change))
            if change.kind == "update" and not _texts(change).isdisjoint(change.fields):
                texts.add((change.table, change.id))
        if residents:
            found = conn.execute(
                "SELECT id::text FROM resident WHERE id = ANY(%s::uuid[])"
                " AND anonymised_on IS NOT NULL",
                (uuid_array(filter(is_uuid, residents)),),
            )
            self._residents = {row_id for (row_id,) in found}
        if texts:
            found = conn.execute(
                'SELECT s."table", s.row_id::text, s.seq FROM scrubbed_row AS s'
                " JOIN unnest(%s::text[], %s::uuid[]) AS k (t, id)"
                ' ON s."table" = k.t AND s.row_id = k.id',
                ([table for table, _ in texts], [row_id for _, row_id in texts]),
            )
            self._scrubbed = {(table, row_id): seq for table, row_id, seq in found}

    def check(self, change: Change) -> None:
        """Raises RefusedError for a change of somebody who is anonymised, for a new row that
        names them, for a text that was written before names were taken out of it, and for a desk
        that would do the store's part."""
        if change.table == RESIDENT and change.fields.get(ANONYMISED_ON) is not None:
            raise self._refused(change, "only the store anonymises")
        if not self._residents.isdisjoint(_named(change)):
            raise self._refused(change, "they are anonymised")
        seq = self._scrubbed.get((change.table, change.id), 0)
        if seq > (change.base or 0) and not _texts(change).isdisjoint(change.fields):
            raise self._refused(change, "names were taken out of this text since")

    @staticmethod
    def _refused(change: Change, message: str) -> RefusedError:
        return RefusedError("validation", message, table=change.table, id=change.id, rule=REFUSED)


def _texts(change: Change) -> frozenset[str]:
    return frozenset(typed_in(change.table))


@cache
def _naming(table: str) -> tuple[str, ...]:
    """The fields of a table that point to residents."""
    return tuple(name for name, target in references(table) if target == RESIDENT)


def _named(change: Change) -> set[str]:
    """The residents whom a change is about, or to whom it points anew."""
    found = {change.id} if change.table == RESIDENT else set()
    for name in _naming(change.table):
        value = change.fields.get(name)
        if isinstance(value, str):
            found.add(value)
    return found
