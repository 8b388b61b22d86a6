"""The week of arrivals, by keyboard alone."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot
from sqlmodel import select

from desktop.models.residents import Resident, ResidentStatus
from desktop.services.arrivals.expected import ExpectedArrivals
from desktop.views.arrivals.announce_dialog import AnnounceDialog
from desktop.views.arrivals.arrival_row import ArrivalRow
from desktop.views.arrivals.move_dialog import MoveDialog
from desktop.views.arrivals.page import ArrivalsPage
from desktop.views.translator import install_language
from desktop.views.widgets.chip import Chip
from tests.house import TODAY, House
from tests.services.arrivals.lists import at
from tests.views.arrivals.conftest import dialog_of
from tests.views.meals.conftest import Shell

Key = Qt.Key


def rows(page: ArrivalsPage) -> list[ArrivalRow]:
    return page._week.rows()


def chips(row: ArrivalRow) -> list[str]:
    return [chip.text() for chip in row.findChildren(Chip) if not chip.isHidden()]


def heading(page: ArrivalsPage) -> str:
    return page._week.days[4].accessibleName()


def resident(house: House, given: str) -> Resident:
    with house.store.read() as session:
        return session.exec(select(Resident).where(Resident.given_names == given)).one()


def go_to_next_week(qtbot: QtBot, page: ArrivalsPage, shell: Shell) -> None:
    qtbot.keyClick(page.focusWidget(), Key.Key_Right)
    qtbot.waitUntil(lambda: [row.title() for row in rows(page)] == ["Myroslava Zahrebelna"])
    shell.settle(qtbot)
    qtbot.waitUntil(rows(page)[0].hasFocus)


def test_this_week_shows_who_comes_today_and_the_focus_is_there(page: ArrivalsPage) -> None:
    (row,) = rows(page)
    assert row.hasFocus()
    assert row.title() == "Oksana Shevchenko"
    assert row.detail() == "1 person · from Center Sandholm · Special Act"
    assert page._week.bar._label.text() == "Week 47"
    assert page._week._count.text() == "1 household, 1 person expected"
    assert page._week.days[4].accessibleName() == "Today, Friday 20 November"


def test_arrow_keys_go_through_weeks_and_home_comes_back(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell
) -> None:
    go_to_next_week(qtbot, page, shell)
    (row,) = rows(page)
    assert row.detail() == "2 people · from Center Sandholm · Special Act"
    qtbot.waitUntil(lambda: chips(row) == ["Kat"])
    assert "Mykola Zahrebelna, 9 years" in row.toolTip()
    qtbot.keyClick(row, Key.Key_Right)
    qtbot.waitUntil(page._week.empty.isVisible)
    assert page._week.empty.text().startswith("Nobody is expected in this week.")
    shell.settle(qtbot)
    qtbot.waitUntil(page._week.empty.action_button.hasFocus)
    qtbot.keyClick(page.focusWidget(), Key.Key_Home)
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    assert rows(page)[0].title() == "Oksana Shevchenko"


def test_enter_checks_in_who_is_due_and_opens_the_file_of_others(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, house: House
) -> None:
    qtbot.keyClick(rows(page)[0], Key.Key_Return)
    assert shell.gone == [("check_in", house.residents["Oksana"])]
    go_to_next_week(qtbot, page, shell)
    qtbot.keyClick(rows(page)[0], Key.Key_Return)
    assert shell.gone[-1] == ("residents", resident(house, "Myroslava").id)
    assert "Enter" in page._week.actions_bar.buttons["file"].text()


def test_one_click_chooses_and_two_open(qtbot: QtBot, page: ArrivalsPage, shell: Shell) -> None:
    row = rows(page)[0]
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert shell.gone == []
    qtbot.mouseDClick(row, Qt.MouseButton.LeftButton)
    assert len(shell.gone) == 1


def test_moving_by_keyboard_takes_the_household_and_can_be_undone(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, house: House
) -> None:
    go_to_next_week(qtbot, page, shell)
    qtbot.keyClick(rows(page)[0], Key.Key_F2)
    dialog = dialog_of(qtbot, page)
    assert isinstance(dialog, MoveDialog)
    qtbot.waitUntil(dialog.day_field.hasFocus)
    qtbot.keyClicks(dialog.day_field, "25/11")
    qtbot.keyClick(dialog.day_field, Key.Key_Return)
    qtbot.waitUntil(lambda: not page._week.days[2].isHidden())
    assert resident(house, "Mykola").expected_at is not None
    assert resident(house, "Mykola").expected_at == at("2026-11-25 10:30")
    assert shell.said == [
        "Myroslava Zahrebelna and Mykola Zahrebelna: expected 25 Nov 2026 at 10:30."
    ]
    undo = shell.messages[0].action
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: not page._week.days[0].isHidden())
    assert resident(house, "Mykola").expected_at == at("2026-11-23 10:30")
    assert shell.said[-1] == "It is as it was before."


def test_a_takeover_on_a_day_off_is_told_beside_the_field_at_once(
    qtbot: QtBot, page: ArrivalsPage
) -> None:
    qtbot.keyClick(rows(page)[0], Key.Key_F2)
    dialog = dialog_of(qtbot, page)
    assert isinstance(dialog, MoveDialog)
    qtbot.keyClicks(dialog.takeover_field, "24.12.2026")
    assert dialog._takeover.error() == (
        "The offices are closed on 24.12.2026. Please choose a working day, such as 28.12.2026."
    )
    assert not dialog.confirm_button.isEnabled()
    dialog.takeover_field.clear()
    qtbot.keyClicks(dialog.takeover_field, "28.12.2026")
    assert dialog.confirm_button.isEnabled()
    qtbot.keyClick(dialog, Key.Key_Escape)


def test_not_arrived_asks_for_a_reason_and_says_it_on_the_line(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, house: House
) -> None:
    qtbot.keyClick(rows(page)[0], Key.Key_F6)
    dialog = dialog_of(qtbot, page)
    field = dialog.findChild(QPlainTextEdit, "arrivals_no_show_reason")
    confirm = dialog.findChild(type(page._week.new_button), "dialog_confirm")
    assert field is not None
    assert confirm is not None
    assert not confirm.isEnabled()
    qtbot.keyClicks(field, "Not on the bus")
    qtbot.keyClick(confirm, Key.Key_Return)
    qtbot.waitUntil(lambda: chips(rows(page)[0]) == ["Did not arrive: Not on the bus"])
    assert resident(house, "Oksana").status is ResidentStatus.NO_SHOW
    bar = page._week.actions_bar
    assert bar.buttons["expect_again"].isVisible()
    assert not bar.buttons["cancel"].isVisible()
    assert bar.buttons["check_in"].isEnabled(), "they may come after all"
    rows(page)[0].setFocus()
    qtbot.keyClick(rows(page)[0], Key.Key_F4)
    qtbot.waitUntil(lambda: resident(house, "Oksana").status is ResidentStatus.EXPECTED)
    qtbot.waitUntil(lambda: chips(rows(page)[0]) == [])


def test_cancelling_is_a_key_away_and_not_yet_due_is_no_not_arrived(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, house: House
) -> None:
    go_to_next_week(qtbot, page, shell)
    assert not page._week.actions_bar.buttons["no_show"].isEnabled()
    qtbot.keyClick(rows(page)[0], Key.Key_F6)
    qtbot.keyClick(rows(page)[0], Key.Key_Delete)
    dialog = dialog_of(qtbot, page)
    field = dialog.findChild(QPlainTextEdit, "arrivals_cancel_reason")
    assert field is not None
    qtbot.keyClicks(field, "To Aarhus")
    qtbot.keyClick(field, Key.Key_Tab)
    qtbot.keyClick(dialog.focusWidget(), Key.Key_Return)
    qtbot.waitUntil(lambda: resident(house, "Mykola").status is ResidentStatus.CANCELLED)
    qtbot.waitUntil(lambda: "Cancelled: To Aarhus" in chips(rows(page)[0]))
    assert page._week._count.text() == ""


def test_a_household_is_announced_by_keyboard_alone(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, house: House
) -> None:
    qtbot.keyClick(rows(page)[0], Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(qtbot, page)
    assert isinstance(dialog, AnnounceDialog)
    qtbot.waitUntil(dialog.people[0].given.hasFocus)
    qtbot.keyClicks(dialog.people[0].given, "Olha")
    qtbot.keyClick(dialog.people[0].given, Key.Key_Return)
    assert dialog.people[0].rows["surname"].error() == "Please fill this in."
    assert dialog.people[0].surname.hasFocus()
    qtbot.keyClicks(dialog.people[0].surname, "Lysenko")
    qtbot.keyClick(dialog.add_button, Key.Key_Space)
    child = dialog.people[1]
    assert child.given.hasFocus()
    assert child.surname.text() == "Lysenko"
    qtbot.keyClicks(child.given, "Ivan")
    qtbot.keyClicks(child.birth, "03.04.2018")
    qtbot.keyClicks(dialog.coming.visitated, "2/11-26")
    assert dialog.coming.takeover.text() == "23.11.2026", "fifteen working days later"
    qtbot.keyClick(dialog.coming.visitated, Key.Key_Return)
    assert dialog.coming.rows["day"].error() == "Please write the day on which they come."
    qtbot.keyClicks(dialog.coming.day, "8/12")
    qtbot.keyClick(dialog.coming.day, Key.Key_Return)
    qtbot.waitUntil(lambda: [row.title() for row in rows(page)] == ["Olha Lysenko"])
    assert shell.said == ["Olha Lysenko is expected."]
    made = resident(house, "Ivan")
    assert made.expected_at == at("2026-12-08 12:00")
    assert made.takeover_on == date(2026, 11, 23)
    assert made.needs_meals is True
    shell.settle(qtbot)
    assert page.focusWidget() is rows(page)[0]


@pytest.mark.parametrize("first", ["the window", "the list"])
def test_who_was_announced_is_chosen_whichever_is_there_first(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, first: str
) -> None:
    assert [row.title() for row in rows(page)] == ["Oksana Shevchenko"]
    page.open("new")
    dialog = dialog_of(qtbot, page)
    assert isinstance(dialog, AnnounceDialog)
    qtbot.keyClicks(dialog.people[0].given, "Olha")
    qtbot.keyClicks(dialog.people[0].surname, "Lysenko")
    qtbot.keyClicks(dialog.coming.day, "20/11")
    if first == "the window":
        dialog.finished.connect(page.activateWindow)  # as the window manager does
    qtbot.keyClick(dialog.coming.day, Key.Key_Return)
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    shell.settle(qtbot)
    page.activateWindow()
    qtbot.waitUntil(lambda: bool(QApplication.focusWidget()))
    line = page._week.line()
    assert line is not None
    assert line.head.name == "Olha Lysenko"
    assert QApplication.focusWidget() is rows(page)[1]


def test_a_takeover_that_a_person_wrote_is_not_proposed_over(
    qtbot: QtBot, page: ArrivalsPage
) -> None:
    page.open("new")
    dialog = dialog_of(qtbot, page)
    assert isinstance(dialog, AnnounceDialog)
    qtbot.keyClicks(dialog.coming.takeover, "4/12")
    qtbot.keyClicks(dialog.coming.visitated, "3/11")
    assert dialog.coming.takeover.text() == "4/12"
    dialog.coming.takeover.clear()
    qtbot.keyClick(dialog.coming.takeover, Key.Key_Backspace)
    qtbot.keyClick(dialog, Key.Key_Escape)


def test_a_large_household_is_typed_where_one_sees_it(qtbot: QtBot, page: ArrivalsPage) -> None:
    page.open("new")
    dialog = dialog_of(qtbot, page)
    assert isinstance(dialog, AnnounceDialog)
    for number in range(1, 8):
        qtbot.keyClick(dialog.add_button, Key.Key_Space)
        QApplication.processEvents()
        given = dialog.people[number].given
        assert dialog.focusWidget() is given
        assert given.visibleRegion().boundingRect() == given.rect(), number
        qtbot.keyClicks(given, "Olha")
    qtbot.keyClick(dialog.people[7].given, Key.Key_Return)
    QApplication.processEvents()
    wrong = dialog.people[0].given
    assert dialog.focusWidget() is wrong
    assert wrong.visibleRegion().boundingRect() == wrong.rect()
    qtbot.keyClick(dialog, Key.Key_Escape)


def test_a_person_too_many_is_taken_out_again(qtbot: QtBot, page: ArrivalsPage) -> None:
    page.open("new")
    dialog = dialog_of(qtbot, page)
    assert isinstance(dialog, AnnounceDialog)
    dialog.add_person()
    dialog.add_person()
    assert dialog.coming.count.value() == 3
    qtbot.keyClick(dialog.people[1].remove_button, Key.Key_Space)
    assert len(dialog.people) == 2
    assert dialog.findChildren(QLineEdit, "arrival_given_0")
    qtbot.keyClick(dialog, Key.Key_Escape)


def test_news_from_elsewhere_shows_and_the_choice_stays(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, house: House
) -> None:
    oksana = house.residents["Oksana"]
    ExpectedArrivals(house.workplace()).move([oksana], at("2026-11-21 09:00"), None)
    page.data_changed({"resident"})
    qtbot.waitUntil(lambda: not page._week.days[5].isHidden())
    line = page._week.line()
    assert line is not None
    assert line.head.id == oksana


def test_who_should_have_come_stands_first(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, house: House
) -> None:
    house.clock.move(days=3)
    page.open(None)
    page.refresh()
    qtbot.waitUntil(lambda: not page._week.overdue.isHidden())
    assert [row.title() for row in rows(page)] == ["Oksana Shevchenko", "Myroslava Zahrebelna"]
    qtbot.waitUntil(lambda: chips(rows(page)[0]) == ["Expected on 20 Nov 2026"])
    rows(page)[0].setFocus()
    qtbot.keyClick(rows(page)[0], Key.Key_Down)
    assert rows(page)[1].hasFocus()
    qtbot.keyClick(rows(page)[1], Key.Key_Up)
    assert rows(page)[0].hasFocus()


def test_a_day_opens_its_week(qtbot: QtBot, page: ArrivalsPage, shell: Shell) -> None:
    page.open(TODAY + timedelta(days=3))
    page.refresh()
    qtbot.waitUntil(lambda: [row.title() for row in rows(page)] == ["Myroslava Zahrebelna"])


@pytest.mark.parametrize("code", ["da", "uk", "ru"])
def test_everything_follows_the_language(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, qapp: QApplication, code: str
) -> None:
    before = rows(page)[0]
    install_language(qapp, code)
    shell.settle(qtbot)
    assert rows(page)[0] is before, "the line stays, with its focus"
    assert before.title() == "Oksana Shevchenko"
    qtbot.waitUntil(lambda: "20" in heading(page) and "Friday" not in heading(page))
