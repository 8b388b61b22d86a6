"""The search of a desk, as pages use it."""

from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from desktop.models.residents import Resident, ResidentStatus
from desktop.models.store import StoreError
from desktop.services.numbers import digits_of
from desktop.services.people import PersonLine, people, people_by_id
from desktop.services.records import head_of
from desktop.services.search.asking import readings
from desktop.services.search.entries import GONE
from desktop.services.search.finder import MisfitError
from desktop.services.search.index import index_of
from desktop.services.search.words import matches, words_of
from desktop.services.seen import saw, saw_nobody
from desktop.services.sight import closed_files
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
        """The best answers first; nothing for an empty query. A record that was merged leads to the
        one that stands for its person.

        Exact before sound-alike before part before slip; those who live here before those who
        moved out; then by name. A protected file that the viewer has not opened answers to the
        whole number alone, masked. Raises AppError when the database itself is damaged.
        """
        if not readings(text, self._workplace.today()):
            return []
        with faults_in_words():
            ids = self._found(text)
        with self._workplace.read("search_people") as session:
            if ids is None:
                found = self._found_plainly(session, text)[:limit]
            else:
                hidden = _hidden_from(session, ids, text)
                heads = (head_of(session, one) for one in ids if one not in hidden)
                wanted = list(dict.fromkeys(heads))[:limit]
                lines = people_by_id(session, self._workplace.today(), wanted)
                found = [lines[one] for one in wanted if one in lines]
            saw(session, [line.id for line in found], criterion=" ".join(text.split()))
        return found

    def _found(self, text: str) -> list[str] | None:
        """The ids of those who answer, best first; None when there is no index to ask."""
        today, index = self._workplace.today(), index_of(self._workplace.store)
        if not index.refresh(today):
            return None
        try:
            return index.find(text, today)
        except (DBAPIError, StoreError, MisfitError):
            return index.find(text, today) if index.rebuild(today) else None

    def _found_plainly(self, session: Session, text: str) -> list[PersonLine]:
        """The answers without an index: every person is looked at."""
        query = words_of(text)
        everyone = people(
            session,
            self._workplace.today(),
            col(Resident.status) != ResidentStatus.CANCELLED,
        )
        masked = [line.id for line in everyone if line.masked]
        hidden = _hidden_from(session, masked, text)
        scored = [(matches(line, query), line) for line in everyone if line.id not in hidden]
        found = [(line.status in GONE, -score, line) for score, line in scored if score]
        found.sort(key=lambda one: (one[0], one[1], one[2].sort_name))
        return [line for _, _, line in found]

    def person(self, resident_id: str) -> PersonLine | None:
        """The resident with this id, None when this desk does not hold them."""
        with self._workplace.read("find_person") as session:
            lines = people_by_id(session, self._workplace.today(), [resident_id])
            if not lines:
                saw_nobody(session)
            saw(session, lines)
        return lines.get(resident_id)


def _hidden_from(session: Session, ids: Sequence[str], text: str) -> frozenset[str]:
    """Whose file is closed to the viewer, without the one whose whole number was typed."""
    closed = closed_files(session, ids)
    typed = digits_of(text)
    if not closed or not typed:
        return closed
    numbers = session.exec(select(Resident.id, Resident.number).where(col(Resident.id).in_(closed)))
    return closed - {id_ for id_, number in numbers if digits_of(number) == typed}
