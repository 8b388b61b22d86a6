"""``setting list``, ``set`` and ``reset``: what holds at all desks."""

import argparse
from uuid import UUID, uuid5

import psycopg

from central import counters
from central.commands.database import add_options, open_store
from central.commands.printing import show, show_rows
from central.own_ops import OwnChange, write_own
from desktop.models.house_settings import NUMBERS, NumberSetting
from desktop.sync.protocol import ORG

_OURS = UUID("6e2d8c4b-0000-5000-8000-000000000000")
"""Under it the ids of settings are made from their names, so that each has one row."""


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The commands about settings."""
    verbs = parser.add_subparsers(required=True, metavar="list|set|reset")
    names = [setting.name for setting in NUMBERS]
    listing = verbs.add_parser("list", help="what holds now, and what may be set")
    add_options(listing)
    listing.set_defaults(run=_list)
    chosen = verbs.add_parser("set", help="set one for all desks")
    chosen.add_argument("name", choices=names)
    chosen.add_argument("value", type=float)
    add_options(chosen)
    chosen.set_defaults(run=_set)
    reset = verbs.add_parser("reset", help="let the default hold again")
    reset.add_argument("name", choices=names)
    add_options(reset)
    reset.set_defaults(run=_reset)


def _list(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        kept = dict(conn.execute("SELECT name, value FROM setting ORDER BY row_seq, id").fetchall())
    show_rows(
        args,
        [
            {
                "name": setting.name,
                "value": _holds(setting, kept.get(setting.name)),
                "default": setting.default,
                "what": setting.words,
            }
            for setting in NUMBERS
        ],
    )


def _holds(setting: NumberSetting, value: object) -> object:
    return value if setting.allows(value) else setting.default


def _set(args: argparse.Namespace) -> None:
    setting = next(setting for setting in NUMBERS if setting.name == args.name)
    value = int(args.value) if args.value.is_integer() else args.value
    if not setting.allows(value):
        raise ValueError(f"{setting.name} may be from {setting.least} to {setting.most}")
    _write(args, value)


def _reset(args: argparse.Namespace) -> None:
    _write(args, None)


def _write(args: argparse.Namespace, value: float | None) -> None:
    with open_store(args) as store, store.connection() as conn, conn.transaction():
        counters.lock(conn, [ORG])
        row_id = str(uuid5(_OURS, args.name))
        write_own(conn, "administer", [_change(conn, row_id, args.name, value)])
    told = "default" if value is None else value
    show(args, {"name": args.name, "value": value}, f"{args.name}\t{told}")


def _change(conn: psycopg.Connection, row_id: str, name: str, value: float | None) -> OwnChange:
    known = conn.execute("SELECT 1 FROM setting WHERE id = %s", (row_id,)).fetchone()
    if known is None:
        return OwnChange("setting", row_id, {"name": name, "value": value})
    return OwnChange("setting", row_id, {"value": value}, "update")
