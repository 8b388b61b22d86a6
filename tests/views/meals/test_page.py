"""At the serving desk: scan, look, Enter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from sqlmodel import select

from desktop.models.meals import Meal, MealServing
from desktop.models.sites import Role
from desktop.services.meals import Meals
from desktop.services.search import Search
from desktop.views.meals.page import MealsPage
from desktop.views.meals.reason_dialog import ReasonDialog
from desktop.views.translator import install_language
from tests.house import NOON, TODAY, House
from tests.views.meals.conftest import Shell

Key = Qt.Key


@pytest.fixture
def page(qtbot: QtBot, house: House, shell: Shell) -> MealsPage:
    workplace = house.workplace()
    made = MealsPage(shell.context, Meals(workplace), Search(workplace))
    qtbot.addWidget(made)
    made.resize(1000, 640)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.entry.hasFocus)
    shell.settle(qtbot)
    return made


def count(page: MealsPage) -> str:
    return page._count.text()


def states(page: MealsPage) -> dict[str, str]:
    return {card.guest.person.given_names: card.state_text() for card in page.household.cards}


def scan(qtbot: QtBot, page: MealsPage, number: str) -> None:
    """As a scanner does: digits in a burst, then Enter; the household shows."""
    qtbot.keyClicks(page.entry, number)
    qtbot.keyClick(page.entry, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.household.cards) and not page.entry.text())


def test_scanned_number_and_enter_serve_the_household(
    qtbot: QtBot, page: MealsPage, shell: Shell, house: House
) -> None:
    scan(qtbot, page, "003-00002-0")
    assert set(states(page).values()) == {"Ready"}
    assert page.serve_button.text() == "Serve 3 — Enter"
    qtbot.keyClick(page.entry, Key.Key_Return)
    qtbot.waitUntil(lambda: count(page) == "3 of 3 portions served")
    assert states(page)["Iryna"] == "Already served 12:30, Desk 1, by host Holm"
    assert page.entry.hasFocus()


def test_a_whole_number_opens_the_household_without_enter(
    qtbot: QtBot, page: MealsPage, shell: Shell
) -> None:
    qtbot.keyClicks(page.entry, "003000020")
    qtbot.waitUntil(lambda: len(page.household.cards) == 3)
    assert page.entry.text() == ""
    assert not page.serve_button.isEnabled()
    qtbot.keyClick(page.entry, Key.Key_Return)
    assert not page._busy, "Enter that was meant for the number must not serve unseen"
    qtbot.waitUntil(page.serve_button.isEnabled)


def test_name_lists_answers_and_enter_takes_the_best(qtbot: QtBot, page: MealsPage) -> None:
    qtbot.keyClicks(page.entry, "bon")
    qtbot.waitUntil(lambda: len(page.entry.results().hits) == 3)
    qtbot.keyClick(page.entry, Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.household.cards) == 3)


def test_room_of_one_household_opens_it(qtbot: QtBot, page: MealsPage) -> None:
    qtbot.keyClicks(page.entry, "3.07")
    qtbot.waitUntil(lambda: len(page.household.cards) == 3)


def test_allergy_is_written_large(qtbot: QtBot, page: MealsPage) -> None:
    scan(qtbot, page, "003-00003-0")
    card = next(c for c in page.household.cards if c.guest.person.given_names == "Danylo")
    assert card._allergy_text.text() == "ALLERGY: MÆLK"
    assert card._allergy_text.isVisible()
    assert "MÆLK" in card.accessibleName()


def test_second_try_says_when_where_and_by_whom(
    qtbot: QtBot, page: MealsPage, shell: Shell
) -> None:
    scan(qtbot, page, "003-00002-0")
    qtbot.keyClick(page.entry, Key.Key_Return)
    qtbot.waitUntil(lambda: count(page) == "3 of 3 portions served")
    scan(qtbot, page, "003-00002-0")
    shell.settle(qtbot)
    qtbot.keyClick(page.entry, Key.Key_Return)
    qtbot.waitUntil(page.household.refusal.isVisible)
    assert "was already served at 12:30, Desk 1, by host Holm." in page.household.refusal_text()


def test_serving_of_another_desk_stops_this_one(
    qtbot: QtBot, page: MealsPage, shell: Shell, house: House
) -> None:
    scan(qtbot, page, "003-00002-0")
    shell.settle(qtbot)
    house.lay_down(
        MealServing(
            site_id=house.site_id,
            resident_id=house.residents["Petro"],
            meal=Meal.LUNCH,
            day=TODAY,
            served_at=NOON,
            served_by=house.users[Role.LEAD],
            desk_name="Desk 2",
        )
    )
    qtbot.keyClick(page.entry, Key.Key_Return)
    qtbot.waitUntil(page.household.refusal.isVisible)
    assert page.household.refusal_text().startswith("Petro Bondar was already served")
    assert "Desk 2" in page.household.refusal_text()
    qtbot.waitUntil(lambda: page.serve_button.text() == "Serve 2 — Enter")


def test_enter_pressed_twice_serves_once_and_alarms_nobody(
    qtbot: QtBot, page: MealsPage, shell: Shell
) -> None:
    scan(qtbot, page, "003-00002-0")
    qtbot.keyClick(page.entry, Key.Key_Return)
    qtbot.keyClick(page.entry, Key.Key_Return)
    qtbot.waitUntil(lambda: count(page) == "3 of 3 portions served")
    qtbot.keyClick(page.entry, Key.Key_Return)
    shell.settle(qtbot)
    assert not page.household.refusal.isVisible()


def test_f8_takes_the_last_serving_back(qtbot: QtBot, page: MealsPage) -> None:
    scan(qtbot, page, "003-00002-0")
    assert not page.undo_button.isEnabled()
    qtbot.keyClick(page.entry, Key.Key_Return)
    qtbot.waitUntil(page.undo_button.isEnabled)
    qtbot.keyClick(page.entry, Key.Key_F8)
    qtbot.waitUntil(lambda: count(page) == "0 of 3 portions served")
    assert page._last_label.text() == "Taken back: Danylo Bondar, Iryna Bondar and Petro Bondar"
    assert not page.undo_button.isEnabled()


def test_undo_after_five_minutes_says_so(
    qtbot: QtBot, page: MealsPage, shell: Shell, house: House
) -> None:
    scan(qtbot, page, "003-00002-0")
    qtbot.keyClick(page.entry, Key.Key_Return)
    qtbot.waitUntil(page.undo_button.isEnabled)
    house.clock.move(minutes=6)
    qtbot.mouseClick(page.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shell.said == ["A serving can be undone for five minutes only."])
    assert count(page) == "3 of 3 portions served"


def test_esc_clears_for_the_next(qtbot: QtBot, page: MealsPage, shell: Shell) -> None:
    scan(qtbot, page, "003-00002-0")
    qtbot.keyClicks(page.entry, "ko")
    qtbot.keyClick(page.entry, Key.Key_Escape)
    assert page.entry.text() == ""
    assert page.household.cards == []
    assert page.entry.hasFocus()
    shell.settle(qtbot)
    assert not page.back()


def test_serving_anyway_asks_for_the_reason(qtbot: QtBot, page: MealsPage, house: House) -> None:
    scan(qtbot, page, "003-00001-0")
    qtbot.waitUntil(lambda: states(page) == {"Halyna": "Not entitled to meals"})
    assert not page.serve_button.isEnabled()
    qtbot.mouseClick(page.household.cards[0].anyway_button, Qt.MouseButton.LeftButton)
    dialog = page.findChild(ReasonDialog)
    assert dialog is not None
    assert not dialog.confirm_button.isEnabled()
    qtbot.keyClicks(dialog.reason_field, "Gæst")
    qtbot.keyClick(dialog.reason_field, Key.Key_Return)
    qtbot.waitUntil(lambda: states(page)["Halyna"].startswith("Already served"))
    with house.store.read() as session:
        assert session.exec(select(MealServing.override_reason)).all() == ["Gæst"]


def test_meal_follows_the_clock_until_someone_chooses(
    qtbot: QtBot, page: MealsPage, shell: Shell, house: House
) -> None:
    assert page.segment.value() is Meal.LUNCH
    house.clock.move(hours=5)
    page.follow_clock()
    qtbot.waitUntil(lambda: page.segment.value() is Meal.DINNER)
    breakfast = page.findChild(QPushButton, "meals_segment_breakfast")
    assert breakfast is not None
    qtbot.mouseClick(breakfast, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._title.text() == "Breakfast")
    page.follow_clock()
    shell.settle(qtbot)
    assert page.segment.value() is Meal.BREAKFAST
    assert page.entry.hasFocus()


def test_news_from_another_desk_keeps_what_is_typed(
    qtbot: QtBot, page: MealsPage, shell: Shell, house: House
) -> None:
    qtbot.keyClicks(page.entry, "Bond")
    Meals(house.workplace(Role.LEAD)).serve([house.residents["Petro"]], TODAY, Meal.LUNCH)
    page.data_changed({"meal_serving"})
    qtbot.waitUntil(lambda: count(page) == "1 of 3 portions served")
    assert page.entry.text() == "Bond"


def test_who_has_not_collected_is_listed_and_opens(
    qtbot: QtBot, page: MealsPage, shell: Shell
) -> None:
    assert page.waiting.fold.button.text() == "3 not collected yet"
    page.waiting.table.setFocus()
    page.waiting.table.choose(page.waiting.model.rows[0].person.id)
    qtbot.keyClick(page.waiting.table, Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.household.cards) == 3)


def test_scan_reaches_the_field_wherever_the_focus_is(qtbot: QtBot, page: MealsPage) -> None:
    page.waiting.table.setFocus()
    qtbot.keyClick(page.waiting.table, "0")
    qtbot.keyClicks(page.entry, "03-00002-0")
    assert page.entry.text() == "003-00002-0"


def test_enter_on_another_button_presses_that_one(
    qtbot: QtBot, page: MealsPage, shell: Shell
) -> None:
    scan(qtbot, page, "003-00002-0")
    shell.settle(qtbot)
    page.next_button.setFocus()
    qtbot.keyClick(page.next_button, Key.Key_Return)
    shell.settle(qtbot)
    assert page.household.cards == []
    assert count(page) == "0 of 3 portions served"


def test_opened_with_a_resident_shows_the_household(
    qtbot: QtBot, page: MealsPage, house: House
) -> None:
    page.open(house.residents["Danylo"])
    page.refresh()
    qtbot.waitUntil(lambda: len(page.household.cards) == 3)


def test_language_changes_while_somebody_types(
    qtbot: QtBot, page: MealsPage, shell: Shell, qapp: QApplication
) -> None:
    scan(qtbot, page, "003-00002-0")
    page.entry.insert("Ко")  # keyClicks knows Latin letters only
    for code in ("da", "uk", "ru"):
        install_language(qapp, code)
        assert page.entry.text() == "Ко"
        assert len(page.household.cards) == 3
    # The date is the language's own even before the catalogues are translated.
    qtbot.waitUntil(lambda: page._day.text() == "пятница, 20 ноября")
    assert page.entry.text() == "Ко"
    shell.settle(qtbot)
