"""Where a check-in goes on: the same step for the next member, then the next step."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from desktop.models.residents import StepKind
from desktop.services.check_in import MemberCheckIn

TOGETHER = frozenset({StepKind.LEASE, StepKind.HOUSE_RULES, StepKind.MEALS})
"""Steps that are done once for the household."""


@dataclass(frozen=True)
class At:
    """A step of a member."""

    resident_id: str
    kind: StepKind


def next_missing(
    members: Sequence[MemberCheckIn], begin: At, put_off: Collection[At] = ()
) -> At | None:
    """The first missing step from ``begin`` on, around to the first one again; those put off are
    passed by. Step by step rather than member by member: the passports of a family lie on the
    desk together, and its rooms are chosen together."""
    kinds, ids = list(StepKind), [member.person.id for member in members]
    begun = ids.index(begin.resident_id) if begin.resident_id in ids else 0
    first = kinds.index(begin.kind)
    for kind in kinds[first:] + kinds[:first]:
        start = begun if kind is begin.kind else 0
        for member in (*members[start:], *members[:start]):
            at = At(member.person.id, kind)
            if kind in member.missing and at not in put_off:
                return at
    return None


def put_off_with(members: Sequence[MemberCheckIn], at: At) -> set[At]:
    """What "do this later" means: for everybody where the step is the household's."""
    if at.kind in TOGETHER:
        return {At(member.person.id, at.kind) for member in members}
    return {at}
