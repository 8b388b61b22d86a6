"""``review list``, ``show``, ``apply`` and ``drop``: what revoked desks still sent."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import psycopg

from central import review
from central.commands.asking import who_asks
from central.commands.database import add_options, open_store
from central.commands.printing import show, show_rows
from central.people import device_named, list_users
from central.refusal import shown
from central.review import KeptOp
from desktop.models.base import instant_text

_LONGEST_REASON = 500


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The commands about ops that are kept for review."""
    verbs = parser.add_subparsers(required=True, metavar="list|show|apply|drop")
    listing = verbs.add_parser("list", help="list the revoked desks whose work waits")
    add_options(listing)
    listing.set_defaults(run=_list)
    look = verbs.add_parser("show", help="show what a desk did, without what was typed")
    _add_device(look)
    look.add_argument("--values", action="store_true", help="also what was typed")
    look.add_argument("--all", action="store_true", help="also what is settled")
    add_options(look)
    look.set_defaults(run=_show)
    take = verbs.add_parser("apply", help="apply a desk's ops, in order")
    _add_device(take)
    take.add_argument("op_id", nargs="*", help="only these; all that wait without one")
    _add_by(take)
    add_options(take)
    take.set_defaults(run=_apply)
    leave = verbs.add_parser("drop", help="leave a desk's ops undone for good")
    _add_device(leave)
    leave.add_argument("op_id", nargs="*")
    leave.add_argument("--all", action="store_true", help="all that wait")
    leave.add_argument("--reason", required=True, help="why; it is kept")
    _add_by(leave)
    add_options(leave)
    leave.set_defaults(run=_drop)


def _add_device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("device", help="a desk's name or id")


def _add_by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", help="who settles it (the name of the system's user)")


def _list(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        show_rows(args, [asdict(found) for found in review.waiting(conn)])


def _show(args: argparse.Namespace) -> None:
    with open_store(args) as store, store.connection() as conn:
        device_id = device_named(conn, args.device)
        names = {user["id"]: user["name"] for user in list_users(conn)}
        ops = review.kept_ops(conn, device_id, settled=args.all)
    told = [_told(kept, names, args.values) for kept in ops]
    if args.json:
        show_rows(args, told)
        return
    for op in told:
        print("\n".join(_lines(op)))


def _told(kept: KeptOp, names: dict[str, str], values: bool) -> dict[str, Any]:
    """An op in plain words: of its fields the names only, unless values are wanted."""
    op = kept.op
    return {
        "op_id": op.op_id,
        "device_seq": op.device_seq,
        "action": shown(op.action),
        "actor": names.get(op.actor, op.actor),
        "at": op.at,
        "received_at": kept.received_at,
        "status": kept.status,
        "settled_at": kept.settled_at,
        "settled_by": kept.settled_by,
        "reason": kept.reason,
        "changes": [
            {
                "kind": change.kind,
                "table": shown(change.table),
                "id": change.id,
                "scope": shown(change.scope),
                "fields": (
                    {shown(name): _clean(value) for name, value in change.fields.items()}
                    if values
                    else [shown(name) for name in change.fields]
                ),
            }
            for change in op.changes
        ],
    }


def _clean(value: Any) -> Any:
    """A value without halves of surrogate pairs, which can be neither printed nor sent."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _lines(op: dict[str, Any]) -> Iterator[str]:
    yield f"{op['op_id']}\t{op['at']}\t{op['action']}\t{op['actor']}"
    if op["status"] is not None:
        why = f", {op['reason']}" if op["reason"] else ""
        at = instant_text(op["settled_at"])
        yield f"    {op['status']} by {op['settled_by']} at {at}{why}"
    for change in op["changes"]:
        fields = change["fields"]
        if isinstance(fields, dict):
            fields = [f"{name}={json.dumps(fields[name], ensure_ascii=False)}" for name in fields]
        yield f"    {change['kind']} {change['table']} {change['id']}: {', '.join(fields)}"


def _apply(args: argparse.Namespace) -> None:
    by = who_asks(args)
    with open_store(args) as store, store.connection() as conn:
        device_id, ops = _chosen(conn, args)
        for kept in ops:
            outcome = review.apply(conn, device_id, kept, by)
            error = outcome.error or {}
            line = (outcome.op_id, shown(kept.op.action), outcome.status, error.get("message", ""))
            show(args, {**outcome.told(), "action": shown(kept.op.action)}, "\t".join(line).strip())


def _drop(args: argparse.Namespace) -> None:
    by = who_asks(args)
    reason = " ".join(args.reason.split())
    if not 0 < len(reason) <= _LONGEST_REASON:
        raise ValueError(f"--reason must have 1 to {_LONGEST_REASON} characters")
    if bool(args.op_id) == args.all:
        raise ValueError("name the ops to drop, or give --all")
    with open_store(args) as store, store.connection() as conn:
        device_id, ops = _chosen(conn, args)
        for kept in ops:
            review.drop(conn, device_id, kept, by, reason)
            op_id = kept.op.op_id
            show(args, {"op_id": op_id, "dropped": True}, f"{op_id}\tdropped")


def _chosen(conn: psycopg.Connection, args: argparse.Namespace) -> tuple[str, Sequence[KeptOp]]:
    device_id = device_named(conn, args.device)
    return device_id, review.chosen(review.kept_ops(conn, device_id), args.op_id)
