"""How every public method of every service is called in the made-up house, and what it asks for.

A service that is new, or has a new method, has to be named here: the tests find it by looking.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from desktop.models.base import new_id
from desktop.models.incidents import (
    Incident,
    IncidentCategory,
    IncidentPart,
    IncidentPerson,
    IncidentPlace,
    MeasureKind,
)
from desktop.models.kits import KitAudience, KitHandout
from desktop.models.meals import Meal, MealServing
from desktop.models.merges import MergeRecord, NotSame
from desktop.models.residents import Language, Resident, ResidentStatus
from desktop.models.roles import DESK, EVERYBODY, LEADS
from desktop.models.sites import Role
from desktop.services.check_in import CheckIns
from desktop.services.duplicates import Described, Duplicates, Merging, Receiving, described
from desktop.services.duplicates.pair import RecordPair
from desktop.services.incidents import Incidents, Report
from desktop.services.kits import Kits
from desktop.services.marks import Marks
from desktop.services.meals import Meals
from desktop.services.needs_you import NeedsYou
from desktop.services.preferences import Preferences
from desktop.services.residents import Residents, details_of
from desktop.services.rooms import Rooms
from desktop.services.search import Search
from desktop.services.seen import saw
from desktop.services.sending import Sending
from desktop.services.today import Today
from desktop.services.who_may import rule_of
from desktop.services.workplace import Workplace
from tests.house import NOON, TODAY, House, add_resident
from tests.inbox import change_resident, lay_conflict, lay_contested, refuse


@dataclass
class Stage:
    """A house in which everything can be done once, and the ids that calls need."""

    house: House
    ids: dict[str, str] = field(default_factory=dict)
    pair: RecordPair | None = None

    def resident(self, name: str) -> str:
        return self.house.residents[name]


def make_stage(house: House) -> Stage:
    """Lays down what calls work on."""
    stage = Stage(house)
    host, iryna = house.users[Role.HOST], house.residents["Iryna"]
    incident = Incident(
        site_id=house.site_id,
        number="003-00001-0",
        happened_at=NOON,
        reported_at=NOON,
        reported_by=host,
        place=IncidentPlace.KITCHEN,
        category=IncidentCategory.NOISE,
        severity=2,
        facts="Høj musik.",
    )
    kit = house.kit_types[KitAudience.ADULT]
    rows = {
        "incident": incident,
        "handout": KitHandout(
            site_id=house.site_id,
            kit_type_id=kit,
            resident_id=iryna,
            items=[],
            handed_at=NOON,
            handed_by=host,
        ),
        "serving": MealServing(
            site_id=house.site_id,
            resident_id=iryna,
            meal=Meal.LUNCH,
            day=TODAY,
            served_at=NOON,
            served_by=host,
            desk_name="Desk 1",
        ),
    }
    house.lay_down(*rows.values())
    house.lay_down(
        IncidentPerson(site_id=house.site_id, incident_id=incident.id, resident_id=iryna)
    )
    stage.ids = {name: row.id for name, row in rows.items()}
    _lay_records(stage)
    stage.ids["conflict"] = lay_conflict(house, "Halyna", "phone", {"phone": "1"}, {"phone": "2"})
    stage.ids["contested"] = lay_contested(house)
    stage.ids["refused"] = change_resident(house, "Petro", email="p@example.org")
    refuse(house, stage.ids["refused"])
    pair = stage.resident("Oksana"), stage.resident("Halyna")
    stage.pair = Merging(house.workplace()).pair(*pair)
    return stage


def _lay_records(stage: Stage) -> None:
    """One who is said not to be another, one who was merged, one who has moved out."""
    house, host = stage.house, stage.house.users[Role.HOST]
    iryna, petro = stage.resident("Iryna"), stage.resident("Petro")
    merged = add_resident(house, "Irina", "", "", "Bondar", born=date(1988, 3, 1), merged=True)
    gone = {"status": ResidentStatus.MOVED_OUT, "moved_out_on": TODAY - timedelta(days=30)}
    left = add_resident(house, "Zoya", "", "", "Left", born=date(1960, 3, 1), **gone)
    apart = NotSame(
        site_id=house.site_id, resident_id=iryna, other_id=petro, said_at=NOON, said_by=host
    )
    merge = MergeRecord(
        site_id=house.site_id,
        kept_id=iryna,
        gone_id=merged,
        merged_at=NOON,
        merged_by=host,
        before={iryna: {}, merged: {}},
    )
    house.lay_down(apart, merge)
    stage.ids |= {"apart": apart.id, "merged": merged, "moved_out": left}


@dataclass(frozen=True)
class Call:
    """``asks`` names the rule that lets it through; ``roles`` stands beside it where the method
    lets through fewer. ``logs`` are the entries it leaves, by default its rule's if that is
    logged."""

    asks: str | None
    run: Callable[[Workplace, Stage], Any]
    roles: frozenset[Role] | None = None
    logs: tuple[str, ...] | None = None

    def allowed(self) -> frozenset[Role]:
        if self.roles is not None:
            return self.roles
        return rule_of(self.asks).roles if self.asks else EVERYBODY

    def logged(self) -> tuple[str, ...]:
        if self.logs is not None:
            return self.logs
        return (self.asks,) if self.asks and rule_of(self.asks).access else ()


def report(stage: Stage) -> Report:
    return Report(
        happened_at=NOON - timedelta(minutes=20),
        place=IncidentPlace.KITCHEN,
        category=IncidentCategory.NOISE,
        severity=2,
        facts="Høj musik i køkkenet.",
        people=((stage.resident("Petro"), IncidentPart.INVOLVED),),
    )


def _details(stage: Stage, name: str, **changes: Any) -> Any:
    with stage.house.store.read() as session:
        resident = session.get(Resident, stage.resident(name))
        assert resident is not None
        return replace(details_of(resident), **changes)


def _open(workplace: Workplace, stage: Stage) -> None:
    with workplace.read("open_file") as session:
        saw(session, [stage.resident("Petro")])


def _write(workplace: Workplace, stage: Stage) -> None:
    with workplace.op("change_resident") as session:
        resident = session.get(Resident, stage.resident("Petro"))
        assert resident is not None
        resident.phone = str(len(resident.phone or "") + 1) * 8


def _keep(workplace: Workplace, _stage: Stage) -> None:
    with workplace.own("keep_own") as connection:
        connection.execute(sa.text("SELECT 1"))


def _described(stage: Stage, name: str) -> Described:
    return described(_details(stage, name))


def _merge(workplace: Workplace, stage: Stage) -> None:
    assert stage.pair is not None
    Merging(workplace).merge(stage.pair, {})


_TODAYS = ("see_check_ins", "see_duplicates", "see_incidents", "see_needs")

CALLS: dict[str, Call] = {
    "CheckIns.arrivals": Call("see_check_ins", lambda w, _: CheckIns(w).arrivals()),
    "CheckIns.arriving_today": Call("see_check_ins", lambda w, _: CheckIns(w).arriving_today()),
    "CheckIns.unfinished": Call("see_check_ins", lambda w, _: CheckIns(w).unfinished()),
    "CheckIns.steps": Call("see_marks", lambda w, s: CheckIns(w).steps(s.resident("Iryna"))),
    "CheckIns.household": Call(
        "open_check_in", lambda w, s: CheckIns(w).household(s.resident("Iryna"))
    ),
    "CheckIns.confirm_identity": Call(
        "check_in",
        lambda w, s: CheckIns(w).confirm_identity(s.resident("Oksana"), _details(s, "Oksana")),
    ),
    "CheckIns.assign_bed": Call(
        "check_in",
        lambda w, s: CheckIns(w).assign_bed(s.resident("Oksana"), s.house.beds["1.01 A"]),
    ),
    "CheckIns.sign_lease": Call(
        "check_in", lambda w, s: CheckIns(w).sign_lease([s.resident("Oksana")])
    ),
    "CheckIns.explain_rules": Call(
        "check_in",
        lambda w, s: CheckIns(w).explain_rules([s.resident("Oksana")], Language.UK),
    ),
    "CheckIns.start_meals": Call(
        "check_in", lambda w, s: CheckIns(w).start_meals([s.resident("Oksana")])
    ),
    "Duplicates.possible": Call(
        "find_duplicates", lambda w, s: Duplicates(w).possible(_described(s, "Oksana"))
    ),
    "Duplicates.possible_each": Call(
        "find_duplicates", lambda w, s: Duplicates(w).possible_each([_described(s, "Oksana")])
    ),
    "Duplicates.pairs": Call("see_duplicates", lambda w, _: Duplicates(w).pairs()),
    "Duplicates.tell_apart": Call(
        "tell_apart",
        lambda w, s: Duplicates(w).tell_apart(s.resident("Petro"), [s.resident("Oksana")]),
    ),
    "Duplicates.take_back": Call(
        "tell_apart", lambda w, s: Duplicates(w).take_back(s.ids["apart"])
    ),
    "Merging.pair": Call(
        "compare_records",
        lambda w, s: Merging(w).pair(s.resident("Oksana"), s.resident("Halyna")),
    ),
    "Merging.of": Call("compare_records", lambda w, s: Merging(w).of(s.resident("Iryna"))),
    "Merging.merge": Call("merge_residents", _merge),
    "Merging.undo": Call("undo_merge", lambda w, s: Merging(w).undo(s.ids["merged"])),
    "Receiving.again": Call("receive_again", lambda w, s: Receiving(w).again(s.ids["moved_out"])),
    "Incidents.now": Call(None, lambda w, _: Incidents(w).now()),
    "Incidents.list": Call("see_incidents", lambda w, _: Incidents(w).list()),
    "Incidents.file": Call("open_incident", lambda w, s: Incidents(w).file(s.ids["incident"])),
    "Incidents.log": Call("log_incident", lambda w, s: Incidents(w).log(report(s))),
    "Incidents.add_measure": Call(
        "propose_measure",
        lambda w, s: Incidents(w).add_measure(s.ids["incident"], MeasureKind.HEARING),
    ),
    "Incidents.close": Call("change_incident", lambda w, s: Incidents(w).close(s.ids["incident"])),
    "Incidents.save_draft": Call("keep_own", lambda w, _: Incidents(w).save_draft({"facts": "?"})),
    "Incidents.load_draft": Call("see_own_desk", lambda w, _: Incidents(w).load_draft()),
    "Incidents.drop_draft": Call("keep_own", lambda w, _: Incidents(w).drop_draft()),
    "Kits.shelves": Call("see_figures", lambda w, _: Kits(w).shelves()),
    "Kits.suggested": Call("see_figures", lambda w, s: Kits(w).suggested(s.resident("Petro"))),
    "Kits.handouts": Call("see_kits", lambda w, _: Kits(w).handouts()),
    "Kits.hand_out": Call(
        "hand_out_kit",
        lambda w, s: Kits(w).hand_out(s.resident("Petro"), [s.house.kit_types[KitAudience.ADULT]]),
    ),
    "Kits.take_back": Call("return_kit", lambda w, s: Kits(w).take_back(s.ids["handout"])),
    "Kits.deliver": Call(
        "move_stock", lambda w, s: Kits(w).deliver(s.house.kit_types[KitAudience.ADULT], 3)
    ),
    "Kits.count": Call(
        "move_stock",
        lambda w, s: Kits(w).count(s.house.kit_types[KitAudience.ADULT], 7, "Counted"),
    ),
    "Marks.of_residents": Call("see_marks", lambda w, _: Marks(w).of_residents()),
    "Meals.current": Call(None, lambda w, _: Meals(w).current()),
    "Meals.household": Call(
        "see_guests", lambda w, s: Meals(w).household(s.resident("Iryna"), TODAY, Meal.LUNCH)
    ),
    "Meals.not_collected": Call(
        "see_meals", lambda w, _: Meals(w).not_collected(TODAY, Meal.LUNCH)
    ),
    "Meals.portions": Call("see_figures", lambda w, _: Meals(w).portions(TODAY, Meal.LUNCH)),
    "Meals.serve": Call(
        "serve_meal", lambda w, s: Meals(w).serve([s.resident("Petro")], TODAY, Meal.LUNCH)
    ),
    "Meals.undo": Call("undo_serving", lambda w, s: Meals(w).undo([s.ids["serving"]])),
    "NeedsYou.needs": Call("see_needs", lambda w, _: NeedsYou(w).needs()),
    "NeedsYou.beds": Call("choose_bed", lambda w, s: NeedsYou(w).beds(s.ids["contested"])),
    "NeedsYou.decide_conflict": Call(
        "decide_conflict",
        lambda w, s: NeedsYou(w).decide_conflict(s.ids["conflict"], {"phone": "2"}),
        roles=LEADS,
    ),
    "NeedsYou.settle_contested": Call(
        "decide_conflict",
        lambda w, s: NeedsYou(w).settle_contested(s.ids["contested"], None),
        roles=LEADS,
    ),
    "NeedsYou.send_again": Call(
        "change_resident", lambda w, s: NeedsYou(w).send_again(s.ids["refused"])
    ),
    "NeedsYou.drop_refused": Call(
        "settle_refused",
        lambda w, s: NeedsYou(w).drop_refused(s.ids["refused"], "No longer true"),
        roles=DESK,
    ),
    "Preferences.get": Call("see_own_desk", lambda w, _: Preferences(w).get("theme")),
    "Preferences.choose": Call("keep_own", lambda w, _: Preferences(w).choose("theme", "dark")),
    "Residents.list": Call("see_residents", lambda w, _: Residents(w).list()),
    "Residents.file": Call("open_file", lambda w, s: Residents(w).file(s.resident("Halyna"))),
    "Residents.change": Call(
        "change_resident",
        lambda w, s: Residents(w).change(
            s.resident("Petro"), _details(s, "Petro", email=f"{new_id()}@example.org")
        ),
    ),
    "Rooms.today": Call(None, lambda w, _: Rooms(w).today()),
    "Rooms.board": Call("see_rooms", lambda w, _: Rooms(w).board(TODAY, 7)),
    "Rooms.occupancy": Call("see_figures", lambda w, _: Rooms(w).occupancy()),
    "Rooms.choices": Call("choose_bed", lambda w, s: Rooms(w).choices(s.resident("Oksana"))),
    "Search.prepare": Call(None, lambda w, _: Search(w).prepare()),
    "Search.people": Call("search_people", lambda w, _: Search(w).people("Bondar")),
    "Search.person": Call("find_person", lambda w, s: Search(w).person(s.resident("Petro"))),
    "Sending.outgoing": Call(
        "see_sending", lambda w, _: Sending(w).outgoing(), logs=("see_outgoing",)
    ),
    "Sending.can_work": Call("see_sending", lambda w, _: Sending(w).can_work()),
    "Today.overview": Call("see_figures", lambda w, _: Today(w).overview(), logs=_TODAYS),
    "Workplace.desk_number": Call("see_own_desk", lambda w, _: w.desk_number()),
    "Workplace.site": Call("see_own_desk", lambda w, _: w.site()),
    "Workplace.read": Call("open_file", _open),
    "Workplace.op": Call("change_resident", _write),
    "Workplace.own": Call("keep_own", _keep),
    "Workplace.note": Call(
        "open_file", lambda w, s: w.note("print", "open_file", [s.resident("Petro")])
    ),
    "Workplace.may": Call(None, lambda w, _: w.may("check_in")),
    "Workplace.may_see": Call(None, lambda w, _: w.may_see("open_file")),
    "Workplace.right": Call(None, lambda w, _: w.right("check_in")),
    "Workplace.now": Call(None, lambda w, _: w.now()),
    "Workplace.today": Call(None, lambda w, _: w.today()),
    "Workplace.settle": Call(None, lambda w, _: w.settle()),
    "Workplace.take_identity": Call(None, lambda w, s: w.take_identity(s.house.identity)),
}
