"""Somebody is anonymised at the store: afterwards no file of any desk, and nothing of the store,
holds their names or numbers; and the figures are the same."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from desktop.models.base import new_id, now
from desktop.models.conflicts import Conflict
from desktop.models.guardians import Guardian
from desktop.models.identity import get_value
from desktop.models.incidents import (
    Incident,
    IncidentCategory,
    IncidentPart,
    IncidentPerson,
    IncidentPlace,
)
from desktop.models.local import draft, outbox_op, scrub_later
from desktop.models.meals import Meal, MealServing
from desktop.models.pets import Pet, Species
from desktop.models.photos import Photo
from desktop.models.residents import Household, Resident, ResidentStatus, Sex
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.incidents import Incidents, Report
from desktop.services.needs_you import NeedsYou
from desktop.services.search.index import index_of
from desktop.services.search.search import Search
from desktop.sync import apply
from desktop.sync.tidying import SWEEP
from tests.central.lives import figures, named_in
from tests.desks import DeskAtWork, Housing, desk_at_work, make_housing, wait_until
from tests.plain_pages import found_at_desk, found_in
from tests.stores import CentralProcess
from tests.sync.test_engine import has, phone, set_phone, statuses
from tests.sync.test_moves import move
from tests.sync.test_withdrawn import store_of

SECRETS = (
    "Zahrebelna",
    "Myroslava",
    "Загребельна",
    "Мирослава",
    "Мирославою",
    "003-00041-7",
    "140292-1234",
    "31 41 59 26",
    "31415926",
    "m.zahrebelna@example.org",
    "208210000771",
    "208210000999",
    "Bente Larsen",
    "FotoFoto",
)
FACTS = "Myroslava Zahrebelna (003-00041-7) og en anden råbte, Мирославою незадоволені."


def register(desk: DeskAtWork) -> str:
    family = Household(site_id=desk.identity.site_ids[0], note="Zahrebelnas familie")
    person = Resident(
        site_id=family.site_id,
        household_id=family.id,
        number="003-00041-7",
        surname="Zahrebelna",
        given_names="Myroslava",
        surname_cyrillic="Загребельна",
        given_names_cyrillic="Мирослава",
        birth_date=date(1992, 2, 14),
        sex=Sex.FEMALE,
        cpr="140292-1234",
        phone="+45 31 41 59 26",
        email="m.zahrebelna@example.org",
        status=ResidentStatus.RESIDENT,
        arrived_on=date(2026, 1, 5),
    )
    with desk.workplace().op("register_resident") as session:
        session.add(family)
        session.flush()
        session.add(person)
    return person.id


def serve(desk: DeskAtWork, resident_id: str) -> None:
    serving = MealServing(
        site_id=desk.identity.site_ids[0],
        resident_id=resident_id,
        meal=Meal.LUNCH,
        day=date(2026, 1, 6),
        served_at=now(),
        served_by=desk.host.id,
        desk_name="Desk 1",
        override_reason="Til Myroslava igen",
    )
    with desk.workplace().op("serve_meal") as session:
        session.add(serving)


def note_what_is_theirs(desk: DeskAtWork, resident_id: str) -> None:
    who = {"site_id": desk.identity.site_ids[0], "resident_id": resident_id}
    photo = Photo(taken_at=now(), taken_by=desk.host.id, image="FotoFoto", **who)
    guardian = Guardian(name="Bente Larsen", phone="31415926", **who)
    pet = Pet(species=Species.DOG, chip="208210000771", **who)
    with desk.workplace().op("check_in") as session:
        session.add_all([photo, guardian, pet])


def change_what_is_theirs(desk: DeskAtWork, resident_id: str) -> None:
    """Two ops that name nobody: what they change hangs on the person."""
    with desk.workplace().op("check_in") as session:
        session.exec(select(Pet)).one().chip = "208210000999"
    with desk.workplace().op("check_in") as session:
        session.exec(select(Guardian)).one().phone = "+45 31415926 (Bente Larsen)"


def report(resident_id: str, facts: str = FACTS) -> Report:
    return Report(
        happened_at=now() - timedelta(hours=1),
        place=IncidentPlace.KITCHEN,
        category=IncidentCategory.NOISE,
        severity=1,
        facts=facts,
        people=((resident_id, IncidentPart.INVOLVED),),
    )


def change(desk: DeskAtWork, resident_id: str, **fields: Any) -> None:
    with desk.workplace().op("change_resident") as session:
        person = session.get(Resident, resident_id)
        assert person is not None
        for name, value in fields.items():
            setattr(person, name, value)


def log_offline(desk: DeskAtWork, by: str, site_id: str, resident_id: str) -> None:
    """An incident at a site that is not the desk's first."""
    incident = Incident(
        site_id=site_id,
        number="7",
        happened_at=now(),
        reported_at=now(),
        reported_by=by,
        place=IncidentPlace.KITCHEN,
        category=IncidentCategory.NOISE,
        severity=1,
        facts=FACTS,
    )
    person = IncidentPerson(site_id=site_id, incident_id=incident.id, resident_id=resident_id)
    with desk.store.op("log_incident", by) as session:
        session.add(incident)
        session.flush()
        session.add(person)


def at_desk(desk: DeskAtWork) -> dict[str, set[str]]:
    return found_at_desk(desk.store.path, desk.store.key, SECRETS)


def is_found(desk: DeskAtWork, name: str) -> bool:
    """Whether the index knows a name. Asked past the service, which would log what was typed."""
    index, today = index_of(desk.store), desk.workplace().today()
    assert index.refresh(today)
    return bool(index.find(name, today))


def is_swept(desk: DeskAtWork) -> bool:
    """Whether all of its scopes have told, and nothing is left to do."""
    with desk.store.read() as session:
        connection = session.connection()
        later = connection.scalar(sa.select(sa.func.count()).select_from(scrub_later))
        facts = connection.scalars(sa.select(Incident.facts)).all()
        clean = not any("Myroslava" in text for text in facts)
        return get_value(connection, SWEEP) == "" and not later and clean


def conflicts(desk: DeskAtWork) -> int:
    with desk.store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Conflict)) or 0


def test_after_it_no_file_of_a_desk_and_nothing_of_the_store_names_the_person(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    elsewhere = make_housing(central)
    coordinator = f"Coordinator {new_id()[-6:]}"
    central.cli("user", "add", coordinator, "--role", "coordinator")
    with (
        desk_at_work(tmp_path, housing, "One") as one,
        desk_at_work(tmp_path, housing, "Both", elsewhere.site) as both,
        desk_at_work(tmp_path, housing, "Lost") as lost,
    ):
        desks = (one, both)
        for desk in (*desks, lost):
            desk.go_online()
            desk.wait_in_step()
        resident_id = register(one)
        wait_until(lambda: has(lost, resident_id) and has(both, resident_id), "all have them")
        one.wait_in_step()

        # used for real: check-in, meal, incident, search, a draft, a conflict, a refused op
        CheckIns(one.workplace()).sign_lease([resident_id])
        serve(one, resident_id)
        note_what_is_theirs(one, resident_id)
        Incidents(one.workplace()).log(report(resident_id))
        for desk in desks:
            searching = desk.workplace()
            assert Search(searching).people("myroslava")
            searching.settle()  # else what was typed is written down later, perhaps after it all
        Incidents(one.workplace()).save_draft({"facts": FACTS, "people": [{"name": "Myroslava"}]})
        one.wait_in_step()
        both.wait_in_step()
        one.go_offline()
        both.go_offline()
        change(one, resident_id, given_names="Myroslava Oksana")
        change(both, resident_id, given_names="Myroslava Iryna")
        with one.store.op("administer", one.host.id) as session:
            person = session.get(Resident, resident_id)
            assert person is not None
            person.emergency_contact = "Zahrebelnas søster, 31415926"
        for desk in desks:
            desk.go_online()
            desk.wait_in_step()
        assert statuses(one)[-1] == "refused"
        wait_until(lambda: conflicts(one) == conflicts(both) == 1, "the conflict is everywhere")

        # a desk is lost, with work that never came
        lost.go_offline()
        change(lost, resident_id, emergency_contact="Myroslava, 31 41 59 26")
        central.cli("device", "revoke", lost.identity.device_id)
        lost.go_online()
        wait_until(lost.revoked.is_set, "what the lost desk had is kept")

        # they move to another site and out; one desk is away meanwhile
        there = both.identity.site_ids[1]
        move(both, coordinator, resident_id, there)
        wait_until(lambda: not has(one, resident_id), "they have left the first desk")
        with both.store.op("change_resident", both.colleague(coordinator)) as session:
            person = session.get(Resident, resident_id)
            assert person is not None
            person.status = ResidentStatus.MOVED_OUT
            person.moved_out_on = date(2026, 6, 30)
        both.wait_in_step()
        one.wait_in_step()
        both.go_offline()
        change_what_is_theirs(both, resident_id)
        set_phone(both.workplace(), resident_id, "+45 31 41 59 26 (Myroslava)")
        log_offline(both, both.colleague(coordinator), there, resident_id)
        assert {"Zahrebelna", "31415926"} <= set().union(*at_desk(one).values())
        assert {"Zahrebelna", "140292-1234", "208210000999", "FotoFoto"} <= set().union(
            *at_desk(both).values()
        )

        with store_of(central) as conn:
            before = figures(conn)
            assert {"kept_op", "log", "resident", "conflict"} <= named_in(conn).keys()
        central.cli(
            *("retention", "anonymise", resident_id, "--without-export", "--reason", "Prøve")
        )
        wait_until(lambda: is_swept(one), "the first desk has forgotten them")
        both.go_online()
        both.wait_in_step()
        wait_until(lambda: is_swept(both), "the other desk has forgotten them")

        assert at_desk(one) == {}
        assert at_desk(both) == {}
        check_what_is_left(one, both, resident_id)
        for desk in desks:
            desk.go_offline()
            assert not is_found(desk, "myroslava")
            desk.store.close()
            assert at_desk(desk) == {}

        with store_of(central) as conn:
            assert named_in(conn) == {}
            assert figures(conn) == before
        central.cli("retention", "sweep")
        check_files(central)
        assert "agree" in central.cli("check")


def test_desk_that_takes_the_scope_whole_forgets_as_well(
    tmp_path: Path, housing: Housing, central: CentralProcess
) -> None:
    with desk_at_work(tmp_path, housing, "Away") as desk:
        desk.go_online()
        desk.wait_in_step()
        resident_id = register(desk)
        serve(desk, resident_id)
        change(desk, resident_id, status=ResidentStatus.MOVED_OUT)
        Incidents(desk.workplace()).log(report(resident_id))
        desk.wait_in_step()
        searching = desk.workplace()
        assert Search(searching).people("zahrebelna")
        searching.settle()  # else what was typed is written down later, perhaps after it all
        desk.go_offline()
        central.cli(
            *("retention", "anonymise", resident_id, "--without-export", "--reason", "Prøve")
        )
        shutil.copy2(desk.store.path, desk.store.path.with_name("Away.before-0001.db"))
        apply.start_anew(desk.store, desk.identity.scopes[-1])
        assert at_desk(desk)
        desk.go_online()
        desk.wait_in_step()
        wait_until(lambda: is_swept(desk), "the desk has forgotten them")
        assert at_desk(desk) == {}
        assert not list(tmp_path.glob("*.before-*"))
        with desk.store.read() as session:
            person = session.get(Resident, resident_id)
        assert person is not None
        assert (person.surname, person.birth_date) == ("–", date(1992, 1, 1))


def check_what_is_left(one: DeskAtWork, both: DeskAtWork, resident_id: str) -> None:
    """The work that waited was refused; what is about them alone needs nobody, the incident a
    person, in whose words their names are missing."""
    assert statuses(both)[-4:] == ["refused"] * 4
    assert phone(both, resident_id) is None
    with one.store.read() as session:
        (content,) = session.scalars(sa.select(draft.c.content)).all()
    assert content["facts"] == "[…] […] ([…]) og en anden råbte, […] незадоволені."
    with both.store.read() as session:
        settled = session.scalars(
            sa.select(outbox_op.c.settled_reason).order_by(outbox_op.c.device_seq.desc()).limit(4)
        ).all()
    assert settled == [None, *["anonymised_on"] * 3]
    refused = NeedsYou(both.workplace(Role.LEAD)).needs().refused
    assert [op.error_code for op in refused] == ["anonymised"]


def check_files(central: CentralProcess) -> None:
    """The raw files of PostgreSQL, but for its log of writes, of which pieces are kept and used
    again, and in which strings may stand until then."""
    assert central.data is not None
    files = [
        file
        for file in central.data.rglob("*")
        if file.is_file() and "pg_wal" not in file.parts and "pgsql_tmp" not in file.parts
    ]
    assert len(files) > 100
    found = {
        str(file.relative_to(central.data)): words
        for file in files
        if (words := found_in([file.read_bytes()], SECRETS))
    }
    assert found == {}
