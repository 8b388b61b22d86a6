"""How alike two names are, whichever office wrote them and in whichever script (FEATURES R14).

What a name sounds like is the search's knowledge (``services.search``, docs/search.md). Here it is
asked more strictly: who looks for somebody is glad of a slip too many, who merges is not. So two
given names that are known as different names (Марія, Марина) are different however near they
sound.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import OSA

from desktop.services.duplicates.described import Described
from desktop.services.search.given_names import same_names
from desktop.services.search.likeness import distance, likeness
from desktop.services.search.sounds import sounds_of, stem
from desktop.services.search.words import folded

_ALIKE = 0.88
"""Likeness of sounds from which two words are one word with a slip in it."""

_SHORTEST = 5
"""Of words shorter than this a slip makes another word."""

_MOST_PARTS = 4
_PARTS = re.compile(r"[\s,;()]+")
_MARKED = re.compile(r"\w")
_FATHER = re.compile("(?:[eij]?[oei]vi[CS]|[eij]?[oei]vna|ini[CS]na)$")
"""Endings of a patronymic, in sounds."""


class Same(IntEnum):
    """How alike two names are; a higher one is more."""

    UNKNOWN = 0
    DIFFERENT = 1
    NEAR = 2
    SAME = 3


@dataclass(frozen=True)
class NamesAlike:
    """``swapped``: surname and given names have changed places; ``spelt``: the same name is
    written otherwise; ``more``: one of them has a further name, as a patronymic or of marriage."""

    surname: Same
    given: Same
    swapped: bool = False
    spelt: bool = False
    more: bool = False


Words = tuple[str, ...]


@lru_cache(maxsize=65536)
def words_in(name: str) -> Words:
    """The words of a name, in lower case; the parts of a double name are words."""
    parts = _PARTS.split(name.casefold().replace("-", " "))
    return tuple(part for part in parts if _MARKED.search(part) and folded(part))[:_MOST_PARTS]


def compare_names(one: Described, other: Described) -> NamesAlike:
    """Reads both in every script they have, and takes the reading that agrees best."""
    plain = (
        _best(_surnames(one), _surnames(other), _surname_words),
        _best(_givens(one), _givens(other), _given_words),
    )
    crossed = (
        _best(_surnames(one), _givens(other), _given_words),
        _best(_givens(one), _surnames(other), _given_words),
    )
    straight = (plain[0].same, plain[1].same)
    if min(crossed[0].same, crossed[1].same) >= Same.NEAR and min(straight) < Same.NEAR:
        surname, given, swapped = *crossed, True
    else:
        surname, given, swapped = *plain, False
    return NamesAlike(
        surname.same,
        given.same,
        swapped,
        surname.spelt or given.spelt,
        surname.more or given.more,
    )


@dataclass(frozen=True)
class _Agreement:
    same: Same
    spelt: bool = False
    more: bool = False

    def rank(self) -> tuple[int, bool, bool]:
        return (self.same, not self.spelt, not self.more)


def _surnames(person: Described) -> tuple[Words, ...]:
    return _scripts(person.surname, person.surname_cyrillic)


def _givens(person: Described) -> tuple[Words, ...]:
    return _scripts(person.given_names, person.given_names_cyrillic)


def _scripts(*names: str) -> tuple[Words, ...]:
    return tuple(words for name in names if (words := words_in(name)))


def _best(ones: tuple[Words, ...], others: tuple[Words, ...], agree: "_Agree") -> _Agreement:
    found = [agree(one, other) for one in ones for other in others]
    return max(found, key=_Agreement.rank, default=_Agreement(Same.UNKNOWN))


class _Agree:
    """How alike two lists of words are: each word of the shorter one must be one of the longer."""

    def __init__(self, same_word: "_SameWord") -> None:
        self._same_word = same_word

    def __call__(self, one: Words, other: Words) -> _Agreement:
        if one == other:
            return _Agreement(Same.SAME)
        shorter, longer = sorted((one, other), key=len)
        best = _Agreement(Same.DIFFERENT)
        if len(longer) > 1:  # Al Hassan, Alhassan
            best = _Agreement(self._same_word("".join(one), "".join(other)), spelt=True)
        for chosen in permutations(longer, len(shorter)):
            levels = [self._same_word(a, b) for a, b in zip(shorter, chosen, strict=True)]
            same = min(levels)
            spelt = any(folded(a) != folded(b) for a, b in zip(shorter, chosen, strict=True))
            found = _Agreement(same, spelt, len(longer) > len(shorter))
            best = max(best, found, key=_Agreement.rank)
        return best


class _SameWord:
    def __init__(self, *, surname: bool) -> None:
        self._surname = surname

    def __call__(self, one: str, other: str) -> Same:
        return _same_surname(one, other) if self._surname else _same_given(one, other)


_surname_words = _Agree(_SameWord(surname=True))
_given_words = _Agree(_SameWord(surname=False))


@lru_cache(maxsize=65536)
def _same_surname(one: str, other: str) -> Same:
    if folded(one) == folded(other):
        return Same.SAME
    ones, others = sounds_of(one), sounds_of(other)
    if ones & others or _stems(ones) & _stems(others):
        return Same.SAME
    return Same.NEAR if _nearly(one, other, ones, others) else Same.DIFFERENT


@lru_cache(maxsize=65536)
def _same_given(one: str, other: str) -> Same:
    if folded(one) == folded(other):
        return Same.SAME
    ones, others = sounds_of(one), sounds_of(other)
    if ones & others:
        return Same.SAME
    if (fathers := _fathers(ones)) and (theirs := _fathers(others)):
        near = any(likeness(a, b) >= _ALIKE for a in fathers for b in theirs)
        return Same.SAME if near or same_names(fathers) & same_names(theirs) else Same.DIFFERENT
    known, theirs_known = same_names(ones), same_names(others)
    if known and theirs_known:
        return Same.SAME if known & theirs_known else Same.DIFFERENT
    if _of_the_other_sex(ones, others):
        return Same.DIFFERENT
    return Same.NEAR if _nearly(one, other, ones, others) else Same.DIFFERENT


def _stems(sounds: frozenset[str]) -> frozenset[str]:
    """Surnames without the endings in which women's and men's differ; short ones stay whole."""
    return frozenset(stem(sound) for sound in sounds if len(stem(sound)) >= 3)


def _fathers(sounds: frozenset[str]) -> frozenset[str]:
    """The father's name in a patronymic; empty for a word that is none."""
    cut = (_FATHER.sub("", sound) for sound in sounds if _FATHER.search(sound))
    return frozenset(name for name in cut if len(name) >= 3)


def _of_the_other_sex(ones: frozenset[str], others: frozenset[str]) -> bool:
    """Whether the two differ by the ending alone that makes a man's name a woman's."""
    return any(
        one.endswith("a") != other.endswith("a") and stem(one) == stem(other)
        for one in ones
        for other in others
    )


def _nearly(one: str, other: str, ones: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one is the other with one letter wrong, or sounds all but like it."""
    plain, beside = folded(one), folded(other)
    if min(len(plain), len(beside)) >= _SHORTEST and OSA.distance(plain, beside) <= 1:
        return True
    return any(
        min(len(a), len(b)) >= _SHORTEST and likeness(a, b) >= _ALIKE and distance(a, b) <= 1
        for a in ones
        for b in others
    )
