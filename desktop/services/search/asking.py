"""What a person typed, taken apart: words of a name, and words with a digit in them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.services.search.terms import NumberWord
from desktop.services.search.words import folded

_APART = re.compile(r"[\s,;()]+")
_MOST_WORDS = 8


@dataclass(frozen=True)
class Asked:
    """One reading of a query: every word has to be answered. When one that ``settles`` finds
    anybody, no other reading is meant."""

    names: tuple[str, ...]
    numbers: tuple[NumberWord, ...]
    settles: bool = False

    @property
    def words(self) -> int:
        """How many words there are to answer."""
        return len(self.names) + len(self.numbers)


def readings(text: str, today: date) -> list[Asked]:
    """The ways a query can be read; none when there is nothing in it.

    Numbers that stand side by side may be one (``20 12 34 56``, ``12/3 87``), and so may a room
    and the letter of a bed (``2.14 B``).
    """
    parts = [part for part in _APART.split(unicodedata.normalize("NFC", text.casefold())) if part]
    parts = parts[:_MOST_WORDS]
    one_number = _numbers_joined(parts)
    ways = [one_number, parts, _beds_joined(parts)]
    found = []
    for at, way in enumerate(ways):
        if way not in ways[:at]:
            settles = way is one_number and way != parts
            if (asked := _asked(way, today, settles)).words:
                found.append(asked)
    return found


def _asked(parts: Sequence[str], today: date, settles: bool) -> Asked:
    names, numbers = [], []
    for part in parts:
        if _is_number(part):
            numbers.append(NumberWord(part, today))
        else:
            names += [half for half in part.split("-") if folded(half)]
    return Asked(tuple(names), tuple(numbers), settles)


def _is_number(part: str) -> bool:
    return "@" in part or any(letter.isdecimal() for letter in part)


def _numbers_joined(parts: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for part in parts:
        after_number = bool(joined) and _is_number(joined[-1]) and "@" not in joined[-1]
        if after_number and _is_number(part) and "@" not in part:
            joined[-1] += f" {part}"
        else:
            joined.append(part)
    return joined


def _beds_joined(parts: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for part in parts:
        if joined and _is_number(joined[-1]) and len(part) == 1 and part.isalpha():
            joined[-1] += part
        else:
            joined.append(part)
    return joined
