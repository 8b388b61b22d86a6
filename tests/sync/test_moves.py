"""A resident moves from one site to another, and the desks of both follow."""

from pathlib import Path

import sqlalchemy as sa

from desktop.models.base import new_id
from desktop.models.residents import CheckInStep, Resident
from desktop.services.check_in import CheckIns
from tests.desks import DeskAtWork, Housing, desk_at_work, make_housing, wait_until
from tests.stores import CentralProcess
from tests.sync.test_engine import add_resident, has, statuses


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
        actor = next(c for c in both.colleagues if c.name == coordinator)
        with both.store.op("change_resident", actor.id) as session:
            resident = session.get(Resident, resident_id)
            assert resident is not None
            resident.site_id = new.identity.site_ids[0]
        wait_until(lambda: not has(old, resident_id), "the old desk lets them go")
        wait_until(lambda: len(steps(new, resident_id)) == 1, "the new desk has all of it")
        both.wait_in_step()
        assert statuses(both) == ["applied"]
        for desk in (new, both):
            assert steps(desk, resident_id) == [new.identity.site_ids[0]]
            assert has(desk, resident_id)
        assert steps(old, resident_id) == []


def steps(desk: DeskAtWork, resident_id: str) -> list[str]:
    with desk.store.read() as session:
        return list(
            session.scalars(
                sa.select(CheckInStep.site_id).where(CheckInStep.resident_id == resident_id)
            )
        )
