"""A protected file is masked in every answer of every service, without the service's doing.

The walk below finds the services by itself: one that is new has to be named here with an example
of each of its reads, or the first test fails.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import select

from desktop import services
from desktop.errors import AppError
from desktop.models.absences import AbsenceKind
from desktop.models.appointments import AppointmentKind
from desktop.models.check_outs import LeavingReason
from desktop.models.confidential import SupportGroup
from desktop.models.housing import Bed, Room
from desktop.models.incidents import IncidentCategory, IncidentPart, IncidentPlace
from desktop.models.kits import KitAudience
from desktop.models.meals import Meal
from desktop.models.pets import Species
from desktop.models.photos import Photo
from desktop.models.referrals import ReferralService
from desktop.models.residents import (
    Household,
    HouseholdRole,
    Language,
    Resident,
    ResidentStatus,
)
from desktop.models.roles import DESK
from desktop.models.sites import Role
from desktop.services.absences import Absences, AbsenceText
from desktop.services.appointments import Appointments, AppointmentText
from desktop.services.arrivals.announced import Announced
from desktop.services.arrivals.list_rows import ListRow
from desktop.services.check_in import CheckIns
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_steps import Plan
from desktop.services.child_concerns import ChildConcerns, ConcernText
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.details_drafts import DetailsDrafts
from desktop.services.duplicates import Described
from desktop.services.incidents import Incidents, Report
from desktop.services.kits import Kits
from desktop.services.people import name_of_person, people_by_id
from desktop.services.pets import Pets, PetText
from desktop.services.protected_files import ProtectedFiles
from desktop.services.referrals import ReferralDraft, Referrals
from desktop.services.restricted_incidents import RestrictedIncidents
from desktop.services.support_needs import NeedText, SupportNeeds
from desktop.services.workplace import Workplace
from tests.house import NOON, TODAY, House, add_resident
from tests.inbox import change_resident, lay_conflict, lay_contested, refuse

SECRETS = (
    "Quirina",
    "Xaviuk",
    "Квірина",
    "Ксав’юк",
    "1977-07-07",
    "0707774444",
    "20777777",
    "20778888",
    "quirina@example.org",
    "FX123456",
    "Zenovia",
    "Ikke svinekød",
    "1234-quirina",
    "Stilhed",
    "XVIRINA",
    "Quasimodo",
    "208210000771123",
    "Bispebjerg",
    "Sårklinikken",
    "Kirurgi",
)
"""What nobody may read of her who has not opened the file."""

WRITES = {
    "Absences": {"record", "change", "leave", "come_back"},
    "Appointments": {"plan", "change", "settle"},
    "ArrivalLists": {"take"},
    "CheckIns": {
        *("confirm_identity", "take_photos", "assign_bed", "assign_beds", "sign_lease"),
        *("explain_rules", "hand_over_key", "start_meals", "hand_over_ticket"),
        *("give_privacy_notice", "undo_step"),
    },
    "CheckOuts": {
        *("plan", "inspect", "take_keys", "take_loans", "free_beds", "finish"),
        *("cancel", "undo", "undo_step"),
    },
    "ChildConcerns": {"pass_on", "take_back"},
    "ExpectedArrivals": {"register", "move", "no_show", "cancel", "expect_again", "undo"},
    "Duplicates": {"tell_apart", "take_back"},
    "Merging": {"merge", "undo"},
    "Receiving": {"again"},
    "ConflictPairs": {"record", "end"},
    "Guardians": {"name", "end"},
    "HouseholdMoves": {"move", "take_back"},
    "Households": {"join", "split", "give_places", "describe", "take_back"},
    "Incidents": {"log", "add_measure", "close", "save_draft", "drop_draft"},
    "Kits": {"hand_out", "hand_out_to_all", "take_back", "deliver", "count"},
    "Meals": {"serve", "undo"},
    "NeedsYou": {
        "decide_conflict",
        "settle_contested",
        "send_again",
        "drop_refused",
        "see_opening",
    },
    "Pets": {"record", "change", "leave"},
    "Preferences": {"choose"},
    "ProtectedFiles": {"protect", "unprotect", "open", "mark_seen"},
    "DetailsDrafts": {"save", "drop"},
    "Photos": {"take", "undo", "remove", "put_back"},
    "Registering": {"register"},
    "Residents": {"change", "seen_today", "undo_seen", "here_again", "put_back"},
    "Referrals": {"send", "note_answer"},
    "Retention": {"hold"},
    "Returns": {"receive", "undo"},
    "RestrictedIncidents": {"log", "add_measure", "close", "save_draft", "drop_draft"},
    "Search": {"prepare"},
    "SiteMoves": {"move"},
    "SupportNeeds": {"record", "change", "end"},
}
"""What changes something, and answers with no person."""

Read = Callable[[Any, "Scene"], Any]
READS: dict[str, dict[str, Read]] = {
    "Absences": {
        "today": lambda s, _: s.today(),
        "of": lambda s, x: s.of(x.child),
        "overdue": lambda s, _: s.overdue(),
        "leaving": lambda s, _: s.leaving(),
    },
    "Appointments": {
        "today": lambda s, _: s.today(),
        "of": lambda s, x: s.of(x.resident),
        "between": lambda s, _: s.between(TODAY, 7),
        "unsettled": lambda s, _: s.unsettled(),
        "slip": lambda s, x: s.slip(x.appointment),
    },
    "ArrivalLists": {"check": lambda s, x: s.check([_row_about_her(x)])},
    "ExpectedArrivals": {
        "today": lambda s, _: s.today(),
        "week": lambda s, _: s.week(TODAY),
        "centres": lambda s, _: s.centres(),
    },
    "ChildConcerns": {
        "now": lambda s, _: s.now(),
        "of": lambda s, x: s.of(x.resident),
    },
    "CheckIns": {
        "arrivals": lambda s, _: s.arrivals(),
        "arriving_today": lambda s, _: s.arriving_today(),
        "unfinished": lambda s, _: s.unfinished(),
        "household": lambda s, x: s.household(x.resident),
        "steps": lambda s, x: s.steps(x.resident),
    },
    "CheckOuts": {
        "departures": lambda s, _: s.departures(),
        "unfinished": lambda s, _: s.unfinished(),
        "household": lambda s, x: s.household(x.resident),
    },
    "ConflictPairs": {"of": lambda s, x: s.of(x.house.residents["Halyna"])},
    "DetailsDrafts": {"load": lambda s, x: s.load(x.resident)},
    "Guardians": {
        "to_point_out": lambda s, _: s.to_point_out(),
        "left_by": lambda s, x: s.left_by([x.house.residents["Petro"], x.resident]),
    },
    "HouseholdMoves": {"plan": lambda s, x: s.plan(x.relative)},
    "Households": {"of": lambda s, x: s.of(x.relative)},
    "FamilyBeds": {"plans": lambda s, x: s.plans([x.resident])},
    "FollowUps": {"due": lambda s, _: s.due()},
    "Interviews": {
        "proposed": lambda s, _: s.proposed(),
        "proposed_to": lambda s, x: s.proposed_to(x.resident),
    },
    "Duplicates": {
        "possible": lambda s, x: s.possible(x.asked),
        "possible_each": lambda s, x: s.possible_each([x.asked]),
        "pairs": lambda s, _: s.pairs(),
    },
    "Merging": {
        "of": lambda s, x: [s.of(one) for one in (x.resident, x.twin)],
        "pair": lambda s, x: s.pair(x.twin, x.resident),
    },
    "Receiving": {},
    "Incidents": {
        "now": lambda s, _: s.now(),
        "list": lambda s, _: s.list(),
        "file": lambda s, x: s.file(x.incident),
        "load_draft": lambda s, _: s.load_draft(),
    },
    "Kits": {
        "shelves": lambda s, _: s.shelves(),
        "suggested": lambda s, x: s.suggested(x.resident),
        "handouts": lambda s, _: s.handouts(),
    },
    "Marks": {"of_residents": lambda s, _: s.of_residents()},
    "Meals": {
        "current": lambda s, _: s.current(),
        "household": lambda s, x: s.household(x.resident, TODAY, Meal.LUNCH),
        "portions": lambda s, _: s.portions(TODAY, Meal.LUNCH),
        "not_collected": lambda s, _: s.not_collected(TODAY, Meal.LUNCH),
    },
    "NeedsYou": {
        "needs": lambda s, _: s.needs(),
        "beds": lambda s, x: s.beds(x.contested),
    },
    "Photos": {"of": lambda s, x: s.of([x.resident])},
    "Registering": {},
    "Pets": {
        "today": lambda s, _: s.today(),
        "of": lambda s, x: s.of(x.resident),
        "allowed": lambda s, _: s.allowed(),
        "house": lambda s, _: s.house(),
        "expiring": lambda s, _: s.expiring(),
    },
    "Preferences": {"get": lambda s, _: s.get("language")},
    "ProtectedFiles": {
        "may_protect": lambda s, _: s.may_protect(),
        "unseen": lambda s, _: s.unseen(),
        "next_closing": lambda s, _: s.next_closing(),
    },
    "Referrals": {
        "may_read": lambda s, _: s.may_read(),
        "today": lambda s, _: s.today(),
        "of": lambda s, x: s.of(x.resident),
        "due": lambda s, _: s.due(),
    },
    "Residents": {
        "list": lambda s, _: s.list(),
        "file": lambda s, x: s.file(x.resident),
    },
    "Retention": {
        "due": lambda s, _: s.due(),
        "archive": lambda s, x: s.archive(x.resident),
        "may_ask": lambda s, _: s.may_ask(),
        "may_hold": lambda s, _: s.may_hold(),
    },
    "RestrictedIncidents": {
        "now": lambda s, _: s.now(),
        "may_read": lambda s, _: s.may_read(),
        "list": lambda s, _: s.list(),
        "file": lambda s, x: s.file(x.restricted),
        "load_draft": lambda s, _: s.load_draft(),
    },
    "Returns": {"possible": lambda s, x: s.possible(x.former)},
    "Rooms": {
        "today": lambda s, _: s.today(),
        "board": lambda s, _: s.board(TODAY - timedelta(days=7), 35),
        "occupancy": lambda s, _: s.occupancy(),
        "choices": lambda s, x: s.choices(x.house.residents["Oksana"]),
    },
    "Search": {
        "people": lambda s, x: [s.people(text) for text in (*SECRETS, "1.01", x.number)],
        "person": lambda s, x: s.person(x.resident),
    },
    "Sending": {
        "outgoing": lambda s, _: s.outgoing(),
        "can_work": lambda s, _: s.can_work(),
    },
    "SiteMoves": {"plan": lambda s, x: s.plan(x.relative)},
    "SupportNeeds": {
        "may_read": lambda s, _: s.may_read(),
        "today": lambda s, _: s.today(),
        "of": lambda s, x: s.of(x.resident),
        "due": lambda s, _: s.due(),
    },
    "Today": {"overview": lambda s, _: s.overview()},
}
"""How each other method is asked about her."""


def _row_about_her(scene: "Scene") -> ListRow:
    """What a list may say of her: her number, and everything else otherwise."""
    with scene.house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE resident SET foreigner_number = '99000111' WHERE id = ?", (scene.expected,)
        )
    person = Announced("Somebody", "Else", foreigner_number="99000111", phone="1")
    return ListRow(2, person, day=TODAY + timedelta(days=30), pets="Kat")


class Scene:
    """The house with somebody who is in everything a service can tell of."""

    def __init__(self, house: House) -> None:
        self.house = house
        family = Household(site_id=house.site_id, note="Zenovia rings every week")
        with house.store.read() as session:
            shared = session.exec(select(Room).where(Room.number == "3.07")).one()
        house.lay_down(family, Bed(site_id=house.site_id, room_id=shared.id, label="E"))
        self.resident = add_resident(
            house,
            "Quirina",
            "Ксав’юк",
            "Квірина",
            "Xaviuk",
            born=date(1977, 7, 7),
            bed="3.07 D",
            meals=True,
            household_id=family.id,
            arrived_on=TODAY - timedelta(days=2),
            cpr="0707774444",
            phone="20777777",
            email="quirina@example.org",
            document_number="FX123456",
            emergency_contact="Zenovia",
            diet="Ikke svinekød",
            allergies="Jordnødder",
            foreigner_number="1234-quirina",
            considerations="Stilhed",
        )
        house.lay_down(
            Photo(
                site_id=house.site_id,
                resident_id=self.resident,
                taken_at=NOON,
                taken_by=house.users[Role.HOST],
                image="XVIRINA=",
            )
        )
        for role in DESK:
            DetailsDrafts(house.workplace(role)).save(self.resident, {"diet": "Ikke svinekød"})
        self.number = "003-00006-0"
        self.twin = add_resident(
            house, "Kvirina", "", "", "Ksaviuk", born=date(1977, 7, 17), arrived_on=None
        )
        self.asked = Described(
            surname="Ksaviuk", given_names="Kvirina", birth_date=date(1977, 7, 17)
        )
        add_resident(
            house,
            "Quirina-Expected",
            "Ксав’юк",
            "Квірина",
            "Xaviuk",
            born=date(1977, 7, 7),
            status=ResidentStatus.EXPECTED,
            expected_at=NOON + timedelta(hours=2),
        )
        self.expected = house.residents["Quirina-Expected"]
        self.relative = add_resident(
            house,
            "Lesia",
            "Білик",
            "Леся",
            "Bilyk",
            born=date(2015, 5, 5),
            household_id=family.id,
            household_role=HouseholdRole.CHILD,
        )
        self.former = add_resident(
            house,
            "Quirina-Former",
            "Ксав’юк",
            "Квірина",
            "Xaviuk",
            born=date(1977, 7, 7),
            status=ResidentStatus.MOVED_OUT,
            moved_out_on=TODAY - timedelta(days=2),
        )
        self.child = add_resident(
            house,
            "Quirina-Child",
            "Ксав’юк",
            "Квірина",
            "Xaviuk",
            born=date(2015, 7, 7),
            household_id=family.id,
        )
        lead, host = house.workplace(Role.LEAD), house.workplace()
        CheckOuts(host).plan(
            [self.resident], Plan(LeavingReason.OTHER, TODAY, "Quirina rejser", "c/o Zenovia")
        )
        CheckOuts(host).inspect([self.resident], "Quirina har det hele")
        Kits(host).hand_out(self.resident, [house.kit_types[KitAudience.ADULT]])
        report = Report(
            NOON - timedelta(hours=1),
            IncidentPlace.KITCHEN,
            IncidentCategory.NOISE,
            1,
            "Høj musik.",
            ((self.resident, IncidentPart.AFFECTED),),
        )
        Incidents(host).log(report)
        RestrictedIncidents(lead).log(report)
        self.incident = Incidents(host).list()[0].id
        self.restricted = RestrictedIncidents(lead).list().lines[0].id
        SupportNeeds(lead).record(
            self.resident, NeedText(SupportGroup.AGE, "Stueetagen", "Hofte", TODAY)
        )
        ConflictPairs(lead).record(house.residents["Halyna"], self.resident, "Uvenner")
        CheckIns(host).explain_rules([self.resident], Language.UK)
        self.appointment = lay_daily(house, self.resident, self.child)
        lay_conflict(house, "Quirina", "phone", {"phone": "20777777"}, {"phone": "20778888"})
        self.contested = lay_contested(house, late="Quirina")
        refuse(house, change_resident(house, "Quirina", diet="Ikke svinekød, tak"))
        change_resident(house, "Quirina", emergency_contact="Zenovia, søster")

    def household(self) -> str:
        """The id of her household."""
        with self.house.store.read() as session:
            row = session.get(Resident, self.resident)
            assert row is not None
            assert row.household_id is not None
            return row.household_id

    def protect(self, *, protected: bool = True) -> None:
        with self.house.store.applying() as connection:
            for resident in (self.resident, self.expected, self.former, self.child):
                connection.exec_driver_sql(
                    "UPDATE resident SET protected = ? WHERE id = ?", (protected, resident)
                )

    def told(self, workplace: Workplace) -> Mapping[str, str]:
        """Everything that each read answers, as one text; reads that the role may not are left
        out."""
        found = {}
        for name, kind in kinds().items():
            for read, ask in READS[name].items():
                try:
                    answer = ask(kind(workplace), self)
                except AppError as error:
                    answer = str(error)
                found[f"{name}.{read}"] = "\n".join(texts_in(answer))
        return found


def lay_daily(house: House, resident: str, child: str) -> str:
    """What is written down about her and her child day by day; the id of her appointment."""
    lead, host = house.workplace(Role.LEAD), house.workplace()
    Pets(host).record(resident, PetText(Species.CAT, "Quasimodo", "208210000771123", "", TODAY))
    days = TODAY - timedelta(days=4), TODAY - timedelta(days=1)
    Absences(host).record(child, AbsenceText(AbsenceKind.HOSPITAL, *days, "Bispebjerg"))
    text = AppointmentText(
        AppointmentKind.OTHER, TODAY, time(14), "Kirurgi", "Sårklinikken", Language.UK
    )
    Appointments(host).plan(resident, text)
    Referrals(lead).send(
        resident, ReferralDraft(ReferralService.HOME_NURSING, "Kirurgi", TODAY, TODAY)
    )
    ChildConcerns(lead).pass_on(child, ConcernText("Modtagelsen", NOON))
    (line,) = Appointments(host).of(resident)
    return line.id


def kinds() -> dict[str, type[Any]]:
    """Every service: a class that is made of a workplace and nothing else."""
    found = {}
    for module in pkgutil.walk_packages(services.__path__, "desktop.services."):
        loaded = importlib.import_module(module.name)
        for name, kind in inspect.getmembers(loaded, inspect.isclass):
            if kind.__module__ != module.name or "__init__" not in vars(kind):
                continue
            takes = list(inspect.signature(kind).parameters)
            if takes == ["workplace"] and name not in INSIDE:
                found[name] = kind
    return found


INSIDE = {"SealedWords", "Vault"}
"""Made of a workplace too, but handed to services, not to pages."""


def texts_in(value: Any) -> Iterator[str]:
    """Every text that an answer holds or can be made to say."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts_in(key)
            yield from texts_in(one)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from texts_in(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name))
        for name, member in inspect.getmembers(type(value)):
            if isinstance(member, property):
                yield from texts_in(getattr(value, name))
            elif name in {"words", "label", "refusal", "field_words"}:
                yield str(getattr(value, name)())
    else:
        yield str(value)


def secrets_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture
def scene(house: House) -> Scene:
    return Scene(house)


def test_every_method_of_every_service_is_known_here() -> None:
    for name, kind in kinds().items():
        methods = {
            method
            for method, _ in inspect.getmembers(kind, inspect.isfunction)
            if not method.startswith("_")
        }
        known = READS[name].keys() | WRITES.get(name, set())
        assert methods == known, name


def test_without_protection_the_services_do_tell_of_her(scene: Scene) -> None:
    told = scene.told(scene.house.workplace(Role.LEAD))
    naming = {read for read, text in told.items() if secrets_in(text)}
    assert naming >= {
        "Absences.of",
        "Absences.overdue",
        "Appointments.between",
        "Appointments.of",
        "Appointments.slip",
        "ArrivalLists.check",
        "CheckIns.arrivals",
        "ChildConcerns.of",
        "CheckIns.household",
        "CheckIns.unfinished",
        "CheckOuts.departures",
        "CheckOuts.household",
        "ConflictPairs.of",
        "DetailsDrafts.load",
        "HouseholdMoves.plan",
        "Households.of",
        "FollowUps.due",
        "ExpectedArrivals.week",
        "Duplicates.pairs",
        "Duplicates.possible",
        "Duplicates.possible_each",
        "Incidents.file",
        "Incidents.list",
        "Interviews.proposed",
        "Interviews.proposed_to",
        "Kits.handouts",
        "Meals.household",
        "Meals.not_collected",
        "Merging.of",
        "Merging.pair",
        "NeedsYou.beds",
        "NeedsYou.needs",
        "Photos.of",
        "Pets.expiring",
        "Pets.house",
        "Pets.of",
        "Referrals.due",
        "Residents.file",
        "Residents.list",
        "RestrictedIncidents.file",
        "RestrictedIncidents.list",
        "Returns.possible",
        "Rooms.board",
        "Rooms.choices",
        "Search.people",
        "Search.person",
        "Sending.outgoing",
        "SupportNeeds.due",
        "Today.overview",
    }


@pytest.mark.parametrize("role", sorted(DESK))
def test_no_service_tells_of_a_protected_file(scene: Scene, role: Role) -> None:
    scene.protect()
    told = scene.told(scene.house.workplace(role))
    assert {read: found for read, text in told.items() if (found := secrets_in(text))} == {}
    assert "Protected file" in told["Rooms.board"]
    assert "Protected file" in told["Meals.household"]
    assert "Jordnødder" in told["Meals.household"]


def test_who_opened_it_sees_it_and_nobody_else(scene: Scene) -> None:
    scene.protect()
    ProtectedFiles(scene.house.workplace()).open(scene.resident, "Ambulancen er her")
    host, lead = scene.house.workplace(), scene.house.workplace(Role.LEAD)
    assert "Quirina" in scene.told(host)["Residents.file"]
    assert "20777777" in scene.told(host)["Residents.file"]
    told = scene.told(lead)
    assert {read: found for read, text in told.items() if (found := secrets_in(text))} == {}


def test_a_session_of_nobody_sees_no_protected_file(scene: Scene) -> None:
    scene.protect()
    with scene.house.store.read() as session:
        line = people_by_id(session, TODAY, [scene.resident])[scene.resident]
        assert line.masked
        assert name_of_person(session, session.get(Resident, scene.resident)) == "Protected file"
