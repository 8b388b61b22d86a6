"""What is typed, and who is meant."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.search import offices
from bench.search.desk import Person
from bench.search.names import Name

OFFICES = "all offices"
HELD_OUT_PAIRS = "held out"
TIMED_ONLY = "a letter or two"
HELD_OUT = Path(__file__).with_name("held_out.txt")


@dataclass(frozen=True)
class Case:
    """``right`` says whether a found person is meant; ``groups`` in which sums it counts too."""

    kind: str
    typed: str
    right: Callable[[Person], bool]
    groups: tuple[str, ...] = ()


def _same_name(name: Name) -> Callable[[Person], bool]:
    return lambda person: (person.name.surname, person.name.given) == (name.surname, name.given)


def _same_surname(name: Name) -> Callable[[Person], bool]:
    return lambda person: person.name.surname.rstrip("айи") == name.surname.rstrip("айи")


def held_out() -> list[tuple[Name, bool, str]]:
    """Pairs of a stored name and what another office wrote; whether it is stored in Latin only."""
    pairs = []
    for line in HELD_OUT.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            surname, given, typed = (part.strip() for part in line.split("|"))
            pairs.append((Name(surname, given, surname, given), surname.isascii(), typed))
    return pairs


def _this(meant: Person) -> Callable[[Person], bool]:
    return lambda person: person is meant


def _born_on(day: date) -> Callable[[Person], bool]:
    return lambda person: person.born == day


def _beginning(surname: str, given: str) -> Callable[[Person], bool]:
    return lambda person: (
        person.name.surname.lower().startswith(surname.lower())
        and person.name.given.lower().startswith(given.lower())
    )


def of_held_out() -> list[Case]:
    """The pairs that nothing was tuned on."""
    return [Case(HELD_OUT_PAIRS, typed, _same_name(name)) for name, _, typed in held_out()]


def of_offices(people: Sequence[Person], rng: random.Random, each: int) -> list[Case]:
    """Names as every office would write them; half by surname and given name in either order,
    half by the surname alone."""
    cases = []
    for kind, office in offices.UKRAINIAN.items():
        for person in rng.sample(people, each):
            cases.append(
                _spelt(
                    kind, office(person.name.surname), office(person.name.given), person.name, rng
                )
            )
    for kind, office in offices.RUSSIAN.items():
        for person in rng.sample(people, each):
            cases.append(
                _spelt(
                    kind,
                    office(person.name.russian_surname),
                    office(person.name.russian_given),
                    person.name,
                    rng,
                )
            )
    for person in rng.sample(people, each):
        cases.append(
            _spelt(
                "Russian letters",
                person.name.russian_surname,
                person.name.russian_given,
                person.name,
                rng,
            )
        )
    return cases  # fmt: skip


def _spelt(kind: str, surname: str, given: str, name: Name, rng: random.Random) -> Case:
    chance = rng.random()
    if chance < 0.5:
        return Case(kind, surname, _same_surname(name), (OFFICES,))
    typed = f"{surname} {given}" if chance < 0.75 else f"{given.lower()} {surname.lower()}"
    return Case(kind, typed, _same_name(name), (OFFICES,))


def of_slips(people: Sequence[Person], rng: random.Random, count: int) -> list[Case]:
    """One letter of the surname wrong, missing, doubled or swapped."""
    cases = []
    for person in rng.sample(people, count):
        surname = offices.national(person.name.surname)
        at = rng.randrange(1, len(surname) - 1)
        wrong = rng.choice("aeiklmnorstu")
        slipped = rng.choice(
            (
                surname[:at] + wrong + surname[at + 1 :],
                surname[:at] + surname[at + 1 :],
                surname[:at] + wrong + surname[at:],
                surname[: at - 1] + surname[at] + surname[at - 1] + surname[at + 1 :],
            )
        )
        typed = f"{slipped} {offices.national(person.name.given)}"
        cases.append(Case("one letter wrong", typed, _same_name(person.name)))
    return cases


def of_parts(people: Sequence[Person], rng: random.Random, count: int) -> list[Case]:
    """The name not typed to its end."""
    cases = []
    for person in rng.sample(people, count):
        surname, given = person.name.surname, person.name.given
        surname, given = surname[: max(4, len(surname) * 2 // 3)], given[:3]
        cases.append(Case("part of a name", f"{surname} {given}", _beginning(surname, given)))
    return cases


def of_numbers(people: Sequence[Person], rng: random.Random, count: int) -> list[Case]:
    """Number, phone, CPR, date of birth and room as they are typed."""
    cases = []
    for person in rng.sample([one for one in people if one.place], count):
        mine, born = _this(person), _born_on(person.born)
        cases += [
            Case("number", person.number, mine),
            Case("phone", person.phone.replace(" ", "")[-8:], mine),
            Case("phone", person.phone.replace("+", "00"), mine),
            Case("CPR", person.cpr.replace("-", ""), mine),
            Case("born", f"{person.born:%d.%m.%Y}", born),
            Case("born", f"{person.born.day}/{person.born.month}-{person.born:%y}", born),
            Case("room and bed", person.place, mine),
        ]
    return cases


def of_letters(rng: random.Random, count: int) -> list[Case]:
    """One or two letters: only their time counts."""
    letters = "abdegiklmnoprstuvyабвгдеіклмнопрстуш"
    return [
        Case(TIMED_ONLY, "".join(rng.choices(letters, k=1 + at % 2)), lambda _: True)
        for at in range(count)
    ]
