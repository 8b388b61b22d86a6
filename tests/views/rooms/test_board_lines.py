"""Lanes, free stretches and headings of the board."""

from dataclasses import replace
from datetime import date, timedelta

from desktop.models.housing import GenderRule, RoomType, StayKind, StayState
from desktop.models.residents import ResidentStatus, Sex
from desktop.services.people import PersonLine
from desktop.services.rooms import BedRow, StayBar
from desktop.views.rooms.board_filter import BoardFilter, filtered, floors_of
from desktop.views.rooms.board_lines import BedLine, FloorLine, lanes_of, lines_of

DAY = date(2026, 11, 20)


def person(name: str) -> PersonLine:
    return PersonLine(
        f"0000-{abs(hash(name)) % 10**8:08d}",
        None,
        "003-00001-7",
        name,
        "Iryna",
        "",
        "",
        30,
        Sex.FEMALE,
        ResidentStatus.RESIDENT,
        "",
        "",
        None,
    )


def stay(
    name: str, first: int, last: int | None, state: StayState = StayState.CONFIRMED
) -> StayBar:
    end = None if last is None else DAY + timedelta(days=last)
    return StayBar(name, person(name), DAY + timedelta(days=first), end, StayKind.ACTUAL, state)


def bed(id_: str, *stays: StayBar, room: str = "1.01", floor: str = "1") -> BedRow:
    return BedRow(id_, id_, room, room, floor, RoomType.SHARED, GenderRule.ANY, stays)


def test_stays_after_each_other_share_a_lane() -> None:
    assert len(lanes_of([stay("a", 0, 3), stay("b", 3, None)])) == 1


def test_a_contested_stay_gets_a_lane_below_the_confirmed_one() -> None:
    contested = stay("late", -2, 4, StayState.CONTESTED)
    confirmed = stay("first", 0, None)
    assert lanes_of([contested, confirmed]) == ((confirmed,), (contested,))


def test_free_stretches_are_what_nobody_has() -> None:
    line = BedLine(bed("A", stay("a", -3, 2), stay("b", 5, 6)), 0, (), 0)
    line = replace(line, stays=line.bed.stays)
    days = [((a - DAY).days, (b - DAY).days) for a, b in line.free_spans(DAY, 10)]
    assert days == [(2, 5), (6, 10)]


def test_an_open_stay_leaves_nothing_free_after_it() -> None:
    line = BedLine(bed("A"), 0, (stay("a", 4, None),), 0)
    assert line.free_spans(DAY, 10) == ((DAY, DAY + timedelta(days=4)),)


def test_a_further_lane_has_no_free_stretches() -> None:
    assert BedLine(bed("A"), 1, (), 0).free_spans(DAY, 10) == ()


def test_floors_have_headings_that_count_what_is_free_today() -> None:
    beds = [bed("A", stay("a", 0, None)), bed("B"), bed("C", room="2.01", floor="2")]
    lines = lines_of(beds, DAY)
    headings = [line for line in lines if isinstance(line, FloorLine)]
    assert headings == [FloorLine("1", 2, 1), FloorLine("2", 1, 1)]
    assert [line.nth for line in lines if isinstance(line, BedLine)] == [0, 1, 0]


def test_a_site_without_floors_has_no_headings() -> None:
    assert all(isinstance(line, BedLine) for line in lines_of([bed("A", floor="")], DAY))


def test_a_bed_of_a_room_is_found_by_room_and_letter() -> None:
    beds = (bed("A", room="2.14"), bed("B", room="2.14"), bed("A", room="3.07"))
    found = filtered(beds, BoardFilter(text="2.14 b"), DAY)
    assert [row.place for row in found] == ["2.14 B"]
    assert len(filtered(beds, BoardFilter(text="2.1"), DAY)) == 2


def test_a_letter_alone_is_no_room() -> None:
    assert filtered((bed("A"), bed("B")), BoardFilter(text="b"), DAY) == ()


def test_floors_keep_the_order_of_the_house() -> None:
    assert floors_of([bed("A", floor="st."), bed("B", floor="1"), bed("C", floor="st.")]) == (
        "st.",
        "1",
    )
