"""Restricted incidents on the page, for those who may read them."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
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
from desktop.services.protected_files import ProtectedFiles
from desktop.services.restricted_incidents import RestrictedIncidents
from desktop.services.search import Search
from desktop.views.incidents.measure_dialog import MeasureDialog
from desktop.views.incidents.page import IncidentsPage
from desktop.views.widgets.chip import Chip
from tests.house import NOON, House
from tests.views.incidents.conftest import Shell


def open_page(qtbot: QtBot, shell: Shell, house: House, role: Role = Role.LEAD) -> IncidentsPage:
    workplace = house.workplace(role)
    return show(qtbot, shell, house, RestrictedIncidents(workplace))


def show(
    qtbot: QtBot, shell: Shell, house: House, restricted: RestrictedIncidents
) -> IncidentsPage:
    workplace = restricted._workplace
    page = IncidentsPage(shell.context, Incidents(workplace), restricted, Search(workplace))
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.open(None)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    shell.settle(qtbot)
    return page


def press(qtbot: QtBot, shell: Shell, within: QWidget, name: str) -> None:
    button = within.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isVisible(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    shell.settle(qtbot)


def restricted(house: House) -> RestrictedIncidents:
    return RestrictedIncidents(house.workplace(Role.LEAD))


def lay_incident(house: House) -> None:
    restricted(house).log(
        Report(
            NOON - timedelta(hours=1),
            IncidentPlace.ROOM,
            IncidentCategory.THREATS,
            3,
            "Truede med kniv",
            ((house.residents["Petro"], IncidentPart.INVOLVED),),
        )
    )


def chips(page: IncidentsPage) -> list[str]:
    return [chip.text() for chip in page.file_view.findChildren(Chip) if chip.isVisible()]


def test_a_host_is_offered_nothing(qtbot: QtBot, shell: Shell, house: House) -> None:
    lay_incident(house)
    page = open_page(qtbot, shell, house, Role.HOST)
    assert not page.list.views.isVisible()
    assert page.list.model.rowCount() == 0


def test_they_stand_in_a_list_of_their_own(qtbot: QtBot, shell: Shell, house: House) -> None:
    lay_incident(house)
    page = open_page(qtbot, shell, house)
    assert page.list.model.rowCount() == 0
    press(qtbot, shell, page, "incidents_view_restricted")
    assert [line.facts for line in page.list.model.rows] == ["Truede med kniv"]
    note = page.findChild(QLabel, "incidents_restricted_note")
    assert note is not None
    assert note.isVisible()
    assert "no search finds them" in note.text()
    assert not page.list.chips.isVisible()
    press(qtbot, shell, page, "incidents_view_all")
    assert page.list.model.rowCount() == 0
    assert not note.isVisible()


def test_a_lead_logs_one_in_its_own_form(qtbot: QtBot, shell: Shell, house: House) -> None:
    page = open_page(qtbot, shell, house)
    press(qtbot, shell, page, "incidents_view_restricted")
    press(qtbot, shell, page, "incident_new")
    assert page.restricted_form.isVisible()
    for name in ("place_room", "category_threats", "severity_3"):
        press(qtbot, shell, page, f"restricted_{name}")
    page.restricted_form.facts.setFocus()
    qtbot.keyClicks(page.restricted_form.facts, "Truede igen")
    press(qtbot, shell, page, "restricted_save")
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    assert shell.said[-1] == "The restricted incident is saved."
    (line,) = restricted(house).list().lines
    assert (line.facts, line.severity) == ("Truede igen", 3)
    assert Incidents(house.workplace()).list() == ()


def test_what_was_typed_is_kept_sealed_and_taken_up_again(
    qtbot: QtBot, shell: Shell, house: House
) -> None:
    page = open_page(qtbot, shell, house)
    press(qtbot, shell, page, "incidents_view_restricted")
    press(qtbot, shell, page, "incident_new")
    page.restricted_form.facts.setPlainText("Halvt skrevet")
    qtbot.waitUntil(lambda: restricted(house).load_draft() is not None)
    shell.settle(qtbot)
    assert Incidents(house.workplace(Role.LEAD)).load_draft() is None
    again = open_page(qtbot, shell, house)
    press(qtbot, shell, again, "incidents_view_restricted")
    press(qtbot, shell, again, "incident_new")
    assert again.restricted_form.facts.toPlainText() == "Halvt skrevet"
    assert shell.said == ["Taken up where you left off."]
    press(qtbot, shell, again, "restricted_discard")
    qtbot.waitUntil(lambda: restricted(house).load_draft() is None)


def test_its_file_says_for_whom_it_is_and_what_was_done(
    qtbot: QtBot, shell: Shell, house: House
) -> None:
    lay_incident(house)
    page = open_page(qtbot, shell, house)
    press(qtbot, shell, page, "incidents_view_restricted")
    page.list.table.choose(page.list.model.rows[0].id)
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.file_view.file is not None)
    qtbot.waitUntil(lambda: "Only for site leads and social liaisons" in chips(page))
    press(qtbot, shell, page, "incident_add_measure")
    dialog = page.findChild(MeasureDialog)
    assert dialog is not None
    kind = dialog.findChild(QComboBox, "measure_kind")
    assert kind is not None
    kind.setCurrentIndex(list(MeasureKind).index(MeasureKind.POLICE))
    press(qtbot, shell, dialog, "dialog_confirm")
    qtbot.waitUntil(lambda: bool(page.file_view.file and page.file_view.file.measures))
    press(qtbot, shell, page, "incident_close")
    qtbot.waitUntil(lambda: shell.said[-1:] == ["The restricted incident is closed."])
    (line,) = restricted(house).list().lines
    assert line.status is IncidentStatus.CLOSED


def test_without_the_key_the_page_says_what_to_do(qtbot: QtBot, shell: Shell, house: House) -> None:
    workplace = house.workplace(Role.LEAD)
    workplace.sealed_key = None
    page = show(qtbot, shell, house, RestrictedIncidents(workplace))
    press(qtbot, shell, page, "incidents_view_restricted")
    note = page.findChild(QLabel, "incidents_restricted_note")
    assert note is not None
    assert "Please sign in once" in note.text()
    assert not page.list.new_button.isEnabled()
    assert shell.said == []


def test_one_of_another_key_is_counted(qtbot: QtBot, shell: Shell, house: House) -> None:
    lay_incident(house)
    house.sealed_key = bytes(32)
    page = open_page(qtbot, shell, house)
    press(qtbot, shell, page, "incidents_view_restricted")
    note = page.findChild(QLabel, "incidents_restricted_note")
    assert note is not None
    assert "1 was sealed with another key" in note.text()


@pytest.mark.parametrize("protected", [False, True])
def test_people_of_a_draft_are_named_as_they_are_now(
    qtbot: QtBot, shell: Shell, house: House, protected: bool
) -> None:
    petro = house.residents["Petro"]
    Incidents(house.workplace()).save_draft(
        {"facts": "Noget", "people": [{"id": petro, "name": "Petro Bondar", "place": ""}]}
    )
    if protected:
        ProtectedFiles(house.workplace(Role.LEAD)).protect(petro, "Sag")
    page = open_page(qtbot, shell, house, Role.HOST)
    press(qtbot, shell, page, "incident_new")
    (person,) = page.form.people.people()
    assert person.shown_name == ("Protected file" if protected else "Petro Bondar")
    page.keep_now()
    shell.settle(qtbot)
    kept = Incidents(house.workplace()).load_draft()
    assert kept is not None
