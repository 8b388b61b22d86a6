"""Writes announced households into their rows; used within an op."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from desktop.models.base import new_id
from desktop.models.identity import count_up
from desktop.models.residents import Household, HouseholdRole, Resident, ResidentStatus
from desktop.services.arrivals.announced import Announced, Coming, plain, plain_cpr
from desktop.services.days import OF_AGE, age_on
from desktop.services.numbers import RESIDENTS, number


def with_roles(
    people: Sequence[Announced], today: date, *, has_head: bool = False
) -> list[Announced]:
    """Everybody with a place in the household: exactly one head, the first who was named so, else
    the first grown-up, else the first; none where the household ``has_head`` already. Children are
    children where nothing else is told."""
    heads = [n for n, one in enumerate(people) if one.role is HouseholdRole.HEAD]
    adults = [n for n, one in enumerate(people) if not _is_child(one, today)]
    head = None if has_head else next(iter([*heads, *adults, 0]))
    return [
        replace(one, role=HouseholdRole.HEAD if n == head else _role(one, today))
        for n, one in enumerate(people)
    ]


def _role(one: Announced, today: date) -> HouseholdRole:
    if one.role is not None and one.role is not HouseholdRole.HEAD:
        return one.role
    return HouseholdRole.CHILD if _is_child(one, today) else HouseholdRole.OTHER


def _is_child(one: Announced, today: date) -> bool:
    age = age_on(one.birth_date, today)
    return age is not None and age < OF_AGE


def add_household(session: Session, site_id: str, size: int) -> str:
    """A new household; its id."""
    household = Household(id=new_id(), site_id=site_id, size=size)
    session.add(household)
    session.flush()
    return household.id


def add_resident(
    session: Session,
    site_id: str,
    household_id: str,
    person: Announced,
    coming: Coming,
    *,
    desk_number: int,
) -> Resident:
    """A new resident who is expected, with the next number of this desk."""
    resident = Resident(
        site_id=site_id,
        number=number(desk_number, count_up(session.connection(), RESIDENTS)),
        household_id=household_id,
        household_role=person.role or HouseholdRole.OTHER,
        surname=plain(person.surname) or "",
        given_names=plain(person.given_names) or "",
        surname_cyrillic=plain(person.surname_cyrillic),
        given_names_cyrillic=plain(person.given_names_cyrillic),
        birth_date=person.birth_date,
        birth_precision=person.birth_precision,
        sex=person.sex,
        cpr=plain_cpr(person.cpr),
        foreigner_number=plain(person.foreigner_number),
        phone=plain(person.phone),
        arrival_reference=plain(person.reference),
        status=ResidentStatus.EXPECTED,
        expected_at=coming.expected_at,
        expected_from=plain(coming.expected_from),
        considerations=plain(coming.considerations),
        needs_meals=coming.needs_meals,
        pets=plain(coming.pets),
        legal_group=coming.legal_group,
        visitated_on=coming.visitated_on,
        takeover_on=coming.takeover_on,
    )
    session.add(resident)
    return resident
