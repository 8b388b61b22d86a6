"""The index of a desk: who is found by which words, in the encrypted file, kept in step.

The tables are filled from the residents and can be made anew at any time: when the rules for
reading names changed, when a count does not fit, when a table is damaged.
"""

import logging
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from desktop.models.local import LOCAL, desk_state
from desktop.models.migrate import HEAD
from desktop.models.residents import Resident, ResidentStatus
from desktop.models.search_index import INDEX, search_person, search_stale, search_word
from desktop.models.store import Store, StoreError
from desktop.services.search.asking import readings
from desktop.services.search.entries import bring_in, drop_terms, make_terms
from desktop.services.search.finder import Finder, MisfitError
from desktop.services.search.roll import Roll
from desktop.services.search.vocabulary import Vocabulary

RULES = f"1.{HEAD}"
"""The version of the rules by which names are read; another one makes the index anew."""

_RULES_NAME = "search_rules"
_AT_ONCE = 2000

log = logging.getLogger(__name__)
_indexes: "weakref.WeakKeyDictionary[Store, Index]" = weakref.WeakKeyDictionary()
_making = threading.Lock()


def index_of(store: Store) -> "Index":
    """The one index of an open database."""
    with _making:
        if store not in _indexes:
            _indexes[store] = Index(store)
        return _indexes[store]


class Index:
    """Keeps the tables and the words in memory in step with the residents."""

    def __init__(self, store: Store) -> None:
        self._store = weakref.ref(store)
        self._lock = threading.RLock()
        self._checked = False
        self._vocabulary = Vocabulary()
        self._roll = Roll()

    @contextmanager
    def held(self) -> Iterator[tuple[Vocabulary, Roll]]:
        """The words and who bears them, while nobody changes them."""
        with self._lock:
            yield self._vocabulary, self._roll

    def refresh(self, today: date) -> bool:
        """Brings in who changed since the last time; makes everything anew where needed.

        False when there is no index to ask, because none could be written (a full disk). Raises
        StoreError when the database itself is damaged.
        """
        with self._lock:
            try:
                if not self._checked:
                    self._check()
                self._catch_up(today)
            except StoreError as error:
                if error.fault == "damaged":
                    return self.rebuild(today)
                log.warning("the search index could not be written: %s", error.fault)
            except DBAPIError:
                return self.rebuild(today)
            return self._checked

    def rebuild(self, today: date) -> bool:
        """Throws the index away and makes it from the residents. Answers as ``refresh``."""
        with self._lock:
            try:
                self._begin_anew()
                self._catch_up(today)
            except StoreError as error:
                if error.fault == "damaged":
                    raise
                log.warning("the search index could not be made anew: %s", error.fault)
            return self._checked

    def find(self, text: str, today: date) -> list[str]:
        """The ids of those who answer, best first. Raises MisfitError or as the database does
        when the index has to be made anew."""
        asked = readings(text, today)
        with self._opened().read() as session, self.held() as (vocabulary, roll):
            finder = Finder(session, vocabulary, roll, today)
            found = []
            for way in asked:
                found += finder.find(way)
                if found and way.settles:
                    break
            if not found:
                found = [one for way in asked for one in finder.find_some(way)]
            if not found and not _terms_fit(session):
                raise MisfitError
        return list(dict.fromkeys(one.resident_id for one in sorted(found)))

    def _opened(self) -> Store:
        store = self._store()
        assert store is not None, "the caller holds the store"
        return store

    def _check(self) -> None:
        """Looks once, before the first answer, whether the index fits the residents."""
        store = self._opened()
        with store.read() as session:
            rules = session.scalar(
                sa.select(desk_state.c.value).where(desk_state.c.name == _RULES_NAME)
            )
        if rules != RULES:
            self._begin_anew()
        elif not self._is_whole(store):
            log.warning("the search index does not fit the residents")
            self._begin_anew()
        else:
            with store.read() as session:
                words = sa.select(search_word.c.id, search_word.c.word, search_word.c.sounds)
                people = sa.select(search_person.c.id, search_person.c.gone, search_person.c.words)
                self._vocabulary.take((row[0], row[1], row[2]) for row in session.execute(words))
                self._roll.take((row[0], row[1], row[2]) for row in session.execute(people))
        self._checked = True

    def _is_whole(self, store: Store) -> bool:
        stale = sa.select(search_stale.c.resident_id)
        known = col(Resident.id).not_in(stale)
        with store.read() as session:
            people = session.scalar(
                sa.select(sa.func.count())
                .select_from(Resident)
                .where(known, col(Resident.status) != ResidentStatus.CANCELLED)
            )
            found = session.scalar(
                sa.select(sa.func.count())
                .select_from(search_person)
                .where(search_person.c.resident_id.not_in(stale))
            )
            return people == found and _terms_fit(session)

    def _begin_anew(self) -> None:
        """Empties the index and makes everybody stale."""
        log.info("the search index is made anew")
        self._checked = False
        with self._opened().own() as connection:
            drop_terms(connection)
            LOCAL.drop_all(connection, tables=INDEX)
            LOCAL.create_all(connection, tables=INDEX)
            make_terms(connection)
            connection.exec_driver_sql(
                "INSERT INTO search_stale SELECT id FROM resident WHERE TRUE "
                "ON CONFLICT (resident_id) DO NOTHING"
            )
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO desk_state (name, value) VALUES (?, ?)",
                (_RULES_NAME, RULES),
            )
        self._vocabulary = Vocabulary()
        self._roll = Roll()
        self._checked = True

    def _catch_up(self, today: date) -> None:
        """Brings in all who are stale, some at a time, so that nobody waits long to write."""
        store = self._opened()
        while True:
            with store.read() as session:
                if session.scalar(sa.select(search_stale.c.resident_id).limit(1)) is None:
                    return
            with store.own() as connection:
                changed = bring_in(connection, self._roll, today, _AT_ONCE)
            self._roll.remove(changed.left)
            self._roll.take(changed.came)
            for number in changed.gone_words:
                self._vocabulary.remove(number)
            self._vocabulary.take(changed.words)


def _terms_fit(session: Session) -> bool:
    """Whether everybody who is in the index has terms by which they are found."""
    people = session.scalar(sa.select(sa.func.count()).select_from(search_person))
    terms = session.scalar(sa.text("SELECT count(*) FROM search_terms"))
    return bool(people == terms)
