"""Who had moved out is received again from their file, with a way back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton

from desktop.models.check_outs import LeavingReason
from desktop.models.residents import ResidentStatus
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_steps import Plan
from desktop.services.residents import Residents
from desktop.views.residents.receive_dialog import ReceiveDialog
from tests.house import TODAY, House
from tests.views.residents.stage import Stage, part
from tests.views.residents.test_page import residents_page


def leave(house: House, *names: str, reason: LeavingReason = LeavingReason.OWN_HOME) -> None:
    ids = [house.residents[name] for name in names]
    CheckOuts(house.workplace()).plan(ids, Plan(reason, TODAY))
    CheckOuts(house.workplace()).finish(ids)


def status(house: House, name: str) -> ResidentStatus:
    return Residents(house.workplace()).file(house.residents[name]).person.status


def test_household_is_received_by_keys_and_it_can_be_undone(stage: Stage, house: House) -> None:
    leave(house, "Iryna", "Danylo")
    iryna = house.residents["Iryna"]
    page = residents_page(stage, house, iryna)
    button = part(page, QPushButton, "file_receive_again")
    assert not part(page, QPushButton, "file_here_again").isVisible()
    button.setFocus()
    stage.qtbot.keyClick(button, Qt.Key.Key_Return)
    stage.settle()
    dialog = part(page, ReceiveDialog, "receive_dialog")
    assert all(box.isChecked() for box in dialog.findChildren(QCheckBox))
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    stage.settle()
    assert stage.gone == [("check_in", iryna)]
    assert {status(house, name) for name in ("Iryna", "Danylo")} == {ResidentStatus.ARRIVED}
    said = stage.said[-1]
    assert "Iryna Bondar" in said.text()
    assert "Danylo Bondar" in said.text()
    assert said.action is not None
    said.action()
    stage.settle()
    assert {status(house, name) for name in ("Iryna", "Danylo")} == {ResidentStatus.MOVED_OUT}
    assert stage.gone[-1] == ("residents", iryna)


def test_who_has_died_is_not_offered_to_be_received(stage: Stage, house: House) -> None:
    leave(house, "Halyna", reason=LeavingReason.DECEASED)
    page = residents_page(stage, house, house.residents["Halyna"])
    assert not part(page, QPushButton, "file_receive_again").isVisible()
    assert not part(page, QPushButton, "file_here_again").isVisible()
