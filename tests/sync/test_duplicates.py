"""Two desks at a real store: a person who is written down twice, and merged while one of them is
out of reach."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import AppError
from desktop.models.base import new_id
from desktop.models.meals import Meal
from desktop.models.residents import HouseholdRole, Resident, ResidentStatus, Sex
from desktop.services.check_in import CheckIns
from desktop.services.details import details_of, write_details
from desktop.services.duplicates import Duplicates, Merging
from desktop.services.duplicates.merging import Merged
from desktop.services.meals import AlreadyServedError, Meals
from desktop.services.residents import Residents
from desktop.services.story import EventKind
from desktop.services.workplace import Workplace
from tests.desks import DeskAtWork, Housing, desk_at_work, wait_until

BORN = date(1990, 4, 12)


@dataclass
class Two:
    """Both desks hold both records."""

    one: DeskAtWork
    other: DeskAtWork
    first: str
    second: str

    def both_online(self) -> None:
        for desk in (self.one, self.other):
            if desk.engine is None:
                desk.go_online()
        for desk in (self.one, self.other):
            desk.wait_in_step()

    def both_offline(self) -> None:
        self.one.go_offline()
        self.other.go_offline()

    def listed(self, desk: DeskAtWork) -> set[str]:
        lines = Residents(desk.workplace()).list()
        return {line.id for line in lines} & {self.first, self.second}


def write_down(workplace: Workplace, surname: str, given: str, **more: Any) -> str:
    resident = Resident(
        id=new_id(),
        site_id=workplace.site_id,
        number=f"003-{new_id()[-5:]}-1",
        surname=surname,
        given_names=given,
        birth_date=BORN,
        sex=Sex.FEMALE,
        household_role=HouseholdRole.HEAD,
        status=ResidentStatus.RESIDENT,
        **more,
    )
    with workplace.op("register_resident") as session:
        session.add(resident)
    return resident.id


def merge(desk: DeskAtWork, kept: str, gone: str) -> Merged:
    merging = Merging(desk.workplace())
    return merging.merge(merging.pair(kept, gone), {}, kept_id=kept)


@pytest.fixture
def two(tmp_path: Path, housing: Housing) -> Iterator[Two]:
    with (
        desk_at_work(tmp_path, housing, "Desk 1") as one,
        desk_at_work(tmp_path, housing, "Desk 2") as other,
    ):
        for desk in (one, other):
            desk.go_online()
            desk.wait_in_step()
        first = write_down(one.workplace(), "Hrytsenko", "Svitlana", allergies="Nødder")
        second = write_down(other.workplace(), "Grizenko", "Swetlana", allergies="Fisk")
        made = Two(one, other, first, second)
        for desk in (one, other):
            wait_until(lambda desk=desk: len(made.listed(desk)) == 2, "both records are here")
        yield made


def test_who_was_written_down_at_two_desks_is_found_at_both_and_said_apart_for_both(
    two: Two,
) -> None:
    for desk in (two.one, two.other):
        (pair,) = Duplicates(desk.workplace()).pairs()
        assert pair.other is not None
        assert {pair.one.id, pair.other.id} == {two.first, two.second}
    Duplicates(two.one.workplace()).tell_apart(two.first, [two.second])
    wait_until(lambda: not Duplicates(two.other.workplace()).pairs(), "the other desk knows it")
    (apart,) = Merging(two.other.workplace()).of(two.second).apart
    Duplicates(two.other.workplace()).take_back(apart.id)
    wait_until(lambda: bool(Duplicates(two.one.workplace()).pairs()), "it is asked about again")


def test_what_a_desk_out_of_reach_does_with_the_merged_record_is_the_persons(two: Two) -> None:
    two.other.go_offline()
    merge(two.one, two.first, two.second)
    away = two.other.workplace()
    CheckIns(away).start_meals([two.second])
    Meals(away).serve([two.second], away.today(), Meal.LUNCH)
    with away.op("change_resident") as session:
        row = session.get(Resident, two.second)
        assert row is not None
        details = details_of(row)
        write_details(row, type(details)(**{**vars(details), "allergies": "Fisk, Æg"}))
    two.both_online()
    for desk in (two.one, two.other):
        wait_until(lambda desk=desk: two.listed(desk) == {two.first}, "one person is left")
        place = desk.workplace()
        wait_until(
            lambda place=place: (
                EventKind.MEAL in {event.kind for event in Residents(place).file(two.first).events}
            ),
            "the meal has come",
        )
        file = Residents(place).file(two.first)
        assert file.meals_from is not None
        assert sorted(file.allergies.text.split(", ")) == ["Fisk", "Nødder", "Æg"]
        with pytest.raises(AlreadyServedError):
            Meals(place).serve([two.first], place.today(), Meal.LUNCH)
        (merged,) = Merging(place).of(two.first).merged
        assert [field.field for field in merged.since] == ["allergies"]


def test_two_desks_that_merge_the_same_both_ways_lose_nobody(two: Two) -> None:
    two.both_offline()
    CheckIns(two.one.workplace()).sign_lease([two.second])
    merge(two.one, two.first, two.second)
    merge(two.other, two.second, two.first)
    two.both_online()
    stands, other = sorted((two.first, two.second))
    for desk in (two.one, two.other):
        wait_until(lambda desk=desk: two.listed(desk) == {stands}, "both show the same one")
        wait_until(
            lambda desk=desk: len(Merging(desk.workplace()).of(stands).merged) == 1,
            "both merges have come",
        )
        assert Residents(desk.workplace()).file(other).person.id == stands
        assert Residents(desk.workplace()).file(stands).steps_done
    Merging(two.one.workplace()).undo(other)
    for desk in (two.one, two.other):
        wait_until(lambda desk=desk: len(two.listed(desk)) == 2, "both are there again")
    for desk in (two.one, two.other):
        desk.wait_in_step()
        with desk.store.read() as session:
            for record in (two.first, two.second):
                row = session.get(Resident, record)
                assert row is not None
                assert not row.merged


def test_two_desks_that_merge_the_same_way_are_undone_in_one_step(two: Two) -> None:
    two.both_offline()
    merge(two.one, two.first, two.second)
    merge(two.other, two.first, two.second)
    two.both_online()
    for desk in (two.one, two.other):
        wait_until(lambda desk=desk: two.listed(desk) == {two.first}, "one person is left")
    Merging(two.one.workplace()).undo(two.second)
    for desk in (two.one, two.other):
        wait_until(lambda desk=desk: len(two.listed(desk)) == 2, "both are there again")
    with pytest.raises(AppError, match="settled this meanwhile"):
        Merging(two.other.workplace()).undo(two.second)
    with two.one.store.read() as session:
        row = session.get(Resident, two.first)
        assert row is not None
        assert row.allergies == "Nødder"
