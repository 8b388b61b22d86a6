"""Who may be forgotten, and since when: rules by kind, read by desk and store alike.

Two kinds make somebody due (they moved out, they never came); the others keep a person on the
books until they have run out too. A file on hold is never due.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.models.merges import heads

RULES = Path(__file__).parents[2] / "resources" / "retention.toml"
SETTING = "retention."
"""How the name of a setting begins that takes the place of a rule's days."""

MOST_DAYS = 36_500
RESIDENTS, NEVER_CAME, ACCESS_LOG = "residents", "never_came", "access_log"
KEEPING = ("incidents", "warnings", "meals", "kits", "support_needs")
"""Kinds that keep a person from becoming due earlier."""

_GONE = frozenset({"moved_out"})
_NOT_COME = frozenset({"expected", "no_show", "cancelled"})


@dataclass(frozen=True)
class Rule:
    """How long a kind is kept. ``source`` names the law or the municipality's own decision;
    ``least`` are the days below which no setting goes."""

    kind: str
    days: int
    counted_from: str
    source: str
    is_default: bool = True
    least: int = 0


@dataclass(frozen=True)
class Life:
    """What counts of a record of a person. ``last`` holds the day of the last of each kind that
    keeps them; ``open_incident``: one they are in is not closed; ``merged_into``: the record that
    stands for them instead."""

    id: str
    site_id: str
    number: str
    status: str
    moved_out_on: date | None = None
    last_stay_ended_on: date | None = None
    expected_on: date | None = None
    open_stay: bool = False
    open_need: bool = False
    open_incident: bool = False
    hold_reason: str | None = None
    hold_until: date | None = None
    last: Mapping[str, date] = field(default_factory=dict)
    merged_into: str | None = None

    def is_held(self, today: date) -> bool:
        """Whether a hold stands. One with a last day stands through that day."""
        if not self.hold_reason:
            return False
        return self.hold_until is None or self.hold_until >= today


@dataclass(frozen=True)
class Due:
    """Somebody whose file may go, since ``due_on``; ``kind`` is the rule that let them go last,
    ``since`` what its days are counted from. ``gone_on`` is when they moved out or were to come.
    """

    id: str
    site_id: str
    number: str
    kind: str
    since: date
    due_on: date
    gone_on: date
    never_came: bool


@cache
def default_rules() -> dict[str, Rule]:
    """The rules as they are shipped."""
    with RULES.open("rb") as file:
        told = tomllib.load(file)
    return {
        kind: Rule(kind, rule["days"], rule["from"], rule["source"], least=rule.get("least", 0))
        for kind, rule in told.items()
    }


def rules(settings: Mapping[str, Any]) -> dict[str, Rule]:
    """The rules with what an administrator chose. A setting that is no number of days, or fewer
    than the rule's least, is passed by."""
    found = {}
    for kind, rule in default_rules().items():
        days = settings.get(SETTING + kind)
        if type(days) is int and rule.least <= days <= MOST_DAYS:
            found[kind] = replace(rule, days=days, is_default=False)
        else:
            found[kind] = rule
    return found


def since(life: Life) -> tuple[str, date] | None:
    """By which kind, and from which day, somebody is on the way to be forgotten; None for who is
    here or expected, and where no day is known."""
    if life.status in _GONE:
        day = life.moved_out_on or (None if life.open_stay else life.last_stay_ended_on)
        return None if day is None else (RESIDENTS, day)
    if life.status in _NOT_COME:
        day = life.expected_on or _made_on(life.id)
        return None if day is None else (NEVER_CAME, day)
    return None


def due(life: Life, by: Mapping[str, Rule], today: date) -> Due | None:
    """Whether a file may go today: when the days of every kind that counts for it are over."""
    begun = since(life)
    if begun is None or life.open_incident or life.is_held(today):
        return None
    counted = dict([begun])
    counted |= {kind: day for kind, day in life.last.items() if kind in KEEPING}
    if life.open_need:
        counted["support_needs"] = max(begun[1], counted.get("support_needs", begun[1]))
    ends = {kind: day + timedelta(days=by[kind].days) for kind, day in counted.items()}
    last = max(ends, key=lambda kind: ends[kind])
    if ends[last] > today:
        return None
    return Due(
        id=life.id,
        site_id=life.site_id,
        number=life.number,
        kind=last,
        since=counted[last],
        due_on=ends[last],
        gone_on=begun[1],
        never_came=begun[0] == NEVER_CAME,
    )


def all_due(lives: Iterable[Life], by: Mapping[str, Rule], today: date) -> list[Due]:
    """All who are due, those first who have been so longest. What hangs on a merged record
    counts for the one that stands for the person; by itself it is never due."""
    found = (due(life, by, today) for life in _by_person(lives, today))
    return sorted((one for one in found if one), key=lambda one: (one.due_on, one.number))


def _by_person(lives: Iterable[Life], today: date) -> list[Life]:
    by_id = {life.id: life for life in lives}
    links = [(life.merged_into, life.id) for life in by_id.values() if life.merged_into in by_id]
    for gone_id, head_id in heads((kept, gone) for kept, gone in links if kept).items():
        by_id[head_id] = _with(by_id[head_id], by_id.pop(gone_id), today)
    return list(by_id.values())


def _with(life: Life, gone: Life, today: date) -> Life:
    """A person of whom another record was merged into this one."""
    held = gone if gone.is_held(today) and not life.is_held(today) else life
    last = dict(life.last)
    for kind, day in gone.last.items():
        last[kind] = max(day, last.get(kind, day))
    return replace(
        life,
        open_stay=life.open_stay or gone.open_stay,
        last_stay_ended_on=max(
            filter(None, (life.last_stay_ended_on, gone.last_stay_ended_on)), default=None
        ),
        open_need=life.open_need or gone.open_need,
        open_incident=life.open_incident or gone.open_incident,
        hold_reason=held.hold_reason,
        hold_until=held.hold_until,
        last=last,
    )


def _made_on(row_id: str) -> date | None:
    """The day on which a row was made, where its id tells (UUIDv7)."""
    value = UUID(row_id)
    if value.version != 7:
        return None
    return datetime.fromtimestamp((value.int >> 80) / 1000, UTC).date()


def _last(value: str, of: str) -> str:
    return f"(SELECT substr(CAST(max({value}) AS text), 1, 10) FROM {of})"


_THEIR_INCIDENTS = (
    "incident AS i JOIN incident_person AS p ON p.incident_id = i.id WHERE p.resident_id = r.id"
)
_COUNTED = (
    "r.id",
    "r.site_id",
    "r.number",
    "r.status",
    "r.moved_out_on",
    _last("s.ends_on", "stay AS s WHERE s.resident_id = r.id AND s.state <> 'cancelled'"),
    "r.expected_at",
    "EXISTS (SELECT 1 FROM stay AS s WHERE s.resident_id = r.id AND s.state = 'confirmed'"
    " AND s.ends_on IS NULL)",
    "EXISTS (SELECT 1 FROM support_need AS n WHERE n.resident_id = r.id AND n.ended_on IS NULL)",
    f"EXISTS (SELECT 1 FROM {_THEIR_INCIDENTS} AND i.status <> 'closed')",
    "r.hold_reason",
    "r.hold_until",
    "(SELECT min(CAST(g.kept_id AS text)) FROM merge_record AS g"
    " WHERE g.gone_id = r.id AND g.undone_at IS NULL)",
    _last("i.reported_at", _THEIR_INCIDENTS),
    _last(
        "m.taken_at",
        "measure AS m JOIN incident_person AS p ON p.incident_id = m.incident_id"
        " WHERE p.resident_id = r.id",
    ),
    _last(
        "coalesce(CAST(m.expires_on AS text), CAST(m.taken_at AS text))",
        "measure AS m WHERE m.resident_id = r.id AND m.state = 'decided'"
        " AND m.kind IN ('oral_warning', 'written_warning')",
    ),
    _last("m.day", "meal_serving AS m WHERE m.resident_id = r.id"),
    _last("coalesce(k.returned_at, k.handed_at)", "kit_handout AS k WHERE k.resident_id = r.id"),
    _last("n.ended_on", "support_need AS n WHERE n.resident_id = r.id"),
)
LIVES = f"SELECT {', '.join(_COUNTED)} FROM resident AS r WHERE r.anonymised_on IS NULL"
"""What counts of everybody, for SQLite and PostgreSQL alike; ``life_of`` reads a row of it."""


def life_of(row: Iterable[Any]) -> Life:
    """A row of ``LIVES``."""
    cells = list(row)
    incident, step, *rest = map(_day, cells[13:])
    last = dict(zip(KEEPING, (_later(incident, step), *rest), strict=True))
    return Life(
        id=str(cells[0]),
        site_id=str(cells[1]),
        number=cells[2],
        status=cells[3],
        moved_out_on=_day(cells[4]),
        last_stay_ended_on=_day(cells[5]),
        expected_on=_day(cells[6]),
        open_stay=bool(cells[7]),
        open_need=bool(cells[8]),
        open_incident=bool(cells[9]),
        hold_reason=cells[10],
        hold_until=_day(cells[11]),
        merged_into=cells[12],
        last={kind: day for kind, day in last.items() if day is not None},
    )


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(str(value)[:10])


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)
