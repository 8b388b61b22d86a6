"""The floor of the machine: the same residents put down by nothing but the two drivers.

The tables have the columns of ``resident`` and a primary key, no other index, no reference and no
trigger; everything goes in one transaction.
"""

import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from bench.sync.residents import Made
from desktop.models.residents import Resident
from desktop.models.store import Store
from desktop.sync.protocol import tables, to_sqlite

TABLE = "floor_resident"
_COLUMNS = ("id", "row_seq", *tables()["resident"].fields)


def postgres(database_url: str, residents: Sequence[Made]) -> dict[str, float]:
    """Rows per second into PostgreSQL, by ``executemany`` (INSERT, pipelined) and by COPY."""
    rows = [_row(made.id, made.fields) for made in residents]
    with psycopg.connect(database_url) as conn:
        return {
            "executemany": _timed(conn, len(rows), lambda: _insert(conn, rows)),
            "copy": _timed(conn, len(rows), lambda: _copy(conn, rows)),
        }


def _row(row_id: str, fields: dict[str, Any]) -> tuple[Any, ...]:
    return (row_id, 1, *(fields.get(name) for name in _COLUMNS[2:]))


def _timed(conn: psycopg.Connection, count: int, work: Callable[[], None]) -> float:
    name = sql.Identifier(TABLE)
    conn.execute(
        sql.SQL("CREATE TABLE {} (LIKE resident INCLUDING DEFAULTS, PRIMARY KEY (id))").format(name)
    )
    conn.commit()
    began = time.perf_counter()
    work()
    conn.commit()
    seconds = time.perf_counter() - began
    conn.execute(sql.SQL("DROP TABLE {}").format(name))
    conn.commit()
    return count / seconds


def _insert(conn: psycopg.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(TABLE), _names(), sql.SQL(", ").join([sql.Placeholder()] * len(_COLUMNS))
    )
    with conn.cursor() as cursor:
        cursor.executemany(query, rows)


def _copy(conn: psycopg.Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(TABLE), _names())
    with conn.cursor().copy(query) as copy:
        for row in rows:
            copy.write_row(row)


def _names() -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))


def sqlcipher(folder: Path, residents: Sequence[Made]) -> float:
    """Rows per second into SQLCipher by ``executemany``, with the desk's own settings."""
    path = folder / "floor.db"
    store = Store(path, secrets.token_bytes(32))
    rows = [_row(made.id, to_sqlite("resident", made.fields)) for made in residents]
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    marks = ", ".join("?" * len(_COLUMNS))
    try:
        with store.own() as connection:
            types = ", ".join(
                f'"{column.name}" {column.type.compile(dialect=connection.dialect)}'
                for column in sa.inspect(Resident).columns
            )
            connection.exec_driver_sql(f"CREATE TABLE {TABLE} ({types}, PRIMARY KEY (id))")
        began = time.perf_counter()
        with store.own() as connection:
            connection.exec_driver_sql(f"INSERT INTO {TABLE} ({names}) VALUES ({marks})", rows)
        return len(rows) / (time.perf_counter() - began)
    finally:
        store.close()
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
