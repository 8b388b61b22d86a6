"""``user add``, ``list``, ``password``, ``role``, ``site``, ``disable`` and ``enable``."""

import argparse
import sys

from central.commands.database import add_options, open_store
from central.commands.printing import show, show_rows
from central.passwords import checked, one_time_password
from central.people import (
    add_user,
    disable_user,
    enable_user,
    give_role,
    give_user_sites,
    list_users,
    user_named,
)
from central.signing_in import set_password
from desktop.models.sites import Role


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The commands about people."""
    verbs = parser.add_subparsers(
        required=True, metavar="add|list|password|role|site|disable|enable"
    )
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
    password = verbs.add_parser(
        "password", help="give a colleague a password; without --password-stdin a random one"
    )
    password.add_argument("name", help="name or id")
    password.add_argument("--password-stdin", action="store_true", help="read it, one line")
    add_options(password)
    password.set_defaults(run=_password)
    role = verbs.add_parser("role", help="give a colleague another role")
    role.add_argument("name", help="name or id")
    role.add_argument("role", choices=[role.value for role in Role])
    add_options(role)
    role.set_defaults(run=_role)
    site = verbs.add_parser("site", help="say where a colleague works, and nowhere else")
    site.add_argument("name", help="name or id")
    site.add_argument("--site", action="append", default=[], help="a site's name or id; repeatable")
    site.add_argument("--no-site", action="store_true", help="at none")
    add_options(site)
    site.set_defaults(run=_site)
    for word, run, told in (
        ("disable", _disable, "shut a colleague out"),
        ("enable", _enable, "let a colleague in again"),
    ):
        one = verbs.add_parser(word, help=told)
        one.add_argument("name", help="name or id")
        add_options(one)
        one.set_defaults(run=run)


def _add(args: argparse.Namespace) -> None:
    password = _read_password() if args.password_stdin else None
    with open_store(args) as store, store.connection() as conn:
        user_id = add_user(conn, args.name, args.role, args.site, password)
    show(args, {"id": user_id, "name": args.name}, f"{user_id}\t{args.name}")


def _list(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        show_rows(args, list_users(conn))


def _password(args: argparse.Namespace) -> None:
    chosen = checked(_read_password()) if args.password_stdin else None
    password = chosen or one_time_password()
    with open_store(args) as store, store.connection() as conn:
        user_id = user_named(conn, args.name)
        set_password(conn, user_id, password, must_change=chosen is None)
    if chosen is not None:
        show(args, {"id": user_id, "must_change": False}, f"{user_id}\tpassword set")
        return
    line = f"{user_id}\tto be changed at the first sign-in\n{password}"
    show(args, {"id": user_id, "must_change": True, "password": password}, line)


def _role(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        user_id = give_role(conn, args.name, args.role)
    show(args, {"id": user_id, "role": args.role}, f"{user_id}\t{args.role}")


def _site(args: argparse.Namespace) -> None:
    if bool(args.site) == args.no_site:
        raise ValueError("name the sites with --site, or give --no-site")
    with open_store(args) as store, store.connection() as conn:
        user_id = give_user_sites(conn, args.name, args.site)
        (told,) = [user for user in list_users(conn) if user["id"] == user_id]
    show(args, told, f"{user_id}\t{','.join(told['sites']) or '-'}")


def _enable(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        user_id = enable_user(conn, args.name)
    show(args, {"id": user_id, "enabled": True}, f"{user_id}\tenabled")


def _read_password() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise ValueError("the password is empty")
    return password


def _disable(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        user_id = disable_user(conn, args.name)
    show(args, {"id": user_id, "enabled": False}, f"{user_id}\tdisabled")
