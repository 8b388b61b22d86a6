"""When somebody was born, as people say it, and how old that makes them."""

from datetime import date

import pytest

from desktop import i18n
from desktop.models.residents import BirthPrecision
from desktop.services.birth import Birth, age_words, birth_words, read_birth, typed_birth
from desktop.services.typed_dates import read_date
from tests.house import TODAY

EXACT, YEAR, ESTIMATED = BirthPrecision


@pytest.mark.parametrize(
    "typed", ["14.02.1992", "14/2/1992", "14 02 1992", "14021992", "1992-02-14", "født 14.02.1992"]
)
def test_whole_date_is_exact(typed: str) -> None:
    assert read_birth(typed, TODAY) == Birth(date(1992, 2, 14), EXACT)


@pytest.mark.parametrize(
    "typed",
    ["1991", "born 1991", "born in 1991", "født 1991", "f. 1991", "1991 р.н.", "народився у 1991",
     "1991 г.р.", "родилась в 1991", "1991 року"],
)  # fmt: skip
def test_year_alone_is_the_first_of_january(typed: str) -> None:
    assert read_birth(typed, TODAY) == Birth(date(1991, 1, 1), YEAR)


@pytest.mark.parametrize(
    "typed",
    ["about 34", "About 34 years old", "ca. 34", "ca 34 år", "omkring 34 år", "~34", "34 years",
     "34 år", "34 роки", "близько 34 років", "приблизно 34", "34 года", "около 34", "≈ 1992",
     "about 1992", "ca. 1992", "близько 1992 р."],
)  # fmt: skip
def test_age_and_about_are_estimates(typed: str) -> None:
    assert read_birth(typed, TODAY) == Birth(date(1992, 1, 1), ESTIMATED)


@pytest.mark.parametrize("typed", ["", "34", "31.02.1992", "29.02.1991", "1.1.92", "abc", "born"])
def test_what_is_neither_is_not_guessed_at(typed: str) -> None:
    assert read_birth(typed, TODAY) is None


def test_estimated_age_is_what_is_shown_for_the_rest_of_the_year() -> None:
    birth = read_birth("about 34", TODAY)
    assert birth is not None
    for day in (TODAY, date(TODAY.year, 12, 31)):
        assert age_words(birth.day, birth.precision, day) == "about 34 years"


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2026, 2, 28), "21 years"),
        (date(2026, 3, 1), "22 years"),
        (date(2028, 2, 28), "23 years"),
        (date(2028, 2, 29), "24 years"),
    ],
)
def test_leap_day_child_is_a_year_older_on_the_first_of_march(day: date, age: str) -> None:
    assert age_words(date(2004, 2, 29), EXACT, day) == age


def test_birth_is_told_as_surely_as_it_is_known() -> None:
    assert birth_words(date(1992, 2, 14), EXACT, TODAY) == "14 Feb 1992 · 34 years"
    assert birth_words(date(1991, 1, 1), YEAR, TODAY) == "born in 1991 · about 35 years"
    i18n.set_language("da")
    assert birth_words(date(1992, 2, 14), EXACT, TODAY) == "14. feb. 1992 · 34 år"


@pytest.mark.parametrize(
    ("day", "precision"),
    [(date(1992, 2, 14), EXACT), (date(1991, 1, 1), YEAR), (date(899, 3, 1), EXACT)],
)
def test_what_is_shown_is_read_as_the_same(day: date, precision: BirthPrecision) -> None:
    assert read_birth(typed_birth(day, precision), TODAY) == Birth(day, precision)


@pytest.mark.parametrize("typed", ["14.2.27", "2027", "32.01.2027", "14.13.2027"])
def test_date_of_papers_is_whole(typed: str) -> None:
    assert read_date(typed) is None
