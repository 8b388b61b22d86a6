"""The week of arrivals as it is read: days, and a line for each household."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.models.residents import (
    Household,
    HouseholdRole,
    LegalGroup,
    Resident,
    ResidentStatus,
)
from desktop.services.days import COPENHAGEN, day_of
from desktop.services.people import HERE, PersonLine

WEEK = 7
COME_OR_NOT = (
    ResidentStatus.EXPECTED,
    *HERE,
    ResidentStatus.NO_SHOW,
    ResidentStatus.CANCELLED,
)
"""The statuses of those who stand in a week: on their way, come, or not."""


@dataclass(frozen=True)
class ArrivalLine:
    """A household that comes at one time, told by its head.

    Of a ``masked`` head nothing is told but what the desk must heed to receive them.
    """

    head: PersonLine
    members: tuple[PersonLine, ...]
    size: int
    status: ResidentStatus
    expected_at: datetime | None
    expected_from: str
    considerations: str
    pets: str
    needs_meals: bool | None
    legal_group: LegalGroup
    visitated_on: date | None
    takeover_on: date | None
    outcome_reason: str

    @property
    def id(self) -> str:
        """The head's id."""
        return self.head.id

    @property
    def day(self) -> date | None:
        """The day in Copenhagen."""
        return day_of(self.expected_at) if self.expected_at else None

    @property
    def member_ids(self) -> tuple[str, ...]:
        """Everybody whom the line is about."""
        return tuple(member.id for member in self.members)

    @property
    def is_open(self) -> bool:
        """Whether they are still on their way."""
        return self.status is ResidentStatus.EXPECTED


@dataclass(frozen=True)
class ArrivalDay:
    """A day with those who come on it, by the clock."""

    day: date
    lines: tuple[ArrivalLine, ...]


@dataclass(frozen=True)
class ArrivalWeek:
    """A week from Monday on. ``overdue`` are those who should have come before it, told in the
    week of today alone; ``undated`` those whose day nobody knows."""

    first: date
    today: date
    days: tuple[ArrivalDay, ...]
    overdue: tuple[ArrivalLine, ...] = ()
    undated: tuple[ArrivalLine, ...] = ()

    @property
    def number(self) -> int:
        """The number of the week, as it is counted in Denmark (ISO 8601)."""
        return self.first.isocalendar().week

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=WEEK - 1)

    @property
    def lines(self) -> tuple[ArrivalLine, ...]:
        """Every line, in the order in which they stand."""
        return (
            *self.overdue,
            *(line for day in self.days for line in day.lines),
            *self.undated,
        )

    @property
    def is_now(self) -> bool:
        """Whether today lies in it."""
        return self.first <= self.today <= self.last


def monday_of(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def at_clock(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """A moment of a day in Copenhagen."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)


def lines_of(
    people: Sequence[PersonLine],
    rows: Mapping[str, Resident],
    households: Mapping[str, Household],
    lived_in: frozenset[str],
) -> list[ArrivalLine]:
    """A line for everybody of a household who comes at the same time with the same outcome.
    ``lived_in`` are the households of which somebody lives here already."""
    groups: dict[tuple[object, ...], list[PersonLine]] = {}
    for line in people:
        row = rows[line.id]
        arrived = row.status in HERE
        kind = "here" if arrived else row.status
        groups.setdefault((row.household_id or row.id, row.expected_at, kind), []).append(line)
    made = [_line(members, rows, households, lived_in) for members in groups.values()]
    return sorted(made, key=_by_clock)


def _line(
    members: list[PersonLine],
    rows: Mapping[str, Resident],
    households: Mapping[str, Household],
    lived_in: frozenset[str],
) -> ArrivalLine:
    order = list(HouseholdRole)
    members.sort(key=lambda line: order.index(rows[line.id].household_role))
    head = members[0]
    row = rows[head.id]
    seen = [rows[line.id] for line in members if not line.masked]
    household = households.get(row.household_id or "")
    size = len(members)
    if household is not None and household.id not in lived_in and row.status not in HERE:
        size = max(size, household.size)
    return ArrivalLine(
        head=head,
        members=tuple(members),
        size=size,
        status=row.status,
        expected_at=row.expected_at,
        expected_from="" if head.masked else _first(one.expected_from for one in seen),
        considerations=_all(rows[line.id].considerations for line in members),
        pets=_all(one.pets for one in seen),
        needs_meals=next(
            (rows[m.id].needs_meals for m in members if rows[m.id].needs_meals is not None), None
        ),
        legal_group=row.legal_group,
        visitated_on=row.visitated_on,
        takeover_on=row.takeover_on,
        outcome_reason="" if head.masked else row.arrival_outcome_reason or "",
    )


def _first(texts: Iterable[str | None]) -> str:
    return next((text for text in texts if text), "")


def _all(texts: Iterable[str | None]) -> str:
    """What is said of any of them, each thing once."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _by_clock(line: ArrivalLine) -> tuple[str, str]:
    return line.expected_at.isoformat() if line.expected_at else "", line.head.number
