"""What leaving brings about: the bed is free, meals end; and what it takes to undo that."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.models.check_outs import CheckOut, CheckOutStep, CheckOutStepKind
from desktop.models.housing import Stay, StayKind, StayState
from desktop.models.meals import MealEntitlement
from desktop.models.residents import Resident, ResidentStatus, StepKind
from desktop.services import check_in_steps
from desktop.services.bed_giving import cancel_reservations
from desktop.services.check_in_steps import Stamp
from desktop.services.check_out_steps import left_before, tick, void
from desktop.services.days import day_of
from desktop.services.kits import counting_handouts
from desktop.services.records import records_of
from desktop.services.rooms import require_free


def bed_stays(session: Session, resident_id: str, first: date) -> list[Stay]:
    """The confirmed stays that give somebody a bed on ``first`` or later."""
    return list(
        session.exec(
            select(Stay).where(
                col(Stay.resident_id).in_(records_of(session, [resident_id])),
                Stay.kind == StayKind.ACTUAL,
                Stay.state == StayState.CONFIRMED,
                sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > first),
            )
        )
    )


def free_bed(session: Session, stamp: Stamp, row: CheckOut, resident: Resident, day: date) -> None:
    """Ends a resident's stay so that the bed is free from ``day`` on, and ticks the step, whose
    note keeps the day. A stay that would begin that day only is cancelled."""
    for stay in bed_stays(session, resident.id, day):
        if stay.starts_on < day:
            stay.ends_on = day
        else:
            stay.state = StayState.CANCELLED
    cancel_reservations(session, resident)
    tick(session, stamp, row, CheckOutStepKind.BED, day.isoformat())


def keep_bed(session: Session, stamp: Stamp, row: CheckOut, resident: Resident) -> bool:
    """Undoes ``free_bed``: the stay goes on without an end. Whether that was possible. Where
    the bed has gone to somebody else already, the resident waits for one, as after an arrival;
    where it will, they have it until that day."""
    freed_from = _freed_from(session, row)
    void(session, stamp, row, CheckOutStepKind.BED)
    if freed_from is None:
        return True
    stay = _ended_stay(session, resident, freed_from)
    if stay is None:
        return True
    try:
        require_free(session, stay.bed_id, resident.id, freed_from)
    except AppError:
        if freed_from <= day_of(stamp.at):
            _wait_for_bed(session, stamp, resident)
        return False
    stay.state = StayState.CONFIRMED
    stay.ends_on = None
    session.flush()
    return True


def leave(session: Session, stamp: Stamp, row: CheckOut, resident: Resident) -> None:
    """The resident has left on the day of the check-out: what is kept about them is counted from
    that day. A bed that was not freed is free from today on.

    It stands on record as done after all that belongs to this stay, also where a colleague's
    clock runs ahead: what came before counts no more when they come back."""
    if bed_stays(session, resident.id, row.leaves_on) and _freed_from(session, row) is None:
        free_bed(session, stamp, row, resident, day_of(stamp.at))
    cancel_reservations(session, resident)
    last = _last_day_of_meals(row)
    for entitlement in session.exec(
        select(MealEntitlement).where(
            col(MealEntitlement.resident_id).in_(records_of(session, [resident.id])),
            sa.or_(col(MealEntitlement.ends_on).is_(None), col(MealEntitlement.ends_on) > last),
        )
    ):
        entitlement.ends_on = max(last, entitlement.starts_on)
    row.done_at = max([stamp.at, *_done_in_this_stay(session, resident)])
    resident.status = ResidentStatus.MOVED_OUT
    resident.moved_out_on = row.leaves_on
    session.flush()


def come_back(session: Session, stamp: Stamp, row: CheckOut, resident: Resident) -> bool:
    """Undoes ``leave`` and ends the check-out: they live here as before, meals go on until the
    first benefit payment. Whether they have their bed again, as ``keep_bed``."""
    last = _last_day_of_meals(row)
    row.done_at, row.cancelled_at = None, stamp.at
    resident.status = ResidentStatus.RESIDENT
    session.flush()
    before = left_before(session, resident.id)
    resident.moved_out_on = before[-1].leaves_on if before else None
    for entitlement in session.exec(
        select(MealEntitlement).where(
            col(MealEntitlement.resident_id).in_(records_of(session, [resident.id])),
            MealEntitlement.ends_on == last,
        )
    ):
        entitlement.ends_on = None
    session.flush()
    return keep_bed(session, stamp, row, resident)


def _done_in_this_stay(session: Session, resident: Resident) -> Iterator[datetime]:
    """When the steps of the check-in were done and kits were handed out."""
    for step in check_in_steps.steps_of(session, [resident])[resident.id]:
        yield step.at
    for handout in counting_handouts(session, resident):
        yield handout.handed_at


def _last_day_of_meals(row: CheckOut) -> date:
    """The first day without meals: they eat here on the day on which they leave."""
    return row.leaves_on + timedelta(days=1)


def _freed_from(session: Session, row: CheckOut) -> date | None:
    step = session.exec(
        select(CheckOutStep).where(
            CheckOutStep.check_out_id == row.id,
            CheckOutStep.kind == CheckOutStepKind.BED,
            col(CheckOutStep.voided_at).is_(None),
        )
    ).first()
    return date.fromisoformat(step.note) if step and step.note else None


def _ended_stay(session: Session, resident: Resident, day: date) -> Stay | None:
    stays = session.exec(
        select(Stay)
        .where(
            col(Stay.resident_id).in_(records_of(session, [resident.id])),
            Stay.kind == StayKind.ACTUAL,
            sa.or_(
                sa.and_(col(Stay.state) == StayState.CONFIRMED, col(Stay.ends_on) == day),
                sa.and_(col(Stay.state) == StayState.CANCELLED, col(Stay.starts_on) >= day),
            ),
        )
        .order_by(col(Stay.id).desc())
    ).all()
    confirmed = [stay for stay in stays if stay.state is StayState.CONFIRMED]
    return next(iter(confirmed or stays), None)


def _wait_for_bed(session: Session, stamp: Stamp, resident: Resident) -> None:
    resident.status = ResidentStatus.ARRIVED
    session.flush()
    for step in check_in_steps.steps_of(session, [resident])[resident.id]:
        if step.kind is StepKind.BED:
            check_in_steps.void(session, stamp, step)
    session.flush()
