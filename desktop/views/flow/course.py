"""Where a flow goes on: the same step for the next member, then the next step."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.views.flow.member import Member


@dataclass(frozen=True)
class At:
    """A step of a member."""

    resident_id: str
    kind: StrEnum


def next_missing(
    members: Sequence[Member], kinds: Sequence[StrEnum], begin: At, put_off: Collection[At] = ()
) -> At | None:
    """The first missing step from ``begin`` on, around to the first one again; those put off are
    passed by. Step by step rather than member by member: the passports of a family lie on the
    desk together, and its rooms are chosen together."""
    ids = [member.person.id for member in members]
    begun = ids.index(begin.resident_id) if begin.resident_id in ids else 0
    first = kinds.index(begin.kind)
    for kind in (*kinds[first:], *kinds[:first]):
        start = begun if kind is begin.kind else 0
        for member in (*members[start:], *members[:start]):
            at = At(member.person.id, kind)
            if kind in member.missing and at not in put_off:
                return at
    return None


def put_off_with(members: Sequence[Member], at: At, each: Collection[StrEnum]) -> set[At]:
    """What "do this later" means: for everybody, but for the steps that are done for ``each`` by
    themselves."""
    if at.kind in each:
        return {at}
    return {At(member.person.id, at.kind) for member in members}


def done_together(members: Sequence[Member], at: At, each: Collection[StrEnum]) -> list[str]:
    """For whom a step was done in the same breath as for one member, who comes first."""
    of = {member.person.id: _when(member, at.kind) for member in members}
    instant = of.get(at.resident_id)
    if at.kind in each or instant is None:
        return [at.resident_id]
    others = [id_ for id_, when in of.items() if when == instant and id_ != at.resident_id]
    return [at.resident_id, *others]


def _when(member: Member, kind: StrEnum) -> object:
    return next((step.at for step in member.done if step.kind is kind), None)
