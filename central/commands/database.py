"""Which database a command works on."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from central.embedded import embedded_postgres
from central.master_key import KEY_FILE
from central.store import Store

DEFAULT_DATA = Path("central-data")


def add_options(parser: argparse.ArgumentParser) -> None:
    """``--database-url`` or ``--data``, ``--key-file``, and ``--json``."""
    parser.add_argument("--database-url", help="a PostgreSQL database (or DATABASE_URL)")
    parser.add_argument("--data", type=Path, help="a folder for an embedded PostgreSQL")
    parser.add_argument(
        "--key-file", type=Path, help=f"the file with the store's master key (or {KEY_FILE})"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


@contextmanager
def database_url(args: argparse.Namespace) -> Iterator[str]:
    """The database's address: the one given, the environment's, or an embedded one's."""
    url = _given_url(args)
    if url:
        yield url
        return
    with embedded_postgres(args.data or DEFAULT_DATA) as embedded:
        yield embedded


@contextmanager
def open_store(args: argparse.Namespace) -> Iterator[Store]:
    """The store that a command works on, brought up to date."""
    with database_url(args) as url, Store(url, connections=1, key_file=key_file(args)) as store:
        yield store


def key_file(args: argparse.Namespace) -> Path | None:
    """Where the master key stands: in the file given, in the environment's, beside an embedded
    database; None for where programs keep their data, under the store's own id."""
    named: Path | None = args.key_file
    if named is None and os.environ.get(KEY_FILE):
        named = Path(os.environ[KEY_FILE])
    if named is None and not _given_url(args):
        named = (args.data or DEFAULT_DATA) / "store.key"
    return None if named is None else named.expanduser().absolute()


def _given_url(args: argparse.Namespace) -> str | None:
    url: str | None = args.database_url
    if url is None and args.data is None:
        url = os.environ.get("DATABASE_URL")
    return url or None
