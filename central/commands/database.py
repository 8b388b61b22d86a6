"""Which database a command works on."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from central.embedded import embedded_postgres
from central.store import Store

DEFAULT_DATA = Path("central-data")


def add_options(parser: argparse.ArgumentParser) -> None:
    """``--database-url`` or ``--data``, and ``--json``."""
    parser.add_argument("--database-url", help="a PostgreSQL database (or DATABASE_URL)")
    parser.add_argument("--data", type=Path, help="a folder for an embedded PostgreSQL")
    parser.add_argument("--json", action="store_true", help="print JSON")


@contextmanager
def database_url(args: argparse.Namespace) -> Iterator[str]:
    """The database's address: the one given, the environment's, or an embedded one's."""
    url = args.database_url
    if url is None and args.data is None:
        url = os.environ.get("DATABASE_URL")
    if url:
        yield url
        return
    with embedded_postgres(args.data or DEFAULT_DATA) as embedded:
        yield embedded


@contextmanager
def open_store(args: argparse.Namespace) -> Iterator[Store]:
    """The store that a command works on, brought up to date."""
    with database_url(args) as url, Store(url, connections=1) as store:
        yield store
