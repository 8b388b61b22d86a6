"""A person is found as one types, in either script, by number, room or phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.base import new_id
from desktop.services.search import Search, folded, words_of
from tests.house import House


@pytest.mark.parametrize(
    "typed",
    ["Шевченко", "шевч", "shevchenko", "OKSANA", "oksana shev", "Shevchenko, Oksana", "Оксана"],
)
def test_oksana_is_found_by_name(house: House, typed: str) -> None:
    found = Search(house.workplace()).people(typed)
    assert [line.name for line in found] == ["Oksana Shevchenko"]


@pytest.mark.parametrize("typed", ["2.14", "2.14 A", "2.14 a"])
def test_room_finds_who_lives_there(house: House, typed: str) -> None:
    assert [line.name for line in Search(house.workplace()).people(typed)] == ["Halyna Koval"]


def test_person_is_known_by_id_and_nobody_by_another(house: House) -> None:
    search = Search(house.workplace())
    found = search.person(house.residents["Halyna"])
    assert found is not None
    assert found.name == "Halyna Koval"
    assert search.person(new_id()) is None


def test_number_finds_its_owner_with_or_without_hyphens(house: House) -> None:
    search = Search(house.workplace())
    for typed in ("003-00005-0", "003000050", "00005"):
        assert [line.name for line in search.people(typed)] == ["Oksana Shevchenko"]


def test_whole_name_comes_before_part_of_one(house: House) -> None:
    found = Search(house.workplace()).people("bon")
    assert [line.given_names for line in found] == ["Danylo", "Iryna", "Petro"]


@pytest.mark.parametrize("typed", ["", "   ", ",", "Nobody", "oksana bondar"])
def test_nothing_is_found_where_nothing_is(house: House, typed: str) -> None:
    assert Search(house.workplace()).people(typed) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Мар'яна", "Мар’яна"),
        ("Ґудзь", "гудзь"),
        ("Київ", "Киів"),
        ("Сергей", "Сергеи"),
        ("Фёдор", "федор"),
        ("Søren", "SOREN"),
        ("Håkon", "hakon"),
        ("Aage", "Åge"),
        ("Kjær", "kjaer"),
        ("Мар´яна", "мар`яна"),
        ("𝐀nna", "ANNA"),
        ("Ivano-Frankivsk", "ivanofrankivsk"),
    ],
)
def test_letters_that_offices_mix_up_are_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@given(st.text(max_size=40))
def test_any_text_can_be_typed(text: str) -> None:
    assert all(words_of(text)) is True
    assert [folded(word) for word in words_of(text)] == words_of(text)
