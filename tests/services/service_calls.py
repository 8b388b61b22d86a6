"""How every public method of every service is called in the made-up house, and what it asks for.

A service that is new, or has a new method, has to be named here: the tests find it by looking.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from desktop.models.base import new_id
from desktop.models.check_outs import CheckOutStepKind, LeavingReason
from desktop.models.housing import Stay
from desktop.models.incidents import (
    MeasureKind,
)
from desktop.models.kits import KitAudience
from desktop.models.meals import Meal
from desktop.models.residents import (
    HouseholdRole,
    Language,
    Resident,
    ResidentStatus,
    StepKind,
)
from desktop.models.roles import DESK, EVERYBODY, LEADS
from desktop.models.sites import Role
from desktop.services.arrivals.announced import Announced, Announcement, Coming
from desktop.services.arrivals.expected import Done, ExpectedArrivals
from desktop.services.arrivals.importing import ArrivalLists
from desktop.services.arrivals.list_rows import ListRow
from desktop.services.check_in import CheckIns
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_steps import Plan
from desktop.services.details import Details, details_of
from desktop.services.details_drafts import DetailsDrafts
from desktop.services.duplicates import Described, Duplicates, Merging, Receiving, described
from desktop.services.family_beds import FamilyBeds
from desktop.services.guardians import Guardians, GuardianText
from desktop.services.household_moves import HouseholdMoves, Moved
from desktop.services.households import Households
from desktop.services.incidents import Incidents
from desktop.services.kits import Kits
from desktop.services.marks import Marks
from desktop.services.meals import Meals
from desktop.services.needs_you import NeedsYou
from desktop.services.photos import Photos, TakenAway
from desktop.services.preferences import Preferences
from desktop.services.registering import Registering
from desktop.services.regrouping import Place, Regrouped
from desktop.services.residents import Presence, Residents
from desktop.services.returns import Returns
from desktop.services.rooms import Rooms
from desktop.services.search import Search
from desktop.services.seen import saw
from desktop.services.sending import Sending
from desktop.services.site_moves import SiteMoves
from desktop.services.today import Today
from desktop.services.who_may import rule_of
from desktop.services.workplace import Workplace
from tests.house import NOON, TODAY
from tests.services.stage import JPEG, Stage, report


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


def _roles(stage: Stage, **roles: HouseholdRole) -> dict[str, HouseholdRole]:
    return {stage.resident(name): role for name, role in roles.items()}


def _regroup_back(workplace: Workplace, stage: Stage) -> None:
    """Sonia, who is a child of the household, was just another relative."""
    with stage.house.store.read() as session:
        sonia = session.get(Resident, stage.resident("Sonia"))
        assert sonia is not None
        now = Place(sonia.id, sonia.household_id, sonia.household_role)
    before = replace(now, role=HouseholdRole.OTHER)
    Households(workplace).take_back(Regrouped((before,), (now,)))


def _move_back(workplace: Workplace, stage: Stage) -> None:
    """Petro's bed was given to him by mistake."""
    with stage.house.store.read() as session:
        stay = session.exec(select(Stay).where(Stay.resident_id == stage.resident("Petro"))).one()
    HouseholdMoves(workplace).take_back(Moved((stage.resident("Petro"),), (stay.id,), ()))


_HEAD, _OTHER = HouseholdRole.HEAD, HouseholdRole.OTHER


def _undo_lease(workplace: Workplace, stage: Stage) -> None:
    CheckIns(workplace).undo_step([stage.resident("Iryna")], StepKind.LEASE)


def _announcement() -> Announcement:
    return Announcement((Announced("Lysenko", "Petro"),), Coming(NOON + timedelta(days=3)))


def _list() -> tuple[ListRow, ...]:
    return (ListRow(2, Announced("Lysenko", new_id()), day=TODAY + timedelta(days=3)),)


def _cancelled(workplace: Workplace, stage: Stage) -> Done:
    """Takes somebody who is expected anew each time."""
    arrivals = ExpectedArrivals(workplace)
    return arrivals.cancel([arrivals.register(_announcement())], "Elsewhere")


def _not_come(workplace: Workplace, stage: Stage) -> None:
    ExpectedArrivals(workplace).no_show([stage.resident("Oksana")], "Not on the bus")


def _expected_again(workplace: Workplace, stage: Stage) -> None:
    done = _cancelled(workplace, stage)
    ExpectedArrivals(workplace).expect_again([done.puts[0].resident_id])


_CHANGES = ("register_arrival", "change_arrival")


def _described(stage: Stage, name: str) -> Described:
    return described(_details(stage, name))


def _merge(workplace: Workplace, stage: Stage) -> None:
    assert stage.pair is not None
    Merging(workplace).merge(stage.pair, {})


_TODAYS = (
    *("see_check_ins", "see_check_outs", "see_incidents", "see_needs", "see_unguarded"),
    *("see_absences", "see_appointments", "see_pets", "see_duplicates"),
)

CALLS: dict[str, Call] = {
    "ArrivalLists.check": Call("see_arrivals", lambda w, _: ArrivalLists(w).check(_list())),
    "ArrivalLists.take": Call(
        "import_arrivals",
        lambda w, _: ArrivalLists(w).take(ArrivalLists(w).check(_list())),
        logs=("see_arrivals", "import_arrivals"),
    ),
    "ExpectedArrivals.cancel": Call("change_arrival", _cancelled, logs=_CHANGES),
    "ExpectedArrivals.centres": Call("see_figures", lambda w, _: ExpectedArrivals(w).centres()),
    "ExpectedArrivals.expect_again": Call("change_arrival", _expected_again, logs=_CHANGES),
    "ExpectedArrivals.move": Call(
        "change_arrival",
        lambda w, s: ExpectedArrivals(w).move(
            [s.resident("Oksana")], NOON + timedelta(days=3), None
        ),
    ),
    "ExpectedArrivals.no_show": Call("change_arrival", _not_come),
    "ExpectedArrivals.register": Call(
        "register_arrival", lambda w, _: ExpectedArrivals(w).register(_announcement())
    ),
    "ExpectedArrivals.today": Call(None, lambda w, _: ExpectedArrivals(w).today()),
    "ExpectedArrivals.undo": Call(
        "change_arrival",
        lambda w, s: ExpectedArrivals(w).undo(_cancelled(w, s)),
        logs=_CHANGES,
    ),
    "ExpectedArrivals.week": Call("see_arrivals", lambda w, _: ExpectedArrivals(w).week(TODAY)),
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
    "DetailsDrafts.save": Call(
        "keep_own", lambda w, s: DetailsDrafts(w).save(s.resident("Petro"), {"phone": "20"})
    ),
    "DetailsDrafts.load": Call(
        "see_own_desk", lambda w, s: DetailsDrafts(w).load(s.resident("Petro"))
    ),
    "DetailsDrafts.drop": Call("keep_own", lambda w, s: DetailsDrafts(w).drop(s.resident("Petro"))),
    "Guardians.end": Call("change_guardians", lambda w, s: Guardians(w).end(s.ids["guardian"])),
    "Guardians.left_by": Call(
        "see_household", lambda w, s: Guardians(w).left_by([s.resident("Iryna")])
    ),
    "Guardians.name": Call(
        "change_guardians",
        lambda w, s: Guardians(w).name(
            s.resident("Sonia"), GuardianText(name=f"Anna {new_id()}", phone="12345678")
        ),
    ),
    "Guardians.to_point_out": Call("see_unguarded", lambda w, _: Guardians(w).to_point_out()),
    "Households.of": Call("see_household", lambda w, s: Households(w).of(s.resident("Iryna"))),
    "Households.join": Call(
        "change_household",
        lambda w, s: Households(w).join(s.resident("Iryna"), _roles(s, Halyna=_OTHER)),
    ),
    "Households.split": Call(
        "change_household",
        lambda w, s: Households(w).split(_roles(s, Sonia=_HEAD), _roles(s, Nadiia=_HEAD)),
    ),
    "Households.give_places": Call(
        "change_household",
        lambda w, s: Households(w).give_places(_roles(s, Nadiia=_OTHER, Sonia=_HEAD)),
    ),
    "Households.describe": Call(
        "change_household",
        lambda w, s: Households(w).describe(s.resident("Halyna"), None, f"Note {new_id()}"),
    ),
    "Households.take_back": Call("change_household", _regroup_back),
    "HouseholdMoves.plan": Call(
        "choose_bed", lambda w, s: HouseholdMoves(w).plan(s.resident("Iryna"))
    ),
    "HouseholdMoves.move": Call(
        "move_household",
        lambda w, s: HouseholdMoves(w).move(
            s.resident("Petro"), {s.resident("Petro"): s.house.beds["1.01 A"]}
        ),
    ),
    "HouseholdMoves.take_back": Call("move_household", _move_back),
    "CheckIns.take_photos": Call(
        "check_in", lambda w, s: CheckIns(w).take_photos([s.resident("Oksana")])
    ),
    "CheckIns.assign_beds": Call(
        "check_in",
        lambda w, s: CheckIns(w).assign_beds([(s.resident("Oksana"), s.house.beds["1.01 A"])]),
    ),
    "CheckIns.hand_over_key": Call(
        "check_in", lambda w, s: CheckIns(w).hand_over_key([s.resident("Oksana")], "7")
    ),
    "CheckIns.hand_over_ticket": Call(
        "check_in", lambda w, s: CheckIns(w).hand_over_ticket([s.resident("Oksana")], "")
    ),
    "CheckIns.give_privacy_notice": Call(
        "check_in",
        lambda w, s: CheckIns(w).give_privacy_notice([s.resident("Oksana")], Language.UK),
    ),
    "CheckIns.undo_step": Call("undo_step", _undo_lease),
    "CheckOuts.departures": Call("see_check_outs", lambda w, _: CheckOuts(w).departures()),
    "CheckOuts.unfinished": Call("see_check_outs", lambda w, _: CheckOuts(w).unfinished()),
    "CheckOuts.household": Call(
        "open_check_out", lambda w, s: CheckOuts(w).household(s.resident("Halyna"))
    ),
    "CheckOuts.plan": Call(
        "check_out",
        lambda w, s: CheckOuts(w).plan([s.resident("Petro")], Plan(LeavingReason.OWN_HOME, TODAY)),
    ),
    "CheckOuts.inspect": Call(
        "check_out", lambda w, s: CheckOuts(w).inspect([s.resident("Halyna")], "")
    ),
    "CheckOuts.take_keys": Call(
        "check_out", lambda w, s: CheckOuts(w).take_keys([s.resident("Danylo")], "7")
    ),
    "CheckOuts.take_loans": Call(
        "check_out", lambda w, s: CheckOuts(w).take_loans([s.resident("Halyna")], [])
    ),
    "CheckOuts.free_beds": Call(
        "check_out", lambda w, s: CheckOuts(w).free_beds([s.resident("Halyna")], TODAY)
    ),
    "CheckOuts.finish": Call("check_out", lambda w, s: CheckOuts(w).finish([s.resident("Halyna")])),
    "CheckOuts.cancel": Call("check_out", lambda w, s: CheckOuts(w).cancel([s.resident("Halyna")])),
    "CheckOuts.undo": Call("check_out", lambda w, s: CheckOuts(w).undo([s.resident("Vira")])),
    "CheckOuts.undo_step": Call(
        "undo_step",
        lambda w, s: CheckOuts(w).undo_step([s.resident("Halyna")], CheckOutStepKind.KEYS),
    ),
    "FamilyBeds.plans": Call(
        "choose_bed", lambda w, s: FamilyBeds(w).plans([s.resident("Oksana")])
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
    "Kits.hand_out_to_all": Call(
        "hand_out_kit",
        lambda w, s: Kits(w).hand_out_to_all(
            [(s.resident("Petro"), [s.house.kit_types[KitAudience.ADULT]])]
        ),
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
    "Photos.of": Call("see_photos", lambda w, s: Photos(w).of([s.resident("Iryna")])),
    "Photos.take": Call("photograph", lambda w, s: Photos(w).take(s.resident("Petro"), JPEG)),
    "Photos.undo": Call("photograph", lambda w, s: Photos(w).undo(s.ids["photo"])),
    "Photos.remove": Call("photograph", lambda w, s: Photos(w).remove(s.resident("Halyna"))),
    "Photos.put_back": Call(
        "photograph",
        lambda w, s: Photos(w).put_back(
            TakenAway(s.resident("Petro"), NOON, w.actor.id, b64encode(JPEG).decode())
        ),
    ),
    "Registering.register": Call(
        "register_resident", lambda w, _: Registering(w).register(Details(given_names="Vira"))
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
    "Residents.seen_today": Call(
        "note_contact", lambda w, s: Residents(w).seen_today(s.resident("Petro"))
    ),
    "Residents.undo_seen": Call(
        "note_contact", lambda w, s: Residents(w).undo_seen(s.resident("Iryna"), TODAY)
    ),
    "Residents.here_again": Call(
        "change_resident", lambda w, s: Residents(w).here_again(s.resident("Missed"))
    ),
    "Residents.put_back": Call(
        "change_resident",
        lambda w, s: Residents(w).put_back(
            s.resident("Arrived"), Presence(ResidentStatus.NO_SHOW, None, None)
        ),
    ),
    "Returns.possible": Call("open_check_in", lambda w, s: Returns(w).possible(s.resident("Vira"))),
    "Returns.receive": Call("check_in", lambda w, s: Returns(w).receive([s.resident("Vira")])),
    "Returns.undo": Call(
        "check_in",
        lambda w, s: Returns(w).undo(
            {s.resident("Arrived"): Presence(ResidentStatus.MOVED_OUT, None, None)}
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
    "SiteMoves.plan": Call("plan_site_move", lambda w, s: SiteMoves(w).plan(s.resident("Halyna"))),
    "SiteMoves.move": Call(
        "move_across", lambda w, s: SiteMoves(w).move(s.resident("Halyna"), s.ids["site"])
    ),
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
