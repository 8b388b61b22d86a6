"""Who answers for the minors of a site, read within a transaction of a service.

A minor who is a *child* of a household has its adult head and partner for guardians, as long as
nobody was ever named for them (``Guardian``). From then on only those count who are named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.models.guardians import Guardian
from desktop.models.residents import HouseholdRole, Resident, ResidentStatus
from desktop.services.days import age_on
from desktop.services.household_rules import Kin, Minority, minority
from desktop.services.people import HERE
from desktop.services.records import head_of, records_of, stands
from desktop.services.sight import is_closed

PRESENT = (*HERE, ResidentStatus.EXPECTED)
"""The statuses of those who make up a household now."""

YEARS_ASKED = 20
"""Nobody born longer ago can be a minor, however roughly the day is known."""

Presumed = dict[str, frozenset[str]]
"""By minor, the guardians whom the household gives them."""


@dataclass(frozen=True)
class Ward:
    """A minor, and who answers for them."""

    resident: Resident
    minority: Minority
    named: tuple[Guardian, ...]
    """Named and not ended; also those who live here no more."""
    presumed: tuple[Resident, ...]
    """The parents whom the household gives them; empty where somebody was named."""
    present: frozenset[str]
    """Guardians who are residents and belong to a household here."""
    outside: bool
    """Whether somebody who lives elsewhere is named."""
    with_adult: bool
    """Whether an adult belongs to their household."""

    @property
    def has_guardian(self) -> bool:
        """Whether anybody answers for them."""
        return self.outside or bool(self.present)

    @property
    def unaccompanied(self) -> bool:
        """Here without an adult of their household and without a guardian who lives here."""
        return not self.with_adult and not self.present


def is_present(session: Session) -> sa.ColumnElement[bool]:
    """Residents who make up a household: not gone, and not a record that was merged away."""
    return sa.and_(col(Resident.status).in_(PRESENT), stands(session))


def may_be_minor(today: date) -> sa.ColumnElement[bool]:
    """Residents among whom all minors are."""
    first = date(today.year - YEARS_ASKED, 1, 1)
    unknown = sa.and_(
        col(Resident.birth_date).is_(None), col(Resident.household_role) == HouseholdRole.CHILD
    )
    return sa.or_(col(Resident.birth_date) >= first, unknown)


def minority_of(resident: Resident, today: date) -> Minority:
    """Whether a resident is a minor."""
    return minority(resident.birth_date, resident.birth_precision, resident.household_role, today)


def kin_of(resident: Resident, today: date) -> Kin:
    """A resident as the rules of households ask."""
    return Kin(
        resident.id,
        resident.household_role,
        minority_of(resident, today),
        age_on(resident.birth_date, today),
    )


def wards(session: Session, residents: Iterable[Resident], today: date) -> dict[str, Ward]:
    """Those of the residents who are or may be minors, by id, with who answers for them."""
    minors = [row for row in residents if minority_of(row, today) is not Minority.ADULT]
    if not minors:
        return {}
    named = _rows_of(session, [row.id for row in minors])
    ids = {
        head_of(session, row.guardian_id)
        for rows in named.values()
        for row in rows
        if row.guardian_id
    }
    here = set(
        session.exec(
            select(Resident.id).where(col(Resident.id).in_(list(ids)), is_present(session))
        )
    )
    homes = {row.household_id for row in minors if row.household_id}
    adults: dict[str, list[Resident]] = {}
    for row in session.exec(
        select(Resident).where(col(Resident.household_id).in_(list(homes)), is_present(session))
    ):
        if row.household_id and minority_of(row, today) is Minority.ADULT:
            adults.setdefault(row.household_id, []).append(row)
    return {
        row.id: _ward(
            session,
            row,
            named.get(row.id, []),
            adults.get(row.household_id or "", []),
            here=here,
            today=today,
        )
        for row in minors
    }


def _rows_of(session: Session, minor_ids: Sequence[str]) -> dict[str, list[Guardian]]:
    records = records_of(session, minor_ids)
    found: dict[str, list[Guardian]] = {}
    for row in session.exec(
        select(Guardian)
        .where(col(Guardian.resident_id).in_(records))
        .order_by(col(Guardian.row_seq).nulls_last(), col(Guardian.id))
    ):
        found.setdefault(records[row.resident_id], []).append(row)
    return found


def _ward(
    session: Session,
    minor: Resident,
    rows: Sequence[Guardian],
    adults: Sequence[Resident],
    *,
    here: set[str],
    today: date,
) -> Ward:
    last = [row for row in rows if row.ended_on is None or row.ended_on > today]
    parents: list[Resident] = []
    if not rows and minor.household_role is HouseholdRole.CHILD:
        roles = (HouseholdRole.HEAD, HouseholdRole.PARTNER)
        parents = [row for row in adults if row.household_role in roles]
        parents.sort(key=lambda row: (roles.index(row.household_role), row.id))
    present = {head_of(session, row.guardian_id) for row in last if row.guardian_id} & here
    told = {who_of(session, row): row for row in last if row.guardian_id or row.name}
    return Ward(
        resident=minor,
        minority=minority_of(minor, today),
        named=tuple(told.values()),
        presumed=tuple(parents),
        present=frozenset(present) | {row.id for row in parents},
        outside=any(row.name for row in last if not row.guardian_id),
        with_adult=bool(adults),
    )


def left_by(session: Session, leaving: Iterable[str], today: date) -> tuple[str, ...]:
    """The minors who stay when these residents leave, and for whom nobody would answer then."""
    gone = {head_of(session, one) for one in leaving}
    homes = select(Resident.household_id).where(
        col(Resident.id).in_(list(gone)), col(Resident.household_id).is_not(None)
    )
    rows_of_them = select(Guardian.resident_id).where(
        col(Guardian.guardian_id).in_(records_of(session, gone))
    )
    named = {head_of(session, one) for one in session.exec(rows_of_them)}
    rows = session.exec(
        select(Resident)
        .where(
            is_present(session),
            may_be_minor(today),
            col(Resident.id).not_in(list(gone)),
            sa.or_(col(Resident.household_id).in_(homes), col(Resident.id).in_(named)),
        )
        .order_by(col(Resident.number))
    ).all()
    return tuple(
        ward.resident.id
        for ward in wards(session, rows, today).values()
        if ward.has_guardian and not ward.outside and ward.present <= gone
    )


def presumed_among(session: Session, household_ids: Iterable[str | None], today: date) -> Presumed:
    """The guardians whom households give their minors now."""
    ids = [household_id for household_id in household_ids if household_id]
    rows = session.exec(
        select(Resident).where(
            col(Resident.household_id).in_(ids), is_present(session), may_be_minor(today)
        )
    ).all()
    return {
        minor_id: frozenset(parent.id for parent in ward.presumed)
        for minor_id, ward in wards(session, rows, today).items()
        if ward.presumed
    }


def write_down(session: Session, before: Presumed, today: date) -> tuple[str, ...]:
    """A household has changed: parents who answered for a minor by their place in it are named
    where the places do not tell the same any more, so that nobody loses a guardian by it. Returns
    the ids of the new rows."""
    minors = session.exec(select(Resident).where(col(Resident.id).in_(list(before)))).all()
    made: list[Guardian] = []
    for minor_id, ward in wards(session, minors, today).items():
        if ward.named or frozenset(row.id for row in ward.presumed) == before[minor_id]:
            continue
        made += named_rows(ward.resident, before[minor_id])
    session.add_all(made)
    session.flush()
    return tuple(row.id for row in made)


def who_of(session: Session, row: Guardian) -> tuple[str, str]:
    """Whom a row names: two rows that name the same one, written by desks that did not know of each
    other or on records that were merged, count as one."""
    if row.guardian_id:
        return head_of(session, row.guardian_id), ""
    return "", " ".join((row.name or "").casefold().split())


def named_rows(minor: Resident, guardian_ids: Iterable[str]) -> list[Guardian]:
    """Rows that name these residents as guardians of a minor."""
    return [
        Guardian(site_id=minor.site_id, resident_id=minor.id, guardian_id=guardian_id)
        for guardian_id in sorted(guardian_ids)
    ]


def part_by_site(session: Session, moving: Iterable[str]) -> None:
    """These residents move to another site, and no row there points back: where a guardian and a
    minor part, the guardian is kept by name and phone number, like anybody who lives elsewhere. Of
    one whose file is closed to the viewer nothing is written down anew."""
    ids = list(records_of(session, moving))
    rows = session.exec(
        select(Guardian).where(
            col(Guardian.guardian_id).is_not(None),
            col(Guardian.guardian_id).in_(ids) != col(Guardian.resident_id).in_(ids),
        )
    ).all()
    for row in rows:
        guardian = session.get(Resident, head_of(session, row.guardian_id or ""))
        row.guardian_id = None
        if guardian is not None and not is_closed(session, guardian):
            row.name = f"{guardian.given_names} {guardian.surname}"
            row.phone = guardian.phone


def to_point_out(found: Mapping[str, Ward]) -> tuple[Ward, ...]:
    """Those for whom nobody answers, or who are here without an adult."""
    return tuple(ward for ward in found.values() if not ward.has_guardian or ward.unaccompanied)
