"""What a desk of the old site did while somebody moved to another: it follows, becomes a
suggestion or is refused; nothing of it stays at the old site."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from central import counters
from central.checking import check_store
from desktop.models.base import new_id
from tests.central.conftest import House
from tests.central.desks import AT, Desk, Json
from tests.central.test_moves import Sites, check_references, furnish, sites

__all__ = ["sites"]


@pytest.fixture
def ids(sites: Sites) -> dict[str, str]:
    """A resident with all that hangs on them, who has moved; by table."""
    made = furnish(sites.here)
    assert sites.both.do(sites.move("resident", made["resident"], 1))["status"] == "applied"
    return made


def serving(desk: Desk, resident_id: str, **more: object) -> Json:
    return desk.insert(
        "meal_serving",
        resident_id=resident_id,
        meal="dinner",
        day="2026-03-02",
        served_at=AT,
        served_by=desk.actor,
        desk_name="x",
        **more,
    )


def conflicts(desk: Desk) -> list[Json]:
    return [
        {**row, "id": row_id} for (table, row_id), row in desk.rows().items() if table == "conflict"
    ]


def in_order(site: House, sites: Sites) -> None:
    """References hold, digests agree, and the log adds up to the tables."""
    check_references(sites.here, sites.there)
    with site.store.connection() as conn:
        assert [checked.problems for checked in check_store(conn) if checked.problems] == []


def test_edit_becomes_a_suggestion_where_the_resident_is(
    site: House, sites: Sites, ids: dict[str, str]
) -> None:
    late = sites.here.do(
        sites.here.update("resident", ids["resident"], 1, phone="1", surname="Koval", email=None)
    )
    assert late["status"] == "conflict"
    found = {conflict["field_group"]: conflict for conflict in conflicts(sites.there)}
    assert set(found) == {"phone", "name"}
    assert set(late["conflicts"]) == {conflict["id"] for conflict in found.values()}
    assert found["phone"]["current"] == {"phone": None}
    assert [c["value"] for c in found["phone"]["candidates"]] == [{"phone": None}, {"phone": "1"}]
    assert found["phone"]["candidates"][1]["device_id"] == sites.here.id
    assert sites.there.rows()["resident", ids["resident"]]["phone"] is None
    assert conflicts(sites.here) == []
    decided = sites.there.do(
        sites.there.update(
            "conflict", found["phone"]["id"], late["seq"], state="decided", decided_value={}
        ),
        sites.there.update("resident", ids["resident"], late["seq"], phone="1"),
        action="decide_conflict",
    )
    assert decided["status"] == "applied"
    in_order(site, sites)


def test_value_that_is_there_already_is_a_noop(sites: Sites, ids: dict[str, str]) -> None:
    late = sites.here.do(sites.here.update("resident", ids["resident"], 1, surname="Kovalenko"))
    assert (late["status"], late["seq"]) == ("noop", None)
    assert conflicts(sites.there) == []


def test_suggestion_that_protects_more_shows_at_once(
    site: House, sites: Sites, ids: dict[str, str]
) -> None:
    late = sites.here.do(sites.here.update("resident", ids["resident"], 1, allergies="nuts"))
    assert late["status"] == "conflict"
    assert sites.there.rows()["resident", ids["resident"]]["allergies"] == "nuts"
    in_order(site, sites)


def test_what_happened_follows_the_resident(site: House, sites: Sites, ids: dict[str, str]) -> None:
    here = sites.here
    meal = serving(here, ids["resident"])
    step = here.insert(
        "check_in_step", resident_id=ids["resident"], kind="meals", done_at=AT, done_by=here.actor
    )
    results = here.push(here.op(meal), here.op(step))
    assert [result["status"] for result in results] == ["applied", "applied"], results
    arrived = sites.there.rows()
    assert arrived["meal_serving", meal["id"]]["site_id"] == sites.there.site_id
    assert arrived["meal_serving", meal["id"]]["desk_name"] == "x"
    assert ("check_in_step", step["id"]) in arrived
    left = [e for e in here.pull() if e["seq"] == results[0]["seq"]]
    assert [(e["kind"], e["table"], e["id"]) for e in left] == [
        ("remove", "meal_serving", meal["id"])
    ]
    in_order(site, sites)
    # a second push tells of the same row, and of what came after it
    voided = here.update("meal_serving", meal["id"], None, voided_at=AT, voided_by=here.actor)
    assert here.do(voided)["status"] == "applied"
    assert sites.there.rows()["meal_serving", meal["id"]]["voided_at"] == AT
    assert here.do(serving(here, ids["resident"]) | {"id": meal["id"]})["status"] == "noop"
    in_order(site, sites)


def test_once_set_is_set_also_after_a_move(sites: Sites, ids: dict[str, str]) -> None:
    void = {"voided_at": AT, "voided_by": sites.here.actor}
    assert (
        sites.there.do(sites.there.update("meal_serving", ids["meal_serving"], 2, **void))["status"]
        == "applied"
    )
    late = sites.here.do(
        sites.here.update("meal_serving", ids["meal_serving"], 1, voided_at="2026-03-02T09:00:00Z")
    )
    assert late["error"]["code"] == "validation"


def test_kit_follows_and_the_shelf_stays(site: House, sites: Sites, ids: dict[str, str]) -> None:
    here = sites.here
    kit_type = next(row_id for table, row_id in here.rows("org") if table == "kit_type")
    handout = here.insert(
        "kit_handout",
        resident_id=ids["resident"],
        kit_type_id=kit_type,
        handed_at=AT,
        handed_by=here.actor,
    )
    movement = here.insert(
        "stock_movement",
        kit_type_id=kit_type,
        kind="handout",
        quantity=-1,
        handout_id=handout["id"],
        moved_at=AT,
        moved_by=here.actor,
    )
    assert here.do(movement, handout, action="hand_out_kit")["status"] == "applied"
    assert ("kit_handout", handout["id"]) in sites.there.rows()
    moved = here.rows()["stock_movement", movement["id"]]
    assert (moved["quantity"], moved["handout_id"]) == (-1, None)
    returned = {"returned_at": AT, "returned_by": here.actor}
    result = here.do(here.update("kit_handout", handout["id"], None, **returned), action="x")
    assert result["status"] == "applied", result
    in_order(site, sites)


def test_what_cannot_follow_is_refused_whole(
    site: House, sites: Sites, ids: dict[str, str]
) -> None:
    here = sites.here
    who = {"resident_id": ids["resident"]}
    before = (here.rows(), sites.there.rows())
    bed = here.insert("stay", bed_id=ids["bed"], starts_on="2026-03-05", **who)
    step = here.insert("check_in_step", kind="bed", done_at=AT, done_by=here.actor, **who)
    for changes in (
        [step, bed],
        [here.insert("incident_person", incident_id=ids["incident"], **who)],
        [here.update("resident", ids["resident"], 1, site_id=new_id())],
        [here.delete("resident", ids["resident"], 1)],
        [here.update("stay", ids["stay"], 1, ends_on="2026-03-09")],
    ):
        assert here.do(*changes, action="x")["error"]["code"] in ("scope", "unknown_row")
    assert (here.rows(), sites.there.rows()) == before
    household = here.insert("household")
    here.do(household)
    joined = here.do(here.update("resident", ids["resident"], 1, household_id=household["id"]))
    assert joined["error"]["code"] == "scope"
    in_order(site, sites)


def test_new_member_follows_the_household_with_what_hangs_on_them(
    site: House, sites: Sites
) -> None:
    here = sites.here
    household = here.insert("household")
    here.do(household)
    sites.both.do(sites.move("household", household["id"], 1))
    child = here.resident(household_id=household["id"])
    results = here.push(
        here.op(serving(here, child["id"]), child, action="x"),
        here.op(serving(here, child["id"]), action="x"),
        here.op(here.update("resident", child["id"], None, phone="1")),
        here.op(here.resident()),
    )
    assert [r["status"] for r in results] == ["applied", "applied", "conflict", "applied"]
    assert len([key for key in sites.there.rows() if key[0] == "meal_serving"]) == 2
    assert [key[0] for key in here.rows()] == ["resident"]
    in_order(site, sites)


def test_only_what_was_there_can_be_reached(site: House, sites: Sites, ids: dict[str, str]) -> None:
    """Neither a row that never was in the scope, nor one whose leaving the device has seen."""
    stranger = sites.there.resident()
    sites.there.do(stranger)
    here = sites.here
    for change in (
        here.update("resident", stranger["id"], 1, phone="1"),
        here.update("resident", stranger["id"], None, allergies="nuts"),
        serving(here, stranger["id"]),
        here.update("resident", ids["resident"], 2, phone="1"),
    ):
        assert here.do(change, action="x")["error"]["code"] == "scope"
    nowhere = sites.enrol(sites.there.site_id, sites.there.actor)
    alien = {**nowhere.update("resident", ids["resident"], 1, phone="1"), "scope": here.scope}
    assert nowhere.do(alien)["error"]["code"] == "scope"
    assert conflicts(sites.there) == []


def test_actor_is_asked_for_the_old_site(site: House, sites: Sites, ids: dict[str, str]) -> None:
    host = sites.enrol(site.site_id, site.host)
    assert host.do(host.update("resident", ids["resident"], 1, phone="1"))["status"] == "conflict"
    admin = sites.enrol(site.site_id, site.admin)
    late = admin.do(admin.update("resident", ids["resident"], 1, phone="2"))
    assert late["error"]["code"] == "permission"


def test_decision_that_comes_after_the_conflict_moved_is_a_suggestion(
    site: House, sites: Sites
) -> None:
    row = sites.here.resident()
    sites.here.do(row)
    sites.here.do(sites.here.update("resident", row["id"], 1, phone="1"))
    (conflict_id,) = sites.both.do(sites.both.update("resident", row["id"], 1, phone="2"))[
        "conflicts"
    ]
    sites.both.do(sites.move("resident", row["id"], 3))
    late = sites.here.do(
        sites.here.update(
            "conflict", conflict_id, 3, state="decided", decided_value={"phone": "9"}
        ),
        sites.here.update("resident", row["id"], 2, phone="9"),
        action="decide_conflict",
    )
    assert (late["status"], late["conflicts"]) == ("conflict", [conflict_id])
    (conflict,) = conflicts(sites.there)
    assert conflict["state"] == "open"
    assert [c["value"]["phone"] for c in conflict["candidates"]] == ["1", "2", "9"]
    in_order(site, sites)


def test_repetition_changes_nothing(sites: Sites, ids: dict[str, str]) -> None:
    here = sites.here
    ops = [
        here.op(serving(here, ids["resident"])),
        here.op(here.update("resident", ids["resident"], 1, phone="1")),
    ]
    first = here.push(*ops)
    rows = sites.there.rows()
    assert here.push(*ops) == first
    assert sites.there.rows() == rows


def test_there_and_back_and_away_again(site: House, sites: Sites, ids: dict[str, str]) -> None:
    back = sites.there.update("resident", ids["resident"], 2, site_id=site.site_id)
    assert sites.there.do(back)["seq"] == 3
    meal = serving(sites.here, ids["resident"])
    assert sites.here.do(meal)["status"] == "applied"
    assert ("meal_serving", meal["id"]) in sites.here.rows()
    late = sites.there.do(sites.there.update("resident", ids["resident"], 2, phone="1"))
    assert late["status"] == "conflict"
    assert len(conflicts(sites.here)) == 1
    sites.both.do(sites.move("resident", ids["resident"], 5))
    assert sites.here.do(serving(sites.here, ids["resident"]))["status"] == "applied"
    in_order(site, sites)


def test_desk_that_holds_both_sites_is_told_of_both(sites: Sites, ids: dict[str, str]) -> None:
    sites.both.pull()
    sites.both.pull(sites.there.scope)
    meal = serving(sites.both, ids["resident"])
    seq = sites.both.do(meal)["seq"]
    assert [(e["kind"], e["seq"]) for e in sites.both.pull()] == [("remove", seq)]
    (put,) = sites.both.pull(sites.there.scope)
    assert (put["kind"], put["fields"]["site_id"]) == ("put", sites.there.site_id)


def test_move_that_waits_for_the_same_counter_is_followed(site: House, sites: Sites) -> None:
    """The late op begins when nobody has moved, waits for the counter, and finds the row gone."""
    row = sites.here.resident()
    sites.here.do(row)
    for _ in range(3):
        sites.there.do(sites.there.resident())
    move = sites.both.op(sites.move("resident", row["id"], 1))
    late = sites.here.op(serving(sites.here, row["id"]))
    with ThreadPoolExecutor(2) as pool:
        with site.store.connection() as conn, conn.transaction():
            counters.lock(conn, [sites.here.scope, sites.there.scope])
            moving = pool.submit(sites.both.push, move)
            wait_for_waiters(site, 1)
            pushing = pool.submit(sites.here.push, late)
            wait_for_waiters(site, 2)
        (moved,), (followed,) = moving.result(), pushing.result()
    assert (moved["status"], followed["status"]) == ("applied", "applied")
    assert ("meal_serving", late["changes"][0]["id"]) in sites.there.rows()
    in_order(site, sites)


def test_many_late_pushes_and_moves_at_once_do_not_cross(site: House, sites: Sites) -> None:
    residents = [sites.here.resident() for _ in range(12)]
    sites.here.do(*residents)
    desks = [sites.enrol(site.site_id, site.lead) for _ in range(2)]
    start = threading.Barrier(4)

    def move() -> None:
        start.wait()
        for resident in residents:
            sites.both.do(sites.move("resident", resident["id"], 1))

    def push(desk: Desk) -> list[str]:
        start.wait()
        return [
            desk.do(
                serving(desk, resident["id"]), desk.update("resident", resident["id"], 1, phone="1")
            )["status"]
            for resident in residents
        ]

    def elsewhere() -> None:
        start.wait()
        for _ in residents:
            sites.there.do(sites.there.resident())

    with ThreadPoolExecutor(4) as pool:
        others = [pool.submit(move), pool.submit(elsewhere)]
        told = [pool.submit(push, desk) for desk in desks]
        for other in others:
            other.result()
        found = {status for future in told for status in future.result()}
    assert found <= {"applied", "conflict"}
    rows = sites.there.rows()
    assert len([key for key in rows if key[0] == "meal_serving"]) == 24
    assert [key for key in sites.here.rows() if key[0] != "conflict"] == []
    in_order(site, sites)


def wait_for_waiters(site: House, count: int) -> None:
    """Until so many sessions of this database wait for a lock."""
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock'"
    )
    pause = threading.Event()
    for _ in range(1000):
        with site.store.connection() as conn:
            found = conn.execute(query).fetchone()
        if found is not None and found[0] >= count:
            return
        pause.wait(0.02)
    raise AssertionError("nobody waits")
