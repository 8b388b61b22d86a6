"""A row of a list in words: what it is about, what happens to it, what is to be said of it."""

from desktop.i18n import _, format_date
from desktop.services.arrivals.list_plan import Planned, Verdict


def verdict_words(verdict: Verdict) -> str:
    """What happens to a row."""
    words = {
        Verdict.NEW: _("New"),
        Verdict.CHANGED: _("Changes"),
        Verdict.SAME: _("Here already"),
        Verdict.LEFT_OUT: _("Left out"),
    }
    return words[verdict]


def name_words(one: Planned) -> str:
    """Who it is about, as the list has it."""
    person = one.row.person
    return ", ".join(part for part in (person.surname, person.given_names) if part)


def day_words(one: Planned) -> str:
    """When they come, as the list has it."""
    row = one.row
    if row.day is None:
        return ""
    day = format_date(row.day, "short")
    return f"{day} {row.clock:%H:%M}" if row.clock else day


def told_words(one: Planned) -> list[str]:
    """Everything to be said, the gravest first, then what changes."""
    problems = sorted(one.problems, key=lambda problem: not problem.is_error)
    return [problem.words() for problem in problems] + [one_.words() for one_ in one.changes]
