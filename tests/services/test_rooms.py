"""Beds by day: who has them, and that nobody gets one twice."""

from datetime import date, timedelta

from desktop.models.housing import Bed, GenderRule, Room, RoomType, Stay, StayKind, StayState
from desktop.models.residents import Household, ResidentStatus, Sex
from desktop.services.rooms import BedRow, Criterion, Rooms, judge
from tests.house import TODAY, House, add_resident


def test_board_shows_every_bed_with_its_stays(house: House) -> None:
    board = Rooms(house.workplace()).board(TODAY, 7)
    assert [bed.place for bed in board] == [
        "1.01 A",
        "2.14 A",
        "2.14 B",
        "3.07 A",
        "3.07 B",
        "3.07 C",
        "3.07 D",
    ]
    stay = board[1].stay_on(TODAY)
    assert stay is not None
    assert stay.person.name == "Halyna Koval"
    assert board[1].stay_on(TODAY - timedelta(days=31)) is None


def test_occupancy_adds_up(house: House) -> None:
    house.lay_down(
        Stay(
            site_id=house.site_id,
            bed_id=house.beds["2.14 B"],
            resident_id=house.residents["Oksana"],
            starts_on=TODAY,
            kind=StayKind.RESERVED,
        )
    )
    occupancy = Rooms(house.workplace()).occupancy()
    assert (occupancy.total, occupancy.taken, occupancy.reserved, occupancy.free) == (7, 4, 1, 2)
    assert occupancy.free_by_type == ((RoomType.SINGLE, 1), (RoomType.FAMILY, 1))


def test_own_reservation_is_the_first_choice_and_others_are_none(house: House) -> None:
    house.lay_down(
        Stay(
            site_id=house.site_id,
            bed_id=house.beds["1.01 A"],
            resident_id=house.residents["Oksana"],
            starts_on=TODAY + timedelta(days=1),
            kind=StayKind.RESERVED,
        )
    )
    choices = Rooms(house.workplace()).choices(house.residents["Oksana"])
    assert [choice.bed.place for choice in choices] == ["1.01 A", "2.14 B", "3.07 D"]
    for_halyna = Rooms(house.workplace()).choices(house.residents["Halyna"])
    assert "1.01 A" not in [choice.bed.place for choice in for_halyna]


def test_contested_and_cancelled_stays_hold_no_bed(house: House) -> None:
    for state in (StayState.CONTESTED, StayState.CANCELLED):
        house.lay_down(
            Stay(
                site_id=house.site_id,
                bed_id=house.beds["1.01 A"],
                resident_id=house.residents["Halyna"],
                starts_on=TODAY,
                state=state,
            )
        )
    bed = Rooms(house.workplace()).board(TODAY, 1)[0]
    assert [stay.state for stay in bed.stays] == [StayState.CONTESTED]
    assert bed.stay_on(TODAY) is None


def test_man_in_a_womens_room_fails_in_words(house: House) -> None:
    bed = BedRow("b", "B", "r", "2.14", "2", RoomType.SHARED, GenderRule.WOMEN, ())
    passed, failed = judge(Sex.MALE, 40, None, bed, ())
    assert (passed, failed) == ((), (Criterion.GENDER_RULE,))


def test_family_is_offered_a_room_for_all_of_it_first(house: House) -> None:
    family = Household(site_id=house.site_id, size=2)
    house.lay_down(family)
    for given, born in (("Olena", date(1990, 1, 1)), ("Mariia", date(2018, 1, 1))):
        add_resident(
            house,
            given,
            "Гнатюк",
            given,
            "Hnatiuk",
            born=born,
            household_id=family.id,
            status=ResidentStatus.EXPECTED,
        )
    room = Room(site_id=house.site_id, number="3.08", type=RoomType.FAMILY, display_order=9)
    house.lay_down(room)
    house.lay_down(*(Bed(site_id=house.site_id, room_id=room.id, label=x) for x in "AB"))
    first = Rooms(house.workplace()).choices(house.residents["Olena"])[0]
    assert first.bed.place == "3.08 A"
    assert Criterion.TOGETHER in first.passed


def test_who_needs_no_steps_is_offered_such_rooms_only(house: House) -> None:
    room = Room(site_id=house.site_id, number="0.01", type=RoomType.SINGLE, step_free=True)
    house.lay_down(room)
    house.lay_down(Bed(site_id=house.site_id, room_id=room.id, label="A"))
    rooms = Rooms(house.workplace())
    found = rooms.choices(house.residents["Oksana"], step_free=True)
    assert [(choice.bed.place, choice.bed.step_free) for choice in found] == [("0.01 A", True)]
    assert len(rooms.choices(house.residents["Oksana"])) > 1
