"""Finds people by what was typed: candidates from the index, weighed word by word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col

from desktop.models.housing import Bed, Room, Stay, StayKind
from desktop.services.people import holds_on
from desktop.services.search.asking import Asked
from desktop.services.search.terms import NumberWord
from desktop.services.search.vocabulary import Hit, Tier, Vocabulary
from desktop.services.search.words import folded

_MOST_PEOPLE = 4000
"""How many people are weighed for a query; more are only met by a letter or two."""

_MOST_BY_NUMBER = 500


@dataclass(frozen=True, order=True)
class Found:
    """A person who answers, sorted from the best: how many words are not answered, how the worst
    of them was, whether they are gone, how far the words are off, the name."""

    unanswered: int
    tier: Tier
    gone: bool
    lack: float
    sort_name: str
    resident_id: str


@dataclass(frozen=True)
class _Person:
    number: int
    resident_id: str
    gone: bool
    sort_name: str
    words: frozenset[int]


class Finder:
    """Answers one reading of a query on one view of the database."""

    def __init__(self, session: Session, vocabulary: Vocabulary, today: date) -> None:
        self._session = session
        self._vocabulary = vocabulary
        self._today = today

    def find(self, asked: Asked) -> list[Found]:
        """Everyone who answers all words, in no order. Words with slips are looked for only when
        nobody answers without."""
        found: list[Found] = []
        for slips in (False, True):
            found = self._all(asked, [self._vocabulary.find(n, slips=slips) for n in asked.names])
            if not asked.names or any(person.tier <= Tier.SOUND for person in found):
                break
        return found

    def _all(self, asked: Asked, hits: Sequence[Mapping[int, Hit]]) -> list[Found]:
        """Those who answer every word."""
        if not all(hits):
            return []
        sets = [self._by_number(number) for number in asked.numbers]
        if sets:
            numbers = set.intersection(*sets)
        else:
            rarest = min(hits, key=lambda words: self._bearers(words))
            numbers = self._by_words(rarest)
        return self._weigh(asked, hits, numbers, asked.words)

    def find_some(self, asked: Asked) -> list[Found]:
        """Those who answer some of several words, but these as whole words or numbers: two at
        least, or every word that anyone here answers. (``Oksana Bondar`` is nobody when there is
        an Oksana and a Bondar.)"""
        if asked.words < 2:
            return []
        sure = [
            {word: hit for word, hit in words.items() if hit.tier <= Tier.SOUND}
            for words in (self._vocabulary.find(name, slips=False) for name in asked.names)
        ]
        sets = [self._by_words(words) for words in sure]
        sets += [self._by_number(number) for number in asked.numbers]
        known = sum(1 for numbers in sets if numbers)
        return self._weigh(asked, sure, set().union(*sets), min(known, 2))

    def _bearers(self, words: Mapping[int, Hit]) -> int:
        """How many bear one of these words; not counted beyond what is weighed."""
        return int(
            self._session.connection()
            .exec_driver_sql(
                "SELECT count(*) FROM (SELECT 1 FROM search_posting "
                "WHERE word IN (SELECT value FROM json_each(?)) LIMIT ?)",
                (orjson.dumps(list(words)).decode(), _MOST_PEOPLE),
            )
            .scalar_one()
        )

    def _by_words(self, words: Mapping[int, Hit]) -> set[int]:
        """The people who bear one of these words, those with the best words first."""
        numbers: set[int] = set()
        ordered = sorted(words, key=lambda word: words[word])
        for start in range(0, len(ordered), 200):
            rows = self._session.connection().exec_driver_sql(
                "SELECT person FROM json_each(?) CROSS JOIN search_posting "
                "ON search_posting.word = json_each.value LIMIT ?",
                (orjson.dumps(ordered[start : start + 200]).decode(), _MOST_PEOPLE),
            )
            numbers.update(row[0] for row in rows)
            if len(numbers) >= _MOST_PEOPLE:
                break
        return numbers

    def _by_number(self, number: NumberWord) -> set[int]:
        """People whose room or terms may hold a number."""
        connection = self._session.connection()
        rows = connection.exec_driver_sql(
            "SELECT person FROM search_place WHERE (room >= ? AND room < ?) OR room = ? LIMIT ?",
            (number.room, number.room + "\U0010ffff", number.room[:-1], _MOST_BY_NUMBER),
        )
        found = {row[0] for row in rows}
        for needle in number.needles():
            parts = {needle[at : at + 3] for at in range(len(needle) - 2)}
            quoted = " AND ".join('"' + part.replace('"', '""') + '"' for part in sorted(parts))
            rows = connection.exec_driver_sql(
                "SELECT rowid FROM search_terms WHERE search_terms MATCH ? LIMIT ?",
                (quoted, _MOST_BY_NUMBER),
            )
            found.update(row[0] for row in rows)
        return found

    def _weigh(
        self,
        asked: Asked,
        hits: Sequence[Mapping[int, Hit]],
        numbers: Iterable[int],
        enough: int,
    ) -> list[Found]:
        """Those of the people who answer enough words."""
        people = self._people(numbers)
        if asked.numbers:
            terms = self._terms(people)
            places = self._places(people)
        found = []
        for person in people:
            best = [
                min((hit for word in person.words if (hit := words.get(word))), default=None)
                for words in hits
            ]
            if asked.numbers:
                room, bed = places.get(person.resident_id, ("", ""))
                for number in asked.numbers:
                    either = (number.of_place(room, bed), number.of_terms(terms[person.number]))
                    best.append(min((hit for hit in either if hit), default=None))
            answered = [hit for hit in best if hit]
            if answered and len(answered) >= enough:
                found.append(
                    Found(
                        len(best) - len(answered),
                        max(hit.tier for hit in answered),
                        person.gone,
                        round(sum(hit.lack for hit in answered), 3),
                        person.sort_name,
                        person.resident_id,
                    )
                )
        return found

    def _people(self, numbers: Iterable[int]) -> list[_Person]:
        rows = self._session.connection().exec_driver_sql(
            "SELECT id, resident_id, gone, sort_name, words FROM search_person "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (orjson.dumps(list(numbers)).decode(),),
        )
        return [
            _Person(row[0], row[1], bool(row[2]), row[3], frozenset(map(int, row[4].split())))
            for row in rows
        ]

    def _terms(self, people: Iterable[_Person]) -> dict[int, list[str]]:
        rows = self._session.connection().exec_driver_sql(
            "SELECT rowid, terms FROM search_terms "
            "WHERE rowid IN (SELECT value FROM json_each(?))",
            (orjson.dumps([person.number for person in people]).decode(),),
        )
        return {row[0]: row[1].split() for row in rows}

    def _places(self, people: Iterable[_Person]) -> dict[str, tuple[str, str]]:
        """Room and bed of today, folded, by resident."""
        rows = self._session.execute(
            sa.select(col(Stay.resident_id), col(Room.number), col(Bed.label))
            .join(Bed, col(Bed.id) == col(Stay.bed_id))
            .join(Room, col(Room.id) == col(Bed.room_id))
            .where(
                col(Stay.resident_id).in_([person.resident_id for person in people]),
                holds_on(self._today),
                col(Stay.kind) == StayKind.ACTUAL,
            )
        )
        return {row[0]: (folded(row[1]), folded(row[2])) for row in rows}
