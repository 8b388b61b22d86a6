"""Nobody is served twice, and nobody is turned away by mistake."""

from datetime import timedelta

import pytest

from desktop.errors import AppError
from desktop.models.base import new_id
from desktop.models.meals import Meal, MealServing
from desktop.models.sites import Role
from desktop.services.days import meal_at
from desktop.services.meals import AlreadyServedError, Guest, Meals
from desktop.services.needs_you import NeedsYou
from desktop.services.protective import Protected, joined
from desktop.services.residents import Residents
from tests.house import NOON, TODAY, House
from tests.inbox import lay_conflict


def test_second_serving_names_time_desk_and_colleague(house: House) -> None:
    meals, iryna = Meals(house.workplace()), house.residents["Iryna"]
    meals.serve([iryna], TODAY, Meal.LUNCH)
    house.clock.move(minutes=12)
    with pytest.raises(AlreadyServedError) as refused:
        meals.serve([iryna], TODAY, Meal.LUNCH)
    assert refused.value.text() == (
        "Iryna Bondar was already served at 12:30, Desk 1, by host Holm."
    )


def test_serving_of_another_desk_counts(house: House) -> None:
    house.lay_down(
        MealServing(
            site_id=house.site_id,
            resident_id=house.residents["Danylo"],
            meal=Meal.LUNCH,
            day=TODAY,
            served_at=NOON,
            served_by=house.users[Role.LEAD],
            desk_name="Desk 2",
        )
    )
    with pytest.raises(AlreadyServedError, match="Desk 2"):
        Meals(house.workplace()).serve([house.residents["Danylo"]], TODAY, Meal.LUNCH)


def test_one_refused_member_leaves_the_household_unserved(house: House) -> None:
    meals = Meals(house.workplace())
    meals.serve([house.residents["Iryna"]], TODAY, Meal.LUNCH)
    with pytest.raises(AlreadyServedError):
        meals.serve([house.residents["Petro"], house.residents["Iryna"]], TODAY, Meal.LUNCH)
    assert meals.portions(TODAY, Meal.LUNCH).served == 1


def test_serving_again_on_purpose_needs_a_reason(house: House) -> None:
    meals, iryna = Meals(house.workplace()), house.residents["Iryna"]
    meals.serve([iryna], TODAY, Meal.LUNCH)
    meals.serve([iryna], TODAY, Meal.LUNCH, override="Tabte bakken")
    with pytest.raises(AlreadyServedError):
        meals.serve([iryna], TODAY, Meal.LUNCH, override="  ")


def test_someone_not_entitled_is_not_served(house: House) -> None:
    with pytest.raises(AppError, match="not entitled"):
        Meals(house.workplace()).serve([house.residents["Halyna"]], TODAY, Meal.LUNCH)


def test_undone_serving_can_be_served_again_and_only_for_five_minutes(house: House) -> None:
    meals, iryna = Meals(house.workplace()), house.residents["Iryna"]
    first = meals.serve([iryna], TODAY, Meal.LUNCH)
    meals.undo(first.serving_ids)
    again = meals.serve([iryna], TODAY, Meal.LUNCH)
    house.clock.move(minutes=5, seconds=1)
    with pytest.raises(AppError, match="five minutes"):
        meals.undo(again.serving_ids)


def test_portions_count_served_of_entitled_and_the_diets_left(house: House) -> None:
    meals = Meals(house.workplace())
    meals.serve([house.residents["Iryna"]], TODAY, Meal.LUNCH)
    portions = meals.portions(TODAY, Meal.LUNCH)
    assert (portions.served, portions.entitled) == (1, 3)
    assert portions.diets_left == (("Mælk", 1),)
    assert len(meals.not_collected(TODAY, Meal.LUNCH)) == 2


def test_household_shows_its_head_first_then_by_age(house: House) -> None:
    guests = Meals(house.workplace()).household(house.residents["Danylo"], TODAY, Meal.LUNCH)
    assert [guest.person.given_names for guest in guests] == ["Iryna", "Petro", "Danylo"]


def test_entitlement_ends_on_its_last_day(house: House) -> None:
    guests = Meals(house.workplace()).household(
        house.residents["Iryna"], TODAY - timedelta(days=31), Meal.LUNCH
    )
    assert not any(guest.entitled for guest in guests)


@pytest.mark.parametrize(
    ("hours", "meal"),
    [(-5, Meal.BREAKFAST), (0, Meal.LUNCH), (2, Meal.DINNER), (11, Meal.DINNER)],
)
def test_meal_follows_the_clock_in_copenhagen(hours: int, meal: Meal) -> None:
    assert meal_at(NOON + timedelta(hours=hours)) is meal


def test_an_unknown_resident_is_nobody(house: House) -> None:
    with pytest.raises(AppError):
        Meals(house.workplace()).household(new_id(), TODAY, Meal.LUNCH)


def test_all_allergies_of_an_open_conflict_are_shown_until_it_is_decided(house: House) -> None:
    conflict_id = lay_conflict(
        house, "Iryna", "allergies", {"allergies": "Nødder"}, {"allergies": "mælk; nødder"}
    )
    iryna = house.residents["Iryna"]

    def guest() -> Guest:
        guests = Meals(house.workplace()).household(iryna, TODAY, Meal.LUNCH)
        return next(guest for guest in guests if guest.person.id == iryna)

    assert (guest().allergies, guest().allergies_open) == ("Nødder, mælk", True)
    left = dict(Meals(house.workplace()).portions(TODAY, Meal.LUNCH).diets_left)
    assert left["Nødder, mælk"] == 1
    file = Residents(house.workplace()).file(iryna)
    assert file.allergies == Protected("Nødder, mælk", is_open=True)
    assert file.details.allergies == "Nødder"
    NeedsYou(house.workplace(Role.LEAD)).decide_conflict(conflict_id, {"allergies": "Nødder"})
    assert (guest().allergies, guest().allergies_open) == ("Nødder", False)


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ((None, "nuts"), "nuts"),
        (("nuts", ""), "nuts"),
        (("nuts, milk", "Milk;eggs\nnuts "), "nuts, milk, eggs"),
        ((None, " , "), ""),
    ],
)
def test_joined_names_each_thing_once(texts: tuple[str | None, ...], shown: str) -> None:
    assert joined(texts) == shown
