"""Arrivals by week: announced by hand, moved, not come, cancelled, and all of it undone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from desktop.errors import AppError
from desktop.models.housing import Stay, StayKind, StayState
from desktop.models.residents import (
    BirthPrecision,
    Household,
    HouseholdRole,
    LegalGroup,
    Resident,
    ResidentStatus,
    Sex,
)
from desktop.models.sites import Role
from desktop.services.arrivals.announced import Announced, Announcement, Coming
from desktop.services.arrivals.expected import ExpectedArrivals
from desktop.services.check_in import CheckIns
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import details_of
from tests.chains import entries
from tests.house import TODAY, House, add_resident
from tests.services.arrivals.lists import at

MONDAY = date(2026, 11, 23)
COMING = Coming(
    at("2026-11-23 11:15"),
    "Center Jelling",
    considerations="Stueetagen",
    pets="Kat",
    needs_meals=True,
    legal_group=LegalGroup.QUOTA,
    visitated_on=date(2026, 11, 2),
    takeover_on=MONDAY,
)
FAMILY = Announcement(
    (
        Announced("Zahrebelna", "Danylo", birth_date=date(2017, 1, 30), sex=Sex.MALE),
        Announced(
            "Zahrebelna",
            "Myroslava",
            surname_cyrillic="Загребельна",
            birth_date=date(1990, 9, 12),
            sex=Sex.FEMALE,
            role=HouseholdRole.HEAD,
        ),
    ),
    COMING,
    size=3,
)


@pytest.fixture
def arrivals(house: House) -> ExpectedArrivals:
    return ExpectedArrivals(house.workplace())


def rows(house: House, *ids: str) -> list[Resident]:
    with house.store.read() as session:
        found = [session.get(Resident, one) for one in ids]
    return [row for row in found if row is not None]


def promise(house: House, resident_id: str, bed: str, first: date) -> str:
    stay = Stay(
        site_id=house.site_id,
        bed_id=house.beds[bed],
        resident_id=resident_id,
        starts_on=first,
        kind=StayKind.RESERVED,
    )
    house.lay_down(stay)
    return stay.id


def beds_of(house: House, resident_id: str) -> list[tuple[date, StayState]]:
    with house.store.read() as session:
        found = session.exec(
            select(Stay).where(Stay.resident_id == resident_id).order_by(Stay.state)
        ).all()
    return [(stay.starts_on, stay.state) for stay in found]


def test_a_household_is_announced_with_its_head_first(
    house: House, arrivals: ExpectedArrivals
) -> None:
    head = arrivals.register(FAMILY)
    (line,) = arrivals.week(MONDAY).days[0].lines
    assert line.head.id == head
    assert line.head.name == "Myroslava Zahrebelna"
    assert (len(line.members), line.size) == (2, 3), "more than are named"
    assert line.expected_from == "Center Jelling"
    assert (line.considerations, line.pets, line.needs_meals) == ("Stueetagen", "Kat", True)
    assert (line.legal_group, line.takeover_on) == (LegalGroup.QUOTA, MONDAY)
    first, child = rows(house, *line.member_ids)
    assert first.number.startswith("003-")
    assert (first.household_role, child.household_role) == (
        HouseholdRole.HEAD,
        HouseholdRole.CHILD,
    )
    assert entries(house.store)[0]["what"] == "register_arrival"


@pytest.mark.parametrize(
    ("announcement", "told"),
    [
        (replace(FAMILY, people=()), "who is coming"),
        (replace(FAMILY, people=(Announced("", "Anna"),)), "surname and given names"),
        (replace(FAMILY, size=31), "at most 30 people"),
        (
            replace(FAMILY, people=(Announced("A", "B", birth_date=date(2027, 1, 1)),)),
            "lies in the future",
        ),
        (replace(FAMILY, people=(Announced("A", "B", cpr="123"),)), "ten digits"),
        (
            replace(FAMILY, coming=replace(COMING, expected_at=at("2036-11-23 11:15"))),
            "more than a year ahead",
        ),
        (
            replace(FAMILY, coming=replace(COMING, takeover_on=date(2026, 12, 25))),
            "25.12.2026 is a public holiday. Please choose a working day, such as 28.12.2026.",
        ),
        (
            replace(FAMILY, coming=replace(COMING, visitated_on=date(2026, 11, 21))),
            "visitation date lies in the future",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_saved(
    arrivals: ExpectedArrivals, announcement: Announcement, told: str
) -> None:
    with pytest.raises(AppError) as refused:
        arrivals.register(announcement)
    assert told in refused.value.text()
    assert arrivals.week(MONDAY).lines == ()


def test_weeks_are_danish_weeks_and_days_those_of_copenhagen(
    house: House, arrivals: ExpectedArrivals
) -> None:
    week = arrivals.week(TODAY)
    assert (week.number, week.first, week.last) == (47, date(2026, 11, 16), date(2026, 11, 22))
    assert week.is_now
    assert [len(day.lines) for day in week.days] == [0, 0, 0, 0, 1, 0, 0]
    assert arrivals.week(date(2027, 1, 1)).number == 53
    late = replace(FAMILY, coming=replace(COMING, expected_at=at("2026-11-29 23:45")))
    arrivals.register(late)
    assert len(arrivals.week(MONDAY).days[6].lines) == 1
    assert arrivals.week(date(2026, 11, 30)).lines == ()


def test_a_week_in_which_the_clock_changes_has_all_its_hours(
    house: House, arrivals: ExpectedArrivals
) -> None:
    house.clock.move(days=-28)
    for moment in ("2026-10-25 00:15", "2026-10-25 23:45"):
        coming = replace(COMING, expected_at=at(moment), visitated_on=None)
        arrivals.register(replace(FAMILY, coming=coming))
    assert len(arrivals.week(date(2026, 10, 25)).days[6].lines) == 2


def test_who_should_have_come_earlier_stands_above_this_week_only(
    house: House, arrivals: ExpectedArrivals
) -> None:
    house.clock.move(days=7)
    assert [line.head.given_names for line in arrivals.week(MONDAY).overdue] == ["Oksana"]
    assert arrivals.week(MONDAY + timedelta(days=7)).overdue == ()


def test_who_is_expected_on_no_day_is_not_forgotten(
    house: House, arrivals: ExpectedArrivals
) -> None:
    add_resident(
        house, "Olha", "", "", "Lysenko", born=date(1990, 1, 1), status=ResidentStatus.EXPECTED
    )
    assert [line.head.given_names for line in arrivals.week(MONDAY).undated] == ["Olha"]


def test_moving_takes_the_household_and_its_bed_along_and_can_be_undone(
    house: House, arrivals: ExpectedArrivals
) -> None:
    head = arrivals.register(FAMILY)
    (line,) = arrivals.week(MONDAY).lines
    promise(house, head, "1.01 A", MONDAY)
    done = arrivals.move(line.member_ids, at("2026-11-25 09:00"), date(2026, 11, 26))
    assert done.beds_left == 0
    for row in rows(house, *line.member_ids):
        assert row.expected_at == at("2026-11-25 09:00")
        assert row.takeover_on == date(2026, 11, 26)
    assert beds_of(house, head) == [(date(2026, 11, 25), StayState.CONFIRMED)]
    arrivals.undo(done)
    assert rows(house, head)[0].expected_at == COMING.expected_at
    assert rows(house, head)[0].takeover_on == MONDAY
    assert beds_of(house, head) == [(MONDAY, StayState.CONFIRMED)]


def test_a_bed_that_is_not_free_on_the_new_day_stays_as_it_is_and_is_told(
    house: House, arrivals: ExpectedArrivals
) -> None:
    head = arrivals.register(FAMILY)
    stay = promise(house, head, "2.14 A", date(2026, 12, 1))
    with house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE stay SET ends_on = '2026-12-01' WHERE bed_id = ? AND id <> ?",
            (house.beds["2.14 A"], stay),
        )
    assert arrivals.move([head], at("2026-11-25 09:00"), None).beds_left == 1
    assert beds_of(house, head) == [(date(2026, 12, 1), StayState.CONFIRMED)]


def test_days_on_which_nobody_can_come_or_take_over_are_refused(
    arrivals: ExpectedArrivals,
) -> None:
    head = arrivals.register(FAMILY)
    with pytest.raises(AppError, match="That day is over"):
        arrivals.move([head], at("2026-11-19 09:00"), None)
    with pytest.raises(AppError, match="Saturday"):
        arrivals.move([head], at("2026-11-25 09:00"), date(2026, 11, 28))
    with pytest.raises(AppError, match="more than a year"):
        arrivals.move([head], at("2028-11-25 09:00"), None)


def test_takeover_alone_can_be_changed_when_the_day_of_arrival_is_over(
    house: House, arrivals: ExpectedArrivals
) -> None:
    oksana = house.residents["Oksana"]
    house.clock.move(days=3)
    before = rows(house, oksana)[0].expected_at
    assert before is not None
    arrivals.move([oksana], before, date(2026, 11, 24))
    assert rows(house, oksana)[0].takeover_on == date(2026, 11, 24)


def test_not_come_needs_a_reason_and_frees_the_bed_until_it_is_undone(
    house: House, arrivals: ExpectedArrivals
) -> None:
    oksana = house.residents["Oksana"]
    promise(house, oksana, "1.01 A", TODAY)
    with pytest.raises(AppError, match="in a few words why"):
        arrivals.no_show([oksana], "  ")
    done = arrivals.no_show([oksana], "Ikke med bussen")
    (row,) = rows(house, oksana)
    assert (row.status, row.arrival_outcome_reason) == (
        ResidentStatus.NO_SHOW,
        "Ikke med bussen",
    )
    assert beds_of(house, oksana) == [(TODAY, StayState.CANCELLED)]
    (line,) = arrivals.week(TODAY).lines
    assert (line.status, line.outcome_reason) == (ResidentStatus.NO_SHOW, "Ikke med bussen")
    assert arrivals.undo(done).beds_left == 0
    (row,) = rows(house, oksana)
    assert (row.status, row.arrival_outcome_reason) == (ResidentStatus.EXPECTED, None)
    assert (TODAY, StayState.CONFIRMED) in beds_of(house, oksana)


def test_a_bed_given_away_meanwhile_does_not_come_back(
    house: House, arrivals: ExpectedArrivals
) -> None:
    oksana = house.residents["Oksana"]
    promise(house, oksana, "1.01 A", TODAY)
    done = arrivals.cancel([oksana], "Til Aarhus")
    other = add_resident(house, "Olha", "", "", "Lysenko", born=date(1990, 1, 1), bed="1.01 A")
    assert other
    assert arrivals.undo(done).beds_left == 1
    assert rows(house, oksana)[0].status is ResidentStatus.EXPECTED


def test_nobody_fails_to_come_before_their_day(arrivals: ExpectedArrivals) -> None:
    head = arrivals.register(FAMILY)
    with pytest.raises(AppError) as refused:
        arrivals.no_show([head], "Why")
    assert refused.value.text().startswith("They are not expected before 23.11.2026.")
    arrivals.cancel([head], "Til Aarhus")


def test_what_was_changed_again_is_not_undone(house: House, arrivals: ExpectedArrivals) -> None:
    head = arrivals.register(FAMILY)
    done = arrivals.move([head], at("2026-11-25 09:00"), None)
    arrivals.move([head], at("2026-11-26 09:00"), None)
    with pytest.raises(AppError, match="changed again meanwhile"):
        arrivals.undo(done)
    assert rows(house, head)[0].expected_at == at("2026-11-26 09:00")


def test_who_comes_after_all_is_expected_again_or_on_another_day(
    house: House, arrivals: ExpectedArrivals
) -> None:
    head = arrivals.register(FAMILY)
    arrivals.cancel([head], "Til Aarhus")
    arrivals.expect_again([head])
    assert rows(house, head)[0].status is ResidentStatus.EXPECTED
    arrivals.cancel([head], "Til Aarhus")
    arrivals.move([head], at("2026-11-30 09:00"), None)
    (row,) = rows(house, head)
    assert (row.status, row.arrival_outcome_reason) == (ResidentStatus.EXPECTED, None)
    with pytest.raises(AppError, match="changed meanwhile"):
        arrivals.expect_again([head])


def test_check_in_begins_where_the_arrival_ends(house: House, arrivals: ExpectedArrivals) -> None:
    oksana = house.residents["Oksana"]
    (row,) = rows(house, oksana)
    CheckIns(house.workplace()).confirm_identity(oksana, details_of(row))
    (line,) = arrivals.week(TODAY).lines
    assert line.status is ResidentStatus.ARRIVED
    with pytest.raises(AppError, match="changed meanwhile"):
        arrivals.cancel([oksana], "Why")


def test_members_of_a_household_who_come_apart_are_two_lines(
    house: House, arrivals: ExpectedArrivals
) -> None:
    arrivals.register(FAMILY)
    (line,) = arrivals.week(MONDAY).lines
    arrivals.move(line.member_ids[1:], at("2026-11-24 09:00"), None)
    assert [len(one.members) for one in arrivals.week(MONDAY).lines] == [1, 1]


def test_size_counts_those_who_come_where_others_live_here_already(
    house: House, arrivals: ExpectedArrivals
) -> None:
    with house.store.read() as session:
        family = session.exec(select(Household).where(Household.size == 3)).one()
    add_resident(
        house,
        "Olha",
        "",
        "",
        "Bondar",
        born=date(1990, 1, 1),
        status=ResidentStatus.EXPECTED,
        household_id=family.id,
        household_role=HouseholdRole.PARENT,
        expected_at=at("2026-11-23 10:00"),
    )
    (line,) = arrivals.week(MONDAY).lines
    assert line.size == 1


def test_a_closed_file_is_masked_and_not_changed(house: House, arrivals: ExpectedArrivals) -> None:
    head = arrivals.register(replace(FAMILY, people=FAMILY.people[1:], size=1))
    ProtectedFiles(house.workplace(Role.LEAD)).protect(head, "Sag 26/1")
    (line,) = arrivals.week(MONDAY).lines
    assert (line.head.name, line.expected_from, line.pets) == ("Protected file", "", "")
    assert line.considerations == "Stueetagen", "what the desk must heed stays"
    with pytest.raises(AppError, match="protected"):
        arrivals.move([head], at("2026-11-25 09:00"), None)
    with pytest.raises(AppError, match="protected"):
        arrivals.cancel([head], "Why")


def test_places_from_which_people_come_are_offered(
    house: House, arrivals: ExpectedArrivals
) -> None:
    coming = replace(COMING, expected_from="Kolding Sygehus")
    arrivals.register(replace(FAMILY, coming=coming))
    names = arrivals.centres()
    assert "Kolding Sygehus" in names
    assert names.count("Center Sandholm") == 1
    assert list(names) == sorted(names, key=str.casefold)


def test_a_year_of_birth_is_kept_as_one(house: House, arrivals: ExpectedArrivals) -> None:
    person = Announced(
        "A", "B", birth_date=date(1980, 1, 1), birth_precision=BirthPrecision.YEAR, cpr=""
    )
    head = arrivals.register(replace(FAMILY, people=(person,), size=1))
    assert rows(house, head)[0].birth_precision is BirthPrecision.YEAR
