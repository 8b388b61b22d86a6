"""Somebody new is registered; what is typed survives; who was seen, and who is here again."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget

from desktop.models.residents import ResidentStatus
from desktop.services.details_drafts import SOMEBODY_NEW, DetailsDrafts
from desktop.services.residents import Residents
from desktop.services.search import Search
from desktop.views.residents.details_form import DetailsForm
from desktop.views.residents.page import ResidentsPage
from tests.house import TODAY, House, add_resident
from tests.views.residents.stage import Stage, part
from tests.views.residents.test_page import names, residents_page


def shown(page: QWidget, name: str) -> QDialog:
    return next(d for d in page.findChildren(QDialog, name) if d.isVisible())


def edit(stage: Stage, page: ResidentsPage) -> QDialog:
    part(page, QPushButton, "file_edit").click()
    stage.settle()
    return shown(page, "edit_dialog")


def test_somebody_without_papers_is_registered_by_keys(stage: Stage, house: House) -> None:
    page = residents_page(stage, house)
    stage.qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    stage.settle()
    dialog = shown(page, "register_dialog")
    first = dialog.focusWidget()
    assert first is not None
    assert first.objectName() == "given_names"
    stage.qtbot.keyClicks(first, "Vira")
    birth = part(dialog, QLineEdit, "birth_date")
    stage.qtbot.keyClicks(birth, "about 34")
    stage.qtbot.keyClick(birth, Qt.Key.Key_Return)
    stage.settle()
    made = Search(house.workplace()).people("Vira")[0]
    assert (made.name, made.age, made.status) == ("Vira", 34, ResidentStatus.ARRIVED)
    assert stage.gone == [("residents", made.id)]
    said = stage.said[-1]
    assert said.text() == f"Vira is registered as No. {made.number}."
    assert said.action is not None
    said.action()
    assert stage.gone[-1] == ("check_in", made.id)
    assert DetailsDrafts(house.workplace()).load(SOMEBODY_NEW) is None


def test_nobody_is_registered_without_a_name(stage: Stage, house: House) -> None:
    page = residents_page(stage, house)
    part(page, QPushButton, "residents_new").click()
    stage.settle()
    dialog = shown(page, "register_dialog")
    part(dialog, QPushButton, "register_save").click()
    stage.settle()
    assert dialog.isVisible()
    assert "One name alone" in part(dialog, QLineEdit, "given_names").accessibleDescription()
    assert len(names(page)) == 4
    dialog.reject()


def test_what_is_wrong_comes_into_sight_from_the_end_of_the_form(
    stage: Stage, house: House
) -> None:
    page = residents_page(stage, house)
    part(page, QPushButton, "residents_new").click()
    stage.settle()
    dialog = shown(page, "register_dialog")
    dialog.resize(720, 500)
    dialog.activateWindow()
    stage.qtbot.keyClicks(part(dialog, QLineEdit, "given_names"), "Vira")
    cpr, last = part(dialog, QLineEdit, "cpr"), part(dialog, QLineEdit, "considerations")
    stage.qtbot.keyClicks(cpr, "123")
    while dialog.focusWidget() is not last:
        stage.qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    stage.settle()
    assert cpr.visibleRegion().isEmpty()
    stage.qtbot.keyClick(last, Qt.Key.Key_Return)
    stage.settle()
    assert cpr.hasFocus()
    assert cpr.visibleRegion().boundingRect() == cpr.rect()
    dialog.reject()


def test_what_stands_beside_the_form_follows_what_is_typed(stage: Stage, house: House) -> None:
    told: list[str] = []

    def beside(form: DetailsForm) -> QWidget:
        label = QLabel()
        label.setObjectName("beside")
        form.edited.connect(lambda: told.append(form.details().name))
        return label

    page = residents_page(stage, house, beside=beside)
    part(page, QPushButton, "residents_new").click()
    stage.settle()
    dialog = shown(page, "register_dialog")
    assert part(dialog, QLabel, "beside").isVisible()
    stage.qtbot.keyClicks(part(dialog, QLineEdit, "surname"), "Li")
    assert told == ["L", "Li"]
    dialog.reject()


def test_what_was_typed_survives_the_end_of_the_program(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    page = residents_page(stage, house, halyna)
    dialog = edit(stage, page)
    stage.qtbot.keyClicks(part(dialog, QLineEdit, "emergency_contact"), "Mor, Lviv")
    page.keep_now()
    stage.settle()
    residents = Residents(house.workplace())
    residents.change(halyna, replace(residents.file(halyna).details, diet="Vegetar"))
    DetailsDrafts(house.workplace()).save(halyna, {"emergency_contact": "Mor, Lviv"})

    again = residents_page(stage, house, halyna)
    assert stage.said[-1].text() == "The changes to Halyna Koval were not saved."
    assert stage.said[-1].action is not None
    stage.said[-1].action()
    stage.settle()
    taken_up = shown(again, "edit_dialog")
    assert part(taken_up, QLabel, "edit_taken_up").isVisible()
    assert part(taken_up, QLineEdit, "emergency_contact").text() == "Mor, Lviv"
    assert part(taken_up, QLineEdit, "diet").text() == "Vegetar"
    part(taken_up, QPushButton, "edit_save").click()
    stage.settle()
    details = residents.file(halyna).details
    assert (details.emergency_contact, details.diet) == ("Mor, Lviv", "Vegetar")
    assert DetailsDrafts(house.workplace()).load(halyna) is None
    dialog.done(0)


def test_typing_keeps_itself_after_a_moment(stage: Stage, house: House) -> None:
    halyna, drafts = house.residents["Halyna"], DetailsDrafts(house.workplace())
    page = residents_page(stage, house, halyna)
    dialog = edit(stage, page)
    stage.qtbot.keyClicks(part(dialog, QLineEdit, "phone"), "20 1")
    stage.qtbot.waitUntil(lambda: drafts.load(halyna) == {"phone": "20 1"})
    discard = part(dialog, QPushButton, "edit_discard")
    assert discard.isVisible()
    discard.click()
    stage.settle()
    assert drafts.load(halyna) is None
    assert part(dialog, QLineEdit, "phone").text() == ""
    assert not discard.isVisible()
    said = len(stage.said)
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert len(stage.said) == said


def test_cancelled_registration_is_taken_up_again(stage: Stage, house: House) -> None:
    page = residents_page(stage, house)
    part(page, QPushButton, "residents_new").click()
    stage.settle()
    dialog = shown(page, "register_dialog")
    stage.qtbot.keyClicks(part(dialog, QLineEdit, "surname"), "Lys")
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    stage.settle()
    assert "is not registered yet" in stage.said[-1].text()
    part(page, QPushButton, "residents_new").click()
    stage.settle()
    assert part(shown(page, "register_dialog"), QLineEdit, "surname").text() == "Lys"
    shown(page, "register_dialog").done(0)


def test_change_at_another_desk_is_not_taken_back_by_an_open_form(
    stage: Stage, house: House
) -> None:
    halyna, residents = house.residents["Halyna"], Residents(house.workplace())
    page = residents_page(stage, house, halyna)
    dialog = edit(stage, page)
    residents.change(halyna, replace(residents.file(halyna).details, allergies="Nødder"))
    stage.qtbot.keyClicks(part(dialog, QLineEdit, "diet"), "Vegetar")
    part(dialog, QPushButton, "edit_save").click()
    stage.settle()
    details = residents.file(halyna).details
    assert (details.allergies, details.diet) == ("Nødder", "Vegetar")


def test_seen_today_is_one_button_with_a_way_back(stage: Stage, house: House) -> None:
    halyna, residents = house.residents["Halyna"], Residents(house.workplace())
    page = residents_page(stage, house, halyna)
    button = part(page, QPushButton, "file_seen")
    button.click()
    stage.settle()
    assert residents.file(halyna).last_contact_on == TODAY
    assert not button.isVisible()
    assert stage.said[-1].text() == "Halyna Koval was seen today."
    assert stage.said[-1].action is not None
    stage.said[-1].action()
    stage.settle()
    assert residents.file(halyna).last_contact_on is None
    assert button.isVisible()


def test_who_did_not_come_can_be_here_all_the_same(stage: Stage, house: House) -> None:
    missed = add_resident(
        house, "Vira", "Лис", "Віра", "Lys", born=TODAY, status=ResidentStatus.CANCELLED
    )
    page = residents_page(stage, house, missed)
    assert not part(page, QPushButton, "file_receive_again").isVisible()
    part(page, QPushButton, "file_here_again").click()
    stage.settle()
    assert Residents(house.workplace()).file(missed).person.status is ResidentStatus.ARRIVED
    assert part(page, QPushButton, "file_check_in").isVisible()
    assert not part(page, QPushButton, "file_here_again").isVisible()
