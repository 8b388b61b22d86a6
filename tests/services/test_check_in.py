"""Oksana's way in, step by step, on a real encrypted database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from desktop.errors import AppError
from desktop.models.check_outs import LeavingReason
from desktop.models.housing import Bed, Room, RoomType, Stay, StayKind
from desktop.models.local import outbox_op
from desktop.models.meals import Meal
from desktop.models.residents import (
    CHECK_IN,
    FurtherStepKind,
    Household,
    HouseholdRole,
    Language,
    ResidentStatus,
    StepKind,
)
from desktop.services.check_in import CheckIns
from desktop.services.check_in_steps import DECLINED
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_steps import Plan
from desktop.services.family_beds import FamilyBeds
from desktop.services.house_rules import house_rules, rules_version
from desktop.services.kits import Kits
from desktop.services.meals import Meals
from desktop.services.residents import Residents
from desktop.services.rooms import Criterion, Rooms
from desktop.services.today import Today
from tests.house import NOON, TODAY, House, add_resident


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
    check_ins.take_photos([oksana])
    check_ins.hand_over_key([oksana], "2.14-1")
    check_ins.hand_over_ticket([oksana], "Zone 1-3")
    check_ins.give_privacy_notice([oksana], Language.UK)
    assert check_ins.household(oksana)[0].missing == ()
    resident = Residents(workplace).file(oksana)
    assert resident.person.status is ResidentStatus.RESIDENT
    assert resident.person.place == "2.14 B"
    assert resident.meals_from == workplace.today()
    told = [event.step for event in resident.events if event.step is not None]
    assert told == list(reversed(CHECK_IN)), "the newest first, though all were in one second"
    assert check_ins.arriving_today() == ()
    assert Meals(workplace).household(oksana, *Meals(workplace).current())[0].ready


def test_left_check_in_is_pointed_out_with_what_is_missing(house: House) -> None:
    check_ins, oksana = CheckIns(house.workplace()), house.residents["Oksana"]
    check_ins.confirm_identity(oksana, check_ins.household(oksana)[0].details)
    left = {item.person.id: item.missing for item in check_ins.unfinished()}
    assert left[oksana] == CHECK_IN[1:]


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


def test_steps_come_in_the_order_of_the_desk(house: House) -> None:
    assert CheckIns(house.workplace()).household(house.residents["Oksana"])[0].missing == (
        StepKind.IDENTITY,
        FurtherStepKind.PHOTO,
        StepKind.BED,
        StepKind.LEASE,
        StepKind.HOUSE_RULES,
        FurtherStepKind.KEY,
        StepKind.KIT,
        StepKind.MEALS,
        FurtherStepKind.TICKET,
        FurtherStepKind.PRIVACY,
    )


def test_step_tells_key_ticket_and_a_photo_that_is_not_wished(house: House) -> None:
    check_ins, oksana = CheckIns(house.workplace()), house.residents["Oksana"]
    check_ins.take_photos([oksana], declined=True)
    check_ins.hand_over_key([oksana], " 2.14 - 1 ")
    check_ins.hand_over_ticket([oksana], "")
    notes = {step.kind: step.note for step in check_ins.household(oksana)[0].done}
    assert notes == {
        FurtherStepKind.PHOTO: DECLINED,
        FurtherStepKind.KEY: "2.14 - 1",
        FurtherStepKind.TICKET: "",
    }


def test_family_is_given_a_room_at_once_each_their_own_bed(house: House) -> None:
    three = lay_family(house)
    plans = FamilyBeds(house.workplace()).plans(three)
    given = plans[house.beds["3.08 A"]]
    assert [(one.resident_id, one.place) for one in given] == [
        (three[0], "3.08 A"),
        (three[1], "3.08 B"),
        (three[2], "3.08 C"),
    ]
    CheckIns(house.workplace()).assign_beds([(one.resident_id, one.bed_id) for one in given])
    members = CheckIns(house.workplace()).household(three[0])
    assert [member.person.place for member in members] == ["3.08 A", "3.08 B", "3.08 C"]
    assert all(StepKind.BED not in member.missing for member in members)


def test_who_finds_no_bed_in_the_room_is_left_out_of_the_plan(house: House) -> None:
    three = lay_family(house)
    given = FamilyBeds(house.workplace()).plans(three)[house.beds["2.14 B"]]
    assert [one.resident_id for one in given] == three[:1]


def test_bed_reserved_for_a_member_is_theirs_wherever_it_is(house: House) -> None:
    three = lay_family(house)
    reserve(house, three[2], "1.01 A")
    given = FamilyBeds(house.workplace()).plans(three)[house.beds["3.08 A"]]
    assert [one.place for one in given] == ["3.08 A", "3.08 B", "1.01 A"]


def test_of_beds_for_a_family_all_are_given_or_none(house: House) -> None:
    three = lay_family(house)
    check_ins = CheckIns(house.workplace())
    with pytest.raises(AppError, match="just been taken"):
        check_ins.assign_beds([(three[0], house.beds["3.08 A"]), (three[1], house.beds["2.14 A"])])
    assert all(member.done == () for member in check_ins.household(three[0]))


def test_kits_of_a_family_are_one_step(house: House) -> None:
    three = lay_family(house)
    kits = Kits(house.workplace())
    before = count_ops(house)
    kits.hand_out_to_all(
        (id_, [shelf.kit_type_id for shelf in kits.suggested(id_)]) for id_ in three
    )
    assert count_ops(house) == before + 1
    assert all(kits.suggested(id_) == () for id_ in three)
    members = CheckIns(house.workplace()).household(three[0])
    assert all(StepKind.KIT not in member.missing for member in members)


def test_meals_count_from_the_arrival(house: House) -> None:
    check_ins, oksana = CheckIns(house.workplace()), house.residents["Oksana"]
    check_ins.confirm_identity(oksana, check_ins.household(oksana)[0].details)
    house.clock.move(days=2)
    check_ins.start_meals([oksana])
    assert Residents(house.workplace()).file(oksana).meals_from == TODAY


def test_who_has_moved_out_is_no_member_of_a_check_in(house: House) -> None:
    check_outs = CheckOuts(house.workplace())
    petro = house.residents["Petro"]
    check_outs.plan([petro], Plan(LeavingReason.OWN_HOME, TODAY))
    check_outs.finish([petro])
    members = CheckIns(house.workplace()).household(house.residents["Iryna"])
    assert [member.person.given_names for member in members] == ["Iryna", "Danylo"]


@pytest.mark.parametrize("kind", [kind for kind in CHECK_IN if kind is not StepKind.BED])
def test_every_step_can_be_undone_and_done_again(
    house: House, kind: StepKind | FurtherStepKind
) -> None:
    check_ins, oksana = CheckIns(house.workplace()), house.residents["Oksana"]
    for _ in range(2):
        do_step(house, oksana, kind)
        assert kind not in check_ins.household(oksana)[0].missing
        check_ins.undo_step([oksana], kind)
        assert kind in check_ins.household(oksana)[0].missing
    assert check_ins.household(oksana)[0].done == ()


def test_undone_identity_lets_somebody_be_expected_again(house: House) -> None:
    check_ins, oksana = CheckIns(house.workplace()), house.residents["Oksana"]
    do_step(house, oksana, StepKind.IDENTITY)
    assert check_ins.arriving_today() == ()
    check_ins.undo_step([oksana], StepKind.IDENTITY)
    (arrival,) = check_ins.arriving_today()
    assert (arrival.head.status, arrival.head.arrived_on) == (ResidentStatus.EXPECTED, None)


def test_undone_bed_is_free_again_and_what_was_reserved_is_reserved(house: House) -> None:
    check_ins, oksana = CheckIns(house.workplace()), house.residents["Oksana"]
    reserve(house, oksana, "2.14 B")
    do_step(house, oksana, StepKind.IDENTITY)
    check_ins.assign_bed(oksana, house.beds["2.14 B"])
    check_ins.undo_step([oksana], StepKind.BED)
    person = check_ins.household(oksana)[0].person
    assert (person.place, person.status) == ("", ResidentStatus.ARRIVED)
    bed = next(
        bed for bed in Rooms(house.workplace()).board(TODAY, 7) if bed.id == house.beds["2.14 B"]
    )
    assert [stay.kind for stay in bed.stays] == [StayKind.RESERVED]


def test_bed_undone_days_later_was_lived_in_until_then(house: House) -> None:
    check_ins, oksana = CheckIns(house.workplace()), house.residents["Oksana"]
    check_ins.assign_bed(oksana, house.beds["2.14 B"])
    house.clock.move(days=2)
    check_ins.undo_step([oksana], StepKind.BED)
    (stay,) = [e for e in Residents(house.workplace()).file(oksana).events if e.until]
    assert (stay.at, stay.until) == (TODAY, TODAY + timedelta(days=2))


def test_kit_of_an_undone_step_is_on_the_shelf_again(house: House) -> None:
    oksana = house.residents["Oksana"]
    before = [shelf.stock for shelf in Kits(house.workplace()).shelves()]
    do_step(house, oksana, StepKind.KIT)
    assert [shelf.stock for shelf in Kits(house.workplace()).shelves()] != before
    CheckIns(house.workplace()).undo_step([oksana], StepKind.KIT)
    assert [shelf.stock for shelf in Kits(house.workplace()).shelves()] == before
    assert len(Kits(house.workplace()).suggested(oksana)) == 2


def test_undone_meals_end(house: House) -> None:
    oksana = house.residents["Oksana"]
    do_step(house, oksana, StepKind.IDENTITY)
    do_step(house, oksana, StepKind.MEALS)
    CheckIns(house.workplace()).undo_step([oksana], StepKind.MEALS)
    assert not Meals(house.workplace()).household(oksana, TODAY, Meal.LUNCH)[0].entitled


def test_story_tells_every_step(house: House) -> None:
    oksana = house.residents["Oksana"]
    for kind in CHECK_IN:
        do_step(house, oksana, kind)
    file = Residents(house.workplace()).file(oksana)
    assert file.steps_done == CHECK_IN
    assert {event.step for event in file.events if event.step} == set(CHECK_IN)


def do_step(house: House, resident_id: str, kind: StepKind | FurtherStepKind) -> None:
    """The step as a desk does it."""
    check_ins, kits = CheckIns(house.workplace()), Kits(house.workplace())
    ids = [resident_id]
    steps: dict[str, Callable[[], object]] = {
        StepKind.IDENTITY: lambda: check_ins.confirm_identity(
            resident_id, check_ins.household(resident_id)[0].details
        ),
        FurtherStepKind.PHOTO: lambda: check_ins.take_photos(ids),
        StepKind.BED: lambda: check_ins.assign_bed(resident_id, house.beds["2.14 B"]),
        StepKind.LEASE: lambda: check_ins.sign_lease(ids),
        StepKind.HOUSE_RULES: lambda: check_ins.explain_rules(ids, Language.UK),
        FurtherStepKind.KEY: lambda: check_ins.hand_over_key(ids, "7"),
        StepKind.KIT: lambda: kits.hand_out(
            resident_id, [shelf.kit_type_id for shelf in kits.suggested(resident_id)]
        ),
        StepKind.MEALS: lambda: check_ins.start_meals(ids),
        FurtherStepKind.TICKET: lambda: check_ins.hand_over_ticket(ids, ""),
        FurtherStepKind.PRIVACY: lambda: check_ins.give_privacy_notice(ids, Language.UK),
    }
    steps[kind]()


def lay_family(house: House) -> list[str]:
    """Three who are expected, and a room for them."""
    room = Room(
        site_id=house.site_id, number="3.08", floor="3", type=RoomType.FAMILY, display_order=9
    )
    family = Household(site_id=house.site_id, size=3)
    house.lay_down(room, family)
    for label in "ABC":
        bed = Bed(site_id=house.site_id, room_id=room.id, label=label)
        house.lay_down(bed)
        house.beds[f"3.08 {label}"] = bed.id
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
        )
        for given, born, role in (
            ("Nadiia", date(1990, 1, 1), HouseholdRole.HEAD),
            ("Solomiia", date(2012, 1, 1), HouseholdRole.CHILD),
            ("Taras", date(2016, 1, 1), HouseholdRole.CHILD),
        )
    ]


def reserve(house: House, resident_id: str, bed: str) -> None:
    house.lay_down(
        Stay(
            site_id=house.site_id,
            bed_id=house.beds[bed],
            resident_id=resident_id,
            starts_on=TODAY,
            kind=StayKind.RESERVED,
        )
    )


def count_ops(house: House) -> int:
    with house.store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(outbox_op)) or 0
