"""Before somebody new is registered: is it one of these?"""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget

from desktop.models.residents import ResidentStatus
from desktop.services.details_drafts import SOMEBODY_NEW, DetailsDrafts
from desktop.services.duplicates import Duplicates
from desktop.services.residents import Residents
from desktop.services.search import Search
from desktop.views.residents.page import ResidentsPage
from tests.house import TODAY, House, add_resident
from tests.views.residents.stage import Stage, part
from tests.views.residents.test_page import residents_page


def former(house: House, status: ResidentStatus = ResidentStatus.MOVED_OUT) -> str:
    left = TODAY.replace(month=5) if status is ResidentStatus.MOVED_OUT else None
    return add_resident(
        house,
        "Zoriana",
        "",
        "",
        "Prykhodko",
        born=date(1960, 3, 1),
        status=status,
        arrived_on=None,
        moved_out_on=left,
    )


def typed(stage: Stage, page: ResidentsPage) -> QDialog:
    """The form for somebody new, with a name that she may have; nothing saved yet."""
    stage.qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    stage.settle()
    dialog = next(d for d in page.findChildren(QDialog, "register_dialog") if d.isVisible())
    for name, text in (
        ("given_names", "Soriana"),
        ("surname", "Prychodko"),
        ("birth_date", "1.3.1960"),
    ):
        stage.qtbot.keyClicks(part(dialog, QLineEdit, name), text)
    return dialog


def looked(stage: Stage, dialog: QDialog) -> QWidget:
    panel = part(dialog, QWidget, "duplicates_panel")
    stage.qtbot.waitUntil(panel.isVisible)
    stage.settle()
    return panel


def press(stage: Stage, within: QWidget, name: str) -> None:
    button = part(within, QPushButton, name)
    button.setFocus()
    stage.qtbot.keyClick(button, Qt.Key.Key_Space)
    stage.settle()


def test_who_is_typed_is_looked_up_and_who_moved_out_is_received_again(
    stage: Stage, house: House
) -> None:
    resident = former(house)
    page = residents_page(stage, house)
    dialog = typed(stage, page)
    panel = looked(stage, dialog)
    assert part(panel, QPushButton, "candidate_same_0").text() == "It is the same: receive again"
    press(stage, panel, "candidate_same_0")
    receive = next(d for d in page.findChildren(QDialog, "receive_dialog") if d.isVisible())
    stage.qtbot.keyClick(receive, Qt.Key.Key_Return)
    stage.settle()
    file = Residents(house.workplace()).file(resident)
    assert (file.person.status, file.person.arrived_on) == (ResidentStatus.ARRIVED, TODAY)
    assert stage.gone == [("check_in", resident)]
    assert DetailsDrafts(house.workplace()).load(SOMEBODY_NEW) is None


def test_who_had_not_come_is_here(stage: Stage, house: House) -> None:
    resident = former(house, ResidentStatus.NO_SHOW)
    page = residents_page(stage, house)
    press(stage, looked(stage, typed(stage, page)), "candidate_same_0")
    file = Residents(house.workplace()).file(resident)
    assert file.person.status is ResidentStatus.ARRIVED
    assert stage.gone == [("residents", resident)]


def test_nobody_is_registered_before_it_is_answered_and_then_nobody_asks_again(
    stage: Stage, house: House
) -> None:
    resident = former(house, ResidentStatus.RESIDENT)
    page = residents_page(stage, house)
    dialog = typed(stage, page)
    stage.qtbot.keyClick(part(dialog, QLineEdit, "birth_date"), Qt.Key.Key_Return)
    stage.settle()
    panel = looked(stage, dialog)
    problem = part(dialog, QLabel, "edit_problem")
    assert problem.text() == "Please say first whether it is one of these."
    assert dialog.focusWidget() is part(panel, QPushButton, "duplicates_none")
    press(stage, panel, "duplicates_none")
    assert not problem.isVisible()
    assert dialog.focusWidget() is part(dialog, QPushButton, "register_save")
    press(stage, dialog, "register_save")
    found = Search(house.workplace()).people("Soriana Prychodko")
    made = next(line.id for line in found if line.id != resident)
    assert stage.gone == [("residents", made)]
    pairs = [{p.one.id, p.other.id} for p in Duplicates(house.workplace()).pairs() if p.other]
    assert {made, resident} not in pairs


def test_file_of_a_candidate_opens_and_what_was_typed_is_kept(stage: Stage, house: House) -> None:
    resident = former(house)
    page = residents_page(stage, house)
    dialog = typed(stage, page)
    press(stage, looked(stage, dialog), "candidate_open_0")
    assert stage.gone == [("residents", resident)]
    kept = DetailsDrafts(house.workplace()).load(SOMEBODY_NEW)
    assert kept is not None
    assert kept["given_names"] == "Soriana"


def test_who_is_typed_no_more_is_asked_about_no_more(stage: Stage, house: House) -> None:
    former(house)
    page = residents_page(stage, house)
    dialog = typed(stage, page)
    panel = looked(stage, dialog)
    press(stage, dialog, "register_discard")
    stage.qtbot.waitUntil(lambda: not panel.isVisible())
    assert part(dialog, QLineEdit, "surname").text() == ""
