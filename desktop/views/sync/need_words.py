"""What needs a person, in one line: a title, what it is about, who and when."""

from collections.abc import Sequence
from datetime import datetime

from desktop.i18n import _, format_list, format_number, format_when, ngettext
from desktop.services.needs import (
    ConflictValue,
    ContestedStay,
    Needs,
    OpenConflict,
    Origin,
    RefusedOp,
)
from desktop.services.people import PersonLine
from desktop.services.protected_files import FileOpening

Need = ContestedStay | OpenConflict | RefusedOp | FileOpening

_NAMES = 2


def in_order(needs: Needs) -> tuple[Need, ...]:
    """All of them, those first that keep somebody from a bed."""
    return (*needs.contested, *needs.conflicts, *needs.refused, *needs.openings)


def key_of(need: Need) -> str:
    """What says that it is the same one after a refresh."""
    return need.op_id if isinstance(need, RefusedOp) else need.id


def names_text(people: Sequence[PersonLine]) -> str:
    """Two names, then how many more."""
    names = [person.name for person in people[:_NAMES]]
    more = len(people) - len(names)
    if more:
        names.append(
            ngettext("and {count} more", "and {count} more", more).format(count=format_number(more))
        )
    return ", ".join(names)


def title(need: Need) -> str:
    """What it is, in a few words."""
    if isinstance(need, ContestedStay):
        if need.same_person:
            return _("Two beds for one person: {person}").format(person=need.late.person.name)
        return _("Bed {place} claimed twice").format(place=need.late.place)
    if isinstance(need, OpenConflict):
        return f"{need.field_words()} · {need.subject.words()}"
    if isinstance(need, FileOpening):
        return _("Protected file opened: no. {number}").format(number=need.person.number)
    return " · ".join(part for part in (need.words(), names_text(need.people)) if part)


def detail(need: Need) -> str:
    """What stands against what, or why it was not taken."""
    if isinstance(need, ContestedStay):
        return _claims_text(need)
    if isinstance(need, OpenConflict):
        return _values_text(need)
    if isinstance(need, FileOpening):
        return _("Reason: {text}").format(text=need.reason)
    return need.refusal()


def _claims_text(need: ContestedStay) -> str:
    if need.standing is None:
        return _("The bed is free again: the claim can be confirmed.")
    if need.same_person:
        return format_list((need.late.place, need.standing.place))
    return format_list((need.standing.person.name, need.late.person.name))


def _values_text(need: OpenConflict) -> str:
    if need.gone:
        return _("What this was about is no longer there.")
    if need.closed:
        return _("This file is protected. Please open it with a reason first.")
    values = (_("“{text}”").format(text=value_text(need, value)) for value in need.values)
    return _("Different values: {values}").format(values=format_list(values))


def who(need: Need, now: datetime) -> str:
    """Who brought it, at which desk, when."""
    if isinstance(need, ContestedStay):
        return origin_text(need.late.origin, now)
    if isinstance(need, OpenConflict):
        return origin_text(need.values[-1].origin, now) if need.values else ""
    return " · ".join(part for part in (need.by, format_when(need.at, now)) if part)


def origin_text(origin: Origin, now: datetime) -> str:
    """Who, at which desk, when, as far as it is known."""
    when = format_when(origin.at, now) if origin.at else ""
    return " · ".join(part for part in (origin.by, origin.desk, when) if part)


def suggestion_text(origin: Origin) -> str:
    """That a value came from the site where the person lived before; empty for all others."""
    if not origin.elsewhere:
        return ""
    return _("{site} wrote this before the move; it is a suggestion.").format(site=origin.elsewhere)


def differing(need: OpenConflict) -> frozenset[str]:
    """The fields whose values differ."""
    of_field: dict[str, list[object]] = {}
    for value in need.values:
        for field in value.fields:
            of_field.setdefault(field.field, []).append(field.value)
    return frozenset(
        name for name, values in of_field.items() if any(value != values[0] for value in values)
    )


def value_text(need: OpenConflict, value: ConflictValue) -> str:
    """A value in one line: only what differs."""
    names = differing(need)
    return ", ".join(field.words() for field in value.fields if field.field in names)


def deciders_text(names: Sequence[str]) -> str:
    """Who can decide, for those who can't."""
    if not names:
        return _("A site lead can decide this.")
    return _("You can look at it here. It can be decided by: {names}.").format(
        names=format_list(names)
    )
