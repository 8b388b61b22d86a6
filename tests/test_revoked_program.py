"""The whole program, when the central store shuts its desk out."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import DeskApp
from desktop.models.keys import SlotOwner
from desktop.views.start.enrol_window import EnrolWindow
from desktop.views.start.revoked_window import RevokedWindow
from tests.desks import PATIENCE, Housing
from tests.house import QUICK
from tests.stores import CentralProcess

PASSWORD = "rapsolie 7"


def test_revoked_desk_is_emptied_and_the_program_begins_anew(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    enrolled = housing.enrol("Desk 1")
    program = DeskApp(qapp, tmp_path / "profile", chosen_language="en", cost=QUICK)
    host = next(person for person in enrolled.colleagues if person.name == housing.host)
    program.profile.create(
        enrolled.identity, SlotOwner(host.id, host.name), PASSWORD, enrolled.lay_down
    )
    program.open_desk(program.profile.open(host.id, PASSWORD))
    desk = program.desk
    assert desk is not None
    qtbot.waitUntil(lambda: desk.engine.state.online, timeout=int(PATIENCE * 1000))
    central.cli("device", "revoke", enrolled.identity.device_id)
    desk.engine.wake()
    qtbot.waitUntil(
        lambda: isinstance(program.start_window, RevokedWindow), timeout=int(PATIENCE * 2000)
    )
    assert program.desk is None
    told = program.start_window
    assert told is not None
    assert "were removed" in told.findChild(QLabel, "revoked_what").text()
    left = {path.name for path in program.profile.folder.iterdir()}
    assert not {name for name in left if name.startswith(("desk", "keys"))}
    button = told.findChild(QPushButton, "revoked_set_up")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert isinstance(program.start_window, EnrolWindow)
    program.close()
