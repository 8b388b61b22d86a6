"""What it means to undo a step of a check-in: what it has brought about is taken back too."""

from sqlmodel import Session, col, select

from desktop.models.housing import Stay, StayKind, StayState
from desktop.models.meals import MealEntitlement
from desktop.models.residents import Resident, ResidentStatus, StepKind
from desktop.services.check_in_steps import CheckInKind, Stamp, StepDone, steps_of, void
from desktop.services.days import day_of
from desktop.services.kits import void_handouts
from desktop.services.records import records_of


def undo(session: Session, stamp: Stamp, resident: Resident, kind: CheckInKind) -> None:
    """Voids the step where it stands, and nothing otherwise.

    A bed given is given up (the reservation that it took up holds again), kits are back on the
    shelf, meals that were begun end today. With the identity undone, who was expected and has no
    bed is expected again.
    """
    for step in steps_of(session, [resident])[resident.id]:
        if step.kind is kind:
            void(session, stamp, step)
            _take_back(session, stamp, resident, step)
    session.flush()


def _take_back(session: Session, stamp: Stamp, resident: Resident, step: StepDone) -> None:
    if step.kind is StepKind.BED:
        _give_up_bed(session, stamp, resident)
    elif step.kind is StepKind.KIT:
        void_handouts(session, stamp, resident, step.at)
    elif step.kind is StepKind.MEALS:
        _end_meals(session, stamp, resident)
    elif step.kind is StepKind.IDENTITY:
        _expect_again(resident)


def _give_up_bed(session: Session, stamp: Stamp, resident: Resident) -> None:
    today = day_of(stamp.at)
    stay = session.exec(
        select(Stay).where(
            col(Stay.resident_id).in_(records_of(session, [resident.id])),
            Stay.kind == StayKind.ACTUAL,
            Stay.state == StayState.CONFIRMED,
            col(Stay.ends_on).is_(None),
        )
    ).first()
    if resident.status is ResidentStatus.RESIDENT:
        resident.status = ResidentStatus.ARRIVED
    if stay is None:
        return
    if stay.starts_on < today:
        stay.ends_on = today
        return
    stay.state = StayState.CANCELLED
    session.flush()
    reserved = session.exec(
        select(Stay).where(
            col(Stay.resident_id).in_(records_of(session, [resident.id])),
            Stay.bed_id == stay.bed_id,
            Stay.kind == StayKind.RESERVED,
            Stay.state == StayState.CANCELLED,
        )
    ).first()
    if reserved is not None:
        reserved.state = StayState.CONFIRMED


def _end_meals(session: Session, stamp: Stamp, resident: Resident) -> None:
    today = day_of(stamp.at)
    running = session.exec(
        select(MealEntitlement).where(
            col(MealEntitlement.resident_id).in_(records_of(session, [resident.id])),
            col(MealEntitlement.ends_on).is_(None),
        )
    )
    for entitlement in running:
        entitlement.ends_on = max(today, entitlement.starts_on)


def _expect_again(resident: Resident) -> None:
    expected, left = resident.expected_at, resident.moved_out_on
    was_expected = expected is not None and (left is None or day_of(expected) > left)
    if was_expected and resident.status is ResidentStatus.ARRIVED:
        resident.status = ResidentStatus.EXPECTED
        resident.arrived_on = None
