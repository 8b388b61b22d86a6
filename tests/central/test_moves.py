"""Rows that move between sites: remove here, whole put there, one seq, references hold."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from central.enrolment import make_code
from central.moves import HANGING
from central.people import add_site, add_user
from central.working_set import references
from desktop.models.base import new_id
from desktop.sync.protocol import tables
from tests.central.conftest import House
from tests.central.desks import AT, Desk, Json
from tests.central.test_digest import assert_agrees


@dataclass(frozen=True)
class Sites:
    """The coordinator's desk holds both sites; ``here`` and ``there`` one each."""

    both: Desk
    here: Desk
    there: Desk
    enrol: Callable[[str, str], Desk]

    def move(self, table: str, row_id: str, base: int, **more: object) -> Json:
        return self.both.update(table, row_id, base, site_id=self.there.site_id, **more)


@pytest.fixture
def sites(site: House, desk: Desk) -> Sites:
    with site.store.connection() as conn:
        other = add_site(conn, "Amager", "hotel", False)
        coordinator = add_user(conn, "Lars", "coordinator", [], None)
        both_code = make_code(conn, [desk.scope, f"site:{other}"], 5)

    def enrol(site_id: str, actor: str) -> Desk:
        with site.store.connection() as conn:
            code = make_code(conn, [f"site:{site_id}"], 5)
        return Desk.enrol(desk.client, code, actor=actor, site_id=site_id)

    both = Desk.enrol(desk.client, both_code, actor=coordinator, site_id=site.site_id)
    return Sites(both, desk, enrol(other, coordinator), enrol)


def check_references(*desks: Desk) -> None:
    """Of every scope alone, entry by entry whole ops, as a desk that holds it sees them."""
    for desk in desks:
        rows = desk.rows()
        org = {row_id for _, row_id in desk.rows("org")}
        ids = {row_id for _, row_id in rows} | org
        for (table, _), row in rows.items():
            assert row["site_id"] in (desk.site_id, None)
            for field, _ in references(table):
                assert row[field] is None or row[field] in ids, (table, field)
        assert_agrees(desk, desk.scope)


def furnish(desk: Desk, household_id: str | None = None) -> dict[str, str]:
    """A resident with one row of everything that hangs on people; ids by table."""
    resident = desk.resident(household_id=household_id)
    room, bed = desk.insert("room", number="1"), new_id()
    who: Json = {"resident_id": resident["id"]}
    kit_type = next(row_id for table, row_id in desk.rows("org") if table == "kit_type")
    handout = desk.insert(
        "kit_handout", kit_type_id=kit_type, handed_at=AT, handed_by=desk.actor, **who
    )
    incident = desk.insert(
        "incident",
        number="1",
        happened_at=AT,
        reported_at=AT,
        reported_by=desk.actor,
        place="room",
        room_id=room["id"],
        category="noise",
        severity=1,
        facts="x",
    )
    out = desk.insert(
        "check_out", reason="other", leaves_on="2026-03-02", begun_at=AT, begun_by=desk.actor, **who
    )
    done: Json = {"done_at": AT, "done_by": desk.actor, **who}
    made = [
        resident,
        room,
        desk.insert("bed", bed, room_id=room["id"], label="A"),
        desk.insert("stay", bed_id=bed, starts_on="2026-03-02", **who),
        desk.insert("check_in_step", kind="bed", done_at=AT, done_by=desk.actor, **who),
        desk.insert("meal_entitlement", starts_on="2026-03-02", **who),
        desk.insert(
            "meal_serving",
            meal="lunch",
            day="2026-03-02",
            served_at=AT,
            served_by=desk.actor,
            desk_name="x",
            **who,
        ),
        handout,
        desk.insert(
            "stock_movement",
            kit_type_id=kit_type,
            kind="handout",
            quantity=-1,
            handout_id=handout["id"],
            moved_at=AT,
            moved_by=desk.actor,
        ),
        incident,
        desk.insert("incident_person", incident_id=incident["id"], **who),
        desk.insert(
            "measure",
            incident_id=incident["id"],
            kind="talk",
            taken_at=AT,
            taken_by=desk.actor,
            **who,
        ),
        desk.insert("further_step", kind="key", **done),
        desk.insert("photo", taken_at=AT, taken_by=desk.actor, image="x", **who),
        desk.insert("guardian", name="Bente", **who),
        desk.insert("pet", species="cat", **who),
        desk.insert("absence", kind="travel", starts_on="2026-03-02", **who),
        desk.insert("appointment", kind="welcome", at=AT, **who),
        desk.insert("referral", sent_on="2026-03-02", sealed="k1.x", **who),
        desk.insert(
            "child_concern", passed_on_at=AT, passed_on_by=desk.actor, passed_on_to="x", **who
        ),
        out,
        desk.insert("check_out_step", check_out_id=out["id"], kind="keys", **done),
    ]
    assert desk.do(*made, action="x")["status"] == "applied"
    return {change["table"]: change["id"] for change in made}


def test_every_reference_between_rows_of_a_site_has_its_fate() -> None:
    between = {
        (table.name, field)
        for table in tables().values()
        for field, target in references(table.name)
        if table.scope == "site" and tables()[target].scope == "site"
    }
    assert between == set(HANGING)


def test_resident_moves_with_what_hangs_on_them(sites: Sites) -> None:
    ids = furnish(sites.here)
    before = sites.here.rows()
    sites.there.pull()
    result = sites.both.do(sites.move("resident", ids["resident"], 1, phone="7"))
    assert (result["status"], result["seq"]) == ("applied", 2)
    left = {(e["table"], e["kind"]) for e in sites.here.pull()}
    along = {"resident", "check_in_step", "meal_entitlement", "meal_serving", "kit_handout"}
    along |= {"further_step", "photo", "guardian", "pet", "absence", "appointment", "referral"}
    along |= {"child_concern", "check_out", "check_out_step"}
    assert left == {(table, "remove") for table in along} | {
        ("stay", "delete"),
        ("incident_person", "delete"),
        ("measure", "put"),
        ("stock_movement", "put"),
    }
    arrived = sites.there.pull()
    assert {e["table"] for e in arrived} == along
    assert {(e["kind"], e["seq"]) for e in arrived} == {("put", 2)}
    for entry in arrived:
        was = before[entry["table"], entry["id"]]
        changed = {"phone": "7"} if entry["table"] == "resident" else {}
        wanted = {**was, "site_id": sites.there.site_id, **changed}
        assert {**entry["fields"], "seq": was["seq"]} == wanted
    check_references(sites.here, sites.there)
    after = sites.here.rows()
    assert after["measure", ids["measure"]]["resident_id"] is None
    assert after["stock_movement", ids["stock_movement"]]["quantity"] == -1


def test_stay_that_is_given_a_bed_there_goes_along(sites: Sites) -> None:
    ids = furnish(sites.here)
    room, bed = sites.there.insert("room", number="9"), new_id()
    sites.there.do(
        room, sites.there.insert("bed", bed, room_id=room["id"], label="B"), action="change_rooms"
    )
    result = sites.both.do(
        sites.move("resident", ids["resident"], 1),
        sites.move("stay", ids["stay"], 1, bed_id=bed),
    )
    assert result["status"] == "applied"
    assert sites.there.rows()["stay", ids["stay"]]["bed_id"] == bed
    check_references(sites.here, sites.there)


def test_stay_cannot_take_its_bed_along(sites: Sites) -> None:
    ids = furnish(sites.here)
    result = sites.both.do(
        sites.move("resident", ids["resident"], 1), sites.move("stay", ids["stay"], 1)
    )
    assert result["error"]["code"] == "scope"
    assert sites.there.rows() == {}


def test_household_goes_with_its_last_member(sites: Sites) -> None:
    household = sites.here.insert("household")
    members = [sites.here.resident(household_id=household["id"]) for _ in range(3)]
    sites.here.do(household, *members)
    first, second, third = (member["id"] for member in members)
    sites.both.do(sites.move("resident", first, 1))
    assert sites.there.rows()["resident", first]["household_id"] is None
    assert ("household", household["id"]) in sites.here.rows()
    sites.both.do(sites.move("resident", second, 1), sites.move("resident", third, 1))
    assert sites.there.rows()["resident", second]["household_id"] == household["id"]
    assert sites.here.rows() == {}
    check_references(sites.here, sites.there)


def test_household_takes_its_members_along(sites: Sites) -> None:
    household = sites.here.insert("household")
    sites.here.do(household)
    ids = [furnish(sites.here, household["id"])["resident"] for _ in range(2)]
    assert sites.both.do(sites.move("household", household["id"], 1))["status"] == "applied"
    assert {i for t, i in sites.there.rows() if t == "resident"} == set(ids)
    check_references(sites.here, sites.there)


def test_what_the_same_push_made_moves_too(sites: Sites) -> None:
    row = sites.both.resident()
    step = sites.both.insert(
        "check_in_step", resident_id=row["id"], kind="bed", done_at=AT, done_by=sites.both.actor
    )
    results = sites.both.push(
        sites.both.op(row), sites.both.op(step), sites.both.op(sites.move("resident", row["id"], 1))
    )
    assert [result["status"] for result in results] == ["applied"] * 3
    assert set(sites.there.rows()) == {("resident", row["id"]), ("check_in_step", step["id"])}
    check_references(sites.here, sites.there)


def test_open_conflict_moves_along_and_is_decided_there(sites: Sites) -> None:
    row = sites.here.resident()
    sites.here.do(row)
    sites.here.do(sites.here.update("resident", row["id"], 1, phone="1"))
    (conflict_id,) = sites.both.do(sites.both.update("resident", row["id"], 1, phone="2"))[
        "conflicts"
    ]
    sites.both.do(sites.move("resident", row["id"], 3))
    assert ("conflict", conflict_id) not in sites.here.rows()
    decided = {"state": "decided", "decided_value": {"phone": "2"}}
    result = sites.there.do(
        sites.there.update("conflict", conflict_id, 4, **decided),
        sites.there.update("resident", row["id"], 4, phone="2"),
        action="decide_conflict",
    )
    assert result["status"] == "applied"
    check_references(sites.here, sites.there)


def test_conflict_after_a_move_names_who_brought_the_other_value(sites: Sites) -> None:
    """It stands in the log of the site that was left; a stranger's op has its number here."""
    row = sites.here.resident()
    sites.here.do(row)
    here = sites.here.op(sites.here.update("resident", row["id"], 1, phone="1"))
    sites.here.push(here)
    for _ in range(4):
        sites.there.do(sites.there.resident())
    assert sites.both.do(sites.move("resident", row["id"], 2))["seq"] == 5
    (conflict_id,) = sites.there.do(sites.there.update("resident", row["id"], 1, phone="3"))[
        "conflicts"
    ]
    first, *_ = sites.there.rows()["conflict", conflict_id]["candidates"]
    assert first["op_id"] == here["op_id"]
    result = sites.there.do(sites.there.update("resident", row["id"], 1, email="a@b"))
    assert result["status"] == "applied"


def test_guardian_who_moves_alone_is_named_no_more_and_one_who_moves_with_the_child_is(
    sites: Sites,
) -> None:
    parent, child = sites.here.resident(), sites.here.resident()
    guardian = sites.here.insert(
        "guardian", resident_id=child["id"], guardian_id=parent["id"], relation="mother"
    )
    sites.here.do(parent, child, guardian)
    sites.both.do(sites.move("resident", parent["id"], 1))
    left = sites.here.rows()["guardian", guardian["id"]]
    assert (left["guardian_id"], left["relation"]) == (None, "mother")
    check_references(sites.here, sites.there)

    household = sites.here.insert("household")
    family = [sites.here.resident(household_id=household["id"]) for _ in range(3)]
    ids = [member["id"] for member in family]
    rows = [
        sites.here.insert("guardian", resident_id=minor, guardian_id=ids[1])
        for minor in (ids[0], ids[2])
    ]
    sites.here.do(household, *family, *rows)
    base = sites.here.rows()["household", household["id"]]["seq"]
    assert sites.both.do(sites.move("household", household["id"], base))["status"] == "applied"
    there = sites.there.rows()
    assert {there["guardian", row["id"]]["guardian_id"] for row in rows} == {ids[1]}
    check_references(sites.here, sites.there)


def test_minor_who_moves_without_the_guardian_names_them_no_more(sites: Sites) -> None:
    grandmother, child = sites.here.resident(), sites.here.resident()
    guardian = sites.here.insert(
        "guardian", resident_id=child["id"], guardian_id=grandmother["id"], relation="grandmother"
    )
    sites.here.do(grandmother, child, guardian)
    assert sites.both.do(sites.move("resident", child["id"], 1))["status"] == "applied"
    there = sites.there.rows()["guardian", guardian["id"]]
    assert (there["guardian_id"], there["relation"]) == (None, "grandmother")
    assert ("resident", grandmother["id"]) in sites.here.rows()
    check_references(sites.here, sites.there)


def test_two_said_to_be_different_are_not_said_to_be_so_any_more(sites: Sites) -> None:
    one, other = sites.here.resident(), sites.here.resident()
    said = sites.here.insert(
        "not_same",
        resident_id=one["id"],
        other_id=other["id"],
        said_at=AT,
        said_by=sites.here.actor,
    )
    sites.here.do(one, other, said, action="x")
    assert sites.both.do(sites.move("resident", other["id"], 1))["status"] == "applied"
    assert ("not_same", said["id"]) not in sites.here.rows() | sites.there.rows()
    check_references(sites.here, sites.there)


def merged(sites: Sites, kept: Json, gone: Json, **more: object) -> Json:
    return sites.here.insert(
        "merge_record",
        kept_id=kept["id"],
        gone_id=gone["id"],
        merged_at=AT,
        merged_by=sites.here.actor,
        **more,
    )


def test_records_that_were_merged_go_with_the_person_and_their_household(sites: Sites) -> None:
    household = sites.here.insert("household")
    people = [sites.here.resident(household_id=household["id"]) for _ in range(3)]
    kept, gone, first = people
    serving = sites.here.insert(
        "meal_serving",
        resident_id=first["id"],
        meal="lunch",
        day="2026-03-02",
        served_at=AT,
        served_by=sites.here.actor,
        desk_name="x",
    )
    records = [merged(sites, kept, gone), merged(sites, gone, first)]
    sites.here.do(household, *people, serving, *records, action="x")
    assert sites.both.do(sites.move("resident", kept["id"], 1))["status"] == "applied"
    assert sites.here.rows() == {}
    there = sites.there.rows()
    wanted = [household, *people, serving, *records]
    assert set(there) == {(change["table"], change["id"]) for change in wanted}
    assert there["resident", first["id"]]["household_id"] == household["id"]
    check_references(sites.here, sites.there)


def test_record_that_was_told_apart_again_stays_where_it_is(sites: Sites) -> None:
    kept, other = sites.here.resident(), sites.here.resident()
    record = merged(sites, kept, other, undone_at=AT, undone_by=sites.here.actor)
    sites.here.do(kept, other, record, action="x")
    assert sites.both.do(sites.move("resident", kept["id"], 1))["status"] == "applied"
    assert set(sites.here.rows()) == {("resident", other["id"])}
    check_references(sites.here, sites.there)


def test_merged_record_that_an_older_desk_moves_alone_shows_again(sites: Sites) -> None:
    kept, gone = sites.here.resident(), sites.here.resident(merged=True)
    record = merged(sites, kept, gone)
    sites.here.do(kept, gone, record, action="x")
    assert sites.both.do(sites.move("resident", gone["id"], 1))["status"] == "applied"
    assert set(sites.here.rows()) == {("resident", kept["id"])}
    assert sites.there.rows()["resident", gone["id"]]["merged"] is None
    check_references(sites.here, sites.there)


def test_there_and_back_again(sites: Sites) -> None:
    ids = furnish(sites.here)
    sites.both.do(sites.move("resident", ids["resident"], 1))
    back = sites.there.update("resident", ids["resident"], 2, site_id=sites.here.site_id)
    assert sites.there.do(back)["seq"] == 3
    assert ("meal_serving", ids["meal_serving"]) in sites.here.rows()
    assert sites.there.rows() == {}
    check_references(sites.here, sites.there)


def test_desk_that_moves_its_own_row_there_and_back_stands_against_nobody(sites: Sites) -> None:
    """Whoever lost the answer to the insert still calls it unsent when the moves go out. Seqs count
    in every scope anew: that of the insert is another desk's over there."""
    sites.there.do(sites.there.resident())
    person = sites.both.resident()
    insert = sites.both.op(person)
    assert sites.both.push(insert)[0]["status"] == "applied"
    there = sites.both.op(sites.move("resident", person["id"], 0))
    home = sites.there.update("resident", person["id"], 0, site_id=sites.here.site_id)
    results = sites.both.push(insert, there, sites.both.op(home))
    assert [result["status"] for result in results] == ["applied"] * 3
    check_references(sites.here, sites.there)


def test_who_may_not_is_refused(sites: Sites, site: House) -> None:
    row = sites.here.resident()
    sites.here.do(row)
    for actor in (site.host, site.lead):
        desk = sites.enrol(site.site_id, actor)
        result = desk.do(desk.update("resident", row["id"], 1, site_id=sites.there.site_id))
        assert result["error"]["code"] == "permission"
    nowhere = sites.both.do(sites.both.update("resident", row["id"], 1, site_id=new_id()))
    assert nowhere["error"]["code"] == "unknown_row"
    only_there = sites.enrol(sites.there.site_id, sites.both.actor)
    change = only_there.update("resident", row["id"], 1, site_id=only_there.site_id)
    assert only_there.do({**change, "scope": sites.here.scope})["error"]["code"] == "scope"
    assert only_there.do(change)["error"]["code"] == "scope"
    assert sites.there.rows() == {}


def test_moving_again_to_where_it_is_changes_nothing(sites: Sites) -> None:
    row = sites.here.resident()
    sites.here.do(row)
    stays = sites.both.update("resident", row["id"], 1, site_id=sites.here.site_id)
    assert sites.both.do(stays)["status"] == "noop"
    op = sites.both.op(sites.move("resident", row["id"], 1))
    assert sites.both.push(op) == sites.both.push(op)
    assert len(sites.there.rows()) == 1
