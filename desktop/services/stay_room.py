"""Whether a stay has room: no two confirmed stays overlap in a bed or for a resident.

The store's rule (SYNC.md, rule 6) asked at the desk first, so that nobody is sent away with a bed
that will be contested.
"""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.housing import Stay, StayState
from desktop.services.records import records_of

TAKEN = N_("This bed has just been taken. Please choose another one.")
HOUSED = N_("This resident already has a bed.")


def rival(
    session: Session, stay: Stay, bed_id: str, starts_on: date, ends_on: date | None
) -> Stay | None:
    """A confirmed stay that stands in the way of giving ``stay`` a bed for these days."""
    records = records_of(session, [stay.resident_id])
    query = select(Stay).where(
        Stay.id != stay.id,
        Stay.state == StayState.CONFIRMED,
        sa.or_(col(Stay.bed_id) == bed_id, col(Stay.resident_id).in_(records)),
        sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > starts_on),
    )
    if ends_on is not None:
        query = query.where(col(Stay.starts_on) < ends_on)
    return session.exec(query.order_by(col(Stay.starts_on))).first()


def require_no_rival(session: Session, stay: Stay) -> None:
    """Raises AppError when a confirmed stay collides with another one."""
    if stay.state is not StayState.CONFIRMED:
        return
    other = rival(session, stay, stay.bed_id, stay.starts_on, stay.ends_on)
    if other is not None:
        raise AppError(TAKEN if other.bed_id == stay.bed_id else HOUSED)
