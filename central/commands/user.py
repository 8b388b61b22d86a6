"""``user add``, ``user list`` and ``user disable``."""

import argparse
import sys

from central.commands.database import add_options, open_store
from central.commands.printing import show, show_rows
from central.people import add_user, disable_user, list_users
from desktop.models.sites import Role


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The commands about people."""
    verbs = parser.add_subparsers(required=True, metavar="add|list|disable")
    add = verbs.add_parser("add", help="add a colleague")
    add.add_argument("name")
    add.add_argument("--role", choices=[role.value for role in Role], required=True)
    add.add_argument("--site", action="append", default=[], help="a site's name or id; repeatable")
    add.add_argument("--password-stdin", action="store_true", help="read a password, one line")
    add_options(add)
    add.set_defaults(run=_add)
    listing = verbs.add_parser("list", help="list the colleagues")
    add_options(listing)
    listing.set_defaults(run=_list)
    disable = verbs.add_parser("disable", help="shut a colleague out")
    disable.add_argument("name", help="name or id")
    add_options(disable)
    disable.set_defaults(run=_disable)


def _add(args: argparse.Namespace) -> None:
    password = None
    if args.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise ValueError("the password is empty")
    with open_store(args) as store, store.connection() as conn:
        user_id = add_user(conn, args.name, args.role, args.site, password)
    show(args, {"id": user_id, "name": args.name}, f"{user_id}\t{args.name}")


def _list(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        show_rows(args, list_users(conn))


def _disable(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        user_id = disable_user(conn, args.name)
    show(args, {"id": user_id, "enabled": False}, f"{user_id}\tdisabled")
