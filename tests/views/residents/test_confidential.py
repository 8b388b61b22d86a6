"""Support needs, pairs and protection on a resident's file, by clicks and keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from desktop.models.confidential import SupportGroup
from desktop.models.sites import Role
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.services.support_needs import NeedText, SupportNeeds
from desktop.views.residents.confidential.card import ConfidentialCard
from desktop.views.residents.confidential.pair_dialog import PairDialog
from desktop.views.residents.page import ResidentsPage
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.elided_label import ElidedLabel
from tests.house import TODAY, House
from tests.views.residents.stage import Stage, part
from tests.views.residents.test_page import names, residents_page


def file_of(stage: Stage, house: House, name: str, role: Role = Role.LEAD) -> ResidentsPage:
    return residents_page(stage, house, house.residents[name], house.workplace(role))


def press(stage: Stage, within: QWidget, name: str) -> None:
    button = part(within, QPushButton, name)
    assert button.isVisible(), name
    stage.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    stage.settle()


def dialog_of(page: ResidentsPage) -> QDialog:
    (dialog,) = [one for one in page.findChildren(QDialog) if one.isVisible()]
    return dialog


def confirm(stage: Stage, page: ResidentsPage) -> None:
    press(stage, dialog_of(page), "dialog_confirm")


def texts(within: QWidget) -> str:
    return "\n".join(one.text() for one in within.findChildren(QLabel) if one.isVisible())


def card(page: ResidentsPage) -> ConfidentialCard:
    return part(page, ConfidentialCard, "file_confidential")


def visible(page: ResidentsPage, name: str) -> bool:
    return part(page, QPushButton, name).isVisible()


def lay_need(house: House, name: str = "Halyna") -> None:
    text = NeedText(SupportGroup.MENTAL, "Bank på", "Angst", TODAY)
    SupportNeeds(house.workplace(Role.LEAD)).record(house.residents[name], text)


def test_a_lead_writes_down_a_need_and_the_desk_sees_the_instruction(
    stage: Stage, house: House
) -> None:
    page = file_of(stage, house, "Halyna")
    assert "No support need is recorded." in texts(card(page))
    press(stage, page, "need_add")
    dialog = dialog_of(page)
    part(dialog, QLineEdit, "need_instruction").setText("Bank på")
    part(dialog, QPlainTextEdit, "need_reason").setPlainText("Angst")
    part(dialog, QComboBox, "need_group").setCurrentIndex(3)
    confirm(stage, page)
    assert stage.said[-1].text() == "The support need is saved."
    assert "Angst" in texts(card(page))
    assert "Mental vulnerability" in texts(card(page))
    assert part(page, QLabel, "file_instruction").text() == "Bank på"
    (need,) = SupportNeeds(house.workplace(Role.LIAISON)).of(house.residents["Halyna"])
    assert need.review_on is not None


def test_a_host_sees_the_strip_and_no_card(stage: Stage, house: House) -> None:
    lay_need(house)
    page = file_of(stage, house, "Halyna", Role.HOST)
    assert part(page, QLabel, "file_instruction").text() == "Bank på"
    assert not card(page).isVisible()
    assert "Angst" not in texts(page)
    assert not visible(page, "file_protect")


def test_what_is_missing_is_said_in_the_dialog_and_nothing_is_lost(
    stage: Stage, house: House
) -> None:
    page = file_of(stage, house, "Halyna")
    press(stage, page, "need_add")
    confirm(stage, page)
    assert "Please write an instruction" in texts(dialog_of(page))


def test_a_due_review_is_told_and_the_need_is_changed(stage: Stage, house: House) -> None:
    lay_need(house)
    page = file_of(stage, house, "Halyna")
    assert "Review was due 20 Nov 2026" in texts(card(page))
    press(stage, page, "need_edit_0")
    dialog = dialog_of(page)
    assert part(dialog, QPlainTextEdit, "need_reason").toPlainText() == "Angst"
    assert part(dialog, QComboBox, "need_group").currentIndex() == 3
    part(dialog, QLineEdit, "need_instruction").setText("Gå to sammen")
    confirm(stage, page)
    assert part(page, QLabel, "file_instruction").text() == "Gå to sammen"


def test_a_need_is_ended_after_a_question(stage: Stage, house: House) -> None:
    lay_need(house)
    page = file_of(stage, house, "Halyna")
    press(stage, page, "need_end_0")
    assert "Is this need over?" in texts(dialog_of(page))
    confirm(stage, page)
    assert "No support need is recorded." in texts(card(page))
    assert not part(page, QLabel, "file_instruction").isVisible()


def test_two_are_kept_apart_and_let_together_again(stage: Stage, house: House) -> None:
    page = file_of(stage, house, "Oksana")
    press(stage, page, "pair_add")
    dialog = dialog_of(page)
    assert isinstance(dialog, PairDialog)
    confirm_button = part(dialog, QPushButton, "dialog_confirm")
    assert not confirm_button.isEnabled()
    stage.qtbot.keyClicks(dialog.finder, "halyna")
    stage.qtbot.keyClick(dialog.finder, Qt.Key.Key_Return)
    stage.qtbot.waitUntil(lambda: bool(dialog.other_id()))
    assert part(dialog, QLabel, "pair_chosen").text() == "Halyna Koval · 2.14 A"
    part(dialog, QPlainTextEdit, "pair_reason").setPlainText("Uvenner")
    confirm(stage, page)
    assert "Halyna Koval" in texts(card(page))
    assert "Uvenner" in texts(card(page))
    press(stage, page, "pair_end_0")
    confirm(stage, page)
    assert ConflictPairs(house.workplace(Role.LEAD)).of(house.residents["Oksana"]) == ()
    assert "Nobody is recorded." in texts(card(page))


def test_without_the_key_the_card_says_what_to_do(stage: Stage, house: House) -> None:
    workplace = house.workplace(Role.LEAD)
    workplace.sealed_key = None
    page = residents_page(stage, house, house.residents["Halyna"], workplace)
    assert "Please sign in once" in part(page, QLabel, "confidential_problem").text()
    assert not visible(page, "need_add")


def test_a_lead_protects_a_file_and_it_closes_before_their_eyes(stage: Stage, house: House) -> None:
    page = file_of(stage, house, "Halyna")
    press(stage, page, "file_protect")
    dialog = dialog_of(page)
    assert "Protect the file of Halyna Koval?" in texts(dialog)
    assert not part(dialog, QPushButton, "dialog_confirm").isEnabled()
    part(dialog, QPlainTextEdit, "protect_reason").setPlainText("Sag 26/114")
    confirm(stage, page)
    assert part(page, ElidedLabel, "file_name").text() == "Protected file"
    assert page.title() == "Protected file"
    assert "Koval" not in texts(page)
    assert visible(page, "file_unprotect")
    assert not visible(page, "file_edit")


def test_a_host_opens_a_protected_file_with_a_reason(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    ProtectedFiles(house.workplace(Role.LEAD)).protect(halyna, "Sag 26/114")
    page = file_of(stage, house, "Halyna", Role.HOST)
    assert "Koval" not in texts(page)
    assert visible(page, "file_kit")
    press(stage, page, "file_closed_open")
    part(dialog_of(page), QPlainTextEdit, "open_protected_reason").setPlainText("Ambulance")
    confirm(stage, page)
    assert stage.said[-1].text() == "The file is open to you until 15:30."
    assert part(page, ElidedLabel, "file_name").text() == "Halyna Koval"
    chip = part(page, Chip, "file_protected")
    assert chip.isVisible()
    assert chip.text() == "Protected · open to you until 15:30"


def test_a_lead_takes_the_protection_back(stage: Stage, house: House) -> None:
    halyna = house.residents["Halyna"]
    ProtectedFiles(house.workplace(Role.LEAD)).protect(halyna, "Sag 26/114")
    page = file_of(stage, house, "Halyna")
    press(stage, page, "file_unprotect")
    part(dialog_of(page), QPlainTextEdit, "unprotect_reason").setPlainText("Lukket")
    confirm(stage, page)
    assert not Residents(house.workplace()).file(halyna).person.masked
    assert part(page, ElidedLabel, "file_name").text() == "Halyna Koval"


def test_the_list_shows_it_masked_and_search_does_not_find_it(stage: Stage, house: House) -> None:
    ProtectedFiles(house.workplace(Role.LEAD)).protect(house.residents["Halyna"], "Sag")
    page = residents_page(stage, house)
    assert names(page)[-1] == "Protected file"
    stage.speak("da")
    stage.qtbot.waitUntil(lambda: names(page)[-1] == "Beskyttet sag")
