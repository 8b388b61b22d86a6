"""A whole household moves to other beds, or to another site, in one op."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from desktop.errors import AppError
from desktop.models.housing import Stay, StayKind, StayState
from desktop.models.local import outbox_op
from desktop.models.meals import MealEntitlement
from desktop.models.pets import Pet, Species
from desktop.models.residents import (
    CheckInStep,
    FurtherStep,
    FurtherStepKind,
    Household,
    KeepTogether,
    Resident,
    ResidentStatus,
    StepKind,
)
from desktop.models.sites import Role, Site
from desktop.services.check_in import CheckIns
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.household_moves import HouseholdMoves
from desktop.services.households import Households
from desktop.services.protected_files import ProtectedFiles
from desktop.services.residents import Residents
from desktop.services.rooms import Criterion
from desktop.services.site_moves import SiteMoves
from desktop.services.who_may import NotAllowedError
from tests.chains import entries
from tests.families import Families, lay_families, lay_guardian
from tests.house import NOON, TODAY, House
from tests.inbox import change_resident


@pytest.fixture
def families(house: House) -> Families:
    return lay_families(house)


def beds(house: House, **chosen: str) -> dict[str, str]:
    return {house.residents[name]: house.beds[place] for name, place in chosen.items()}


def places(house: House) -> dict[str, str]:
    return {line.given_names: line.place for line in Residents(house.workplace()).list()}


def stays_of(house: House, name: str) -> list[Stay]:
    with house.store.read() as session:
        return list(
            session.exec(
                select(Stay)
                .where(Stay.resident_id == house.residents[name])
                .order_by(col(Stay.starts_on))
            )
        )


def count_ops(house: House) -> int:
    with house.store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(outbox_op)) or 0


BONDARS = {"Iryna": "4.01 A", "Danylo": "4.01 B", "Petro": "4.01 C"}


def test_the_plan_offers_free_beds_and_the_familys_own(house: House, families: Families) -> None:
    Households(house.workplace()).describe(house.residents["Iryna"], KeepTogether.YES, "")
    plan = HouseholdMoves(house.workplace()).plan(house.residents["Danylo"])
    assert [mover.person.given_names for mover in plan.movers] == ["Iryna", "Petro", "Danylo"]
    assert plan.keep_together is KeepTogether.YES
    offered = {room.number: [place for _, place in room.beds] for room in plan.rooms}
    assert offered == {"3.07": ["3.07 A", "3.07 B", "3.07 C", "3.07 D"], "2.14": ["2.14 B"]}
    shared = next(room for room in plan.rooms if room.number == "2.14")
    assert [mate.given_names for mate in shared.mates] == ["Halyna"]
    petro = house.residents["Petro"]
    assert Criterion.GENDER_RULE in shared.failed[petro]
    assert plan.place_of(plan.movers[0].bed_id) == "3.07 A"
    assert plan.place_of("") == ""


def test_who_must_not_live_beside_somebody_is_told_without_a_reason(
    house: House, families: Families
) -> None:
    lead = house.workplace(Role.LEAD)
    ConflictPairs(lead).record(house.residents["Iryna"], house.residents["Halyna"], "A quarrel")
    plan = HouseholdMoves(house.workplace()).plan(house.residents["Iryna"])
    shared = next(room for room in plan.rooms if room.number == "2.14")
    assert Criterion.NOT_SUITABLE in shared.failed[house.residents["Iryna"]]


def test_a_family_moves_in_one_op_and_its_old_beds_are_free(
    house: House, families: Families
) -> None:
    empty_room(house)
    before = count_ops(house)
    HouseholdMoves(house.workplace()).move(house.residents["Iryna"], beds(house, **BONDARS))
    assert count_ops(house) == before + 1
    assert {name: places(house)[name] for name in BONDARS} == BONDARS
    old, new = stays_of(house, "Iryna")
    assert (old.ends_on, old.state) == (TODAY, StayState.CONFIRMED)
    assert (new.starts_on, new.ends_on, new.kind) == (TODAY, None, StayKind.ACTUAL)
    (entry,) = [e for e in entries(house.store) if e["what"] == "move_household"]
    assert len(entry["residents"]) == 3


def empty_room(house: House) -> None:
    """The family of five is gone from 4.01."""
    with house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE stay SET ends_on = ? WHERE bed_id IN (SELECT bed.id FROM bed JOIN room "
            "ON room.id = bed.room_id WHERE room.number = '4.01')",
            ((TODAY - timedelta(days=1)).isoformat(),),
        )


def test_two_swap_beds_and_the_third_keeps_hers(house: House, families: Families) -> None:
    chosen = {"Iryna": "3.07 A", "Danylo": "3.07 C", "Petro": "3.07 B"}
    moved = HouseholdMoves(house.workplace()).move(house.residents["Iryna"], beds(house, **chosen))
    assert {name: places(house)[name] for name in chosen} == chosen
    assert set(moved.resident_ids) == {house.residents["Danylo"], house.residents["Petro"]}


def test_the_move_is_taken_back_whole(house: House, families: Families) -> None:
    empty_room(house)
    before = places(house)
    service = HouseholdMoves(house.workplace())
    moved = service.move(house.residents["Iryna"], beds(house, **BONDARS))
    service.take_back(moved)
    assert places(house) == before
    with pytest.raises(AppError, match="changed again"):
        service.take_back(moved)


def test_a_move_is_not_taken_back_over_somebody_who_got_the_bed(
    house: House, families: Families
) -> None:
    service = HouseholdMoves(house.workplace())
    moved = service.move(house.residents["Petro"], beds(house, Petro="3.07 D"))
    CheckIns(house.workplace()).assign_bed(house.residents["Oksana"], house.beds["3.07 C"])
    with pytest.raises(AppError, match="just been taken"):
        service.take_back(moved)
    assert places(house)["Petro"] == "3.07 D"


def test_who_had_no_bed_gets_one_and_the_check_in_knows(house: House, families: Families) -> None:
    change_resident(house, "Bohdan", status=ResidentStatus.ARRIVED)
    service = HouseholdMoves(house.workplace())
    moved = service.move(house.residents["Bohdan"], beds(house, Bohdan="3.07 D"))
    assert StepKind.BED in CheckIns(house.workplace()).steps(house.residents["Bohdan"]).done
    assert status(house, "Bohdan") is ResidentStatus.RESIDENT
    service.take_back(moved)
    assert StepKind.BED in CheckIns(house.workplace()).steps(house.residents["Bohdan"]).missing
    assert status(house, "Bohdan") is ResidentStatus.ARRIVED


def status(house: House, name: str) -> ResidentStatus:
    with house.store.read() as session:
        row = session.get(Resident, house.residents[name])
    assert row is not None
    return row.status


def test_moved_in_today_and_moved_again_leaves_one_stay(house: House, families: Families) -> None:
    service = HouseholdMoves(house.workplace())
    service.move(house.residents["Petro"], beds(house, Petro="3.07 D"))
    service.move(house.residents["Petro"], beds(house, Petro="2.14 B"))
    states = [stay.state for stay in stays_of(house, "Petro")]
    assert sorted(states) == [StayState.CANCELLED, StayState.CONFIRMED, StayState.CONFIRMED]
    assert places(house)["Petro"] == "2.14 B"


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"Petro": "2.14 A"}, "just been taken"),
        ({"Petro": "3.07 D", "Iryna": "3.07 D"}, "chosen for two"),
        ({"Petro": "3.07 C"}, "already"),
        ({"Halyna": "3.07 D"}, "does not live here"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(
    house: House, families: Families, chosen: dict[str, str], told: str
) -> None:
    before = count_ops(house)
    with pytest.raises(AppError, match=told):
        HouseholdMoves(house.workplace()).move(house.residents["Iryna"], beds(house, **chosen))
    assert count_ops(house) == before


@pytest.fixture
def amager(house: House) -> str:
    site = Site(name="Amager", pets_allowed=True)
    house.lay_down(site)
    return site.id


def test_the_plan_says_what_a_move_to_another_site_means(
    house: House, families: Families, amager: str
) -> None:
    lay_guardian(house, "Bohdan", guardian_id=house.residents["Petro"])
    house.lay_down(
        Pet(site_id=house.site_id, resident_id=house.residents["Iryna"], species=Species.CAT)
    )
    plan = SiteMoves(house.workplace(Role.COORDINATOR)).plan(house.residents["Danylo"])
    assert [line.given_names for line in plan.movers] == ["Iryna", "Petro", "Danylo"]
    assert [(site.name, site.pets_allowed) for site in plan.sites] == [("Amager", True)]
    assert (plan.here, plan.have_meals, plan.have_pets) == ("Sjællandsgade", True, True)
    assert [line.given_names for line in plan.left_without] == ["Bohdan"]
    assert plan.lose_guardian == ()
    alone = SiteMoves(house.workplace(Role.COORDINATOR)).plan(house.residents["Bohdan"])
    assert [line.given_names for line in alone.lose_guardian] == ["Bohdan"]


def test_a_household_leaves_for_another_site_in_one_op(
    house: House, families: Families, amager: str
) -> None:
    host = house.workplace()
    for name in ("Iryna", "Danylo"):
        CheckIns(host).sign_lease([house.residents[name]])
    house.lay_down(
        FurtherStep(
            site_id=house.site_id,
            resident_id=house.residents["Iryna"],
            kind=FurtherStepKind.KEY,
            done_at=NOON,
            done_by=house.users[Role.HOST],
        )
    )
    change_resident(house, "Petro", status=ResidentStatus.MOVED_OUT)
    before = count_ops(house)
    SiteMoves(house.workplace(Role.COORDINATOR)).move(house.residents["Danylo"], amager)
    assert count_ops(house) == before + 1
    with house.store.read() as session:
        rows = {name: session.get(Resident, house.residents[name]) for name in BONDARS}
        iryna, petro = rows["Iryna"], rows["Petro"]
        assert iryna is not None
        assert petro is not None
        assert (iryna.site_id, iryna.status) == (amager, ResidentStatus.EXPECTED)
        assert (iryna.expected_from, iryna.expected_at) == ("Sjællandsgade", NOON)
        assert iryna.arrived_on == TODAY - timedelta(days=30)
        household = session.get(Household, iryna.household_id)
        assert household is not None
        assert household.site_id == amager
        assert (petro.site_id, petro.household_id) == (house.site_id, None)
        meals = session.exec(
            select(MealEntitlement).where(MealEntitlement.resident_id == iryna.id)
        ).one()
        assert meals.ends_on == TODAY
        steps = session.exec(select(CheckInStep)).all()
        assert all(step.voided_at == NOON for step in steps)
        assert all(step.voided_at == NOON for step in session.exec(select(FurtherStep)))
    assert [stay.ends_on for stay in stays_of(house, "Iryna")] == [TODAY]
    assert "Iryna" not in places(house)
    (entry,) = [e for e in entries(house.store) if e["what"] == "move_across"]
    assert house.residents["Danylo"] in entry["residents"]


def test_meals_go_on_at_another_reception_site(
    house: House, families: Families, amager: str
) -> None:
    other = Site(name="Bellahøj", reception=True)
    house.lay_down(other)
    SiteMoves(house.workplace(Role.COORDINATOR)).move(house.residents["Iryna"], other.id)
    with house.store.read() as session:
        rows = session.exec(
            select(MealEntitlement).where(MealEntitlement.resident_id == house.residents["Iryna"])
        )
        assert [row.ends_on for row in rows] == [None]


@pytest.mark.parametrize("role", [Role.HOST, Role.LEAD, Role.LIAISON])
def test_only_a_coordinator_moves_people_to_another_site(
    house: House, families: Families, amager: str, role: Role
) -> None:
    service = SiteMoves(house.workplace(role))
    with pytest.raises(NotAllowedError, match="Only placement coordinators"):
        service.plan(house.residents["Iryna"])
    with pytest.raises(NotAllowedError, match="Only placement coordinators"):
        service.move(house.residents["Iryna"], amager)


def test_nobody_moves_to_where_they_are_or_whose_file_is_closed(
    house: House, families: Families, amager: str
) -> None:
    service = SiteMoves(house.workplace(Role.COORDINATOR))
    for site_id in (house.site_id, "00000000-0000-8000-8000-000000000000"):
        with pytest.raises(AppError, match="another site"):
            service.move(house.residents["Iryna"], site_id)
    ProtectedFiles(house.workplace(Role.LEAD)).protect(house.residents["Danylo"], "Case")
    with pytest.raises(AppError, match="protected"):
        service.move(house.residents["Iryna"], amager)
    change_resident(house, "Vira", status=ResidentStatus.MOVED_OUT)
    with pytest.raises(AppError, match="moved out"):
        service.move(house.residents["Vira"], amager)
