"""Who is expected this week: Oksana, those who come on her day, and the others."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from demo.city import City, Row, text
from demo.houses import MAIN, House
from demo.names import Names
from demo.people import Family, Person, birth_date, cyrillic, describe, pet
from demo.staff import Staff
from desktop.services.working_days import takeover_after

CENTRES = ("Center Sandholm", "Center Jelling", "Center Avnstrup", "Center Holmegaard")
PER_WEEK = (26, 36)
"""People expected in a week in the whole city."""
VISITATED_BEFORE = timedelta(days=21)
"""Fifteen working days, where no holiday lies between."""
CONSIDERATIONS = "Værelse i stueetagen eller tæt på elevator"
PROMISED_BEFORE = timedelta(days=5)
"""Beds are promised on one of that many days before today."""


@dataclass
class Expected:
    """A household on its way: when and where it is expected."""

    family: Family
    house: House
    day: date
    clock: tuple[int, int]


class FreeBeds:
    """The beds that nobody has and nobody was promised. One that somebody left in the last days is
    not among them: when beds were promised it was still theirs."""

    def __init__(self, city: City, houses: list[House]) -> None:
        lately = (city.today - PROMISED_BEFORE).isoformat()
        just_left = {s["bed_id"] for s in city.table("stay") if s.get("ends_on", "") >= lately}
        self._left = {
            house.id: [(bed, room) for bed, room in house.free_beds if bed["id"] not in just_left]
            for house in houses
        }

    def keep_free(self, house: House, room_id: str) -> None:
        """Takes a room's beds out: nobody is promised one of them."""
        self._left[house.id] = [
            (bed, room) for bed, room in self._left[house.id] if room["id"] != room_id
        ]

    def take(self, house: House, family: Family) -> list[Row]:
        """Beds for a household in one room, [] when there is none that suits."""
        rule = "women" if family.head.sex == "female" else "men"
        rooms: dict[str, list[Row]] = {}
        for bed, room in self._left[house.id]:
            allowed = room.get("gender_rule") == rule if family.size == 1 else True
            if allowed and (family.size == 1 or room["type"] == "family"):
                rooms.setdefault(room["id"], []).append(bed)
        for room_id, beds in rooms.items():
            if len(beds) >= family.size:
                if family.size > 1:
                    self.keep_free(house, room_id)
                else:
                    self._left[house.id] = [p for p in self._left[house.id] if p[0] is not beds[0]]
                return beds[: family.size]
        return []


def expect(city: City, names: Names, houses: list[House], staff: Staff, residents: int) -> None:
    """Registers everyone who is expected from today on, and promises some of them a bed."""
    rng = city.rng
    main = next(house for house in houses if house.facts.name == MAIN)
    todays = _todays(city, names, main)
    wanted = max(9, round(rng.randint(*PER_WEEK) * residents / 3500))
    coming = todays + _others(city, names, houses, wanted - sum(e.family.size for e in todays))
    beds = FreeBeds(city, houses)
    beds.keep_free(main, _room_of_mate(main))
    rows = [_register(city, staff, expected) for expected in coming]
    for place, (expected, residents_rows) in enumerate(zip(coming, rows, strict=True)):
        if place == 1 or (place > 3 and rng.random() < 0.4):
            _promise(city, staff, expected, residents_rows, beds)
    if residents >= 1000:
        for _ in range(2):
            _missed(city, names, staff, rng.choice([h for h in houses if h.facts.reception]))


def _todays(city: City, names: Names, main: House) -> list[Expected]:
    """Those who come to Sjællandsgade today, Oksana first."""
    rng, today = city.rng, city.today
    oksana = Family([Person("female", 34)])
    family = Family(
        [Person("female", 36), Person("male", 9, "child"), Person("female", 5, "child")]
    )
    family.pets = pet(rng, "Kat")
    older, younger = Family([Person("male", 68)]), Family([Person("male", 24)])
    older.vulnerable = True
    for coming in (oksana, family, older, younger):
        _describe(city, names, coming)
    older.head.fields["instruction"] = "Værelse i stueetagen eller tæt på elevator"
    fields = oksana.head.fields
    for name in ("allergies", "diet", "cpr", "emergency_contact", "email"):
        fields.pop(name, None)
    fields |= cyrillic("Шевченко", "Оксана")
    fields |= {
        "birth_date": birth_date(rng, today, 34).isoformat(),
        "email": "oksana.shevchenko@example.org",
        "languages": ["uk", "ru"],
        "interpreter_language": "uk",
    }
    clocks = ((10, 30), (11, 15), (13, 0), (14, 30))
    households = (oksana, family, older, younger)
    return [Expected(f, main, today, clock) for f, clock in zip(households, clocks, strict=True)]


def _others(city: City, names: Names, houses: list[House], wanted: int) -> list[Expected]:
    rng = city.rng
    reception = [house for house in houses if house.facts.reception]
    coming: list[Expected] = []
    workdays = [city.today + timedelta(days=n) for n in range(1, 7)]
    workdays = [day for day in workdays if day.weekday() < 5]
    while wanted > 0:
        family = _family(rng, min(wanted, 4))
        _describe(city, names, family)
        wanted -= family.size
        tomorrow = city.today + timedelta(days=1)
        day = tomorrow if len(coming) < 2 else rng.choice(workdays)
        elsewhere = [house for house in reception if house.facts.name != MAIN]
        if elsewhere and len(coming) in (3, 7):
            house, day = rng.choice(elsewhere), city.today
        else:
            house = rng.choices(reception, [house.facts.beds for house in reception])[0]
        coming.append(Expected(family, house, day, (rng.randint(10, 14), rng.choice((0, 15, 30)))))
    return coming


def _family(rng: random.Random, at_most: int) -> Family:
    kind = rng.random()
    if kind < 0.6 or at_most == 1:
        return Family([Person(rng.choice(("female", "male")), rng.randint(19, 66))])
    if kind < 0.75:
        age = rng.randint(25, 60)
        return Family([Person("female", age), Person("male", age + 2, "partner")])
    children = [
        Person(rng.choice(("female", "male")), rng.randint(1, 15), "child")
        for _ in range(rng.randint(1, at_most - 1))
    ]
    children.sort(key=lambda child: -child.age)
    return Family([Person("female", rng.randint(35, 44)), *children])


def _describe(city: City, names: Names, family: Family) -> None:
    """As anybody is described, but nobody else who is expected is called Shevchenko."""
    while True:
        for person in family.members:
            person.fields.clear()
        describe(city.rng, names, family, city.today)
        if family.head.fields["surname"] != "Shevchenko":
            break
    for person in family.members:
        person.fields.pop("cpr", None)


def _register(city: City, staff: Staff, expected: Expected) -> list[Row]:
    rng = city.rng
    day = city.today - timedelta(days=rng.randrange(6, 15))
    actor = rng.choice(staff.coordinators)
    event = city.event(city.moment(day, 9, spread=360), "import_arrivals", actor, expected.house.id)
    household = city.insert(event, "household", {"size": expected.family.size})
    centre = CENTRES[0] if expected.clock == (10, 30) else rng.choice(CENTRES)
    told = _told(expected, household["id"])
    return [
        city.insert(
            event,
            "resident",
            person.fields
            | {
                "number": city.issue("resident"),
                "household_id": household["id"],
                "status": "expected",
                "expected_at": text(city.moment(expected.day, *expected.clock)),
                "expected_from": centre,
            }
            | told,
        )
        for person in expected.family.members
    ]


def _told(expected: Expected, household_id: str) -> Row:
    """What the Immigration Service writes of a household besides its people."""
    visitated = expected.day - VISITATED_BEFORE
    fields: Row = {
        "visitated_on": visitated.isoformat(),
        "takeover_on": takeover_after(visitated).isoformat(),
        "needs_meals": expected.house.facts.reception,
        "arrival_reference": f"{expected.day:%y}-{int(household_id[-6:], 16) % 9000 + 1000}",
    }
    if expected.family.vulnerable:
        fields["considerations"] = CONSIDERATIONS
    return fields


def _promise(
    city: City, staff: Staff, expected: Expected, residents: list[Row], free: FreeBeds
) -> None:
    beds = free.take(expected.house, expected.family)
    if not beds:
        return
    actor = city.rng.choice(staff.coordinators)
    at = city.moment(
        city.today - timedelta(days=city.rng.randrange(1, PROMISED_BEFORE.days)), 9, spread=300
    )
    event = city.event(at, "assign_bed", actor, expected.house.id)
    for resident, bed in zip(residents, beds, strict=True):
        stay = {
            "bed_id": bed["id"],
            "resident_id": resident["id"],
            "starts_on": expected.day.isoformat(),
            "kind": "reserved",
            "decided_by": actor,
        }
        city.insert(event, "stay", stay)


def _missed(city: City, names: Names, staff: Staff, house: House) -> None:
    """Somebody was expected some days ago and did not come."""
    family = Family([Person("male", city.rng.randint(22, 55))])
    _describe(city, names, family)
    day = city.today - timedelta(days=city.rng.randrange(2, 5))
    rows = _register(city, staff, Expected(family, house, day, (11, 0)))
    event = city.event(
        city.moment(day, 16, spread=60), "change_arrival", staff.host(house.id), house.id
    )
    outcome = {"status": "no_show", "arrival_outcome_reason": "Var ikke med bussen"}
    city.update(event, "resident", rows[0], outcome)


def _room_of_mate(main: House) -> str:
    mate = next(family for family in main.families if family.room_mate).head
    return next(str(room["id"]) for bed, room in main.beds if bed["id"] == mate.bed_id)
