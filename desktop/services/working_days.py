"""The working days of a Danish municipality, and the takeover date that is counted in them.

Seed 001: "Udlændingestyrelsen giver aktuelt kommunerne 15 hverdage til at forberede modtagelsen",
"Fra visitation til ankomst: 15 dage". The day after the visitation is the first of them, and the
municipality takes over on the fifteenth. Saturdays, Sundays and public holidays do not count
(``holidays``; Store bededag is none since 2024, lov nr. 214 of 6 March 2023). Neither do 5 June, 24
and 31 December: no law makes them holidays, but municipal offices are closed and agencies reckon
deadlines as if they were; so a takeover never falls on a day on which nobody is there to receive.
1 May counts: the front desks are open.
"""

from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import holidays

from desktop.errors import AppError
from desktop.i18n import N_, format_date

TAKEOVER_DAYS = 15
"""Working days from the visitation to the takeover."""

_CLOSED = {(6, 5), (12, 24), (12, 31)}
_SEARCHED = 30


class DayOff(StrEnum):
    """Why a day is no working day."""

    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    CLOSED = "closed"


_WORDS = {
    DayOff.SATURDAY: N_("{date} is a Saturday. Please choose a working day, such as {other}."),
    DayOff.SUNDAY: N_("{date} is a Sunday. Please choose a working day, such as {other}."),
    DayOff.HOLIDAY: N_("{date} is a public holiday. Please choose a working day, such as {other}."),
    DayOff.CLOSED: N_(
        "The offices are closed on {date}. Please choose a working day, such as {other}."
    ),
}


class NoWorkingDayError(AppError):
    """A day on which nobody takes over; says which one would do."""

    def __init__(self, day: date) -> None:
        off = day_off(day)
        assert off is not None
        self.day, self.other = day, next_working_day(day)
        super().__init__(_WORDS[off], date=day, other=self.other)

    def text(self) -> str:
        shown = AppError(
            self.msgid,
            date=format_date(self.day, "short"),
            other=format_date(self.other, "short"),
        )
        return AppError.text(shown)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DK", years=year))


def day_off(day: date) -> DayOff | None:
    """Why a day is no working day, None when it is one."""
    if day in _public_holidays(day.year):
        return DayOff.HOLIDAY
    if day.weekday() == 5:
        return DayOff.SATURDAY
    if day.weekday() == 6:
        return DayOff.SUNDAY
    return DayOff.CLOSED if (day.month, day.day) in _CLOSED else None


def is_working_day(day: date) -> bool:
    """Whether the municipality's offices are open."""
    return day_off(day) is None


def next_working_day(day: date) -> date:
    """The day itself, or the first working day after it."""
    for later in range(_SEARCHED):
        found = day + timedelta(days=later)
        if is_working_day(found):
            return found
    raise ValueError(f"no working day after {day}")


def takeover_after(visitated_on: date) -> date:
    """The working day on which the municipality takes over somebody visitated on a day; that may
    itself be any day of the week."""
    day, counted = visitated_on, 0
    while counted < TAKEOVER_DAYS:
        day += timedelta(days=1)
        counted += is_working_day(day)
    return day


def require_working_day(day: date | None) -> None:
    """Raises NoWorkingDayError for a takeover date on which nobody is there."""
    if day is not None and not is_working_day(day):
        raise NoWorkingDayError(day)
