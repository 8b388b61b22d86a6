"""Appointments (FEATURES R11): where a resident is to be and when, and how it went.

Interviews that somebody should have and has not are proposed by ``services.interviews``.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.appointments import Appointment, AppointmentKind, AppointmentState
from desktop.models.residents import Language, Resident
from desktop.models.sites import Site
from desktop.services.days import COPENHAGEN, day_begins
from desktop.services.extracts import language_of
from desktop.services.people import HERE, PersonLine, people_by_id, require_resident
from desktop.services.records import hang_on, records_of
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.words import word
from desktop.services.workplace import Workplace

MAX_TEXT, MAX_NOTE = 200, 500
_TOLD = 6
"""How many earlier appointments a file tells."""


@dataclass(frozen=True)
class AppointmentText:
    """What a host writes down; ``title`` only of one of kind ``other``."""

    kind: AppointmentKind
    day: date
    clock: time
    title: str = ""
    place: str = ""
    language: Language | None = None
    note: str = ""

    def at(self) -> datetime:
        """The instant, by the clock in Copenhagen."""
        return datetime.combine(self.day, self.clock, COPENHAGEN)


@dataclass(frozen=True)
class AppointmentLine:
    """An appointment. Of a masked resident title, place and note are left out. ``over``: its time
    has come."""

    id: str
    person: PersonLine
    kind: AppointmentKind
    title: str
    at: datetime
    place: str
    language: Language | None
    state: AppointmentState
    note: str
    over: bool

    def words(self) -> str:
        """What it is, in the current language."""
        return self.title or word(self.kind)

    def text(self) -> AppointmentText:
        """As a form shows it."""
        local = self.at.astimezone(COPENHAGEN)
        return AppointmentText(
            self.kind,
            local.date(),
            local.time(),
            self.title,
            self.place,
            self.language,
            self.note,
        )


@dataclass(frozen=True)
class Slip:
    """What the printed slip says. ``language`` is that of the resident where Ankomst speaks it,
    else English."""

    name: str
    number: str
    kind: AppointmentKind
    title: str
    at: datetime
    place: str
    interpreter: Language | None
    site: str
    language: str


class Appointments:
    """The appointments of this site's residents."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def today(self) -> date:
        """The day in Copenhagen."""
        return self._workplace.today()

    def of(self, resident_id: str) -> tuple[AppointmentLine, ...]:
        """A resident's appointments, as a part of the file: those that are planned by time, then
        the last ones that are settled."""
        with self._workplace.read("open_file") as session:
            require_open(session, require_resident(session, resident_id))
            records = records_of(session, [resident_id])
            saw(session, records)
            lines = self._lines(session, col(Appointment.resident_id).in_(records))
        planned = [line for line in lines if line.state is AppointmentState.PLANNED]
        settled = [line for line in lines if line.state is not AppointmentState.PLANNED]
        return (*planned, *reversed(settled[-_TOLD:]))

    def between(self, first: date, days: int) -> tuple[AppointmentLine, ...]:
        """The appointments of some days that are not cancelled, by time."""
        with self._workplace.read("see_appointments") as session:
            saw(session, criterion="appointments")
            return self._lines(
                session,
                self._here(session),
                col(Appointment.at) >= day_begins(first),
                col(Appointment.at) < day_begins(first, days),
                col(Appointment.state) != AppointmentState.CANCELLED,
            )

    def unsettled(self) -> tuple[AppointmentLine, ...]:
        """Those of earlier days of which nobody has said how they went, the latest first."""
        with self._workplace.read("see_appointments") as session:
            saw(session, criterion="appointments")
            lines = self._lines(
                session,
                self._here(session),
                col(Appointment.at) < day_begins(self._workplace.today()),
                col(Appointment.state) == AppointmentState.PLANNED,
            )
        return tuple(reversed(lines))

    def plan(self, resident_id: str, text: AppointmentText) -> None:
        """Plans an appointment. Raises AppError with what is wrong, and then has saved nothing."""
        text = _checked(text)
        self._require_to_come(text)
        with self._workplace.op("plan_appointment") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            row = Appointment(
                site_id=resident.site_id, resident_id=resident.id, kind=text.kind, at=text.at()
            )
            _write(row, text)
            session.add(row)

    def change(self, appointment_id: str, text: AppointmentText) -> None:
        """Writes an appointment anew; only what differs is changed. Raises AppError as ``plan``."""
        text = _checked(text)
        with self._workplace.op("plan_appointment") as session:
            row = _row(session, appointment_id)
            if row.at != text.at():
                self._require_to_come(text)
            _write(row, text)

    def settle(self, appointment_id: str, state: AppointmentState) -> None:
        """Says how it went, or that it is called off; ``planned`` takes that back."""
        with self._workplace.op("plan_appointment") as session:
            _row(session, appointment_id).state = state

    def slip(self, appointment_id: str) -> Slip:
        """What the slip says that the resident is given; the access log notes that it is
        printed."""
        with self._workplace.read("open_file") as session:
            row = _row(session, appointment_id)
            resident = require_resident(session, row.resident_id)
            saw(session, records_of(session, [resident.id]))
            site = session.get(Site, resident.site_id)
            spoken = [row.language.value] if row.language else []
            spoken += [str(code) for code in resident.languages or ()]
            slip = Slip(
                f"{resident.given_names} {resident.surname}",
                resident.number,
                row.kind,
                row.title or "",
                row.at,
                row.place or "",
                row.language,
                site.name if site else "",
                language_of(spoken),
            )
        self._workplace.note("print", "see_appointments", [resident.id])
        return slip

    def _require_to_come(self, text: AppointmentText) -> None:
        if text.at() < self._workplace.now():
            raise AppError(N_("That time is over. Please choose a later one."))

    def _here(self, session: Session) -> sa.ColumnElement[bool]:
        return hang_on(
            session,
            col(Appointment.resident_id),
            col(Resident.site_id) == self._workplace.site_id,
            col(Resident.status).in_(HERE),
        )

    def _lines(
        self, session: Session, *where: sa.ColumnElement[bool] | bool
    ) -> tuple[AppointmentLine, ...]:
        rows = session.exec(
            select(Appointment).where(*where).order_by(col(Appointment.at), col(Appointment.id))
        ).all()
        today, now = self._workplace.today(), self._workplace.now()
        persons = people_by_id(session, today, {row.resident_id for row in rows})
        return tuple(_line(row, persons[row.resident_id], now) for row in rows)


def _line(row: Appointment, person: PersonLine, now: datetime) -> AppointmentLine:
    masked = person.masked
    return AppointmentLine(
        row.id,
        person,
        row.kind,
        "" if masked else row.title or "",
        row.at,
        "" if masked else row.place or "",
        None if masked else row.language,
        row.state,
        "" if masked else row.note or "",
        row.at <= now,
    )


def _checked(text: AppointmentText) -> AppointmentText:
    title, place, note = (" ".join(one.split()) for one in (text.title, text.place, text.note))
    other = text.kind is AppointmentKind.OTHER
    if other and not title:
        raise AppError(N_("Please write what the appointment is about."))
    if max(len(title), len(place)) > MAX_TEXT or len(note) > MAX_NOTE:
        raise AppError(N_("This is too long to be kept. Please write it shorter."))
    return AppointmentText(
        text.kind, text.day, text.clock, title if other else "", place, text.language, note
    )


def _write(row: Appointment, text: AppointmentText) -> None:
    row.kind = text.kind
    row.title = text.title or None
    row.at = text.at()
    row.place = text.place or None
    row.language = text.language
    row.note = text.note or None


def _row(session: Session, appointment_id: str) -> Appointment:
    row = session.get(Appointment, appointment_id)
    if row is None:
        raise AppError(N_("This appointment is not at this desk any more."))
    require_open(session, require_resident(session, row.resident_id))
    return row
