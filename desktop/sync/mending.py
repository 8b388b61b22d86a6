"""Mends what a digest has shown to differ, and nothing else."""

from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa

from desktop.models.identity import count_up
from desktop.models.local import scope_cursor
from desktop.models.store import Store
from desktop.sync import buckets, snapshots
from desktop.sync.digest import row_hash
from desktop.sync.laying import Layer
from desktop.sync.own_writes import OwnWrites
from desktop.sync.part import Differing
from desktop.sync.scope_rows import GONE, tables_in
from desktop.sync.sweeping import sweep_scope
from desktop.sync.tidying import ask_to_sweep

REPAIRS = "repairs"

Lines = Callable[[sa.Connection], Iterator[snapshots.Rows]]
"""Gives the rows of the store, within a transaction on this desk's database."""


def mend(
    store: Store, scope: str, head: snapshots.Head, lines: Lines, differing: Differing
) -> int | None:
    """Lays down the rows of differing buckets that are not as the store has them, and takes away
    those that it lacks; how many. Does nothing, and returns None, when a person has written
    meanwhile, or the desk has read on past the moment that ``head`` shows.

    ``lines`` hold at least the differing buckets. Raises IntegrityError, and then has changed
    nothing, where rows point to what this desk lacks.
    """
    with store.applying() as connection:
        own = OwnWrites(connection, head.seq)
        read = sa.select(scope_cursor.c.cursor).where(scope_cursor.c.scope == scope)
        if own.waiting or own.rows(scope) or connection.scalar(read) != head.cursor:
            return None
        held = {
            table.name: {
                row_id: value
                for digit in differing.get(table.name, ())
                for row_id, value in buckets.hashes_of(connection, table, scope, digit).items()
            }
            for table in tables_in(scope)
        }
        layer = Layer(connection, scope, head.seq, own)
        mended = 0
        for line in lines(connection):
            digits = differing.get(line.table, set())
            fresh = []
            for row in line.rows:
                if row["id"][0] not in digits:
                    continue
                fields = {name: value for name, value in row.items() if name != "id"}
                value = row_hash(line.table, row["id"], fields)
                if held[line.table].pop(row["id"], None) != value:
                    fresh.append(row)
            if fresh:
                _let_go(connection, line.table, [row["id"] for row in fresh])
                layer.lay(line.table, fresh)
                mended += len(fresh)
        for table, rows in held.items():
            _let_go(connection, table, list(rows))
            mended += len(rows)
        sweep_scope(connection, scope, ())
        buckets.touch(
            connection, {(t, digit) for t, digits in differing.items() for digit in digits}
        )
        snapshots.drop(connection, scope)
        ask_to_sweep(connection)
        count_up(connection, REPAIRS)
    return mended


def _let_go(connection: sa.Connection, table: str, ids: Sequence[str]) -> None:
    """These rows count as gone until the snapshot shows them."""
    if ids:
        connection.exec_driver_sql(
            f'UPDATE "{table}" SET row_seq = {GONE} WHERE id = ?', [(row_id,) for row_id in ids]
        )
