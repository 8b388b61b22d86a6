"""A household leaves, or some of it; and what it takes to call that off or undo it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from desktop.errors import AppError
from desktop.models.check_outs import CheckOut, CheckOutStepKind, LeavingReason
from desktop.models.kits import KitAudience
from desktop.models.meals import Meal, MealEntitlement
from desktop.models.residents import Resident, ResidentStatus, StepKind
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_members import MemberCheckOut
from desktop.services.check_out_steps import LeavingStep, Plan
from desktop.services.kits import Kits
from desktop.services.meals import Meals
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.services.rooms import Rooms
from desktop.services.story import EventKind
from desktop.services.today import Today
from tests.house import TODAY, House

HOME = Plan(LeavingReason.OWN_HOME, TODAY, forwarding_address="Testvej 1, 9999 Prøveby")
SOON = TODAY + timedelta(days=5)


def check_outs(house: House, role: Role = Role.HOST) -> CheckOuts:
    return CheckOuts(house.workplace(role))


def member(house: House, name: str) -> MemberCheckOut:
    id_ = house.residents[name]
    return next(m for m in check_outs(house).household(id_) if m.person.id == id_)


def family(house: House) -> list[str]:
    return [house.residents[name] for name in ("Iryna", "Petro", "Danylo")]


def row_of(house: House, name: str) -> Resident:
    with house.store.read() as session:
        resident = session.get(Resident, house.residents[name])
        assert resident is not None
        return resident


def test_whole_household_leaves(house: House) -> None:
    service, ids = check_outs(house), family(house)
    kits = Kits(house.workplace())
    (handout,) = kits.hand_out(ids[0], [house.kit_types[KitAudience.ADULT]])
    stock = {shelf.kit_type_id: shelf.stock for shelf in kits.shelves()}
    service.plan(ids, HOME)
    service.inspect(ids, "Ridse på døren")
    service.take_keys(ids, "3.07-1, 3.07-2")
    service.take_loans(ids, [handout])
    service.free_beds(ids, TODAY)
    service.finish(ids)
    members = service.household(ids[0])
    assert [m.missing for m in members] == [(), (), ()]
    assert {m.person.status for m in members} == {ResidentStatus.MOVED_OUT}
    assert row_of(house, "Iryna").moved_out_on == TODAY
    assert {m.person.place for m in members} == {""}
    assert kits.shelves()[0].stock == stock[kits.shelves()[0].kit_type_id] + 1
    assert Rooms(house.workplace()).occupancy().free == 6
    file = Residents(house.workplace()).file(ids[0])
    assert [e.reason for e in file.events if e.kind is EventKind.LEAVING] == [
        LeavingReason.OWN_HOME
    ]
    assert file.leaving is not None
    assert file.leaving.plan.forwarding_address == "Testvej 1, 9999 Prøveby"


def test_one_of_a_household_leaves_and_the_others_stay(house: House) -> None:
    service, petro = check_outs(house), house.residents["Petro"]
    service.plan([petro], HOME)
    service.finish([petro])
    left = {m.person.given_names: m.person.status for m in service.household(petro)}
    assert left == {
        "Iryna": ResidentStatus.RESIDENT,
        "Petro": ResidentStatus.MOVED_OUT,
        "Danylo": ResidentStatus.RESIDENT,
    }


def test_what_is_missing_is_told_and_what_somebody_has_not_is_no_step(house: House) -> None:
    halyna = house.residents["Halyna"]
    check_outs(house).plan([halyna], HOME)
    assert member(house, "Halyna").missing == (
        LeavingStep.INSPECTION,
        LeavingStep.KEYS,
        LeavingStep.BED,
        LeavingStep.LEAVE,
    )
    Kits(house.workplace()).hand_out(halyna, [house.kit_types[KitAudience.ADULT]])
    assert LeavingStep.LOANS in member(house, "Halyna").missing


def test_keys_of_the_check_in_are_told(house: House) -> None:
    CheckIns(house.workplace()).hand_over_key([house.residents["Halyna"]], "2.14-7")
    assert member(house, "Halyna").keys == "2.14-7"


def test_check_out_begun_ahead_stands_on_today_until_the_day(house: House) -> None:
    service, ids = check_outs(house), family(house)
    service.plan(ids, replace(HOME, leaves_on=SOON))
    (departure,) = Today(house.workplace()).overview().departures
    assert [person.given_names for person in departure.people] == ["Iryna", "Petro", "Danylo"]
    assert (departure.leaves_on, departure.reason) == (SOON, LeavingReason.OWN_HOME)
    assert LeavingStep.LEAVE not in departure.missing
    with pytest.raises(AppError, match="change the day first"):
        service.finish(ids)
    house.clock.move(days=5)
    service.finish(ids)
    assert service.departures() == ()
    assert row_of(house, "Danylo").moved_out_on == SOON


def test_who_left_and_whose_check_out_misses_something_is_told_for_a_week(house: House) -> None:
    service, halyna = check_outs(house), house.residents["Halyna"]
    service.plan([halyna], HOME)
    service.finish([halyna])
    (left,) = service.unfinished()
    assert left.missing == (LeavingStep.INSPECTION, LeavingStep.KEYS)
    service.inspect([halyna], "")
    service.take_keys([halyna], "")
    assert service.unfinished() == ()


def test_bed_is_free_from_a_day_to_come(house: House) -> None:
    service, halyna = check_outs(house), house.residents["Halyna"]
    service.plan([halyna], replace(HOME, leaves_on=SOON))
    service.free_beds([halyna], SOON)
    assert member(house, "Halyna").person.place == "2.14 A"
    bed = next(b for b in Rooms(house.workplace()).board(TODAY, 14) if b.place == "2.14 A")
    assert [stay.ends_on for stay in bed.stays] == [SOON]
    with pytest.raises(AppError, match="from today on"):
        service.free_beds([halyna], TODAY - timedelta(days=1))


def test_meals_end_with_the_day_on_which_they_leave(house: House) -> None:
    service, petro = check_outs(house), house.residents["Petro"]
    before = Meals(house.workplace()).portions(TODAY, Meal.DINNER).entitled
    service.plan([petro], HOME)
    service.finish([petro])
    assert Meals(house.workplace()).portions(TODAY, Meal.DINNER).entitled == before - 1
    with house.store.read() as session:
        ends = session.exec(
            select(MealEntitlement.ends_on).where(MealEntitlement.resident_id == petro)
        ).one()
    assert ends == TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (Plan(LeavingReason.OTHER, TODAY), "in a few words"),
        (Plan(LeavingReason.OWN_HOME, TODAY - timedelta(days=31)), "before the arrival"),
        (Plan(LeavingReason.DECEASED, SOON), "has not come yet"),
        (Plan(LeavingReason.OWN_HOME, date(2062, 1, 1)), "check the year"),
    ],
)
def test_wrong_plan_is_told_and_nothing_is_saved(house: House, plan: Plan, told: str) -> None:
    halyna = house.residents["Halyna"]
    with pytest.raises(AppError, match=told):
        check_outs(house).plan([halyna], plan)
    assert member(house, "Halyna").leaving is None


def test_plan_can_be_changed_and_stands_once(house: House) -> None:
    service, halyna = check_outs(house), house.residents["Halyna"]
    service.plan([halyna], HOME)
    service.plan([halyna], Plan(LeavingReason.LEFT_COUNTRY, SOON, "Hjem til Lviv"))
    told = member(house, "Halyna").leaving
    assert told is not None
    assert (told.plan.reason, told.plan.leaves_on) == (LeavingReason.LEFT_COUNTRY, SOON)
    with house.store.read() as session:
        assert len(session.exec(select(CheckOut)).all()) == 1


def test_of_who_has_died_no_address_is_kept_and_nobody_is_received_again(house: House) -> None:
    service, halyna = check_outs(house), house.residents["Halyna"]
    service.plan([halyna], replace(HOME, reason=LeavingReason.DECEASED))
    told = member(house, "Halyna").leaving
    assert told is not None
    assert told.plan.forwarding_address == ""


def test_only_who_lives_here_is_checked_out(house: House) -> None:
    with pytest.raises(AppError, match="lives here"):
        check_outs(house).plan([house.residents["Oksana"]], HOME)
    with pytest.raises(AppError, match="choose who"):
        check_outs(house).plan([], HOME)


def test_check_out_that_is_called_off_leaves_everything_as_it_was(house: House) -> None:
    service, halyna = check_outs(house), house.residents["Halyna"]
    service.plan([halyna], replace(HOME, leaves_on=SOON))
    service.free_beds([halyna], SOON)
    result = service.cancel([halyna])
    assert result.without_bed == ()
    after = member(house, "Halyna")
    assert (after.leaving, after.person.place) == (None, "2.14 A")
    bed = next(b for b in Rooms(house.workplace()).board(TODAY, 14) if b.place == "2.14 A")
    assert [stay.ends_on for stay in bed.stays] == [None]
    assert service.departures() == ()


def test_undone_check_out_gives_bed_and_meals_back(house: House) -> None:
    service, ids = check_outs(house), family(house)
    service.plan(ids, HOME)
    service.finish(ids)
    house.clock.move(hours=2)
    result = service.undo(ids)
    assert result.without_bed == ()
    members = service.household(ids[0])
    assert {m.person.status for m in members} == {ResidentStatus.RESIDENT}
    assert [m.person.place for m in members] == ["3.07 A", "3.07 C", "3.07 B"]
    assert row_of(house, "Petro").moved_out_on is None
    assert Meals(house.workplace()).portions(TODAY, Meal.DINNER).entitled == 3


def test_bed_that_has_gone_to_somebody_else_is_told_and_another_can_be_given(
    house: House,
) -> None:
    service, halyna = check_outs(house), house.residents["Halyna"]
    check_ins = CheckIns(house.workplace())
    service.plan([halyna], HOME)
    service.finish([halyna])
    check_ins.assign_bed(house.residents["Oksana"], house.beds["2.14 A"])
    result = service.undo([halyna])
    assert [person.given_names for person in result.without_bed] == ["Halyna"]
    after = member(house, "Halyna").person
    assert (after.status, after.place) == (ResidentStatus.ARRIVED, "")
    assert StepKind.BED in check_ins.steps(halyna).missing
    check_ins.assign_bed(halyna, house.beds["2.14 B"])
    assert member(house, "Halyna").person.status is ResidentStatus.RESIDENT


def test_step_can_be_undone_and_done_again(house: House) -> None:
    service, halyna = check_outs(house), house.residents["Halyna"]
    service.plan([halyna], replace(HOME, leaves_on=SOON))
    for kind in (CheckOutStepKind.INSPECTION, CheckOutStepKind.KEYS, CheckOutStepKind.BED):
        for _ in range(2):
            if kind is CheckOutStepKind.INSPECTION:
                service.inspect([halyna], "")
            elif kind is CheckOutStepKind.KEYS:
                service.take_keys([halyna], "7")
            else:
                service.free_beds([halyna], SOON)
            assert LeavingStep(kind.value) not in member(house, "Halyna").missing
            assert service.undo_step([halyna], kind).without_bed == ()
            assert LeavingStep(kind.value) in member(house, "Halyna").missing
    assert member(house, "Halyna").person.place == "2.14 A"


def test_who_came_and_leaves_on_the_same_day_leaves_no_stay(house: House) -> None:
    service, oksana = check_outs(house), house.residents["Oksana"]
    CheckIns(house.workplace()).assign_bed(oksana, house.beds["2.14 B"])
    service.plan([oksana], HOME)
    service.finish([oksana])
    assert Rooms(house.workplace()).occupancy().free == 3
    assert service.undo([oksana]).without_bed == ()
    assert member(house, "Oksana").person.place == "2.14 B"


def test_finished_is_not_called_off_and_open_is_not_undone(house: House) -> None:
    service, halyna = check_outs(house), house.residents["Halyna"]
    with pytest.raises(AppError, match="No check-out is open"):
        service.finish([halyna])
    service.plan([halyna], HOME)
    with pytest.raises(AppError, match="finished"):
        service.undo([halyna])
    service.finish([halyna])
    with pytest.raises(AppError, match="left already"):
        service.cancel([halyna])


def test_plan_of_a_protected_file_tells_only_the_day(house: House) -> None:
    halyna = house.residents["Halyna"]
    check_outs(house).plan([halyna], replace(HOME, note="Ny lejlighed"))
    check_outs(house).inspect([halyna], "Sag hos kommunen")
    ProtectedFiles(house.workplace(Role.LEAD)).protect(halyna, "Sag 26/114")
    closed = member(house, "Halyna")
    assert closed.leaving is not None
    assert closed.leaving.masked
    assert closed.leaving.plan == Plan(LeavingReason.OTHER, TODAY)
    assert all(step.note == "" for step in closed.done)
    (departure,) = check_outs(house).departures()
    assert (departure.people[0].masked, departure.reason) == (True, None)
    with pytest.raises(AppError, match="protected"):
        check_outs(house).plan([halyna], HOME)
    check_outs(house).finish([halyna])
    ProtectedFiles(house.workplace()).open(halyna, "Fraflytning")
    opened = member(house, "Halyna")
    assert opened.leaving is not None
    assert opened.leaving.plan.note == "Ny lejlighed"
