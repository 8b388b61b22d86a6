"""Stays elsewhere (FEATURES R10): a resident is in hospital, travels, or is away for another
reason; the bed stays theirs.

The housing is the residents' private home: they need not say where they are. What is written down
serves the bed, the meals and whoever asks for them in a fire; nothing here counts as an offence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.absences import Absence, AbsenceKind
from desktop.models.housing import Stay, StayKind
from desktop.models.residents import Resident, ResidentStatus
from desktop.services.people import HERE, PersonLine, holds_on, people_by_id, require_resident
from desktop.services.records import hang_on, head_of, records_of
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.workplace import Workplace

MAX_NOTE = 500
_TOLD = 5
"""How many earlier stays elsewhere a file tells."""


@dataclass(frozen=True)
class AbsenceText:
    """What a host writes down."""

    kind: AbsenceKind
    starts_on: date
    expected_back_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class AbsenceLine:
    """A stay elsewhere. ``text`` is None for whom the file is closed. ``begun``: its first day has
    come; ``away``: the resident counts as away now; ``overdue``: they were expected back on an
    earlier day."""

    id: str
    person: PersonLine
    text: AbsenceText | None
    expected_back_on: date | None
    ended_on: date | None
    begun: bool
    away: bool
    overdue: bool


class Absences:
    """Who of this site is elsewhere."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def today(self) -> date:
        """The day on which a stay elsewhere begins unless another is chosen."""
        return self._workplace.today()

    def of(self, resident_id: str) -> tuple[AbsenceLine, ...]:
        """A resident's stays elsewhere, as a part of the file: the one that lasts or is planned
        first, then the last ones that are over. One that never came about is left out."""
        with self._workplace.read("open_file") as session:
            require_open(session, require_resident(session, resident_id))
            records = records_of(session, [resident_id])
            saw(session, records)
            took_place = sa.or_(
                col(Absence.ended_on).is_(None), col(Absence.ended_on) >= col(Absence.starts_on)
            )
            rows = session.exec(
                select(Absence)
                .where(col(Absence.resident_id).in_(records), took_place)
                .order_by(
                    col(Absence.ended_on).is_not(None), col(Absence.starts_on).desc(), Absence.id
                )
            ).all()
            lasting = [row for row in rows if row.ended_on is None]
            over = [row for row in rows if row.ended_on is not None]
            return self._lines(session, lasting + over[:_TOLD])

    def overdue(self) -> tuple[AbsenceLine, ...]:
        """Whom the house expected back on an earlier day, the longest ago first."""
        return self._lasting(col(Absence.expected_back_on) < self._workplace.today())

    def leaving(self) -> tuple[AbsenceLine, ...]:
        """Whose planned stay elsewhere was to begin by today, and who does not count as away."""
        begun = self._lasting(col(Absence.starts_on) <= self._workplace.today())
        return tuple(line for line in begun if not line.away)

    def record(self, resident_id: str, text: AbsenceText) -> None:
        """Somebody is elsewhere, or will be. Raises AppError with what is wrong, and then has saved
        nothing."""
        note = _checked(text)
        with self._workplace.op("record_absence") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            if resident.status not in HERE:
                raise AppError(N_("Only somebody who lives here can be noted as elsewhere."))
            if _lasting_of(session, resident.id):
                raise AppError(
                    N_("A stay elsewhere is noted already. Please change that one, or end it.")
                )
            session.add(
                Absence(
                    site_id=resident.site_id,
                    resident_id=resident.id,
                    kind=text.kind,
                    starts_on=text.starts_on,
                    expected_back_on=text.expected_back_on,
                    note=note,
                )
            )
            if text.starts_on <= self._workplace.today():
                resident.status = ResidentStatus.AWAY

    def change(self, absence_id: str, text: AbsenceText) -> None:
        """Writes a stay elsewhere anew; only what differs is changed. Raises AppError as
        ``record``."""
        note = _checked(text)
        with self._workplace.op("record_absence") as session:
            absence, resident = _rows(session, absence_id)
            absence.kind = text.kind
            absence.starts_on = text.starts_on
            absence.expected_back_on = text.expected_back_on
            absence.note = note
            if absence.ended_on is None and resident.status in HERE:
                begun = text.starts_on <= self._workplace.today()
                resident.status = ResidentStatus.AWAY if begun else self._at_home(session, resident)

    def leave(self, absence_id: str) -> None:
        """A planned stay elsewhere has begun, today where it was planned for later."""
        today = self._workplace.today()
        with self._workplace.op("record_absence") as session:
            absence, resident = _rows(session, absence_id)
            absence.starts_on = min(absence.starts_on, today)
            if resident.status in HERE:
                resident.status = ResidentStatus.AWAY

    def come_back(self, absence_id: str) -> None:
        """They are here again, today; a planned stay elsewhere is called off. What two desks have
        noted of the same one ends with it."""
        today = self._workplace.today()
        with self._workplace.op("record_absence") as session:
            absence, resident = _rows(session, absence_id)
            begun = session.exec(
                select(Absence).where(
                    col(Absence.resident_id).in_(records_of(session, [resident.id])),
                    col(Absence.ended_on).is_(None),
                    Absence.starts_on <= today,
                )
            ).all()
            absence.ended_on = today
            if absence.starts_on <= today:
                for same in begun:
                    same.ended_on = today
            resident.last_contact_on = today
            if resident.status is ResidentStatus.AWAY:
                resident.status = self._at_home(session, resident)

    def _at_home(self, session: Session, resident: Resident) -> ResidentStatus:
        """The status of somebody who is not away: they live here once they have a bed."""
        if resident.status is not ResidentStatus.AWAY:
            return resident.status
        bed = session.exec(
            select(Stay.id).where(
                col(Stay.resident_id).in_(records_of(session, [resident.id])),
                Stay.kind == StayKind.ACTUAL,
                holds_on(self._workplace.today()),
            )
        ).first()
        return ResidentStatus.RESIDENT if bed else ResidentStatus.ARRIVED

    def _lasting(self, *where: sa.ColumnElement[bool]) -> tuple[AbsenceLine, ...]:
        with self._workplace.read("see_absences") as session:
            here = hang_on(
                session,
                col(Absence.resident_id),
                col(Resident.site_id) == self._workplace.site_id,
                col(Resident.status).in_(HERE),
            )
            saw(session, criterion="elsewhere")
            rows = session.exec(
                select(Absence)
                .where(col(Absence.ended_on).is_(None), here, *where)
                .order_by(col(Absence.expected_back_on), col(Absence.starts_on), col(Absence.id))
            ).all()
            return self._lines(session, rows)

    def _lines(self, session: Session, rows: Sequence[Absence]) -> tuple[AbsenceLine, ...]:
        today = self._workplace.today()
        people = people_by_id(session, today, {row.resident_id for row in rows})
        return tuple(_line(row, people[row.resident_id], today) for row in rows)


def absent_on(session: Session, day: date) -> set[str]:
    """The ids of those who are elsewhere on a day: from their first day there until the day they
    are back."""
    rows = session.scalars(
        sa.select(col(Absence.resident_id)).where(
            col(Absence.starts_on) <= day,
            sa.or_(col(Absence.ended_on).is_(None), col(Absence.ended_on) > day),
        )
    )
    return {head_of(session, one) for one in rows}


def noted_absent(session: Session) -> set[str]:
    """The ids of those of whom any stay elsewhere was ever written down."""
    rows = session.scalars(sa.select(col(Absence.resident_id)))
    return {head_of(session, one) for one in rows}


def _line(row: Absence, person: PersonLine, today: date) -> AbsenceLine:
    text = AbsenceText(row.kind, row.starts_on, row.expected_back_on, row.note or "")
    lasts = row.ended_on is None
    begun = row.starts_on <= today
    expected = row.expected_back_on
    return AbsenceLine(
        row.id,
        person,
        None if person.masked else text,
        expected,
        row.ended_on,
        begun,
        lasts and begun and person.status is ResidentStatus.AWAY,
        lasts and expected is not None and expected < today,
    )


def _checked(text: AbsenceText) -> str | None:
    note = " ".join(text.note.split())
    if len(note) > MAX_NOTE:
        raise AppError(N_("This is too long to be kept. Please write it shorter."))
    if text.expected_back_on is not None and text.expected_back_on < text.starts_on:
        raise AppError(N_("The day of the return lies before the first day. Please check both."))
    return note or None


def _lasting_of(session: Session, resident_id: str) -> bool:
    found = session.exec(
        select(Absence.id).where(
            col(Absence.resident_id).in_(records_of(session, [resident_id])),
            col(Absence.ended_on).is_(None),
        )
    ).first()
    return found is not None


def _rows(session: Session, absence_id: str) -> tuple[Absence, Resident]:
    absence = session.get(Absence, absence_id)
    if absence is None:
        raise AppError(N_("This stay elsewhere is not at this desk any more."))
    resident = require_resident(session, absence.resident_id)
    require_open(session, resident)
    return absence, resident
