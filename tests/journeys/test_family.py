"""A family of five with a cat and a grandmother who can't climb stairs, from the telephone call to
their room, by keyboard at one desk; another desk of the house knows all of it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from demo.hands import wait_until
from demo.walk import rows
from desktop.models.housing import Bed, Room, RoomType
from desktop.models.residents import HouseholdRole
from desktop.models.sites import Role
from desktop.views.check_in.bed_choice_list import BedChoiceList
from desktop.views.widgets.chip import Chip
from tests.desks import DeskAtWork, Housing, desk_at_work
from tests.journeys.announcing import Coming, announce
from tests.journeys.checking_in import check_in
from tests.journeys.desks import open_desk
from tests.journeys.keyboard import Key, Keyboard

FIVE = (
    Coming("Olena", "14.02.1988", "W"),
    Coming("Andrii", "3.9.1985", "M", HouseholdRole.PARTNER),
    Coming("Sofiia", "24.12.2014", "W", HouseholdRole.CHILD),
    Coming("Marko", "9.1.2019", "M", HouseholdRole.CHILD),
    Coming("Hanna", "2.2.1952", "W", HouseholdRole.PARENT),
)
STEP_FREE = "Stueetagen, ingen trapper; bruger rollator"
KEYS_IN_THREE_MINUTES = 3 * 60 * 2
"""Two a second, which leaves time to look up."""


@pytest.fixture
def two(
    tmp_path: Path, housing: Housing, qapp: QApplication, qtbot: QtBot
) -> Iterator[Sequence[Keyboard]]:
    """Two hosts of one house, each before a desk of their own."""
    with ExitStack() as stack:
        desks = [
            stack.enter_context(desk_at_work(tmp_path, housing, name))
            for name in ("Desk 1", "Desk 2")
        ]
        furnish(desks[0])
        yield [
            stack.enter_context(open_desk(qapp, desk.store, desk.identity, desk.workplace()))
            for desk in desks
        ]


def furnish(desk: DeskAtWork) -> None:
    """Two rooms that are free: 4.01 on the fourth floor, and 0.02 without a step."""
    site_id = desk.identity.site_ids[0]
    for order, number in enumerate(("4.01", "0.02")):
        room = Room(
            site_id=site_id,
            number=number,
            floor=number[0],
            type=RoomType.FAMILY,
            display_order=order,
            step_free=number == "0.02",
        )
        with desk.workplace(Role.LEAD).op("change_rooms") as session:
            session.add(room)
            session.flush()
            session.add_all(Bed(site_id=site_id, room_id=room.id, label=it) for it in "ABCDE")


def check_them_in(host: Keyboard) -> None:
    """All five; the grandmother's file says what she needs, and the room is chosen for it."""
    host.enter(len(FIVE) - 1)
    host.fill("considerations", STEP_FREE)
    host.enter()
    host.press(Key.Key_F8)  # nobody wishes a photo
    beds = host.see("bed_choice_list", BedChoiceList)
    while (choice := beds.chosen()) is None or not choice.bed.place.startswith("0.02"):
        host.press(Key.Key_Down)
    check_in(host)


def write_cat_down(host: Keyboard) -> None:
    """From the file that shows."""
    host.tab_to("add_pets")
    host.enter()
    assert host.see("pet_species", QComboBox).currentText() == "Cat"
    host.tab_to("pet_name")
    host.write("Murka")
    host.enter()
    host.see("pets_0", QWidget)


def held(host: Keyboard) -> dict[str, list[tuple[object, ...]]]:
    """Every synced row at a desk, by table. A desk that joined later was told some of them in one
    breath, so when they were told is left out."""
    tables = rows(host.desk.opened.store)
    return {name: [(row[0], *row[2:]) for row in told] for name, told in tables.items()}


def test_family_of_five_is_in_its_room_within_three_minutes_and_both_desks_know(
    two: Sequence[Keyboard],
) -> None:
    first, second = two
    announce(first, "Lysenko", FIVE, pets="Kat", considerations="Trinfri bolig til mormor")
    first.enter()
    assert "Trinfri bolig til mormor" in first.see("check_in_instruction", QLabel).text()
    check_them_in(first)
    done = "\n".join(first.texts("check_in_done"))
    assert [f"room 0.02 {label}" in done for label in "ABCDE"] == [True] * 5
    first.enter()
    write_cat_down(first)
    assert first.count <= KEYS_IN_THREE_MINUTES, "announced, checked in, the cat written down"
    first.look_up("hanna")
    assert first.see("file_instruction", QLabel).text() == STEP_FREE
    first.picture("family-first-desk")

    wait_until(lambda: not first.desk.engine.state.waiting, "everything is sent")
    wait_until(lambda: held(first) == held(second), "the second desk holds the same")
    second.look_up("hanna")
    assert second.see("file_instruction", QLabel).text() == STEP_FREE
    assert second.see("file_place", Chip).text() == "Room 0.02 E"
    family = "\n".join(second.texts("file_household"))
    assert all(one.given in family for one in FIVE)
    second.look_up("olena")
    assert any("Murka" in text for text in second.texts("pets_0"))
    second.picture("family-second-desk")
