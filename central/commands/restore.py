"""``restore FILE``."""

import argparse
from pathlib import Path

from central.commands.database import add_options, database_url
from central.commands.printing import show
from central.restore import restore_backup


def add_parser(parser: argparse.ArgumentParser) -> None:
    """The command that begins a store anew from a file."""
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--replace", action="store_true", help="yes, throw away all that the store holds now"
    )
    add_options(parser)
    parser.set_defaults(run=_restore)


def _restore(args: argparse.Namespace) -> None:
    with database_url(args) as url:
        told = restore_backup(url, args.file, replace=args.replace)
    rows = sum(told["counts"].values())
    show(args, told, f"{args.file}\t{rows} rows of {told['made_at']}\tnew epoch {told['epoch']}")
