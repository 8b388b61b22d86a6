"""Days begin at midnight in Copenhagen, also when the clock changes."""

from datetime import UTC, date, datetime

import pytest

from desktop.services.days import age_on, day_of


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 20, 22, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_day_begins_at_midnight_in_copenhagen(instant: datetime, day: date) -> None:
    assert day_of(instant) == day


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1992, 11, 20), date(2026, 11, 19), 33),
        (date(1992, 11, 20), date(2026, 11, 20), 34),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (None, date(2026, 3, 1), None),
    ],
)
def test_age_in_whole_years(born: date | None, day: date, age: int | None) -> None:
    assert age_on(born, day) == age
