"""A person is found by room, number, phone, papers and day of birth, as people write them."""

from datetime import date, timedelta

import pytest

from desktop.models.housing import Stay
from desktop.services.search import Search
from desktop.services.search.terms import dates_of
from tests.house import TODAY, House, add_resident


@pytest.fixture
def anna(house: House) -> House:
    """The house with Anna Berg, who has every number there is."""
    add_resident(
        house,
        "Anna",
        "Берг",
        "Анна",
        "Berg",
        born=date(1987, 3, 12),
        bed="2.14 B",
        cpr="120387-1234",
        phone="+380 67 123 45 67",
        email="anna.berg@example.org",
        foreigner_number="F 123 456",
        document_number="FK654321",
    )
    return house


def found(house: House, typed: str) -> list[str]:
    return [line.given_names for line in Search(house.workplace()).people(typed)]


@pytest.mark.parametrize(
    "typed",
    [
        "+380 67 123 45 67", "00380671234567", "067 123 45 67", "0671234567", "1234567", "45 67",
        "67-123-45-67", "12.03.1987", "12/3-87", "12/3 87", "1987-03-12", "120387", "12.3.87",
        "12-03-1987", "12031987", "19870312", "120387-1234", "1203871234", "120387 1234",
        "2.14 B", "2.14b", "2.14B", "F123456", "f 123 456", "FK654321", "fk 654321", "fk6543",
        "anna.berg@example.org", "anna.berg@", "003-00006-0", "00006", "anna 120387",
        "Берг 2.14", "2.14 berg",
    ],
)  # fmt: skip
def test_anna_is_found_by(anna: House, typed: str) -> None:
    assert found(anna, typed)[:1] == ["Anna"]


@pytest.mark.parametrize("typed", ["871234", "13.03.1987", "2.15", "9.99", "+45 99 99"])
def test_nobody_is_found_by(anna: House, typed: str) -> None:
    assert found(anna, typed) == []


def test_end_of_a_cpr_number_finds_nobody(anna: House) -> None:
    add_resident(anna, "Bo", "", "", "Dahl", born=date(1990, 1, 1), cpr="010190-9876")
    assert found(anna, "9876") == []
    assert found(anna, "010190") == ["Bo"]


def test_danish_phone_is_found_with_and_without_the_country(house: House) -> None:
    add_resident(house, "Bo", "", "", "Dahl", born=date(1990, 1, 1), phone="20 12 34 56")
    add_resident(house, "Eva", "", "", "Dahl", born=date(1990, 1, 1), phone="+45 30123456")
    for typed in ("20123456", "+45 20 12 34 56", "0045 20123456", "4520123456", "3456"):
        assert found(house, typed)[0] == "Bo", typed
    for typed in ("30 12 34 56", "+4530123456", "30123"):
        assert found(house, typed) == ["Eva"], typed


@pytest.mark.parametrize("kept", ["+380671234567", "067 123 45 67", "00380 67 123 45 67"])
def test_ukrainian_phone_is_found_in_any_form(house: House, kept: str) -> None:
    add_resident(house, "Ira", "", "", "Lys", born=date(1990, 1, 1), phone=kept)
    for typed in (
        *("+380671234567", "380671234567", "00380671234567", "0671234567", "067 123 45 67"),
        *("(067) 123-45-67", "+380 (0)67 123 45 67", "67 123 45 67", "123 45 67"),
    ):
        assert found(house, typed) == ["Ira"], typed


def test_whole_number_goes_before_one_that_only_holds_it(house: House) -> None:
    add_resident(house, "Bo", "", "", "Aa", born=date(1990, 1, 1), phone="+482012345601")
    add_resident(house, "Eva", "", "", "Zz", born=date(1990, 1, 1), phone="+4520123456")
    assert found(house, "20123456") == ["Eva", "Bo"]


def test_room_finds_all_who_live_there_and_the_bed_one(anna: House) -> None:
    assert found(anna, "2.14") == ["Anna", "Halyna"]
    assert found(anna, "2.1") == ["Anna", "Halyna"]
    assert found(anna, "2.14 A")[0] == "Halyna"
    assert found(anna, "3.07 iryna") == ["Iryna"]


def test_room_follows_a_move(anna: House) -> None:
    assert found(anna, "1.01") == []
    with anna.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE stay SET bed_id = ? WHERE resident_id = ?",
            (anna.beds["1.01 A"], anna.residents["Anna"]),
        )
    assert found(anna, "1.01") == ["Anna"]
    assert found(anna, "2.14") == ["Halyna"]
    with anna.store.applying() as connection:
        connection.exec_driver_sql("UPDATE room SET number = '1.99' WHERE number = '1.01'")
    assert found(anna, "1.99") == ["Anna"]
    assert found(anna, "1.01") == []


def test_stay_counts_on_its_days(house: House) -> None:
    add_resident(house, "Bo", "", "", "Dahl", born=date(1990, 1, 1))
    stay = Stay(
        site_id=house.site_id,
        bed_id=house.beds["1.01 A"],
        resident_id=house.residents["Bo"],
        starts_on=TODAY + timedelta(days=1),
        ends_on=TODAY + timedelta(days=3),
    )
    house.lay_down(stay)
    assert found(house, "1.01") == []
    house.clock.move(days=1)
    assert found(house, "1.01") == ["Bo"]
    house.clock.move(days=2)
    assert found(house, "1.01") == []


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("120387", [date(1987, 3, 12)]),
        ("010203", [date(2003, 2, 1), date(1903, 2, 1)]),
        ("31.02.1990", []),
        ("12.03.2090", []),
        ("20241231", [date(2024, 12, 31)]),
        ("1", []),
    ],
)
def test_day_of_birth_is_read(typed: str, days: list[date]) -> None:
    assert dates_of(typed, TODAY) == days
