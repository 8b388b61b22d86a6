"""Writes many rows at once, new or renewed."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa


def upsert(
    connection: sa.Connection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    when: str,
) -> None:
    """Inserts rows, or renews all these columns where a row with the ``id`` is here and ``when``
    (a condition on it and on ``excluded``) holds.

    A column that is empty in every row is not handed over, for the driver is slow with empty
    values: no synced table has a default in the database, so ``excluded`` holds null there too.
    """
    if not rows:
        return
    used = [place for place in range(len(columns)) if any(row[place] is not None for row in rows)]
    chosen = itemgetter(*used)  # the id and its row's state at the least, so a tuple
    named = ", ".join(f'"{columns[place]}"' for place in used)
    marks = ", ".join("?" * len(used))
    renewed = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name != "id")
    connection.exec_driver_sql(
        f'INSERT INTO "{table}" ({named}) VALUES ({marks}) '
        f"ON CONFLICT (id) DO UPDATE SET {renewed} WHERE {when}",
        [chosen(row) for row in rows],
    )
