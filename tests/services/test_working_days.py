"""Working days and takeovers, on real calendars."""

from datetime import date, timedelta

import pytest

from desktop.errors import AppError
from desktop.services.working_days import (
    DayOff,
    day_off,
    is_working_day,
    next_working_day,
    require_working_day,
    takeover_after,
)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-04-02", DayOff.HOLIDAY),  # Maundy Thursday
        ("2026-04-03", DayOff.HOLIDAY),
        ("2026-04-06", DayOff.HOLIDAY),
        ("2026-05-14", DayOff.HOLIDAY),  # Ascension
        ("2026-05-25", DayOff.HOLIDAY),
        ("2026-12-25", DayOff.HOLIDAY),
        ("2026-12-26", DayOff.HOLIDAY),  # a Saturday too
        ("2027-01-01", DayOff.HOLIDAY),
        ("2026-06-05", DayOff.CLOSED),
        ("2026-12-24", DayOff.CLOSED),
        ("2026-12-31", DayOff.CLOSED),
        ("2026-11-21", DayOff.SATURDAY),
        ("2026-11-22", DayOff.SUNDAY),
        ("2026-05-01", None),  # 1 May counts
        ("2026-05-15", None),  # the Friday after Ascension
        ("2024-04-26", None),  # Store bededag is no holiday any more
        ("2023-05-05", DayOff.HOLIDAY),  # and was the last time in 2023
    ],
)
def test_days_off_are_those_of_the_danish_calendar(day: str, why: DayOff | None) -> None:
    assert day_off(date.fromisoformat(day)) is why


@pytest.mark.parametrize(
    ("visitated", "takeover"),
    [
        ("2026-11-02", "2026-11-23"),  # three plain weeks
        ("2026-11-07", "2026-11-27"),  # on a Saturday: counted from Monday on
        ("2026-03-18", "2026-04-13"),  # over Easter: Thursday, Friday, Monday
        ("2026-12-09", "2027-01-05"),  # over Christmas and New Year: 24, 25, 31 and 1
        ("2027-12-09", "2028-01-03"),  # 25 and 26 December and 1 January on a weekend
        ("2026-05-11", "2026-06-03"),  # Ascension and Whit Monday
        ("2026-05-18", "2026-06-10"),  # Whit Monday and 5 June
        ("2024-04-22", "2024-05-14"),  # over 26 April, and Ascension on 9 May
    ],
)
def test_takeover_is_the_fifteenth_working_day(visitated: str, takeover: str) -> None:
    assert takeover_after(date.fromisoformat(visitated)) == date.fromisoformat(takeover)


def test_takeover_never_falls_on_a_day_off_and_counts_fifteen() -> None:
    for later in range(3 * 366):
        visitated = date(2025, 1, 1) + timedelta(days=later)
        found = takeover_after(visitated)
        assert is_working_day(found)
        between = [visitated + timedelta(days=n) for n in range(1, (found - visitated).days + 1)]
        assert sum(map(is_working_day, between)) == 15


def test_next_working_day_passes_over_christmas() -> None:
    assert next_working_day(date(2026, 12, 24)) == date(2026, 12, 28)
    assert next_working_day(date(2026, 11, 20)) == date(2026, 11, 20)


def test_day_off_is_refused_with_another_day_at_hand() -> None:
    require_working_day(None)
    require_working_day(date(2026, 11, 20))
    with pytest.raises(AppError) as refused:
        require_working_day(date(2026, 4, 3))
    assert refused.value.text() == (
        "03.04.2026 is a public holiday. Please choose a working day, such as 07.04.2026."
    )
    with pytest.raises(AppError, match="is a Sunday"):
        require_working_day(date(2026, 11, 22))
    with pytest.raises(AppError, match="offices are closed"):
        require_working_day(date(2026, 6, 5))
