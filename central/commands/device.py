"""``device code``, ``list``, ``sites`` and ``revoke``."""

import argparse

import psycopg

from central.commands.database import add_options, open_store
from central.commands.printing import show, show_rows
from central.desk_sites import give_sites
from central.devices import list_devices, revoke
from central.enrolment import make_code
from central.people import device_named, list_sites, site_named
from desktop.sync.protocol import site_scope

_LONGEST = 7 * 24 * 60


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The commands about desks."""
    verbs = parser.add_subparsers(required=True, metavar="code|list|sites|revoke")
    code = verbs.add_parser("code", help="make a code with which one desk enrols, once")
    code.add_argument("--site", action="append", default=[], help="a site's name or id; repeatable")
    code.add_argument("--all-sites", action="store_true", help="every site there is now")
    code.add_argument("--minutes", type=int, default=60, help="how long it holds (60)")
    add_options(code)
    code.set_defaults(run=_code)
    listing = verbs.add_parser("list", help="list the desks")
    add_options(listing)
    listing.set_defaults(run=_list)
    sites = verbs.add_parser("sites", help="say which sites a desk holds, and no others")
    sites.add_argument("device", help="its name or id")
    sites.add_argument("--site", action="append", default=[], help="a site's name or id")
    sites.add_argument("--all-sites", action="store_true", help="every site there is now")
    add_options(sites)
    sites.set_defaults(run=_sites)
    shut = verbs.add_parser("revoke", help="shut a desk out")
    shut.add_argument("device", help="its name or id")
    add_options(shut)
    shut.set_defaults(run=_revoke)


def _code(args: argparse.Namespace) -> None:
    if not 1 <= args.minutes <= _LONGEST:
        raise ValueError(f"--minutes must lie between 1 and {_LONGEST}")
    with open_store(args) as store, store.connection() as conn:
        scopes = [site_scope(site_id) for site_id in _chosen(conn, args)]
        code = make_code(conn, scopes, args.minutes)
    show(args, {"code": code, "scopes": ["org", *scopes], "minutes": args.minutes}, code)


def _chosen(conn: psycopg.Connection, args: argparse.Namespace) -> list[str]:
    """The ids of the sites that were named, in that order."""
    if not args.site and not args.all_sites:
        raise ValueError("name a site with --site, or give --all-sites")
    chosen = [site_named(conn, name) for name in args.site]
    if args.all_sites:
        chosen += [site["id"] for site in list_sites(conn)]
    return list(dict.fromkeys(chosen))


def _sites(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        device_id = device_named(conn, args.device)
        scopes = give_sites(conn, device_id, _chosen(conn, args))
    show(args, {"id": device_id, "scopes": scopes}, f"{device_id}\t{','.join(scopes)}")


def _list(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        show_rows(args, list_devices(conn))


def _revoke(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        device_id = device_named(conn, args.device)
        revoke(conn, device_id)
    show(args, {"id": device_id, "revoked": True}, f"{device_id}\trevoked")
