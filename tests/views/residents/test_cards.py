"""The cards of a file: pets, stays elsewhere, appointments, referrals, concern for a child; by keys
and clicks."""

from datetime import time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from desktop.models.absences import AbsenceKind
from desktop.models.appointments import AppointmentKind, AppointmentState
from desktop.models.pets import Species
from desktop.models.referrals import ReferralService, ReferralState
from desktop.models.residents import Language, ResidentStatus
from desktop.models.sites import Role
from desktop.services.absences import Absences, AbsenceText
from desktop.services.appointments import Appointments, AppointmentText
from desktop.services.check_in import CheckIns
from desktop.services.child_concerns import ChildConcerns, ConcernText
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.details_drafts import DetailsDrafts
from desktop.services.duplicates import Duplicates, Merging
from desktop.services.interviews import Interviews
from desktop.services.marks import Marks
from desktop.services.pets import Pets, PetText
from desktop.services.photos import Photos
from desktop.services.protected_files import ProtectedFiles
from desktop.services.referrals import ReferralDraft, Referrals
from desktop.services.registering import Registering
from desktop.services.residents import Residents
from desktop.services.search import Search
from desktop.services.support_needs import SupportNeeds
from desktop.services.workplace import Workplace
from desktop.views.duplicates.actions import RecordServices
from desktop.views.households.actions import HouseholdServices
from desktop.views.residents.cards.contents import CardServices
from desktop.views.residents.confidential.actions import ConfidentialServices
from desktop.views.residents.editing import EditingServices
from desktop.views.residents.page import ResidentsPage
from desktop.views.widgets.choice_row import ChoiceRow
from desktop.views.widgets.date_field import DateField
from tests.house import NOON, TODAY, House, add_resident
from tests.views.residents.stage import Stage, part

Key = Qt.Key


def file_of(
    stage: Stage, house: House, name: str, workplace: Workplace | None = None
) -> ResidentsPage:
    workplace = workplace or house.workplace()
    page = ResidentsPage(
        stage.context,
        Residents(workplace),
        Search(workplace),
        CheckIns(workplace),
        Marks(workplace),
        confidential=ConfidentialServices(
            ProtectedFiles(workplace), SupportNeeds(workplace), ConflictPairs(workplace)
        ),
        editing=EditingServices(DetailsDrafts(workplace), Registering(workplace)),
        photos=Photos(workplace),
        households=HouseholdServices.at(workplace),
        records=RecordServices(Duplicates(workplace), Merging(workplace)),
        cards=CardServices.of(workplace),
        clock=house.clock,
    )
    stage.show(page, house.residents[name])
    return page


def press(stage: Stage, within: QWidget, name: str) -> None:
    """With the keyboard alone."""
    button = part(within, QPushButton, name)
    assert button.isVisible(), name
    button.setFocus()
    stage.qtbot.keyClick(button, Key.Key_Return)
    stage.settle()


def dialog_of(page: ResidentsPage) -> QDialog:
    (dialog,) = [one for one in page.findChildren(QDialog) if one.isVisible()]
    return dialog


def enter(stage: Stage, page: ResidentsPage, field: QWidget) -> None:
    """Enter in a field confirms the dialog."""
    stage.qtbot.keyClick(field, Key.Key_Return)
    stage.settle()


def texts(within: QWidget) -> str:
    return "\n".join(one.text() for one in within.findChildren(QLabel) if one.isVisible())


def shows(page: QWidget, name: str) -> bool:
    found = page.findChild(QWidget, name)
    return found is not None and found.isVisible()


def card(page: ResidentsPage, name: str) -> QWidget:
    return part(page, QWidget, f"file_{name}")


def newcomer(house: House) -> None:
    add_resident(
        house,
        "Larysa",
        "Мороз",
        "Лариса",
        "Moroz",
        born=TODAY - timedelta(days=12000),
        status=ResidentStatus.ARRIVED,
        arrived_on=TODAY - timedelta(days=2),
        interpreter_language=Language.RU,
    )


def test_what_is_empty_takes_no_card_and_can_be_begun(stage: Stage, house: House) -> None:
    page = file_of(stage, house, "Halyna")
    for name in ("pets", "absences", "appointments", "referrals", "concerns"):
        assert not card(page, name).isVisible(), name
    offered = [b.text() for b in card(page, "add").findChildren(QPushButton) if b.isVisible()]
    assert offered == ["Plan an appointment…", "Note a stay elsewhere…", "Add a pet…"]


def test_who_is_not_here_yet_may_have_a_pet_but_is_nowhere_else(stage: Stage, house: House) -> None:
    page = file_of(stage, house, "Oksana")
    assert shows(page, "add_pets")
    assert not shows(page, "add_absences")


def test_a_pet_is_added_changed_and_leaves(stage: Stage, house: House) -> None:
    page = file_of(stage, house, "Halyna")
    press(stage, page, "add_pets")
    dialog = dialog_of(page)
    assert part(dialog, QLabel, "pet_not_allowed").isVisible()
    stage.qtbot.keyClicks(part(dialog, QLineEdit, "pet_name"), "Murka")
    chip = part(dialog, QLineEdit, "pet_chip")
    stage.qtbot.keyClicks(chip, "12345")
    assert "usually has 15 digits" in texts(dialog)
    enter(stage, page, chip)
    assert stage.said[-1].text() == "The pet is saved."
    assert "Cat · Murka" in texts(card(page, "pets"))
    assert "This site does not allow pets." in texts(card(page, "pets"))
    press(stage, page, "pets_change_0")
    dialog = dialog_of(page)
    part(dialog, QComboBox, "pet_approval").setCurrentIndex(3)
    assert part(dialog, QCheckBox, "pet_phase_out").isVisible()
    part(dialog, DateField, "pet_phase_out_day").set_value(TODAY + timedelta(days=30))
    enter(stage, page, part(dialog, QLineEdit, "pet_name"))
    assert "May stay until 20 Dec 2026" in texts(card(page, "pets"))
    press(stage, page, "pets_leave_0")
    press(stage, dialog_of(page), "dialog_confirm")
    assert not card(page, "pets").isVisible()
    assert Pets(house.workplace()).house().pets == ()


def test_a_vaccination_that_ended_is_marked(stage: Stage, house: House) -> None:
    text = PetText(Species.DOG, "Rex", rabies_valid_until=TODAY - timedelta(days=1))
    Pets(house.workplace()).record(house.residents["Halyna"], text)
    page = file_of(stage, house, "Halyna")
    assert "Rabies vaccination ended 19 Nov 2026" in texts(card(page, "pets"))


def test_somebody_is_noted_as_elsewhere_and_back_in_one_press(stage: Stage, house: House) -> None:
    page = file_of(stage, house, "Petro")
    press(stage, page, "add_absences")
    dialog = dialog_of(page)
    kinds = part(dialog, ChoiceRow, "absence_kind")
    stage.qtbot.keyClick(kinds.buttons()[2], Key.Key_Left)
    assert kinds.value() is AbsenceKind.POLICE
    part(dialog, QCheckBox, "absence_back").setChecked(True)
    enter(stage, page, part(dialog, QLineEdit, "absence_note"))
    assert stage.said[-1].text() == "The stay elsewhere is noted."
    assert "From 20 Nov 2026, expected back on 23 Nov 2026" in texts(card(page, "absences"))
    assert "The bed stays theirs." in texts(card(page, "absences"))
    assert not shows(page, "absences_add")
    assert Residents(house.workplace()).file(house.residents["Petro"]).person.status == "away"
    press(stage, page, "absences_back_0")
    assert stage.said[-1].text() == "Petro Bondar is back. Welcome home!"
    assert Residents(house.workplace()).file(house.residents["Petro"]).person.status == "resident"
    assert "With the police · 20 Nov 2026" in texts(card(page, "absences"))


def test_a_planned_one_begins_or_is_called_off(stage: Stage, house: House) -> None:
    absences, petro = Absences(house.workplace()), house.residents["Petro"]
    absences.record(petro, AbsenceText(AbsenceKind.TRAVEL, TODAY + timedelta(days=2)))
    page = file_of(stage, house, "Petro")
    assert "Planned" in texts(card(page, "absences"))
    press(stage, page, "absences_leave_0")
    assert Residents(house.workplace()).file(petro).person.status == "away"
    absences.change(
        absences.of(petro)[0].id, AbsenceText(AbsenceKind.TRAVEL, TODAY + timedelta(days=2))
    )
    stage.open(page, petro)
    press(stage, page, "absences_call_off_0")
    assert absences.of(petro) == ()


def test_a_proposed_interview_is_planned(stage: Stage, house: House) -> None:
    newcomer(house)
    page = file_of(stage, house, "Larysa")
    assert "Proposed: Wednesday 25 November" in texts(card(page, "appointments"))
    press(stage, page, "appointments_plan_0")
    dialog = dialog_of(page)
    assert part(dialog, QComboBox, "appointment_language").currentText() == "Russian"
    place = part(dialog, QLineEdit, "appointment_place")
    stage.qtbot.keyClicks(place, "Jobcentret")
    enter(stage, page, place)
    said = texts(card(page, "appointments"))
    assert "Wednesday 25 November, 10:00" in said
    assert "Jobcentret · interpreter: Russian" in said
    assert len(Interviews(house.workplace()).proposed()) == 1


def test_another_appointment_needs_a_word_what_it_is(stage: Stage, house: House) -> None:
    page = file_of(stage, house, "Halyna")
    press(stage, page, "add_appointments")
    dialog = dialog_of(page)
    title = part(dialog, QLineEdit, "appointment_title")
    enter(stage, page, title)
    assert "what the appointment is about" in texts(dialog)
    stage.qtbot.keyClicks(title, "Dentist")
    enter(stage, page, title)
    assert "Dentist" in texts(card(page, "appointments"))


def test_how_it_went_is_said_in_one_press_and_taken_back(stage: Stage, house: House) -> None:
    appointments, halyna = Appointments(house.workplace()), house.residents["Halyna"]
    appointments.plan(halyna, AppointmentText(AppointmentKind.WELCOME, TODAY, time(13)))
    house.clock.move(hours=1)
    page = file_of(stage, house, "Halyna")
    press(stage, page, "appointments_missed_0")
    assert stage.said[-1].text() == "Welcome interview, Halyna Koval: Missed"
    assert appointments.of(halyna)[0].state is AppointmentState.MISSED
    undo = stage.said[-1].action
    assert undo is not None
    undo()
    stage.settle()
    assert appointments.of(halyna)[0].state is AppointmentState.PLANNED


def test_the_slip_is_saved(stage: Stage, house: House, tmp_path: Path) -> None:
    appointments, halyna = Appointments(house.workplace()), house.residents["Halyna"]
    appointments.plan(halyna, AppointmentText(AppointmentKind.WELCOME, TODAY, time(15)))
    page = file_of(stage, house, "Halyna")
    press(stage, page, "appointments_slip_0")
    question = part(page, QFileDialog, "save_pdf")
    question.fileSelected.emit(str(tmp_path / "slip.pdf"))
    question.reject()
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")


def test_a_lead_refers_somebody_and_notes_the_answer(stage: Stage, house: House) -> None:
    page = file_of(stage, house, "Halyna", house.workplace(Role.LEAD))
    press(stage, page, "add_referrals")
    dialog = dialog_of(page)
    part(dialog, QComboBox, "referral_service").setCurrentIndex(3)
    stage.qtbot.keyClicks(part(dialog, QPlainTextEdit, "referral_note"), "Wound care")
    press(stage, dialog, "dialog_confirm")
    said = texts(card(page, "referrals"))
    assert "Home nursing" in said
    assert "Follow up 4 Dec 2026" in said
    press(stage, page, "referrals_answer_0")
    dialog = dialog_of(page)
    states = part(dialog, ChoiceRow, "answer_state")
    states.buttons()[0].setFocus()
    stage.qtbot.keyClick(states.buttons()[0], Key.Key_Right)
    stage.qtbot.keyClicks(part(dialog, QPlainTextEdit, "answer_text"), "They come on Monday")
    press(stage, dialog, "dialog_confirm")
    assert "Answer: They come on Monday" in texts(card(page, "referrals"))
    (line,) = Referrals(house.workplace(Role.LIAISON)).of(house.residents["Halyna"])
    assert line.state is ReferralState.ACCEPTED


@pytest.mark.parametrize("role", [Role.HOST, Role.COORDINATOR])
def test_others_see_nothing_of_referrals(stage: Stage, house: House, role: Role) -> None:
    draft = ReferralDraft(ReferralService.HOME_NURSING, "Sårpleje", TODAY, TODAY)
    Referrals(house.workplace(Role.LEAD)).send(house.residents["Halyna"], draft)
    page = file_of(stage, house, "Halyna", house.workplace(role))
    assert not card(page, "referrals").isVisible()
    assert not shows(page, "add_referrals")
    assert "Sårpleje" not in texts(page)


def test_without_the_key_nothing_can_be_referred(stage: Stage, house: House) -> None:
    workplace = house.workplace(Role.LEAD)
    workplace.sealed_key = None
    page = file_of(stage, house, "Halyna", workplace)
    assert not shows(page, "add_referrals")


def test_a_host_notes_that_a_concern_was_passed_on(stage: Stage, house: House) -> None:
    page = file_of(stage, house, "Iryna")
    press(stage, page, "add_concerns")
    dialog = dialog_of(page)
    assert "§ 133" in part(dialog, QLabel, "concern_duty").text()
    assert part(dialog, QComboBox, "concern_child").currentText() == "Danylo Bondar"
    assert not part(dialog, QPushButton, "dialog_confirm").isEnabled()
    to = part(dialog, QLineEdit, "concern_to")
    stage.qtbot.keyClicks(to, "The reception")
    enter(stage, page, to)
    assert stage.said[-1].text().startswith("It is noted that you passed it on.")
    said = texts(card(page, "concerns"))
    assert "Passed on about Danylo Bondar" in said
    assert "The reception" in said
    press(stage, page, "concerns_take_back_0")
    dialog = dialog_of(page)
    stage.qtbot.keyClicks(part(dialog, QPlainTextEdit, "concern_back_reason"), "Wrong child")
    press(stage, dialog, "dialog_confirm")
    assert "Taken back" in texts(card(page, "concerns"))
    assert not shows(page, "concerns_take_back_0")


def test_a_concern_of_a_colleague_shows_to_a_lead_who_can_not_take_it_back(
    stage: Stage, house: House
) -> None:
    ChildConcerns(house.workplace()).pass_on(
        house.residents["Danylo"], ConcernText("Modtagelsen", NOON)
    )
    page = file_of(stage, house, "Danylo", house.workplace(Role.LEAD))
    assert "Modtagelsen" in texts(card(page, "concerns"))
    assert not shows(page, "concerns_take_back_0")
    page = file_of(stage, house, "Danylo", house.workplace(Role.COORDINATOR))
    assert not card(page, "concerns").isVisible()


def test_tab_goes_down_the_cards_as_one_reads(stage: Stage, house: House) -> None:
    newcomer(house)
    larysa = house.residents["Larysa"]
    Pets(house.workplace()).record(larysa, PetText(Species.CAT, "Murka"))
    page = file_of(stage, house, "Larysa")
    part(page, QPushButton, "appointments_add").setFocus()
    gone = []
    for _ in range(8):
        focused = stage.app.focusWidget()
        assert focused is not None
        gone.append(focused.objectName())
        stage.qtbot.keyClick(focused, Key.Key_Tab)
    assert gone == [
        "appointments_add",
        "appointments_plan_0",
        "appointments_plan_1",
        "add_absences",
        "household_join",
        "household_move_site",
        "pets_add",
        "pets_change_0",
    ]


def test_a_closed_file_shows_no_card(stage: Stage, house: House) -> None:
    Pets(house.workplace()).record(house.residents["Halyna"], PetText(Species.CAT, "Murka"))
    ProtectedFiles(house.workplace(Role.LEAD)).protect(house.residents["Halyna"], "Sag")
    page = file_of(stage, house, "Halyna")
    assert "Murka" not in texts(page)
    assert not card(page, "add").isVisible()


def test_cards_and_dialogs_follow_the_language_and_keep_what_was_typed(
    stage: Stage, house: House
) -> None:
    page = file_of(stage, house, "Halyna")
    press(stage, page, "add_appointments")
    dialog = dialog_of(page)
    stage.qtbot.keyClicks(part(dialog, QLineEdit, "appointment_title"), "Dentist")
    stage.app.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
    stage.speak("da")
    assert part(dialog, QLineEdit, "appointment_title").text() == "Dentist"
    assert part(dialog, QPushButton, "dialog_confirm").text() == "Gem"
    dialog.reject()
