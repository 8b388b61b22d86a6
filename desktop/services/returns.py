"""Somebody who had moved out is here again: same number, same file, a new check-in."""

from collections.abc import Mapping, Sequence

from sqlmodel import col

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.residents import Resident, ResidentStatus
from desktop.services.people import PersonLine, household_of, people, require_resident
from desktop.services.present_stay import deceased_among
from desktop.services.residents import Presence, arrive, put_back
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.workplace import Workplace


class Returns:
    """Receives people again."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def possible(self, resident_id: str) -> tuple[PersonLine, ...]:
        """Who can be received again: somebody who has moved out, and after them those of their
        household who have too. Empty when they themselves can't."""
        with self._workplace.read("open_check_in") as session:
            resident = require_resident(session, resident_id)
            lines = people(
                session,
                self._workplace.today(),
                household_of(resident),
                col(Resident.status) == ResidentStatus.MOVED_OUT,
            )
            saw(session, [resident_id, *(line.id for line in lines)])
            gone = deceased_among(session, [line.id for line in lines])
        left = [line for line in lines if line.id not in gone and not line.masked]
        left.sort(key=lambda line: line.id != resident.id)
        return tuple(left) if left and left[0].id == resident.id else ()

    def receive(self, resident_ids: Sequence[str]) -> Mapping[str, Presence]:
        """They are here again from today on, and their check-in begins anew. Returns what stood
        there before, by resident, for ``undo``. Raises AppError for who has not moved out, and
        then has saved nothing."""
        before = {}
        with self._workplace.op("check_in") as session:
            gone = deceased_among(session, resident_ids)
            for resident_id in resident_ids:
                resident = require_resident(session, resident_id)
                require_open(session, resident)
                if resident.status is not ResidentStatus.MOVED_OUT or resident_id in gone:
                    raise AppError(N_("Only somebody who has moved out can be received again."))
                before[resident.id] = arrive(resident, self._workplace.today())
        return before

    def undo(self, before: Mapping[str, Presence]) -> None:
        """Undoes ``receive``."""
        with self._workplace.op("check_in") as session:
            for resident_id, presence in before.items():
                put_back(session, resident_id, presence)
