"""The whole program, at a desk that the central store no longer knows."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import DeskApp
from desktop.models.keys import SlotOwner
from desktop.views.sync.re_enrol_dialog import ReEnrolDialog
from tests.desks import PATIENCE, Housing
from tests.house import QUICK
from tests.stores import CentralProcess

PASSWORD = "rapsolie 7"
LONG = int(PATIENCE * 1000)


def test_unknown_desk_goes_on_with_a_new_code(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    enrolled = housing.enrol("Desk 1")
    host = next(person for person in enrolled.colleagues if person.name == housing.host)
    program = DeskApp(qapp, tmp_path / "profile", chosen_language="en", cost=QUICK)
    unknown = replace(enrolled.identity, token="of-no-desk")
    program.profile.create(unknown, SlotOwner(host.id, host.name), PASSWORD, enrolled.lay_down)
    program.open_desk(program.profile.open(host.id, PASSWORD))
    desk = program.desk
    assert desk is not None
    desk.window.go("sync")
    page = desk.window.page("sync")
    button = page.findChild(QPushButton, "sync_re_enrol")
    qtbot.waitUntil(button.isVisible, timeout=LONG)
    code = central.cli("device", "code", "--site", housing.site).split()[-1]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = page.findChild(ReEnrolDialog, "re_enrol_dialog")
    field = dialog.findChild(QLineEdit, "re_enrol_code")
    qtbot.keyClicks(field, code)
    with qtbot.waitSignal(dialog.accepted, timeout=LONG):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.engine.state.online, timeout=LONG)
    qtbot.waitUntil(button.isHidden, timeout=LONG)
    assert desk.workplace.identity.device_id != enrolled.identity.device_id
    box = page.findChild(QCheckBox, "sync_metered")
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    qtbot.waitUntil(lambda: desk.engine.state.metered, timeout=LONG)
    support = page.findChild(QPushButton, "sync_support")
    support.setFocus()
    qtbot.keyClick(support, Qt.Key.Key_Return)
    copy = page.findChild(QPushButton, "sync_support_copy")
    qtbot.waitUntil(lambda: not program.background.busy and copy.isVisible(), timeout=LONG)
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert desk.workplace.identity.device_id in text
    assert desk.workplace.identity.token not in text
    assert "Waiting to be sent: 0\n" in text
    program.close()
