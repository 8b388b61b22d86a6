"""Finds a person as one types: by name in either script, number, room or phone."""

import unicodedata
from collections.abc import Iterable

from sqlmodel import col

from desktop.models.residents import Resident, ResidentStatus
from desktop.services.numbers import digits_of
from desktop.services.people import PersonLine, people, people_by_id
from desktop.services.workplace import Workplace

_ALIKE = str.maketrans(
    {"ґ": "г", "ї": "і", "й": "и", "ё": "е", "ø": "o", "æ": "ae", "ъ": "", "ь": ""}
    | dict.fromkeys("'’ʼ`´-", "")
)
LIVE = tuple(status for status in ResidentStatus if status is not ResidentStatus.CANCELLED)


def folded(text: str) -> str:
    """A word as it is compared: lower case, without accents, apostrophes and hyphens, with
    letters that offices mix up made one (й/и, ї/і, ґ/г, ё/е, ø/o, æ/ae, å/a)."""
    lowered = text.casefold().translate(_ALIKE)
    plain = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The folded words of a text."""
    return [word for word in (folded(part) for part in text.replace(",", " ").split()) if word]


def matches(line: PersonLine, query: list[str]) -> int:
    """How well a person answers a query: 0 not at all, higher is better.

    Every word must begin a name, in any order and either script, or be part of the number, the
    phone (three digits or more) or the room and bed.
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
        elif len(word) >= 3 and word in name:
            best = max(best, 2)
    if not best and place and place[0].startswith(word) and any(c.isdigit() for c in word):
        best = 2
    return best


class Search:
    """Looks through the people of the desk's sites."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def people(self, text: str, limit: int = 12) -> list[PersonLine]:
        """The best answers first; nothing for an empty query. Those who live here come before
        those who moved out."""
        query = words_of(text)
        if not query:
            return []
        with self._workplace.read() as session:
            lines = people(session, self._workplace.today(), col(Resident.status).in_(LIVE))
        scored = [(matches(line, query), line) for line in lines]
        found = [(score, line) for score, line in scored if score]
        found.sort(
            key=lambda item: (
                item[1].status in (ResidentStatus.MOVED_OUT, ResidentStatus.NO_SHOW),
                -item[0],
                item[1].sort_name,
            )
        )
        return [line for _, line in found[:limit]]

    def person(self, resident_id: str) -> PersonLine | None:
        """The resident with this id, None when this desk does not hold them."""
        with self._workplace.read() as session:
            return people_by_id(session, self._workplace.today(), [resident_id]).get(resident_id)
