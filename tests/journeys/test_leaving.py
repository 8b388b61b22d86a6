"""From arrival to departure and back through the real window, by keys alone: Ctrl+K, Enter, Esc."""

from PySide6.QtWidgets import QLabel, QWidget

from demo.hands import find
from desktop.models.residents import ResidentStatus
from desktop.services.check_in import CheckIns
from desktop.services.residents import ResidentFile, Residents
from desktop.views.widgets.chip import Chip
from tests.house import House
from tests.journeys.checking_in import check_in
from tests.journeys.keyboard import Key, Keyboard


def file(house: House, name: str) -> ResidentFile:
    return Residents(house.workplace()).file(house.residents[name])


def status(house: House, name: str) -> ResidentStatus:
    return file(house, name).person.status


def test_oksana_comes_leaves_and_comes_back(house: House, host: Keyboard) -> None:
    window = host.desk.window
    host.look_up("oksana", down=1)
    assert window.current_page == "check_in"
    check_in(host)
    assert status(house, "Oksana") is ResidentStatus.RESIDENT
    number = file(house, "Oksana").person.number

    house.clock.move(days=40)
    host.look_up("shevchenko")
    host.tab_to("file_check_out")
    host.enter()
    assert window.current_page == "check_out"
    host.enter(6)
    find(window, "check_out_done", QWidget)
    assert status(house, "Oksana") is ResidentStatus.MOVED_OUT

    house.clock.move(days=40)
    host.enter()  # her file
    host.tab_to("file_receive_again")
    host.enter(2)  # and yes, she is here
    assert window.current_page == "check_in"
    assert status(house, "Oksana") is ResidentStatus.ARRIVED
    assert find(window, "identity_step", QWidget).isVisible()
    (member,) = CheckIns(house.workplace()).household(house.residents["Oksana"])
    assert member.done == (), "what was done the first time counts no more"
    assert "0 of 10 steps done" in host.texts("check_in_page")
    host.picture("returning-check-in")
    check_in(host)
    assert status(house, "Oksana") is ResidentStatus.RESIDENT
    host.enter()  # her file
    assert host.see("file_name", QLabel).text() == "Oksana Shevchenko"
    assert host.see("file_number", Chip).text() == f"No. {number}"
    host.picture("returning")


def test_check_out_is_found_by_its_name_and_esc_leads_back(house: House, host: Keyboard) -> None:
    host.look_up("check out")
    assert host.desk.window.current_page == "check_out"
    host.see("check_out_how", QWidget)
    host.press(Key.Key_Escape)
    assert host.desk.window.current_page == "today"
