"""Who is a minor, who heads a household, and how places are told from the head."""

from datetime import date

import pytest

from desktop.models.residents import BirthPrecision, HouseholdRole
from desktop.services.household_rules import (
    Kin,
    Minority,
    has_one_head,
    minority,
    propose_head,
    roles_under,
)
from tests.house import TODAY

HEAD, PARTNER, CHILD, PARENT, OTHER = HouseholdRole
EXACT, YEAR, ESTIMATED = BirthPrecision


@pytest.mark.parametrize(
    ("born", "precision", "role", "wanted"),
    [
        (date(2008, 11, 20), EXACT, CHILD, Minority.ADULT),
        (date(2008, 11, 21), EXACT, CHILD, Minority.MINOR),
        (date(2008, 1, 1), YEAR, CHILD, Minority.PERHAPS),
        (date(2007, 1, 1), YEAR, CHILD, Minority.ADULT),
        (date(2009, 1, 1), YEAR, OTHER, Minority.MINOR),
        (date(2007, 1, 1), ESTIMATED, OTHER, Minority.PERHAPS),
        (date(2009, 1, 1), ESTIMATED, OTHER, Minority.PERHAPS),
        (date(2006, 1, 1), ESTIMATED, OTHER, Minority.ADULT),
        (date(2010, 1, 1), ESTIMATED, OTHER, Minority.MINOR),
        (None, EXACT, CHILD, Minority.PERHAPS),
        (None, EXACT, HEAD, Minority.ADULT),
    ],
)
def test_somebody_is_a_minor_until_they_are_surely_of_age(
    born: date | None, precision: BirthPrecision, role: HouseholdRole, wanted: Minority
) -> None:
    assert minority(born, precision, role, TODAY) is wanted


def test_born_on_a_leap_day_one_is_of_age_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)
    assert minority(born, EXACT, CHILD, date(2026, 2, 28)) is Minority.MINOR
    assert minority(born, EXACT, CHILD, date(2026, 3, 1)) is Minority.ADULT


def kin(id_: str, role: HouseholdRole, age: int) -> Kin:
    return Kin(id_, role, Minority.MINOR if age < 18 else Minority.ADULT, age)


FAMILY = (
    kin("mother", HEAD, 40),
    kin("father", PARTNER, 43),
    kin("son", CHILD, 19),
    kin("daughter", CHILD, 9),
    kin("grandmother", PARENT, 70),
)


def without(*gone: str) -> list[Kin]:
    return [one for one in FAMILY if one.id not in gone]


@pytest.mark.parametrize(
    ("gone", "wanted"),
    [
        ((), "mother"),
        (("mother",), "father"),
        (("mother", "father"), "grandmother"),
        (("mother", "father", "grandmother"), "son"),
        (("mother", "father", "grandmother", "son"), "daughter"),
    ],
)
def test_an_adult_is_proposed_as_head_by_their_place(gone: tuple[str, ...], wanted: str) -> None:
    assert propose_head(without(*gone)) == wanted


def test_nobody_heads_an_empty_household() -> None:
    with pytest.raises(KeyError):
        propose_head([])


@pytest.mark.parametrize(
    ("head", "places"),
    [
        ("mother", [HEAD, PARTNER, CHILD, CHILD, PARENT]),
        ("father", [PARTNER, HEAD, CHILD, CHILD, PARENT]),
        ("grandmother", [CHILD, OTHER, OTHER, OTHER, HEAD]),
        ("son", [PARENT, PARENT, HEAD, OTHER, OTHER]),
    ],
)
def test_places_are_told_from_the_head(head: str, places: list[HouseholdRole]) -> None:
    assert list(roles_under(head, FAMILY).values()) == places


def test_of_two_heads_the_other_one_becomes_a_relative() -> None:
    two = (kin("a", HEAD, 40), kin("b", HEAD, 41), kin("c", CHILD, 5))
    roles = roles_under("b", two)
    assert roles == {"a": OTHER, "b": HEAD, "c": CHILD}
    assert has_one_head(roles.values())
