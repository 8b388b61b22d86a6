"""The household in a resident's file, changed with keys and clicks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from desktop.models.residents import HouseholdRole, KeepTogether, ResidentStatus
from desktop.models.sites import Role, Site
from desktop.services.households import Households
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.views.households.card import ACTIONS, HouseholdCard
from desktop.views.households.join_dialog import JoinDialog
from desktop.views.residents.page import ResidentsPage
from desktop.views.widgets.member_box import MemberBox
from desktop.views.widgets.offered import Offered
from tests.families import Families, lay_families
from tests.house import House
from tests.inbox import change_resident
from tests.views.residents.stage import Stage, part
from tests.views.residents.test_page import residents_page

HEAD, PARTNER, CHILD, PARENT, OTHER = HouseholdRole


@pytest.fixture
def families(house: House) -> Families:
    return lay_families(house)


def file_of(stage: Stage, house: House, name: str, role: Role = Role.HOST) -> ResidentsPage:
    return residents_page(stage, house, house.residents[name], house.workplace(role))


def card(page: ResidentsPage) -> HouseholdCard:
    return part(page, HouseholdCard, "file_household")


def texts(within: QWidget) -> str:
    return "\n".join(one.text() for one in within.findChildren(QLabel) if one.isVisible())


def press(stage: Stage, within: QWidget, name: str) -> None:
    """With the keyboard: the button gets the focus and the space bar."""
    button = part(within, QPushButton, name)
    assert button.isVisible(), name
    button.setFocus()
    stage.qtbot.keyClick(button, Qt.Key.Key_Space)
    stage.settle()


def dialog_of(page: ResidentsPage) -> QDialog:
    (dialog,) = [one for one in page.findChildren(QDialog) if one.isVisible()]
    return dialog


def confirm(stage: Stage, dialog: QDialog) -> None:
    """Enter does the likeliest."""
    assert part(dialog, QPushButton, "dialog_confirm").isEnabled()
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    stage.settle()


def choose(stage: Stage, box: QComboBox, steps: int) -> None:
    """Down so many times, in the closed box."""
    box.setFocus()
    key = Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up
    for _ in range(abs(steps)):
        stage.qtbot.keyClick(box, key)
    box.activated.emit(box.currentIndex())


def members(house: House, name: str) -> dict[str, HouseholdRole]:
    shown = Households(house.workplace()).of(house.residents[name])
    return {one.person.given_names: one.role for one in shown.members}


def test_card_tells_who_belongs_together_and_who_answers_for_the_children(
    stage: Stage, house: House, families: Families
) -> None:
    said = texts(card(file_of(stage, house, "Marko")))
    assert "Olha Moroz · 41 years" in said
    assert "Head of household" in said
    assert "Guardian: Olha Moroz and Taras Moroz" in said
    assert "In one room together: Not asked yet" in said


def test_one_who_lives_alone_is_told_what_can_be_done(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Vira")
    assert "Lives alone." in texts(card(page))
    shown = [name for name in ACTIONS if card(page).button(name).isVisible()]
    assert shown == ["join", "move_beds", "move_site"]


def test_a_minor_alone_is_marked(stage: Stage, house: House, families: Families) -> None:
    said = texts(card(file_of(stage, house, "Bohdan")))
    assert "Here without an adult" in said
    assert "No guardian" in said


def test_grandmother_is_found_and_added_with_the_keyboard_alone_and_it_is_undone(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Olha")
    press(stage, page, "household_join")
    dialog = dialog_of(page)
    assert isinstance(dialog, JoinDialog)
    assert dialog.finder.hasFocus()
    stage.qtbot.keyClicks(dialog.finder, "vira")
    stage.qtbot.keyClick(dialog.finder, Qt.Key.Key_Return)
    stage.qtbot.waitUntil(lambda: bool(dialog.joining()))
    box = part(dialog, MemberBox, "join_place_0")
    assert box.hasFocus()
    assert box.value() is OTHER
    choose(stage, box, -1)
    assert box.value() is PARENT
    confirm(stage, dialog)
    assert members(house, "Olha")["Vira"] is PARENT
    assert "Vira Hnatiuk" in texts(card(page))
    said = stage.said[-1]
    assert said.text() == "They belong to one household now."
    assert said.action is not None
    said.action()
    stage.settle()
    assert "Vira" not in members(house, "Olha")
    assert "Vira Hnatiuk" not in texts(card(page))


def test_a_whole_household_is_taken_in_and_the_others_learn_who_heads_them(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Olha")
    press(stage, page, "household_join")
    dialog = dialog_of(page)
    assert isinstance(dialog, JoinDialog)
    stage.qtbot.keyClicks(dialog.finder, "iryna")
    stage.qtbot.keyClick(dialog.finder, Qt.Key.Key_Return)
    stage.qtbot.waitUntil(lambda: bool(dialog.joining()))
    assert part(dialog, QLabel, "join_follows").text() == (
        "Petro Bondar becomes head of those who stay behind."
    )
    stage.qtbot.keyClick(dialog.whole.buttons()[0], Qt.Key.Key_Right)
    stage.qtbot.keyClick(dialog.whole.buttons()[1], Qt.Key.Key_Space)
    assert len(dialog.joining()) == 3
    assert not part(dialog, QLabel, "join_follows").isVisible()
    confirm(stage, dialog)
    assert len(members(house, "Olha")) == 8


def test_who_cannot_join_is_said_in_the_dialog(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Olha")
    press(stage, page, "household_join")
    dialog = dialog_of(page)
    assert isinstance(dialog, JoinDialog)
    stage.qtbot.keyClicks(dialog.finder, "taras")
    stage.qtbot.keyClick(dialog.finder, Qt.Key.Key_Return)
    stage.qtbot.waitUntil(lambda: bool(dialog.joining()))
    confirm(stage, dialog)
    assert "They belong to this household already." in texts(dialog)
    stage.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    stage.settle()
    assert not [one for one in page.findChildren(QDialog) if one.isVisible()]


def test_mother_and_child_leave_and_another_head_is_proposed(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Olha")
    press(stage, page, "household_split")
    dialog = dialog_of(page)
    assert not part(dialog, QPushButton, "dialog_confirm").isEnabled()
    for number in (0, 4):
        box = part(dialog, QCheckBox, f"split_{number}")
        box.setFocus()
        stage.qtbot.keyClick(box, Qt.Key.Key_Space)
    assert part(dialog, QComboBox, "split_new_head").currentText() == "Olha Moroz · 41 years"
    assert part(dialog, QComboBox, "split_old_head").currentText() == "Taras Moroz · 43 years"
    assert not part(dialog, QLabel, "split_doubt").isVisible()
    confirm(stage, dialog)
    assert members(house, "Olha") == {"Olha": HEAD, "Nina": CHILD}
    assert members(house, "Taras") == {"Taras": HEAD, "Sofiia": CHILD, "Marko": CHILD}
    assert stage.said[-1].text() == "They are two households now."


def test_minors_who_would_be_alone_are_pointed_out_before_a_split(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Olha")
    press(stage, page, "household_split")
    dialog = dialog_of(page)
    for number in (0, 1):
        part(dialog, QCheckBox, f"split_{number}").click()
    assert part(dialog, QLabel, "split_doubt").isVisible()


def test_another_head_is_chosen_and_the_places_follow(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Olha")
    press(stage, page, "household_places")
    dialog = dialog_of(page)
    taras = part(dialog, MemberBox, "place_1")
    choose(stage, taras, -1)
    assert part(dialog, MemberBox, "place_0").value() is PARTNER
    confirm(stage, dialog)
    assert members(house, "Olha") == {
        "Taras": HEAD,
        "Olha": PARTNER,
        "Sofiia": CHILD,
        "Marko": CHILD,
        "Nina": CHILD,
    }


def test_a_household_without_a_head_is_not_saved(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Olha")
    press(stage, page, "household_places")
    dialog = dialog_of(page)
    choose(stage, part(dialog, MemberBox, "place_0"), 1)
    assert part(dialog, QLabel, "places_one_head").isVisible()
    assert not part(dialog, QPushButton, "dialog_confirm").isEnabled()


def test_two_heads_are_pointed_out(stage: Stage, house: House, families: Families) -> None:
    change_resident(house, "Taras", household_role=HEAD)
    page = file_of(stage, house, "Olha")
    heads = part(page, QLabel, "household_heads")
    assert heads.isVisible()
    assert "Taras Moroz and Olha Moroz are both named as head." in heads.text()


def test_room_and_note_are_written_down(stage: Stage, house: House, families: Families) -> None:
    page = file_of(stage, house, "Nina")
    press(stage, page, "household_describe")
    dialog = dialog_of(page)
    yes = part(dialog, QWidget, "describe_together").findChildren(QPushButton)[0]
    stage.qtbot.keyClick(yes, Qt.Key.Key_Space)
    note = part(dialog, QPlainTextEdit, "describe_note")
    note.setFocus()
    QTest.keyClicks(note, "Two prams")
    confirm_button = part(dialog, QPushButton, "dialog_confirm")
    stage.qtbot.keyClick(note, Qt.Key.Key_Tab)
    stage.qtbot.keyClick(confirm_button, Qt.Key.Key_Space)
    stage.settle()
    shown = Households(house.workplace()).of(house.residents["Olha"])
    assert (shown.keep_together, shown.note) == (KeepTogether.YES, "Two prams")
    assert part(page, QLabel, "household_together").text() == "In one room together: Yes"
    assert part(page, QLabel, "household_note").text() == "Two prams"


def test_a_guardian_outside_is_named_and_ended(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Bohdan")
    press(stage, page, "guardian_add_0")
    dialog = dialog_of(page)
    assert not part(dialog, QPushButton, "dialog_confirm").isEnabled()
    choose(stage, part(dialog, QComboBox, "guardian_who"), 1)
    for name, text in (
        ("guardian_name", "Anna Lys"),
        ("guardian_phone", "+45 00 11 22 33"),
        ("guardian_relation", "aunt"),
    ):
        stage.qtbot.keyClicks(part(dialog, QLineEdit, name), text)
    confirm(stage, dialog)
    said = texts(card(page))
    assert "Guardian: Anna Lys · aunt · lives elsewhere · +45 00 11 22 33" in said
    assert "No guardian" not in said
    press(stage, page, "guardian_end_0_0")
    dialog = dialog_of(page)
    assert "Does Anna Lys no longer answer for Bohdan Lys?" in texts(dialog)
    confirm(stage, dialog)
    assert "No guardian" in texts(card(page))


def test_a_resident_is_named_as_guardian_and_the_parents_stay(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Nina")
    press(stage, page, "guardian_add_4")
    dialog = dialog_of(page)
    box = part(dialog, QComboBox, "guardian_who")
    assert [box.itemText(n) for n in range(box.count())] == [
        "Olha Moroz · 41 years",
        "Taras Moroz · 43 years",
        "Another resident",
        "Somebody who lives elsewhere",
    ]
    choose(stage, box, 2)
    finder = part(dialog, QLineEdit, "guardian_finder")
    stage.qtbot.keyClicks(finder, "vira")
    stage.qtbot.keyClick(finder, Qt.Key.Key_Return)
    stage.qtbot.waitUntil(lambda: part(dialog, QLabel, "guardian_chosen").isVisible())
    confirm(stage, dialog)
    said = texts(card(page))
    for name in ("Olha Moroz", "Taras Moroz", "Vira Hnatiuk"):
        assert f"Guardian: {name}" in said


def test_a_family_is_given_another_room_and_it_is_undone(
    stage: Stage, house: House, families: Families
) -> None:
    change_resident(house, "Halyna", status=ResidentStatus.MOVED_OUT)
    page = file_of(stage, house, "Iryna")
    press(stage, page, "household_move_beds")
    dialog = dialog_of(page)
    sentences = part(dialog, QLabel, "move_sentences")
    assert sentences.text() == "Nobody moves yet."
    assert not part(dialog, QPushButton, "dialog_confirm").isEnabled()
    petro = part(dialog, QComboBox, "move_bed_1")
    place = petro.findText("2.14 B")
    choose(stage, petro, place - petro.currentIndex())
    assert sentences.text() == "Petro Bondar moves from 3.07 C to 2.14 B."
    doubts = part(dialog, QLabel, "move_doubts").text()
    assert "Room 2.14, Petro Bondar: Against the room's rule" in doubts
    assert part(dialog, QPushButton, "dialog_confirm").text() == "Move 1 person"
    confirm(stage, dialog)
    assert place_of(house, "Petro") == "2.14 B"
    said = stage.said[-1]
    assert said.text() == "The household has its new beds."
    assert said.action is not None
    said.action()
    stage.settle()
    assert place_of(house, "Petro") == "3.07 C"
    assert stage.said[-1].text() == "It is as it was before."


def place_of(house: House, name: str) -> str:
    return Residents(house.workplace()).file(house.residents[name]).person.place


def test_one_bed_for_two_cannot_be_confirmed(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Iryna")
    press(stage, page, "household_move_beds")
    dialog = dialog_of(page)
    petro = part(dialog, QComboBox, "move_bed_1")
    choose(stage, petro, petro.findText("3.07 A") - petro.currentIndex())
    assert "A bed was chosen for two people." in part(dialog, QLabel, "move_doubts").text()
    assert not part(dialog, QPushButton, "dialog_confirm").isEnabled()


def test_a_room_for_everybody_says_who_finds_no_bed(
    stage: Stage, house: House, families: Families
) -> None:
    Households(house.workplace()).describe(house.residents["Iryna"], KeepTogether.YES, "")
    page = file_of(stage, house, "Iryna")
    press(stage, page, "household_move_beds")
    dialog = dialog_of(page)
    room = part(dialog, QComboBox, "move_room")
    assert "2.14 · Shared room · 1 bed · Women only" in [
        room.itemText(n) for n in range(room.count())
    ]
    choose(stage, room, 1)
    doubts = part(dialog, QLabel, "move_doubts").text()
    assert "No bed chosen: Petro Bondar and Danylo Bondar" in doubts


def test_a_coordinator_moves_a_household_to_another_site(
    stage: Stage, house: House, families: Families
) -> None:
    house.lay_down(Site(name="Amager"), Site(name="Bellahøj", reception=True))
    page = file_of(stage, house, "Danylo", Role.COORDINATOR)
    press(stage, page, "household_move_site")
    dialog = dialog_of(page)
    assert not part(dialog, QPushButton, "dialog_confirm").isEnabled()
    box = part(dialog, QComboBox, "move_site")
    choose(stage, box, 1)
    said = part(dialog, QLabel, "move_site_sentences").text()
    assert "from Sjællandsgade to Amager today" in said
    assert "the beds are free: 3.07 A, 3.07 C and 3.07 B" in said
    assert "Meals end today: Amager serves none." in said
    choose(stage, box, 1)
    assert "Meals go on." in part(dialog, QLabel, "move_site_sentences").text()
    confirm(stage, dialog)
    assert stage.said[-1].text() == "Bellahøj expects the household from now on."
    assert stage.gone[-1] == ("residents", None)
    assert "Danylo" not in {line.given_names for line in Residents(house.workplace()).list()}


def test_a_host_reads_who_may_move_people_to_another_site(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Danylo")
    button = card(page).button("move_site")
    Offered(button, house.workplace().right("move_across"))
    assert not button.isEnabled()
    assert button.toolTip() == "Only placement coordinators can do this."


def test_of_a_household_with_a_closed_file_only_the_rest_is_told(
    stage: Stage, house: House, families: Families
) -> None:
    Households(house.workplace()).describe(house.residents["Olha"], None, "Nina sleeps badly")
    ProtectedFiles(house.workplace(Role.LEAD)).protect(house.residents["Nina"], "Case")
    page = file_of(stage, house, "Olha")
    said = texts(card(page))
    assert "Protected file" in said
    assert "Nina" not in said
    press(stage, page, "household_describe")
    assert "protected" in stage.said[-1].text()
    page.open(house.residents["Nina"])
    page.mark_stale()
    stage.settle()
    assert not card(page).isVisible()


def test_everything_changes_language_while_dialogs_are_open(
    stage: Stage, house: House, families: Families
) -> None:
    page = file_of(stage, house, "Olha")
    press(stage, page, "household_split")
    stage.speak("da")
    assert "Olha Moroz · 41 år" in part(dialog_of(page), QCheckBox, "split_0").text()
