"""``key show-id`` and ``key rotate``: the master key of the store."""

import argparse

from central.commands.database import add_options, open_store
from central.commands.printing import show


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The commands about the master key."""
    verbs = parser.add_subparsers(required=True, metavar="show-id|rotate")
    look = verbs.add_parser("show-id", help="tell which key it is, and where it stands")
    add_options(look)
    look.set_defaults(run=_show_id)
    rotate = verbs.add_parser("rotate", help="seal everything anew by a fresh key")
    which = rotate.add_mutually_exclusive_group()
    which.add_argument(
        "--keep-old", action="store_true", help="leave the old key in the file, for old backups"
    )
    which.add_argument(
        "--lost", action="store_true", help="the old key is lost: forget what it had sealed"
    )
    add_options(rotate)
    rotate.set_defaults(run=_rotate)


def _show_id(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        key_id, path = store.master_key.key_id(conn), store.master_key.path(conn)
        store.master_key.require(conn)
    show(args, {"key_id": key_id, "file": str(path)}, f"{key_id or '-'}\t{path}")


def _rotate(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        if args.lost:
            done = store.master_key.begin_anew(conn)
        else:
            done = store.master_key.rotate(conn, keep_old=args.keep_old)
    told = {"key_id": done.key_id, "rewrapped": done.rewrapped, "removed": list(done.gone)}
    removed = ",".join(done.gone) or "-"
    show(args, told, f"{done.key_id}\t{done.rewrapped} sealed anew\tremoved {removed}")
