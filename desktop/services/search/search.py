"""The search of a desk, as pages use it."""

from sqlalchemy.exc import DBAPIError

from desktop.models.store import StoreError
from desktop.services.people import PersonLine, people_by_id
from desktop.services.search.asking import readings
from desktop.services.search.finder import Finder
from desktop.services.search.index import index_of
from desktop.services.workplace import Workplace, faults_in_words


class Search:
    """Looks through the people of the desk's sites."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def prepare(self) -> None:
        """Brings the index in step, so that the next answer need not wait for it. Raises AppError
        when the database itself is damaged."""
        with faults_in_words():
            index_of(self._workplace.store).refresh(self._workplace.today())

    def people(self, text: str, limit: int = 12) -> list[PersonLine]:
        """The best answers first; nothing for an empty query.

        Exact before sound-alike before part before slip; those who live here before those who
        moved out; then by name. Raises AppError when the database itself is damaged.
        """
        today = self._workplace.today()
        if not readings(text, today):
            return []
        with faults_in_words():
            index = index_of(self._workplace.store)
            index.refresh(today)
            try:
                ids = self._found(text)
            except (DBAPIError, StoreError):
                index.rebuild(today)
                ids = self._found(text)
        with self._workplace.read() as session:
            lines = people_by_id(session, today, ids[:limit])
        return [lines[found] for found in ids[:limit] if found in lines]

    def _found(self, text: str) -> list[str]:
        """The ids of those who answer, best first."""
        today = self._workplace.today()
        index = index_of(self._workplace.store)
        asked = readings(text, today)
        with self._workplace.store.read() as session, index.held() as (vocabulary, roll):
            finder = Finder(session, vocabulary, roll, today)
            found = [one for way in asked for one in finder.find(way)]
            if not found:
                found = [one for way in asked for one in finder.find_some(way)]
        return list(dict.fromkeys(one.resident_id for one in sorted(found)))

    def person(self, resident_id: str) -> PersonLine | None:
        """The resident with this id, None when this desk does not hold them."""
        with self._workplace.read() as session:
            return people_by_id(session, self._workplace.today(), [resident_id]).get(resident_id)
