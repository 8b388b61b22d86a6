"""From arrival to departure and back through the real window, by keys alone: Ctrl+K, Enter, Esc."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from demo.hands import bring_forward, find, keys, press, settle, wait_until
from desktop.app import OpenDesk
from desktop.models.residents import ResidentStatus
from desktop.services.photos import Photos
from desktop.services.profile import Opened
from desktop.services.residents import Residents
from desktop.views.background import Background
from desktop.views.translator import install_language
from tests.house import House
from tests.views.photos.pictures import encoded, picture

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(house: House, qapp: QApplication, qtbot: QtBot) -> Iterator[OpenDesk]:
    """An open desk with a host at it."""
    background = Background()
    opened = Opened(house.store, house.identity, house.workplace())
    made = OpenDesk(opened, background, lambda _name, _value: None)
    made.window.resize(1360, 850)
    bring_forward(made.window)
    made.start()
    quiet(made)
    yield made
    made.close()
    settle()
    background.shutdown()
    install_language(qapp, "en")


def quiet(desk: OpenDesk) -> None:
    settle()
    wait_until(lambda: not desk._background.busy, "nothing is under way")
    settle()


def focused(desk: OpenDesk) -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def enter(desk: OpenDesk) -> None:
    press(focused(desk), Qt.Key.Key_Return)
    quiet(desk)


def look_up(desk: OpenDesk, text: str, down: int = 0) -> None:
    """Ctrl+K, a few letters, an answer, Enter."""
    QTest.keyClick(desk.window, Qt.Key.Key_K, CONTROL)
    box = desk.window.top_bar.search_box
    keys(box, text)
    wait_until(lambda: bool(box.results().isVisible() and box.results().hits), f"{text} is found")
    for _ in range(down):
        press(box, Qt.Key.Key_Down)
    press(box, Qt.Key.Key_Return)
    quiet(desk)


def status(house: House, name: str) -> ResidentStatus:
    return Residents(house.workplace()).file(house.residents[name]).person.status


def test_oksana_comes_leaves_and_comes_back(house: House, desk: OpenDesk) -> None:
    Photos(house.workplace()).take(house.residents["Oksana"], encoded(picture(240, 240)))
    look_up(desk, "oksana", down=1)
    assert desk.window.current_page == "check_in"
    for _ in range(10):
        enter(desk)
    find(desk.window, "check_in_done", QWidget)
    assert status(house, "Oksana") is ResidentStatus.RESIDENT

    house.clock.move(days=40)
    look_up(desk, "shevchenko")
    button = find(desk.window, "file_check_out", QPushButton)
    button.setFocus()
    enter(desk)
    assert desk.window.current_page == "check_out"
    for _ in range(6):
        enter(desk)
    find(desk.window, "check_out_done", QWidget)
    assert status(house, "Oksana") is ResidentStatus.MOVED_OUT

    house.clock.move(days=40)
    enter(desk)  # her file
    again = find(desk.window, "file_receive_again", QPushButton)
    again.setFocus()
    enter(desk)
    (dialog,) = [d for d in desk.window.findChildren(QDialog) if d.isVisible()]
    press(dialog, Qt.Key.Key_Return)
    quiet(desk)
    bring_forward(desk.window)  # as the window manager does when a dialog closes
    assert desk.window.current_page == "check_in"
    assert status(house, "Oksana") is ResidentStatus.ARRIVED
    assert find(desk.window, "identity_step", QWidget).isVisible()
    for _ in range(10):
        enter(desk)
    assert status(house, "Oksana") is ResidentStatus.RESIDENT


def test_check_out_is_found_by_its_name_and_esc_leads_back(house: House, desk: OpenDesk) -> None:
    look_up(desk, "check out")
    assert desk.window.current_page == "check_out"
    find(desk.window, "check_out_how", QWidget)
    press(focused(desk), Qt.Key.Key_Escape)
    quiet(desk)
    assert desk.window.current_page == "today"
