"""What a made-up city is built of: rows as they stand on the wire, and what people did.

Every row is written through ``insert`` and ``update``, which keep both the row as it is now and
the event that made it, so that the log tells the same story as the tables.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from desktop.models.base import ID_BITS, id_of, instant_text

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One row of an event: its new values, and for an update what stood there before."""

    table: str
    id: str
    kind: Literal["insert", "update"]
    fields: Row
    was: Row = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """One thing a person did, at one site or (``site_id`` None) for everybody."""

    op_id: str
    at: datetime
    action: str
    actor: str
    site_id: str | None
    changes: list[Change] = field(default_factory=list)


@dataclass
class City:
    """A city as it stands at ``now``: its rows by table, and the events that led there.

    ``rows`` hold ``id`` and the fields that are set; a field left out has its default.
    ``today`` is the day in Copenhagen. ``org_events`` (sites, colleagues) come before all others.
    """

    seed: int
    today: date
    now: datetime
    rng: random.Random
    number: Callable[[int], str] = str
    """Makes a resident's or an incident's number of how many were issued."""
    rows: dict[str, list[Row]] = field(default_factory=dict)
    org_events: list[Event] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    _issued: dict[str, int] = field(default_factory=dict)

    def issue(self, kind: str) -> str:
        """The next number of a kind (``resident``, ``incident``)."""
        self._issued[kind] = self._issued.get(kind, 0) + 1
        return self.number(self._issued[kind])

    def new_id(self, at: datetime) -> str:
        """An id of that time whose random part comes from the seed."""
        stamp = int(at.timestamp() * 1000) + self.rng.randrange(1000)
        return id_of(stamp, self.rng.getrandbits(ID_BITS))

    def event(self, at: datetime, action: str, actor: str, site_id: str | None) -> Event:
        """A new event, still without changes. ``at`` must not lie after ``now``."""
        if at > self.now:
            raise ValueError(f"{action} at {at} has not happened yet at {self.now}")
        made = Event(self.new_id(at), at, action, actor, site_id)
        (self.org_events if site_id is None else self.events).append(made)
        return made

    def insert(self, event: Event, table: str, fields: Mapping[str, Any]) -> Row:
        """Adds a row; None values are left out. Answers the row, its ``id`` among the fields.

        A row of a site's event gets that site's id.
        """
        kept = {name: value for name, value in fields.items() if value is not None}
        row_id = str(kept.pop("id", "")) or self.new_id(event.at)
        if event.site_id is not None:
            kept["site_id"] = event.site_id
        event.changes.append(Change(table, row_id, "insert", kept))
        row = {"id": row_id, **kept}
        self.rows.setdefault(table, []).append(row)
        return row

    def update(self, event: Event, table: str, row: Row, fields: Mapping[str, Any]) -> None:
        """Changes a row that an earlier event inserted."""
        was = {name: row.get(name) for name in fields}
        event.changes.append(Change(table, row["id"], "update", dict(fields), was))
        row.update(fields)

    def moment(self, day: date, hour: int, minute: int = 0, spread: int = 0) -> datetime:
        """An instant of a day in Copenhagen, up to ``spread`` minutes later by chance."""
        local = datetime.combine(day, time(hour, minute), COPENHAGEN).astimezone(UTC)
        return local + timedelta(seconds=self.rng.randrange(spread * 60) if spread else 0)

    def table(self, name: str) -> list[Row]:
        """The rows of a table, an empty list when there are none."""
        return self.rows.get(name, [])


def text(at: datetime) -> str:
    """An instant as it stands on the wire."""
    return instant_text(at)


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """``total`` divided in whole numbers by weight; the largest remainders get what is left."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [int(value) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda index: counts[index] - exact[index])
    for index in by_rest[: total - sum(counts)]:
        counts[index] += 1
    return counts
