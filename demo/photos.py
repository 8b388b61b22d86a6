"""Photos of some of those who live at the demo's site: drawn faces, nobody's."""

import json
import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from demo.arrivals import Arrival
from demo.city import City, Row, text
from demo.houses import House
from demo.people import Person

FACES: dict[str, list[str]] = json.loads(Path(__file__).with_name("faces.json").read_text("utf-8"))
"""JPEGs in base64, by what sort of person they show."""

SHARE = 0.75
"""How many have a photo, for everybody could not be asked yet."""


def photograph(city: City, main: House, lodged: Sequence[Arrival]) -> None:
    """Most of the households at the demo's site had their photos taken on the day they came. By
    chance of its own, so that nothing else of the city depends on it."""
    rng = random.Random(f"{city.seed} photos")
    for arrival in lodged:
        if arrival.house is not main or rng.random() >= SHARE:
            continue
        at = min(arrival.at + timedelta(minutes=5), city.now)
        event = city.event(at, "photograph", arrival.event.actor, main.id)
        for person, resident in zip(arrival.family.members, arrival.residents, strict=True):
            image = rng.choice(FACES[_sort_of(person)])
            fields: Row = {
                "resident_id": resident["id"],
                "taken_at": text(at),
                "taken_by": event.actor,
                "image": image,
            }
            city.insert(event, "photo", fields)


def _sort_of(person: Person) -> str:
    female = person.sex == "female"
    if person.age < 15:
        return "girl" if female else "boy"
    grown = "woman" if female else "man"
    return f"old {grown}" if person.age >= 65 else grown
