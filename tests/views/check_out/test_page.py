"""A household leaves by keys and by clicks; it is called off, undone, taken up again."""

from datetime import timedelta

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from desktop.models.check_outs import LeavingReason
from desktop.models.kits import KitAudience
from desktop.models.residents import FurtherStepKind, ResidentStatus, StepKind
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_members import MemberCheckOut
from desktop.services.check_out_steps import LeavingStep, Plan
from desktop.services.kits import Kits
from desktop.services.protected_files import ProtectedFiles
from desktop.views.check_out.page import CheckOutPage
from desktop.views.today.departures_card import DeparturesCard
from desktop.views.widgets.confirm_dialog import ConfirmDialog
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.work_line import WorkLine
from tests.house import TODAY, House
from tests.views.residents.stage import Stage, part

SOON = TODAY + timedelta(days=5)
HOME = Plan(LeavingReason.OWN_HOME, TODAY)


def check_out_page(stage: Stage, house: House, argument: object = None) -> CheckOutPage:
    page = CheckOutPage(stage.context, CheckOuts(house.workplace()), clock=house.clock)
    stage.show(page, argument)
    return page


def press(stage: Stage, page: QWidget, name: str) -> None:
    button = part(page, QPushButton, name)
    assert button.isVisible(), name
    assert button.isEnabled(), name
    stage.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    stage.settle()


def key(stage: Stage, page: QWidget, which: Qt.Key) -> None:
    focused = page.focusWidget()
    assert focused is not None
    stage.qtbot.keyClick(focused, which)
    stage.settle()


def confirm(stage: Stage, page: QWidget) -> None:
    (dialog,) = [d for d in page.findChildren(ConfirmDialog) if d.isVisible()]
    dialog.confirm_button.click()
    stage.settle()


def members(house: House, name: str = "Iryna") -> dict[str, MemberCheckOut]:
    told = CheckOuts(house.workplace()).household(house.residents[name])
    return {member.person.given_names: member for member in told}


def test_enter_alone_checks_a_household_out(stage: Stage, house: House) -> None:
    iryna = house.residents["Iryna"]
    Kits(house.workplace()).hand_out(iryna, [house.kit_types[KitAudience.ADULT]])
    CheckIns(house.workplace()).hand_over_key([iryna], "3.07-1")
    page = check_out_page(stage, house, iryna)
    for _ in range(6):
        key(stage, page, Qt.Key.Key_Return)
    told = members(house)
    assert {m.person.status for m in told.values()} == {ResidentStatus.MOVED_OUT}
    assert all(m.missing == () for m in told.values())
    notes = {step.kind: step.note for step in told["Petro"].done}
    assert notes[LeavingStep.KEYS] == "3.07-1"
    assert notes[LeavingStep.BED] == TODAY.isoformat()
    assert part(page, QLabel, "check_out_done_title").text() == "All done"


def test_one_leaves_ahead_with_reason_address_and_day(stage: Stage, house: House) -> None:
    page = check_out_page(stage, house, house.residents["Petro"])
    part(page, QCheckBox, "plan_member_0").click()
    part(page, QCheckBox, "plan_member_2").click()
    press(stage, page, "plan_reason_left_country")
    part(page, DateField, "plan_day").setDate(QDate(SOON.year, SOON.month, SOON.day))
    part(page, QLineEdit, "plan_address").setText("Vul. Testova 1, Lviv")
    press(stage, page, "plan_save")
    told = members(house)
    assert told["Iryna"].leaving is None
    assert told["Danylo"].leaving is None
    leaving = told["Petro"].leaving
    assert leaving is not None
    assert leaving.plan == Plan(LeavingReason.LEFT_COUNTRY, SOON, "", "Vul. Testova 1, Lviv")
    for name in ("inspection_done", "keys_returned"):
        press(stage, page, name)
    assert part(page, DateField, "bed_free_day").value() == SOON
    press(stage, page, "bed_free")
    assert part(page, QLabel, "check_out_done_title").text() == "Everything is prepared"
    assert members(house)["Petro"].person.status is ResidentStatus.RESIDENT


def test_reason_is_chosen_by_arrows_and_enter_goes_on(stage: Stage, house: House) -> None:
    page = check_out_page(stage, house, house.residents["Halyna"])
    key(stage, page, Qt.Key.Key_Right)
    key(stage, page, Qt.Key.Key_Return)
    leaving = members(house, "Halyna")["Halyna"].leaving
    assert leaving is not None
    assert leaving.plan.reason is LeavingReason.LEFT_COUNTRY


def test_another_reason_has_to_be_said(stage: Stage, house: House) -> None:
    page = check_out_page(stage, house, house.residents["Halyna"])
    press(stage, page, "plan_reason_other")
    press(stage, page, "plan_save")
    assert "why they leave" in stage.said[-1].text()
    part(page, QLineEdit, "plan_note").setText("Flytter til sin søster")
    press(stage, page, "plan_save")
    assert members(house, "Halyna")["Halyna"].leaving is not None


def test_of_who_has_died_nothing_is_asked_but_the_day_and_only_they_are_ticked(
    stage: Stage, house: House
) -> None:
    page = check_out_page(stage, house, house.residents["Petro"])
    assert part(page, QLineEdit, "plan_address").isVisible()
    press(stage, page, "plan_reason_deceased")
    assert not part(page, QLineEdit, "plan_address").isVisible()
    ticked = [part(page, QCheckBox, f"plan_member_{n}").isChecked() for n in range(3)]
    assert ticked == [False, True, False]
    press(stage, page, "plan_save")
    for name in ("inspection_done", "keys_returned", "bed_free", "leave_finish"):
        press(stage, page, name)
    told = part(page, QLabel, "check_out_done_people").text()
    assert told == "Petro Bondar, 20 Nov 2026"
    assert members(house)["Iryna"].person.status is ResidentStatus.RESIDENT


def test_left_check_out_is_taken_up_where_it_was_left(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    CheckOuts(house.workplace()).plan([halyna], HOME)
    CheckOuts(house.workplace()).inspect([halyna], "Alt i orden")
    page = check_out_page(stage, house, halyna)
    assert part(page, QWidget, "keys_step").isVisible()
    press(stage, page, "step_inspection")
    assert part(page, QLabel, "step_done_note").text() == "Alt i orden"


def test_step_is_put_off_and_missing_at_the_end(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    page = check_out_page(stage, house, halyna)
    key(stage, page, Qt.Key.Key_Return)
    key(stage, page, Qt.Key.Key_F9)
    for _ in range(3):
        key(stage, page, Qt.Key.Key_Return)
    assert part(page, QLabel, "check_out_done_title").text() == "Left for later"
    (departure,) = CheckOuts(house.workplace()).unfinished()
    assert departure.missing == (LeavingStep.INSPECTION,)


def test_check_out_is_called_off_after_a_question(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    CheckOuts(house.workplace()).plan([halyna], HOME)
    page = check_out_page(stage, house, (halyna, LeavingStep.PLAN))
    press(stage, page, "plan_call_off")
    confirm(stage, page)
    assert members(house, "Halyna")["Halyna"].leaving is None
    assert "living here as before" in stage.said[-1].text()
    assert part(page, QWidget, "plan_step").isVisible()


def test_who_is_no_longer_ticked_stays(stage: Stage, house: House) -> None:
    ids = [house.residents[name] for name in ("Iryna", "Petro", "Danylo")]
    CheckOuts(house.workplace()).plan(ids, HOME)
    page = check_out_page(stage, house, (ids[0], LeavingStep.PLAN))
    part(page, QCheckBox, "plan_member_1").click()
    press(stage, page, "plan_save")
    told = members(house)
    assert [bool(told[n].leaving) for n in ("Iryna", "Petro", "Danylo")] == [True, False, True]


def test_whole_check_out_is_undone_and_a_bed_that_is_gone_is_told(
    stage: Stage, house: House
) -> None:
    service, halyna = CheckOuts(house.workplace()), house.residents["Halyna"]
    service.plan([halyna], HOME)
    service.inspect([halyna], "")
    service.take_keys([halyna], "")
    service.finish([halyna])
    CheckIns(house.workplace()).assign_bed(house.residents["Oksana"], house.beds["2.14 A"])
    page = check_out_page(stage, house, halyna)
    page.setFocus()
    stage.qtbot.keyClick(page, Qt.Key.Key_F8)
    stage.settle()
    confirm(stage, page)
    assert "given to somebody else" in stage.said[-1].text()
    action = stage.said[-1].action
    assert action is not None
    action()
    assert stage.gone == [("check_in", (halyna, StepKind.BED))]


def test_step_is_undone_with_f8(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    CheckOuts(house.workplace()).plan([halyna], HOME)
    CheckOuts(house.workplace()).free_beds([halyna], SOON)
    page = check_out_page(stage, house, (halyna, LeavingStep.BED))
    assert "25 Nov" in part(page, QLabel, "step_done_note").text()
    key(stage, page, Qt.Key.Key_F8)
    assert LeavingStep.BED in members(house, "Halyna")["Halyna"].missing


def test_typed_text_survives_language_and_sync(stage: Stage, house: House) -> None:
    page = check_out_page(stage, house, house.residents["Halyna"])
    address = part(page, QLineEdit, "plan_address")
    stage.qtbot.keyClicks(address, "Testvej 1")
    press(stage, page, "plan_reason_evicted")
    for code in ("da", "uk", "ru"):
        stage.speak(code)
        assert address.text() == "Testvej 1"
    page.data_changed({"resident"})
    stage.settle()
    assert address.text() == "Testvej 1"
    assert part(page, QPushButton, "plan_reason_evicted").isChecked()


def test_without_anybody_chosen_it_lists_who_leaves_and_says_how_to_begin(
    stage: Stage, house: House
) -> None:
    CheckOuts(house.workplace()).plan([house.residents["Halyna"]], HOME)
    page = check_out_page(stage, house)
    assert "Ctrl+K" in part(page, QLabel, "check_out_how").text()
    card = page.findChild(DeparturesCard)
    assert card is not None
    line = part(card, WorkLine, "departures_line_0")
    line.setFocus()
    stage.qtbot.keyClick(line, Qt.Key.Key_Return)
    assert stage.gone == [("check_out", house.residents["Halyna"])]


def test_protected_file_tells_no_reason_until_it_is_opened(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    CheckOuts(house.workplace()).plan([halyna], Plan(LeavingReason.EVICTED, SOON, "Sag 7"))
    ProtectedFiles(house.workplace(Role.LEAD)).protect(halyna, "Sag 26/114")
    page = check_out_page(stage, house, (halyna, LeavingStep.PLAN))
    assert not part(page, QPushButton, "plan_save").isEnabled()
    assert part(page, QLineEdit, "plan_note").text() == ""
    assert not part(page, QPushButton, "plan_reason_evicted").isChecked()
    said = "".join(label.text() for label in page.findChildren(QLabel))
    assert "Evicted" not in said
    ProtectedFiles(house.workplace()).open(halyna, "Fraflytning")
    page.data_changed({"resident"})
    stage.settle()
    assert part(page, QPushButton, "plan_save").isEnabled()
    assert part(page, QPushButton, "plan_reason_evicted").isChecked()


def test_keys_of_the_check_in_are_filled_in_and_no_bed_is_free_before_today(
    stage: Stage, house: House
) -> None:
    halyna = house.residents["Halyna"]
    CheckIns(house.workplace()).hand_over_key([halyna], "2.14-1")
    assert FurtherStepKind.KEY in CheckIns(house.workplace()).steps(halyna).done
    page = check_out_page(stage, house, halyna)
    key(stage, page, Qt.Key.Key_Return)
    key(stage, page, Qt.Key.Key_Return)
    assert part(page, QLineEdit, "keys_note").text() == "2.14-1"
    key(stage, page, Qt.Key.Key_Return)
    assert part(page, DateField, "bed_free_day").minimumDate() == QDate(2026, 11, 20)
