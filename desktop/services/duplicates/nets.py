"""Under which keys a person is looked for, so that not everybody has to be compared with everybody:
whoever shares a key is compared.

The names together, in any order and script; the day of birth with either name; each number. What
slips through: a slip in both names, or in a surname of somebody whose day of birth differs or is
not known.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from desktop.models.residents import BirthPrecision
from desktop.services.duplicates.described import Described
from desktop.services.duplicates.names import words_in
from desktop.services.duplicates.numbers import phones
from desktop.services.numbers import digits_of
from desktop.services.search.given_names import same_names
from desktop.services.search.sounds import coarse, sounds_of
from desktop.services.search.terms import signs_of

_MOST_NAMES = 3
"""So many words of a name are looked at."""

_SHORTEST_NUMBER = 5


def nets_of(person: Described) -> frozenset[str]:
    """The keys of a person; empty when nothing can be said of them."""
    surnames = _nets(person.surname, person.surname_cyrillic)
    givens = _nets(person.given_names, person.given_names_cyrillic)
    found = {f"n{min(one, other)}|{max(one, other)}" for one in surnames for other in givens}
    if person.birth_date and person.birth_precision is BirthPrecision.EXACT:
        day = _day(person.birth_date)
        found |= {f"b{day}|{net}" for net in surnames | givens}
    found.update(_numbers(person))
    return frozenset(found)


def _day(born: date) -> str:
    """The same where day and month have changed places."""
    low, high = sorted((born.day, born.month))
    return f"{born.year}{low:02d}{high:02d}"


def _numbers(person: Described) -> Iterator[str]:
    for kind, number in (
        ("c", digits_of(person.cpr)),
        ("f", signs_of(person.foreigner_number)),
        ("d", signs_of(person.document_number)),
    ):
        if len(number) >= _SHORTEST_NUMBER:
            yield kind + number
    for phone in phones(person.phone):
        yield f"p{phone}"


def _nets(*names: str) -> set[str]:
    found: set[str] = set()
    for name in names:
        words = words_in(name)[:_MOST_NAMES]
        for word in (*words, *(("".join(words),) if len(words) > 1 else ())):
            found |= _word_nets(word)
    return found


@lru_cache(maxsize=65536)
def _word_nets(word: str) -> frozenset[str]:
    sounds = sounds_of(word)
    return frozenset(coarse(sound) for sound in sounds) | same_names(sounds)
