"""What a line of the week says about a household, in the current language."""

from datetime import date, timedelta

from desktop.i18n import (
    _,
    format_age,
    format_date,
    format_list,
    format_number,
    format_time,
    ngettext,
)
from desktop.models.residents import LegalGroup, ResidentStatus
from desktop.services.arrivals.cell_texts import shortened
from desktop.services.arrivals.lines import ArrivalLine
from desktop.services.people import HERE, PersonLine
from desktop.services.words import word

_LONGEST = 90
"""Letters that a chip can bear; the whole text is in the tooltip."""

Chips = list[tuple[str, str, str]]
"""Text, state and icon of each."""


def clock_of(line: ArrivalLine) -> str:
    """When they come."""
    return format_time(line.expected_at) if line.expected_at else "–"


def people_count(count: int) -> str:
    """How many people."""
    return ngettext("{count} person", "{count} people", count).format(count=format_number(count))


def group_words(group: LegalGroup) -> str:
    """The legal group, as short as it is said in the house."""
    short = {
        LegalGroup.SPECIAL_ACT: _("Special Act"),
        LegalGroup.QUOTA: _("Quota"),
        LegalGroup.FAMILY_REUNIFIED: _("Family reunification"),
        LegalGroup.PATIENT: _("Patient"),
    }
    return short[group]


def detail_of(line: ArrivalLine) -> str:
    """How many, from where, when the municipality takes over, on what ground."""
    parts = [people_count(line.size)]
    if line.size > len(line.members):
        parts[0] += " " + ngettext("({count} named)", "({count} named)", len(line.members)).format(
            count=format_number(len(line.members))
        )
    if line.expected_from:
        parts.append(_("from {place}").format(place=line.expected_from))
    if line.takeover_on is not None:
        parts.append(_("takeover {date}").format(date=format_date(line.takeover_on, "short")))
    parts.append(group_words(line.legal_group))
    return " · ".join(parts)


def members_words(line: ArrivalLine) -> str:
    """Everybody with their age, a line each."""
    return "\n".join(_person(member) for member in line.members)


def chips_of(line: ArrivalLine, today: date) -> Chips:
    """What is to be prepared, and how it stands."""
    chips = _standing(line, today)
    if line.considerations:
        chips.append((shortened(line.considerations, _LONGEST), "attention", "instruction"))
    if line.pets:
        chips.append((shortened(line.pets, _LONGEST), "", "pet"))
    if line.needs_meals:
        chips.append((_("Needs meals"), "", "meal"))
    return chips


def _standing(line: ArrivalLine, today: date) -> Chips:
    reason = f": {shortened(line.outcome_reason, _LONGEST)}" if line.outcome_reason else ""
    if line.status in HERE:
        return [(_("Arrived"), "good", "good")]
    if line.status is ResidentStatus.NO_SHOW:
        return [(word(line.status) + reason, "danger", "close")]
    if line.status is ResidentStatus.CANCELLED:
        return [(word(line.status) + reason, "", "blocked")]
    if line.day is None or line.day >= today:
        return []
    if line.day == today - timedelta(days=1):
        return [(_("Expected yesterday"), "attention", "clock")]
    text = _("Expected on {date}").format(date=format_date(line.day))
    return [(text, "attention", "clock")]


def _person(person: PersonLine) -> str:
    return person.name if person.age is None else f"{person.name}, {format_age(person.age)}"


def names_of(line: ArrivalLine) -> str:
    """Everybody by name, for a message."""
    return format_list(member.name for member in line.members)
