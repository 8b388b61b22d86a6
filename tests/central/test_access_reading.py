"""Auditors read the log, leads have an extract made, and nobody else gets an answer."""

from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from central.access.chains import follow
from central.access.forgetting import forget_typed
from central.devices import STORE_DEVICE
from central.enrolment import make_code
from central.people import add_site, add_user, disable_user
from central.store import Store
from desktop.models.anonymity import Traits
from desktop.models.base import new_id
from desktop.sync.audit_wire import SHOWN_PEOPLE
from tests.central.access_chain import AccessLog
from tests.central.conftest import House
from tests.central.desks import Desk, error_of

PASSWORD = "rapsolie 7"
Json = dict[str, Any]
CALLS = ("search", "chains", "extract", "samples", "samples/draw", "samples/read", "samples/review")


@dataclass
class Asker:
    """Somebody who signed in at a desk, and asks."""

    desk: Desk
    session: str

    def ask(self, name: str, **body: Any) -> httpx2.Response:
        return self.desk.client.post(
            f"/v1/access/{name}",
            json={"session": self.session, **body},
            headers=self.desk.headers,
        )

    def told(self, name: str, **body: Any) -> Json:
        answer = self.ask(name, **body)
        assert answer.status_code == 200, answer.text
        told: Json = answer.json()
        return told

    def numbers(self, **body: Any) -> list[int]:
        """The numbers of the desk's entries that are found."""
        found = self.told("search", **body)["entries"]
        return [one["number"] for one in found if one["device_id"] != STORE_DEVICE]


def sign_in(desk: Desk, user_id: str) -> Asker:
    body = {"device_id": desk.id, "user": user_id, "password": PASSWORD}
    answer = desk.client.post("/v1/sign-in", json=body)
    assert answer.status_code == 200, answer.text
    return Asker(desk, answer.json()["session"])


@pytest.fixture
def auditor_id(site: House) -> str:
    with site.store.connection() as conn:
        return add_user(conn, "Ulla", "auditor", [], PASSWORD)


@pytest.fixture
def auditor(desk: Desk, auditor_id: str) -> Asker:
    return sign_in(desk, auditor_id)


@pytest.fixture
def residents(desk: Desk) -> list[str]:
    """Two residents of the site, by id."""
    rows = [desk.resident(number=f"003-0000{n}-1", languages=["uk"]) for n in (1, 2)]
    desk.do(*rows)
    return [row["id"] for row in rows]


@pytest.fixture
def log(desk: Desk, residents: list[str]) -> AccessLog:
    """Four entries: a search that found both, a file, a change, and the host's reading."""
    oksana, halyna = residents
    made = AccessLog(desk)
    made.add(oksana, halyna, what="search_people", kind="search", criterion="Шевченко")
    made.add(oksana, at="2026-11-20T12:00:00Z")
    made.add(halyna, what="change_resident", kind="change", at="2026-11-21T12:00:00Z")
    made.add(oksana, at="2026-11-22T12:00:00Z", actor=new_id())
    assert made.hand_over() == 4
    return made


def test_every_filter_narrows_and_all_must_hold(
    log: AccessLog, auditor: Asker, residents: list[str]
) -> None:
    oksana, halyna = residents
    assert auditor.numbers() == [4, 3, 2, 1]
    assert auditor.numbers(resident_id=oksana) == [4, 2, 1]
    assert auditor.numbers(resident_id=halyna, kinds=["search"]) == [1]
    assert auditor.numbers(kinds=["change", "search"]) == [3, 1]
    assert auditor.numbers(actor=log.desk.actor) == [3, 2, 1]
    assert auditor.numbers(device_id=log.desk.id, since="2026-11-21T12:00:00Z") == [4, 3]
    assert auditor.numbers(until="2026-11-20T12:00:00Z") == [1]
    assert auditor.numbers(resident_id=new_id()) == []


def test_entry_tells_all_but_the_salt(log: AccessLog, auditor: Asker, residents: list[str]) -> None:
    (found,) = auditor.told("search", resident_id=residents[1], kinds=["search"])["entries"]
    entry = log.entries[0]
    numbers = {residents[0]: "003-00001-1", residents[1]: "003-00002-1"}
    assert found == {
        **{name: entry[name] for name in ("number", "at", "actor", "what", "kind", "criterion")},
        **{name: entry[name] for name in ("reason", "site_id", "hash")},
        "device_id": log.desk.id,
        "count": 2,
        "residents": [{"id": one, "number": numbers[one]} for one in reversed(residents)],
    }


def test_pages_follow_each_other_and_miss_nothing(log: AccessLog, auditor: Asker) -> None:
    for _ in range(5):
        log.add(new_id())
    log.hand_over()
    found: list[int] = []
    after: Json = {}
    while True:
        page = auditor.told("search", device_id=log.desk.id, limit=2, **after)
        found += [entry["number"] for entry in page["entries"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert sorted(found) == list(range(1, 10))
    assert len(found) == 9
    for wrong in ("x", "2026-02-30T00:00:00Z " + new_id() + " 1", f"{'2' * 20} {'x' * 36} 1"):
        answer = auditor.ask("search", after=wrong)
        assert error_of(answer) == (422, "invalid", {"field": "after"})
    answer = auditor.ask("search", since="2026-02-30T00:00:00Z")
    assert error_of(answer) == (422, "invalid", {"field": "since"})


def test_of_a_long_list_the_first_are_named_and_all_counted(desk: Desk, auditor: Asker) -> None:
    log = AccessLog(desk)
    many = [new_id() for _ in range(SHOWN_PEOPLE + 30)]
    log.add(*many, what="see_residents")
    log.hand_over()
    (entry,) = auditor.told("search", resident_id=many[-1])["entries"]
    assert (entry["count"], len(entry["residents"])) == (len(many), SHOWN_PEOPLE)
    assert [one["id"] for one in entry["residents"][:2]] == [many[-1], many[0]]


def test_whoever_reads_the_log_stands_in_it(
    log: AccessLog, auditor: Asker, auditor_id: str, residents: list[str]
) -> None:
    for _ in range(3):
        auditor.told("search", resident_id=residents[0], kinds=["read"])
    auditor.told("extract", resident_id=residents[0])
    read = auditor.told("search", device_id=STORE_DEVICE)["entries"]
    assert [(e["actor"], e["what"], e["kind"], e["criterion"], e["count"]) for e in read] == [
        (auditor_id, "extract_access", "export", None, 1),
        (auditor_id, "see_access_log", "search", "kind=read", 1),
    ]
    chains = {chain["device_id"]: chain for chain in auditor.told("chains")["chains"]}
    assert (chains[STORE_DEVICE]["entries"], chains[STORE_DEVICE]["problem"]) == (3, None)
    assert chains[log.desk.id]["unbroken_since"] == "2026-11-20T11:30:00Z"


def test_extract_has_days_and_purposes_and_no_other_name(
    log: AccessLog, auditor: Asker, residents: list[str], site: House
) -> None:
    answer = auditor.ask("extract", resident_id=residents[0])
    place = site.site_id
    assert answer.json() == {
        "resident": {
            "id": residents[0],
            "number": "003-00001-1",
            "name": "Oksana Kovalenko",
            "languages": ["uk"],
            "site_id": place,
        },
        "since": "2026-11-20",
        "days": [
            {"day": "2026-11-20", "what": what, "kind": kind, "site_id": place, "times": 1}
            for what, kind in (("open_file", "read"), ("search_people", "search"))
        ]
        + [
            {"day": "2026-11-22", "what": "open_file", "kind": "read", "site_id": place, "times": 1}
        ],
    }
    for secret in (log.desk.actor, residents[1], "Anna", "Шевченко"):
        assert secret not in answer.text
    answer = auditor.ask("extract", resident_id=new_id())
    assert error_of(answer) == (404, "unknown_resident", {})


def test_records_of_one_person_are_asked_about_as_one(
    log: AccessLog, auditor: Asker, desk: Desk, residents: list[str]
) -> None:
    oksana, halyna = residents
    desk.do(
        desk.insert(
            "merge_record",
            kept_id=oksana,
            gone_id=halyna,
            merged_at="2026-11-23T12:00:00Z",
            merged_by=desk.actor,
            before={},
        ),
        action="merge_residents",
    )
    for record in residents:
        assert auditor.numbers(resident_id=record) == [4, 3, 2, 1]
        told = auditor.told("extract", resident_id=record)
        assert told["resident"]["number"] == "003-00001-1"
        of_auditors = ("see_access_log", "extract_access")
        days = [(day["what"], day["times"]) for day in told["days"]]
        assert [day for day in days if day[0] not in of_auditors] == [
            ("open_file", 1),
            ("search_people", 1),
            ("change_resident", 1),
            ("open_file", 1),
        ]


def test_what_was_typed_about_a_resident_can_be_forgotten_and_the_chain_holds(
    desk: Desk, auditor: Asker, residents: list[str], store: Store
) -> None:
    oksana, halyna = residents
    log = AccessLog(desk)
    log.add(oksana, what="see_residents", criterion="floor 2")
    log.add(what="search_people", kind="search", criterion="kovalenko 100%")
    log.add(halyna, what="search_people", kind="search", criterion="bondar")
    log.add(halyna, what="search_people", kind="search", criterion="100 kroner")
    log.add(halyna, what="open_protected", kind="open_protected", reason="KOVALENKOS søster")
    log.add(halyna, what="open_protected", kind="open_protected", reason="Lægen")
    log.hand_over()
    check_id = draw(auditor).json()["id"]
    for entry, note in zip(
        auditor.told("samples/read", id=check_id)["entries"], ["Spurgte Kovalenko"], strict=False
    ):
        place = {name: entry[name] for name in ("subject", "device_id", "number")}
        auditor.told("samples/review", id=check_id, note=note, **place)
    with store.connection() as conn, conn.transaction():
        oksana_is_named_in = Traits(names={"Kovalenko"}).are_in
        assert forget_typed(conn, oksana, oksana_is_named_in) == 4
    kept = auditor.told("search", device_id=desk.id)["entries"]
    assert [(entry["criterion"], entry["reason"]) for entry in reversed(kept)] == [
        *[(None, None)] * 2,
        *[("bondar", None), ("100 kroner", None)],
        *[(None, None), (None, "Lægen")],
    ]
    (entry,) = auditor.told("samples/read", id=check_id)["entries"]
    assert (entry["note"], entry["reviewed_at"] is not None) == (None, True)
    with store.connection() as conn:
        assert follow(conn, desk.id, whole=True).problem is None
    assert log.hand_over() == 6


def test_lead_gets_extracts_of_the_own_site_and_nothing_else(
    log: AccessLog, store: Store, residents: list[str], site: House
) -> None:
    with store.connection() as conn:
        elsewhere = add_site(conn, "Ottiliahus", "centre", False)
        lead = add_user(conn, "Lene", "lead", [site.site_id], PASSWORD)
        other = add_user(conn, "Lars", "lead", [site.site_id, elsewhere], PASSWORD)
        code = make_code(conn, [f"site:{elsewhere}"], 5)
    away = Desk.enrol(log.desk.client, code, actor=other, site_id=elsewhere)
    stranger = away.resident()
    away.do(stranger)
    asker = sign_in(log.desk, lead)
    assert asker.told("extract", resident_id=residents[0])["days"]
    for resident in (stranger["id"], new_id()):
        assert error_of(asker.ask("extract", resident_id=resident)) == (403, "not_allowed", {})
    for name in set(CALLS) - {"extract"}:
        assert error_of(asker.ask(name, **_body(name)))[1] == "not_allowed"
    both = sign_in(away, other)
    assert both.told("extract", resident_id=stranger["id"])["days"] == []
    assert both.told("extract", resident_id=residents[0])["days"]


def _body(name: str) -> Json:
    moment = {"since": "2026-11-20T00:00:00Z", "until": "2026-11-23T00:00:00Z"}
    entry = {"subject": new_id(), "device_id": new_id(), "number": 1}
    bodies: dict[str, Json] = {
        "extract": {"resident_id": new_id()},
        "samples/draw": {**moment, "per": "colleague", "size": 1},
        "samples/read": {"id": new_id()},
        "samples/review": {"id": new_id(), **entry},
    }
    return bodies.get(name, {})


def test_other_roles_get_nothing(desk: Desk, site: House) -> None:
    for role in ("host", "coordinator", "liaison", "admin"):
        with site.store.connection() as conn:
            user_id = add_user(conn, f"Nanna {role}", role, [site.site_id], PASSWORD)
        asker = sign_in(desk, user_id)
        for name in CALLS:
            assert error_of(asker.ask(name, **_body(name))) == (403, "not_allowed", {})


def test_session_must_be_of_this_device_and_its_owner_still_allowed(
    desk: Desk, other: Desk, auditor: Asker, auditor_id: str, store: Store
) -> None:
    elsewhere = Asker(other, auditor.session)
    unknown = Asker(desk, "of-nobody")
    for asker in (elsewhere, unknown):
        for name in CALLS:
            assert error_of(asker.ask(name, **_body(name))) == (403, "session_ended", {})
    answer = desk.client.post("/v1/access/search", json={"session": auditor.session})
    assert error_of(answer)[:2] == (401, "unauthorized")
    assert auditor.ask("search").status_code == 200
    with store.connection() as conn:
        disable_user(conn, auditor_id)
    assert error_of(auditor.ask("search")) == (403, "session_ended", {})


def test_question_that_is_none_names_the_field(auditor: Asker) -> None:
    for body, field in (
        ({"limit": 501}, "limit"),
        ({"kinds": ["peek"]}, "kinds.0"),
        ({"resident_id": "Oksana"}, "resident_id"),
        ({"order": "by name"}, "order"),
    ):
        assert error_of(auditor.ask("search", **body)) == (422, "invalid", {"field": field})


def draw(auditor: Asker, **body: Any) -> httpx2.Response:
    wanted = {**_body("samples/draw"), **body}
    return auditor.ask("samples/draw", **wanted)


def test_sample_has_at_most_so_many_of_each_colleague(
    log: AccessLog, auditor: Asker, auditor_id: str
) -> None:
    assert error_of(draw(auditor, until="2026-11-20T00:00:00Z"))[1] == "nothing_to_draw"
    check_id = draw(auditor, size=2).json()["id"]
    drawn = auditor.told("samples/read", id=check_id)["entries"]
    by: dict[str, int] = {}
    for entry in drawn:
        assert entry["subject"] == entry["actor"]
        by[entry["subject"]] = by.get(entry["subject"], 0) + 1
    assert by[log.desk.actor] == 2
    assert sorted(by.values()) == [1, 2]
    (kept,) = auditor.told("samples")["samples"]
    assert (kept["id"], kept["made_by"], kept["entries"], kept["reviewed"]) == (
        *(check_id, auditor_id, 3, 0),
    )


def test_sample_per_resident_has_each_of_them(
    log: AccessLog, auditor: Asker, residents: list[str]
) -> None:
    check_id = draw(auditor, per="resident", size=1).json()["id"]
    drawn = auditor.told("samples/read", id=check_id)["entries"]
    assert sorted(entry["subject"] for entry in drawn) == sorted(residents)
    for entry in drawn:
        assert entry["subject"] in [one["id"] for one in entry["residents"]]


def test_every_entry_can_be_drawn(log: AccessLog, auditor: Asker, residents: list[str]) -> None:
    """Of three entries about her, sixty samples of one leave none out (chance: 1 in 10^10)."""
    found = set()
    for _ in range(60):
        check_id = draw(auditor, per="resident", size=1).json()["id"]
        drawn = auditor.told("samples/read", id=check_id)["entries"]
        found |= {entry["number"] for entry in drawn if entry["subject"] == residents[0]}
    assert found == {1, 2, 4}


def test_sample_too_large_to_look_at_is_not_drawn(desk: Desk, auditor: Asker) -> None:
    log = AccessLog(desk)
    log.add(*(new_id() for _ in range(1001)), what="see_residents")
    log.hand_over()
    assert error_of(draw(auditor, per="resident")) == (413, "too_large", {"limit": 1000})
    assert auditor.told("samples") == {"samples": []}


def test_entry_is_reviewed_once_and_the_note_is_kept(
    log: AccessLog, auditor: Asker, auditor_id: str, store: Store
) -> None:
    with store.connection() as conn:
        second = add_user(conn, "Ulrik", "auditor", [], PASSWORD)
    check_id = draw(auditor).json()["id"]
    entry = auditor.told("samples/read", id=check_id)["entries"][0]
    place = {name: entry[name] for name in ("subject", "device_id", "number")}
    told = auditor.told("samples/review", id=check_id, note="Vagt den dag", **place)
    assert (told["reviewed_by"], told["note"]) == (auditor_id, "Vagt den dag")
    assert auditor.told("samples/review", id=check_id, note="Vagt den dag", **place) == told
    for asker, note in ((auditor, "noget andet"), (sign_in(log.desk, second), "Vagt den dag")):
        answer = asker.ask("samples/review", id=check_id, note=note, **place)
        assert error_of(answer) == (409, "already_reviewed", {})
    found = auditor.told("samples/read", id=check_id)["entries"]
    assert [(e["reviewed_at"], e["note"]) for e in found if e["note"]] == [
        (told["reviewed_at"], "Vagt den dag")
    ]
    assert auditor.told("samples")["samples"][0]["reviewed"] == 1
    answer = auditor.ask("samples/review", id=check_id, **{**place, "number": 99})
    assert error_of(answer) == (404, "unknown_sample", {})
