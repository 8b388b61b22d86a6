"""Starter kits for those who arrived in the last half year, and the shelves they came from."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from demo.arrivals import Arrival
from demo.city import City, Row, text
from demo.staff import Staff
from desktop.services.days import age_on
from desktop.services.kits import audience_of

KIT_TYPES = Path(__file__).parents[1] / "resources" / "kit_types.json"
WINDOW = timedelta(days=180)
ENOUGH, FIRST, BATCH = 9, 25, 20
"""A shelf with fewer kits than ``ENOUGH`` gets a batch."""

RUNNING_OUT, LAST_ONES = "child", 3
"""The kit that is nearly gone at Sjællandsgade, and how many are left."""


def kit_types() -> list[dict[str, Any]]:
    """The kinds of kit that the central store begins with."""
    kinds: list[dict[str, Any]] = json.loads(KIT_TYPES.read_text("utf-8"))
    return kinds


def kit_type_rows() -> list[Row]:
    """The same as rows of ``kit_type``."""
    return [
        {"id": kind["id"]}
        | {f"name_{language}": name for language, name in kind["name"].items()}
        | {name: kind[name] for name in ("audience", "items", "display_order")}
        for kind in kit_types()
    ]


def hand_out(city: City, staff: Staff, arrivals: Iterable[Arrival], site_ids: list[str]) -> None:
    """Hands out the kits within the check-ins, and fills every site's shelf so that it never ran
    empty. ``site_ids`` begins with the site where one kit is running out."""
    rows = kit_type_rows()
    city.rows["kit_type"] = rows
    by_audience = {row["audience"]: row for row in rows}
    since = city.today - WINDOW
    taken: dict[tuple[str, str], list[date]] = {}
    for arrival in sorted(arrivals, key=lambda arrival: arrival.at):
        if arrival.at.date() < since or "kit" in arrival.missing:
            continue
        for resident in arrival.residents:
            age = age_on(date.fromisoformat(resident["birth_date"]), arrival.at.date())
            wanted = [audience_of(age).value]
            if resident["household_role"] == "head":
                wanted.append("household")
            for audience in wanted:
                _give(city, arrival, resident, by_audience[audience])
                key = (arrival.house.id, audience)
                taken.setdefault(key, []).append(arrival.at.date())
    for site_id in site_ids:
        for audience, row in by_audience.items():
            low = site_id == site_ids[0] and audience == RUNNING_OUT
            _fill(city, staff, site_id, row, taken.get((site_id, audience), []), low=low)


def _give(city: City, arrival: Arrival, resident: Row, kind: Row) -> None:
    event = arrival.event
    handout = city.insert(
        event,
        "kit_handout",
        {
            "kit_type_id": kind["id"],
            "resident_id": resident["id"],
            "items": kind["items"],
            "handed_at": text(event.at),
            "handed_by": event.actor,
        },
    )
    movement = {
        "kit_type_id": kind["id"],
        "kind": "handout",
        "quantity": -1,
        "handout_id": handout["id"],
        "moved_at": text(event.at),
        "moved_by": event.actor,
    }
    city.insert(event, "stock_movement", movement)


def _fill(
    city: City, staff: Staff, site_id: str, kind: Row, taken: list[date], *, low: bool
) -> None:
    """Deliveries early on the days when the shelf gets low; at the end, perhaps, a count."""

    def move(day: date, hour: int, movement: str, quantity: int, reason: str | None = None) -> None:
        at = city.moment(day, hour, spread=30)
        event = city.event(at, "move_stock", staff.host(site_id), site_id)
        fields = {
            "kit_type_id": kind["id"],
            "kind": movement,
            "quantity": quantity,
            "reason": reason,
            "moved_at": text(at),
            "moved_by": event.actor,
        }
        city.insert(event, "stock_movement", fields)

    stock = FIRST if taken else ENOUGH + city.rng.randrange(6)
    move(city.today - WINDOW - timedelta(days=3), 8, "delivery", stock)
    for day in taken:
        stock -= 1
        if stock < ENOUGH:
            move(day, 8, "delivery", BATCH)
            stock += BATCH
    if low:
        reason = f"Optalt: {LAST_ONES} sæt på hylden"
        move(city.today - timedelta(days=1), 16, "count", LAST_ONES - stock, reason)
