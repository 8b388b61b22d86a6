"""The made-up city holds together, and everything in it could have been done by its people."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from central.values import checked
from demo.city import City, Row
from demo.history import BUILT_IN_ADMIN, make_city
from demo.ops import city_ops, org_ops, pushes, site_ops
from desktop.models.base import instant_from
from desktop.models.roles import ACTIONS, EVERYWHERE, may_write
from desktop.models.sealing import new_key, unseal
from desktop.models.sites import Role
from desktop.services.numbers import number
from desktop.sync.protocol import MAX_OPS, Op, tables

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 10, 45, tzinfo=UTC)
KEY = new_key()
SMALL = (60, 3)
FULL = (3500, None)
HAPPENED = (
    "done_at",
    "served_at",
    "handed_at",
    "moved_at",
    "happened_at",
    "reported_at",
    "taken_at",
    "arrived_on",
    "last_contact_on",
    "day",
)
WELL_FORMED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def small(today: date = TODAY, now: datetime = NOW, seed: int = 1) -> City:
    return make_city(seed, today, now, *SMALL, number=number)


@pytest.fixture(scope="module", params=[SMALL, FULL], ids=["small", "full"])
def city(request: pytest.FixtureRequest) -> City:
    return make_city(1, TODAY, NOW, *request.param, number=number, sealed_key=KEY)


def by_id(city: City, table: str) -> dict[str, Row]:
    return {row["id"]: row for row in city.table(table)}


def site_named(city: City, name: str) -> Row:
    return next(site for site in city.table("site") if site["name"] == name)


def test_every_value_may_stand_on_the_wire(city: City) -> None:
    seen: set[str] = set()
    for table, rows in city.rows.items():
        known = tables()[table].fields
        for row in rows:
            assert WELL_FORMED.fullmatch(row["id"])
            assert row["id"] not in seen
            seen.add(row["id"])
            for name, value in row.items():
                if name != "id":
                    assert checked(known[name], value) == value
            required = {name for name, field in known.items() if field.default is ...}
            assert required <= row.keys()


def test_ops_build_only_on_what_was_there(city: City) -> None:
    ops = list(city_ops(city, kit_types=True))
    known: dict[str, dict[str, Row]] = {"user": {BUILT_IN_ADMIN: {}}}
    before = ""
    for seq, op in enumerate(ops, 1):
        assert Op.model_validate(op).device_seq == seq
        if op["changes"][0]["scope"] != "org":
            assert op["at"] >= before
            before = op["at"]
        for change in op["changes"]:
            rows = known.setdefault(change["table"], {})
            if change["kind"] == "insert":
                assert change["id"] not in rows
                rows[change["id"]] = dict(change["fields"])
            else:
                held = rows[change["id"]]
                fields = tables()[change["table"]].fields
                for name, value in change["was"].items():
                    assert held.get(name, fields[name].default) == value
                held.update(change["fields"])
            for name, value in change["fields"].items():
                field = tables()[change["table"]].fields[name]
                if field.references and value is not None:
                    assert value in known[field.references]
                if isinstance(value, str):
                    assert unicodedata.is_normalized("NFC", value)
    for table, rows in city.rows.items():
        assert known[table].keys() >= {row["id"] for row in rows}


def test_ops_leave_the_rows_as_the_city_holds_them(city: City) -> None:
    held: dict[tuple[str, str], Row] = {}
    for op in city_ops(city):
        for change in op["changes"]:
            held.setdefault((change["table"], change["id"]), {}).update(change["fields"])
    for table, rows in city.rows.items():
        if table == "kit_type":
            continue
        fields = tables()[table].fields
        for row in rows:
            told = held[table, row["id"]]
            for name, value in row.items():
                if name != "id":
                    assert told.get(name, fields[name].default) == value


def test_everybody_may_do_what_they_did(city: City) -> None:
    users = by_id(city, "user")
    works_at = {(row["user_id"], row["site_id"]) for row in city.table("user_site")}
    for op in site_ops(city):
        role = Role(users[op["actor"]]["role"])
        assert op["action"] in ACTIONS
        for change in op["changes"]:
            assert may_write(role, op["action"], change["table"])
            site_id = change["scope"].removeprefix("site:")
            assert change["fields"].get("site_id", site_id) == site_id
            assert role in EVERYWHERE or (op["actor"], site_id) in works_at
    assert all(op["actor"] == BUILT_IN_ADMIN for op in org_ops(city))


def test_a_push_takes_each_batch(city: City) -> None:
    ops = list(city_ops(city))
    batches = list(pushes(ops))
    assert [op for batch in batches for op in batch] == ops
    assert all(len(batch) <= MAX_OPS for batch in batches)


def test_nothing_has_happened_later_than_now(city: City) -> None:
    now, today = "2026-11-20T10:45:00Z", TODAY.isoformat()
    assert all(op["at"] <= now for op in city_ops(city))
    for rows in city.rows.values():
        for row in rows:
            for name in HAPPENED:
                if name in row:
                    assert row[name] <= (now if name.endswith("_at") else today)
    for stay in city.table("stay"):
        assert stay.get("kind") == "reserved" or stay["starts_on"] <= today


def overlaps(stays: list[Row]) -> Iterator[tuple[Row, Row]]:
    ordered = sorted(stays, key=lambda stay: stay["starts_on"])
    for place, stay in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if stay.get("ends_on", "9999") > other["starts_on"]:
                yield stay, other


@pytest.mark.parametrize("claim", ["bed_id", "resident_id"])
def test_no_confirmed_stays_overlap(city: City, claim: str) -> None:
    held: dict[str, list[Row]] = {}
    for stay in city.table("stay"):
        held.setdefault(stay[claim], []).append(stay)
    assert not [pair for stays in held.values() for pair in overlaps(stays)]
    assert all(s.get("ends_on", "9999") > s["starts_on"] for s in city.table("stay"))


def test_everyone_has_a_bed_at_their_site_and_some_are_free(city: City) -> None:
    beds, residents = by_id(city, "bed"), by_id(city, "resident")
    lodged = {r["id"] for r in residents.values() if r["status"] in ("resident", "away")}
    actual = [s for s in city.table("stay") if "kind" not in s and "ends_on" not in s]
    assert {stay["resident_id"] for stay in actual} == lodged
    for stay in city.table("stay"):
        assert beds[stay["bed_id"]]["site_id"] == residents[stay["resident_id"]]["site_id"]
    if len(lodged) == 3500:
        assert 0.04 <= len(beds) / 3500 - 1 <= 0.06
        assert site_named(city, "Sjællandsgade")["capacity"] == 450
    counted = Counter(bed["site_id"] for bed in beds.values())
    assert all(counted[site["id"]] == site["capacity"] for site in city.table("site"))


def test_rooms_keep_their_gender_rule(city: City) -> None:
    beds, rooms = by_id(city, "bed"), by_id(city, "room")
    residents = by_id(city, "resident")
    for stay in city.table("stay"):
        rule = rooms[beds[stay["bed_id"]]["room_id"]].get("gender_rule")
        if rule:
            sex = residents[stay["resident_id"]]["sex"]
            assert (rule, sex) in {("women", "female"), ("men", "male")}


def test_numbers_are_unique(city: City) -> None:
    for table in ("resident", "incident"):
        numbers = [row["number"] for row in city.table(table)]
        assert len(set(numbers)) == len(numbers)
        assert numbers[0] == number(900, 1)
    places = [(r["site_id"], r.get("building"), r["number"]) for r in city.table("room")]
    assert len(set(places)) == len(places)


def assert_oksana(city: City, today: date) -> None:
    expected = [r for r in city.table("resident") if r["status"] == "expected"]
    (oksana,) = [r for r in expected if r["surname_cyrillic"] == "Шевченко"]
    site = site_named(city, "Sjællandsgade")
    at = instant_from(oksana["expected_at"]).astimezone(ZoneInfo("Europe/Copenhagen"))
    born = date.fromisoformat(oksana["birth_date"])
    assert (oksana["surname"], oksana["given_names"]) == ("Shevchenko", "Oksana")
    assert (oksana["sex"], oksana["languages"]) == ("female", ["uk", "ru"])
    assert (at.date(), at.strftime("%H:%M")) == (today, "10:30")
    assert today.year - born.year - ((today.month, today.day) < (born.month, born.day)) == 34
    assert oksana["site_id"] == site["id"]
    assert oksana["legal_group"] == "special_act"
    assert not {"instruction", "allergies", "diet", "pets"} & oksana.keys()
    assert not [s for s in city.table("stay") if s["resident_id"] == oksana["id"]]
    assert_room_mate(city, site, today)
    assert len([r for r in expected if r["expected_at"][:10] == today.isoformat()]) >= 5


def assert_room_mate(city: City, site: Row, today: date) -> None:
    beds, residents = by_id(city, "bed"), by_id(city, "resident")
    holder = {s["bed_id"]: s["resident_id"] for s in city.table("stay") if "ends_on" not in s}
    found = []
    for room in city.table("room"):
        if room["site_id"] != site["id"] or room.get("gender_rule") != "women":
            continue
        inside = [bed for bed in beds.values() if bed["room_id"] == room["id"]]
        mates = [residents[holder[bed["id"]]] for bed in inside if bed["id"] in holder]
        if len(inside) == 2 and len(mates) == 1:
            born = date.fromisoformat(mates[0]["birth_date"])
            age = (today - born).days / 365.25
            found.append(30 <= age < 39 and mates[0]["legal_group"] == "special_act")
    assert any(found)


def test_oksana_is_expected_and_has_a_room_mate(city: City) -> None:
    assert_oksana(city, TODAY)


@pytest.mark.parametrize("days", range(14))
def test_any_day_will_do(days: int) -> None:
    today = TODAY + timedelta(days=days)
    now = datetime(today.year, today.month, today.day, 4, 30, tzinfo=UTC)
    made = small(today, now, seed=days)
    assert_oksana(made, today)
    assert made.table("meal_serving")
    list(city_ops(made))


def test_no_bed_is_given_twice_in_the_order_of_things_and_midnight_will_do() -> None:
    now = datetime(2026, 11, 25, 23, 2, tzinfo=UTC)  # in Copenhagen the next day has begun
    for days in (0, 2):
        later = now + timedelta(days=days)
        made = make_city(2026, later.date() + timedelta(days=1), later, *FULL)
        stays: dict[str, Row] = {}
        in_bed: dict[str, dict[str, Row]] = {}
        for op in site_ops(made):
            for change in (c for c in op["changes"] if c["table"] == "stay"):
                row = stays.setdefault(change["id"], {})
                row.update(change["fields"])
                others = in_bed.setdefault(row["bed_id"], {})
                others[change["id"]] = row
                assert not any(_overlap(row, other) for other in others.values())


def _overlap(one: Row, other: Row) -> bool:
    if one is other:
        return False
    begins = max(one["starts_on"], other["starts_on"])
    return bool(begins < min(one.get("ends_on", "9999"), other.get("ends_on", "9999")))


def test_the_expected_of_the_week(city: City) -> None:
    expected = [r for r in city.table("resident") if r["status"] == "expected"]
    if len(city.table("site")) == 22:
        assert 20 <= len(expected) <= 40
    days = {r["expected_at"][:10] for r in expected}
    assert (TODAY + timedelta(days=1)).isoformat() in days
    with_cat = next(r for r in expected if "Kat" in r.get("pets", ""))
    assert sum(r["household_id"] == with_cat["household_id"] for r in expected) == 3


def test_arrivals_of_a_week_are_as_many_as_the_seed_says() -> None:
    made = make_city(1, TODAY, NOW, *FULL)
    monday = TODAY - timedelta(days=TODAY.weekday())
    came = [
        date.fromisoformat(r["arrived_on"]) for r in made.table("resident") if "arrived_on" in r
    ]
    for week in range(1, 8):
        first = monday - timedelta(weeks=week)
        assert 20 <= sum(first <= day < first + timedelta(7) for day in came) <= 50


def test_today_shows_what_check_ins_miss(city: City) -> None:
    site = site_named(city, "Sjællandsgade")
    done: dict[str, set[str]] = {}
    for step in city.table("check_in_step"):
        done.setdefault(step["resident_id"], set()).add(step["kind"])
    missing: Counter[str] = Counter()
    since = (TODAY - timedelta(days=7)).isoformat()
    for resident in city.table("resident"):
        if resident["site_id"] == site["id"] and resident.get("arrived_on", "") >= since:
            gaps = {"identity", "bed", "lease", "house_rules", "kit", "meals"} - done[
                resident["id"]
            ]
            missing.update(gaps)
    assert missing["lease"] >= 2
    assert missing["kit"] >= 2
    assert not missing["identity"]


def test_stock_is_never_negative_and_one_kit_runs_out(city: City) -> None:
    stock: Counter[tuple[str, str]] = Counter()
    for row in sorted(city.table("stock_movement"), key=lambda row: row["moved_at"]):
        shelf = (row["site_id"], row["kit_type_id"])
        stock[shelf] += row["quantity"]
        assert stock[shelf] >= 0
    low = [shelf for shelf, left in stock.items() if left <= 5]
    assert [site_id for site_id, _ in low] == [site_named(city, "Sjællandsgade")["id"]]


def test_meals_go_to_those_entitled_and_once(city: City) -> None:
    entitled = {row["resident_id"]: row for row in city.table("meal_entitlement")}
    reception = {site["id"] for site in city.table("site") if site["reception"]}
    seen = set()
    for row in city.table("meal_serving"):
        days = entitled[row["resident_id"]]
        assert days["starts_on"] <= row["day"] < days.get("ends_on", "9999")
        assert row["site_id"] in reception
        key = (row["resident_id"], row["day"], row["meal"])
        assert key not in seen
        seen.add(key)
    today = Counter(r["meal"] for r in city.table("meal_serving") if r["day"] == str(TODAY))
    assert today["breakfast"]
    assert not today["dinner"]


def test_the_people_of_the_demo_work_at_the_site(city: City) -> None:
    users = {user["name"]: user for user in city.table("user")}
    site_id = site_named(city, "Sjællandsgade")["id"]
    works_at = {(row["user_id"], row["site_id"]) for row in city.table("user_site")}
    for name, role in (("Mette Holm", "host"), ("Jonas Friis", "lead")):
        assert users[name]["role"] == role
        assert (users[name]["id"], site_id) in works_at
    roles = Counter(user["role"] for user in city.table("user"))
    assert (roles["coordinator"], roles["liaison"], roles["admin"], roles["auditor"]) == (
        2,
        2,
        1,
        1,
    )


def test_what_is_confidential_opens_with_the_key_and_reads_as_nothing_without(city: City) -> None:
    reasons = set()
    for table in ("support_need", "restricted_incident", "conflict_pair"):
        assert city.table(table)
        for row in city.table(table):
            content = unseal(KEY, row["sealed"], table, row["id"], "sealed")
            reasons |= {content.get("reason", "")}
    told = repr(city.rows)
    assert len(reasons - {""}) >= 2
    assert [reason for reason in reasons if reason and reason in told] == []


def test_one_file_is_protected_and_a_host_has_opened_it_today(city: City) -> None:
    (resident,) = [row for row in city.table("resident") if row.get("protected")]
    main = site_named(city, "Sjællandsgade")["id"]
    assert resident["site_id"] == main
    (opened,) = [row for row in city.table("protected_opening") if "seen_at" not in row]
    assert opened["resident_id"] == resident["id"]
    assert opened["opened_at"] <= NOW.isoformat() < opened["ends_at"]


def test_a_city_without_the_key_holds_nothing_confidential() -> None:
    tables = {"support_need", "restricted_incident", "conflict_pair", "protected_opening"}
    assert not tables & small().rows.keys()


def test_more_happens_where_those_with_difficulties_live() -> None:
    made = make_city(1, TODAY, NOW, *FULL)
    at: Counter[str] = Counter(row["site_id"] for row in made.table("incident"))
    assert 130 <= at.total() <= 160
    special = [site_named(made, name) for name in ("Lygten", "Refshalevej")]
    assert all(at[site["id"]] / site["capacity"] > 0.15 for site in special)
    assert at[site_named(made, "Sjællandsgade")["id"]] / 450 < 0.1


def test_the_same_seed_makes_the_same_city() -> None:
    assert list(city_ops(small())) == list(city_ops(small()))
    assert small().rows != small(seed=2).rows


def test_sites_may_have_their_ids_already() -> None:
    known = "00000000-0000-7000-8000-00000000abcd"
    made = make_city(1, TODAY, NOW, *SMALL, site_ids={"Sjællandsgade": known})
    assert site_named(made, "Sjællandsgade")["id"] == known
    scopes: set[Any] = {change["scope"] for op in site_ops(made) for change in op["changes"]}
    assert f"site:{known}" in scopes
