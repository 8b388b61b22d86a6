"""A resident moves from one site to another, and the desks of both follow."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from desktop.models.base import new_id
from desktop.models.conflicts import Conflict
from desktop.models.housing import Bed, Room, Stay
from desktop.models.kits import KitHandout, KitType, MovementKind, StockMovement
from desktop.models.local import store_value
from desktop.models.meals import Meal, MealServing
from desktop.models.residents import CheckInStep, Household, Resident
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.needs_you import NeedsYou
from desktop.sync import apply, outbox
from desktop.sync.client import Client
from desktop.sync.filling import Filling
from desktop.sync.protocol import site_scope, tables
from tests.desks import DeskAtWork, Housing, desk_at_work, make_housing, wait_until
from tests.stores import CentralProcess
from tests.sync.test_engine import add_resident, has, phone, set_phone, statuses


def test_moved_resident_leaves_the_old_sites_desk_and_is_whole_at_the_new_one(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    elsewhere = make_housing(central)
    coordinator = f"Coordinator {new_id()[-6:]}"
    central.cli("user", "add", coordinator, "--role", "coordinator")
    with (
        desk_at_work(tmp_path, housing, "Old") as old,
        desk_at_work(tmp_path, elsewhere, "New") as new,
        desk_at_work(tmp_path, housing, "Both", elsewhere.site) as both,
    ):
        desks = (old, new, both)
        for desk in desks:
            desk.go_online()
            desk.wait_in_step()
        resident_id = add_resident(old.workplace())
        CheckIns(old.workplace()).sign_lease([resident_id])
        wait_until(lambda: len(steps(both, resident_id)) == 1, "the coordinator sees them")
        move(both, coordinator, resident_id, new.identity.site_ids[0])
        wait_until(lambda: not has(old, resident_id), "the old desk lets them go")
        wait_until(lambda: len(steps(new, resident_id)) == 1, "the new desk has all of it")
        both.wait_in_step()
        assert statuses(both) == ["applied"]
        there = [new.identity.site_ids[0]]
        wait_until(lambda: steps(both, resident_id) == there, "the coordinator has all of it")
        assert steps(new, resident_id) == there
        assert has(new, resident_id)
        assert has(both, resident_id)
        assert steps(old, resident_id) == []


def steps(desk: DeskAtWork, resident_id: str) -> list[str]:
    with desk.store.read() as session:
        return list(
            session.scalars(
                sa.select(CheckInStep.site_id).where(CheckInStep.resident_id == resident_id)
            )
        )


@pytest.mark.parametrize("first", ["hears", "sends", "both"])
def test_what_was_not_yet_sent_is_a_suggestion_at_the_new_site_and_leaves_the_old_desk(
    tmp_path: Path, housing: Housing, central: CentralProcess, first: str
) -> None:
    """Whether the old desk first hears of the move, first sends what it did, or does both."""
    elsewhere = make_housing(central)
    coordinator = f"Coordinator {new_id()[-6:]}"
    central.cli("user", "add", coordinator, "--role", "coordinator")
    with (
        desk_at_work(tmp_path, housing, "Old") as old,
        desk_at_work(tmp_path, elsewhere, "New") as new,
        desk_at_work(tmp_path, housing, "Both", elsewhere.site) as both,
    ):
        for desk in (old, new, both):
            desk.go_online()
            desk.wait_in_step()
        resident_id = add_resident(old.workplace())
        bed_id = add_bed(old)
        kit_type_id = kit_type(old)
        wait_until(lambda: has(both, resident_id), "the coordinator sees them")
        old.wait_in_step()
        old.go_offline()

        work(old, resident_id, bed_id, kit_type_id)
        edit, meal, kit, bed = unsent(old)
        move(both, coordinator, resident_id, new.identity.site_ids[0])
        wait_until(lambda: has(new, resident_id), "the new desk has them")
        if first == "hears":
            for scope in old.identity.scopes:
                hear(old, scope)
            assert unsent(old) == [edit, meal, kit, bed]
            assert held_of(old, resident_id) == []
        elif first == "sends":
            send(old)
        old.go_online()
        old.wait_in_step()

        wait_until(lambda: not held_of(old, resident_id), "the old desk holds nothing of them")
        assert unsent(old) == []
        assert statuses(old)[-4:] == ["conflict", "applied", "applied", "refused"]
        assert put_aside(old) == []
        assert shelf(old) == [(-1, None)]
        wait_until(lambda: len(held_of(new, resident_id)) == 4, "the new desk has what follows")
        assert held_of(new, resident_id) == ["conflict", "kit_handout", "meal_serving", "resident"]
        with new.store.read() as session:
            (conflict,) = session.exec(select(Conflict)).all()
        assert conflict.current == {"phone": None}
        assert [c["value"] for c in conflict.candidates] == [{"phone": None}, {"phone": "7"}]
        needs = NeedsYou(old.workplace(Role.LEAD)).needs()
        (refused,) = needs.refused
        assert (refused.op_id, refused.error_code) == (bed, "scope")
        assert refused.obstacle
        NeedsYou(new.workplace(Role.LEAD)).decide_conflict(conflict.id, {"phone": "7"})
        new.wait_in_step()
        wait_until(lambda: phone(both, resident_id) == "7", "everybody sees what was decided")


def test_row_made_here_lets_go_of_what_left_where_it_can(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    """A new member of a household that has moved is here until the store has answered."""
    elsewhere = make_housing(central)
    coordinator = f"Coordinator {new_id()[-6:]}"
    central.cli("user", "add", coordinator, "--role", "coordinator")
    with (
        desk_at_work(tmp_path, housing, "Old") as old,
        desk_at_work(tmp_path, housing, "Both", elsewhere.site) as both,
    ):
        for desk in (old, both):
            desk.go_online()
            desk.wait_in_step()
        site_id = old.identity.site_ids[0]
        household = Household(site_id=site_id)
        with old.workplace().op("register_resident") as session:
            session.add(household)
        first, second = (add_resident(old.workplace()) for _ in range(2))
        join(old, first, household.id)
        old.wait_in_step()
        wait_until(lambda: len(members(both, household.id)) == 1, "the coordinator sees them")
        old.go_offline()
        join(old, second, household.id)
        child = add_child(old, household.id)
        move(both, coordinator, first, elsewhere_id(both, site_id))
        both.wait_in_step()
        for scope in old.identity.scopes:
            hear(old, scope)
        assert has(old, child)
        assert members(old, household.id) == []
        old.go_online()
        old.wait_in_step()
        assert statuses(old)[-2:] == ["refused", "applied"]
        wait_until(lambda: not has(old, child), "the child has followed")
        wait_until(lambda: members(both, household.id) == sorted([first, child]), "together again")
        assert members(old, household.id) == []
        assert has(old, second)


def test_whom_a_desk_moved_away_itself_leaves_it_also_by_a_snapshot_of_the_old_site(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    """The *remove* is in the log, and a snapshot of the old site has taken the log's place."""
    elsewhere = make_housing(central)
    coordinator = f"Coordinator {new_id()[-6:]}"
    central.cli("user", "add", coordinator, "--role", "coordinator")
    with (
        desk_at_work(tmp_path, housing, "Old") as old,
        desk_at_work(tmp_path, elsewhere, "New") as new,
    ):
        (site_id,) = new.identity.site_ids
        old.go_online()
        old.wait_in_step()
        stayed, moved = (add_resident(old.workplace()) for _ in range(2))
        CheckIns(old.workplace()).sign_lease([moved])
        household = Household(site_id=old.identity.site_ids[0])
        with old.workplace().op("register_resident") as session:
            session.add(household)
        join(old, moved, household.id)
        old.wait_in_step()
        old.go_offline()
        at_once = add_resident(old.workplace())
        for resident_id in (moved, at_once):
            move(old, coordinator, resident_id, site_id)
        scope = site_scope(old.identity.site_ids[0])
        apply.start_anew(old.store, scope)
        take_whole(old, scope)
        assert len(unsent(old)) == 3
        assert has(old, moved)
        assert has(old, at_once)

        send(old)
        apply.start_anew(old.store, scope)
        take_whole(old, scope)
        assert statuses(old)[-3:] == ["applied"] * 3
        assert held_of(old, moved) == []
        assert held_of(old, at_once) == []
        assert not holds_household(old, household.id)
        assert has(old, stayed)


def work(desk: DeskAtWork, resident_id: str, bed_id: str, kit_type_id: str) -> None:
    """An edit, a meal, a kit and a bed, one op each."""
    workplace = desk.workplace()
    who = {"site_id": workplace.site_id, "resident_id": resident_id}
    set_phone(workplace, resident_id, "7")
    with workplace.op("serve_meal") as session:
        session.add(
            MealServing(
                **who,
                meal=Meal.LUNCH,
                day=workplace.today(),
                served_at=workplace.now(),
                served_by=desk.host.id,
                desk_name="Old",
            )
        )
    with workplace.op("hand_out_kit") as session:
        handout = KitHandout(
            **who, kit_type_id=kit_type_id, handed_at=workplace.now(), handed_by=desk.host.id
        )
        session.add(handout)
        session.flush()
        session.add(
            StockMovement(
                site_id=workplace.site_id,
                kit_type_id=kit_type_id,
                kind=MovementKind.HANDOUT,
                quantity=-1,
                handout_id=handout.id,
                moved_at=workplace.now(),
                moved_by=desk.host.id,
            )
        )
    with workplace.op("assign_bed") as session:
        session.add(Stay(**who, bed_id=bed_id, starts_on=workplace.today()))


def add_bed(desk: DeskAtWork) -> str:
    room = Room(site_id=desk.identity.site_ids[0], number="1")
    bed = Bed(site_id=room.site_id, room_id=room.id, label="A")
    with desk.workplace(Role.LEAD).op("change_rooms") as session:
        session.add(room)
        session.flush()
        session.add(bed)
    return bed.id


def kit_type(desk: DeskAtWork) -> str:
    with desk.store.read() as session:
        return session.exec(select(KitType.id)).first() or ""


def move(desk: DeskAtWork, by: str, resident_id: str, site_id: str) -> None:
    actor = next(colleague for colleague in desk.colleagues if colleague.name == by)
    with desk.store.op("change_resident", actor.id) as session:
        resident = session.get(Resident, resident_id)
        assert resident is not None
        resident.site_id = site_id


def join(desk: DeskAtWork, resident_id: str, household_id: str) -> None:
    with desk.workplace().op("change_resident") as session:
        resident = session.get(Resident, resident_id)
        assert resident is not None
        resident.household_id = household_id


def add_child(desk: DeskAtWork, household_id: str) -> str:
    child = Resident(
        site_id=desk.identity.site_ids[0],
        number=f"001-{new_id()[-5:]}-0",
        surname="Shevchenko",
        given_names="Ivan",
        household_id=household_id,
    )
    with desk.workplace().op("register_resident") as session:
        session.add(child)
    return child.id


def members(desk: DeskAtWork, household_id: str) -> list[str]:
    query = sa.select(Resident.id).where(Resident.household_id == household_id)
    with desk.store.read() as session:
        return sorted(session.scalars(query))


def holds_household(desk: DeskAtWork, household_id: str) -> bool:
    with desk.store.read() as session:
        return session.get(Household, household_id) is not None


def elsewhere_id(desk: DeskAtWork, site_id: str) -> str:
    return next(other for other in desk.identity.site_ids if other != site_id)


def unsent(desk: DeskAtWork) -> list[str]:
    return [op["op_id"] for op in outbox.next_batch(desk.store)]


def hear(desk: DeskAtWork, scope: str) -> None:
    """Reads a scope to its end and sends nothing."""

    async def read() -> None:
        async with Client(desk.identity.central_url, desk.identity.token) as client:
            more = True
            while more:
                cursor = apply.load_cursors(desk.store).get(scope)
                answer = await client.pull(scope, cursor, limit=3)
                more = answer["more"]
                page = apply.Page(scope, answer["cursor"], more, answer["entries"])
                apply.apply_page(desk.store, page)

    asyncio.run(read())


def take_whole(desk: DeskAtWork, scope: str) -> None:
    """Takes a scope from a snapshot and sends nothing."""

    async def take() -> None:
        async with Client(desk.identity.central_url, desk.identity.token) as client:
            await Filling(desk.store, scope, desk.identity.epoch).run(client)

    asyncio.run(take())


def send(desk: DeskAtWork) -> None:
    """Sends what waits and hears nothing else."""

    async def push() -> list[dict[str, Any]]:
        async with Client(desk.identity.central_url, desk.identity.token) as client:
            batch = outbox.next_batch(desk.store)
            answer = await client.push(desk.identity.epoch, batch)
            return list(answer["results"])

    results = asyncio.run(push())
    outbox.record_answers(
        desk.store,
        [outbox.Answer(r["op_id"], r["status"], r["seq"], r["error"]) for r in results],
    )


def held_of(desk: DeskAtWork, resident_id: str) -> list[str]:
    """The tables with a row of this resident, or about them."""
    found = []
    with desk.store.read() as session:
        for table in tables().values():
            names = {"id"} if table.name == "resident" else {"resident_id", "row_id"}
            for name in names & ({"id"} | table.fields.keys()):
                sql = sa.text(f'SELECT count(*) FROM "{table.name}" WHERE "{name}" = :id')
                if session.scalar(sql, {"id": resident_id}):
                    found.append(table.name)
    return sorted(found)


def put_aside(desk: DeskAtWork) -> list[str]:
    with desk.store.read() as session:
        return list(session.scalars(sa.select(store_value.c.field)))


def shelf(desk: DeskAtWork) -> list[tuple[int, str | None]]:
    with desk.store.read() as session:
        rows = session.exec(select(StockMovement.quantity, StockMovement.handout_id))
        return [(quantity, handout_id) for quantity, handout_id in rows]
