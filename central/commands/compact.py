"""``compact [--days N]``."""

import argparse
from dataclasses import asdict

from central.commands.database import add_options, open_store
from central.commands.printing import show
from central.horizon import DAYS, compact


def add_parser(parser: argparse.ArgumentParser) -> None:
    """The command that shortens the log."""
    parser.add_argument(
        "--days", type=int, default=DAYS, help=f"how far back the log shall go ({DAYS})"
    )
    add_options(parser)
    parser.set_defaults(run=_compact)


def _compact(args: argparse.Namespace) -> None:
    if not 0 <= args.days <= 36_500:
        raise ValueError("--days is a number of days, 0 or more")
    told = []
    with open_store(args) as store, store.connection() as conn:
        for done in compact(conn, args.days):
            told.append(asdict(done))
            if not args.json:
                show(args, None, f"{done.scope}\t{done.lines} ops\thorizon {done.horizon}")
    if args.json:
        show(args, told, "")
