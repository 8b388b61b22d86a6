"""Phone numbers are kept so that they can be called from anywhere, and never lost."""

import pytest

from desktop.services.phones import Phone, kept_phone, read_phone, shown_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+45 20 12 34 56", "+4520123456"),
        ("0045 20123456", "+4520123456"),
        ("+380 (0)67 123-45-67", "+380671234567"),
        ("+48 601 234 567", "+48601234567"),
    ],
)
def test_number_with_its_country_is_kept_in_the_international_form(typed: str, kept: str) -> None:
    assert read_phone(typed) == Phone(kept)


@pytest.mark.parametrize("typed", ["20 12 34 56", "20123456", "20.12.34.56", "4520123456"])
def test_eight_digits_are_taken_as_danish(typed: str) -> None:
    assert read_phone(typed) == Phone("+4520123456", guessed="DK")


@pytest.mark.parametrize(
    "typed", ["067 123 45 67", "(067) 123-45-67", "671234567", "380671234567", "0671234567"]
)
def test_ukrainian_numbers_are_taken_as_such(typed: str) -> None:
    assert read_phone(typed) == Phone("+380671234567", guessed="UA")


def test_number_that_nobody_is_known_to_have_is_kept_and_told() -> None:
    assert read_phone("+45 00 00 00 01") == Phone("+4500000001", known=False)


@pytest.mark.parametrize(
    "typed",
    ["20123456 (mor)", "20 12 34 56 / 30 12 34 56", "+45 20", "12345", "Telegram @ira", "+"],
)
def test_what_cannot_be_read_is_kept_as_it_was_typed(typed: str) -> None:
    assert read_phone(typed) == Phone(typed, readable=False)
    assert shown_phone(kept_phone(typed)) == typed


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+4520123456", "+45 20 12 34 56"),
        ("+380671234567", "+380 67 123 4567"),
        ("20 12 34 56", "20 12 34 56"),
        ("", ""),
    ],
)
def test_kept_number_is_shown_as_people_write_it(kept: str, shown: str) -> None:
    assert shown_phone(kept) == shown
    assert kept_phone(shown) == (kept if kept.startswith("+") or not kept else "+4520123456")
