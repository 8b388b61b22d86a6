"""What one desk has begun of a check-in or check-out, another one goes on with: real desks, a
real store."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from desktop.errors import AppError
from desktop.models.check_outs import LeavingReason
from desktop.models.housing import Bed, Room, RoomType
from desktop.models.residents import (
    FurtherStepKind,
    Household,
    HouseholdRole,
    Language,
    Resident,
    ResidentStatus,
    StepKind,
)
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_members import MemberCheckOut
from desktop.services.check_out_steps import LeavingStep, Plan
from desktop.services.needs_you import NeedsYou
from desktop.services.residents import Residents
from desktop.services.returns import Returns
from desktop.services.story import EventKind
from tests.desks import DeskAtWork, Housing, desk_at_work, wait_until

PEOPLE = (("Nadiia", HouseholdRole.HEAD), ("Taras", HouseholdRole.CHILD))


def furnish(desk: DeskAtWork) -> tuple[list[str], list[str]]:
    """Two who are expected and a room with two beds; their ids."""
    site_id = desk.identity.site_ids[0]
    room = Room(site_id=site_id, number="2.14", type=RoomType.FAMILY)
    beds = [Bed(site_id=site_id, room_id=room.id, label=label) for label in "AB"]
    with desk.workplace(Role.LEAD).op("change_rooms") as session:
        session.add(room)
        session.flush()
        session.add_all(beds)
    bed_ids = [bed.id for bed in beds]
    family = Household(site_id=site_id, size=2)
    people = [
        Resident(
            site_id=site_id,
            household_id=family.id,
            household_role=role,
            number=f"900-0000{count}-0",
            surname="Melnyk",
            given_names=given,
            status=ResidentStatus.EXPECTED,
            expected_at=desk.workplace().now(),
        )
        for count, (given, role) in enumerate(PEOPLE, 1)
    ]
    ids = [person.id for person in people]
    with desk.workplace().op("register_resident") as session:
        session.add(family)
        session.flush()
        session.add_all(people)
    return ids, bed_ids


def missing(desk: DeskAtWork, resident_id: str) -> set[object]:
    return set(CheckIns(desk.workplace()).household(resident_id)[0].missing)


def leaving(desk: DeskAtWork, resident_id: str) -> MemberCheckOut:
    return CheckOuts(desk.workplace()).household(resident_id)[0]


def arrive(desk: DeskAtWork, ids: list[str], beds: list[str]) -> None:
    check_ins = CheckIns(desk.workplace())
    for member in check_ins.household(ids[0]):
        check_ins.confirm_identity(member.person.id, member.details)
    check_ins.assign_beds(zip(ids, beds, strict=True))


def test_check_in_begun_at_one_desk_is_finished_at_the_other(
    tmp_path: Path, housing: Housing
) -> None:
    with (
        desk_at_work(tmp_path, housing, "Desk 1") as one,
        desk_at_work(tmp_path, housing, "Desk 2") as two,
    ):
        one.go_online()
        two.go_online()
        ids, beds = furnish(one)
        arrive(one, ids, beds)
        CheckIns(one.workplace()).hand_over_key(ids, "2.14-1")
        one.wait_in_step()
        wait_until(
            lambda: _holds(lambda: FurtherStepKind.KEY not in missing(two, ids[0])),
            "the other desk knows of the key",
        )
        assert {person.person.id for person in CheckIns(two.workplace()).unfinished()} == set(ids)
        theirs = CheckIns(two.workplace())
        theirs.take_photos(ids)
        theirs.sign_lease(ids)
        theirs.explain_rules(ids, Language.UK)
        theirs.start_meals(ids)
        theirs.hand_over_ticket(ids, "")
        theirs.give_privacy_notice(ids, Language.UK)
        theirs.undo_step(ids, StepKind.LEASE)
        two.wait_in_step()
        left = {StepKind.LEASE, StepKind.KIT}
        wait_until(lambda: missing(one, ids[0]) == left, "the first desk knows what is done")


def test_check_out_begun_at_one_desk_is_finished_at_the_other_and_undone_at_the_first(
    tmp_path: Path, housing: Housing
) -> None:
    with (
        desk_at_work(tmp_path, housing, "Desk 1") as one,
        desk_at_work(tmp_path, housing, "Desk 2") as two,
    ):
        one.go_online()
        two.go_online()
        ids, beds = furnish(one)
        arrive(one, ids, beds)
        today = one.workplace().today()
        CheckOuts(one.workplace()).plan(ids, Plan(LeavingReason.OWN_HOME, today))
        CheckOuts(one.workplace()).inspect(ids, "Alt i orden")
        one.wait_in_step()
        wait_until(
            lambda: _holds(lambda: LeavingStep.INSPECTION not in leaving(two, ids[0]).missing),
            "the other desk knows of the inspection",
        )
        assert [d.leaves_on for d in CheckOuts(two.workplace()).departures()] == [today]
        theirs = CheckOuts(two.workplace())
        theirs.take_keys(ids, "")
        theirs.finish(ids)
        two.wait_in_step()
        wait_until(
            lambda: leaving(one, ids[0]).person.status is ResidentStatus.MOVED_OUT,
            "the first desk knows that they have left",
        )
        assert leaving(one, ids[0]).missing == ()
        assert CheckOuts(one.workplace()).undo(ids).without_bed == ()
        one.wait_in_step()
        wait_until(
            lambda: leaving(two, ids[0]).person.place == "2.14 A", "the other desk knows they stay"
        )
        assert NeedsYou(two.workplace(Role.LEAD)).needs().count == 0


def test_who_is_received_again_at_one_desk_begins_anew_at_the_other(
    tmp_path: Path, housing: Housing
) -> None:
    with (
        desk_at_work(tmp_path, housing, "Desk 1") as one,
        desk_at_work(tmp_path, housing, "Desk 2") as two,
    ):
        one.go_online()
        two.go_online()
        ids, beds = furnish(one)
        arrive(one, ids, beds)
        CheckIns(one.workplace()).sign_lease(ids)
        today = one.workplace().today()
        CheckOuts(one.workplace()).plan(ids[:1], Plan(LeavingReason.LEFT_COUNTRY, today))
        CheckOuts(one.workplace()).finish(ids[:1])
        Returns(one.workplace()).receive(ids[:1])
        one.wait_in_step()
        wait_until(
            lambda: _holds(lambda: _has_come_back(two, ids[0])), "the other desk knows her again"
        )
        two.wait_in_step()
        assert StepKind.LEASE in missing(two, ids[0])
        assert StepKind.LEASE not in CheckIns(two.workplace()).household(ids[0])[1].missing


def test_same_check_out_begun_at_two_desks_apart_is_finished_once(
    tmp_path: Path, housing: Housing
) -> None:
    with (
        desk_at_work(tmp_path, housing, "Desk 1") as one,
        desk_at_work(tmp_path, housing, "Desk 2") as two,
    ):
        one.go_online()
        two.go_online()
        ids, beds = furnish(one)
        arrive(one, ids, beds)
        one.wait_in_step()
        wait_until(
            lambda: _holds(lambda: leaving(two, ids[0]).person.place == "2.14 A"), "both know them"
        )
        two.wait_in_step()
        one.go_offline()
        two.go_offline()
        today = one.workplace().today()
        for desk, days in ((one, 0), (two, 3)):
            plan = Plan(LeavingReason.OWN_HOME, today + timedelta(days=days))
            CheckOuts(desk.workplace()).plan(ids[:1], plan)
        for desk in (one, two):
            desk.go_online()
            desk.wait_in_step()
        wait_until(
            lambda: leaving(one, ids[0]).leaving == leaving(two, ids[0]).leaving,
            "both desks hold the same",
        )
        CheckOuts(one.workplace()).plan(ids[:1], Plan(LeavingReason.OWN_HOME, today))
        CheckOuts(one.workplace()).finish(ids[:1])
        assert CheckOuts(one.workplace()).departures() == ()
        assert leaving(one, ids[0]).person.status is ResidentStatus.MOVED_OUT


def _has_come_back(desk: DeskAtWork, resident_id: str) -> bool:
    file = Residents(desk.workplace()).file(resident_id)
    left = any(event.kind is EventKind.LEAVING for event in file.events)
    return left and file.person.status is ResidentStatus.ARRIVED


def _holds(ask: Callable[[], bool]) -> bool:
    """Whether it holds at a desk that may not have heard of these people yet."""
    try:
        return ask()
    except AppError:
        return False
