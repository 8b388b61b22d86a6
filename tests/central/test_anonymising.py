"""A person is forgotten at the store: rows, log, receipts, what revoked desks sent; log and state
still agree, and the figures stay."""

import json
from typing import Any

import psycopg
import pytest

from central.access.chains import follow
from central.access.spot_checks import draw
from central.anonymising import CannotAnonymiseError, anonymise
from central.archiving import collect
from central.devices import revoke
from central.horizon import compact
from central.retention import hold, release, resident_named
from central.review import apply, kept_ops
from desktop.models.anonymity import CLEARED, DELETED, FORGOTTEN, REPLACED, typed_in
from desktop.models.base import new_id
from desktop.models.sealing import new_key, seal, unseal
from desktop.models.sites import BUILT_IN_USER
from desktop.sync.audit_wire import DrawSample
from desktop.sync.protocol import tables
from tests.central import test_moves
from tests.central.access_chain import AccessLog
from tests.central.conftest import House
from tests.central.desks import AT, Desk
from tests.central.lives import (
    BY,
    PERSON,
    TODAY,
    Life,
    agree,
    at,
    figures,
    forget,
    named_in,
)

sites = test_moves.sites  # the fixture


@pytest.fixture
def life(site: House, desk: Desk) -> Life:
    return Life(desk, site.lead)


def test_nothing_of_the_store_names_the_person_and_log_and_state_agree(
    site: House, desk: Desk, other: Desk, life: Life
) -> None:
    other.pull()
    earlier = life.change(desk, life.seq, given_names="Myroslava Oksana", phone="+380 67 123 45 67")
    late = life.change(other, life.seq, given_names="Myrosia")
    assert (earlier["status"], late["status"]) == ("applied", "conflict")
    text = desk.update("incident", life.incident, life.seq, facts="Myroslava, én gang til")
    assert desk.do(text, action="change_incident")["status"] == "applied"
    refused = other.do(other.update("resident", life.id, 99, zahrebelna="x"))
    assert refused["status"] == "refused"
    read = log_of(desk, life)
    with at(site) as conn:
        note_down(conn, read)
        named = named_in(conn).keys()
        assert {"resident", "log", "receipt", "conflict", "incident", "access_log"} <= named
        assert "spot_check_entry" in named
        before = figures(conn)
        done = anonymise(conn, life.id, BY, today=TODAY)
        assert named_in(conn) == {}
        assert figures(conn) == before
        agree(conn)
        assert done.remaining == []
        told = conn.execute("SELECT done_by, reason, archive FROM anonymisation").fetchall()
        assert told == [("Ib", "nothing to keep", None)]
        typed = conn.execute("SELECT criterion, reason FROM access_log ORDER BY number").fetchall()
        assert typed == [(None, None)] * 3 + [("Bondar", "Lægen ringede")]
        assert follow(conn, desk.id, whole=True).problem is None
    assert read.hand_over() == 4


def log_of(desk: Desk, life: Life) -> AccessLog:
    """What was read there: a search that found nobody, the file for two reasons that name or do
    not name the person, and somebody else's."""
    log = AccessLog(desk)
    log.add(what="search_people", kind="search", criterion="Загребельну")
    opened = {"what": "open_protected", "kind": "open_protected"}
    log.add(life.other, reason="Myroslavas søster ringede", **opened)
    log.add(life.id, reason="Lægen ringede", **opened)
    log.add(life.other, criterion="Bondar", reason="Lægen ringede", **opened)
    assert log.hand_over() == 4
    return log


def note_down(conn: psycopg.Connection, log: AccessLog) -> None:
    """An auditor drew all of it, and wrote a note to each."""
    drawn = DrawSample(
        session="-",
        since="2026-11-20T00:00:00Z",
        until="2026-11-21T00:00:00Z",
        per="colleague",
        size=4,
    )
    draw(conn, drawn, log.desk.actor)
    conn.execute(
        "UPDATE spot_check_entry SET reviewed_at = now(), reviewed_by = subject,"
        " note = 'Om Zahrebelna, nr. ' || number"
    )


def test_desks_hear_of_it_as_of_any_op(site: House, desk: Desk, life: Life) -> None:
    desk.pull()
    done = forget(site, life.id)
    entries = desk.pull()
    assert {(e["op_id"], e["actor"]) for e in entries} == {(done.op_id, BUILT_IN_USER)}
    (put,) = [entry["fields"] for entry in entries if entry["table"] == "resident"]
    assert put["anonymised_on"] == str(TODAY)
    assert (put["birth_date"], put["birth_precision"]) == ("1992-01-01", "year")
    gone = {(e["table"], e["id"]) for e in entries if e["kind"] == "delete"}
    assert gone == {
        ("support_need", life.need),
        ("conflict_pair", life.pair),
        *(
            (table, life.theirs[table])
            for table in ("photo", "guardian", "referral", "child_concern", "list_entry")
        ),
    }
    rows = desk.rows()
    facts = rows["incident", life.incident]["facts"]
    assert facts == "[…] […] ([…]) og Iryna Bondar råbte. […]!"
    assert rows["measure", life.measure]["note"] == "Talte med […]"
    assert rows["household", life.household]["note"] is None
    assert rows["stay", life.stay]["reason"] == "[…] ønske"
    assert rows["resident", life.other]["surname"] == "Bondar"
    kept = {table: rows[table, life.theirs[table]] for table in CLEARED}
    assert {kept[table][name] for table, names in CLEARED.items() for name in names} == {None}
    assert (kept["pet"]["species"], kept["check_out"]["reason"]) == ("dog", "own_home")
    assert rows["further_step", life.theirs["further_step"]]["note"] == "[…] nøgle"


def test_note_of_a_family_that_still_lives_here_stays_without_the_name(
    site: House, desk: Desk, life: Life
) -> None:
    done = desk.do(desk.resident(household_id=life.household, number="003-3", surname="Koval"))
    assert done["status"] == "applied"
    forget(site, life.id)
    assert desk.rows()["household", life.household]["note"] == "[…] familie"


def test_also_what_went_behind_the_horizon_and_who_reads_from_the_beginning(
    site: House, desk: Desk, life: Life
) -> None:
    life.change(desk, life.seq, surname="Zahrebelna-Koval")
    with at(site) as conn:
        assert sum(done.lines for done in compact(conn, 0))
        assert "log_base" in named_in(conn)
    life.change(desk, life.seq + 1, phone="+45 31 41 59 26", pets="Myroslavas kat")
    with at(site) as conn:
        anonymise(conn, life.id, BY, today=TODAY)
        assert named_in(conn) == {}
        agree(conn)
    assert desk.rows()["resident", life.id]["surname"] == "–"


def test_moved_person_is_forgotten_in_the_scopes_they_left(
    site: House,
    sites: test_moves.Sites,
    life: Life,
) -> None:
    both = sites.both
    move = sites.move("resident", life.id, life.seq)
    assert both.do(move, action="move_resident")["status"] == "applied"
    life.desk.pull()
    assert ("resident", life.id) not in life.desk.rows()
    life.desk.pull()
    forget(site, life.id)
    entries = life.desk.pull()
    (told,) = [entry for entry in entries if entry["table"] == "resident"]
    assert (told["kind"], told["fields"]) == ("remove", {"anonymised_on": str(TODAY)})
    assert ("put", "incident") in {(entry["kind"], entry["table"]) for entry in entries}
    assert sites.there.rows()["resident", life.id]["surname"] == "–"
    with at(site) as conn:
        assert named_in(conn) == {}
        agree(conn)


def test_work_of_a_revoked_desk_is_scrubbed_and_can_still_be_settled(
    site: House, desk: Desk, other: Desk, life: Life
) -> None:
    person = other.update(
        "resident", life.id, life.seq, given_names="Myroslavka", surname="Zahrebelna"
    )
    measure = other.insert(
        "measure",
        incident_id=life.incident,
        resident_id=life.id,
        kind="talk",
        taken_at=AT,
        taken_by=site.lead,
        note="Myroslavka og Zahrebelna",
    )
    for op in (
        other.op(person, action="change_resident"),
        other.op(measure, action="propose_measure"),
    ):
        with at(site) as conn:
            revoke(conn, other.id)
        assert other.send(op).status_code == 403
    with at(site) as conn:
        assert "kept_op" in named_in(conn)
        anonymise(conn, life.id, BY, today=TODAY)
        assert named_in(conn) == {}
        outcomes = [apply(conn, other.id, kept, "Ib") for kept in kept_ops(conn, other.id)]
        assert [(o.status, (o.error or {})["params"]["rule"]) for o in outcomes] == [
            ("refused", "anonymised")
        ] * 2
        agree(conn)


def test_what_would_bring_the_person_back_is_refused(
    site: House, desk: Desk, other: Desk, life: Life
) -> None:
    forget(site, life.id)
    serving = desk.insert(
        "meal_serving",
        resident_id=life.id,
        meal="lunch",
        day="2026-01-07",
        served_at=AT,
        served_by=site.lead,
        desk_name="Desk 1",
    )
    for change in (
        desk.update("resident", life.id, 10**9, phone="1"),
        serving,
        desk.update("incident", life.incident, life.seq, facts="Myroslava!"),
        desk.update("resident", life.other, life.seq, anonymised_on="2026-01-01"),
    ):
        told = other.do({**change}) if change is serving else desk.do(change)
        assert (told["status"], told["error"]["code"]) == ("refused", "validation")
        assert told["error"]["params"]["rule"] == "anonymised"
    rows = desk.rows()
    seen = rows["incident", life.incident]["seq"]
    knowing = desk.update("incident", life.incident, seen, facts="Kun støj")
    assert desk.do(knowing, action="change_incident")["status"] == "applied"
    status = desk.update("incident", life.incident, life.seq, injuries=True)
    assert desk.do(status, action="change_incident")["status"] == "applied"


def test_held_living_or_forgotten_already_is_refused_and_changes_nothing(
    site: House, desk: Desk, life: Life
) -> None:
    with at(site) as conn:
        resident = resident_named(conn, PERSON["number"])
        hold(conn, resident, "Klagesag", None)
        with pytest.raises(CannotAnonymiseError, match="on hold without an end: Klagesag"):
            anonymise(conn, life.id, BY, today=TODAY)
        hold(conn, resident, "Klagesag", TODAY)
        with pytest.raises(CannotAnonymiseError, match=f"on hold until {TODAY}"):
            anonymise(conn, life.id, BY, today=TODAY)
        release(conn, resident)
        moved = desk.update("resident", life.other, life.seq, status="resident")
        assert desk.do(moved, action="change_resident")["status"] == "applied"
        with pytest.raises(CannotAnonymiseError, match="live here"):
            anonymise(conn, life.other, BY, today=TODAY)
        anonymise(conn, life.id, BY, today=TODAY)
        with pytest.raises(CannotAnonymiseError, match="was done"):
            anonymise(conn, life.id, BY, today=TODAY)
        with pytest.raises(CannotAnonymiseError, match="no such resident"):
            anonymise(conn, new_id(), BY, today=TODAY)
        agree(conn)


def test_restricted_incidents_are_scrubbed_with_the_key_and_told_without_it(
    site: House, desk: Desk, life: Life
) -> None:
    key, row_id, unrelated = new_key(), new_id(), new_id()
    content = {
        "facts": "Myroslava blev truet",
        "people": [{"id": life.id, "part": "affected"}],
        "happened_at": AT,
    }
    for one, told in ((row_id, content), (unrelated, {"facts": "Andet"})):
        sealed = seal(key, told, "restricted_incident", one, "sealed")
        done = desk.do(
            desk.insert(
                "restricted_incident", one, reported_at=AT, reported_by=site.lead, sealed=sealed
            ),
            action="log_restricted",
        )
        assert done["status"] == "applied"
    with at(site) as conn:
        archive = collect(conn, life.id, "Ib", key)
        (restricted,) = archive.tables["restricted_incident"]
        assert restricted["sealed"]["facts"] == "Myroslava blev truet"
        assert collect(conn, life.id, "Ib").left_out[-1] == "restricted_incident"
    done_ = forget(site, life.id, key=key)
    assert done_.remaining == []
    rows = desk.rows()
    opened = unseal(
        key, rows["restricted_incident", row_id]["sealed"], "restricted_incident", row_id, "sealed"
    )
    assert opened == {**content, "facts": "[…] blev truet"}
    with at(site) as conn:
        agree(conn)
        resident = Life(desk, site.lead)
        left = anonymise(conn, resident.id, BY, today=TODAY)
        assert sorted(left.remaining) == sorted(
            f"restricted_incident {one}" for one in (row_id, unrelated)
        )


def merge(desk: Desk, life: Life, **more: Any) -> str:
    """Another record turns out to be theirs, of which a meal is known; its id."""
    gone = desk.resident(number="003-00077-1", surname="Zahrebelna", status="resident", merged=True)
    done = desk.do(
        gone,
        desk.insert(
            "merge_record",
            kept_id=life.id,
            gone_id=gone["id"],
            merged_at=AT,
            merged_by=desk.actor,
            before={life.id: {"allergies": "Pollenallergi", "surname": "Myroslavska"}},
            **more,
        ),
        desk.insert(
            "meal_serving",
            resident_id=gone["id"],
            meal="lunch",
            day="2026-01-07",
            served_at=AT,
            served_by=desk.actor,
            desk_name="Desk 1",
            override_reason="Zahrebelna",
        ),
        action="x",
    )
    assert done["status"] == "applied", done
    return str(gone["id"])


def test_records_that_were_merged_are_archived_and_forgotten_with_the_person(
    site: House, desk: Desk, life: Life
) -> None:
    gone = merge(desk, life)
    with at(site) as conn:
        archive = collect(conn, life.id, "Ib")
        assert [row["id"] for row in archive.tables["resident"]] == sorted([life.id, gone])
        assert len(archive.tables["meal_serving"]) == 2
        assert archive.html().decode().count("Zahrebelna") >= 2
        with pytest.raises(CannotAnonymiseError, match=f"merged into another record: {life.id}"):
            anonymise(conn, gone, BY, today=TODAY)
        hold(conn, resident_named(conn, gone), "Klagesag", None)
        with pytest.raises(CannotAnonymiseError, match="on hold without an end: Klagesag"):
            anonymise(conn, life.id, BY, today=TODAY)
        assert desk.rows()["resident", life.id]["surname"] == "Zahrebelna"
        release(conn, resident_named(conn, gone))
        anonymise(conn, life.id, BY, today=TODAY)
        assert named_in(conn) == {}
        agree(conn)
    rows = desk.rows()
    assert {rows["resident", one]["surname"] for one in (life.id, gone)} == {"–"}
    assert rows["resident", gone]["merged"] is True
    assert "merge_record" not in {table for table, _ in rows}


def test_record_that_was_told_apart_again_is_somebody_elses(
    site: House, desk: Desk, life: Life
) -> None:
    other = merge(desk, life, undone_at=AT, undone_by=desk.actor)
    with at(site) as conn:
        archive = collect(conn, life.id, "Ib")
        assert [row["id"] for row in archive.tables["resident"]] == [life.id]
        assert "merge_record" not in archive.tables
        anonymise(conn, life.id, BY, today=TODAY)
        agree(conn)
    assert desk.rows()["resident", other]["surname"] == "Zahrebelna"


def test_archive_has_all_that_hangs_on_the_person_and_nothing_else(
    site: House, desk: Desk, life: Life
) -> None:
    with at(site) as conn:
        archive = collect(conn, life.id, "Ib")
    told = json.loads(archive.json())
    assert [row["id"] for row in told["tables"]["resident"]] == [life.id]
    assert {name: len(rows) for name, rows in told["tables"].items()} == {
        "household": 1,
        "resident": 1,
        "check_in_step": 1,
        "stay": 1,
        "meal_serving": 1,
        "incident": 1,
        "incident_person": 1,
        "measure": 1,
        "support_need": 1,
        "conflict_pair": 1,
        "protected_opening": 1,
        **dict.fromkeys(life.theirs, 1),
    }
    assert told["period"] == {"from": "2026-01-05", "to": "2026-06-30"}
    page = archive.html().decode()
    for word in ("Fødselsdato", "2.14 A", "frokost", "Hændelser", "Anna", "støj", "Daisyvej 9"):
        assert word in page
    assert 'src="data:image/jpeg;base64,FotoFoto"' in page


def test_every_text_that_hangs_on_a_person_is_one_that_loses_names() -> None:
    """Whoever adds a field of free text must decide."""
    structural = {
        "check_in_step": {"version"},
        "further_step": {"version"},
        "meal_serving": {"desk_name"},
        "incident": {"number"},
        "conflict": {"table", "field_group"},
        "support_need": {"instruction", "sealed"},
        "conflict_pair": {"sealed"},
        "restricted_incident": {"sealed"},
        "room": {"number", "building", "floor"},
        "bed": {"label"},
        "resident": REPLACED,
    }
    for table in tables().values():
        if table.scope == "org":
            continue
        free = {f.name for f in table.fields.values() if f.type == "string" and not f.values}
        decided = {*typed_in(table.name), *structural.get(table.name, ())}
        decided |= set(DELETED.get(table.name, ()))
        assert free <= decided, table.name
    for table_name, names in CLEARED.items():
        cleared = tables()[table_name]
        assert all(cleared.fields[name].nullable for name in names)
        assert cleared.policy == "fields"
    for table_name, instead in DELETED.items():
        assert instead.keys() <= tables()[table_name].fields.keys()
    known = tables()["resident"].fields
    assert set(FORGOTTEN) <= known.keys()
    assert all(known[name].nullable for name, value in FORGOTTEN.items() if value is None)
