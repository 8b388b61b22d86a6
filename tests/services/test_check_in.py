"""Oksana's way in, step by step, on a real encrypted database."""

from dataclasses import replace

import pytest

from desktop.errors import AppError
from desktop.models.residents import Language, ResidentStatus, StepKind
from desktop.services.check_in import CheckIns, house_rules, rules_version
from desktop.services.kits import Kits
from desktop.services.meals import Meals
from desktop.services.residents import Residents
from desktop.services.rooms import Criterion, Rooms
from desktop.services.today import Today
from tests.house import House


def test_expected_arrival_stands_on_today(house: House) -> None:
    overview = Today(house.workplace()).overview()
    assert [arrival.head.name for arrival in overview.arrivals] == ["Oksana Shevchenko"]
    assert overview.arrivals[0].head.age == 34


def test_first_choice_is_a_two_person_room_with_a_woman_of_her_age(house: House) -> None:
    choice = Rooms(house.workplace()).choices(house.residents["Oksana"])[0]
    assert choice.bed.place == "2.14 B"
    assert [mate.name for mate in choice.room_mates] == ["Halyna Koval"]
    assert set(choice.passed) == {Criterion.GENDER_RULE, Criterion.SAME_SEX, Criterion.LIKE_AGE}


def test_whole_check_in_leaves_nothing_missing(house: House) -> None:
    workplace = house.workplace()
    check_ins, oksana = CheckIns(workplace), house.residents["Oksana"]
    member = check_ins.household(oksana)[0]
    check_ins.confirm_identity(oksana, replace(member.details, phone="+45 20 00 00 01"))
    check_ins.assign_bed(oksana, house.beds["2.14 B"])
    check_ins.sign_lease([oksana])
    check_ins.explain_rules([oksana], Language.UK)
    kits = Kits(workplace)
    kits.hand_out(oksana, [shelf.kit_type_id for shelf in kits.suggested(oksana)])
    check_ins.start_meals([oksana])
    assert check_ins.household(oksana)[0].missing == ()
    resident = Residents(workplace).file(oksana)
    assert resident.person.status is ResidentStatus.RESIDENT
    assert resident.person.place == "2.14 B"
    assert resident.meals_from == workplace.today()
    assert check_ins.arriving_today() == ()
    assert Meals(workplace).household(oksana, *Meals(workplace).current())[0].ready


def test_left_check_in_is_pointed_out_with_what_is_missing(house: House) -> None:
    check_ins, oksana = CheckIns(house.workplace()), house.residents["Oksana"]
    check_ins.confirm_identity(oksana, check_ins.household(oksana)[0].details)
    left = {item.person.id: item.missing for item in check_ins.unfinished()}
    assert left[oksana] == (
        StepKind.BED,
        StepKind.LEASE,
        StepKind.HOUSE_RULES,
        StepKind.KIT,
        StepKind.MEALS,
    )


def test_bed_taken_meanwhile_is_refused_and_nothing_is_saved(house: House) -> None:
    check_ins = CheckIns(house.workplace())
    with pytest.raises(AppError, match="just been taken"):
        check_ins.assign_bed(house.residents["Oksana"], house.beds["2.14 A"])
    assert check_ins.household(house.residents["Oksana"])[0].done == ()


def test_step_done_twice_stands_once(house: House) -> None:
    check_ins, oksana = CheckIns(house.workplace()), house.residents["Oksana"]
    check_ins.sign_lease([oksana])
    check_ins.sign_lease([oksana])
    assert len(check_ins.household(oksana)[0].done) == 1


@pytest.mark.parametrize("language", ["uk", "ru", "da"])
def test_house_rules_stand_in_every_language(language: str) -> None:
    chapters = house_rules(Language(language))
    assert len(chapters) >= 3
    assert all(text.strip() for chapter in chapters for _, text in chapter.rules)
    assert rules_version()


def test_household_comes_with_its_head_first(house: House) -> None:
    members = CheckIns(house.workplace()).household(house.residents["Danylo"])
    assert [m.person.given_names for m in members] == ["Iryna", "Petro", "Danylo"]
