"""What a guest's card warns of."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.models.meals import Meal
from desktop.services.meals import Meals
from desktop.views.meals.guest_card import GuestCard
from tests.house import TODAY, House
from tests.inbox import lay_conflict


def card_of(qtbot: QtBot, house: House, name: str) -> GuestCard:
    resident_id = house.residents[name]
    guests = Meals(house.workplace()).household(resident_id, TODAY, Meal.LUNCH)
    card = GuestCard(next(guest for guest in guests if guest.person.id == resident_id))
    qtbot.addWidget(card)
    card.show()
    return card


def test_allergies_on_which_desks_differ_are_all_in_large_letters(
    qtbot: QtBot, house: House
) -> None:
    lay_conflict(house, "Iryna", "allergies", {"allergies": "nuts"}, {"allergies": "milk"})
    card = card_of(qtbot, house, "Iryna")
    assert "ALLERGY: NUTS, MILK" in card.accessibleName()
    undecided = card.findChild(QLabel, "meals_undecided")
    assert undecided.isVisible()
    assert "until it is decided" in undecided.text()


def test_without_a_conflict_nothing_is_said_of_one(qtbot: QtBot, house: House) -> None:
    assert card_of(qtbot, house, "Iryna").findChild(QLabel, "meals_undecided").isHidden()
