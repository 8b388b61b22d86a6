"""Who counts as a minor, who heads a household, and how places in it change: pure rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.models.residents import BirthPrecision, HouseholdRole
from desktop.services.days import OF_AGE, age_on


class Minority(StrEnum):
    """Whether somebody is under age. In doubt (``PERHAPS``) they are treated as a child."""

    ADULT = "adult"
    MINOR = "minor"
    PERHAPS = "perhaps"


@dataclass(frozen=True)
class Kin:
    """A member of a household, as far as the rules ask."""

    id: str
    role: HouseholdRole
    minority: Minority
    age: int | None


def minority(
    born: date | None, precision: BirthPrecision, role: HouseholdRole, day: date
) -> Minority:
    """Whether somebody is a minor on a day.

    Where only the year is known, it may be any day of it; an estimate may be a year out as well.
    Without any date a child of the household may be a minor, anybody else is not asked.
    """
    if born is None:
        return Minority.PERHAPS if role is HouseholdRole.CHILD else Minority.ADULT
    earliest = latest = born
    if precision is not BirthPrecision.EXACT:
        out = 1 if precision is BirthPrecision.ESTIMATED else 0
        earliest = date(born.year - out, 1, 1)
        latest = date(born.year + out, 12, 31)
    if (age_on(latest, day) or 0) >= OF_AGE:
        return Minority.ADULT
    return Minority.MINOR if (age_on(earliest, day) or 0) < OF_AGE else Minority.PERHAPS


_HEADS_BY = (
    HouseholdRole.HEAD,
    HouseholdRole.PARTNER,
    HouseholdRole.PARENT,
    HouseholdRole.OTHER,
    HouseholdRole.CHILD,
)
"""Who is proposed as head first."""


def propose_head(members: Iterable[Kin]) -> str:
    """Whom to propose as head: an adult, by their place in the household, then the eldest. KeyError
    without anybody."""
    ranked = sorted(
        members,
        key=lambda kin: (
            kin.minority is not Minority.ADULT,
            _HEADS_BY.index(kin.role),
            -(kin.age or 0),
            kin.id,
        ),
    )
    if not ranked:
        raise KeyError("nobody can head a household without members")
    return ranked[0].id


_SEEN_FROM: Mapping[HouseholdRole, Mapping[HouseholdRole, HouseholdRole]] = {
    HouseholdRole.HEAD: {role: role for role in HouseholdRole},
    HouseholdRole.PARTNER: {role: role for role in HouseholdRole}
    | {HouseholdRole.HEAD: HouseholdRole.PARTNER, HouseholdRole.PARTNER: HouseholdRole.OTHER},
    HouseholdRole.PARENT: dict.fromkeys(HouseholdRole, HouseholdRole.OTHER)
    | {HouseholdRole.HEAD: HouseholdRole.CHILD},
    HouseholdRole.CHILD: dict.fromkeys(HouseholdRole, HouseholdRole.OTHER)
    | {HouseholdRole.HEAD: HouseholdRole.PARENT, HouseholdRole.PARTNER: HouseholdRole.PARENT},
    HouseholdRole.OTHER: dict.fromkeys(HouseholdRole, HouseholdRole.OTHER),
}
"""By the place that the new head had: what each place is, seen from them."""


def roles_under(head_id: str, members: Iterable[Kin]) -> dict[str, HouseholdRole]:
    """Everybody's place, proposed, when this member is the head: places are told from the head, so
    a grandmother's daughter is her child, and a child's sister another relative."""
    kin = {member.id: member.role for member in members}
    seen = _SEEN_FROM[kin[head_id]]
    roles = {member_id: seen[role] for member_id, role in kin.items()}
    if kin[head_id] is HouseholdRole.HEAD:
        # Two desks may each have named a head; the other one is a relative until somebody says.
        for member_id, role in kin.items():
            if role is HouseholdRole.HEAD:
                roles[member_id] = HouseholdRole.OTHER
    roles[head_id] = HouseholdRole.HEAD
    return roles


def has_one_head(roles: Iterable[HouseholdRole]) -> bool:
    """Whether exactly one place is the head's."""
    return sum(role is HouseholdRole.HEAD for role in roles) == 1
