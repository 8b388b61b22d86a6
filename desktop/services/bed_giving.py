"""A bed is given to somebody, in the transaction of who gives it."""

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.housing import Stay, StayKind, StayState
from desktop.models.residents import Resident, ResidentStatus
from desktop.services.check_in_steps import Stamp
from desktop.services.days import day_of
from desktop.services.records import records_of
from desktop.services.rooms import require_free


def give_bed(session: Session, stamp: Stamp, resident: Resident, bed_id: str) -> None:
    """From today on; who gets it lives here. Raises AppError when the bed was taken meanwhile,
    and for somebody who has moved out."""
    if resident.status is ResidentStatus.MOVED_OUT:
        raise AppError(
            N_("This person has moved out. Please receive them again from their file first.")
        )
    today = day_of(stamp.at)
    require_free(session, bed_id, resident.id, today)
    session.add(
        Stay(
            site_id=stamp.site_id,
            bed_id=bed_id,
            resident_id=resident.id,
            starts_on=today,
            decided_by=stamp.by,
        )
    )
    session.flush()
    resident.status = ResidentStatus.RESIDENT
    resident.arrived_on = resident.arrived_on or today


def cancel_reservations(session: Session, resident: Resident) -> None:
    """What was reserved for somebody is free again."""
    reserved = session.exec(
        select(Stay).where(
            col(Stay.resident_id).in_(records_of(session, [resident.id])),
            Stay.kind == StayKind.RESERVED,
            Stay.state == StayState.CONFIRMED,
        )
    )
    for stay in reserved:
        stay.state = StayState.CANCELLED
    session.flush()
