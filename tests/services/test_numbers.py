"""Numbers issued offline never clash, and a slip of the finger shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from desktop.errors import AppError
from desktop.services.numbers import digits_of, number, require_desk_number

DESKS = st.integers(1, 2500)
COUNTS = st.integers(1, 99_999)


@given(DESKS, COUNTS, DESKS, COUNTS)
def test_two_desks_never_issue_the_same(one: int, first: int, two: int, second: int) -> None:
    assert (number(one, first) == number(two, second)) is ((one, first) == (two, second))


@given(DESKS, COUNTS)
def test_last_digit_checks_the_others(desk: int, count: int) -> None:
    assert luhn.is_valid(digits_of(number(desk, count)))


def test_form() -> None:
    assert number(3, 41).startswith("003-00041-")


def test_desk_without_a_number_is_told_what_to_do() -> None:
    with pytest.raises(AppError, match="Connect it to the network once"):
        require_desk_number(None)
