"""What the board says of a bed on a day: who, when and how."""

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from desktop.i18n import _, format_date
from desktop.models.housing import GenderRule, StayKind, StayState
from desktop.models.residents import ResidentStatus
from desktop.services.rooms import BedRow, StayBar
from desktop.services.words import word


@dataclass(frozen=True)
class BoardPlace:
    """A bed on a day, with the stay that is drawn there."""

    bed: BedRow
    day: date
    stay: StayBar | None


def sentence(place: BoardPlace) -> str:
    """One line: 2.14 A · Halyna Koval · Moved in · from 21 October 2026, no end yet."""
    return " · ".join([place.bed.place, *_facts(place)])


def tooltip(place: BoardPlace) -> str:
    """The same on several lines, as HTML in which a name stays plain text."""
    lines = [escape(part) for part in (*_facts(place), _where(place.bed))]
    return f"<div style='white-space:pre'><b>{lines[0]}</b><br>{'<br>'.join(lines[1:])}</div>"


def bar_words(stay: StayBar) -> str:
    """What a bar says: who, and whether they are elsewhere; the bed stays theirs meanwhile."""
    if is_away(stay):
        return f"{stay.person.name} · {word(stay.person.status)}"
    return stay.person.name


def is_away(stay: StayBar) -> bool:
    """Whether who lives here is elsewhere now."""
    return stay.kind is StayKind.ACTUAL and stay.person.status is ResidentStatus.AWAY


def _facts(place: BoardPlace) -> list[str]:
    stay = place.stay
    if stay is None:
        return [_("Free"), format_date(place.day, "long")]
    names = [stay.person.name]
    if stay.person.name_cyrillic:
        names.append(stay.person.name_cyrillic)
    away = [word(stay.person.status)] if is_away(stay) else []
    return [*names, _how(stay), *away, _when(stay)]


def _how(stay: StayBar) -> str:
    if stay.state is StayState.CONTESTED:
        return word(stay.state)
    return word(stay.kind)


def _when(stay: StayBar) -> str:
    first = format_date(stay.starts_on, "long")
    if stay.ends_on is None:
        return _("from {first}, no end yet").format(first=first)
    last = format_date(stay.ends_on - timedelta(days=1), "long")
    return _("{first} – {last}").format(first=first, last=last)


def _where(bed: BedRow) -> str:
    parts = [bed.place, word(bed.room_type)]
    if bed.gender_rule is not GenderRule.ANY:
        parts.append(word(bed.gender_rule))
    return " · ".join(parts)
