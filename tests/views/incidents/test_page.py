"""An incident is logged in under a minute, and what was typed is never lost."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop.models.incidents import (
    IncidentCategory,
    IncidentPart,
    IncidentPlace,
    IncidentStatus,
    MeasureKind,
)
from desktop.models.sites import Role
from desktop.services.incidents import Incidents, Report
from desktop.services.restricted_incidents import RestrictedIncidents
from desktop.services.search import Search
from desktop.views.incidents.measure_dialog import MeasureDialog
from desktop.views.incidents.page import IncidentsPage
from desktop.views.translator import install_language
from tests.house import NOON, House
from tests.views.incidents.conftest import Shell

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
OpenPage = Callable[..., IncidentsPage]


@pytest.fixture
def open_page(qtbot: QtBot, house: House, shell: Shell) -> OpenPage:
    """Makes the page as the shell does when somebody goes there."""

    def make(argument: object | None = None, role: Role = Role.HOST) -> IncidentsPage:
        workplace = house.workplace(role)
        made = IncidentsPage(
            shell.context,
            Incidents(workplace),
            RestrictedIncidents(workplace),
            Search(workplace),
        )
        qtbot.addWidget(made)
        made.resize(900, 620)
        made.open(argument)
        with qtbot.waitExposed(made):
            made.show()
        made.activateWindow()
        made.setFocus()
        shell.settle(qtbot)
        return made

    return make


def press(qtbot: QtBot, page: IncidentsPage, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, LEFT)


def add_person(qtbot: QtBot, page: IncidentsPage, typed: str) -> None:
    before = len(page.form.people.people())
    qtbot.keyClicks(page.form.finder, typed)
    qtbot.keyClick(page.form.finder, Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.form.people.people()) == before + 1)


def fill(qtbot: QtBot, page: IncidentsPage) -> None:
    press(qtbot, page, "incident_place_kitchen")
    press(qtbot, page, "incident_category_noise")
    press(qtbot, page, "incident_severity_2")
    add_person(qtbot, page, "petro")
    page.form.facts.setFocus()
    qtbot.keyClicks(page.form.facts, "Loud music after 22.")


def logged(house: House, **changes: object) -> str:
    values: dict[str, object] = {
        "happened_at": NOON,
        "place": IncidentPlace.KITCHEN,
        "category": IncidentCategory.NOISE,
        "severity": 2,
        "facts": "Høj musik",
        "people": ((house.residents["Petro"], IncidentPart.INVOLVED),),
        "assessment": "Nok en fest",
    }
    incidents = Incidents(house.workplace())
    incidents.log(Report(**(values | changes)))  # type: ignore[arg-type]
    return incidents.list()[0].id


def test_incident_is_logged_from_the_list_with_ctrl_enter(
    qtbot: QtBot, open_page: OpenPage, shell: Shell, house: House
) -> None:
    page = open_page()
    press(qtbot, page, "incident_new")
    shell.settle(qtbot)
    fill(qtbot, page)
    qtbot.keyClick(page.form.facts, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    assert shell.said[-1].startswith("Incident 003-00001-")
    line = Incidents(house.workplace()).list()[0]
    assert (line.place, line.category, line.severity, line.facts) == (
        IncidentPlace.KITCHEN,
        IncidentCategory.NOISE,
        2,
        "Loud music after 22.",
    )
    assert line.happened_at == NOON
    assert [person.name for person in line.people] == ["Petro Bondar"]
    assert Incidents(house.workplace()).load_draft() is None
    assert page.list.isVisible()


def test_missing_answers_are_said_beside_their_fields(
    qtbot: QtBot, open_page: OpenPage, shell: Shell
) -> None:
    page = open_page("new")
    press(qtbot, page, "incident_save")
    form = page.form
    rows = (form._place_row, form._category_row, form._severity_row, form._facts_row)
    assert all(row.error() for row in rows)
    press(qtbot, page, "incident_place_kitchen")
    assert not form._place_row.error()
    assert form._category_row.error()


def test_time_in_the_future_is_refused_beside_the_time(
    qtbot: QtBot, open_page: OpenPage, shell: Shell
) -> None:
    page = open_page("new")
    fill(qtbot, page)
    page.form.clock.stepUp()
    press(qtbot, page, "incident_save")
    qtbot.waitUntil(lambda: "future" in page.form._when_row.error())
    assert page.form.facts.toPlainText() == "Loud music after 22."


def test_what_was_typed_survives_a_crash(
    qtbot: QtBot, open_page: OpenPage, shell: Shell, house: House
) -> None:
    page = open_page("new")
    fill(qtbot, page)
    part = page.findChild(QComboBox, "incident_part")
    assert part is not None
    part.setFocus()
    qtbot.keyClick(part, Key.Key_Down)
    qtbot.waitUntil(lambda: Incidents(house.workplace()).load_draft() is not None)
    shell.settle(qtbot)
    page.keep_now()
    shell.settle(qtbot)
    before = page.form.content()
    again = open_page("new")
    assert again.form.content() == before
    assert before.people[0].part is IncidentPart.AFFECTED
    assert shell.said == ["Taken up where you left off."]


def test_draft_can_be_discarded_from_the_banner(
    qtbot: QtBot, open_page: OpenPage, shell: Shell, house: House
) -> None:
    Incidents(house.workplace()).save_draft({"facts": "Noget"})
    page = open_page("new")
    assert page.form.facts.toPlainText() == "Noget"
    action = shell.messages[-1].action
    assert action is not None
    action()
    qtbot.waitUntil(lambda: page.form.facts.toPlainText() == "")
    assert Incidents(house.workplace()).load_draft() is None


def test_leaving_the_form_keeps_it_at_once(
    qtbot: QtBot, open_page: OpenPage, shell: Shell, house: House
) -> None:
    page = open_page("new")
    page.form.facts.setFocus()
    qtbot.keyClicks(page.form.facts, "Half")
    qtbot.keyClick(page.form.facts, Key.Key_Escape)
    assert page.list.isVisible()
    shell.settle(qtbot)
    draft = Incidents(house.workplace()).load_draft()
    assert draft is not None
    assert draft["facts"] == "Half"
    press(qtbot, page, "incident_new")
    assert page.form.facts.toPlainText() == "Half"


def test_form_opens_with_the_resident_asked_for(
    qtbot: QtBot, open_page: OpenPage, house: House
) -> None:
    page = open_page(("new", house.residents["Danylo"]))
    qtbot.waitUntil(lambda: bool(page.form.people.people()))
    assert [person.name for person in page.form.people.people()] == ["Danylo Bondar"]


def test_person_is_in_once_and_can_be_taken_out(
    qtbot: QtBot, open_page: OpenPage, shell: Shell, house: House
) -> None:
    page = open_page(("new", house.residents["Petro"]))
    qtbot.waitUntil(lambda: bool(page.form.people.people()))
    qtbot.keyClicks(page.form.finder, "petro")
    qtbot.keyClick(page.form.finder, Key.Key_Return)
    qtbot.waitUntil(lambda: page.form.finder.text() == "")
    assert len(page.form.people.people()) == 1
    press(qtbot, page, "incident_person_remove")
    assert page.form.people.people() == ()


def test_switching_language_half_filled_keeps_everything(
    qtbot: QtBot, open_page: OpenPage, shell: Shell, qapp: QApplication
) -> None:
    page = open_page("new")
    fill(qtbot, page)
    press(qtbot, page, "incident_more")
    page.form.assessment.setPlainText("Шум до 23-ї")
    before = page.form.content()
    for code in ("da", "uk", "ru"):
        install_language(qapp, code)
        shell.settle(qtbot)
        assert page.form.content() == before
        assert page.form.more.is_open


def test_enter_opens_the_file_with_facts_apart_from_assessment(
    qtbot: QtBot, open_page: OpenPage, shell: Shell, house: House
) -> None:
    logged(house)
    page = open_page()
    page.list.table.choose(page.list.model.rows[0].id)
    qtbot.keyClick(page.list.table, Key.Key_Return)
    qtbot.waitUntil(lambda: page.file_view._facts.text() == "Høj musik")
    assert page.file_view._assessment.text() == "Nok en fest"
    qtbot.keyClick(page.file_view.measure_button, Key.Key_Escape)
    assert page.list.isVisible()
    assert not page.back()


def test_lead_decides_a_measure_and_closes(
    qtbot: QtBot, open_page: OpenPage, shell: Shell, house: House
) -> None:
    page = open_page(logged(house), Role.LEAD)
    qtbot.waitUntil(lambda: page.file_view.file is not None)
    press(qtbot, page, "incident_add_measure")
    dialog = page.findChild(MeasureDialog)
    assert dialog is not None
    dialog.kind_box.setCurrentIndex(list(MeasureKind).index(MeasureKind.ORAL_WARNING))
    qtbot.mouseClick(dialog.confirm_button, LEFT)
    qtbot.waitUntil(lambda: bool(page.file_view.file and page.file_view.file.measures))
    file = page.file_view.file
    assert file is not None
    assert file.measures[0].person is not None
    assert file.line.status is IncidentStatus.DECIDED
    press(qtbot, page, "incident_close")
    qtbot.waitUntil(lambda: not page.file_view.close_button.isVisible())
    assert Incidents(house.workplace()).list()[0].status is IncidentStatus.CLOSED


def test_chips_narrow_the_list(
    qtbot: QtBot, open_page: OpenPage, shell: Shell, house: House
) -> None:
    Incidents(house.workplace()).close(logged(house))
    logged(house)
    page = open_page()
    assert page.list.model.rowCount() == 2
    press(qtbot, page, "incidents_filter_closed")
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    assert page.list.model.rows[0].status is IncidentStatus.CLOSED


def test_incident_that_is_gone_leads_back_to_the_list(
    qtbot: QtBot, open_page: OpenPage, shell: Shell
) -> None:
    page = open_page("01a00000-0000-7000-8000-000000000000")
    qtbot.waitUntil(page.list.isVisible)
    assert shell.said == ["This incident is not at this site any more."]
