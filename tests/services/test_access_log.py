"""Who saw or did what: written without being asked, once, and never to be changed."""

import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from desktop.errors import AppError
from desktop.models.access_book import Access, append, prune
from desktop.models.base import new_id
from desktop.models.confidential import ProtectedOpening
from desktop.models.local import access_entry
from desktop.models.meals import Meal
from desktop.models.residents import Household, Resident, ResidentStatus
from desktop.models.sites import Role
from desktop.models.store import Store
from desktop.services.check_in import CheckIns
from desktop.services.incidents import Incidents
from desktop.services.meals import Meals
from desktop.services.needs_you import NeedsYou
from desktop.services.residents import Residents
from desktop.services.search import Search
from desktop.services.seen import saw, saw_nobody
from desktop.services.today import Today
from desktop.services.who_may import NotAllowedError
from desktop.services.workplace import Workplace
from tests.chains import assert_chain, entries
from tests.house import NOON, TODAY, House
from tests.inbox import change_resident, lay_conflict
from tests.services.service_calls import CALLS
from tests.services.stage import make_stage


def told(house: House) -> list[tuple[str, str, list[str], str | None]]:
    """What, kind, the residents' given names, criterion."""
    names = {id_: name for name, id_ in house.residents.items()}
    return [
        (
            row["what"],
            row["kind"],
            sorted(names.get(id_, "?") for id_ in row["residents"]),
            row["criterion"],
        )
        for row in entries(house.store)
    ]


def test_opened_file_is_logged_with_who_when_where_and_whose(house: House) -> None:
    Residents(house.workplace()).file(house.residents["Halyna"])
    (row,) = entries(house.store)
    assert (row["what"], row["kind"]) == ("open_file", "read")
    assert row["residents"] == [house.residents["Halyna"]]
    assert (row["actor"], row["at"]) == (house.users[Role.HOST], NOON)
    assert (row["site_id"], row["device_id"]) == (house.site_id, house.identity.device_id)


def test_same_look_by_the_same_person_is_one_entry_for_ten_minutes(house: House) -> None:
    residents = Residents(house.workplace())
    for _ in range(3):
        residents.file(house.residents["Halyna"])
        residents.list()
    assert len(entries(house.store)) == 2
    Residents(house.workplace(Role.LEAD)).file(house.residents["Halyna"])
    residents.file(house.residents["Petro"])
    residents.list(ResidentStatus.EXPECTED)
    assert len(entries(house.store)) == 5
    house.clock.move(minutes=9, seconds=59)
    residents.file(house.residents["Halyna"])
    assert len(entries(house.store)) == 5
    house.clock.move(seconds=1)
    residents.file(house.residents["Halyna"])
    assert len(entries(house.store)) == 6
    assert_chain(entries(house.store))


def test_clock_that_is_set_back_hides_nothing(house: House) -> None:
    residents = Residents(house.workplace())
    residents.file(house.residents["Halyna"])
    house.clock.move(hours=-5)
    residents.file(house.residents["Halyna"])
    assert len(entries(house.store)) == 2


def test_list_is_logged_by_what_was_listed_and_without_names(house: House) -> None:
    Residents(house.workplace()).list()
    CheckIns(house.workplace()).arrivals()
    assert told(house) == [
        ("see_residents", "read", [], "arrived, away, resident"),
        ("see_check_ins", "read", [], "arrivals"),
    ]


def test_today_refreshed_again_and_again_adds_a_line_for_each_list_once(house: House) -> None:
    today = Today(house.workplace())
    for _ in range(5):
        today.overview()
    assert sorted((what, criterion) for what, _, _, criterion in told(house)) == [
        ("see_absences", "elsewhere"),
        ("see_appointments", "appointments"),
        ("see_check_ins", "arrivals"),
        ("see_check_ins", "unfinished"),
        ("see_check_outs", "departures"),
        ("see_check_outs", "unfinished"),
        ("see_duplicates", "duplicates"),
        ("see_incidents", "hearing, open"),
        ("see_needs", "inbox"),
        ("see_pets", "rabies"),
        ("see_unguarded", "no guardian"),
    ]


def test_search_that_grows_letter_by_letter_is_one_entry_of_the_settled_text(
    house: House,
) -> None:
    search = Search(house.workplace())
    for text in ("B", "Bo", "Bon", "Bond", "Bonda", "Bond", "Bo"):
        search.people(text)
    assert entries(house.store) == []
    Residents(house.workplace()).list()
    search.people("Hal")
    workplace = house.workplace()
    Search(workplace).people("  Petro   Bon ")
    workplace.settle()
    house.store.close()
    reopened = Store(house.store.path, house.store.key)
    found = [(r["kind"], r["criterion"], len(r["residents"])) for r in entries(reopened)]
    reopened.close()
    assert found[0] == ("read", "arrived, away, resident", 0)
    assert sorted(found[1:]) == [
        ("search", "Bonda", 3),
        ("search", "Hal", 1),
        ("search", "Petro Bon", 1),
    ]


def test_search_is_logged_before_the_file_that_it_led_to(house: House) -> None:
    workplace = house.workplace()
    Search(workplace).people("Koval")
    Residents(workplace).file(house.residents["Halyna"])
    assert told(house) == [
        ("search_people", "search", ["Halyna"], "Koval"),
        ("open_file", "read", ["Halyna"], None),
    ]


def test_search_that_found_nobody_is_logged_too(house: House) -> None:
    workplace = house.workplace()
    Search(workplace).people("Zzyzx")
    workplace.settle()
    assert told(house) == [("search_people", "search", [], "Zzyzx")]


def test_search_settles_by_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.services.recorder.SETTLES_AFTER", 0.0)
    workplace = house.workplace()
    Search(workplace).people("Koval")
    timer = workplace._recorder._timer
    if timer is not None:
        timer.join()
    assert told(house) == [("search_people", "search", ["Halyna"], "Koval")]


def test_op_is_logged_with_everybody_it_concerns_and_with_it_only(house: House) -> None:
    workplace = house.workplace()
    both = [house.residents["Iryna"], house.residents["Petro"]]
    Meals(workplace).serve(both, TODAY, Meal.LUNCH)
    assert told(house) == [("serve_meal", "create", ["Iryna", "Petro"], None)]
    with pytest.raises(AppError):
        Meals(workplace).serve(both, TODAY, Meal.LUNCH)
    assert len(entries(house.store)) == 1


def test_change_of_what_only_leads_to_somebody_names_them(house: House) -> None:
    stage = make_stage(house)
    before = len(entries(house.store))
    CALLS["Incidents.close"].run(house.workplace(), stage)
    CALLS["Meals.undo"].run(house.workplace(), stage)
    CALLS["NeedsYou.settle_contested"].run(house.workplace(Role.LEAD), stage)
    CALLS["NeedsYou.decide_conflict"].run(house.workplace(Role.LEAD), stage)
    CALLS["Kits.deliver"].run(house.workplace(), stage)
    with house.workplace().op("change_resident") as session:
        household = session.scalars(sa.select(Household).where(Household.size == 3)).one()
        household.size = 4
    assert told(house)[before:] == [
        ("change_incident", "change", ["Iryna"], None),
        ("undo_serving", "change", ["Iryna"], None),
        ("decide_conflict", "change", ["Oksana"], None),
        ("decide_conflict", "change", ["Halyna"], None),
        ("change_resident", "change", ["Danylo", "Iryna", "Petro"], None),
    ]


def test_conflict_in_which_the_store_was_right_still_names_whom_it_was_about(
    house: House,
) -> None:
    conflict_id = lay_conflict(house, "Halyna", "phone", {"phone": "1"}, {"phone": "2"})
    NeedsYou(house.workplace(Role.LEAD)).decide_conflict(conflict_id, {"phone": "1"})
    assert told(house) == [("decide_conflict", "change", ["Halyna"], None)]


def test_resident_moved_to_another_household_concerns_nobody_else(house: House) -> None:
    change_resident(house, "Halyna", household_id=None, phone="+45 1")
    assert told(house) == [("change_resident", "change", ["Halyna"], None)]


def test_op_that_changes_nothing_or_fails_leaves_no_entry(house: House) -> None:
    with house.workplace().op("change_resident"):
        pass
    with pytest.raises(ZeroDivisionError), house.workplace().op("change_resident") as session:
        resident = session.get(Resident, house.residents["Petro"])
        assert resident is not None
        resident.phone = "1"
        session.flush()
        raise ZeroDivisionError
    assert entries(house.store) == []


def test_reason_stands_with_what_was_opened_for_it(house: House) -> None:
    workplace = house.workplace()
    with workplace.op("open_protected") as session:
        saw(session, reason="Asked for by the doctor on call")
        session.add(
            ProtectedOpening(
                site_id=house.site_id,
                resident_id=house.residents["Halyna"],
                opened_by=workplace.actor.id,
                opened_at=NOON,
                ends_at=NOON + timedelta(hours=3),
                reason="Asked for by the doctor on call",
            )
        )
    (row,) = entries(house.store)
    assert (row["kind"], row["reason"]) == ("open_protected", "Asked for by the doctor on call")
    assert row["residents"] == [house.residents["Halyna"]]


def test_print_and_export_are_logged_each_time(house: House) -> None:
    workplace = house.workplace()
    for _ in range(2):
        workplace.note("print", "open_file", [house.residents["Petro"]])
    workplace.note("export", "see_residents", criterion="resident")
    assert told(house) == [
        ("open_file", "print", ["Petro"], None),
        ("open_file", "print", ["Petro"], None),
        ("see_residents", "export", [], "resident"),
    ]
    with pytest.raises(NotAllowedError):
        house.workplace(Role.AUDITOR).note("print", "open_file", [house.residents["Petro"]])


def _list(workplace: Workplace) -> None:
    with workplace.read("see_residents") as session:
        saw(session, ["somebody"])


def _file(workplace: Workplace) -> None:
    with workplace.read("open_file"):
        pass


def _search(workplace: Workplace) -> None:
    with workplace.read("search_people"):
        pass


@pytest.mark.parametrize("read", [_list, _file, _search])
def test_service_that_names_nothing_fails(house: House, read: Callable[[Workplace], None]) -> None:
    with pytest.raises(LookupError, match="nobody said"):
        read(house.workplace())


def test_nobody_found_is_nothing_seen(house: House) -> None:
    assert Search(house.workplace()).person(new_id()) is None
    with house.workplace().read("open_file") as session:
        saw_nobody(session)
    assert entries(house.store) == []


def test_file_that_is_not_there_is_not_logged(house: House) -> None:
    with pytest.raises(AppError):
        Residents(house.workplace()).file(new_id())
    with pytest.raises(AppError):
        Incidents(house.workplace()).file(new_id())
    assert entries(house.store) == []


def limit_pages(store: Store, pages: int) -> None:
    """No page more than these may be written: a real SQLITE_FULL, as on a full disk."""
    limit = f"PRAGMA max_page_count = {pages}"
    sa.event.listen(store._engine, "checkout", lambda raw, *_: raw.execute(limit).fetchall())


def test_full_disk_loses_no_entry_and_in_the_end_shows_nothing_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.services.recorder.MOST_HELD", 2)
    with house.store.own() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
    limit_pages(house.store, pages)
    workplace = house.workplace()
    residents = Residents(workplace)
    many = [new_id() for _ in range(2000)]
    workplace.note("print", "see_residents", many)
    assert residents.file(house.residents["Halyna"]).person.name == "Halyna Koval"
    with pytest.raises(AppError, match="disk is full"):
        residents.file(house.residents["Petro"])
    assert entries(house.store) == []
    limit_pages(house.store, 10 * pages)
    residents.file(house.residents["Iryna"])
    rows = entries(house.store)
    assert [row["residents"] for row in rows] == [
        sorted(many),
        [house.residents["Halyna"]],
        [house.residents["Iryna"]],
    ]
    assert_chain(rows)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_entry SET actor = 'somebody'",
        "UPDATE access_entry SET residents = '[]'",
        "UPDATE access_entry SET criterion = 'nothing'",
        "UPDATE access_entry SET reason = 'nothing'",
        "UPDATE access_entry SET criterion = NULL",
        "UPDATE access_entry SET salt = NULL",
        "UPDATE access_entry SET criterion = NULL, salt = NULL WHERE number = 3",
        "UPDATE access_entry SET reason = NULL, salt = NULL WHERE number = 3",
        "UPDATE access_entry SET typed_digest = NULL",
        "UPDATE access_entry SET typed_digest = NULL, criterion = NULL, reason = NULL, salt = NULL",
        "UPDATE access_entry SET hash = prev",
        "UPDATE access_entry SET number = number + 1",
        "DELETE FROM access_entry",
        "DELETE FROM access_entry WHERE number = 2",
        "INSERT OR REPLACE INTO access_entry SELECT * FROM access_entry WHERE number = 1",
    ],
)
def test_database_refuses_to_change_what_was_written(house: House, statement: str) -> None:
    workplace = house.workplace()
    residents = Residents(workplace)
    residents.list()
    residents.file(house.residents["Halyna"])
    halyna = [house.residents["Halyna"]]
    workplace.note("open_protected", "open_file", halyna, criterion="file", reason="Call")
    before = entries(house.store)
    refused = pytest.raises(IntegrityError, match="access log")
    with refused, house.store.own() as connection:
        connection.exec_driver_sql(statement)
    assert entries(house.store) == before


def test_what_was_typed_can_be_forgotten_and_the_chain_holds(house: House) -> None:
    workplace = house.workplace()
    halyna = house.residents["Halyna"]
    Search(workplace).people("Koval")
    Residents(workplace).file(halyna)
    workplace.note("open_protected", "open_file", [halyna], reason="Kovalenkos søster ringede")
    before = entries(house.store)
    assert [(row["criterion"], row["reason"]) for row in before] == [
        ("Koval", None),
        (None, None),
        (None, "Kovalenkos søster ringede"),
    ]
    assert [row["typed_digest"] is None for row in before] == [False, True, False]
    assert len({row["salt"] for row in before}) == 3
    nothing: dict[str, Any] = dict.fromkeys(("criterion", "reason", "salt"))
    with house.store.own() as connection:
        connection.execute(access_entry.update().values(**nothing))
    rows = entries(house.store)
    assert rows == [row | nothing for row in before]
    assert_chain(rows)


def test_sent_entries_go_after_a_time_but_never_the_last(house: House) -> None:
    residents = Residents(house.workplace())
    for name in ("Halyna", "Petro", "Iryna"):
        residents.file(house.residents[name])
    device_id = house.identity.device_id
    with house.store.own() as connection:
        assert prune(connection, NOON + timedelta(days=100)) == 0
        connection.execute(access_entry.update().values(settled_at=NOON))
    with house.store.own() as connection:
        assert prune(connection, NOON) == 0
        assert prune(connection, NOON + timedelta(days=35)) == 2
    residents.file(house.residents["Oksana"])
    rows = entries(house.store, device_id)
    assert [row["number"] for row in rows] == [3, 4]
    assert_chain(rows, 3, rows[0]["prev"])


def test_text_that_cannot_be_kept_as_it_is_is_kept_as_far_as_it_can(house: House) -> None:
    at = {"at": NOON, "actor": house.users[Role.HOST], "kind": "search"}
    texts = ("a\0b", "half \ud83d", "x" * 900, "\0")
    with house.store.own() as connection:
        append(
            connection,
            house.identity.device_id,
            [Access(what="search_people", criterion=text, **at) for text in texts],  # type: ignore[arg-type]
        )
    rows = entries(house.store)
    assert [row["criterion"] for row in rows] == ["ab", "half ?", "x" * 500, None]
    assert_chain(rows)


_KILLED = """
    import os, sys
    from pathlib import Path
    from desktop.models.identity import load_identity
    from desktop.models.sites import Role
    from desktop.models.store import Store
    from desktop.services.residents import Residents
    from desktop.services.workplace import Actor, Workplace

    path, key, user, resident = sys.argv[1:]
    store = Store(Path(path), bytes.fromhex(key))
    workplace = Workplace(store, load_identity(store), Actor(user, "Holm", Role.HOST))
    print(Residents(workplace).file(resident).person.name, flush=True)
    os.kill(os.getpid(), 9)
"""


def test_file_that_was_shown_is_logged_though_the_program_is_killed(house: House) -> None:
    arguments: list[Any] = [house.store.path, house.store.key.hex(), house.users[Role.HOST]]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_KILLED), *arguments, house.residents["Halyna"]],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("Halyna Koval", -9)
    assert told(house) == [("open_file", "read", ["Halyna"], None)]
