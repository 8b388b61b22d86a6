"""Beds by day: who has them, and that nobody gets one twice."""

from datetime import timedelta

from desktop.models.housing import GenderRule, RoomType, Stay, StayKind, StayState
from desktop.models.residents import Sex
from desktop.services.rooms import BedRow, Criterion, Rooms, judge
from tests.house import TODAY, House


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
