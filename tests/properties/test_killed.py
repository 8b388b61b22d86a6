"""Either side is killed at any point, and what comes of it is what would have come without."""

import signal
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from tests.desks import wait_until
from tests.properties.doomed import doomed_store, run_desk
from tests.properties.ground import KEY, Ground, World
from tests.properties.outcome import outcome
from tests.properties.people import People

DESK_POINTS = (
    "desktop.sync.client:Client.send_push:before:1",
    "desktop.sync.client:Client.send_push:after:1",
    "desktop.sync.outbox:lay_down_store_values:before:1",
    "desktop.sync.taking_back:_undo:after:1",
    "desktop.sync.outbox:record_answers:after:1",
    "desktop.sync.client:Client.pull:after:2",
    "desktop.sync.apply:_Laying.lay:after:1",
    "desktop.sync.apply:_Laying.lay:before:3",
    "desktop.sync.apply:apply_page:after:2",
)
STORE_POINTS = (
    "central.batch:_Batch.run:before:1",
    "central.writing:_insert_rows:after:1",
    "psycopg:Copy.write_row:after:2",
    "psycopg:Copy.write_row:after:9",
    "central.merge:write_receipts:after:1",
    "central.counters:advance:after:1",
    "central.routes.push:push:after:1",
    "central.routes.pull:read_page:after:2",
)
FATES = ["applied"] * 3 + ["conflict", "applied", "conflict", "refused", "applied", "applied"]


def prepare(world: World) -> None:
    """Two desks that were apart: fields in conflict, a bed claimed twice, an op to be refused, a
    serving, and rows that are new on either side."""
    people = People(world)
    one, two = world.desks["A1"], world.desks["A2"]
    people.register(one, 2)
    world.come_to_rest()
    people.change(two, "resident", 0, {"phone": "theirs"})
    people.place(two, 0, 0, 0, None)
    people.register(two, 3)
    world.run(two.ask_push())
    two.hear_push({})
    people.change(one, "resident", 0, {"phone": "mine"})
    people.change(one, "resident", 1, {"phone": "only mine"})
    people.place(one, 1, 0, 0, None)
    people.smuggle(one, 1, "actor")
    people.serve(one, 0)
    people.register(one, 2)


@pytest.fixture(scope="module")
def undisturbed(city: Ground) -> dict[str, Any]:
    """What comes of it when nobody is killed."""
    with city.world("A1", "A2") as world:
        prepare(world)
        found = outcome(world)
    assert found["fates"]["A1"] == FATES
    return found


@pytest.mark.parametrize("point", DESK_POINTS)
def test_desk_killed_at_any_point_goes_on_as_if_it_had_not_been(
    city: Ground, undisturbed: dict[str, Any], point: str
) -> None:
    with city.world("A1", "A2") as world:
        prepare(world)
        desk = world.desks["A1"]
        desk.store.close()
        url = f"http://127.0.0.1:{world.served.port}"
        assert run_desk(desk.store.path, KEY, url, point) == -signal.SIGKILL
        desk.lose_power()
        assert outcome(world) == undisturbed


@pytest.mark.parametrize("point", STORE_POINTS)
def test_store_killed_at_any_point_loses_and_doubles_nothing(
    city: Ground, undisturbed: dict[str, Any], point: str
) -> None:
    with city.world("A1", "A2") as world:
        prepare(world)
        world.stop_store()
        with doomed_store(world.database_url, point) as (process, world.network.port):
            wait_until(lambda: _is_killed_by(process, world), "the store was killed")
            assert process.exitcode == -signal.SIGKILL
        world.start_store()
        assert outcome(world) == undisturbed


def _is_killed_by(process: BaseProcess, world: World) -> bool:
    """Lets the first desk sync a little; whether the store was killed by it."""
    if process.is_alive():
        desk = world.desks["A1"]
        world.run(desk.ask_push())
        desk.hear_push({})
        for scope in desk.scopes:
            world.run(desk.ask_pull(scope))
            desk.hear_pull(scope)
    return not process.is_alive()
