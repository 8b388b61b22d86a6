"""The same work, arriving in another order or told by other clocks, comes to the same."""

from datetime import timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from desktop.models.base import new_id
from desktop.sync.protocol import tables
from tests.properties.ground import Ground, World
from tests.properties.outcome import outcome
from tests.properties.people import People
from tests.properties.soaking import MINUTES, budget
from tests.properties.stepped_desk import SteppedDesk

NAMES = ("A1", "A2", "AB")
NAME = st.sampled_from(NAMES)
ROW = st.integers(0, 2)
FIELDS = st.sampled_from(
    [
        {"surname": "Bondar"},
        {"given_names": "Eva"},
        {"phone": "1"},
        {"phone": "2"},
        {"phone": "3", "email": "a@example.org"},
        {"allergies": "nuts"},
        {"status": "away"},
    ]
)
BY_CHANCE = bool(MINUTES)


@st.composite
def one_write_a_field(draw: st.DrawFn) -> list[tuple[str, int, dict[str, Any]]]:
    """Changes of residents; no desk writes a field group twice."""
    found = []
    groups = set()
    for name, row, fields in draw(st.lists(st.tuples(NAME, ROW, FIELDS), min_size=2, max_size=9)):
        touched = {(name, row, tables()["resident"].fields[field].group) for field in fields}
        if not touched & groups:
            groups |= touched
            found.append((name, row, fields))
    return found


def arrive(world: World, order: list[str]) -> None:
    """The next op of each of these desks is sent, one after the other; nobody reads meanwhile."""
    for name in order:
        desk = world.desks[name]
        world.run(desk.ask_push(1))
        desk.hear_push({})


@budget(8, by_chance=BY_CHANCE)
@given(work=one_write_a_field(), stays=st.lists(st.tuples(NAME, ROW, ROW)), data=st.data())
def test_order_of_arrival_does_not_change_which_values_are_kept(
    city: Ground,
    work: list[tuple[str, int, dict[str, Any]]],
    stays: list[tuple[str, int, int]],
    data: st.DataObject,
) -> None:
    every = [name for name, _, _ in [*work, *stays]]
    kept = []
    for order in (every, data.draw(st.permutations(every))):
        with city.world(*NAMES) as world:
            people = People(world)
            for name, row, fields in work:
                people.change(world.desks[name], "resident", row, fields)
            for name, row, bed in stays:
                people.place(world.desks[name], row, bed, 0, None)
            arrive(world, order)
            kept.append(kept_values(outcome(world), work, world.desks["A1"], people))
    assert kept[0] == kept[1]


def kept_values(
    found: dict[str, Any],
    work: list[tuple[str, int, dict[str, Any]]],
    desk: SteppedDesk,
    people: People,
) -> tuple[Any, ...]:
    """Asserts that each value that was written stands or is in an open conflict; the fields in
    conflict, the stays, and the fates but for who came first."""
    fields_of = tables()["resident"].fields
    in_conflict = {about for about in found["conflicts"] if about[0] == "resident"}
    for _, row, fields in work:
        row_id = people.choose(desk, "resident", row)
        assert row_id is not None
        for name, value in fields.items():
            about = ("resident", row_id, fields_of[name].group)
            values = [found["rows"]["resident", row_id][name]]
            if about in in_conflict:
                state, _, candidates = found["conflicts"][about]
                assert state == "open"
                values += [candidate.get(name) for candidate in candidates]
            assert value in values
    return in_conflict, {key for key in found["rows"] if key[0] == "stay"}


STEP = st.tuples(
    NAME,
    st.sampled_from(["change", "place", "serve", "report", "push", "pull", "decide", "end"]),
    ROW,
    FIELDS,
)


@budget(6, by_chance=BY_CHANCE)
@given(
    steps=st.lists(STEP, min_size=4, max_size=14),
    ahead=st.tuples(*[st.integers(-9000, 9000)] * len(NAMES)),
)
def test_moving_a_desks_clock_changes_no_outcome(
    city: Ground, steps: list[tuple[str, str, int, dict[str, Any]]], ahead: tuple[int, ...]
) -> None:
    found = []
    for hours in ((0,) * len(NAMES), ahead):
        with city.world(*NAMES) as world:
            for name, one in zip(NAMES, hours, strict=True):
                world.desks[name].ahead = timedelta(hours=one)
            for name, what, row, fields in steps:
                take(world, world.desks[name], what, row, fields)
            found.append(outcome(world))
    assert found[0] == found[1]


def take(world: World, desk: SteppedDesk, what: str, row: int, fields: dict[str, Any]) -> None:
    people = People(world)
    if what == "change":
        people.change(desk, "resident", row, fields)
    elif what == "place":
        people.place(desk, row, row, 0, None)
    elif what == "serve":
        people.serve(desk, row)
    elif what == "report":
        people.report(desk, row)
    elif what == "decide":
        people.decide(desk, row, 0)
    elif what == "end":
        people.end_household(desk, row)
    elif what == "push":
        world.run(desk.ask_push())
        desk.hear_push({})
    else:
        for scope in desk.scopes[:2]:
            world.run(desk.ask_pull(scope, 1000))
            desk.hear_pull(scope)


@budget(6, by_chance=BY_CHANCE)
@example(script=["value", "value"])
@given(script=st.lists(st.sampled_from(["good", "actor", "value", "row"]), min_size=2, max_size=12))
@example(script=["value", "value"])
def test_one_bad_op_never_blocks_the_others(city: Ground, script: list[str]) -> None:
    with city.world("A1") as world:
        people, desk = People(world), world.desks["A1"]
        for how in script:
            if how == "good":
                people.register(desk, 2)
            else:
                people.smuggle(desk, 0, how)
        fates = outcome(world)["fates"]["A1"]
        wanted = ["applied" if how == "good" else "refused" for how in script]
        assert fates[-len(script) :] == wanted


def test_older_client_never_damages_fields_it_does_not_know(city: Ground) -> None:
    """Whatever fields a client leaves out of an update stay as they are, whatever they are."""
    with city.world("A1", "A2") as world:
        people = People(world)
        newer, older = world.desks["A1"], world.desks["A2"]
        known = {"phone": "1", "languages": ["uk"], "allergies": "nuts", "pets": "a cat"}
        people.change(newer, "resident", 0, known)
        before = outcome(world)["rows"]
        for table in ("resident", "household"):
            note = {"given_names": new_id()} if table == "resident" else {"note": new_id()}
            people.change(older, table, 0, note)
        after = outcome(world)["rows"]
    differing = {
        (key[0], name)
        for key, fields in before.items()
        for name, value in fields.items()
        if after[key][name] != value
    }
    assert differing == {("resident", "given_names"), ("household", "note")}
