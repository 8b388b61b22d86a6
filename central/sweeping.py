"""Sweeps the database's files: what was replaced stands in them until they are written anew."""

import psycopg
from psycopg import sql

from central.traces import RESIDENT
from desktop.models.anonymity import CLEARED, DELETED, TEXTS

SWEPT = (
    RESIDENT,
    *TEXTS,
    *CLEARED,
    *DELETED,
    "restricted_incident",
    "conflict",
    "log",
    "log_base",
    "kept_op",
    "receipt",
    "access_log",
    "spot_check_entry",
)
"""The tables in which somebody who is anonymised may have stood."""


def sweep(conn: psycopg.Connection) -> list[str]:
    """Writes these tables and their indexes anew, one after the other, each locked meanwhile, and
    what PostgreSQL remembers of their commonest values; which. Outside of any transaction."""
    there = [
        table
        for table in SWEPT
        if conn.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone() == (True,)
    ]
    for table in there:
        conn.execute(sql.SQL("VACUUM (FULL, ANALYZE) {}").format(sql.Identifier(table)))
    conn.execute("VACUUM (FULL) pg_statistic")
    conn.execute("CHECKPOINT")
    return there
