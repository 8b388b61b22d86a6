"""From a file somebody is checked out, and received again."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton

from desktop.models.check_outs import LeavingReason
from desktop.models.residents import ResidentStatus
from desktop.models.sites import Role
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_steps import Plan
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.views.residents.page import ResidentsPage
from desktop.views.residents.receive_dialog import ReceiveDialog
from desktop.views.widgets.work_line import WorkLine
from tests.house import TODAY, House
from tests.views.residents.stage import Stage, part
from tests.views.residents.test_page import names, residents_page


def file_of(stage: Stage, house: House, name: str) -> ResidentsPage:
    return residents_page(stage, house, house.residents[name])


def leave(house: House, *names: str, reason: LeavingReason = LeavingReason.OWN_HOME) -> None:
    ids = [house.residents[name] for name in names]
    CheckOuts(house.workplace()).plan(ids, Plan(reason, TODAY))
    CheckOuts(house.workplace()).finish(ids)


def test_file_leads_to_the_check_out_and_tells_what_is_planned(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    page = file_of(stage, house, "Halyna")
    assert part(page, QPushButton, "file_check_out").text() == "Check out"
    assert part(page, WorkLine, "file_leaving").isHidden()
    plan = Plan(LeavingReason.OWN_HOME, TODAY + timedelta(days=5))
    CheckOuts(house.workplace()).plan([halyna], plan)
    page.data_changed({"check_out"})
    stage.settle()
    assert part(page, QPushButton, "file_check_out").text() == "Continue check-out"
    line = part(page, WorkLine, "file_leaving")
    assert (line.title(), line.detail()) == ("Leaves on 25 Nov 2026", "Home of their own")
    part(page, QPushButton, "file_check_out").click()
    line.opened.emit()
    assert stage.gone == [("check_out", halyna)] * 2


def test_who_is_expected_is_not_checked_out(stage: Stage, house: House) -> None:
    page = file_of(stage, house, "Oksana")
    assert part(page, QPushButton, "file_check_out").isHidden()
    assert part(page, QPushButton, "file_receive_again").isHidden()


def test_who_moved_out_is_received_again_and_checked_in(stage: Stage, house: House) -> None:
    leave(house, "Halyna")
    page = file_of(stage, house, "Halyna")
    assert "Moved out: Home of their own" in names(page, "story_table", 1)
    part(page, QPushButton, "file_receive_again").click()
    stage.settle()
    (dialog,) = [d for d in page.findChildren(ReceiveDialog) if d.isVisible()]
    dialog.confirm_button.click()
    stage.settle()
    assert stage.gone == [("check_in", house.residents["Halyna"])]
    line = Residents(house.workplace()).file(house.residents["Halyna"]).person
    assert line.status is ResidentStatus.ARRIVED


def test_household_is_received_by_keys_and_it_can_be_undone(stage: Stage, house: House) -> None:
    leave(house, "Iryna", "Danylo")
    iryna, residents = house.residents["Iryna"], Residents(house.workplace())
    page = file_of(stage, house, "Iryna")
    button = part(page, QPushButton, "file_receive_again")
    assert part(page, QPushButton, "file_here_again").isHidden(), "there is one way back"
    button.setFocus()
    stage.qtbot.keyClick(button, Qt.Key.Key_Return)
    stage.settle()
    (dialog,) = [d for d in page.findChildren(ReceiveDialog) if d.isVisible()]
    assert all(box.isChecked() for box in dialog.findChildren(QCheckBox))
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    stage.settle()
    assert stage.gone == [("check_in", iryna)]
    back = {residents.file(house.residents[n]).person.status for n in ("Iryna", "Danylo")}
    assert back == {ResidentStatus.ARRIVED}
    said = stage.said[-1]
    assert said.text() == "Iryna Bondar and Danylo Bondar: here again. The check-in can begin."
    assert said.action is not None
    said.action()
    stage.settle()
    left = {residents.file(house.residents[n]).person.status for n in ("Iryna", "Danylo")}
    assert left == {ResidentStatus.MOVED_OUT}
    assert stage.gone[-1] == ("residents", iryna)


def test_those_of_the_household_who_left_too_can_be_left_out(stage: Stage, house: House) -> None:
    leave(house, "Iryna", "Petro", "Danylo")
    page = file_of(stage, house, "Petro")
    part(page, QPushButton, "file_receive_again").click()
    stage.settle()
    (dialog,) = [d for d in page.findChildren(ReceiveDialog) if d.isVisible()]
    assert part(dialog, QCheckBox, "receive_member_0").text().startswith("Petro")
    part(dialog, QCheckBox, "receive_member_1").click()
    dialog.confirm_button.click()
    stage.settle()
    back = [line.given_names for line in Residents(house.workplace()).list()]
    assert sorted(back) == ["Halyna", "Iryna", "Petro"]


def test_of_who_has_died_the_file_offers_nothing_and_says_it_quietly(
    stage: Stage, house: House
) -> None:
    leave(house, "Halyna", reason=LeavingReason.DECEASED)
    page = file_of(stage, house, "Halyna")
    assert part(page, QPushButton, "file_receive_again").isHidden()
    assert part(page, QPushButton, "file_here_again").isHidden()
    line = part(page, WorkLine, "file_leaving")
    assert (line.title(), line.detail()) == ("20 Nov 2026", "Deceased")
    assert "Deceased" in names(page, "story_table", 1)


def test_closed_file_offers_no_return(stage: Stage, house: House) -> None:
    leave(house, "Halyna")
    ProtectedFiles(house.workplace(Role.LEAD)).protect(house.residents["Halyna"], "Sag 26/114")
    page = file_of(stage, house, "Halyna")
    assert part(page, QPushButton, "file_receive_again").isHidden()
