"""A protected file is masked in every answer of every service, without the service's doing.

The walk below finds the services by itself: one that is new has to be named here with an example
of each of its reads, or the first test fails.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
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
from tests.services.masked_reads import READS, SECRETS, WRITES


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
