"""Days and times in every form in which Danish lists have them."""

from datetime import date, datetime, time, timedelta

import pytest

from desktop.services.arrivals.dates import EPOCH_1904, moment_of, time_of
from desktop.services.arrivals.problems import UnreadableError

TODAY = date(2026, 2, 20)
MARCH = date(2026, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        *("02.03.2026", "2.3.2026", "02-03-2026", "2/3/2026", "2/3-26", "2/3 26", "02.03.26"),
        *("2. marts 2026", "2 marts 2026", "2.marts 2026", "2. mar. 26", "02 MAR 2026"),
        *("mandag den 2. marts 2026", "man. 2/3-26", "Mandag 02.03.2026", "2 March 2026"),
        *("2026-03-02", "2026/03/02", "2026-3-2", "02032026", "2032026", "20260302", "020326"),
        *("2/3", "2. marts", "02.03.", "2-3", " 02.03.2026 ", "02.03.2026", "46083"),
    ],
)
def test_a_day_is_read_in_every_form(text: str) -> None:
    assert moment_of(text, TODAY) == (MARCH, None)


@pytest.mark.parametrize(
    "text",
    [
        *("02.03.2026 10:30", "02.03.2026 kl. 10.30", "2/3-26 kl 10:30", "2026-03-02 10:30:00"),
        *("2026-03-02T10:30:00", "2. marts 2026, kl. 10:30", "2026-03-02T09:30:00Z"),
    ],
)
def test_a_time_beside_the_day_is_read(text: str) -> None:
    assert moment_of(text, TODAY) == (MARCH, time(10, 30))


@pytest.mark.parametrize(
    "text", ["31.02.2026", "marts", "i morgen", "13/25/2026", "2026", "99.99.99", "2. foo 2026"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        moment_of(text, TODAY)


def test_a_year_left_out_is_the_nearest() -> None:
    assert moment_of("5/1", date(2026, 12, 20)) == (date(2027, 1, 5), None)
    assert moment_of("28/12", date(2027, 1, 5)) == (date(2026, 12, 28), None)


def test_two_digits_of_a_year_of_birth_never_lie_ahead() -> None:
    assert moment_of("03.04.58", TODAY, born=True) == (date(1958, 4, 3), None)
    assert moment_of("03.04.19", TODAY, born=True) == (date(2019, 4, 3), None)
    assert moment_of("21.02.26", TODAY, born=True) == (date(1926, 2, 21), None)
    with pytest.raises(UnreadableError):
        moment_of("3/4", TODAY, born=True)


def test_days_that_a_spreadsheet_counts_are_read_in_both_of_its_systems() -> None:
    assert moment_of(46083, TODAY) == (MARCH, None)
    assert moment_of(46083.4375, TODAY) == (MARCH, time(10, 30))
    assert moment_of(46083 - 1462, TODAY, epoch=EPOCH_1904) == (MARCH, None)
    assert moment_of(21278, TODAY, born=True) == (date(1958, 4, 3), None)
    assert moment_of(2032026, TODAY) == (MARCH, None), "a date whose first zero was lost"


def test_cells_that_are_days_already_stay_what_they_are() -> None:
    assert moment_of(datetime(2026, 3, 2), TODAY) == (MARCH, None)  # noqa: DTZ001
    assert moment_of(datetime(2026, 3, 2, 10, 30, 59), TODAY) == (MARCH, time(10, 30))  # noqa: DTZ001
    assert moment_of(MARCH, TODAY) == (MARCH, None)
    for empty in (None, "", "   ", " "):
        assert moment_of(empty, TODAY) is None
    with pytest.raises(UnreadableError):
        moment_of(True, TODAY)


@pytest.mark.parametrize(
    "value",
    ["10:30", "10.30", "kl. 10:30", "kl 10.30", "1030", 1030, 0.4375, time(10, 30, 20), "10:30:00",
     datetime(2026, 3, 2, 10, 30), timedelta(hours=10, minutes=30)],  # noqa: DTZ001
)  # fmt: skip
def test_a_time_is_read_in_every_form(value: object) -> None:
    assert time_of(value) == time(10, 30)


def test_times_that_are_none() -> None:
    assert time_of("9") == time(9)
    assert time_of(None) is None
    assert time_of(" ") is None
    for wrong in ("25:00", "10:75", "formiddag", "9999"):
        with pytest.raises(UnreadableError):
            time_of(wrong)
