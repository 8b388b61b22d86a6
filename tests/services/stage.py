"""The house on which every method of every service is tried."""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from desktop.models.check_outs import CheckOut, CheckOutStep, CheckOutStepKind, LeavingReason
from desktop.models.guardians import Guardian
from desktop.models.incidents import (
    Incident,
    IncidentCategory,
    IncidentPart,
    IncidentPerson,
    IncidentPlace,
)
from desktop.models.kits import KitAudience, KitHandout
from desktop.models.meals import Meal, MealServing
from desktop.models.merges import MergeRecord, NotSame
from desktop.models.photos import Photo
from desktop.models.residents import (
    CheckInStep,
    Household,
    HouseholdRole,
    ResidentStatus,
    StepKind,
)
from desktop.models.sites import Role, Site
from desktop.services.duplicates import Merging
from desktop.services.duplicates.pair import RecordPair
from desktop.services.incidents import Report
from tests.house import NOON, TODAY, House, add_resident
from tests.inbox import change_resident, lay_conflict, lay_contested, refuse

JPEG = b"\xff\xd8\xff" + bytes(40)
"""What a service takes for a photo."""


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
    _lay_family(house)
    rows = {
        "incident": incident,
        "check_out": CheckOut(
            site_id=house.site_id,
            resident_id=house.residents["Halyna"],
            reason=LeavingReason.OWN_HOME,
            leaves_on=TODAY,
            begun_at=NOON,
            begun_by=host,
        ),
        "leaves": CheckOut(
            site_id=house.site_id,
            resident_id=house.residents["Danylo"],
            reason=LeavingReason.OWN_HOME,
            leaves_on=TODAY,
            begun_at=NOON,
            begun_by=host,
        ),
        "left": CheckOut(
            site_id=house.site_id,
            resident_id=_lay_former(house),
            reason=LeavingReason.LEFT_COUNTRY,
            leaves_on=TODAY - timedelta(days=2),
            begun_at=NOON - timedelta(days=2),
            begun_by=host,
            done_at=NOON - timedelta(days=2),
        ),
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
        "guardian": Guardian(
            site_id=house.site_id, resident_id=house.residents["Sonia"], guardian_id=iryna
        ),
        "site": Site(name="Amager"),
    }
    house.lay_down(*rows.values())
    for name, status in (("Missed", ResidentStatus.NO_SHOW), ("Arrived", ResidentStatus.ARRIVED)):
        add_resident(house, name, "Лис", "Ян", "Lys", born=date(1990, 1, 1), status=status)
    photos = [
        Photo(
            site_id=house.site_id,
            resident_id=house.residents[name],
            taken_at=NOON,
            taken_by=host,
            image=b64encode(JPEG).decode(),
        )
        for name in ("Iryna", "Halyna")
    ]
    house.lay_down(*photos)
    house.lay_down(
        CheckInStep(
            site_id=house.site_id,
            resident_id=iryna,
            kind=StepKind.LEASE,
            done_at=NOON - timedelta(days=1),
            done_by=host,
        ),
        CheckOutStep(
            site_id=house.site_id,
            resident_id=house.residents["Halyna"],
            check_out_id=rows["check_out"].id,
            kind=CheckOutStepKind.KEYS,
            done_at=NOON,
            done_by=host,
        ),
    )
    house.lay_down(
        IncidentPerson(site_id=house.site_id, incident_id=incident.id, resident_id=iryna)
    )
    stage.ids = {name: row.id for name, row in rows.items()} | {"photo": photos[0].id}
    _lay_records(stage)
    stage.ids["conflict"] = lay_conflict(house, "Halyna", "phone", {"phone": "1"}, {"phone": "2"})
    stage.ids["contested"] = lay_contested(house)
    stage.ids["refused"] = change_resident(house, "Petro", email="p@example.org")
    refuse(house, stage.ids["refused"])
    pair = stage.resident("Oksana"), stage.resident("Halyna")
    stage.pair = Merging(house.workplace()).pair(*pair)
    return stage


def _lay_family(house: House) -> None:
    """Nadiia and her daughter Sonia, whose files nobody closes."""
    family = Household(site_id=house.site_id, size=2)
    house.lay_down(family)
    for given, born, role in (
        ("Nadiia", date(1990, 1, 7), HouseholdRole.HEAD),
        ("Sonia", date(2019, 8, 8), HouseholdRole.CHILD),
    ):
        more: dict[str, Any] = {"household_id": family.id, "household_role": role}
        add_resident(house, given, "Заєць", given, "Zaiets", born=born, **more)


def _lay_former(house: House) -> str:
    """Somebody who has moved out."""
    return add_resident(
        house,
        "Vira",
        "Лис",
        "Віра",
        "Lys",
        born=TODAY - timedelta(days=12_000),
        status=ResidentStatus.MOVED_OUT,
        moved_out_on=TODAY - timedelta(days=2),
    )


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


def report(stage: Stage) -> Report:
    return Report(
        happened_at=NOON - timedelta(minutes=20),
        place=IncidentPlace.KITCHEN,
        category=IncidentCategory.NOISE,
        severity=2,
        facts="Høj musik i køkkenet.",
        people=((stage.resident("Petro"), IncidentPart.INVOLVED),),
    )
