"""``backup FILE``."""

import argparse
from pathlib import Path

from central.backup import write_backup
from central.commands.database import add_options, open_store
from central.commands.printing import show


def add_parser(parser: argparse.ArgumentParser) -> None:
    """The command that writes the store to a file."""
    parser.add_argument("file", type=Path)
    add_options(parser)
    parser.set_defaults(run=_backup)


def _backup(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        told = write_backup(conn, args.file)
    rows = sum(told["counts"].values())
    show(args, told, f"{args.file}\t{rows} rows\t{told['size']} bytes\tepoch {told['epoch']}")
