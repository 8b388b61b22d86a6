"""What hosts write about incidents: the facts as seen and heard, in Danish, without judging."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).with_name("incident_texts.json")


@dataclass(frozen=True)
class Occurrence:
    """A kind of incident: its category, place, severity and facts.

    ``people`` are the parts of those in it; ``hours`` the first and last hour in which it
    happens; ``measure`` what follows; ``weight`` how often. ``{room}`` in the facts stands for a
    room's number.
    """

    category: str
    place: str
    severity: int
    facts: str
    people: tuple[str, ...] = ("involved",)
    hours: tuple[int, int] = (9, 20)
    measure: str = "talk"
    weight: int = 3
    injuries: bool = False
    ambulance: bool = False
    police: bool = False


def _occurrence(told: dict[str, Any]) -> Occurrence:
    pairs: dict[str, Any] = {n: tuple(told[n]) for n in ("people", "hours") if n in told}
    return Occurrence(**{**told, **pairs})


_texts: dict[str, list[Any]] = json.loads(TEXTS.read_text("utf-8"))

OCCURRENCES: tuple[Occurrence, ...] = tuple(map(_occurrence, _texts["occurrences"]))
ASSESSMENTS: tuple[str, ...] = tuple(_texts["assessments"])
NOTES: tuple[str, ...] = tuple(_texts["notes"])
