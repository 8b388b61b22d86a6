"""Today leads to the work."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from desktop.models.incidents import IncidentCategory, IncidentPart, IncidentPlace
from desktop.models.kits import KitAudience
from desktop.models.residents import ResidentStatus, Sex
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.duplicates import Duplicates, Merging
from desktop.services.incidents import Incidents, Report
from desktop.services.kits import Kits
from desktop.services.meals import Meals
from desktop.services.protected_files import ProtectedFiles
from desktop.services.retention import Retention
from desktop.services.today import Today
from desktop.views.duplicates.actions import RecordServices
from desktop.views.today.card_columns import CardColumns
from desktop.views.today.page import TodayPage
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.work_line import WorkLine
from tests.house import NOON, TODAY, House, add_resident, make_house
from tests.inbox import lay_contested
from tests.views.residents.stage import Stage, part


def today_page(stage: Stage, house: House) -> TodayPage:
    workplace = house.workplace()
    page = TodayPage(
        stage.context,
        Today(workplace),
        Retention(workplace),
        records=RecordServices(Duplicates(workplace), Merging(workplace)),
        clock=house.clock,
    )
    stage.show(page)
    return page


def chips(line: QWidget) -> list[str]:
    return [chip.text() for chip in line.findChildren(Chip) if not chip.isHidden()]


def test_head_tells_the_day_and_how_full_the_house_is(stage: Stage, house: House) -> None:
    page = today_page(stage, house)
    assert part(page, QLabel, "today_day").text() == "Friday 20 November"
    assert part(page, QLabel, "today_occupancy").text() == "4 of 7 beds taken · 3 free now"


def test_check_in_button_begins_the_check_in(stage: Stage, house: House) -> None:
    page = today_page(stage, house)
    line = part(page, WorkLine, "arrivals_line_0")
    assert line.title() == "Oksana Shevchenko"
    assert line.detail() == "1 person · from Center Sandholm"
    stage.qtbot.mouseClick(part(page, QPushButton, "check_in_button_0"), Qt.MouseButton.LeftButton)
    assert stage.gone == [("check_in", house.residents["Oksana"])]


def test_enter_on_a_focused_button_presses_it(stage: Stage, house: House) -> None:
    page = today_page(stage, house)
    button = part(page, QPushButton, "check_in_button_0")
    button.setFocus()
    stage.qtbot.keyClick(button, Qt.Key.Key_Return)
    assert stage.gone == [("check_in", house.residents["Oksana"])]


def test_enter_on_a_line_opens_the_file(stage: Stage, house: House) -> None:
    page = today_page(stage, house)
    line = part(page, WorkLine, "arrivals_line_0")
    line.setFocus()
    stage.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert stage.gone == [("residents", house.residents["Oksana"])]


@pytest.mark.parametrize(
    ("days", "said"), [(1, "Expected yesterday"), (3, "Expected on 17 Nov 2026")]
)
def test_overdue_arrival_is_marked(stage: Stage, house: House, days: int, said: str) -> None:
    late = add_resident(
        house,
        "Roman",
        "Мороз",
        "Роман",
        "Moroz",
        born=TODAY - timedelta(days=9000),
        sex=Sex.MALE,
        status=ResidentStatus.EXPECTED,
        expected_at=NOON - timedelta(days=days),
        pets="Hund",
    )
    page = today_page(stage, house)
    assert chips(part(page, WorkLine, "arrivals_line_0")) == [said, "Hund"]
    assert chips(part(page, WorkLine, "arrivals_line_1")) == []
    part(page, QPushButton, "check_in_button_0").click()
    assert stage.gone == [("check_in", late)]


def test_left_check_in_shows_its_missing_steps_and_leads_back(stage: Stage, house: House) -> None:
    check_ins, oksana = CheckIns(house.workplace()), house.residents["Oksana"]
    check_ins.confirm_identity(oksana, check_ins.household(oksana)[0].details)
    page = today_page(stage, house)
    line = part(page, WorkLine, "unfinished_line_0")
    assert chips(line) == ["Photo", "Room and bed", "Lease contract", "and 6 more"]
    stage.qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert stage.gone == [("check_in", oksana)]


def test_meal_shows_how_it_stands_and_leads_to_the_desk(stage: Stage, house: House) -> None:
    meals = Meals(house.workplace())
    meals.serve([house.residents["Iryna"]], *meals.current())
    page = today_page(stage, house)
    assert part(page, QLabel, "meals_served").text() == "1 of 3 portions served"
    part(page, QPushButton, "serve_button").click()
    assert stage.gone == [("meals", None)]


def test_meals_are_left_out_where_none_are_served(stage: Stage, tmp_path: Path) -> None:
    house = make_house(tmp_path, reception=False)
    page = today_page(stage, house)
    assert part(page, QFrame, "meals_card").isHidden()
    house.store.close()


def test_incidents_and_their_button_lead_on(stage: Stage, house: House) -> None:
    incidents = Incidents(house.workplace())
    incidents.log(
        Report(
            datetime(2026, 11, 19, 21, 0, tzinfo=UTC),
            IncidentPlace.KITCHEN,
            IncidentCategory.NOISE,
            2,
            "Larm",
            ((house.residents["Petro"], IncidentPart.INVOLVED),),
        )
    )
    page = today_page(stage, house)
    line = part(page, WorkLine, "incidents_line_0")
    assert (line.title(), line.detail()) == ("Noise", "Kitchen · yesterday 22:00")
    line.opened.emit()
    part(page, QPushButton, "log_incident").click()
    assert stage.gone == [("incidents", incidents.list()[0].id), ("incidents", "new")]


def test_low_stock_and_free_beds_lead_to_their_pages(stage: Stage, house: House) -> None:
    Kits(house.workplace()).count(house.kit_types[KitAudience.CHILD], 2, "Talt op")
    page = today_page(stage, house)
    stock = part(page, WorkLine, "stock_line_0")
    assert chips(stock) == ["2 left"]
    stock.opened.emit()
    part(page, WorkLine, "beds_line_0").opened.emit()
    assert stage.gone == [("kits", None), ("rooms", None)]


def test_empty_cards_say_what_would_be_there(stage: Stage, house: House) -> None:
    page = today_page(stage, house)
    for name in ("unfinished", "incidents", "stock"):
        empty = part(page, QLabel, f"{name}_empty")
        assert empty.isVisible()
        assert "will be listed" in empty.text()


def test_needs_you_shows_only_when_something_does_and_leads_there(
    stage: Stage, house: House
) -> None:
    page = today_page(stage, house)
    assert part(page, QFrame, "needs_card").isHidden()
    lay_contested(house)
    page.data_changed({"conflict"})
    stage.settle()
    line = part(page, WorkLine, "needs_line_0")
    assert line.title() == "Bed 2.14 A claimed twice"
    assert line.detail() == "Halyna Koval and Oksana Shevchenko"
    stage.qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert stage.gone == [("sync", None)]


def test_language_changes_while_open(stage: Stage, house: House) -> None:
    Kits(house.workplace()).count(house.kit_types[KitAudience.CHILD], 2, "Talt op")
    page = today_page(stage, house)
    for code, day, kit in (
        ("da", "Fredag 20. november", "Børnesæt"),
        ("uk", "Пʼятниця, 20 листопада", "Дитячий набір"),
        ("ru", "Пятница, 20 ноября", "Детский набор"),
    ):
        stage.speak(code)
        assert part(page, QLabel, "today_day").text().replace("’", "ʼ") == day
        assert part(page, WorkLine, "stock_line_0").title() == kit


def test_cards_stand_in_as_many_columns_as_fit(stage: Stage, house: House) -> None:
    page = today_page(stage, house)
    columns = page.findChild(CardColumns)
    assert columns is not None
    for width, wanted in ((1400, 3), (900, 2), (420, 1)):
        page.resize(width, 700)
        stage.settle()
        assert columns.columns == wanted


def test_focus_stays_on_its_line_over_a_refresh(stage: Stage, house: House) -> None:
    page = today_page(stage, house)
    line = part(page, WorkLine, "arrivals_line_0")
    line.setFocus()
    page.data_changed({"resident"})
    stage.settle()
    assert part(page, WorkLine, "arrivals_line_0") is line
    assert page.focusWidget() is line


def test_a_lead_is_told_of_an_opened_file(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    ProtectedFiles(house.workplace(Role.LEAD)).protect(halyna, "Sag 26/114")
    ProtectedFiles(house.workplace()).open(halyna, "Ambulancen er her")
    lead = house.workplace(Role.LEAD)
    page = TodayPage(
        stage.context,
        Today(lead),
        Retention(lead),
        records=RecordServices(Duplicates(lead), Merging(lead)),
        clock=house.clock,
    )
    stage.show(page)
    line = part(page, WorkLine, "needs_line_0")
    assert line.title() == "Protected file opened: no. 003-00001-0"
    assert line.detail() == "Reason: Ambulancen er her"
    assert not part(today_page(stage, house), QFrame, "needs_card").isVisible()
