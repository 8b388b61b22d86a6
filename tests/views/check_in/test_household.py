"""A household of five is checked in by keys alone, and few of them."""

from collections.abc import Sequence
from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from desktop.models.base import new_id
from desktop.models.housing import Bed, Room, RoomType
from desktop.models.residents import (
    CHECK_IN,
    FurtherStepKind,
    Household,
    HouseholdRole,
    Language,
    ResidentStatus,
    StepKind,
)
from desktop.services.check_in import CheckIns, MemberCheckIn
from desktop.services.check_in_steps import DECLINED
from desktop.views.check_in.page import CheckInPage
from tests.house import NOON, House, add_resident
from tests.views.check_in.test_page import check_in_page, photograph, press
from tests.views.residents.stage import Stage, part

FAMILY = (
    ("Nadiia", date(1988, 1, 1), HouseholdRole.HEAD),
    ("Ostap", date(1986, 1, 1), HouseholdRole.PARTNER),
    ("Solomiia", date(2012, 1, 1), HouseholdRole.CHILD),
    ("Taras", date(2016, 1, 1), HouseholdRole.CHILD),
    ("Ulas", date(2019, 1, 1), HouseholdRole.CHILD),
)


@pytest.fixture
def five(house: House) -> list[str]:
    """A family of five who are expected, and a room with five beds."""
    room = Room(
        site_id=house.site_id, number="4.01", floor="4", type=RoomType.FAMILY, display_order=9
    )
    family = Household(site_id=house.site_id, size=5)
    house.lay_down(room, family)
    for label in "ABCDE":
        bed = Bed(id=new_id(), site_id=house.site_id, room_id=room.id, label=label)
        house.lay_down(bed)
        house.beds[f"4.01 {label}"] = bed.id
    return [
        add_resident(
            house,
            given,
            "Мельник",
            given,
            "Melnyk",
            born=born,
            household_id=family.id,
            household_role=role,
            status=ResidentStatus.EXPECTED,
            expected_at=NOON,
            interpreter_language=Language.RU,
        )
        for given, born, role in FAMILY
    ]


class Keys:
    """Presses keys where the focus is, and counts them."""

    def __init__(self, stage: Stage, page: CheckInPage) -> None:
        self._stage, self._page = stage, page
        self.count = 0

    def press(self, key: Qt.Key) -> None:
        focused = self._page.focusWidget()
        assert focused is not None
        assert focused.isVisible()
        self._stage.qtbot.keyClick(focused, key)
        self._stage.settle()
        self.count += 1

    def type(self, text: str) -> None:
        focused = self._page.focusWidget()
        assert isinstance(focused, QLineEdit)
        self._stage.qtbot.keyClicks(focused, text)
        self.count += len(text)


def members(house: House, five: Sequence[str]) -> tuple[MemberCheckIn, ...]:
    return CheckIns(house.workplace()).household(five[0])


def test_fourteen_times_enter_check_five_people_in(
    stage: Stage, house: House, five: list[str]
) -> None:
    photograph(house, *five)
    page = check_in_page(stage, house, five[0])
    keys = Keys(stage, page)
    while any(member.missing for member in members(house, five)):
        keys.press(Qt.Key.Key_Return)
        assert keys.count <= 14
    assert keys.count == 14
    assert part(page, QLabel, "check_in_done_title").text() == "All done"
    told = members(house, five)
    assert [m.person.place for m in told] == [f"4.01 {label}" for label in "ABCDE"]
    assert {m.person.status for m in told} == {ResidentStatus.RESIDENT}
    languages = {s.language for m in told for s in m.done if s.kind is StepKind.HOUSE_RULES}
    assert languages == {Language.RU}


def test_keys_lead_also_where_somebody_wants_it_otherwise(
    stage: Stage, house: House, five: list[str]
) -> None:
    page = check_in_page(stage, house, five[0])
    keys = Keys(stage, page)
    for _ in five:
        keys.press(Qt.Key.Key_Return)
    keys.press(Qt.Key.Key_F8)  # nobody wishes a photo
    keys.press(Qt.Key.Key_F9)  # beds later
    keys.press(Qt.Key.Key_Return)  # lease
    keys.press(Qt.Key.Key_Return)  # house rules
    keys.type("4.01-1")
    for _ in range(5):
        keys.press(Qt.Key.Key_Return)
    told = members(house, five)
    assert {m.missing for m in told} == {(StepKind.BED,)}
    notes = {s.kind: s.note for s in told[4].done}
    assert notes[FurtherStepKind.PHOTO] == DECLINED
    assert notes[FurtherStepKind.KEY] == "4.01-1"
    assert notes[FurtherStepKind.TICKET] == ""
    assert part(page, QLabel, "check_in_done_title").text() == "Left for later"


def test_enter_that_is_held_down_does_one_step(stage: Stage, house: House, five: list[str]) -> None:
    page = check_in_page(stage, house, five[0])
    no = Qt.KeyboardModifier.NoModifier
    for repeated in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, no, "\r", repeated)
        QApplication.sendEvent(page, event)
        stage.settle()
    assert sum(len(member.done) for member in members(house, five)) == 1


def test_cards_of_their_own_are_written_down_one_after_the_other(
    stage: Stage, house: House, five: list[str]
) -> None:
    page = check_in_page(stage, house, (five[0], FurtherStepKind.KEY))
    for number in range(1, 5):
        part(page, QCheckBox, f"key_member_{number}").click()
    part(page, QLineEdit, "key_note").setText("K1")
    press(stage, page, "key_handed_over")
    assert part(page, QLineEdit, "key_note").text() == ""
    part(page, QLineEdit, "key_note").setText("K2")
    for number in range(4):
        assert not part(page, QCheckBox, f"key_member_{number}").isChecked()
    for number in range(4):
        part(page, QCheckBox, f"key_member_{number}").click()
    press(stage, page, "key_handed_over")
    keys = [s.note for m in members(house, five) for s in m.done]
    assert keys == ["K1", "K2", "K2", "K2", "K2"]


def test_beds_of_all_are_told_before_they_are_given(
    stage: Stage, house: House, five: list[str]
) -> None:
    page = check_in_page(stage, house, (five[0], StepKind.BED))
    assert part(page, QPushButton, "bed_assign").text() == "Assign 5 beds"
    assert "Ulas Melnyk: 4.01 E" in part(page, QLabel, "bed_plan").text()
    part(page, QCheckBox, "bed_for_all").click()
    assert part(page, QPushButton, "bed_assign").text() == "Assign bed 4.01 A"
    press(stage, page, "bed_assign")
    assert [m.person.place for m in members(house, five)] == ["4.01 A", "", "", "", ""]


def test_kits_stand_under_each_name_and_who_is_due_nothing_is_ticked_off(
    stage: Stage, house: House, five: list[str]
) -> None:
    page = check_in_page(stage, house, (five[0], StepKind.KIT))
    shown = [box for box in page.findChildren(QCheckBox) if box.isVisible()]
    assert len(shown) == 6  # one each, and the kitchen's with the head
    press(stage, page, "kit_hand_out")
    CheckIns(house.workplace()).undo_step([five[2]], StepKind.KIT)
    house.clock.move(minutes=1)
    stage.open(page, (five[2], StepKind.KIT))
    part(page, QCheckBox, "kit_0").click()
    assert not part(page, QPushButton, "kit_hand_out").isEnabled()


def test_step_done_for_all_is_undone_for_all(stage: Stage, house: House, five: list[str]) -> None:
    page = check_in_page(stage, house, (five[1], FurtherStepKind.TICKET))
    press(stage, page, "ticket_handed_over")
    stage.open(page, (five[1], FurtherStepKind.TICKET))
    assert part(page, QWidget, "step_done").isVisible()
    page.setFocus()
    stage.qtbot.keyClick(page, Qt.Key.Key_F8)
    stage.settle()
    assert all(FurtherStepKind.TICKET in m.missing for m in members(house, five))
    assert part(page, QWidget, "ticket_step").isVisible()


def test_done_step_tells_what_was_written_down(stage: Stage, house: House, five: list[str]) -> None:
    check_ins = CheckIns(house.workplace())
    check_ins.hand_over_key(five, "4.01-7")
    check_ins.take_photos(five[:1], declined=True)
    page = check_in_page(stage, house, (five[0], FurtherStepKind.KEY))
    note = part(page, QLabel, "step_done_note")
    assert note.text() == "Number: 4.01-7"
    stage.open(page, (five[0], FurtherStepKind.PHOTO))
    assert note.text() == "Doesn't wish a photo"


def test_every_step_has_a_panel_that_enter_can_end(
    stage: Stage, house: House, five: list[str]
) -> None:
    page = check_in_page(stage, house, five[0])
    for kind in CHECK_IN:
        stage.open(page, (five[0], kind))
        assert part(page, QWidget, f"{kind.value}_step").isVisible(), kind
        assert part(page, QPushButton, f"{kind.value}_later").text() == "Do this later — F9"
