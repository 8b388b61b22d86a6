"""``site add`` and ``site list``."""

import argparse

from central.commands.database import add_options, open_store
from central.commands.printing import show, show_rows
from central.people import add_site, list_sites
from desktop.models.sites import SiteType


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The commands about sites."""
    verbs = parser.add_subparsers(required=True, metavar="add|list")
    add = verbs.add_parser("add", help="add a site")
    add.add_argument("name")
    add.add_argument("--type", choices=[kind.value for kind in SiteType], default="centre")
    add.add_argument("--reception", action="store_true", help="serves meals on arrival")
    add_options(add)
    add.set_defaults(run=_add)
    listing = verbs.add_parser("list", help="list the sites")
    add_options(listing)
    listing.set_defaults(run=_list)


def _add(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        site_id = add_site(conn, args.name, args.type, args.reception)
    show(args, {"id": site_id, "name": args.name}, f"{site_id}\t{args.name}")


def _list(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        show_rows(args, list_sites(conn))
