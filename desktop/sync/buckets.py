"""What this desk's rows add up to, kept bucket by bucket and reckoned anew only where written.

Triggers throw a bucket's digest away when a person's op touches it; whoever lays down rows of the
store calls ``touch``. So that damage which came another way is found too, a digest is believed
for a day.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import sqlalchemy as sa

from desktop.models.base import now
from desktop.models.local import bucket_digest
from desktop.models.store import Store
from desktop.sync.digest import BUCKETS, TableDigest, row_hash, shown
from desktop.sync.protocol import WireTable, from_sqlite
from desktop.sync.scope_rows import within

BELIEVED = timedelta(days=1)
DIGITS = "0123456789abcdef"


def touch(connection: sa.Connection, written: Iterable[tuple[str, str]]) -> None:
    """Rows of these (table, bucket) were written."""
    connection.exec_driver_sql(
        'DELETE FROM bucket_digest WHERE "table" = ? AND bucket = ?', [*written] or [("", "")]
    )


def forget(connection: sa.Connection, scope: str) -> None:
    """The digests of a scope are reckoned anew when they are asked for."""
    connection.execute(bucket_digest.delete().where(bucket_digest.c.scope == scope))


def digest_of(store: Store, table: WireTable, scope: str) -> TableDigest:
    """What the rows of a table in a scope add up to on this desk."""
    oldest = now() - BELIEVED
    with store.own() as connection:
        rows = connection.execute(
            sa.select(bucket_digest).where(
                bucket_digest.c.table == table.name,
                bucket_digest.c.scope == scope,
                bucket_digest.c.reckoned_at.between(oldest, now()),
            )
        )
        known = {row.bucket: (row.rows, int(row.digest, 16)) for row in rows}
        missing = [digit for digit in DIGITS if digit not in known]
        for digit in missing:
            known[digit] = _reckoned(connection, table, scope, digit)
        connection.execute(
            bucket_digest.delete().where(
                bucket_digest.c.table == table.name,
                bucket_digest.c.scope == scope,
                bucket_digest.c.bucket.in_(missing),
            )
        )
        if missing:
            connection.execute(
                bucket_digest.insert(),
                [
                    {
                        "table": table.name,
                        "bucket": digit,
                        "scope": scope,
                        "rows": known[digit][0],
                        "digest": shown(known[digit][1]),
                        "reckoned_at": now(),
                    }
                    for digit in missing
                ],
            )
    found = TableDigest()
    for digit, (count, value) in known.items():
        found.rows += count
        found.buckets[int(digit, BUCKETS)] = value
    return found


def _reckoned(
    connection: sa.Connection, table: WireTable, scope: str, digit: str
) -> tuple[int, int]:
    hashes = hashes_of(connection, table, scope, digit)
    value = 0
    for one in hashes.values():
        value ^= one
    return len(hashes), value


def hashes_of(
    connection: sa.Connection, table: WireTable, scope: str, digit: str
) -> dict[str, int]:
    """The hash of every row of a bucket, by id."""
    where, values = within(table, scope)
    names = list(table.fields)
    columns = ", ".join(f'"{name}"' for name in ("id", *names))
    rows = connection.exec_driver_sql(
        f'SELECT {columns} FROM "{table.name}" WHERE {where} AND id >= ? AND id < ?',
        (*values, digit, chr(ord(digit) + 1)),
    )
    return {
        row[0]: row_hash(
            table.name, row[0], from_sqlite(table.name, dict(zip(names, row[1:], strict=True)))
        )
        for row in rows
    }


def differing(mine: TableDigest, told: Sequence[str]) -> set[str]:
    """The first digits of the buckets that differ from what the store told of a table."""
    return {
        digit
        for digit, value, other in zip(DIGITS, mine.buckets, told, strict=True)
        if shown(value) != other
    }
