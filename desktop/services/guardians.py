"""Who answers for the minors here: named, ended, and pointed out where nobody does."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.guardians import Guardian
from desktop.models.residents import Resident
from desktop.services.guardianship import (
    PRESENT,
    Ward,
    left_by,
    may_be_minor,
    minority_of,
    named_rows,
    to_point_out,
    wards,
    who_of,
)
from desktop.services.household_rules import Minority
from desktop.services.people import HERE, PersonLine, people_by_id, require_resident
from desktop.services.records import head_of, records_of, stands
from desktop.services.seen import saw, saw_nobody
from desktop.services.sight import is_closed, require_open
from desktop.services.workplace import Workplace

MAX_TEXT = 200


@dataclass(frozen=True)
class GuardianText:
    """What is written down of a guardian: a resident by id, or somebody outside by name."""

    resident_id: str | None = None
    name: str = ""
    phone: str = ""
    relation: str = ""


@dataclass(frozen=True)
class Unguarded:
    """A minor who lives here and for whom nobody answers, or who is here without an adult."""

    person: PersonLine
    lacks_guardian: bool
    unaccompanied: bool


class Guardians:
    """The guardians of this site's minors."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def to_point_out(self) -> tuple[Unguarded, ...]:
        """The minors who live here without a guardian or without an adult, by surname. Protected
        files that the viewer has not opened are left out: nobody learns of whom they are."""
        today = self._workplace.today()
        with self._workplace.read("see_unguarded") as session:
            saw(session, criterion="no guardian")
            rows = session.exec(
                select(Resident).where(
                    Resident.site_id == self._workplace.site_id,
                    col(Resident.status).in_(HERE),
                    stands(session),
                    may_be_minor(today),
                )
            ).all()
            found = to_point_out(wards(session, rows, today))
            lines = people_by_id(session, today, [ward.resident.id for ward in found])
        by_id = {ward.resident.id: ward for ward in found}
        return tuple(
            Unguarded(line, not by_id[id_].has_guardian, by_id[id_].unaccompanied)
            for id_, line in lines.items()
            if not line.masked
        )

    def left_by(self, resident_ids: Iterable[str]) -> tuple[PersonLine, ...]:
        """The minors who stay without a guardian when these residents leave."""
        leaving = list(resident_ids)
        with self._workplace.read("see_household") as session:
            if not leaving:
                saw_nobody(session)
                return ()
            found = left_by(session, leaving, self._workplace.today())
            lines = people_by_id(session, self._workplace.today(), found)
            saw(session, [*leaving, *found])
        return tuple(lines[id_] for id_ in found)

    def name(self, minor_id: str, text: GuardianText) -> str:
        """Writes down who answers for a minor; the parents who did by their place in the household
        are named with them, since from now on only those count who are named. Returns the row's id.
        Raises AppError, and then has saved nothing."""
        name, phone, relation = (
            " ".join(part.split()) for part in (text.name, text.phone, text.relation)
        )
        if text.resident_id is None and not name:
            raise AppError(N_("Please choose a resident, or write the guardian's name."))
        if max(map(len, (name, phone, relation))) > MAX_TEXT:
            raise AppError(N_("This is too long: at most {count} characters."), count=MAX_TEXT)
        today = self._workplace.today()
        with self._workplace.op("change_guardians") as session:
            minor = require_resident(session, minor_id)
            require_open(session, minor)
            ward = wards(session, [minor], today).get(minor.id)
            if ward is None:
                raise AppError(N_("Only minors have a guardian, and this resident is of age."))
            parents = {parent.id for parent in ward.presumed}
            guardian_id = head_of(session, text.resident_id) if text.resident_id else None
            if guardian_id is not None:
                self._require_fit(session, ward, guardian_id)
                parents.discard(guardian_id)
            row = Guardian(
                site_id=minor.site_id,
                resident_id=minor.id,
                guardian_id=guardian_id,
                name=None if guardian_id else name,
                phone=None if guardian_id else phone or None,
                relation=relation or None,
            )
            session.add_all([*named_rows(minor, parents), row])
        return row.id

    def end(self, guardian_id: str) -> None:
        """Somebody answers for a minor no more."""
        with self._workplace.op("change_guardians") as session:
            row = session.get(Guardian, guardian_id)
            if row is None:
                raise AppError(N_("This is not at this desk any more."))
            minor = require_resident(session, row.resident_id)
            require_open(session, minor)
            for same in session.exec(
                select(Guardian).where(
                    col(Guardian.resident_id).in_(records_of(session, [minor.id]))
                )
            ):
                if who_of(session, same) == who_of(session, row):
                    same.ended_on = same.ended_on or self._workplace.today()

    def _require_fit(self, session: Session, ward: Ward, guardian_id: str) -> None:
        guardian = require_resident(session, guardian_id)
        today = self._workplace.today()
        if guardian_id == ward.resident.id:
            raise AppError(N_("Nobody is their own guardian. Please choose somebody else."))
        if guardian.site_id != ward.resident.site_id or guardian.status not in PRESENT:
            raise AppError(
                N_("They don't live at this site. Please write name and phone number instead.")
            )
        if not is_closed(session, guardian) and minority_of(guardian, today) is not Minority.ADULT:
            raise AppError(N_("A guardian is of age. Please choose somebody else."))
        if any(who_of(session, row) == (guardian_id, "") for row in ward.named):
            raise AppError(N_("They are named as guardian already."))
