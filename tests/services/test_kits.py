"""A kit once, and a shelf that is the sum of its movements."""

import pytest

from desktop.errors import AppError
from desktop.i18n import set_language
from desktop.models.kits import KitAudience
from desktop.services.kits import Kits, audience_of, items_of
from tests.house import House


def stock(house: House, audience: KitAudience) -> int:
    shelves = Kits(house.workplace()).shelves()
    return next(shelf.stock for shelf in shelves if shelf.audience is audience)


def test_head_of_household_gets_a_personal_kit_and_the_kitchen(house: House) -> None:
    suggested = Kits(house.workplace()).suggested(house.residents["Oksana"])
    assert [shelf.audience for shelf in suggested] == [KitAudience.ADULT, KitAudience.HOUSEHOLD]
    child = Kits(house.workplace()).suggested(house.residents["Danylo"])
    assert [shelf.audience for shelf in child] == [KitAudience.CHILD]


def test_hand_out_takes_from_the_shelf_and_a_return_puts_back(house: House) -> None:
    kits, adult = Kits(house.workplace()), house.kit_types[KitAudience.ADULT]
    (handout,) = kits.hand_out(house.residents["Oksana"], [adult])
    assert stock(house, KitAudience.ADULT) == 19
    kits.take_back(handout)
    assert stock(house, KitAudience.ADULT) == 20
    with pytest.raises(AppError, match="already been returned"):
        kits.take_back(handout)


def test_kit_is_handed_out_once(house: House) -> None:
    kits, adult = Kits(house.workplace()), house.kit_types[KitAudience.ADULT]
    kits.hand_out(house.residents["Oksana"], [adult])
    with pytest.raises(AppError, match="already handed out"):
        kits.hand_out(house.residents["Oksana"], [house.kit_types[KitAudience.HOUSEHOLD], adult])
    assert stock(house, KitAudience.HOUSEHOLD) == 20


def test_empty_shelf_never_stops_a_hand_out(house: House) -> None:
    kits, adult = Kits(house.workplace()), house.kit_types[KitAudience.ADULT]
    kits.count(adult, 0, "Talt op")
    kits.hand_out(house.residents["Oksana"], [adult])
    assert stock(house, KitAudience.ADULT) == -1


def test_count_that_differs_needs_a_reason(house: House) -> None:
    kits, adult = Kits(house.workplace()), house.kit_types[KitAudience.ADULT]
    kits.count(adult, 20, "")
    with pytest.raises(AppError, match="why the count differs"):
        kits.count(adult, 18, " ")
    kits.count(adult, 18, "To manglede")
    assert stock(house, KitAudience.ADULT) == 18
    kits.deliver(adult, 5)
    assert stock(house, KitAudience.ADULT) == 23


@pytest.mark.parametrize("quantity", [0, -3])
def test_delivery_of_nothing_is_refused(house: House, quantity: int) -> None:
    with pytest.raises(AppError):
        Kits(house.workplace()).deliver(house.kit_types[KitAudience.ADULT], quantity)


def test_names_follow_the_language(house: House) -> None:
    set_language("uk")
    assert Kits(house.workplace()).shelves()[0].name == "Набір для дорослого"
    set_language("da")
    assert Kits(house.workplace()).shelves()[0].items[0].name == "Dyne"


@pytest.mark.parametrize("raw", [None, {}, "x", [1, {"quantity": 2}]])
def test_items_in_a_strange_shape_are_passed_by(raw: object) -> None:
    assert items_of(raw) == ()


@pytest.mark.parametrize(
    ("age", "audience"),
    [
        (0, KitAudience.INFANT),
        (2, KitAudience.CHILD),
        (15, KitAudience.ADULT),
        (None, KitAudience.ADULT),
    ],
)
def test_kit_by_age(age: int | None, audience: KitAudience) -> None:
    assert audience_of(age) is audience
