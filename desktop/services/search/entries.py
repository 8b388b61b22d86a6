"""Writes residents into the tables of the index, and takes them out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import col

from desktop.models.housing import Bed, Room, Stay, StayKind, StayState
from desktop.models.residents import Resident, ResidentStatus
from desktop.models.search_index import TERMS as _TERMS
from desktop.services.search.given_names import same_names
from desktop.services.search.roll import Entry, Roll
from desktop.services.search.sounds import passport_sound, sounds_of
from desktop.services.search.terms import kept_terms
from desktop.services.search.words import folded, spellings_of

GONE = (ResidentStatus.MOVED_OUT, ResidentStatus.NO_SHOW)
"""Who stands after those who live here or are expected."""


@dataclass
class Changed:
    """What happened: words that are new or sound otherwise, numbers of words that nobody bears any
    more, people taken out and people put in."""

    words: list[tuple[int, str, str]]
    gone_words: list[int]
    left: list[Entry]
    came: list[Entry]


def make_terms(connection: sa.Connection) -> None:
    """The full-text table of numbers and dates. What is deleted leaves no trace in it."""
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {_TERMS} USING fts5"
        "(terms, tokenize = 'trigram', detail = none, columnsize = 0)"
    )
    connection.exec_driver_sql(f"INSERT INTO {_TERMS} ({_TERMS}, rank) VALUES ('secure-delete', 1)")


def drop_terms(connection: sa.Connection) -> None:
    """Takes the full-text table away, however damaged it is."""
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_TERMS}")


def bring_in(connection: sa.Connection, roll: Roll, today: date, most: int) -> Changed:
    """Makes the entries of at most so many stale residents anew, in the caller's transaction.

    ``roll`` says who bears the words so far; the caller changes it when this is committed.
    """
    rows = connection.exec_driver_sql("SELECT resident_id FROM search_stale LIMIT ?", (most,))
    stale = [str(row[0]) for row in rows]
    ids = orjson.dumps(stale).decode()
    numbers, left = _take_out(connection, ids)
    people = _residents(connection, stale)
    numbered, words = _number_words(connection, _words_of(people))
    came = _put_in(connection, people, _rooms(connection, stale, today), numbers, numbered)
    gone_words = _words_nobody_bears(roll, left, came)
    _many(connection, "DELETE FROM search_word WHERE id = ?", [(word,) for word in gone_words])
    connection.exec_driver_sql(
        "DELETE FROM search_stale WHERE resident_id IN (SELECT value FROM json_each(?))", (ids,)
    )
    return Changed(words, gone_words, left, came)


def _take_out(connection: sa.Connection, ids: str) -> tuple[dict[str, int], list[Entry]]:
    """Takes residents out; their numbers by id, and what stood there."""
    rows = connection.exec_driver_sql(
        "SELECT id, resident_id, gone, words FROM search_person "
        "WHERE resident_id IN (SELECT value FROM json_each(?))",
        (ids,),
    ).all()
    for statement in (
        "DELETE FROM search_place WHERE person = ?",
        f"DELETE FROM {_TERMS} WHERE rowid = ?",
        "DELETE FROM search_person WHERE id = ?",
    ):
        _many(connection, statement, [(row[0],) for row in rows])
    return {row[1]: row[0] for row in rows}, [(row[0], bool(row[2]), row[3]) for row in rows]


def _words_nobody_bears(roll: Roll, left: Iterable[Entry], came: Iterable[Entry]) -> list[int]:
    bearers: Counter[int] = Counter()
    for change, entries in ((-1, left), (1, came)):
        for _, _, words in entries:
            for word in map(int, words.split()):
                bearers[word] += change
    return [word for word, change in bearers.items() if roll.count(word) + change <= 0]


def _residents(connection: sa.Connection, ids: Sequence[str]) -> Sequence[Any]:
    return connection.execute(
        sa.select(
            col(Resident.id),
            col(Resident.number),
            col(Resident.surname),
            col(Resident.given_names),
            col(Resident.surname_cyrillic),
            col(Resident.given_names_cyrillic),
            col(Resident.phone),
            col(Resident.cpr),
            col(Resident.foreigner_number),
            col(Resident.document_number),
            col(Resident.birth_date),
            col(Resident.email),
            col(Resident.status),
        ).where(col(Resident.id).in_(ids), col(Resident.status) != ResidentStatus.CANCELLED)
    ).all()


def _rooms(connection: sa.Connection, ids: Sequence[str], today: date) -> Mapping[str, set[str]]:
    """The rooms that residents have now or will have, folded."""
    rows = connection.execute(
        sa.select(col(Stay.resident_id), col(Room.number))
        .join(Bed, col(Bed.id) == col(Stay.bed_id))
        .join(Room, col(Room.id) == col(Bed.room_id))
        .where(
            col(Stay.resident_id).in_(ids),
            col(Stay.kind) == StayKind.ACTUAL,
            col(Stay.state) == StayState.CONFIRMED,
            sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > today),
        )
    )
    rooms: defaultdict[str, set[str]] = defaultdict(set)
    for resident, number in rows:
        rooms[resident].add(folded(number))
    return rooms


def _words_of(people: Iterable[Any]) -> dict[str, set[str]]:
    """The sounds of every word in these people's names.

    Where a name stands in both scripts the Cyrillic one tells how it sounds, and the Latin one is
    read as a passport's; a name in Latin letters alone is read in every way.
    """
    words: defaultdict[str, set[str]] = defaultdict(set)
    for person in people:
        for latin, cyrillic in (
            (person.surname, person.surname_cyrillic),
            (person.given_names, person.given_names_cyrillic),
        ):
            for word in spellings_of(cyrillic):
                words[word] |= sounds_of(word)
            for word in spellings_of(latin):
                if cyrillic:
                    words[word] |= {passport_sound(word)} - {""} or sounds_of(word)
                else:
                    words[word] |= sounds_of(word)
    return words


def _number_words(
    connection: sa.Connection, words: Mapping[str, set[str]]
) -> tuple[dict[str, int], list[tuple[int, str, str]]]:
    """The numbers of all words, and the rows of those that are new or sound otherwise now."""
    known = {
        row[1]: (row[0], set(row[2].split()))
        for row in connection.exec_driver_sql(
            "SELECT id, word, sounds FROM search_word "
            "WHERE word IN (SELECT value FROM json_each(?))",
            (orjson.dumps(list(words)).decode(),),
        )
    }
    rows = []
    for word, sounds in words.items():
        before = known.get(word, (None, set()))[1]
        if word not in known or not sounds <= before:
            every = sounds | {sound for sound in before if not sound.startswith("=")}
            rows.append((word, " ".join(sorted(every | same_names(frozenset(every))))))
    _many(
        connection,
        "INSERT INTO search_word (word, sounds) VALUES (?, ?) "
        "ON CONFLICT (word) DO UPDATE SET sounds = excluded.sounds",
        rows,
    )
    new = [
        (int(row[0]), str(row[1]), str(row[2]))
        for row in connection.exec_driver_sql(
            "SELECT id, word, sounds FROM search_word "
            "WHERE word IN (SELECT value FROM json_each(?))",
            (orjson.dumps([row[0] for row in rows]).decode(),),
        )
    ]
    numbered = {word: number for word, (number, _) in known.items()}
    return numbered | {word: number for number, word, _ in new}, new


def _put_in(
    connection: sa.Connection,
    people: Iterable[Any],
    rooms: Mapping[str, set[str]],
    numbers: Mapping[str, int],
    words: Mapping[str, int],
) -> list[Entry]:
    """Puts people into the tables: each with the number that they had, or the next."""
    highest = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM search_person").scalar()
    fresh = max(chain([int(highest or 0)], numbers.values()))
    entries, places, terms = [], [], []
    for person in people:
        number = numbers.get(person.id)
        if number is None:
            number = fresh = fresh + 1
        name = (
            person.surname,
            person.given_names,
            person.surname_cyrillic,
            person.given_names_cyrillic,
        )
        found = {words[word] for part in name for word in spellings_of(part)}
        sort_name = f"{person.surname}, {person.given_names}"
        listed = " ".join(map(str, sorted(found)))
        entries.append((number, person.id, person.status in GONE, sort_name, listed))
        places += [(room, number) for room in rooms.get(person.id, ())]
        terms.append((number, kept_terms(person)))
    _many(connection, "INSERT INTO search_person VALUES (?, ?, ?, ?, ?)", entries)
    _many(connection, "INSERT INTO search_place VALUES (?, ?)", places)
    _many(connection, f"INSERT INTO {_TERMS} (rowid, terms) VALUES (?, ?)", terms)
    return [(entry[0], entry[2], entry[4]) for entry in entries]


def _many(connection: sa.Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, list(rows))
