"""What was put right here stays while the list says the same; only what it says anew is taken."""

from dataclasses import replace
from datetime import date, timedelta

from desktop.models.residents import Resident, ResidentStatus
from desktop.services.arrivals.expected import ExpectedArrivals
from desktop.services.arrivals.importing import Taken
from desktop.services.arrivals.list_plan import Verdict
from desktop.services.residents import Residents
from tests.house import House, add_resident
from tests.services.arrivals.lists import at, cells, check, said
from tests.services.arrivals.test_importing import merge, ops, residents, take, verdicts

LISTED = {"Udlændingenr": "99000101", "Skånebehov": "Stueetagen", "Visitationsdato": "02.11.2026"}


def put_right(house: House) -> str:
    """Petro of the list comes on another day, with other considerations: a host was called."""
    take(house, cells(**LISTED))
    petro = residents(house)["Petro"].id
    ExpectedArrivals(house.workplace()).move([petro], at("2026-11-27 14:00"), date(2026, 11, 30))
    file = Residents(house.workplace()).file(petro)
    told = replace(file.details, considerations="Elevator")
    Residents(house.workplace()).change(petro, told, file.details)
    house.clock.at += timedelta(days=1)
    return petro


def test_what_was_put_right_here_stays_while_the_list_says_the_same(house: House) -> None:
    put_right(house)
    before = ops(house)
    (one,) = check(house, cells(**LISTED)).plan
    assert one.verdict is Verdict.SAME
    assert said(one) == [
        "Changed here since the last list, and stays so."
        " Expected at: 27 Nov 2026 14:00; Special considerations: Elevator."
    ]
    assert take(house, cells(**LISTED)) == Taken(0, 0, 1, 0)
    assert ops(house) == before
    found = residents(house)["Petro"]
    assert (found.expected_at, found.considerations) == (at("2026-11-27 14:00"), "Elevator")


def test_what_the_list_says_anew_is_taken_and_only_that(house: House) -> None:
    put_right(house)
    later = cells(**LISTED | {"Ankomstdato": "30.11.2026"})
    (one,) = check(house, later).plan
    assert [change.field for change in one.changes] == ["expected_at"]
    assert take(house, later) == Taken(0, 1, 0, 0)
    found = residents(house)["Petro"]
    assert (found.expected_at, found.considerations) == (at("2026-11-30 10:30"), "Elevator")
    assert verdicts(house, later) == [Verdict.SAME]
    assert verdicts(house, cells(**LISTED)) == [Verdict.CHANGED], "an older list says another day"


def test_row_that_was_left_out_by_hand_is_asked_about_again(house: House) -> None:
    put_right(house)
    later = cells(**LISTED | {"Ankomstdato": "30.11.2026"})
    assert take(house, later, without=(2,)) == Taken(0, 0, 0, 1)
    assert verdicts(house, later) == [Verdict.CHANGED]


def test_list_that_agrees_with_what_was_put_right_is_remembered(house: House) -> None:
    petro = put_right(house)
    agreeing = cells(**LISTED | {"Ankomstdato": "27.11.2026", "Kl": "14:00"})
    assert take(house, agreeing) == Taken(0, 0, 1, 0)
    ExpectedArrivals(house.workplace()).move([petro], at("2026-11-28 09:00"), date(2026, 11, 30))
    assert verdicts(house, agreeing) == [Verdict.SAME]


def test_what_a_list_said_of_who_was_cancelled_is_not_taken_for_heard(house: House) -> None:
    petro = put_right(house)
    expected = ExpectedArrivals(house.workplace())
    done = expected.cancel([petro], "Flyttet til Aarhus")
    other = cells(**LISTED | {"Kæledyr": "Kat"})
    assert take(house, other) == Taken(0, 0, 1, 0)
    expected.undo(done)
    (one,) = check(house, other).plan
    assert [change.field for change in one.changes] == ["pets"]


def test_what_was_said_of_a_merged_record_was_said_of_its_person(house: House) -> None:
    gone = put_right(house)
    kept = add_resident(house, "Petro", "", "", "Lyssenko", born=date(1958, 4, 3))
    with house.workplace().op("change_resident") as session:
        row = session.get(Resident, kept)
        assert row is not None
        row.status, row.expected_at = ResidentStatus.EXPECTED, at("2026-11-27 14:00")
        row.foreigner_number = "99000101"
    merge(house, kept, gone)
    (one,) = check(house, cells(**LISTED)).plan
    assert one.resident_id == kept
    assert "expected_at" not in [change.field for change in one.changes]


def test_every_field_that_a_list_can_tell_is_known_again(house: House) -> None:
    full = cells(
        Sagsnr="26-0101",
        CPRnr="0304580021",
        Udlændingenr="99000101",
        Retsgrundlag="Kvote",
        Skånebehov="Stueetagen",
        Kæledyr="Kat",
        Mad="ja",
        Visitationsdato="02.11.2026",
    )
    person = add_resident(house, "X", "", "", "Y", born=None, foreigner_number="99000101")
    with house.workplace().op("change_resident") as session:
        row = session.get_one(Resident, person)
        row.status, row.expected_at = ResidentStatus.EXPECTED, at("2026-11-27 14:00")
    (new,) = check(house, full).plan
    told = [change.field for change in new.changes]
    assert len(told) >= 13, told
    with house.store.read() as session:
        row = session.get_one(Resident, person)
        before = {name: getattr(row, name) for name in told}
    assert take(house, full) == Taken(0, 1, 0, 0)
    with house.workplace().op("change_resident") as session:
        row = session.get_one(Resident, person)
        for name, value in before.items():
            setattr(row, name, value)
    (again,) = check(house, full).plan
    assert again.resident_id == person
    assert again.changes == ()
