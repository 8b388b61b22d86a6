"""Pairs of made-up descriptions, and whether they are of one person.

Each line: what is known of one, what is known of the other, what should be said. A person is
written ``surname, given names / surname, given names in Cyrillic; birth; sex; more``; parts may be
left out. ``tuned.txt`` was at hand when the weights were chosen; ``held_out.txt`` was written
before they were tried on it, and they were not touched for it.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from desktop.models.residents import BirthPrecision, Sex
from desktop.services.duplicates.described import Described

_KINDS = {
    "cpr": "cpr",
    "fn": "foreigner_number",
    "doc": "document_number",
    "tel": "phone",
    "mail": "email",
}


@dataclass(frozen=True)
class Pair:
    one: Described
    other: Described
    wanted: frozenset[str]

    @property
    def is_one_person(self) -> bool:
        return "no" not in self.wanted


def person(text: str) -> Described:
    """``Shevchenko, Oksana / Шевченко, Оксана; 1992-02-14; f; tel=…``."""
    values: dict[str, Any] = {}
    for part in (part.strip() for part in text.split(";")):
        if part in ("f", "m"):
            values["sex"] = Sex.FEMALE if part == "f" else Sex.MALE
        elif born := re.fullmatch(r"(~?)(\d{4})(-\d\d-\d\d)?", part):
            about, year, day = born.groups()
            values["birth_date"] = date.fromisoformat(year + (day or "-01-01"))
            if about:
                values["birth_precision"] = BirthPrecision.ESTIMATED
            elif not day:
                values["birth_precision"] = BirthPrecision.YEAR
        elif "=" in part:
            kind, _, value = part.partition("=")
            values[_KINDS[kind]] = value
        elif part:
            latin, _, cyrillic = part.partition("/")
            for script, name in (("", latin), ("_cyrillic", cyrillic)):
                surname, _, given = name.partition(",")
                values[f"surname{script}"] = surname.strip()
                values[f"given_names{script}"] = given.strip()
    return Described(**values)


def pairs(text: str) -> list[Pair]:
    """A line ``wanted | one | other`` for each; ``wanted`` may name two."""
    found = []
    for line in text.strip().splitlines():
        wanted, one, other = line.split("|")
        found.append(Pair(person(one), person(other), frozenset(wanted.split())))
    return found


def _read(name: str) -> list[Pair]:
    return pairs((Path(__file__).parent / name).read_text("utf-8"))


TUNED, HELD_OUT = _read("tuned.txt"), _read("held_out.txt")
