"""Who could do what the person signed in may not, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.errors import AppError
from desktop.i18n import N_, _
from desktop.models.roles import (
    ACTIONS,
    ADMINS,
    CONFIDANTS,
    DESK,
    EVERYBODY,
    LEADS,
    OWN,
    PLACE_ACROSS,
    READS,
    Rule,
)
from desktop.models.sites import Role

WHO: Mapping[frozenset[Role], str] = {
    EVERYBODY: N_("Everybody who may sign in can do this."),
    DESK: N_("Only those who work at the front desk can do this."),
    DESK | ADMINS: N_("Only those who work at the front desk and administrators can do this."),
    LEADS: N_("Only site leads and placement coordinators can do this."),
    LEADS | ADMINS: N_("Only site leads, placement coordinators and administrators can do this."),
    frozenset({Role.LEAD}): N_("Only site leads can do this."),
    PLACE_ACROSS: N_("Only placement coordinators can do this."),
    CONFIDANTS: N_("Only site leads and social liaisons can do this."),
    LEADS | CONFIDANTS: N_(
        "Only site leads, placement coordinators and social liaisons can do this."
    ),
    ADMINS: N_("Only administrators can do this."),
    frozenset({Role.COORDINATOR, Role.ADMIN}): N_(
        "Only placement coordinators and administrators can do this."
    ),
    frozenset({Role.AUDITOR}): N_("Only auditors can do this."),
    frozenset({Role.AUDITOR, Role.LEAD}): N_("Only auditors and site leads can do this."),
}
"""For every set of roles that a rule may name."""

DENIED = N_("Your role does not allow this. Please ask your site lead.")
NOT_HERE = N_("You no longer work at this site. Please ask your administrator.")


class NotAllowedError(AppError):
    """Their role, or where they work, does not allow it. Nothing was read or changed."""


@dataclass(frozen=True)
class Right:
    """Whether the person signed in may do something, and who could."""

    allowed: bool
    roles: frozenset[Role]

    def who(self) -> str:
        """Who could do it, in the current language."""
        return _(WHO[self.roles])


ALLOWED = Right(allowed=True, roles=EVERYBODY)


def rule_of(name: str) -> Rule:
    """The rule of an action or a read. KeyError for a name that nobody declared."""
    for table in (READS, ACTIONS, OWN):
        if name in table:
            return table[name]
    raise KeyError(name)


def right_of(role: Role, name: str) -> Right:
    """What a role may do of a declared action or read."""
    rule = rule_of(name)
    return Right(role in rule.roles, rule.roles)
