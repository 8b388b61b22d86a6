"""Who had moved out is received again, and their check-in begins anew."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.errors import AppError
from desktop.models.check_outs import LeavingReason
from desktop.models.kits import KitAudience
from desktop.models.meals import Meal
from desktop.models.residents import (
    CHECK_IN,
    CheckInStep,
    Language,
    Resident,
    ResidentStatus,
    StepKind,
)
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_steps import Plan
from desktop.services.household_moves import HouseholdMoves
from desktop.services.kits import Kits
from desktop.services.loans import loans_of
from desktop.services.meals import Meals
from desktop.services.present_stay import EVER, PresentStay
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.services.returns import Returns
from tests.house import TODAY, House, add_resident

NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


def leave(house: House, *names: str, reason: LeavingReason = LeavingReason.OWN_HOME) -> None:
    ids = [house.residents[name] for name in names]
    day = house.workplace().today()
    CheckOuts(house.workplace()).plan(ids, Plan(reason, day))
    CheckOuts(house.workplace()).finish(ids)


def status(house: House, name: str) -> ResidentStatus:
    return Residents(house.workplace()).file(house.residents[name]).person.status


def test_what_was_done_before_somebody_left_counts_no_more() -> None:
    left = PresentStay(date(2026, 3, 10), date(2026, 3, 10), NOON)
    assert not left.counts(NOON - timedelta(hours=1))
    assert not left.counts(NOON)
    assert left.counts(NOON + timedelta(minutes=1))


def test_who_never_left_has_done_everything_in_this_stay() -> None:
    assert EVER.counts(NOON)
    assert PresentStay(date(2026, 3, 12)).counts(NOON)


def test_without_a_check_out_the_day_of_the_new_arrival_decides() -> None:
    back = PresentStay(date(2026, 3, 10), date(2025, 6, 1))
    assert back.counts(NOON)
    assert not back.counts(NOON - timedelta(days=1))
    expected = PresentStay(date(2025, 1, 1), date(2025, 6, 1))
    assert expected.counts(NOON)
    assert not expected.counts(datetime(2025, 6, 1, 10, 0, tzinfo=UTC))


def test_check_in_begins_anew_with_the_same_number_and_file(house: House) -> None:
    check_ins, halyna = CheckIns(house.workplace()), house.residents["Halyna"]
    check_ins.sign_lease([halyna])
    check_ins.explain_rules([halyna], Language.UK)
    number = Residents(house.workplace()).file(halyna).person.number
    house.clock.move(days=10)
    leave(house, "Halyna")
    house.clock.move(hours=1)
    Returns(house.workplace()).receive([halyna])
    member = check_ins.household(halyna)[0]
    assert (member.person.status, member.person.number) == (ResidentStatus.ARRIVED, number)
    assert member.person.arrived_on == TODAY + timedelta(days=10)
    assert (member.done, member.missing) == ((), CHECK_IN)
    assert halyna in {one.person.id for one in check_ins.unfinished()}
    check_ins.sign_lease([halyna])
    assert [step.kind for step in check_ins.household(halyna)[0].done] == [StepKind.LEASE]
    file = Residents(house.workplace()).file(halyna)
    assert file.steps_done == (StepKind.LEASE,)
    assert [e.step for e in file.events if e.step].count(StepKind.LEASE) == 2
    assert file.leaving is None


def test_check_in_begins_anew_also_where_the_clock_has_run_back_since(house: House) -> None:
    check_ins, halyna = CheckIns(house.workplace()), house.residents["Halyna"]
    check_ins.sign_lease([halyna])
    house.clock.move(minutes=-20)
    leave(house, "Halyna")
    Returns(house.workplace()).receive([halyna])
    assert check_ins.household(halyna)[0].missing == CHECK_IN


def test_what_is_done_by_a_clock_that_is_slow_counts_for_the_new_stay(house: House) -> None:
    check_ins, halyna = CheckIns(house.workplace()), house.residents["Halyna"]
    leave(house, "Halyna")
    Returns(house.workplace()).receive([halyna])
    house.clock.move(minutes=-20)
    check_ins.sign_lease([halyna])
    check_ins.sign_lease([halyna])
    assert [step.kind for step in check_ins.household(halyna)[0].done] == [StepKind.LEASE]
    file = Residents(house.workplace()).file(halyna)
    assert [e.step for e in file.events if e.step].count(StepKind.LEASE) == 1


def test_bed_by_a_move_of_the_household_counts_for_the_new_stay(house: House) -> None:
    check_ins, petro = CheckIns(house.workplace()), house.residents["Petro"]
    house.lay_down(
        CheckInStep(
            site_id=house.site_id,
            resident_id=petro,
            kind=StepKind.BED,
            done_at=house.clock(),
            done_by=house.users[Role.HOST],
        )
    )
    assert StepKind.BED not in check_ins.steps(petro).missing
    leave(house, "Petro")
    house.clock.move(days=30)
    Returns(house.workplace()).receive([petro])
    assert StepKind.BED in check_ins.steps(petro).missing
    HouseholdMoves(house.workplace()).move(petro, {petro: house.beds["3.07 C"]})
    assert StepKind.BED not in check_ins.steps(petro).missing


def test_whole_check_in_is_done_again_bed_kits_and_meals_too(house: House) -> None:
    workplace, petro = house.workplace(), house.residents["Petro"]
    kits, adult = Kits(workplace), house.kit_types[KitAudience.ADULT]
    (handout,) = kits.hand_out(petro, [adult])
    kits.take_back(handout)
    leave(house, "Petro")
    house.clock.move(days=30)
    Returns(workplace).receive([petro])
    check_ins = CheckIns(workplace)
    check_ins.confirm_identity(petro, check_ins.household(petro)[0].details)
    check_ins.assign_bed(petro, house.beds["3.07 C"])
    check_ins.start_meals([petro])
    kits.hand_out(petro, [shelf.kit_type_id for shelf in kits.suggested(petro)])
    done = {step.kind for m in check_ins.household(petro) for step in m.done}
    assert {StepKind.IDENTITY, StepKind.BED, StepKind.MEALS, StepKind.KIT} <= done
    assert Residents(workplace).file(petro).person.place == "3.07 C"
    (guest,) = [
        g
        for g in Meals(workplace).household(petro, workplace.today(), Meal.LUNCH)
        if g.person.id == petro
    ]
    assert guest.entitled


def test_kit_that_was_never_brought_back_is_not_given_again(house: House) -> None:
    petro, adult = house.residents["Petro"], house.kit_types[KitAudience.ADULT]
    Kits(house.workplace()).hand_out(petro, [adult])
    house.clock.move(days=1)
    leave(house, "Petro")
    house.clock.move(days=30)
    Returns(house.workplace()).receive([petro])
    assert Kits(house.workplace()).suggested(petro) == ()
    with house.workplace().read("see_figures") as session:
        resident = session.get(Resident, petro)
        assert resident is not None
        assert len(loans_of(session, resident)) == 1


def test_those_of_the_household_who_left_are_offered_too(house: House) -> None:
    leave(house, "Iryna", "Danylo")
    possible = Returns(house.workplace()).possible(house.residents["Danylo"])
    assert [person.given_names for person in possible] == ["Danylo", "Iryna"]
    assert Returns(house.workplace()).possible(house.residents["Petro"]) == ()


def test_who_has_died_is_never_offered_nor_received(house: House) -> None:
    leave(house, "Iryna", "Danylo")
    leave(house, "Petro", reason=LeavingReason.DECEASED)
    returns = Returns(house.workplace())
    assert [p.given_names for p in returns.possible(house.residents["Danylo"])] == [
        "Danylo",
        "Iryna",
    ]
    assert returns.possible(house.residents["Petro"]) == ()
    with pytest.raises(AppError, match="moved out can be received"):
        returns.receive([house.residents["Iryna"], house.residents["Petro"]])
    assert status(house, "Iryna") is ResidentStatus.MOVED_OUT


def test_who_lives_here_is_not_received_again(house: House) -> None:
    with pytest.raises(AppError, match="moved out can be received"):
        Returns(house.workplace()).receive([house.residents["Halyna"]])


def test_protected_file_is_opened_before_somebody_is_received_again(house: House) -> None:
    leave(house, "Halyna")
    halyna = house.residents["Halyna"]
    ProtectedFiles(house.workplace(Role.LEAD)).protect(halyna, "Sag 26/114")
    assert Returns(house.workplace()).possible(halyna) == ()
    with pytest.raises(AppError, match="protected"):
        Returns(house.workplace()).receive([halyna])


def test_who_left_before_check_outs_were_kept_begins_anew_too(house: House) -> None:
    vira = add_resident(
        house,
        "Vira",
        "Лис",
        "Віра",
        "Lys",
        born=date(1980, 1, 1),
        status=ResidentStatus.MOVED_OUT,
        moved_out_on=TODAY - timedelta(days=3),
    )
    check_ins = CheckIns(house.workplace())
    house.clock.move(days=-10)
    check_ins.sign_lease([vira])
    house.clock.move(days=10)
    Returns(house.workplace()).receive([vira])
    assert check_ins.steps(vira).done == ()
    check_ins.sign_lease([vira])
    assert check_ins.steps(vira).done == (StepKind.LEASE,)


def test_reception_is_undone_for_all_who_were_received(house: House) -> None:
    leave(house, "Iryna", "Danylo")
    house.clock.move(days=3)
    returns, ids = Returns(house.workplace()), [house.residents[n] for n in ("Iryna", "Danylo")]
    before = [Residents(house.workplace()).file(id_) for id_ in ids]
    received = returns.receive(ids)
    assert {status(house, name) for name in ("Iryna", "Danylo")} == {ResidentStatus.ARRIVED}
    assert all(Residents(house.workplace()).file(id_).moved_out_on is None for id_ in ids)
    returns.undo(received)
    assert [Residents(house.workplace()).file(id_) for id_ in ids] == before
    with pytest.raises(AppError, match="settled"):
        returns.undo(received)


def test_who_moved_out_comes_back_by_being_received_alone(house: House) -> None:
    leave(house, "Halyna")
    with pytest.raises(AppError, match="settled"):
        Residents(house.workplace()).here_again(house.residents["Halyna"])


def test_undone_second_check_out_leaves_the_second_check_in_as_it_was(house: House) -> None:
    check_ins, halyna = CheckIns(house.workplace()), house.residents["Halyna"]
    check_ins.explain_rules([halyna], Language.UK)
    leave(house, "Halyna")
    house.clock.move(days=20)
    Returns(house.workplace()).receive([halyna])
    check_ins.sign_lease([halyna])
    house.clock.move(days=20)
    leave(house, "Halyna")
    CheckOuts(house.workplace()).undo([halyna])
    assert check_ins.steps(halyna).done == (StepKind.LEASE,)
