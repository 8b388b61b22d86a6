"""``python -m bench.duplicates [--people 3500]``: how surely somebody who is written down twice is
found, and how often two people are taken for one.

Names are drawn as for the search's benchmark and written by twelve offices' own tables; among the
people are twins, parents and children of one name, and families with one phone. ``found`` counts
what is shown at all, ``likely`` what is called likely.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bench.search.names import Name, draw
from bench.search.offices import RUSSIAN, UKRAINIAN
from desktop.models.residents import BirthPrecision, Sex
from desktop.services.duplicates.described import Described
from desktop.services.duplicates.nets import nets_of
from desktop.services.duplicates.score import Likeness, Verdict, compare

LEAST_FOUND, LEAST_LIKELY_RIGHT = 0.95, 0.97
_FIRST, _DAYS = date(1945, 1, 1), 28_000
_TWINS, _NAMESAKES, _TWICE = 0.01, 0.01, 0.25

Change = Callable[[random.Random, Described], Described]


@dataclass(frozen=True)
class Outcome:
    """Of those who are written down twice, by what is wrong: how many were found, likely, there;
    of all pairs shown, how many are right."""

    kinds: dict[str, tuple[int, int, int]]
    shown: dict[Likeness, tuple[int, int]]

    def found(self) -> float:
        """The share of those written down twice who are shown."""
        return sum(k[0] for k in self.kinds.values()) / sum(k[2] for k in self.kinds.values())

    def right(self, likeness: Likeness) -> float:
        """The share of the pairs called so that are one person's."""
        right, shown = self.shown.get(likeness, (0, 0))
        return right / shown if shown else 1.0


def _written(rng: random.Random, name: Name, born: date, *, by: str | None = None) -> Described:
    """A record of a person as one office writes it; from Ukrainian papers in both scripts."""
    russian = by in RUSSIAN
    surname = name.russian_surname if russian else name.surname
    given = name.russian_given if russian else name.given
    office = {**UKRAINIAN, **RUSSIAN}[by or "Ukraine"]
    both = by is None or rng.random() < 0.2
    return Described(
        surname=office(surname),
        given_names=office(given),
        surname_cyrillic=surname if both else "",
        given_names_cyrillic=given if both else "",
        birth_date=born,
        sex=Sex.FEMALE if given[-1] in "ая" else Sex.MALE,
        phone=f"{rng.randrange(10**8):08d}" if rng.random() < 0.5 else "",
    )


def _digit(rng: random.Random, person: Described) -> Described:
    assert person.birth_date is not None
    born = person.birth_date
    return replace(person, birth_date=born.replace(day=born.day % 10 + rng.choice((0, 10)) or 1))


def _letter(rng: random.Random, person: Described) -> Described:
    name, place = person.surname, rng.randrange(1, len(person.surname))
    wrong = name[:place] + rng.choice("abdeiklmnoprstu") + name[place + 1 :]
    return replace(person, surname=wrong, surname_cyrillic="")


def _turned(_rng: random.Random, person: Described) -> Described:
    born = person.birth_date
    if born is None or born.day > 12:
        return person
    return replace(person, birth_date=born.replace(day=born.month, month=born.day))


CHANGES: dict[str, Change] = {
    "written otherwise": lambda _, p: p,
    "surname and given name swapped": lambda _, p: replace(
        p,
        surname=p.given_names,
        given_names=p.surname,
        surname_cyrillic=p.given_names_cyrillic,
        given_names_cyrillic=p.surname_cyrillic,
    ),
    "day and month swapped": _turned,
    "one digit of the day wrong": _digit,
    "year of birth only": lambda _, p: replace(
        p,
        birth_date=p.birth_date and p.birth_date.replace(day=1, month=1),
        birth_precision=BirthPrecision.YEAR,
    ),
    "date of birth not known": lambda _, p: replace(p, birth_date=None),
    "one letter wrong": _letter,
    "further name": lambda _, p: replace(p, given_names=f"{p.given_names} Olehivna"),
}


def measure(people: int, seed: int = 20261120) -> Outcome:
    """Writes so many people down, a quarter of them twice, and looks for those."""
    rng = random.Random(seed)
    names = draw(rng, people)
    births = [_FIRST + timedelta(days=rng.randrange(_DAYS)) for _ in names]
    records = [_written(rng, name, born) for name, born in zip(names, births, strict=True)]
    whose = list(range(people))
    for place in rng.sample(range(people), int(people * (_TWINS + _NAMESAKES))):
        beside = rng.randrange(people)
        other, born = names[beside], births[place]
        if place % 2:  # a twin: same surname, day and phone, another given name
            relative = replace(names[place], given=other.given, russian_given=other.russian_given)
            if relative.given == names[place].given:
                continue
        else:  # a parent or child of the same name
            relative, born = names[place], born + timedelta(days=rng.randrange(7000, 11000))
        records.append(replace(_written(rng, relative, born), phone=records[place].phone))
        whose.append(len(records) + people)
    kinds = list(CHANGES)
    offices = [*UKRAINIAN, *RUSSIAN]
    twice = {}
    for place in rng.sample(range(people), int(people * _TWICE)):
        kind = rng.choice(kinds)
        written = _written(rng, names[place], births[place], by=rng.choice(offices))
        twice[len(records)] = kind
        records.append(CHANGES[kind](rng, written))
        whose.append(place)
    return _outcome(records, whose, twice)


def _outcome(records: list[Described], whose: list[int], twice: dict[int, str]) -> Outcome:
    shown = {
        pair: verdict
        for pair in pairs_sharing([nets_of(record) for record in records])
        if (verdict := compare(records[pair[0]], records[pair[1]])).is_candidate
    }
    right, all_shown = Counter[Likeness](), Counter[Likeness]()
    found: dict[int, Verdict] = {}
    for (one, other), verdict in shown.items():
        all_shown[verdict.likeness] += 1
        if whose[one] == whose[other]:
            right[verdict.likeness] += 1
            found[max(one, other)] = verdict
    kinds = {}
    for kind in CHANGES:
        mine = [one for one, name in twice.items() if name == kind]
        verdicts = [found[one] for one in mine if one in found]
        likely = sum(verdict.likeness is Likeness.LIKELY for verdict in verdicts)
        kinds[kind] = (len(verdicts), likely, len(mine))
    return Outcome(kinds, {one: (right[one], all_shown[one]) for one in all_shown})


def pairs_sharing(nets: list[frozenset[str]]) -> set[tuple[int, int]]:
    """The pairs that share a key."""
    by_net: dict[str, list[int]] = {}
    for place, mine in enumerate(nets):
        for net in mine:
            by_net.setdefault(net, []).append(place)
    return {
        (one, other)
        for sharing in by_net.values()
        for at, one in enumerate(sharing)
        for other in sharing[at + 1 :]
    }


def main() -> int:
    """Prints a table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bench.duplicates", description=__doc__)
    parser.add_argument("--people", type=int, default=3500)
    outcome = measure(parser.parse_args().people)
    for kind, (found, likely, count) in outcome.kinds.items():
        print(f"{kind:32} {found:4} of {count:4} found, {likely:4} likely")
    for likeness, (right, shown) in sorted(outcome.shown.items()):
        print(f"shown as {likeness:10} {shown:4}, right {right:4}: {right / shown:.1%}")
    print(f"found: {outcome.found():.1%}")
    holds = outcome.found() >= LEAST_FOUND and outcome.right(Likeness.LIKELY) >= LEAST_LIKELY_RIGHT
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
