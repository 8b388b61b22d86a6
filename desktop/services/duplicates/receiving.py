"""Somebody who was here before is received again, on the record they have."""

from datetime import datetime

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.residents import CheckInStep, FurtherStep, Resident, ResidentStatus
from desktop.services.people import require_resident
from desktop.services.records import records_of
from desktop.services.sight import require_open
from desktop.services.workplace import Workplace

GONE = frozenset({ResidentStatus.MOVED_OUT, ResidentStatus.NO_SHOW, ResidentStatus.CANCELLED})
"""Who can be received again."""


class Receiving:
    """Receives people of this site again."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def again(
        self, resident_id: str, expected_at: datetime | None = None, expected_from: str = ""
    ) -> str:
        """They are expected from now on, or at a time; who still is, stays as they are. Their
        check-in begins anew: what was signed for a former stay does not count for this one.
        Returns the id of the record. Raises AppError."""
        workplace = self._workplace
        with workplace.op("receive_again") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            if resident.site_id != workplace.site_id:
                raise AppError(
                    N_(
                        "This resident is registered at another site. Please ask the placement "
                        "coordinator to move the file."
                    )
                )
            if resident.status in GONE:
                resident.status = ResidentStatus.EXPECTED
                resident.moved_out_on = resident.arrived_on = None
                resident.arrival_outcome_reason = None
                resident.expected_at = expected_at or workplace.now()
                resident.expected_from = " ".join(expected_from.split()) or None
                self._begin_anew(session, resident)
            return resident.id

    def _begin_anew(self, session: Session, resident: Resident) -> None:
        records = records_of(session, [resident.id])
        for model in (CheckInStep, FurtherStep):
            rows = session.exec(
                select(model).where(
                    col(model.resident_id).in_(records), col(model.voided_at).is_(None)
                )
            )
            for row in rows:
                row.voided_at = self._workplace.now()
                row.voided_by = self._workplace.actor.id
