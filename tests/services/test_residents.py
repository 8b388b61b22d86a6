"""A resident's file, and what may stand in it."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.errors import AppError
from desktop.models.anonymity import NOBODY
from desktop.models.base import new_id
from desktop.services.cpr import cpr_problem
from desktop.services.residents import Residents
from tests.house import House, add_resident


def test_file_shows_the_household_and_the_story(house: House) -> None:
    shown = Residents(house.workplace()).file(house.residents["Danylo"])
    assert [line.given_names for line in shown.household] == ["Iryna", "Petro"]
    assert shown.details.allergies == "Mælk"
    assert shown.events[0].place == "3.07 B"


def test_who_was_anonymised_is_called_so_and_not_by_two_dashes(house: House) -> None:
    gone = add_resident(
        house, NOBODY, "", "", NOBODY, born=date(1990, 1, 1), anonymised_on=date(2026, 11, 1)
    )
    line = Residents(house.workplace()).file(gone).person
    assert (line.name, line.sort_name, line.name_cyrillic) == ("Anonymised", "Anonymised", "")


def test_change_writes_only_what_differs_and_trims(house: House) -> None:
    residents, halyna = Residents(house.workplace()), house.residents["Halyna"]
    details = residents.file(halyna).details
    residents.change(halyna, replace(details, phone="  +45 20  00 00 03 ", email=" "))
    shown = residents.file(halyna).details
    assert (shown.phone, shown.email) == ("+4520000003", "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"surname": " ", "given_names": ""}, "name as it stands"),
        ({"surname": "K" * 201}, "at most 200"),
        ({"birth_date": date(2027, 1, 1)}, "future"),
        ({"birth_date": date(1890, 1, 1)}, "120 years"),
        ({"cpr": "123"}, "ten digits"),
        ({"cpr": "3202921234"}, "not a date"),
        ({"cpr": "0101011234"}, "don't agree"),
    ],
)
def test_wrong_details_are_told_and_nothing_is_saved(
    house: House, changes: dict[str, object], words: str
) -> None:
    residents, halyna = Residents(house.workplace()), house.residents["Halyna"]
    before = residents.file(halyna)
    with pytest.raises(AppError, match=words):
        residents.change(halyna, replace(before.details, **changes))
    assert residents.file(halyna) == before


@pytest.mark.parametrize("cpr", ["020594-1234", "0205941234", "020594 1234", ""])
def test_cpr_without_modulus_11_may_stand(cpr: str) -> None:
    assert cpr_problem(cpr, date(1994, 5, 2)) is None


def test_unknown_resident_is_told(house: House) -> None:
    with pytest.raises(AppError, match="not at this site"):
        Residents(house.workplace()).file(new_id())
