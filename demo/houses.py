"""The sites with their rooms and beds, built round the households that live in them.

Which household lives where is settled first; then each site gets the rooms its people need, and
the free beds that are left. So every family is together and every shared room is of one sex.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.city import City, Row, shares
from demo.people import Family, Person

SITES = Path(__file__).parents[1] / "resources" / "sites.json"
MAIN = "Sjællandsgade"
FREE = 161 / 3500
MAIN_FREE = 12
"""Free beds that Sjællandsgade has at least, also in a small city."""

OPEN_ROOM = "2.14"
"""Where the room stands in which Oksana finds a room-mate of her age."""


@dataclass(frozen=True)
class SiteFacts:
    """A line of ``resources/sites.json``."""

    name: str
    type: str
    reception: bool
    special: bool
    quota: bool
    beds: int
    families: float
    floors: int
    pets_allowed: bool
    step_free: bool


@dataclass
class Room:
    """A room before it has a number. ``slots`` are its beds, None where one is free."""

    type: str
    gender_rule: str
    slots: list[Person | None]


@dataclass
class House:
    """A site as it is lived in."""

    facts: SiteFacts
    lodged: int
    free: int
    site: Row = field(default_factory=dict)
    families: list[Family] = field(default_factory=list)
    beds: list[tuple[Row, Row]] = field(default_factory=list)
    free_beds: list[tuple[Row, Row]] = field(default_factory=list)
    """Bed and room of every bed that nobody has."""

    @property
    def id(self) -> str:
        return str(self.site["id"])

    @property
    def left(self) -> int:
        """For how many more people there is a place."""
        return self.lodged - sum(family.size for family in self.families)


def site_facts(sites: Sequence[str] | int | None = None) -> list[SiteFacts]:
    """The sites by name, the first ``sites`` of them, or all."""
    told: list[dict[str, Any]] = json.loads(SITES.read_text("utf-8"))["sites"]
    facts = [SiteFacts(**site) for site in told]
    if isinstance(sites, int):
        return facts[:sites]
    if sites is None:
        return facts
    by_name = {fact.name: fact for fact in facts}
    return [by_name[name] for name in sites]


def share_out(facts: Sequence[SiteFacts], residents: int) -> list[House]:
    """How many live at each site and how many beds are free there, by the sites' sizes."""
    sizes = [fact.beds for fact in facts]
    lodged = shares(residents, sizes)
    free = shares(round(FREE * residents), sizes)
    return [
        House(fact, full, max(rest, MAIN_FREE) if fact.name == MAIN else max(rest, 1))
        for fact, full, rest in zip(facts, lodged, free, strict=True)
    ]


def settle(rng: random.Random, houses: list[House], families: list[Family]) -> None:
    """Gives every household a site: families where there are family rooms, pets where they are
    allowed, quota refugees at the sites kept for them while there is a place."""
    ordered = sorted(families, key=lambda family: (family.size == 1, rng.random()))
    for family in sorted(ordered, key=lambda family: -family.size):
        fitting = [house for house in houses if house.left >= family.size]
        preferred = [house for house in fitting if _suits(house.facts, family)]
        choices = preferred or [h for h in fitting if not h.facts.special] or fitting
        weights = [_pull(house, family) for house in choices]
        house = rng.choices(choices, weights)[0] if sum(weights) else rng.choice(choices)
        house.families.append(family)
        if family.pets and not house.facts.pets_allowed:
            family.pets = None
            family.head.fields.pop("pets", None)


def _suits(facts: SiteFacts, family: Family) -> bool:
    if family.pets and not facts.pets_allowed:
        return False
    if facts.special:
        return family.vulnerable and family.size == 1 and 18 <= family.head.age < 67
    return (family.legal_group == "quota") == facts.quota


def _pull(house: House, family: Family) -> float:
    if family.size == 1:
        return house.left * (8.0 if house.facts.special else 1.0)
    used = sum(other.size for other in house.families)
    return max(0.0, house.facts.families * house.lodged - used) + 0.01


def furnish(city: City, house: House, actor: str) -> None:
    """Builds the site's rooms, puts its people in their beds and writes both down, a floor (or
    fifty flats) an event."""
    rooms = _rooms(city.rng, house)
    numbered = _flats(rooms) if house.facts.type == "apartment" else _floors(house, rooms)
    event = None
    before = ""
    start = city.moment(city.today.replace(year=2022, month=3, day=14), 8)
    for order, (room, place) in enumerate(numbered, 1):
        group = place.pop("event")
        if event is None or group != before:
            event, before = city.event(start, "change_rooms", actor, house.id), group
        fields = place | {"type": room.type, "display_order": order}
        if room.gender_rule != "any":
            fields["gender_rule"] = room.gender_rule
        room_row = city.insert(event, "room", fields)
        for index, person in enumerate(room.slots):
            bed = city.insert(
                event, "bed", {"room_id": room_row["id"], "label": "ABCDEFGHIJ"[index]}
            )
            house.beds.append((bed, room_row))
            if person is None:
                house.free_beds.append((bed, room_row))
            else:
                person.bed_id = bed["id"]


def _rooms(rng: random.Random, house: House) -> list[Room]:
    rooms, free = [], house.free
    singles: dict[str, list[Person]] = {"female": [], "male": []}
    first: list[Room] = []
    flats = house.facts.type == "apartment"
    for family in house.families:
        if family.size > 1:
            spare = int(free > 14 and rng.random() < 0.1)
            free -= spare
            slots: list[Person | None] = [*family.members, *[None] * spare]
            rooms.append(Room("family", "any", slots))
        elif family.room_mate:
            first.append(Room("shared", "women", [family.head, None]))
            free -= 1
        elif flats or house.facts.special or (family.vulnerable and rng.random() < 0.4):
            rooms.append(Room("single", "any", [family.head]))
        else:
            singles[family.head.sex].append(family.head)
    if house.facts.name == MAIN:
        rooms.append(Room("family", "any", [None] * 4))
        rooms.append(Room("shared", "men", [None, None]))
        rooms.append(Room("shared", "women", [None, None]))
        free -= 8
        men = sorted(singles["male"], key=lambda person: person.age)
        if men and free > 0:
            singles["male"].remove(men[-1])
            rooms.append(Room("shared", "men", [men[-1], None]))
            free -= 1
    for sex, rule in (("female", "women"), ("male", "men")):
        rooms += _shared(rng, house.facts, singles[sex], rule)
    rng.shuffle(rooms)
    while free > 0:
        size = min(free, 1 if flats or house.facts.special else rng.choice((1, 2, 2, 2, 3)))
        kind = {1: "single", 2: "shared"}.get(size, "family")
        rule = rng.choice(("women", "men")) if size == 2 else "any"
        rooms.insert(rng.randrange(len(rooms) + 1), Room(kind, rule, [None] * size))
        free -= size
    for room in first:
        rooms.insert(min(_open_room_at(house, len(rooms) + 1), len(rooms)), room)
    return rooms


def _open_room_at(house: House, rooms: int) -> int:
    """The place in the order of rooms that gets the number ``OPEN_ROOM``."""
    per_floor = -(-rooms // house.facts.floors)
    floor, number = OPEN_ROOM.split(".")
    return int(floor) * per_floor + min(int(number), per_floor) - 1


def _shared(rng: random.Random, facts: SiteFacts, people: list[Person], rule: str) -> list[Room]:
    """Rooms of two (some of three, four or six) for people of one sex and of like age."""
    ordered = sorted(people, key=lambda person: person.age + rng.uniform(-6, 6))
    rooms = []
    while ordered:
        sizes, weights = ((2, 3, 4, 6), (70, 12, 12, 6))
        if facts.type == "hotel":
            sizes, weights = (1, 2, 3, 4), (40, 55, 5, 0)
        size = min(rng.choices(sizes, weights)[0], len(ordered))
        inside, ordered = ordered[:size], ordered[size:]
        kind = "single" if size == 1 else "shared" if size <= 4 else "dormitory"
        rooms.append(Room(kind, rule if size > 1 else "any", [*inside]))
    return rooms


def _floors(house: House, rooms: list[Room]) -> list[tuple[Room, Row]]:
    """Numbers such as 2.14, floor by floor; pavilions also stand in rows A, B, …"""
    facts = house.facts
    per_floor = -(-len(rooms) // facts.floors)
    told = []
    for index, room in enumerate(rooms):
        floor, place = divmod(index, per_floor)
        fields: Row = {
            "number": f"{floor}.{place + 1:02d}",
            "floor": str(floor),
            "event": f"{floor}.{place // 90}",
        }
        if facts.type == "pavilion":
            fields["building"] = f"Række {'ABCDEFGH'[place % 8]}"
        if facts.step_free and (floor == 0 or facts.type != "pavilion"):
            fields["step_free"] = True
        told.append((room, fields))
    return told


def _flats(rooms: list[Room]) -> list[tuple[Room, Row]]:
    """One family a flat; two who are alone share one with a room each, or have it alone."""
    told: list[tuple[Room, Row]] = []
    flat, inside = 0, 2
    for room in sorted(rooms, key=lambda room: len(room.slots) == 1):
        if len(room.slots) > 1 or inside > 1 or (inside == 1 and flat % 4 == 0):
            flat, inside = flat + 1, 0
        inside += 1
        number = f"{flat}.{inside}"
        fields: Row = {
            "number": number,
            "building": f"Lejlighed {flat}",
            "floor": str(flat % 5),
            "event": str(flat // 50),
        }
        if len(room.slots) > 1:
            inside = 2
        told.append((room, fields))
    return told
