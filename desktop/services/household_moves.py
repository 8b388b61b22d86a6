"""A whole household moves to other beds here, in one op."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.housing import Bed, Stay, StayKind, StayState
from desktop.models.residents import (
    CheckInStep,
    Household,
    Resident,
    ResidentStatus,
    StepKind,
)
from desktop.services.bed_offers import MovePlan, Mover, offers
from desktop.services.check_in_steps import Stamp, tick
from desktop.services.household_lines import present_members
from desktop.services.people import HERE, holds_on, people_by_id, require_resident
from desktop.services.records import records_of
from desktop.services.seen import saw
from desktop.services.stay_room import require_no_rival
from desktop.services.workplace import Workplace


@dataclass(frozen=True)
class Was:
    """A stay as it stood before."""

    stay_id: str
    ends_on: date | None
    state: StayState


@dataclass(frozen=True)
class Moved:
    """What was done, so that it can be taken back."""

    resident_ids: tuple[str, ...]
    stay_ids: tuple[str, ...]
    before: tuple[Was, ...]
    arrived: tuple[str, ...] = ()
    """Who had no bed before."""
    step_ids: tuple[str, ...] = ()


class HouseholdMoves:
    """Beds for whole households of this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def plan(self, resident_id: str) -> MovePlan:
        """The resident's household and the beds it may have from today on. Raises AppError when the
        resident is not held at this desk."""
        today = self._workplace.today()
        with self._workplace.read("choose_bed") as session:
            resident = require_resident(session, resident_id)
            rows = _living_here(session, resident)
            saw(session, [resident_id, *(row.id for row in rows)])
            lines = people_by_id(session, today, [row.id for row in rows])
            has = _beds_of(session, list(lines), today)
            movers = tuple(Mover(lines[row.id], has.get(row.id, "")) for row in rows)
            home = session.get(Household, resident.household_id) if resident.household_id else None
            rooms = offers(session, [mover.person for mover in movers], resident.site_id, today)
        return MovePlan(movers, rooms, home.keep_together if home else None)

    def move(self, resident_id: str, beds: Mapping[str, str]) -> Moved:
        """Gives members the beds chosen for them, by member, from today on; who keeps their bed may
        be named too. A stay ends today, a reservation is cancelled. Raises AppError, and then has
        saved nothing."""
        today = self._workplace.today()
        if len(set(beds.values())) < len(beds):
            raise AppError(N_("A bed was chosen for two people. Please choose another one."))
        with self._workplace.op("move_household") as session:
            resident = require_resident(session, resident_id)
            rows = {row.id: row for row in _living_here(session, resident)}
            has = _beds_of(session, list(rows), today)
            going = {id_: bed for id_, bed in beds.items() if has.get(id_) != bed}
            if not going:
                raise AppError(N_("Everybody has this bed already. Please choose other beds."))
            if not going.keys() <= rows.keys():
                raise AppError(
                    N_("Somebody of them does not live here any more. Please choose again.")
                )
            before = end_stays(session, list(going), today)
            session.flush()
            made = [self._stay(session, rows[id_], bed_id) for id_, bed_id in going.items()]
            arrived = [row for row in rows.values() if row.id in going and row.id not in has]
            steps = [
                step_id
                for row in arrived
                if (step_id := tick(session, self._stamp(row), row, StepKind.BED)) is not None
            ]
            statuses = [row.id for row in arrived if row.status is ResidentStatus.ARRIVED]
            for id_ in statuses:
                rows[id_].status = ResidentStatus.RESIDENT
        return Moved(
            tuple(going),
            tuple(stay.id for stay in made),
            before,
            tuple(statuses),
            tuple(steps),
        )

    def take_back(self, moved: Moved) -> None:
        """Everybody has the bed again that they had. Raises AppError when somebody has changed it
        again, or has got the bed meanwhile, and then has saved nothing."""
        workplace = self._workplace
        with workplace.op("move_household") as session:
            for stay_id in moved.stay_ids:
                stay = session.get(Stay, stay_id)
                if stay is None or stay.state is not StayState.CONFIRMED or stay.ends_on:
                    raise AppError(
                        N_("The beds were changed again meanwhile. Please move them by hand.")
                    )
                stay.state = StayState.CANCELLED
            session.flush()
            for was in moved.before:
                stay = session.get(Stay, was.stay_id)
                if stay is not None:
                    stay.ends_on, stay.state = was.ends_on, was.state
                    require_no_rival(session, stay)
            for resident_id in moved.arrived:
                require_resident(session, resident_id).status = ResidentStatus.ARRIVED
            for step_id in moved.step_ids:
                step = session.get(CheckInStep, step_id)
                if step is not None and step.voided_at is None:
                    step.voided_at, step.voided_by = workplace.now(), workplace.actor.id

    def _stay(self, session: Session, row: Resident, bed_id: str) -> Stay:
        bed = session.get(Bed, bed_id)
        if bed is None or bed.site_id != row.site_id:
            raise AppError(N_("This bed is not at this site any more. Please choose another one."))
        stay = Stay(
            site_id=row.site_id,
            bed_id=bed_id,
            resident_id=row.id,
            starts_on=self._workplace.today(),
            decided_by=self._workplace.actor.id,
        )
        require_no_rival(session, stay)
        session.add(stay)
        session.flush()
        return stay

    def _stamp(self, row: Resident) -> Stamp:
        return Stamp(row.site_id, self._workplace.now(), self._workplace.actor.id)


def _living_here(session: Session, resident: Resident) -> list[Resident]:
    return [row for row in present_members(session, resident) if row.status in HERE]


def _beds_of(session: Session, resident_ids: Sequence[str], today: date) -> dict[str, str]:
    records = records_of(session, resident_ids)
    rows = session.exec(
        select(Stay).where(
            col(Stay.resident_id).in_(records), holds_on(today), Stay.kind == StayKind.ACTUAL
        )
    )
    return {records[stay.resident_id]: stay.bed_id for stay in rows}


def end_stays(session: Session, resident_ids: Sequence[str], today: date) -> tuple[Was, ...]:
    """Confirmed stays of these residents that reach beyond today end with this day; those that had
    not begun before it are cancelled."""
    rows = session.exec(
        select(Stay).where(
            col(Stay.resident_id).in_(records_of(session, resident_ids)),
            Stay.state == StayState.CONFIRMED,
            sa.or_(col(Stay.ends_on).is_(None), col(Stay.ends_on) > today),
        )
    ).all()
    before = tuple(Was(stay.id, stay.ends_on, stay.state) for stay in rows)
    for stay in rows:
        if stay.kind is StayKind.ACTUAL and stay.starts_on < today:
            stay.ends_on = today
        else:
            stay.state = StayState.CANCELLED
    return before
