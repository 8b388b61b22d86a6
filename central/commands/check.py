"""``check``."""

import argparse
from dataclasses import asdict

from central.checking import CheckFailedError, check_store
from central.commands.database import add_options, open_store
from central.commands.printing import show


def add_parser(parser: argparse.ArgumentParser) -> None:
    """The command that holds the log against the tables."""
    add_options(parser)
    parser.set_defaults(run=_check)


def _check(args: argparse.Namespace) -> None:
    wrong = 0
    told = []
    with open_store(args) as store, store.connection() as conn:
        for found in check_store(conn):
            wrong += len(found.problems)
            told.append(asdict(found))
            if not args.json:
                for problem in found.problems:
                    show(args, None, f"{found.scope}\t{problem}")
                if not found.problems and found.scope != "*":
                    line = f"{found.scope}\t{found.ops} ops\t{found.rows} rows\t{found.digest}"
                    show(args, None, line)
    if args.json:
        show(args, {"problems": wrong, "scopes": told}, "")
    if wrong:
        raise CheckFailedError(f"log and tables do not agree at {wrong} places")
    if not args.json:
        show(args, None, "log and tables agree")
