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
from desktop.services.search.rank import Tier
from desktop.services.search.roll import Roll
from desktop.services.search.terms import NumberWord
from desktop.services.search.vocabulary import Vocabulary
from desktop.services.search.words import folded

_MOST_PEOPLE = 500
"""How many people are brought in order by name; more are only met by a letter or two."""

_MOST_BEARERS = 2000
"""Of how many the first by name are taken where a single letter or two are typed."""

_MOST_BY_NUMBER = 300
Ranks = Mapping[int, float]
"""The people who answer a word, by number, and how well."""


class MisfitError(Exception):
    """What is in memory and what is in the tables do not fit: the index has to be made anew."""


@dataclass(frozen=True, order=True)
class Found:
    """A person who answers, sorted from the best: how many words are not answered, how the worst
    of the others was, whether they are gone, how far off the words are, the name."""

    unanswered: int
    tier: int
    gone: bool
    lack: float
    sort_name: str
    resident_id: str


class Finder:
    """Answers readings of a query on one view of the database."""

    def __init__(self, session: Session, vocabulary: Vocabulary, roll: Roll, today: date) -> None:
        self._session = session
        self._vocabulary = vocabulary
        self._roll = roll
        self._today = today
        self._numbers: dict[str, Ranks] = {}

    def find(self, asked: Asked) -> list[Found]:
        """Everyone who answers all words, in no order. Words with slips are looked for only when
        nobody answers without."""
        numbers = [self._by_number(number) for number in asked.numbers]
        found: list[Found] = []
        for slips in (False, True):
            found = self._answers([*numbers, *self._by_names(asked, slips=slips)], asked.words)
            if not asked.names or any(person.tier <= Tier.SOUND for person in found):
                break
        return found

    def find_some(self, asked: Asked) -> list[Found]:
        """Those who answer some of several words, but these as whole words or numbers: two at
        least, or every word that anyone here answers. (``Oksana Bondar`` is nobody when there is
        an Oksana and a Bondar.)"""
        if asked.words < 2:
            return []
        sure: list[Ranks] = [
            {person: rank for person, rank in ranks.items() if rank < Tier.PART}
            for ranks in self._by_names(asked, slips=False)
        ]
        sure += [self._by_number(number) for number in asked.numbers]
        return self._answers(sure, min(2, sum(1 for ranks in sure if ranks)))

    def _by_names(self, asked: Asked, *, slips: bool) -> list[Ranks]:
        most = _MOST_BEARERS if asked.words == 1 else None
        return [
            self._roll.bearers(self._vocabulary.find(name, slips=slips), most)
            for name in asked.names
        ]

    def _answers(self, words: Sequence[Ranks], enough: int) -> list[Found]:
        """Those who answer enough of the words; of very many, those who stand first."""
        if not enough:
            return []
        gone = self._roll.gone
        if len(words) == 1:  # the best stand first already
            ranks = words[0]
            ordered = sorted(ranks, key=lambda person: (int(ranks[person]), person in gone))
            people: Iterable[int] = ordered[:_MOST_PEOPLE]
        elif enough == len(words):
            fewest, *others = sorted(words, key=len)
            people = [one for one in fewest if all(one in ranks for ranks in others)]
        else:
            people = dict.fromkeys(person for ranks in words for person in ranks)
        found = []
        for person in people:
            ranks_of = [ranks[person] for ranks in words if person in ranks]
            if len(ranks_of) >= enough:
                lack = sum(rank % 1 for rank in ranks_of)
                lacking = len(words) - len(ranks_of)
                found.append((lacking, int(max(ranks_of)), person in gone, round(lack, 3), person))
        found.sort(key=lambda one: one[:4])
        return self._named(found[:_MOST_PEOPLE])

    def _named(self, found: Sequence[tuple[int, int, bool, float, int]]) -> list[Found]:
        rows = self._session.connection().exec_driver_sql(
            "SELECT id, sort_name, resident_id FROM search_person "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (orjson.dumps([one[4] for one in found]).decode(),),
        )
        named = {row[0]: (row[1], row[2]) for row in rows}
        if len(named) < len(found):
            raise MisfitError("people in memory are not in the tables")
        return [Found(*one[:4], *named[one[4]]) for one in found]

    def _by_number(self, number: NumberWord) -> Ranks:
        """The people whose number, phone, papers, day of birth or room it is."""
        if number.text in self._numbers:
            return self._numbers[number.text]
        ranks = self._by_place(number)
        self._numbers[number.text] = ranks
        for needle in number.needles():
            parts = {needle[at : at + 3] for at in range(len(needle) - 2)}
            match = " AND ".join('"' + part.replace('"', '""') + '"' for part in sorted(parts))
            rows = self._session.connection().exec_driver_sql(
                "SELECT rowid, terms FROM search_terms WHERE search_terms MATCH ? LIMIT ?",
                (match, _MOST_BY_NUMBER),
            )
            for person, terms in rows:
                rank = number.of_terms(terms.split())
                if rank is not None and rank < ranks.get(person, 9.0):
                    ranks[person] = rank
        return ranks

    def _by_place(self, number: NumberWord) -> dict[int, float]:
        """Those whose room and bed of today it is, or may become when more is typed."""
        rows = self._session.connection().exec_driver_sql(
            "SELECT person, resident_id FROM search_place "
            "JOIN search_person ON search_person.id = search_place.person "
            "WHERE room >= ? AND room < ? UNION "
            "SELECT person, resident_id FROM search_place "
            "JOIN search_person ON search_person.id = search_place.person "
            "WHERE room = ? LIMIT ?",
            (number.room, number.room + "\U0010ffff", number.room[:-1], _MOST_BY_NUMBER),
        )
        people = {row[1]: row[0] for row in rows}
        places = self._session.execute(
            sa.select(col(Stay.resident_id), col(Room.number), col(Bed.label))
            .join(Bed, col(Bed.id) == col(Stay.bed_id))
            .join(Room, col(Room.id) == col(Bed.room_id))
            .where(
                col(Stay.resident_id).in_(list(people)),
                holds_on(self._today),
                col(Stay.kind) == StayKind.ACTUAL,
            )
        )
        ranks = {
            people[resident]: number.of_place(folded(room), folded(bed))
            for resident, room, bed in places
        }
        return {person: rank for person, rank in ranks.items() if rank is not None}
