"""What taking a list would do, row by row. Pure: works on rows that were read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from desktop.i18n import N_
from desktop.models.base import instant_text
from desktop.models.residents import Resident, ResidentStatus
from desktop.services.arrivals.announced import plain
from desktop.services.arrivals.centres import centre_of
from desktop.services.arrivals.known_people import Found, KnownPeople
from desktop.services.arrivals.last_said import Hearing, Standing, facts_of
from desktop.services.arrivals.lines import at_clock
from desktop.services.arrivals.list_rows import ListRow
from desktop.services.arrivals.problems import Problem
from desktop.services.days import COPENHAGEN, day_of
from desktop.services.field_words import FieldValue
from desktop.services.people import HERE
from desktop.services.search.words import folded
from desktop.services.working_days import takeover_after

_COMPARED_LOOSELY = ("surname", "given_names", "surname_cyrillic", "given_names_cyrillic")


class Verdict(StrEnum):
    """What happens to a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Change:
    """A field of somebody known that the list knows otherwise."""

    field: str
    was: FieldValue
    now: FieldValue

    def words(self) -> str:
        """What changes, in the current language."""
        return f"{self.now.label()}: {self.was.words()} → {self.now.words()}"


@dataclass(frozen=True)
class Planned:
    """A row with what happens to it. ``values`` are set on the resident who answers to it.
    ``prints`` are what is kept of what the list says of somebody known; None where that is
    nothing new."""

    row: ListRow
    verdict: Verdict
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    resident_id: str | None = None
    household_id: str | None = None
    values: tuple[tuple[str, Any], ...] = ()
    prints: Mapping[str, str] | None = None

    @property
    def id(self) -> int:
        """The row's number in the file."""
        return self.row.number

    @property
    def is_wrong(self) -> bool:
        """Whether something keeps it out."""
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True)
class Before:
    """What a list is held against: the site's name, who is ``known``, the places from which people
    came before, and by resident the prints of what the last list ``said``."""

    site: str
    known: KnownPeople
    used: Collection[str]
    said: Mapping[str, Mapping[str, Any]]


def planned(rows: Sequence[ListRow], before: Before) -> tuple[Planned, ...]:
    """What happens to each row."""
    claimed: dict[str, int] = {}
    return tuple(_planned(row, before, claimed) for row in rows)


def _planned(row: ListRow, before: Before, claimed: dict[str, int]) -> Planned:
    asked = _is_ours(row, before.site) and not row.is_wrong
    found = before.known.find(row) if asked else Found()
    told = [*row.problems, *_of_places(row, before.site, before.used), *found.problems]
    resident = found.resident
    if resident is not None and resident.id in claimed:
        twin = {"row": claimed[resident.id]}
        told.append(
            Problem(
                N_("This is the same person as in row {row}. This row is left out."), True, twin
            )
        )
    if any(problem.is_error for problem in told):
        return Planned(row, Verdict.LEFT_OUT, tuple(told))
    if resident is None:
        if row.clock is None:
            told.append(Problem(N_("No time is given. They are expected at 12:00.")))
        return Planned(row, Verdict.NEW, tuple(told))
    claimed[resident.id] = row.number
    if before.known.is_closed(resident):
        # Not a word about a protected file: neither that it is one, nor what differs.
        where = resident.household_id
        return Planned(row, Verdict.SAME, tuple(told), (), resident.id, where)
    heard = Hearing(row, before.said.get(resident.id, {}))
    return _of_known(row, resident, told, before.used, heard)


def _is_ours(row: ListRow, site: str) -> bool:
    return not row.site or folded(row.site) == folded(site)


def _of_places(row: ListRow, site: str, used: Collection[str]) -> Iterable[Problem]:
    """What is to be said of where they come from and where they go."""
    if not _is_ours(row, site):
        yield Problem(N_("This row is for another site: {text}."), True, {"text": row.site})
    if row.expected_from and centre_of(row.expected_from, used) is None:
        yield Problem(
            N_("“{text}” is no asylum centre that is known here. Is it spelt right?"),
            params={"text": row.expected_from},
        )


def _of_known(
    row: ListRow,
    resident: Resident,
    problems: list[Problem],
    used: Collection[str],
    heard: Hearing,
) -> Planned:
    values: dict[str, Any] = {}
    is_heard = resident.status is ResidentStatus.EXPECTED
    if resident.status in HERE:
        problems.append(
            Problem(N_("{number} has arrived already."), params={"number": resident.number})
        )
    else:
        values = _values(row, resident, used)
        stay = [name for name in values if heard.repeats(name)]
        values = {name: value for name, value in values.items() if name not in stay}
        if stay and is_heard:
            problems.append(_stays(resident, stay))
        if resident.status is not ResidentStatus.EXPECTED:
            if "expected_at" in values and _is_later(values["expected_at"], resident.expected_at):
                is_heard = True
                values |= {"status": ResidentStatus.EXPECTED, "arrival_outcome_reason": None}
                problems.append(
                    Problem(N_("They did not come before, and are expected again on a new day."))
                )
            else:
                values = {}
                problems.append(
                    Problem(
                        N_("Noted as not coming. Nothing changes unless the list has a later day.")
                    )
                )
    told = {name: value for name, value in values.items() if name != "arrival_outcome_reason"}
    return Planned(
        row,
        Verdict.CHANGED if values else Verdict.SAME,
        tuple(problems),
        tuple(_change(resident, name, value) for name, value in told.items()),
        resident.id,
        resident.household_id,
        tuple(values.items()),
        heard.prints() if is_heard else None,
    )


def _stays(resident: Resident, fields: Iterable[str]) -> Problem:
    """What the list says as before, and somebody here has put right since."""
    return Problem(
        N_("Changed here since the last list, and stays so. {values}."),
        params={
            "values": Standing(_value(name, getattr(resident, name)) for name in fields),
        },
    )


def _is_later(new: datetime, old: datetime | None) -> bool:
    return old is None or day_of(new) > day_of(old)


def _values(row: ListRow, resident: Resident, used: Collection[str]) -> dict[str, Any]:
    """What the row tells and the resident's file holds otherwise."""
    told = facts_of(row) | {
        "expected_at": _expected_at(row, resident.expected_at),
        "expected_from": place_of(row, used),
        "takeover_on": _takeover(row, resident),
    }
    return {
        name: value
        for name, value in told.items()
        if value is not None and not _agree(name, getattr(resident, name), value)
    }


def _agree(name: str, was: Any, now: Any) -> bool:
    if name in _COMPARED_LOOSELY and isinstance(was, str):
        return was.casefold() == str(now).casefold()
    if name == "expected_from" and isinstance(was, str):
        return bool(was == now or centre_of(was) == now)
    return bool(was == now)


def _expected_at(row: ListRow, before: datetime | None) -> datetime | None:
    """A list without times leaves the time as it is known."""
    assert row.day is not None
    if row.clock is None and before is not None:
        known = before.astimezone(COPENHAGEN)
        if known.date() == row.day:
            return None
        return at_clock(row.day, known.hour, known.minute)
    return expected_at(row)


def expected_at(row: ListRow) -> datetime:
    """When somebody new is expected; at noon where no time is told."""
    assert row.day is not None
    if row.clock is None:
        return at_clock(row.day)
    return at_clock(row.day, row.clock.hour, row.clock.minute)


def _takeover(row: ListRow, resident: Resident) -> Any:
    """As the list says; else counted anew when it tells another visitation."""
    if row.takeover_on is not None or row.visitated_on is None:
        return row.takeover_on
    if resident.takeover_on is None or row.visitated_on != resident.visitated_on:
        return takeover_after(row.visitated_on)
    return None


def place_of(row: ListRow, used: Collection[str]) -> str | None:
    """From where they come, as we write it where we know it."""
    return plain(centre_of(row.expected_from, used) or row.expected_from)


def _change(resident: Resident, name: str, value: Any) -> Change:
    return Change(name, _value(name, getattr(resident, name)), _value(name, value))


def _value(name: str, value: Any) -> FieldValue:
    """As on the wire, which is how fields are put into words."""
    if isinstance(value, datetime):
        value = instant_text(value)
    elif hasattr(value, "isoformat"):
        value = value.isoformat()
    elif isinstance(value, StrEnum):
        value = value.value
    return FieldValue("resident", name, value)


def counts(plan: Sequence[Planned], without: Collection[int] = ()) -> Mapping[Verdict, int]:
    """How many rows of each verdict, when the rows with these numbers are left out by hand."""
    found = dict.fromkeys(Verdict, 0)
    for one in plan:
        verdict = one.verdict
        if one.id in without and verdict in (Verdict.NEW, Verdict.CHANGED):
            verdict = Verdict.LEFT_OUT
        found[verdict] += 1
    return found
