"""How commands answer: plain lines for people, JSON for scripts."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from desktop.models.base import instant_text


def show(args: argparse.Namespace, found: Any, line: str) -> None:
    """One thing that was done."""
    print(_json(found) if args.json else line)


def show_rows(args: argparse.Namespace, rows: Sequence[Mapping[str, Any]]) -> None:
    """A list: one line a row, its values separated by tabs."""
    if args.json:
        print(_json(rows))
        return
    for row in rows:
        print("\t".join(_plain(value) for value in row.values()))


def _plain(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, list):
        return ",".join(map(str, value)) or "-"
    return str(value)


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_UTC_Z).decode()
