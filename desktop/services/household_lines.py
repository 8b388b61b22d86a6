"""A household and its guardians as pages show them, made within a service's read.

Of a protected file that the viewer has not opened nothing tells whether it is a minor's, and who
answers for them; the household's note may speak of anybody, so it is closed as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from desktop.models.residents import Household, HouseholdRole, KeepTogether, Resident
from desktop.services.guardianship import PRESENT, Ward, is_present, wards
from desktop.services.household_rules import Kin, Minority
from desktop.services.people import PersonLine, household_of, people_by_id
from desktop.services.records import stands


@dataclass(frozen=True)
class GuardianLine:
    """Somebody who answers for a minor: a resident (``person``) or somebody outside, by ``name``.
    ``id`` is empty for a parent whom nobody has named: the household says so."""

    id: str
    person: PersonLine | None
    name: str
    phone: str
    relation: str
    here: bool
    """Whether they can answer now: they live here, or have lived elsewhere from the first."""


@dataclass(frozen=True)
class Member:
    """Somebody of the household. The rest is told of minors only."""

    person: PersonLine
    role: HouseholdRole
    minority: Minority = Minority.ADULT
    guardians: tuple[GuardianLine, ...] = ()
    lacks_guardian: bool = False
    unaccompanied: bool = False

    @property
    def is_minor(self) -> bool:
        """Whether they are, or may be, a minor."""
        return self.minority is not Minority.ADULT

    @property
    def kin(self) -> Kin:
        """As the rules of households ask."""
        return Kin(self.person.id, self.role, self.minority, self.person.age)


@dataclass(frozen=True)
class HouseholdFile:
    """A household: who makes it up now, the head first, and who was of it and is gone."""

    resident_id: str
    """Whose household was asked for."""
    members: tuple[Member, ...]
    gone: tuple[PersonLine, ...]
    keep_together: KeepTogether | None
    note: str
    closed: bool
    """Whether a member's file is closed to the viewer, and with it the note."""

    @property
    def heads(self) -> tuple[Member, ...]:
        """The head. Several or none where two desks changed the household at the same time, or
        the head has left: then one is to be chosen."""
        return tuple(one for one in self.members if one.role is HouseholdRole.HEAD)

    @property
    def kin(self) -> tuple[Kin, ...]:
        """The members as the rules of households ask."""
        return tuple(one.kin for one in self.members)

    @property
    def asked(self) -> Member | None:
        """The member whose household was asked for; None when they are gone."""
        return next((one for one in self.members if one.person.id == self.resident_id), None)


_ROLES = list(HouseholdRole)


def present_members(session: Session, resident: Resident) -> list[Resident]:
    """The rows of those who make up a resident's household now, by their place in it."""
    rows = session.exec(select(Resident).where(household_of(resident), is_present(session))).all()
    return sorted(rows, key=lambda row: (_ROLES.index(row.household_role), row.number))


def household_file(session: Session, resident: Resident, today: date) -> HouseholdFile:
    """The household of a resident."""
    rows = session.exec(
        select(Resident).where(
            household_of(resident),
            stands(session),
            col(Resident.anonymised_on).is_(None),
        )
    ).all()
    lines = people_by_id(session, today, [row.id for row in rows])
    here = [row for row in rows if row.status in PRESENT]
    members = members_of(session, here, today)
    gone = [lines[row.id] for row in rows if row.status not in PRESENT]
    closed = any(line.masked for line in lines.values())
    home = session.get(Household, resident.household_id) if resident.household_id else None
    return HouseholdFile(
        resident.id,
        members,
        tuple(sorted(gone, key=lambda line: (line.masked, line.sort_name, line.number))),
        home.keep_together if home else None,
        (home.note or "") if home and not closed else "",
        closed,
    )


def members_of(session: Session, rows: Sequence[Resident], today: date) -> tuple[Member, ...]:
    """These residents as members, by their place, then the eldest first."""
    lines = people_by_id(session, today, [row.id for row in rows])
    found = wards(session, rows, today)
    shown = [row for row in rows if row.id in lines]
    told = guardian_lines(
        session, [w for w in found.values() if not lines[w.resident.id].masked], today
    )
    members = [_member(row, lines[row.id], found.get(row.id), told) for row in shown]
    return tuple(
        sorted(
            members,
            key=lambda one: (_ROLES.index(one.role), -(one.person.age or 0), one.person.number),
        )
    )


def _member(
    row: Resident,
    line: PersonLine,
    ward: Ward | None,
    told: dict[str, tuple[GuardianLine, ...]],
) -> Member:
    if ward is None or line.masked:
        return Member(line, row.household_role)
    return Member(
        line,
        row.household_role,
        ward.minority,
        told.get(row.id, ()),
        not ward.has_guardian,
        ward.unaccompanied,
    )


def guardian_lines(
    session: Session, found: Iterable[Ward], today: date
) -> dict[str, tuple[GuardianLine, ...]]:
    """Who answers for each of the minors, by the minor's id."""
    asked = list(found)
    ids = {row.guardian_id for ward in asked for row in ward.named if row.guardian_id}
    ids |= {parent.id for ward in asked for parent in ward.presumed}
    lines = people_by_id(session, today, ids)
    told: dict[str, tuple[GuardianLine, ...]] = {}
    for ward in asked:
        rows = []
        for row in ward.named:
            person = lines.get(row.guardian_id) if row.guardian_id else None
            name = person.name if person else row.name or ""
            phone = person.phone if person else row.phone or ""
            here = person is None or person.id in ward.present
            rows.append(GuardianLine(row.id, person, name, phone, row.relation or "", here))
        for parent in ward.presumed:
            person = lines[parent.id]
            rows.append(GuardianLine("", person, person.name, person.phone, "", here=True))
        told[ward.resident.id] = tuple(rows)
    return told
