"""Whose file may go: the list for leads and coordinators, holds, and the file for the archive.

Nobody is anonymised at a desk: the store does it, and every desk follows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models import SYNCED
from desktop.models.archive import Archive
from desktop.models.base import Synced
from desktop.models.conflicts import Conflict
from desktop.models.guardians import Guardian
from desktop.models.housing import Bed, Room
from desktop.models.incidents import Incident, IncidentPerson, Measure
from desktop.models.kits import KitType
from desktop.models.merges import MergeRecord
from desktop.models.residents import Household, Resident
from desktop.models.retention import LIVES, Due, all_due, life_of, rules
from desktop.models.sites import Setting, Site, User
from desktop.services import row_values
from desktop.services.people import people_by_id
from desktop.services.records import head_of, records_of
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.workplace import Workplace

MAX_REASON = 500
GONE = N_("This resident is not at this site any more.")

_SEALED = "sealed"
_LEFT_OUT = "restricted_incident"
_CONCERN = "child_concern"
"""Not every role that exports a file may read of it; the store's own export has it."""


@dataclass(frozen=True)
class DueFile:
    """Somebody whose file may go, since ``due_on``. ``gone_on`` is when they moved out or, where
    they ``never_came``, when they were expected."""

    id: str
    number: str
    name: str
    never_came: bool
    gone_on: date
    due_on: date


class Retention:
    """Files of this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def due(self) -> tuple[DueFile, ...]:
        """Whose file may go today, those first who have been due longest."""
        with self._workplace.read("see_due") as session:
            found = [one for one in self._due(session) if one.site_id == self._workplace.site_id]
            lines = people_by_id(session, self._workplace.today(), [one.id for one in found])
            saw(session, criterion="due")
        return tuple(
            DueFile(
                one.id,
                one.number,
                lines[one.id].name,
                one.never_came,
                one.gone_on,
                one.due_on,
            )
            for one in found
        )

    def _due(self, session: Session) -> list[Due]:
        chosen = {row.name: row.value for row in session.exec(select(Setting)).all()}
        lives = [life_of(row) for row in session.execute(sa.text(LIVES)).all()]
        return all_due(lives, rules(chosen), self._workplace.today())

    def may_hold(self) -> bool:
        """Whether the person signed in may put a file on hold."""
        return self._workplace.may("hold_file")

    def may_ask(self) -> bool:
        """Whether they may have somebody anonymised."""
        return self._workplace.may("anonymise")

    def hold(self, resident_id: str, reason: str, until: date | None) -> None:
        """Keeps a file from being anonymised. Raises AppError without a reason, and for a day
        that is over."""
        reason = " ".join(reason.split())
        if not reason:
            raise AppError(N_("Please write down why the file must be kept."))
        if len(reason) > MAX_REASON:
            raise AppError(N_("This is too long to be kept. Please write it shorter."))
        if until is not None and until < self._workplace.today():
            raise AppError(N_("That day is over. Please choose a later one."))
        with self._workplace.op("hold_file") as session:
            resident = _require(session, resident_id)
            resident.hold_reason = reason
            resident.hold_until = until

    def archive(self, resident_id: str) -> Archive:
        """All that this desk holds of somebody, but for what is sealed. Raises AppError."""
        with self._workplace.read("export_file") as session:
            resident = _require(session, resident_id)
            require_open(session, resident)
            rows = dict(_rows(session, _person(session, resident)))
            site = session.get(Site, resident.site_id)
            stays = rows.get("stay", [])
            starts = [stay["starts_on"] for stay in stays]
            ends = [stay["ends_on"] for stay in stays if stay["ends_on"]]
            begins = resident.arrived_on or min(starts, default=None)
            gone = resident.moved_out_on or max(ends, default=None)
            concerns = [f"{_CONCERN} {row['id']}" for row in rows.pop(_CONCERN)]
            sealed = [
                f"{name} {row['id']} {_SEALED}"
                for name, found in rows.items()
                for row in found
                if _SEALED in row
            ]
            archive = Archive(
                resident_id=resident.id,
                number=resident.number,
                site=site.name if site else "",
                begins=str(begins) if begins else None,
                ends=str(gone) if gone else None,
                made_by=self._workplace.actor.name,
                tables={name: found for name, found in rows.items() if found},
                names=_names(session, rows.values()),
                left_out=[*sealed, *concerns, _LEFT_OUT],
            )
        self._workplace.note("export", "export_file", [resident_id])
        return archive


def _require(session: Session, resident_id: str) -> Resident:
    resident = session.get(Resident, head_of(session, resident_id))
    if resident is None or resident.anonymised_on is not None:
        raise AppError(GONE)
    return resident


def _person(session: Session, resident: Resident) -> list[Resident]:
    """All records of the person for whom a record stands, itself first."""
    _, *gone = records_of(session, [resident.id])
    found = session.exec(select(Resident).where(col(Resident.id).in_(gone)))
    return [resident, *found]


def _rows(
    session: Session, person: Sequence[Resident]
) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    """Rows by table, as the wire has them: those that point to the person's records, and the
    incidents in which they have a part with what was done about it."""
    ids = [record.id for record in person]
    incidents = select(IncidentPerson.incident_id).where(col(IncidentPerson.resident_id).in_(ids))
    for name, model in SYNCED.items():
        where = [
            model.__table__.c[field].in_(ids)  # type: ignore[attr-defined]  # set by SQLModel
            for field, target in row_values.references_of(name).items()
            if target == "resident"
        ]
        if model is Resident:
            where = [col(Resident.id).in_(ids)]
        elif model is Household:
            where = [col(Household.id).in_([record.household_id for record in person])]
        elif model is Incident:
            where = [col(Incident.id).in_(incidents)]
        elif model is Measure:
            whose = sa.or_(col(Measure.resident_id).is_(None), col(Measure.resident_id).in_(ids))
            where = [sa.and_(col(Measure.incident_id).in_(incidents), whose)]
        elif model is Conflict:
            where = [col(Conflict.row_id).in_(ids)]
        elif model is MergeRecord:
            where = [sa.and_(sa.or_(*where), col(MergeRecord.undone_at).is_(None))]
        if where:
            found = session.exec(select(model).where(sa.or_(*where)).order_by(model.id)).all()
            yield name, [_told(name, row) for row in found]


def _told(table: str, row: Synced) -> dict[str, Any]:
    told = {"id": row.id, **row_values.of_row(row, table, tuple(row_values.columns_of(table)))}
    told.pop("row_seq", None)
    if _SEALED in told:
        told[_SEALED] = None
    return told


def _names(session: Session, tables: Iterable[list[dict[str, Any]]]) -> Mapping[str, str]:
    """What the ids in rows stand for, where they point to colleagues, beds, rooms and kits."""
    ids = {
        value for rows in tables for row in rows for value in row.values() if isinstance(value, str)
    }
    beds = sa.select(col(Bed.id), col(Room.number) + " " + col(Bed.label)).join(
        Room, col(Room.id) == col(Bed.room_id)
    )
    names: dict[str, str] = {}
    for query in (
        sa.select(col(User.id), col(User.name)),
        sa.select(col(Room.id), col(Room.number)),
        sa.select(col(KitType.id), col(KitType.name_da)),
        sa.select(col(Resident.id), col(Resident.number)).join(
            Guardian, col(Guardian.guardian_id) == col(Resident.id)
        ),
        beds,
    ):
        names |= {row[0]: row[1] for row in session.execute(query) if row[0] in ids}
    return names
