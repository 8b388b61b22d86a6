"""How those who live here arrived."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from demo.city import City, Event, Row, text
from demo.houses import MAIN, House
from demo.people import Family
from demo.staff import Staff

BEGUN = date(2022, 3, 21)
NEW_WEEKS = 8
"""For how many weeks back arrivals come at the rate of the seed, 20 to 50 people a week."""

MISSING = (
    frozenset({"lease"}),
    frozenset({"kit"}),
    frozenset({"lease", "house_rules"}),
    frozenset({"kit"}),
)
"""What the check-ins of the last days at Sjællandsgade still miss."""


@dataclass(frozen=True)
class Arrival:
    """A household on the day it came: the check-in's event and the rows it wrote."""

    family: Family
    house: House
    event: Event
    residents: list[Row]
    stays: list[Row]
    missing: frozenset[str]

    @property
    def at(self) -> datetime:
        return self.event.at


def weekday_before(day: date) -> date:
    """The last working day before ``day``."""
    day -= timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def arrive(city: City, houses: list[House], staff: Staff) -> list[Arrival]:
    """Checks every household in, in the order of their days."""
    planned = _days(city.rng, houses, city.today)
    ordered = sorted(
        (
            (city.moment(day, 10, spread=300), house, family, missing)
            for day, house, family, missing in planned
        ),
        key=lambda item: item[0],
    )
    return [
        check_in(city, staff, family, house, at=at, missing=missing)
        for at, house, family, missing in ordered
    ]


def _days(
    rng: random.Random, houses: list[House], today: date
) -> list[tuple[date, House, Family, frozenset[str]]]:
    everyone = [(house, family) for house in houses for family in house.families]
    rng.shuffle(everyone)
    everyone.sort(key=lambda pair: not _may_be_new(*pair) or rng.random() < 0.1)
    planned: list[tuple[date, House, Family, frozenset[str]]] = []
    day = today
    for missing in MISSING:
        day = weekday_before(day)
        if today - day > timedelta(days=7):
            day = weekday_before(today)
        found = next(pair for pair in everyone if pair[0].facts.name == MAIN and _may_be_new(*pair))
        everyone.remove(found)
        planned.append((day, *found, missing))
    residents = sum(house.lodged for house in houses)
    monday = today - timedelta(days=today.weekday())
    for week in range(NEW_WEEKS + 1):
        first = monday - timedelta(weeks=week)
        days = [first + timedelta(days=n) for n in range(5)]
        days = [day for day in days if day < today]
        wanted = rng.randint(24, 42) * residents / 3500 * len(days) / 5
        wanted -= sum(f.size for day, _, f, _ in planned if first <= day < first + timedelta(7))
        while days and wanted > 0.5:
            house, family = everyone.pop(0)
            wanted -= family.size
            planned.append((rng.choice(days), house, family, frozenset()))
    span = (monday - timedelta(weeks=NEW_WEEKS) - BEGUN).days
    for house, family in everyone:
        long_ago = BEGUN + timedelta(days=int(span * rng.betavariate(1.6, 1.1)))
        if long_ago.weekday() > 4:
            long_ago -= timedelta(days=2)
        planned.append((long_ago, house, family, frozenset()))
    return planned


def _may_be_new(house: House, family: Family) -> bool:
    return house.facts.reception and not family.room_mate and family.legal_group != "patient"


def check_in(
    city: City,
    staff: Staff,
    family: Family,
    house: House,
    *,
    at: datetime,
    missing: frozenset[str] = frozenset(),
) -> Arrival:
    """A household's check-in with all that it wrote."""
    actor = staff.host(house.id)
    event = city.event(at, "check_in", actor, house.id)
    day = at.date()
    household = city.insert(event, "household", {"size": family.size})
    residents, stays = [], []
    for person in family.members:
        fields = person.fields | {
            "number": city.issue("resident"),
            "household_id": household["id"],
            "status": "resident",
            "arrived_on": day.isoformat(),
        }
        if (city.today - day).days <= 30:
            fields["last_contact_on"] = day.isoformat()
        resident = city.insert(event, "resident", fields)
        stay = {
            "bed_id": person.bed_id,
            "resident_id": resident["id"],
            "starts_on": day.isoformat(),
            "decided_by": actor,
        }
        stays.append(city.insert(event, "stay", stay))
        residents.append(resident)
        _steps(city, event, house, resident, missing)
    return Arrival(family, house, event, residents, stays, missing)


def _steps(city: City, event: Event, house: House, resident: Row, missing: frozenset[str]) -> None:
    kinds = ["identity", "bed", "lease", "house_rules", "kit"]
    if house.facts.reception:
        kinds.append("meals")
    for kind in kinds:
        if kind in missing:
            continue
        fields: Row = {
            "resident_id": resident["id"],
            "kind": kind,
            "done_at": text(event.at),
            "done_by": event.actor,
        }
        if kind == "house_rules":
            fields["language"] = resident["languages"][0]
            fields["version"] = f"{event.at.year}-1"
        city.insert(event, "check_in_step", fields)
    for kind in ("photo", "key", "ticket", "privacy"):
        if kind in missing:
            continue
        city.insert(
            event,
            "further_step",
            {
                "resident_id": resident["id"],
                "kind": kind,
                "done_at": text(event.at),
                "done_by": event.actor,
            },
        )


def travel(city: City, staff: Staff, lodged: list[Arrival]) -> None:
    """About one in a hundred is away for some days; the bed stays theirs."""
    alone = [arrival for arrival in lodged if len(arrival.residents) == 1]
    earlier = [a for a in alone if (city.today - a.at.date()).days > 30 and not a.family.room_mate]
    for arrival in city.rng.sample(earlier, len(earlier) // 70):
        day = city.today - timedelta(days=city.rng.randrange(1, 9))
        event = city.event(
            city.moment(day, 9, spread=360),
            "change_resident",
            staff.host(arrival.house.id),
            arrival.house.id,
        )
        away = {"status": "away", "last_contact_on": day.isoformat()}
        city.update(event, "resident", arrival.residents[0], away)
