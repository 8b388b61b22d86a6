"""Incidents in the house: logged in under a minute, followed up until they are closed.

A report that was begun and not saved is a draft: kept for its writer in the encrypted database of
this desk, through a crash, and never sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.identity import count_up
from desktop.models.incidents import (
    Incident,
    IncidentCategory,
    IncidentPart,
    IncidentPerson,
    IncidentPlace,
    IncidentStatus,
    Measure,
    MeasureKind,
    MeasureState,
)
from desktop.models.sites import User
from desktop.services.drafts import OwnDraft
from desktop.services.numbers import number, require_desk_number
from desktop.services.people import PersonLine, people_by_id
from desktop.services.seen import saw
from desktop.services.workplace import Workplace

DRAFT = "incident"


@dataclass(frozen=True)
class Report:
    """What a host writes down. ``people`` maps resident ids to their part."""

    happened_at: datetime
    place: IncidentPlace
    category: IncidentCategory
    severity: int
    facts: str
    people: tuple[tuple[str, IncidentPart], ...] = ()
    assessment: str = ""
    injuries: bool = False
    ambulance: bool = False
    police_case: str = ""


@dataclass(frozen=True)
class IncidentLine:
    """An incident in the list."""

    id: str
    number: str
    happened_at: datetime
    place: IncidentPlace
    category: IncidentCategory
    severity: int
    status: IncidentStatus
    facts: str
    people: tuple[PersonLine, ...]
    restricted: bool = False
    """Only confidants see it; it has no ``number``."""


@dataclass(frozen=True)
class MeasureLine:
    """A measure after an incident."""

    id: str
    kind: MeasureKind
    state: MeasureState
    taken_at: datetime
    taken_by: str
    person: PersonLine | None
    note: str


@dataclass(frozen=True)
class IncidentFile:
    """An incident with all that belongs to it."""

    line: IncidentLine
    reported_at: datetime
    reported_by: str
    assessment: str
    injuries: bool
    ambulance: bool
    police_case: str
    parts: tuple[tuple[PersonLine, IncidentPart], ...]
    measures: tuple[MeasureLine, ...]


class Incidents:
    """The incidents of this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._draft = OwnDraft(workplace, DRAFT)

    def now(self) -> datetime:
        """This instant at this desk: when a report begins to be written."""
        return self._workplace.now()

    def list(self, *statuses: IncidentStatus, limit: int = 500) -> tuple[IncidentLine, ...]:
        """Those with one of the statuses (all without any), the latest first."""
        with self._workplace.read("see_incidents") as session:
            saw(session, criterion=", ".join(sorted(statuses)) or "all")
            statement = (
                select(Incident)
                .where(Incident.site_id == self._workplace.site_id)
                .order_by(
                    col(Incident.happened_at).desc(),
                    col(Incident.reported_at).desc(),
                    col(Incident.number).desc(),
                )
                .limit(limit)
            )
            if statuses:
                statement = statement.where(col(Incident.status).in_(statuses))
            rows = session.exec(statement).all()
            parts = session.exec(
                select(IncidentPerson).where(
                    col(IncidentPerson.incident_id).in_([row.id for row in rows])
                )
            ).all()
            lines = people_by_id(
                session, self._workplace.today(), {part.resident_id for part in parts}
            )
        by_incident: dict[str, list[PersonLine]] = {}
        for part in parts:
            named = by_incident.setdefault(part.incident_id, [])
            if lines[part.resident_id] not in named:
                named.append(lines[part.resident_id])
        return tuple(_line(row, by_incident.get(row.id, [])) for row in rows)

    def file(self, incident_id: str) -> IncidentFile:
        """One incident. Raises AppError when this desk does not hold it."""
        with self._workplace.read("open_incident") as session:
            row = session.get(Incident, incident_id)
            if row is None:
                raise AppError(N_("This incident is not at this site any more."))
            parts = session.exec(
                select(IncidentPerson).where(IncidentPerson.incident_id == incident_id)
            ).all()
            measures = session.exec(
                select(Measure, User.name)
                .join(User, col(User.id) == col(Measure.taken_by))
                .where(Measure.incident_id == incident_id)
                .order_by(col(Measure.taken_at))
            ).all()
            reporter = session.get(User, row.reported_by)
            ids = {part.resident_id for part in parts}
            ids |= {measure.resident_id for measure, _ in measures if measure.resident_id}
            lines = people_by_id(session, self._workplace.today(), ids)
            saw(session, ids, criterion=row.number)
        return IncidentFile(
            line=_line(row, list(dict.fromkeys(lines[part.resident_id] for part in parts))),
            reported_at=row.reported_at,
            reported_by=reporter.name if reporter else "",
            assessment=row.assessment or "",
            injuries=row.injuries,
            ambulance=row.ambulance,
            police_case=row.police_case or "",
            parts=tuple(dict.fromkeys((lines[part.resident_id], part.part) for part in parts)),
            measures=tuple(
                MeasureLine(
                    measure.id,
                    measure.kind,
                    measure.state,
                    measure.taken_at,
                    name,
                    lines.get(measure.resident_id or ""),
                    measure.note or "",
                )
                for measure, name in measures
            ),
        )

    def log(self, report: Report) -> str:
        """Saves a report and takes its draft away; returns the incident's number.

        Raises AppError with what is missing, and then has saved nothing.
        """
        workplace = self._workplace
        check_report(report, workplace.now())
        desk_number = require_desk_number(workplace.desk_number())
        with workplace.op("log_incident") as session:
            issued = number(desk_number, count_up(session.connection(), "incident_number"))
            incident = Incident(
                site_id=workplace.site_id,
                number=issued,
                happened_at=report.happened_at,
                reported_at=workplace.now(),
                reported_by=workplace.actor.id,
                place=report.place,
                category=report.category,
                severity=report.severity,
                facts=report.facts.strip(),
                assessment=report.assessment.strip() or None,
                injuries=report.injuries,
                ambulance=report.ambulance,
                police_case=report.police_case.strip() or None,
            )
            session.add(incident)
            session.flush()
            for resident_id, part in report.people:
                session.add(
                    IncidentPerson(
                        site_id=workplace.site_id,
                        incident_id=incident.id,
                        resident_id=resident_id,
                        part=part,
                    )
                )
            self._draft.drop_in(session.connection())
        return issued

    def add_measure(
        self,
        incident_id: str,
        kind: MeasureKind,
        resident_id: str | None = None,
        note: str = "",
        expires_on: date | None = None,
    ) -> None:
        """A step after an incident: decided when the person signed in may decide, else proposed.
        An open incident moves on to the hearing or to decided."""
        workplace = self._workplace
        decides = workplace.may("decide_measure")
        with workplace.op("decide_measure" if decides else "propose_measure") as session:
            incident = session.get(Incident, incident_id)
            if incident is None:
                raise AppError(N_("This incident is not at this site any more."))
            session.add(
                Measure(
                    site_id=workplace.site_id,
                    incident_id=incident_id,
                    resident_id=resident_id,
                    kind=kind,
                    state=MeasureState.DECIDED if decides else MeasureState.PROPOSED,
                    taken_at=workplace.now(),
                    taken_by=workplace.actor.id,
                    expires_on=expires_on,
                    note=note.strip() or None,
                )
            )
            if decides and incident.status in (IncidentStatus.OPEN, IncidentStatus.HEARING):
                incident.status = (
                    IncidentStatus.HEARING
                    if kind is MeasureKind.HEARING
                    else IncidentStatus.DECIDED
                )

    def close(self, incident_id: str) -> None:
        """Nothing more is to be done."""
        with self._workplace.op("change_incident") as session:
            incident = session.get(Incident, incident_id)
            if incident is None:
                raise AppError(N_("This incident is not at this site any more."))
            incident.status = IncidentStatus.CLOSED

    def save_draft(self, content: dict[str, Any]) -> None:
        """Keeps an unfinished report for its writer; the form's own words for its fields."""
        self._draft.save(content)

    def load_draft(self) -> dict[str, Any] | None:
        """The unfinished report of the person signed in, None without one."""
        return self._draft.load()

    def drop_draft(self) -> None:
        """The writer does not want to go on with it."""
        self._draft.drop()


def check_report(report: Report, now: datetime) -> None:
    """Raises AppError with what is missing or wrong."""
    if not report.facts.strip():
        raise AppError(N_("Please write in a few words what happened."))
    if report.happened_at > now:
        raise AppError(N_("The incident lies in the future. Please check date and time."))


def _line(row: Incident, people: Sequence[PersonLine]) -> IncidentLine:
    return IncidentLine(
        row.id,
        row.number,
        row.happened_at,
        row.place,
        row.category,
        row.severity,
        row.status,
        row.facts,
        tuple(people),
    )
