"""Who leaves, and what check-outs miss, stands on Today and leads to the work."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.models.check_outs import LeavingReason
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_steps import Plan
from desktop.views.today.departures_card import DeparturesCard
from desktop.views.today.unfinished_check_outs_card import UnfinishedCheckOutsCard
from desktop.views.widgets.work_line import WorkLine
from tests.house import TODAY, House
from tests.views.residents.stage import Stage, part
from tests.views.today.test_page import chips, today_page


def plan(house: House, *names: str, days: int = 0, reason: LeavingReason) -> list[str]:
    ids = [house.residents[name] for name in names]
    CheckOuts(house.workplace()).plan(ids, Plan(reason, TODAY + timedelta(days=days)))
    return ids


def test_households_that_leave_are_listed_by_day_and_lead_on(stage: Stage, house: House) -> None:
    plan(house, "Iryna", "Petro", "Danylo", days=1, reason=LeavingReason.OWN_HOME)
    plan(house, "Halyna", reason=LeavingReason.LEFT_COUNTRY)
    page = today_page(stage, house)
    first, second = (part(page, WorkLine, f"departures_line_{n}") for n in range(2))
    assert (first.title(), first.detail()) == (
        "Halyna Koval",
        "today · Left the country · 2.14 A",
    )
    assert second.title() == "Iryna Bondar, Petro Bondar and Danylo Bondar"
    assert second.detail().startswith("tomorrow · Home of their own · 3.07")
    assert chips(first) == ["Inspection of the room", "Keys and cards", "Bed free"]
    second.setFocus()
    stage.qtbot.keyClick(second, Qt.Key.Key_Return)
    assert stage.gone == [("check_out", house.residents["Iryna"])]


def test_who_should_have_left_is_pointed_out_and_who_has_died_never(
    stage: Stage, house: House
) -> None:
    plan(house, "Halyna", days=-1, reason=LeavingReason.OWN_HOME)
    plan(house, "Petro", days=-1, reason=LeavingReason.DECEASED)
    page = today_page(stage, house)
    told = {
        line.title(): chips(line)
        for line in (part(page, WorkLine, f"departures_line_{n}") for n in range(2))
    }
    assert told["Halyna Koval"][0] == "Should have left"
    assert "Should have left" not in told["Petro Bondar"]


def test_what_a_check_out_misses_is_told_after_they_have_left(stage: Stage, house: House) -> None:
    page = today_page(stage, house)
    assert part(page, UnfinishedCheckOutsCard, "unfinished_check_outs_card").isHidden()
    ids = plan(house, "Halyna", reason=LeavingReason.OWN_HOME)
    CheckOuts(house.workplace()).inspect(ids, "")
    CheckOuts(house.workplace()).finish(ids)
    page.data_changed({"check_out"})
    stage.settle()
    line = part(page, WorkLine, "unfinished_check_outs_line_0")
    assert line.isVisible()
    assert (line.title(), chips(line)) == ("Halyna Koval", ["Keys and cards"])
    stage.qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert stage.gone == [("check_out", ids[0])]


def test_without_departures_it_says_how_one_begins(stage: Stage, house: House) -> None:
    page = today_page(stage, house)
    assert part(page, DeparturesCard, "departures_card").isVisible()
    assert "in the file" in part(page, QLabel, "departures_empty").text()
