"""Oksana's way in by clicks and keys, and a family's."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QTextBrowser, QWidget

from desktop.models.housing import Bed, Room, RoomType
from desktop.models.residents import CHECK_IN, Language, StepKind
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.check_in_steps import CheckInKind
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.details_drafts import DetailsDrafts
from desktop.services.family_beds import FamilyBeds
from desktop.services.kits import Kits
from desktop.services.photos import Photos
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.services.rooms import Rooms
from desktop.views.check_in.bed_choice_list import BedChoiceList
from desktop.views.check_in.page import CheckInPage
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.chip import Chip
from tests.house import TODAY, House, add_resident, make_house
from tests.views.photos.pictures import encoded, picture
from tests.views.residents.stage import Stage, part


def check_in_page(
    stage: Stage,
    house: House,
    argument: object = None,
    *,
    drafts: DetailsDrafts | None = None,
) -> CheckInPage:
    workplace = house.workplace()
    page = CheckInPage(
        stage.context,
        CheckIns(workplace),
        Rooms(workplace),
        Kits(workplace),
        FamilyBeds(workplace),
        photos=Photos(workplace),
        drafts=drafts,
        clock=house.clock,
    )
    stage.show(page, argument)
    return page


def press(stage: Stage, page: QWidget, name: str) -> None:
    button = part(page, QPushButton, name)
    assert button.isVisible(), name
    assert button.isEnabled(), name
    stage.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    stage.settle()


def photograph(house: House, *residents: str) -> None:
    """They have been photographed already."""
    for resident in residents:
        Photos(house.workplace()).take(resident, encoded(picture(240, 240)))


def missing(house: House, name: str) -> tuple[CheckInKind, ...]:
    members = CheckIns(house.workplace()).household(house.residents[name])
    return next(m.missing for m in members if m.person.id == house.residents[name])


def test_whole_check_in_by_clicks(stage: Stage, house: House) -> None:
    photograph(house, house.residents["Oksana"])
    page = check_in_page(stage, house, house.residents["Oksana"])
    press(stage, page, "identity_confirm")
    press(stage, page, "photo_taken")
    assert part(page, QPushButton, "bed_assign").text() == "Assign bed 2.14 B"
    press(stage, page, "bed_assign")
    press(stage, page, "lease_signed")
    press(stage, page, "rules_language_ru")
    press(stage, page, "rules_explained")
    press(stage, page, "key_handed_over")
    press(stage, page, "kit_hand_out")
    press(stage, page, "meals_start")
    press(stage, page, "ticket_handed_over")
    press(stage, page, "privacy_given")
    assert part(page, QLabel, "check_in_done_title").text() == "All done"
    assert "2.14 B" in part(page, QLabel, "check_in_done_people").text()
    assert missing(house, "Oksana") == ()
    steps = CheckIns(house.workplace()).household(house.residents["Oksana"])[0].done
    assert [s.language for s in steps if s.kind is StepKind.HOUSE_RULES] == [Language.RU]
    press(stage, page, "check_in_open_file")
    assert stage.gone == [("residents", house.residents["Oksana"])]


def test_enter_alone_leads_through(stage: Stage, house: House) -> None:
    photograph(house, house.residents["Oksana"])
    page = check_in_page(stage, house, house.residents["Oksana"])
    for left in range(len(CHECK_IN) - 1, -1, -1):
        focused = page.focusWidget()
        assert focused is not None
        stage.qtbot.keyClick(focused, Qt.Key.Key_Return)
        stage.settle()
        assert len(missing(house, "Oksana")) == left


def test_confirming_writes_down_what_was_corrected(stage: Stage, house: House) -> None:
    page = check_in_page(stage, house, house.residents["Oksana"])
    phone = part(page, QLineEdit, "phone")
    stage.qtbot.keyClicks(phone, "+45 20 00 00 01")
    stage.qtbot.keyClick(phone, Qt.Key.Key_Return)
    stage.settle()
    file = Residents(house.workplace()).file(house.residents["Oksana"])
    assert file.details.phone == "+4520000001"


def test_wrong_papers_are_not_confirmed(stage: Stage, house: House) -> None:
    page = check_in_page(stage, house, house.residents["Oksana"])
    birth = part(page, QLineEdit, "birth_date")
    birth.clear()
    stage.qtbot.keyClicks(birth, "14.02.2092")
    press(stage, page, "identity_confirm")
    assert missing(house, "Oksana") == CHECK_IN
    assert "future" in birth.accessibleDescription()


def test_bed_choices_tell_mates_and_criteria_in_words(stage: Stage, house: House) -> None:
    page = check_in_page(stage, house, (house.residents["Oksana"], StepKind.BED))
    beds = part(page, BedChoiceList, "bed_choice_list")
    first = beds.itemWidget(beds.item(0))
    chips = {chip.text() for chip in first.findChildren(Chip)}
    assert chips == {"Fits the room's rule", "Same sex", "About the same age"}
    assert "Halyna Koval (32)" in beds.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    last = beds.itemWidget(beds.item(beds.count() - 1))
    assert "Not the same sex" in {chip.text() for chip in last.findChildren(Chip)}


def test_rooms_without_steps_are_told_and_can_be_asked_for(stage: Stage, house: House) -> None:
    room = Room(site_id=house.site_id, number="0.01", type=RoomType.SINGLE, step_free=True)
    house.lay_down(room)
    house.lay_down(Bed(site_id=house.site_id, room_id=room.id, label="A"))
    page = check_in_page(stage, house, (house.residents["Oksana"], StepKind.BED))
    beds = part(page, BedChoiceList, "bed_choice_list")
    assert beds.count() > 1
    stage.qtbot.keyClick(part(page, QCheckBox, "bed_step_free"), Qt.Key.Key_Space)
    stage.settle()
    assert beds.count() == 1
    assert "Step-free" in beds.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert part(page, QPushButton, "bed_assign").text() == "Assign bed 0.01 A"


def test_asked_for_rooms_without_steps_in_vain_the_other_beds_are_a_key_away(
    stage: Stage, house: House
) -> None:
    page = check_in_page(stage, house, (house.residents["Oksana"], StepKind.BED))
    beds = part(page, BedChoiceList, "bed_choice_list")
    before, tick = beds.count(), part(page, QCheckBox, "bed_step_free")
    stage.qtbot.keyClick(tick, Qt.Key.Key_Space)
    stage.settle()
    assert beds.count() == 0
    assert "Clear the tick above" in beds.empty.text()
    stage.qtbot.keyClick(tick, Qt.Key.Key_Space)
    stage.settle()
    assert beds.count() == before


def test_another_bed_is_chosen_by_keys(stage: Stage, house: House) -> None:
    page = check_in_page(stage, house, (house.residents["Oksana"], StepKind.BED))
    beds = part(page, BedChoiceList, "bed_choice_list")
    stage.qtbot.keyClick(beds, Qt.Key.Key_Down)
    stage.qtbot.keyClick(beds, Qt.Key.Key_Return)
    stage.settle()
    file = Residents(house.workplace()).file(house.residents["Oksana"])
    assert file.person.place == "1.01 A"


def test_bed_taken_meanwhile_is_told_and_the_list_is_fresh(stage: Stage, house: House) -> None:
    page = check_in_page(stage, house, (house.residents["Oksana"], StepKind.BED))
    other = add_resident(house, "Vira", "Лис", "Віра", "Lys", born=TODAY)
    CheckIns(house.workplace()).assign_bed(other, house.beds["2.14 B"])
    press(stage, page, "bed_assign")
    assert "just been taken" in stage.said[-1].text()
    assert part(page, QPushButton, "bed_assign").text() == "Assign bed 1.01 A"


def test_left_step_is_passed_by_and_told_at_the_end(stage: Stage, house: House) -> None:
    photograph(house, house.residents["Oksana"])
    page = check_in_page(stage, house, house.residents["Oksana"])
    for name in (
        "identity_confirm",
        "photo_taken",
        "bed_later",
        "lease_signed",
        "rules_explained",
        "key_handed_over",
        "kit_hand_out",
        "meals_start",
        "ticket_handed_over",
        "privacy_given",
    ):
        press(stage, page, name)
    assert part(page, QLabel, "check_in_done_title").text() == "Left for later"
    assert missing(house, "Oksana") == (StepKind.BED,)
    stage.open(page, house.residents["Oksana"])
    assert part(page, QWidget, "bed_step").isVisible()


def test_household_signs_and_hears_the_rules_together(stage: Stage, house: House) -> None:
    page = check_in_page(stage, house, (house.residents["Iryna"], StepKind.LEASE))
    boxes = [part(page, QCheckBox, f"lease_member_{n}") for n in range(3)]
    assert all(box.isChecked() for box in boxes)
    boxes[2].click()
    press(stage, page, "lease_signed")
    assert StepKind.LEASE not in missing(house, "Petro")
    assert StepKind.LEASE in missing(house, "Danylo")


def test_members_and_steps_can_be_chosen(stage: Stage, house: House) -> None:
    page = check_in_page(stage, house, house.residents["Iryna"])
    press(stage, page, "member_2")
    assert part(page, QLineEdit, "given_names").text() == "Danylo"
    press(stage, page, "step_kit")
    assert part(page, QWidget, "kit_step").isVisible()


def test_done_step_says_when_and_leads_on(stage: Stage, house: House) -> None:
    CheckIns(house.workplace()).sign_lease([house.residents["Oksana"]])
    page = check_in_page(stage, house, (house.residents["Oksana"], StepKind.LEASE))
    assert part(page, QWidget, "step_done").isVisible()
    assert part(page, QPushButton, "step_lease").accessibleName() == "Lease contract – done"
    press(stage, page, "step_next")
    assert part(page, QWidget, "house_rules_step").isVisible()


def test_typed_text_survives_language_other_members_and_sync(stage: Stage, house: House) -> None:
    page = check_in_page(stage, house, house.residents["Iryna"])
    phone = part(page, QLineEdit, "phone")
    stage.qtbot.keyClicks(phone, "+45 20")
    for code in ("da", "uk", "ru"):
        stage.speak(code)
        assert phone.text() == "+45 20"
    page.data_changed({"resident"})
    stage.settle()
    assert phone.text() == "+45 20"
    press(stage, page, "member_1")
    assert phone.text() == ""
    press(stage, page, "member_0")
    assert phone.text() == "+45 20"


def test_rules_stay_in_the_residents_language(stage: Stage, house: House) -> None:
    check_ins, oksana = CheckIns(house.workplace()), house.residents["Oksana"]
    details = check_ins.household(oksana)[0].details
    check_ins.confirm_identity(oksana, replace(details, interpreter_language=Language.RU))
    page = check_in_page(stage, house, (oksana, StepKind.HOUSE_RULES))
    assert part(page, QPushButton, "rules_language_ru").isChecked()
    before = part(page, QTextBrowser, "rules_text").toPlainText()
    assert before
    stage.speak("da")
    assert part(page, QTextBrowser, "rules_text").toPlainText() == before


def test_kits_follow_the_language_and_keep_their_ticks(stage: Stage, house: House) -> None:
    page = check_in_page(stage, house, (house.residents["Oksana"], StepKind.KIT))
    part(page, QCheckBox, "kit_1").click()
    stage.speak("uk")
    shown = [box for box in page.findChildren(QCheckBox) if box.isVisible()]
    assert [box.text() for box in shown] == ["Набір для дорослого", "Кухонний набір"]
    assert [box.isChecked() for box in shown] == [True, False]


def test_meals_are_no_step_where_none_are_served(stage: Stage, tmp_path: Path) -> None:
    house = make_house(tmp_path, reception=False)
    page = check_in_page(stage, house, house.residents["Oksana"])
    assert part(page, QPushButton, "step_meals").isHidden()
    house.store.close()


def test_without_anybody_chosen_it_lists_who_arrives_and_leads_in(
    stage: Stage, house: House
) -> None:
    page = check_in_page(stage, house)
    assert "Ctrl+K" in part(page, QLabel, "check_in_how").text()
    press(stage, page, "check_in_button_0")
    assert stage.gone == [("check_in", house.residents["Oksana"])]


def test_the_identity_of_a_protected_file_waits_until_it_is_opened(
    stage: Stage, house: House
) -> None:
    oksana = house.residents["Oksana"]
    ProtectedFiles(house.workplace(Role.LEAD)).protect(oksana, "Sag 26/114")
    page = check_in_page(stage, house, oksana)
    assert not part(page, QPushButton, "identity_confirm").isEnabled()
    assert not part(page, QWidget, "identity_form").isVisible()
    ProtectedFiles(house.workplace()).open(oksana, "Check-in")
    page.data_changed({"resident"})
    stage.settle()
    assert part(page, QPushButton, "identity_confirm").isEnabled()
    assert part(page, QWidget, "identity_form").isVisible()


def test_beds_beside_someone_to_be_kept_apart_from_say_not_suitable(
    stage: Stage, house: House
) -> None:
    oksana = house.residents["Oksana"]
    ConflictPairs(house.workplace(Role.LEAD)).record(
        oksana, house.residents["Halyna"], "Uvenner fra før"
    )
    page = check_in_page(stage, house, (oksana, StepKind.BED))
    said = [chip.text() for chip in page.findChildren(Chip)]
    assert said.count("Not suitable") == 1
    assert "Uvenner" not in "".join(label.text() for label in page.findChildren(QLabel))


def test_what_was_typed_off_the_papers_survives_the_end_of_the_program(
    stage: Stage, house: House
) -> None:
    oksana, drafts = house.residents["Oksana"], DetailsDrafts(house.workplace())
    page = check_in_page(stage, house, oksana, drafts=drafts)
    stage.qtbot.keyClicks(part(page, QLineEdit, "document_number"), "FX12")
    page.keep_now()
    stage.settle()
    assert drafts.load(oksana) == {"document_number": "FX12"}
    again = check_in_page(stage, house, oksana, drafts=drafts)
    assert part(again, QLineEdit, "document_number").text() == "FX12"
    press(stage, again, "identity_confirm")
    assert Residents(house.workplace()).file(oksana).details.document_number == "FX12"
    assert drafts.load(oksana) is None


def test_drafts_of_a_family_are_kept_apart(stage: Stage, house: House) -> None:
    drafts = DetailsDrafts(house.workplace())
    page = check_in_page(stage, house, house.residents["Iryna"], drafts=drafts)
    stage.qtbot.keyClicks(part(page, QLineEdit, "phone"), "20")
    press(stage, page, "member_1")
    stage.qtbot.keyClicks(part(page, QLineEdit, "phone"), "30")
    press(stage, page, "member_0")
    assert part(page, QLineEdit, "phone").text() == "20"
    page.keep_now()
    stage.settle()
    kept = {name: drafts.load(house.residents[name]) for name in ("Iryna", "Petro")}
    assert kept == {"Iryna": {"phone": "20"}, "Petro": {"phone": "30"}}


def test_faces_show_where_papers_are_compared(stage: Stage, house: House) -> None:
    oksana, photos = house.residents["Oksana"], Photos(house.workplace())
    photos.take(oksana, encoded(picture(240, 240)))
    page = check_in_page(stage, house, oksana)
    assert part(page, Avatar, "identity_photo").isVisible()
    photos.remove(oksana)
    page.mark_stale()
    stage.settle()
    assert not part(page, Avatar, "identity_photo").isVisible()
