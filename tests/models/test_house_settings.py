"""What is set holds; what is no sensible number doesn't."""

from datetime import timedelta

import pytest

from desktop.models.house_settings import LOCK_MINUTES, OFFLINE_DAYS, lock_after, offline_for
from desktop.models.sites import Setting
from tests.house import House


def test_without_a_row_the_defaults_hold(house: House) -> None:
    with house.store.read() as session:
        assert lock_after(session) == timedelta(minutes=5)
        assert offline_for(session) == timedelta(days=14)


@pytest.mark.parametrize(
    ("value", "minutes"), [(10, 10), (2.5, 2.5), (0, 5), (-1, 5), (61, 5), (True, 5), ("9", 5)]
)
def test_what_is_set_holds_within_its_bounds(house: House, value: object, minutes: float) -> None:
    house.lay_down(Setting(name=LOCK_MINUTES.name, value=value))
    with house.store.read() as session:
        assert lock_after(session) == timedelta(minutes=minutes)


def test_of_two_rows_the_later_one_counts_where_it_is_sensible(house: House) -> None:
    for seq, value in ((8, 3), (7, 7), (9, None)):
        house.lay_down(Setting(name=OFFLINE_DAYS.name, value=value, row_seq=seq))
    with house.store.read() as session:
        assert offline_for(session) == timedelta(days=3)
