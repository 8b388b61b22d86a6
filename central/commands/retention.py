"""``retention due``, ``rules``, ``hold``, ``release``, ``export``, ``anonymise``, ``sweep``."""

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path

from central.anonymising import Authority, anonymise
from central.archiving import collect
from central.commands.asking import who_asks
from central.commands.database import add_options, open_store
from central.commands.printing import show, show_rows
from central.people import list_sites
from central.retention import due_at, hold, release, resident_named, rules_of
from central.sealed_incidents import confidential_key
from central.sweeping import sweep
from desktop.models.archive import HTML_NAME, JSON_NAME, verify_archive, write_archive

_LONGEST_REASON = 500


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The commands about how long files are kept."""
    verbs = parser.add_subparsers(
        required=True, metavar="due|rules|hold|release|export|anonymise|sweep"
    )
    listing = verbs.add_parser("due", help="list whose file may go")
    add_options(listing)
    listing.set_defaults(run=_due)
    rules = verbs.add_parser("rules", help="how long what is kept, and who decided it")
    add_options(rules)
    rules.set_defaults(run=_rules)
    keep = verbs.add_parser("hold", help="keep a file, whatever the rules say")
    _add_resident(keep)
    keep.add_argument("--reason", required=True, help="why")
    keep.add_argument("--until", help="the last day of the hold, as 2027-12-31")
    add_options(keep)
    keep.set_defaults(run=_hold)
    free = verbs.add_parser("release", help="end a hold")
    _add_resident(free)
    add_options(free)
    free.set_defaults(run=_release)
    export = verbs.add_parser("export", help="write a file for the archive into a new folder")
    _add_resident(export)
    export.add_argument("folder", type=Path)
    _add_by(export)
    add_options(export)
    export.set_defaults(run=_export)
    clean = verbs.add_parser("sweep", help="write anew the tables out of which somebody went")
    add_options(clean)
    clean.set_defaults(run=_sweep)
    forget = verbs.add_parser("anonymise", help="forget a person, here and on every desk")
    _add_resident(forget)
    forget.add_argument("--exported", type=Path, metavar="DIR", help="the folder of the archive")
    forget.add_argument("--without-export", action="store_true", help="there is no archive")
    forget.add_argument("--reason", help="why there is none")
    _add_by(forget)
    add_options(forget)
    forget.set_defaults(run=_anonymise)


def _add_resident(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("resident", help="a resident's number or id")


def _add_by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", help="who does it (the name of the system's user)")


def _today() -> date:
    return date.today()  # noqa: DTZ011  the calendar of the machine on which the store runs


def _due(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        sites = {site["id"]: site["name"] for site in list_sites(conn)}
        found = due_at(conn, _today())
    rows = [
        {
            "due_on": one.due_on.isoformat(),
            "number": one.number,
            "site": sites[one.site_id],
            "kind": one.kind,
            "since": one.since.isoformat(),
            "id": one.id,
        }
        for one in found
    ]
    show_rows(args, rows)


def _rules(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        found = rules_of(conn)
    show_rows(args, [asdict(rule) for rule in found.values()])


def _hold(args: argparse.Namespace) -> None:
    reason = _reason(args.reason)
    until = None if args.until is None else date.fromisoformat(args.until)
    with open_store(args) as store, store.connection() as conn:
        resident = resident_named(conn, args.resident)
        hold(conn, resident, reason, until)
    show(args, {**resident, "held": True}, f"{resident['number']}\ton hold")


def _release(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        resident = resident_named(conn, args.resident)
        release(conn, resident)
    show(args, {**resident, "held": False}, f"{resident['number']}\treleased")


def _export(args: argparse.Namespace) -> None:
    by = who_asks(args)
    with open_store(args) as store, store.connection() as conn:
        resident = resident_named(conn, args.resident)
        archive = collect(conn, resident["id"], by, confidential_key(store, conn))
    files = [(JSON_NAME, archive.json()), (HTML_NAME, archive.html())]
    digest = write_archive(args.folder, archive, files)
    told = {"id": archive.resident_id, "folder": str(args.folder), "manifest_sha256": digest}
    show(args, {**told, "left_out": list(archive.left_out)}, f"{args.folder}\t{digest}")
    if archive.left_out and not args.json:
        show(args, None, f"not in it: {', '.join(archive.left_out)}")


def _anonymise(args: argparse.Namespace) -> None:
    by = who_asks(args)
    if (args.exported is None) != args.without_export:
        raise ValueError("give --exported DIR, or --without-export with a --reason")
    if args.without_export and args.reason is None:
        raise ValueError("say with --reason why there is no archive")
    reason = None if args.reason is None else _reason(args.reason)
    with open_store(args) as store, store.connection() as conn:
        resident = resident_named(conn, args.resident)
        archive = None if args.exported is None else verify_archive(args.exported, resident["id"])
        authority = Authority(by, archive, reason)
        key = confidential_key(store, conn)
        done = anonymise(conn, resident["id"], authority, today=_today(), key=key)
    line = f"{done.resident_id}\t{done.rows} rows\t{done.lines} lines of the log"
    show(args, asdict(done), line)
    for left in () if args.json else done.remaining:
        show(args, None, f"may still name them: {left}")


def _sweep(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        done = sweep(conn)
    show(args, {"swept": done}, f"{len(done)} tables swept")


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not 0 < len(reason) <= _LONGEST_REASON:
        raise ValueError(f"--reason must have 1 to {_LONGEST_REASON} characters")
    return reason
