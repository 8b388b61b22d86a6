"""The steps of a check-in as they stand on record: read, ticked, and what is missing.

They stand in two tables (``CheckInStep``, ``FurtherStep``) and are one list to everybody else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from desktop.models.residents import (
    CHECK_IN,
    CheckInStep,
    FurtherStep,
    FurtherStepKind,
    Language,
    Resident,
    StepKind,
)
from desktop.services.present_stay import present_stay, present_stays
from desktop.services.records import records_of

CheckInKind = StepKind | FurtherStepKind

DECLINED = "declined"
"""The note of a photo step when the person does not wish one."""


@dataclass(frozen=True)
class Stamp:
    """Where, when and by whom something is done."""

    site_id: str
    at: datetime
    by: str


@dataclass(frozen=True)
class StepDone:
    """A step that was done. ``note`` says which key or ticket, or ``DECLINED``."""

    id: str
    kind: CheckInKind
    at: datetime
    language: Language | None = None
    note: str = ""


def wanted_steps(*, reception: bool) -> tuple[CheckInKind, ...]:
    """The steps of a check-in at a site: meals only where they are served."""
    return tuple(kind for kind in CHECK_IN if reception or kind is not StepKind.MEALS)


def missing_of(wanted: Iterable[CheckInKind], done: Iterable[StepDone]) -> tuple[CheckInKind, ...]:
    """Those of the wanted steps that are not done."""
    kinds = {step.kind for step in done}
    return tuple(kind for kind in wanted if kind not in kinds)


def recorded(session: Session, resident_ids: Sequence[str]) -> dict[str, list[StepDone]]:
    """Every step that stands, of all stays, by resident and in the order in which it was done."""
    records = records_of(session, resident_ids)
    rows: list[CheckInStep | FurtherStep] = [
        *session.exec(
            select(CheckInStep).where(
                col(CheckInStep.resident_id).in_(records),
                col(CheckInStep.voided_at).is_(None),
            )
        ),
        *session.exec(
            select(FurtherStep).where(
                col(FurtherStep.resident_id).in_(records),
                col(FurtherStep.voided_at).is_(None),
            )
        ),
    ]
    done: dict[str, list[StepDone]] = {}
    for row in rows:
        done.setdefault(records[row.resident_id], []).append(
            StepDone(row.id, row.kind, row.done_at, row.language, row.note or "")
        )
    for steps in done.values():
        steps.sort(key=lambda step: (step.at, CHECK_IN.index(step.kind)))
    return done


def steps_of(session: Session, residents: Iterable[Resident]) -> dict[str, list[StepDone]]:
    """Of each resident the steps that count for the present stay."""
    rows = list(residents)
    stays = present_stays(session, rows)
    done = recorded(session, [row.id for row in rows])
    return {
        row.id: [step for step in done.get(row.id, ()) if stays[row.id].counts(step.at)]
        for row in rows
    }


def tick(
    session: Session,
    stamp: Stamp,
    resident: Resident,
    kind: CheckInKind,
    *,
    language: Language | None = None,
    version: str | None = None,
    note: str = "",
) -> str | None:
    """Puts on record that a step was done, once; in another language it may be done again.
    The id of what was written, None where the step was done already."""
    for step in steps_of(session, [resident])[resident.id]:
        if step.kind is kind and (language is None or step.language is language):
            return None
    done: dict[str, Any] = {
        "site_id": stamp.site_id,
        "resident_id": resident.id,
        "kind": kind,
        "done_at": present_stay(session, resident).within(stamp.at),
        "done_by": stamp.by,
        "language": language,
    }
    row: CheckInStep | FurtherStep
    if isinstance(kind, StepKind):
        row = CheckInStep(**done, version=version)
    else:
        row = FurtherStep(**done, note=" ".join(note.split()) or None)
    session.add(row)
    session.flush()
    return row.id


def void(session: Session, stamp: Stamp, step: StepDone) -> None:
    """Takes a step back; it stays on record as undone."""
    row = (
        session.get(CheckInStep, step.id)
        if isinstance(step.kind, StepKind)
        else session.get(FurtherStep, step.id)
    )
    assert row is not None
    row.voided_at = stamp.at
    row.voided_by = stamp.by
