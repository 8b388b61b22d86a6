"""The check-outs of residents as they stand on record, and what each still misses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from desktop.models.check_outs import CheckOut, CheckOutStep, CheckOutStepKind, LeavingReason
from desktop.models.residents import Language, Resident, ResidentStatus
from desktop.services.check_in_steps import Stamp
from desktop.services.records import head_of, records_of
from desktop.services.sight import closed_files


class LeavingStep(StrEnum):
    """The steps of a check-out as a desk goes through them: who leaves and why, those of
    ``CheckOutStepKind``, and that they have left."""

    PLAN = "plan"
    INSPECTION = "inspection"
    KEYS = "keys"
    LOANS = "loans"
    BED = "bed"
    LEAVE = "leave"


@dataclass(frozen=True)
class Plan:
    """Why somebody leaves, whereto and when. Of somebody who has died no address is kept."""

    reason: LeavingReason
    leaves_on: date
    note: str = ""
    forwarding_address: str = ""


@dataclass(frozen=True)
class Leaving:
    """A check-out that was begun. Of a closed file (``masked``) the plan tells only the day."""

    id: str
    plan: Plan
    begun_at: datetime
    done_at: datetime | None
    masked: bool = False


@dataclass(frozen=True)
class LeavingStepDone:
    """A step of a check-out that was done; ``note`` is what was written down with it."""

    id: str
    kind: LeavingStep
    at: datetime
    note: str = ""
    language: Language | None = None


def present_check_outs(session: Session, resident_ids: Iterable[str]) -> dict[str, CheckOut]:
    """Of each resident the check-out that is open, else the last one that was finished."""
    records = records_of(session, resident_ids)
    rows = session.exec(
        select(CheckOut)
        .where(
            col(CheckOut.resident_id).in_(records),
            col(CheckOut.cancelled_at).is_(None),
        )
        .order_by(col(CheckOut.begun_at), col(CheckOut.id))
    ).all()
    found: dict[str, CheckOut] = {}
    for row in sorted(rows, key=lambda row: row.done_at is None):
        found[records[row.resident_id]] = row
    return found


def left_before(session: Session, resident_id: str) -> list[CheckOut]:
    """The check-outs by which somebody has left, the first one first."""
    rows = session.exec(
        select(CheckOut)
        .where(
            col(CheckOut.resident_id).in_(records_of(session, [resident_id])),
            col(CheckOut.done_at).is_not(None),
            col(CheckOut.cancelled_at).is_(None),
        )
        .order_by(col(CheckOut.done_at))
    )
    return list(rows)


def leavings_of(session: Session, rows: Iterable[CheckOut]) -> dict[str, Leaving]:
    """As the viewer may see them, by the person whose record stands."""
    told = {head_of(session, row.resident_id): row for row in rows}
    closed = closed_files(session, told)
    return {id_: _leaving(row, masked=id_ in closed) for id_, row in told.items()}


def leaving_of(session: Session, resident: Resident) -> Leaving | None:
    """The check-out that is open for a resident or by which they left; of who came back, only
    one that was begun since."""
    row = present_check_outs(session, [resident.id]).get(resident.id)
    if row is None or (row.done_at is not None and resident.status is not ResidentStatus.MOVED_OUT):
        return None
    return leavings_of(session, [row])[resident.id]


def steps_done(session: Session, check_out_ids: Sequence[str]) -> dict[str, list[LeavingStepDone]]:
    """The steps that stand, by check-out and in the order in which they were done."""
    rows = session.exec(
        select(CheckOutStep)
        .where(
            col(CheckOutStep.check_out_id).in_(check_out_ids),
            col(CheckOutStep.voided_at).is_(None),
        )
        .order_by(col(CheckOutStep.done_at), col(CheckOutStep.id))
    )
    done: dict[str, list[LeavingStepDone]] = {}
    for row in rows:
        done.setdefault(row.check_out_id, []).append(
            LeavingStepDone(row.id, LeavingStep(row.kind.value), row.done_at, row.note or "")
        )
    return done


def missing_of(
    row: CheckOut,
    done: Iterable[LeavingStepDone],
    today: date,
    *,
    has_loans: bool,
    has_bed: bool,
) -> tuple[LeavingStep, ...]:
    """What a check-out misses: things on loan only of who has some, a bed to free only of who
    has one, that they have left not before the day."""
    wanted = [LeavingStep.INSPECTION, LeavingStep.KEYS]
    if has_loans:
        wanted.append(LeavingStep.LOANS)
    if has_bed:
        wanted.append(LeavingStep.BED)
    if row.done_at is None and row.leaves_on <= today:
        wanted.append(LeavingStep.LEAVE)
    kinds = {step.kind for step in done}
    return tuple(kind for kind in wanted if kind not in kinds)


def tick(
    session: Session, stamp: Stamp, row: CheckOut, kind: CheckOutStepKind, note: str = ""
) -> None:
    """Puts on record that a step was done, once."""
    done = steps_done(session, [row.id]).get(row.id, ())
    if any(step.kind == kind.value for step in done):
        return
    session.add(
        CheckOutStep(
            site_id=stamp.site_id,
            resident_id=row.resident_id,
            check_out_id=row.id,
            kind=kind,
            done_at=stamp.at,
            done_by=stamp.by,
            note=note.strip() or None,
        )
    )
    session.flush()


def void(session: Session, stamp: Stamp, row: CheckOut, kind: CheckOutStepKind) -> bool:
    """Takes a step back; whether it stood."""
    steps = session.exec(
        select(CheckOutStep).where(
            CheckOutStep.check_out_id == row.id,
            CheckOutStep.kind == kind,
            col(CheckOutStep.voided_at).is_(None),
        )
    ).all()
    for step in steps:
        step.voided_at = stamp.at
        step.voided_by = stamp.by
    session.flush()
    return bool(steps)


def _leaving(row: CheckOut, *, masked: bool) -> Leaving:
    plan = Plan(
        LeavingReason.OTHER if masked else row.reason,
        row.leaves_on,
        "" if masked else row.note or "",
        "" if masked else row.forwarding_address or "",
    )
    return Leaving(row.id, plan, row.begun_at, row.done_at, masked)
