"""The rows of a list beside each other: who belongs together, who stands there twice. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from desktop.i18n import N_
from desktop.services.arrivals.announced import MOST_PEOPLE
from desktop.services.arrivals.list_rows import ListRow
from desktop.services.arrivals.problems import Problem
from desktop.services.search.words import folded

Key = tuple[str, ...]


def plain_number(text: str) -> str:
    """A number as it is compared: letters and digits alone, in lower case."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def name_key(surname: str, given_names: str) -> str:
    """A name as it is compared: however it is spelt with signs, and in which order."""
    return " ".join(
        sorted(word for word in map(folded, f"{surname} {given_names}".split()) if word)
    )


def group_of(row: ListRow) -> Key:
    """What holds a household together: the household or case; without one everybody is alone."""
    return ("case", plain_number(row.household)) if row.household else ("row", str(row.number))


def checked_together(rows: Sequence[ListRow]) -> list[ListRow]:
    """The rows with what only shows beside others: people who stand there twice are left out the
    second time; members of whose household somebody is left out, or who come on another day, are
    told so."""
    once = _without_twins(rows)
    groups: dict[Key, list[ListRow]] = {}
    for row in once:
        groups.setdefault(group_of(row), []).append(row)
    found = {row.number: row for row in once}
    for members in groups.values():
        for row in _household(members):
            found[row.number] = row
    return [found[row.number] for row in once]


def _without_twins(rows: Sequence[ListRow]) -> list[ListRow]:
    first: dict[Key, int] = {}
    made = []
    for row in rows:
        keys = list(_keys(row))
        twin = next((first[key] for key in keys if key in first), None)
        if row.is_wrong:
            made.append(row)
            continue
        if twin is not None:
            made.append(
                with_problem(
                    row,
                    N_("The same person stands in row {row} already. This row is left out."),
                    is_error=True,
                    row=twin,
                )
            )
            continue
        for key in keys:
            first[key] = row.number
        made.append(row)
    return made


def _keys(row: ListRow) -> Iterable[Key]:
    """By each of these nobody stands twice in a list."""
    person = row.person
    name = name_key(person.surname, person.given_names)
    if person.foreigner_number:
        yield "foreigner", plain_number(person.foreigner_number)
    if person.cpr:
        yield "cpr", plain_number(person.cpr)
    if person.birth_date:
        yield "born", name, person.birth_date.isoformat()
    elif not person.foreigner_number and not person.cpr:
        yield "name", name, str(row.day), plain_number(row.household)


def _household(members: Sequence[ListRow]) -> list[ListRow]:
    good = [row for row in members if not row.is_wrong]
    if len(good) > MOST_PEOPLE:
        return [
            with_problem(
                row,
                N_(
                    "More than {count} people have the same household. "
                    "Please check which column holds it."
                ),
                is_error=True,
                count=MOST_PEOPLE,
            )
            for row in members
        ]
    out = next((row for row in members if row.is_wrong), None)
    days = {row.day for row in good}
    made = []
    for row in members:
        told = row
        if not row.is_wrong and out is not None:
            told = with_problem(
                told, N_("Row {row} of the same household is left out."), row=out.number
            )
        if not row.is_wrong and len(days) > 1:
            told = with_problem(told, N_("The household comes on different days."))
        made.append(told)
    return made


def with_problem(told: ListRow, msgid: str, *, is_error: bool = False, **params: object) -> ListRow:
    """The row with one thing more to say of it."""
    return replace(told, problems=(*told.problems, Problem(msgid, is_error, params)))


def household_size(rows: Iterable[ListRow]) -> int:
    """How many people a household has: those who stand there, or more where that is told."""
    members = list(rows)
    told = max((row.size or 0 for row in members), default=0)
    return max(told, len(members))
