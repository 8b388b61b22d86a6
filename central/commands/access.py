"""``access list``, ``verify``, ``extract`` and ``forget``."""

import argparse
import re
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from central.access.chains import Chain, follow_all, name_of
from central.access.extracts import read_extract, resident_named
from central.access.reading import Wanted, search
from central.access.retaining import Gone, forget_older, rule_of_log
from central.access.taking import write_own_entry
from central.checking import CheckFailedError
from central.commands.database import add_options, open_store
from central.commands.printing import show, show_rows
from central.people import device_named, list_users, user_named
from desktop.models.access_chain import KINDS
from desktop.models.base import instant_text
from desktop.models.retention import MOST_DAYS
from desktop.models.sites import BUILT_IN_USER
from desktop.sync.protocol import WireError

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ZONE = ZoneInfo("Europe/Copenhagen")


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The commands about the access log."""
    verbs = parser.add_subparsers(required=True, metavar="list|verify|extract|forget")
    listing = verbs.add_parser("list", help="list entries, the latest first")
    listing.add_argument("--resident", help="a resident's number or id")
    listing.add_argument("--user", help="a colleague's name or id")
    listing.add_argument("--device", help="a desk's name or id")
    listing.add_argument("--kind", action="append", choices=KINDS, default=[], help="repeatable")
    listing.add_argument("--since", help="the first day, as 2026-03-02")
    listing.add_argument("--until", help="the last day")
    listing.add_argument("--limit", type=int, default=200, help="how many at most (200)")
    add_options(listing)
    listing.set_defaults(run=_list)
    verify = verbs.add_parser("verify", help="follow every desk's chain from its beginning")
    add_options(verify)
    verify.set_defaults(run=_verify)
    extract = verbs.add_parser("extract", help="what was done with a resident's data, by day")
    extract.add_argument("resident", help="a resident's number or id")
    add_options(extract)
    extract.set_defaults(run=_extract)
    forget = verbs.add_parser("forget", help="remove the oldest entries, as a store does daily")
    forget.add_argument("--days", type=int, help="how long entries are kept (as the rule says)")
    add_options(forget)
    forget.set_defaults(run=_forget)


def _list(args: argparse.Namespace) -> None:
    if not 1 <= args.limit <= 100_000:
        raise ValueError("--limit must lie between 1 and 100000")
    with open_store(args) as store, store.connection() as conn:
        wanted = _wanted(conn, args)
        found = search(conn, wanted, limit=args.limit).entries
        write_own_entry(
            conn,
            actor=BUILT_IN_USER,
            what="see_access_log",
            kind="search",
            residents=[wanted.resident_id] if wanted.resident_id else [],
            criterion=wanted.criterion(),
        )
        names = {user["id"]: user["name"] for user in list_users(conn)}
    for entry in found:
        entry["actor_name"] = names.get(entry["actor"])
    if args.json:
        show_rows(args, found)
        return
    for entry in found:
        show(args, entry, _line(entry))


def _wanted(conn: psycopg.Connection, args: argparse.Namespace) -> Wanted:
    since, until = _midnight(args.since, "--since"), _midnight(args.until, "--until", days=1)
    return Wanted(
        _resident(conn, args.resident) if args.resident else None,
        user_named(conn, args.user) if args.user else None,
        device_named(conn, args.device) if args.device else None,
        args.kind,
        since,
        until,
    )


def _midnight(text: str | None, option: str, days: int = 0) -> str | None:
    """When a day begins in Copenhagen, or the day after it."""
    if text is None:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        day = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError):
        raise ValueError(f"{option} is a day, as 2026-03-02") from None
    return instant_text(datetime(day.year, day.month, day.day, tzinfo=_ZONE))


def _resident(conn: psycopg.Connection, name: str) -> str:
    try:
        return resident_named(conn, name)
    except WireError:
        raise ValueError(f'there is no resident "{name}"') from None


def _line(entry: dict[str, Any]) -> str:
    people = [one["number"] or one["id"] for one in entry["residents"]]
    more = entry["count"] - len(people)
    whom = ",".join(people) + (f",+{more}" if more else "")
    return "\t".join(
        (
            *(entry["at"], entry["device_id"], str(entry["number"])),
            *(entry["actor_name"] or entry["actor"], entry["kind"], entry["what"]),
            *(whom or "-", entry["criterion"] or "-", entry["reason"] or "-"),
        )
    )


def _verify(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        chains = [chain for chain in follow_all(conn, whole=True) if chain.entries or chain.problem]
    if args.json:
        show(args, chains, "")
    for chain in chains:
        if not args.json:
            show(args, None, _state(chain))
    broken = [chain for chain in chains if chain.problem]
    if broken:
        raise CheckFailedError(f"the access log is not whole at {len(broken)} devices")
    if not args.json:
        show(args, None, "the access log is whole")


def _state(chain: Chain) -> str:
    name = f"{chain.device_id}\t{chain.name or 'the store'}\t{chain.entries} entries"
    if chain.problem:
        return f"{name}\t{chain.problem.replace('_', ' ')} at {chain.broken_number}"
    assert chain.unbroken_since is not None
    return f"{name}\tunbroken since {instant_text(chain.unbroken_since)}"


def _extract(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        resident_id = _resident(conn, args.resident)
        found = read_extract(conn, resident_id)
        write_own_entry(
            conn,
            actor=BUILT_IN_USER,
            what="extract_access",
            kind="export",
            residents=[resident_id],
        )
    if args.json:
        show(args, found, "")
        return
    show_rows(args, found["days"])


def _forget(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        rule = rule_of_log(conn)
        days = rule.days if args.days is None else args.days
        if not rule.least <= days <= MOST_DAYS:
            raise ValueError(f"--days must lie between {rule.least} and {MOST_DAYS}")
        found: dict[str, Gone] = {}
        for gone in forget_older(conn, days):
            before = found[gone.device_id].entries if gone.device_id in found else 0
            found[gone.device_id] = replace(gone, entries=before + gone.entries)
        names = {device_id: name_of(conn, device_id) for device_id in found}
        total = sum(gone.entries for gone in found.values())
        if total:
            write_own_entry(
                conn,
                actor=BUILT_IN_USER,
                what="administer",
                kind="change",
                criterion=f"access log: {total} entries older than {days} days removed",
            )
    if args.json:
        rows = [asdict(gone) | {"name": names[gone.device_id]} for gone in found.values()]
        show(args, rows, "")
        return
    for gone in found.values():
        name = names[gone.device_id] or "the store"
        told = f"{gone.entries} entries removed\tup to {gone.number}"
        show(args, None, f"{gone.device_id}\t{name}\t{told}")
    if not found:
        show(args, None, f"nothing is older than {days} days")
