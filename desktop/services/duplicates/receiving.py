"""Somebody who was here before is expected again, on the record they have."""

from datetime import datetime

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.residents import ResidentStatus
from desktop.services.people import require_resident
from desktop.services.present_stay import deceased_among
from desktop.services.sight import require_open
from desktop.services.workplace import Workplace

GONE = frozenset({ResidentStatus.MOVED_OUT, ResidentStatus.NO_SHOW, ResidentStatus.CANCELLED})
"""Who can be received again."""


class Receiving:
    """Expects people of this site again; who stands at the desk already is received by
    ``services.returns``."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def again(
        self, resident_id: str, expected_at: datetime | None = None, expected_from: str = ""
    ) -> str:
        """They are expected from now on, or at a time; who still is, stays as they are. Their
        check-in begins anew (``services.present_stay``): what was signed for a former stay does not
        count for this one. Returns the id of the record. Raises AppError."""
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
            if deceased_among(session, [resident.id]):
                raise AppError(N_("Only somebody who has moved out can be received again."))
            if resident.status in GONE:
                resident.status = ResidentStatus.EXPECTED
                resident.arrived_on = None
                resident.arrival_outcome_reason = None
                resident.expected_at = expected_at or workplace.now()
                resident.expected_from = " ".join(expected_from.split()) or None
            return resident.id
