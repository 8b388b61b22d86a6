"""The job centre's interviews: who should have one, and on which working day.

Seed 001: the welcome interview is about a week after the arrival in Copenhagen, the contract
interview about two weeks after it. A proposal is a day worked out, and nothing more until somebody
plans it (``services.appointments``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.models.appointments import Appointment, AppointmentKind, AppointmentState
from desktop.models.residents import Language, Resident
from desktop.services.days import OF_AGE, age_on
from desktop.services.people import HERE, PersonLine, people, require_resident
from desktop.services.records import records_of
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.working_days import next_working_day
from desktop.services.workplace import Workplace

AFTER: dict[AppointmentKind, timedelta] = {
    AppointmentKind.WELCOME: timedelta(days=7),
    AppointmentKind.CONTRACT: timedelta(days=14),
}
"""How long after the arrival an interview is."""


PROPOSED_FOR = timedelta(days=28)
"""For how long after the arrival an interview is proposed."""


@dataclass(frozen=True)
class Proposal:
    """An interview that somebody should have, and when. ``place`` is where the last one of the
    kind was; ``language`` is the resident's."""

    person: PersonLine
    kind: AppointmentKind
    day: date
    place: str
    language: Language | None


class Interviews:
    """The interviews that are still to be planned at this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def proposed_to(self, resident_id: str) -> tuple[Proposal, ...]:
        """Those that a resident should have and has not, as a part of the file."""
        with self._workplace.read("open_file") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            saw(session, [resident.id])
            return self._proposals(session, col(Resident.id) == resident.id)

    def proposed(self) -> tuple[Proposal, ...]:
        """Everybody's, by the day on which they should be."""
        with self._workplace.read("see_appointments") as session:
            saw(session, criterion="appointments")
            found = self._proposals(session)
        return tuple(sorted(found, key=lambda one: (one.day, one.person.sort_name)))

    def _proposals(self, session: Session, *where: sa.ColumnElement[bool]) -> tuple[Proposal, ...]:
        today, site_id = self._workplace.today(), self._workplace.site_id
        lines = people(
            session,
            today,
            col(Resident.site_id) == site_id,
            col(Resident.status).in_(HERE),
            col(Resident.arrived_on) >= today - PROPOSED_FOR,
            *where,
        )
        ids = [line.id for line in lines]
        found = session.exec(select(Resident).where(col(Resident.id).in_(ids)))
        rows = {row.id: row for row in found}
        have = _interviews_of(session, ids)
        places = {kind: _last_place(session, site_id, kind) for kind in AFTER}
        return tuple(
            Proposal(
                line,
                kind,
                proposed_day(kind, line.arrived_on, today),
                places[kind],
                None if line.masked else spoken_by(rows[line.id]),
            )
            for line in lines
            for kind in AFTER
            if line.arrived_on is not None
            and _is_of_age(rows[line.id], today)
            and (line.id, kind) not in have
        )


def proposed_day(kind: AppointmentKind, arrived_on: date, today: date) -> date:
    """The working day on which an interview should be: as long after the arrival as it is held,
    never earlier than tomorrow."""
    return next_working_day(max(arrived_on + AFTER[kind], today + timedelta(days=1)))


def spoken_by(resident: Resident) -> Language | None:
    """The language in which somebody is spoken to: the interpreter's, else the first of their own;
    None when nobody has asked."""
    if resident.interpreter_language is not None:
        return resident.interpreter_language
    codes = [str(code) for code in resident.languages or ()]
    return next((Language(code) for code in codes if code in set(Language)), None)


def _is_of_age(resident: Resident, today: date) -> bool:
    age = age_on(resident.birth_date, today)
    return age is None or age >= OF_AGE


def _interviews_of(session: Session, ids: Sequence[str]) -> set[tuple[str, AppointmentKind]]:
    """Who has which interview, or had it; one that was missed or called off is proposed anew."""
    records = records_of(session, ids)
    rows = session.execute(
        sa.select(col(Appointment.resident_id), col(Appointment.kind)).where(
            col(Appointment.resident_id).in_(records),
            col(Appointment.state).in_((AppointmentState.PLANNED, AppointmentState.HELD)),
        )
    )
    return {(records[row[0]], row[1]) for row in rows}


def _last_place(session: Session, site_id: str, kind: AppointmentKind) -> str:
    """Where an interview of the kind was planned last."""
    found = session.exec(
        select(Appointment.place)
        .where(
            Appointment.site_id == site_id,
            Appointment.kind == kind,
            col(Appointment.place).is_not(None),
        )
        .order_by(col(Appointment.at).desc())
    ).first()
    return found or ""
