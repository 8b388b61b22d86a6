"""The log is shortened, and nobody can tell but by asking for what was before."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central import counters
from central.checking import check_store
from central.cursors import cursor_at
from central.horizon import compact, horizon_of
from central.people import add_site, add_user
from central.store import Store
from desktop.models.base import new_id
from desktop.sync.protocol import ORG, tables
from tests.central.conftest import House
from tests.central.desks import Desk, Json, error_of, folded
from tests.central.test_digest import assert_agrees
from tests.desks import wait_until
from tests.stores import CentralProcess

Rows = dict[tuple[str, str], Json]


def shorten(store: Store, days: int = 0) -> None:
    """Compacts all that is so many days old."""
    with store.connection() as conn:
        assert list(compact(conn, days))


def age(store: Store, scope: str, up_to: int, days: int) -> None:
    """Makes the lines of a scope's log older than they are."""
    with store.connection() as conn, conn.transaction():
        counters.lock(conn, [scope])
        conn.execute(
            "UPDATE log SET received_at = received_at - make_interval(days => %s)"
            " WHERE scope = %s AND seq <= %s",
            (days, scope, up_to),
        )


def problems(store: Store) -> list[str]:
    with store.connection() as conn:
        return [problem for found in check_store(conn) for problem in found.problems]


def without_seq(rows: Rows) -> Rows:
    return {key: {n: v for n, v in row.items() if n != "seq"} for key, row in rows.items()}


def fill(desk: Desk) -> list[str]:
    """Rooms, beds, residents, some changed, some deleted; the residents' ids."""
    room = desk.insert("room", number="1")
    beds = [desk.insert("bed", room_id=room["id"], label=label) for label in "ab"]
    residents = [desk.resident() for _ in range(5)]
    desk.do(*residents)
    for change in residents[:3]:
        desk.do(desk.update("resident", change["id"], 1, phone="1"))
    desk.do(desk.delete("resident", residents[4]["id"], 1))
    desk.do(room, *beds, action="change_rooms")
    return [change["id"] for change in residents]


@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
def test_pull_from_the_beginning_still_yields_everything(
    desk: Desk, site: House, limit: int
) -> None:
    fill(desk)
    before = desk.rows()
    shorten(site.store)
    desk.do(desk.resident())
    late = desk.pull()
    desk.cursors.clear()
    entries = desk.pull(limit=limit)
    assert without_seq(folded(entries)) == without_seq(before | folded(late))
    assert [e["seq"] for e in entries] == sorted(e["seq"] for e in entries)
    assert desk.pull() == []
    assert_agrees(desk, desk.scope)
    assert_agrees(desk, ORG)
    assert problems(site.store) == []


def test_entries_of_the_beginning_stand_on_what_came_before(desk: Desk, site: House) -> None:
    """A row that was there first may point to one that came later: the order of rows tells."""
    resident = desk.resident()
    desk.do(resident)
    household = desk.insert("household")
    desk.do(household, desk.update("resident", resident["id"], 1, household_id=household["id"]))
    shorten(site.store)
    known: set[str] = set()
    for entry in [*desk.pull(ORG, limit=1), *desk.pull(limit=1)]:
        for field in tables()[entry["table"]].fields.values():
            value = entry["fields"].get(field.name)
            assert field.references is None or value is None or value in known
        assert set(entry) >= {"seq", "op_id", "actor", "device_id", "kind", "fields"}
        known.add(entry["id"])


def test_old_cursor_is_told_so_and_one_at_the_horizon_goes_on(desk: Desk, site: House) -> None:
    desk.do(desk.resident())
    desk.pull()
    old = desk.cursors[desk.scope]
    desk.do(desk.resident())
    desk.pull()
    shorten(site.store)
    assert error_of(desk.ask(cursor=old)) == (
        410,
        "cursor_expired",
        {"scope": desk.scope, "horizon": 2},
    )
    assert desk.pull() == []
    result = desk.do(desk.resident())
    assert [entry["seq"] for entry in desk.pull()] == [result["seq"]]
    assert error_of(desk.ask(cursor=old))[:2] == (410, "cursor_expired")


def test_cursor_of_an_empty_scope_expires_like_any_other(desk: Desk, site: House) -> None:
    assert desk.pull() == []
    desk.do(desk.resident())
    shorten(site.store)
    cursor = desk.cursors[desk.scope]
    assert error_of(desk.ask(cursor=cursor))[:2] == (410, "cursor_expired")


def test_beginning_that_is_being_read_expires_when_the_horizon_moves(
    desk: Desk, site: House
) -> None:
    for _ in range(3):
        desk.do(desk.resident())
    shorten(site.store)
    page = desk.ask(limit=1).json()
    assert (len(page["entries"]), page["more"]) == (1, True)
    assert len(desk.ask(limit=5, cursor=page["cursor"]).json()["entries"]) == 2
    desk.do(desk.resident())
    shorten(site.store)
    assert error_of(desk.ask(cursor=page["cursor"]))[:2] == (410, "cursor_expired")
    assert len(desk.rows()) == 4


def test_scope_of_which_only_deleted_rows_are_behind_begins_with_the_log(
    desk: Desk, site: House
) -> None:
    change = desk.resident()
    desk.do(change)
    desk.do(desk.delete("resident", change["id"], 1))
    shorten(site.store)
    assert desk.ask(limit=1).json()["entries"] == []
    desk.do(desk.resident())
    assert len(desk.rows()) == 1


def test_only_what_is_old_enough_goes(desk: Desk, site: House) -> None:
    for _ in range(5):
        desk.do(desk.resident())
    age(site.store, desk.scope, 3, 401)
    shorten(site.store, 402)
    assert horizon(site.store, desk.scope) == 0
    shorten(site.store, 400)
    assert horizon(site.store, desk.scope) == 3
    assert horizon(site.store, ORG) == 0
    assert [e["seq"] for e in desk.pull()] == [3, 3, 3, 4, 5]
    assert problems(site.store) == []


def horizon(store: Store, scope: str) -> int:
    with store.connection() as conn:
        return horizon_of(conn, scope)


def test_deleted_row_does_not_return(desk: Desk, site: House) -> None:
    change = desk.resident()
    desk.do(change)
    desk.do(desk.delete("resident", change["id"], 1))
    shorten(site.store)
    assert desk.do(change)["status"] == "refused"
    assert desk.do(desk.update("resident", change["id"], 9, phone="1"))["status"] == "refused"


def conflict_of(desk: Desk, other: Desk, settle: Callable[[], None]) -> list[Json]:
    """The candidates of a conflict about a row of one desk that another changes unseen."""
    change = desk.resident(phone="0")
    ops = [desk.op(change), desk.op(desk.update("resident", change["id"], 1, email="a@b.example"))]
    desk.push(*ops)
    settle()
    result = other.do(other.update("resident", change["id"], 0, phone="2", email="c@d.example"))
    assert result["status"] == "conflict"
    found = [row for (table, _), row in other.rows().items() if table == "conflict"]
    assert [
        [(c["value"], c["actor"], c["device_id"], c["at"]) for c in row["candidates"]]
        for row in sorted(found, key=lambda row: str(row["field_group"]), reverse=True)
    ] == [
        [
            ({"phone": "0"}, desk.actor, desk.id, ops[0]["at"]),
            ({"phone": "2"}, other.actor, other.id, ops[0]["at"]),
        ],
        [
            ({"email": "a@b.example"}, desk.actor, desk.id, ops[1]["at"]),
            ({"email": "c@d.example"}, other.actor, other.id, ops[1]["at"]),
        ],
    ]
    ids = [row["candidates"][0]["op_id"] for row in found]
    assert sorted(ids) == sorted(op["op_id"] for op in ops)
    return found


@pytest.mark.parametrize("shortened", [False, True])
def test_conflict_names_who_brought_a_value_behind_the_horizon(
    desk: Desk, other: Desk, site: House, shortened: bool
) -> None:
    conflict_of(desk, other, lambda: shorten(site.store) if shortened else None)
    assert problems(site.store) == []


def test_desk_never_conflicts_with_what_it_wrote_behind_the_horizon(
    desk: Desk, other: Desk, site: House
) -> None:
    change = desk.resident(phone="0")
    desk.do(change)
    shorten(site.store)
    other.do(other.update("resident", change["id"], 1, email="c@d.example"))
    shorten(site.store)
    assert desk.do(desk.update("resident", change["id"], None, phone="1"))["status"] == "applied"
    late = other.do(other.update("resident", change["id"], 1, phone="2"))
    assert late["status"] == "conflict"


def test_row_that_moves_keeps_its_story(desk: Desk, other: Desk, site: House) -> None:
    with site.store.connection() as conn:
        elsewhere = add_site(conn, "Amager", "centre", False)
        mover = add_user(conn, "Dorte", "coordinator", [], None)
    change = desk.resident(phone="0")
    desk.do(change)
    shorten(site.store)
    desk.actor = mover
    moved = desk.do(
        desk.update("resident", change["id"], 1, site_id=elsewhere), action="change_resident"
    )
    assert moved["status"] == "applied", moved
    shorten(site.store)
    assert desk.rows() == {}
    assert problems(site.store) == []


def test_repetition_is_answered_alike(desk: Desk, site: House) -> None:
    op = desk.op(desk.resident())
    first = desk.push(op)
    shorten(site.store)
    assert desk.push(op) == first
    assert error_of(desk.send({**op, "action": "other"}))[1] == "device_cloned"


def test_receipts_go_after_the_longest_time_and_their_ops_are_not_taken_again(
    desk: Desk, site: House
) -> None:
    old, late = desk.op(desk.resident()), desk.op(desk.resident())
    desk.push(old)
    with site.store.connection() as conn:
        conn.execute("UPDATE receipt SET received_at = now() - interval '401 days'")
    (answer,) = desk.push(late)
    shorten(site.store, 0)
    assert desk.push(late) == [answer]
    assert error_of(desk.send(old)) == (409, "sequence_gap", {"expected": 3})
    assert len(desk.rows()) == 2
    assert problems(site.store) == []
    with site.store.connection() as conn:
        found = conn.execute("SELECT device_seq FROM receipt WHERE device_id = %s", (desk.id,))
        assert found.fetchall() == [(2,)]


def test_store_that_serves_shortens_its_log_by_itself(
    desk: Desk, site: House, database_url: str
) -> None:
    desk.do(desk.resident())
    age(site.store, desk.scope, 1, 401)
    with site.store.connection() as conn:
        conn.execute("UPDATE store_state SET compacted_at = now() - interval '25 hours'")
    several = [CentralProcess(database_url=database_url) for _ in range(2)]
    try:
        for process in several:
            process.start()
        wait_until(lambda: horizon(site.store, desk.scope) == 1, "the log is shortened")
    finally:
        for process in several:
            process.stop()
    assert problems(site.store) == []


def test_nobody_misses_anything_while_the_log_is_shortened(site: House) -> None:
    writers = [site.enrol() for _ in range(2)]
    readers = [site.enrol() for _ in range(2)]
    done = threading.Event()

    def write(desk: Desk) -> None:
        for _ in range(15):
            pushed = [desk.resident() for _ in range(4)]
            desk.push(*(desk.op(change) for change in pushed))
            desk.do(desk.update("resident", pushed[0]["id"], 10**9, phone="1"))
            desk.do(desk.delete("resident", pushed[1]["id"], 10**9))

    def read(desk: Desk) -> tuple[Rows, int]:
        rows: Rows = {}
        fresh = 0
        while True:
            last_round = done.is_set()
            more = True
            while more:
                cursor = desk.cursors.get(desk.scope)
                answer = desk.ask(limit=7, **({"cursor": cursor} if cursor else {}))
                if answer.status_code == 410:
                    del desk.cursors[desk.scope]
                    rows = {}
                    fresh += 1
                    continue
                page = answer.json()
                lay_down(rows, page["entries"])
                desk.cursors[desk.scope] = page["cursor"]
                more = page["more"]
            if last_round:
                return rows, fresh

    def shorten_on() -> int:
        count = 0
        while not done.is_set():
            shorten(site.store)
            count += 1
        return count

    with ThreadPoolExecutor(6) as threads:
        reading = [threads.submit(read, desk) for desk in readers]
        shortening = threads.submit(shorten_on)
        list(threads.map(write, writers))
        done.set()
        results = [future.result() for future in reading]
        assert shortening.result() > 1
    whole = without_seq(writers[0].rows())
    assert len(whole) == 2 * 15 * 3
    for rows, _ in results:
        assert without_seq(rows) == whole
    assert problems(site.store) == []


def lay_down(rows: Rows, entries: list[Json]) -> None:
    """As ``folded``, onto rows that are there; a part of a row needs the row."""
    for entry in entries:
        key = (entry["table"], entry["id"])
        if entry["kind"] == "put":
            assert key in rows or "surname" in entry["fields"]
            rows[key] = {**rows.get(key, {}), **entry["fields"], "seq": entry["seq"]}
        else:
            rows.pop(key, None)


_IDS = [new_id().replace("0", digit, 1) for digit in "0123456789abcdef"]


@pytest.mark.usefixtures("server_url")
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["put", "put", "delete", "shorten", "room", "stale"]),
            st.integers(0, 15),
            st.sampled_from(["", "A", "Å", "b"]),
            st.booleans(),
        ),
        max_size=14,
    )
)
def test_whatever_is_done_log_rows_and_digests_agree(
    desk: Desk, other: Desk, site: House, steps: Any
) -> None:
    for kind, number, text, first in steps:
        writer = desk if first else other
        row_id = _IDS[number]
        if kind == "shorten":
            shorten(site.store)
        elif kind == "delete":
            writer.do(writer.delete("resident", row_id, 10**9))
        elif kind == "room":
            writer.do(writer.insert("room", number=text), action="change_rooms")
        elif writer.do(writer.resident(row_id, surname=text))["status"] == "refused":
            base = 0 if kind == "stale" else 10**9
            writer.do(writer.update("resident", row_id, base, surname=text, phone=text))
    assert_agrees(desk, desk.scope)
    assert problems(site.store) == []


def test_made_up_place_in_the_beginning_is_refused(desk: Desk, site: House) -> None:
    desk.do(desk.resident())
    shorten(site.store)
    for table in ("device", "user"):
        cursor = cursor_at(desk.epoch, desk.scope, 1, (table, new_id()))
        assert error_of(desk.ask(cursor=cursor))[:2] == (400, "invalid")
