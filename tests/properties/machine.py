"""The state machine: what people do, what the network does, and when; Hypothesis chooses.

Each rule is one step at one desk or at the store; the invariants of ``at_each_step`` are held
against every desk that a step concerned, those of ``at_rest`` whenever everybody rests.
"""

import asyncio
import sys
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop.sync.protocol import ORG
from tests.properties.at_each_step import check_desk
from tests.properties.at_rest import check_rest
from tests.properties.ground import DESKS, World
from tests.properties.line import Fault
from tests.properties.people import INCIDENT_VALUES, VALUES, People
from tests.properties.soaking import COUNTS
from tests.properties.stepped_desk import SteppedDesk

NAMES = st.sampled_from(sorted(DESKS))
PICK = st.integers(0, 7)
FAULTS = st.sampled_from(list(Fault))
DELETABLE = st.sampled_from(["resident", "stay", "incident_person", "incident", "household"])


class DesksAndStore(RuleBasedStateMachine):
    """Several desks at one store. A test gives every run its own ``world``."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.world = self.begin()
        self.people = People(self.world)
        self.concerned: set[str] = set()
        COUNTS.examples += 1

    def begin(self) -> World:
        """A fresh world; the test that runs the machine says from where."""
        raise NotImplementedError

    def desk(self, name: str) -> SteppedDesk:
        """The desk that this step is about."""
        self.concerned.add(name)
        COUNTS.steps += 1
        return self.world.desks[name]

    # ── what people do

    @rule(name=NAMES, count=st.integers(1, 3))
    def register(self, name: str, count: int) -> None:
        self.people.register(self.desk(name), count)

    @rule(name=NAMES, pick=PICK, fields=st.sampled_from(VALUES))
    def change_resident(self, name: str, pick: int, fields: dict[str, Any]) -> None:
        self.people.change(self.desk(name), "resident", pick, fields)

    @rule(name=NAMES, pick=PICK, size=st.integers(1, 3))
    def change_household(self, name: str, pick: int, size: int) -> None:
        self.people.change(self.desk(name), "household", pick, {"size": size})

    @rule(name=NAMES, pick=PICK, fields=st.sampled_from(INCIDENT_VALUES))
    def change_incident(self, name: str, pick: int, fields: dict[str, Any]) -> None:
        self.people.change(self.desk(name), "incident", pick, fields)

    @rule(name=NAMES, pick=PICK, other=PICK)
    def join_household(self, name: str, pick: int, other: int) -> None:
        self.people.join_household(self.desk(name), pick, other)

    @rule(name=NAMES, pick=PICK)
    def end_household(self, name: str, pick: int) -> None:
        self.people.end_household(self.desk(name), pick)

    @rule(name=NAMES, table=DELETABLE, pick=PICK)
    def delete(self, name: str, table: str, pick: int) -> None:
        self.people.delete(self.desk(name), table, pick)

    @rule(
        name=NAMES,
        pick=PICK,
        bed=st.integers(0, 2),
        day=st.integers(0, 3),
        days=st.sampled_from([1, 3, None]),
    )
    def place(self, name: str, pick: int, bed: int, day: int, days: int | None) -> None:
        self.people.place(self.desk(name), pick, bed, day, days)

    @rule(
        name=NAMES, pick=PICK, bed=st.integers(0, 2), what=st.sampled_from(["bed", "end", "cancel"])
    )
    def change_stay(self, name: str, pick: int, bed: int, what: str) -> None:
        self.people.change_stay(self.desk(name), pick, bed, what)

    @rule(name=NAMES, pick=PICK)
    def serve(self, name: str, pick: int) -> None:
        self.people.serve(self.desk(name), pick)

    @rule(name=NAMES, pick=PICK)
    def take_back_serving(self, name: str, pick: int) -> None:
        self.people.take_back(self.desk(name), pick)

    @rule(name=NAMES, pick=PICK)
    def report_incident(self, name: str, pick: int) -> None:
        self.people.report(self.desk(name), pick)

    @rule(
        name=NAMES,
        pick=PICK,
        table=st.sampled_from(["resident", "household"]),
        back=st.booleans(),
        with_bed=st.booleans(),
    )
    def move_to_the_other_site(
        self, name: str, pick: int, table: str, back: bool, with_bed: bool
    ) -> None:
        self.people.move(self.desk(name), pick, table, back=back, with_bed=with_bed)

    @rule(name=NAMES, pick=PICK, choice=PICK)
    def decide_conflict(self, name: str, pick: int, choice: int) -> None:
        self.people.decide(self.desk(name), pick, choice)

    @rule(name=NAMES, pick=PICK, how=st.sampled_from(["actor", "value", "row"]))
    def smuggle(self, name: str, pick: int, how: str) -> None:
        self.people.smuggle(self.desk(name), pick, how)

    @rule(name=NAMES, pick=PICK, again=st.booleans())
    def settle_refused(self, name: str, pick: int, again: bool) -> None:
        self.people.settle_refused(self.desk(name), pick, again)

    # ── what desks, network and store do

    @rule(name=NAMES, fault=FAULTS, hear=st.booleans())
    def push(self, name: str, fault: Fault, hear: bool) -> None:
        desk = self.desk(name)
        desk.line.fault = fault
        self.world.run(desk.ask_push())
        desk.line.fault = Fault.NONE
        if hear:
            desk.hear_push(self.world.heads())

    @rule(name=NAMES)
    def hear_push(self, name: str) -> None:
        self.desk(name).hear_push(self.world.heads())

    @rule(name=NAMES, org=st.booleans(), which=PICK, fault=FAULTS, hear=st.booleans())
    def pull(self, name: str, org: bool, which: int, fault: Fault, hear: bool) -> None:
        desk = self.desk(name)
        scope = _scope(desk, org, which)
        desk.line.fault = fault
        self.world.run(desk.ask_pull(scope))
        desk.line.fault = Fault.NONE
        if hear:
            desk.hear_pull(scope)

    @rule(name=NAMES, org=st.booleans(), which=PICK)
    def hear_pull(self, name: str, org: bool, which: int) -> None:
        desk = self.desk(name)
        desk.hear_pull(_scope(desk, org, which))

    @rule(name=NAMES)
    def read_everything(self, name: str) -> None:
        desk = self.desk(name)
        for _ in range(2):
            for scope in desk.scopes:
                self.world.run(desk.ask_pull(scope, 1000))
                desk.hear_pull(scope)

    @rule(name=NAMES, org=st.booleans(), which=PICK)
    def take_whole(self, name: str, org: bool, which: int) -> None:
        desk = self.desk(name)
        desk.start_anew(_scope(desk, org, which))

    @rule(name=NAMES)
    def add_up(self, name: str) -> None:
        self.desk(name).add_up()

    @rule()
    def move_horizon(self) -> None:
        self.world.compact()

    @rule(name=NAMES)
    def kept_request_arrives(self, name: str) -> None:
        desk = self.desk(name)
        if desk.line.kept:
            self.world.run(desk.line.deliver_kept())

    @rule(pushing=st.sets(NAMES, min_size=1), pulling=st.sets(NAMES), away=st.booleans())
    def at_the_same_time(self, pushing: set[str], pulling: set[str], away: bool) -> None:
        """Several push and pull at once; perhaps the store loses its database meanwhile."""
        work = [self.desk(name).ask_push() for name in sorted(pushing)]
        for name in sorted(pulling):
            work.append(self.desk(name).ask_pull(self.desk(name).scopes[1], 1000))
        self.world.run(_together(work, self.world if away else None))
        for name in sorted(pulling):
            self.world.desks[name].hear_pull(self.world.desks[name].scopes[1])
        for name in sorted(pushing):
            self.world.desks[name].hear_push(self.world.heads())

    @rule(name=NAMES)
    def lose_power(self, name: str) -> None:
        self.desk(name).lose_power()

    @rule(name=NAMES, hours=st.integers(-3000, 3000))
    def move_clock(self, name: str, hours: int) -> None:
        self.desk(name).ahead = timedelta(hours=hours)

    @precondition(lambda self: self.world.served.runs)
    @rule()
    def stop_store(self) -> None:
        self.world.stop_store()

    @precondition(lambda self: not self.world.served.runs)
    @rule()
    def start_store(self) -> None:
        self.world.start_store()

    @precondition(lambda self: self.world.served.runs and len(self.world.desks) < 6)
    @rule(sites=st.sampled_from(["A", "BA"]))
    def enrol_a_desk(self, sites: str) -> None:
        name = f"{sites}-{len(self.world.desks)}"
        self.world.enrol(name, sites)
        self.concerned.add(name)

    @rule()
    def come_to_rest(self) -> None:
        check_rest(self.world)

    # ── what must hold

    @invariant()
    def holds(self) -> None:
        concerned, self.concerned = self.concerned, set()
        if concerned:
            found = self.world.truth()
            for name in concerned:
                check_desk(self.world.desks[name], found)

    def teardown(self) -> None:
        """At the end of a run in which nothing has failed."""
        if sys.exc_info()[0] is None:
            check_rest(self.world)


def _scope(desk: SteppedDesk, org: bool, which: int) -> str:
    sites = desk.scopes[1:]
    return ORG if org else sites[which % len(sites)]


async def _together(work: list[Any], losing: World | None) -> None:
    if losing is not None:
        work.append(asyncio.to_thread(losing.served.lose_database))
    await asyncio.gather(*work)
