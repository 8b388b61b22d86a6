"""How far the check-outs of people are, put together from what stands on record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from desktop.models.check_outs import CheckOut, LeavingReason
from desktop.models.residents import Resident, ResidentStatus
from desktop.services import check_out_steps as steps
from desktop.services.check_out_steps import Leaving, LeavingStep, LeavingStepDone
from desktop.services.leaving import bed_stays
from desktop.services.loans import Loan, keys_of, loans_of
from desktop.services.people import PersonLine


@dataclass(frozen=True)
class MemberCheckOut:
    """A member of a household, and how far their check-out is if they leave. ``keys`` says which
    were handed out at the check-in, ``loans`` what is still to be brought back."""

    person: PersonLine
    leaving: Leaving | None
    done: tuple[LeavingStepDone, ...]
    missing: tuple[LeavingStep, ...]
    keys: str = ""
    loans: tuple[Loan, ...] = ()
    has_bed: bool = False


@dataclass(frozen=True)
class Departure:
    """People of one household who leave, or have left, on the same day. ``reason`` is None where
    the file is closed to the viewer."""

    people: tuple[PersonLine, ...]
    leaves_on: date
    reason: LeavingReason | None
    missing: tuple[LeavingStep, ...]


def members_of(
    session: Session,
    lines: Iterable[PersonLine],
    residents: Mapping[str, Resident],
    today: date,
) -> list[MemberCheckOut]:
    """Each with their check-out, if they leave or have left."""
    told = list(lines)
    present = {
        id_: row
        for id_, row in steps.present_check_outs(session, [line.id for line in told]).items()
        if row.done_at is None or residents[id_].status is ResidentStatus.MOVED_OUT
    }
    leavings = steps.leavings_of(session, present.values())
    done = steps.steps_done(session, [row.id for row in present.values()])
    keys = keys_of(session, [residents[line.id] for line in told])
    members = []
    for line in told:
        row = present.get(line.id)
        loans = loans_of(session, residents[line.id])
        has_bed = bool(bed_stays(session, line.id, today))
        if row is None:
            members.append(MemberCheckOut(line, None, (), (), keys[line.id], loans, has_bed))
            continue
        recorded = done.get(row.id, [])
        missing = steps.missing_of(row, recorded, today, has_loans=bool(loans), has_bed=has_bed)
        members.append(
            MemberCheckOut(
                line,
                leavings[line.id],
                _told(row, recorded, masked=line.masked),
                missing,
                keys[line.id],
                loans,
                has_bed,
            )
        )
    return members


def _told(
    row: CheckOut, recorded: Iterable[LeavingStepDone], *, masked: bool
) -> tuple[LeavingStepDone, ...]:
    """The steps with those at either end; of a closed file without what was written with them."""
    found = [LeavingStepDone(row.id, LeavingStep.PLAN, row.begun_at), *recorded]
    if row.done_at is not None:
        found.append(LeavingStepDone(row.id, LeavingStep.LEAVE, row.done_at))
    if not masked:
        return tuple(found)
    return tuple(step if step.kind is LeavingStep.BED else replace(step, note="") for step in found)


def departure_of(day: date, members: Sequence[MemberCheckOut]) -> Departure:
    """Those of one household who leave on the same day."""
    missing = {kind for member in members for kind in member.missing}
    reasons = {m.leaving.plan.reason for m in members if m.leaving and not m.leaving.masked}
    return Departure(
        tuple(member.person for member in members),
        day,
        reasons.pop() if len(reasons) == 1 else None,
        tuple(kind for kind in LeavingStep if kind in missing),
    )
