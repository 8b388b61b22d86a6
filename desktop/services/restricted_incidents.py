"""Restricted incidents (FEATURES I4): only confidants read them. All that was seen, who was in it
and what was done about it is sealed as one text; a host's desk holds it without being able to open
it.

They look like other incidents to the pages, and have no number: a gap in the others' numbers would
tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.base import new_id
from desktop.models.confidential import RestrictedIncident
from desktop.models.incidents import IncidentStatus, MeasureKind, MeasureState
from desktop.models.sites import User
from desktop.services.drafts import OwnDraft
from desktop.services.incidents import (
    IncidentFile,
    IncidentLine,
    MeasureLine,
    Report,
    check_report,
)
from desktop.services.people import PersonLine, people_by_id
from desktop.services.restricted_text import RestrictedText, Step
from desktop.services.seen import saw
from desktop.services.vault import UNREADABLE, Vault, text_in
from desktop.services.workplace import Workplace

TABLE = "restricted_incident"
DRAFT = "restricted_incident"


@dataclass(frozen=True)
class RestrictedList:
    """The restricted incidents, the latest first, and how many can't be opened with this key."""

    lines: tuple[IncidentLine, ...]
    unreadable: int = 0


class RestrictedIncidents:
    """The restricted incidents of this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._vault = Vault(workplace)
        self._draft = OwnDraft(
            workplace, DRAFT, reads="see_restricted_draft", keeps="keep_restricted"
        )

    def now(self) -> datetime:
        """This instant at this desk: when a report begins to be written."""
        return self._workplace.now()

    def may_read(self) -> bool:
        """Whether the role of the person signed in reads them."""
        return self._workplace.may_see("see_restricted")

    def list(self) -> RestrictedList:
        """All of them. Raises AppError for other roles and without the key."""
        with self._workplace.read("see_restricted") as session:
            self._vault.require_key()
            rows = session.exec(
                select(RestrictedIncident).where(
                    RestrictedIncident.site_id == self._workplace.site_id
                )
            ).all()
            texts = {row.id: self._text(row) for row in rows}
            ids = {id_ for text in texts.values() if text for id_, _part in text.report.people}
            lines = people_by_id(session, self._workplace.today(), ids)
            saw(session, criterion="restricted")
        found = [_line(row, text, lines) for row in rows if (text := texts[row.id]) is not None]
        found.sort(key=lambda line: (line.happened_at, line.id), reverse=True)
        return RestrictedList(tuple(found), len(rows) - len(found))

    def file(self, incident_id: str) -> IncidentFile:
        """One of them. Raises AppError as ``list``, and when it is not here or can't be opened."""
        with self._workplace.read("open_restricted") as session:
            self._vault.require_key()
            row = _row(session, incident_id)
            text = self._text(row)
            if text is None:
                raise AppError(UNREADABLE)
            ids = {id_ for id_, _part in text.report.people}
            ids |= {step.resident_id for step in text.steps if step.resident_id}
            lines = people_by_id(session, self._workplace.today(), ids)
            saw(session, ids, criterion=incident_id)
            users = {step.by: _name(session, step.by) for step in text.steps}
            reporter = _name(session, row.reported_by)
        report = text.report
        return IncidentFile(
            line=_line(row, text, lines),
            reported_at=row.reported_at,
            reported_by=reporter,
            assessment=report.assessment,
            injuries=report.injuries,
            ambulance=report.ambulance,
            police_case=report.police_case,
            parts=tuple(
                dict.fromkeys((lines[id_], part) for id_, part in report.people if id_ in lines)
            ),
            measures=_measures(text.steps, users, lines),
        )

    def log(self, report: Report) -> str:
        """Seals and saves a report and takes its draft away; returns no number. Raises AppError
        with what is missing, and then has saved nothing."""
        workplace = self._workplace
        check_report(report, workplace.now())
        report = replace(
            report,
            facts=report.facts.strip(),
            assessment=report.assessment.strip(),
            police_case=report.police_case.strip(),
        )
        incident_id = new_id()
        with workplace.op("log_restricted") as session:
            session.add(
                RestrictedIncident(
                    id=incident_id,
                    site_id=workplace.site_id,
                    reported_at=workplace.now(),
                    reported_by=workplace.actor.id,
                    sealed=self._vault.seal(TABLE, incident_id, RestrictedText(report).content()),
                )
            )
            self._draft.drop_in(session.connection())
        return ""

    def add_measure(
        self, incident_id: str, kind: MeasureKind, resident_id: str | None = None, note: str = ""
    ) -> None:
        """Something was done about it."""
        workplace = self._workplace
        step = Step(kind, workplace.now(), workplace.actor.id, resident_id, note.strip())
        with workplace.op("log_restricted") as session:
            row = _row(session, incident_id)
            text = self._text(row)
            if text is None:
                raise AppError(UNREADABLE)
            told = replace(text, steps=(*text.steps, step))
            row.sealed = self._vault.seal(TABLE, row.id, told.content())

    def close(self, incident_id: str) -> None:
        """Nothing more is to be done."""
        with self._workplace.op("log_restricted") as session:
            _row(session, incident_id).closed_at = self._workplace.now()

    def save_draft(self, content: dict[str, Any]) -> None:
        """Keeps an unfinished report for its writer, sealed."""
        with self._workplace.read("see_restricted_draft"):
            pass  # whose role may not hears of that, and not of a missing key
        owner = self._workplace.actor.id
        self._draft.save({"sealed": self._vault.seal("draft", owner, content, DRAFT)})

    def load_draft(self) -> dict[str, Any] | None:
        """The unfinished report of the person signed in, None without one."""
        kept = self._draft.load()
        if kept is None:
            return None
        return self._vault.open("draft", self._workplace.actor.id, text_in(kept, "sealed"), DRAFT)

    def drop_draft(self) -> None:
        """The writer does not want to go on with it."""
        self._draft.drop()

    def _text(self, row: RestrictedIncident) -> RestrictedText | None:
        content = self._vault.open(TABLE, row.id, row.sealed)
        return None if content is None else RestrictedText.of(content, row.reported_at)


def _row(session: Session, incident_id: str) -> RestrictedIncident:
    row = session.get(RestrictedIncident, incident_id)
    if row is None:
        raise AppError(N_("This incident is not at this site any more."))
    return row


def _line(
    row: RestrictedIncident, text: RestrictedText, lines: Mapping[str, PersonLine]
) -> IncidentLine:
    report = text.report
    return IncidentLine(
        id=row.id,
        number="",
        happened_at=report.happened_at,
        place=report.place,
        category=report.category,
        severity=report.severity,
        status=IncidentStatus.CLOSED if row.closed_at else IncidentStatus.OPEN,
        facts=report.facts,
        people=tuple(dict.fromkeys(lines[id_] for id_, _ in report.people if id_ in lines)),
        restricted=True,
    )


def _measures(
    steps: Sequence[Step], users: Mapping[str, str], lines: Mapping[str, PersonLine]
) -> tuple[MeasureLine, ...]:
    return tuple(
        MeasureLine(
            id=str(number),
            kind=step.kind,
            state=MeasureState.DECIDED,
            taken_at=step.at,
            taken_by=users[step.by],
            person=lines.get(step.resident_id or ""),
            note=step.note,
        )
        for number, step in enumerate(steps)
    )


def _name(session: Session, user_id: str) -> str:
    user = session.get(User, user_id)
    return user.name if user else ""
