"""What people did, as ops that can be pushed to the central store (SYNC.md, "Wire").

Ops come in the order in which things happened; ``device_seq`` counts them from ``first_seq``: so
``site_ops`` can go on where ``org_ops`` ended, or each site's be sent from a device of its own.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from demo.city import Change, City, Event, Row, text
from demo.kits import kit_type_rows
from desktop.sync.protocol import MAX_BODY, MAX_OPS, ORG, site_scope, tables

ENVELOPE = 4096
"""Room for what a push holds besides its ops."""


def city_ops(city: City, first_seq: int = 1, *, kit_types: bool = False) -> Iterator[Row]:
    """Every op of the city: first what concerns everybody, then what happened at the sites."""
    seq = first_seq
    for op in org_ops(city, first_seq, kit_types=kit_types):
        yield op
        seq = op["device_seq"] + 1
    yield from site_ops(city, seq)


def org_ops(city: City, first_seq: int = 1, *, kit_types: bool = False) -> Iterator[Row]:
    """Sites, users and where they work. The kit types come along with ``kit_types``, for a store
    that has not made them itself when it was set up."""
    events = list(city.org_events)
    if kit_types:
        first = events[0]
        event = Event(city.new_id(first.at), first.at, first.action, first.actor, None)
        for row in kit_type_rows():
            row_id = str(row.pop("id"))
            event.changes.append(Change("kit_type", row_id, "insert", row))
        events.insert(1, event)
    return _ops(events, first_seq)


def site_ops(city: City, first_seq: int = 1, site_id: str | None = None) -> Iterator[Row]:
    """What happened at the sites, or at one of them, in the order in which it happened."""
    events = [e for e in city.events if e.changes and site_id in (None, e.site_id)]
    return _ops(sorted(events, key=lambda event: event.at), first_seq)


def pushes(ops: Iterable[Row]) -> Iterator[list[Row]]:
    """The ops in lists of a size that one ``POST /v1/push`` takes."""
    batch: list[Row] = []
    size = 0
    for op in ops:
        weight = len(orjson.dumps(op)) + 1
        if batch and (len(batch) == MAX_OPS or size + weight > MAX_BODY - ENVELOPE):
            yield batch
            batch, size = [], 0
        batch.append(op)
        size += weight
    if batch:
        yield batch


def _ops(events: Iterable[Event], first_seq: int) -> Iterator[Row]:
    for seq, event in enumerate(events, first_seq):
        scope = ORG if event.site_id is None else site_scope(event.site_id)
        yield {
            "op_id": event.op_id,
            "device_seq": seq,
            "action": event.action,
            "actor": event.actor,
            "at": text(event.at),
            "changes": [_change(change, scope) for change in event.changes],
        }


def _change(change: Change, scope: str) -> dict[str, Any]:
    fields = change.fields
    if change.kind == "insert":
        known = tables()[change.table].fields
        fields = {
            name: value
            for name, value in fields.items()
            if known[name].default is ... or known[name].default != value
        }
    return {
        "table": change.table,
        "id": change.id,
        "scope": scope,
        "kind": change.kind,
        "base": None,
        "fields": fields,
        "was": change.was,
    }
