"""The week's appointments and the pets of the house."""

from datetime import time, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget

from desktop.models.appointments import AppointmentKind, AppointmentState
from desktop.models.pets import Species
from desktop.models.residents import ResidentStatus
from desktop.services.appointments import Appointments, AppointmentText
from desktop.services.pets import Pets, PetText
from desktop.views.appointments.page import AppointmentsPage
from desktop.views.pets.page import PetsPage
from desktop.views.residents.cards.contents import CardServices
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.work_line import WorkLine
from tests.house import TODAY, House, add_resident
from tests.views.residents.stage import Stage, part, stage

__all__ = ["stage"]

Return = Qt.Key.Key_Return


def appointments_page(stage: Stage, house: House) -> AppointmentsPage:
    page = AppointmentsPage(stage.context, CardServices.of(house.workplace()))
    stage.show(page)
    return page


def lay_newcomer(house: House) -> str:
    return add_resident(
        house,
        "Larysa",
        "Мороз",
        "Лариса",
        "Moroz",
        born=TODAY - timedelta(days=12000),
        status=ResidentStatus.ARRIVED,
        arrived_on=TODAY - timedelta(days=2),
    )


def titles(page: QWidget, day: int) -> list[str]:
    found = part(page, QWidget, f"day_{day}_card").findChildren(WorkLine)
    return [line.title() for line in found if line.isVisible()]


def test_each_day_lists_its_own_and_a_line_leads_to_the_file(stage: Stage, house: House) -> None:
    appointments = Appointments(house.workplace())
    monday = TODAY + timedelta(days=3)
    for name, day in (("Halyna", TODAY), ("Petro", monday)):
        text = AppointmentText(AppointmentKind.OTHER, day, time(15), "Dentist")
        appointments.plan(house.residents[name], text)
    page = appointments_page(stage, house)
    assert titles(page, 4) == ["Halyna Koval"]
    line = part(page, WorkLine, "day_4_line_0")
    line.setFocus()
    stage.qtbot.keyClick(line, Return)
    assert stage.gone == [("residents", house.residents["Halyna"])]
    after = part(page, QPushButton, "week_after")
    after.setFocus()
    stage.qtbot.keyClick(after, Return)
    stage.settle()
    assert titles(page, 0) == ["Petro Bondar"]
    assert part(page, QLabel, "appointments_span").text() == "23 Nov 2026 – 29 Nov 2026"


def test_a_weekend_shows_only_with_something(stage: Stage, house: House) -> None:
    saturday = AppointmentText(
        AppointmentKind.OTHER, TODAY + timedelta(days=1), time(12), "Welcome House"
    )
    page = appointments_page(stage, house)
    assert not part(page, QWidget, "day_5_card").isVisible()
    Appointments(house.workplace()).plan(house.residents["Halyna"], saturday)
    page.data_changed({"appointment"})
    stage.settle()
    assert part(page, QWidget, "day_5_card").isVisible()


def test_interviews_to_be_planned_are_planned_here(stage: Stage, house: House) -> None:
    lay_newcomer(house)
    page = appointments_page(stage, house)
    line = part(page, WorkLine, "proposals_line_0")
    assert (line.title(), line.detail()) == ("Larysa Moroz", "Welcome interview · 25 Nov 2026")
    button = part(page, QPushButton, "proposal_plan_0")
    button.setFocus()
    stage.qtbot.keyClick(button, Return)
    dialog = part(page, QDialog, "appointment_dialog")
    stage.qtbot.keyClick(part(dialog, QLineEdit, "appointment_place"), Return)
    stage.settle()
    assert part(page, WorkLine, "proposals_line_0").detail() == "Contract interview · 2 Dec 2026"


def test_what_nobody_has_settled_is_settled_here(stage: Stage, house: House) -> None:
    appointments, halyna = Appointments(house.workplace()), house.residents["Halyna"]
    appointments.plan(halyna, AppointmentText(AppointmentKind.WELCOME, TODAY, time(15)))
    house.clock.move(days=1)
    page = appointments_page(stage, house)
    button = part(page, QPushButton, "unsettled_held_0")
    button.setFocus()
    stage.qtbot.keyClick(button, Return)
    stage.settle()
    assert appointments.of(halyna)[0].state is AppointmentState.HELD
    assert not part(page, QWidget, "unsettled_card").isVisible()


def test_the_pets_of_the_house_are_counted_and_lead_to_their_owners(
    stage: Stage, house: House
) -> None:
    pets = Pets(house.workplace())
    for name, species in (("Iryna", Species.CAT), ("Petro", Species.DOG), ("Halyna", Species.CAT)):
        pets.record(house.residents[name], PetText(species, f"{name}s"))
    page = PetsPage(stage.context, pets)
    stage.show(page)
    assert part(page, QLabel, "pets_count").text() == "3 pets · 2 rooms"
    assert part(page, QLabel, "pets_not_allowed").isVisible()
    table = part(page, DataTable, "pets_table")
    table.setFocus()
    stage.qtbot.keyClick(table, Return)
    assert stage.gone == [("residents", house.residents["Halyna"])]
