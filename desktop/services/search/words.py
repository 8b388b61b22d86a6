"""Words as they are compared, and the plain comparison that needs no index."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from desktop.services.numbers import digits_of
from desktop.services.people import PersonLine
from desktop.services.search.sounds import sounds_of

APOSTROPHES = "'’ʼ`´‘ʹ"
_ALIKE = str.maketrans(
    {"ґ": "г", "ї": "і", "й": "и", "ё": "е", "ø": "o", "æ": "ae", "ъ": "", "ь": ""}
    | dict.fromkeys(APOSTROPHES + "-", "")
)
_AA = re.compile("a{2,}")
_PARTS = re.compile(r"[\s,;()]+")


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """A word as it is compared: lower case, without accents, apostrophes, hyphens and blanks, with
    letters that offices mix up made one (й/и, ї/і, ґ/г, ё/е, ø/o, æ/ae, å/aa/a)."""
    plain = unicodedata.normalize("NFKD", text.translate(_ALIKE)).casefold()
    letters = (one for one in unicodedata.normalize("NFKD", plain) if not _is_mark(one))
    return _AA.sub("a", "".join(letters).translate(_ALIKE))


def _is_mark(letter: str) -> bool:
    return letter.isspace() or bool(unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The folded words of a text."""
    return [word for word in (folded(part) for part in text.replace(",", " ").split()) if word]


@lru_cache(maxsize=65536)
def spellings_of(text: str | None) -> tuple[str, ...]:
    """The words of a name in lower case with their accents; a double name also by its halves."""
    found: dict[str, None] = {}
    for part in _PARTS.split(unicodedata.normalize("NFC", (text or "").casefold())):
        halves = [half for half in part.split("-") if folded(half)]
        for word in ("".join(halves), *halves):
            if word:
                found[word] = None
    return tuple(found)


def matches(line: PersonLine, query: list[str]) -> int:
    """How well a person answers a query: 0 not at all, higher is better.

    Every word must begin or sound like a name, in any order and either script, or be part of the
    number, the phone (three digits or more) or the room and bed.
    """
    names = words_of(
        f"{line.surname} {line.given_names} {line.surname_cyrillic} {line.given_names_cyrillic}"
    )
    number, phone = digits_of(line.number), digits_of(line.phone)
    place = words_of(line.place)
    score = 0
    for word in query:
        best = _word_score(word, names, place)
        digits = digits_of(word)
        if not best and digits and len(digits) >= 3 and (digits in number or digits in phone):
            best = 3
        if not best:
            return 0
        score += best
    return score


def _word_score(word: str, names: Iterable[str], place: list[str]) -> int:
    if word in place:
        return 5 if len(word) > 1 else 1  # a bed's letter alone says little
    best = 0
    for name in names:
        if name == word:
            best = max(best, 6)
        elif name.startswith(word):
            best = max(best, 4)
        elif len(word) >= 3 and (word in name or not sounds_of(word).isdisjoint(sounds_of(name))):
            best = max(best, 2)
    if not best and place and place[0].startswith(word) and any(c.isdigit() for c in word):
        best = 2
    return best
