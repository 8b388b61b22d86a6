"""What hangs on a record that was merged is read under its person: one row of every table that
names residents, written by a desk that did not know of the merge."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel

from desktop.models import SYNCED
from desktop.models.absences import Absence, AbsenceKind
from desktop.models.appointments import Appointment, AppointmentKind
from desktop.models.check_outs import CheckOut, CheckOutStep, CheckOutStepKind, LeavingReason
from desktop.models.confidential import ConflictPair, ProtectedOpening, SupportNeed
from desktop.models.guardians import Guardian
from desktop.models.housing import Stay
from desktop.models.incidents import (
    Incident,
    IncidentCategory,
    IncidentPerson,
    IncidentPlace,
    Measure,
    MeasureKind,
)
from desktop.models.kits import KitAudience, KitHandout
from desktop.models.list_entries import ListEntry
from desktop.models.meals import Meal, MealEntitlement, MealServing
from desktop.models.merges import MergeRecord, NotSame
from desktop.models.pets import Pet, Species
from desktop.models.photos import Photo
from desktop.models.referrals import ChildConcern, Referral
from desktop.models.residents import (
    CheckInStep,
    FurtherStep,
    FurtherStepKind,
    Household,
    HouseholdRole,
    Resident,
    ResidentStatus,
    StepKind,
)
from desktop.models.sites import Role
from desktop.services.absences import Absences
from desktop.services.appointments import Appointments
from desktop.services.arrivals.last_said import prints_of
from desktop.services.bed_offers import offers
from desktop.services.check_in import CheckIns
from desktop.services.check_out import CheckOuts
from desktop.services.check_out_steps import LeavingStep
from desktop.services.child_concerns import ChildConcerns
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.details_drafts import DetailsDrafts
from desktop.services.duplicates import Merging
from desktop.services.guardians import Guardians
from desktop.services.household_moves import HouseholdMoves
from desktop.services.households import Households
from desktop.services.incidents import Incidents
from desktop.services.interviews import Interviews
from desktop.services.kits import Kits
from desktop.services.meals import AlreadyServedError, Meals
from desktop.services.people import people_by_id
from desktop.services.pets import Pets
from desktop.services.photos import Photos
from desktop.services.present_stay import deceased_among
from desktop.services.protected_files import ProtectedFiles
from desktop.services.referrals import Referrals
from desktop.services.residents import Residents
from desktop.services.returns import Returns
from desktop.services.rooms import Rooms
from desktop.services.seen import saw_nobody
from desktop.services.support_needs import SupportNeeds
from tests.house import NOON, TODAY, House, add_resident
from tests.services.arrivals.lists import cells, check

DAY = timedelta(days=1)
BED = "3.07 D"


@dataclass
class Person:
    """``kept`` stands for a woman, ``gone`` was merged into it; a girl of their household."""

    house: House
    kept: str
    gone: str
    girl: str

    @property
    def host(self) -> str:
        return self.house.users[Role.HOST]

    def hang(self, row_of: type[SQLModel], /, **values: Any) -> str:
        row = row_of(**{"site_id": self.house.site_id, "resident_id": self.gone} | values)
        self.house.lay_down(row)
        return str(row.id)  # type: ignore[attr-defined]


@pytest.fixture
def person(house: House) -> Person:
    family = Household(site_id=house.site_id, size=2)
    house.lay_down(family)
    home = {"household_id": family.id}
    since = {"arrived_on": TODAY - 5 * DAY}
    kept = add_resident(
        house, "Zoriana", "Нова", "Зоряна", "Nova", born=date(1987, 7, 7), **home, **since
    )
    gone = add_resident(
        house, "Soriana", "", "", "Novaja", born=date(1987, 7, 7), arrived_on=TODAY - 5 * DAY
    )
    girl = add_resident(
        house,
        "Sonia",
        "Нова",
        "Соня",
        "Nova",
        born=date(2019, 8, 8),
        household_role=HouseholdRole.CHILD,
        **home,
        **since,
    )
    house.lay_down(
        MergeRecord(
            site_id=house.site_id,
            kept_id=kept,
            gone_id=gone,
            merged_at=NOON,
            merged_by=house.users[Role.HOST],
            before={kept: {}, gone: {}},
        )
    )
    return Person(house, kept, gone, girl)


def step_is_done(p: Person) -> None:
    p.hang(CheckInStep, kind=StepKind.LEASE, done_at=NOON, done_by=p.host)
    check_ins = CheckIns(p.house.workplace())
    assert check_ins.steps(p.kept).done == (StepKind.LEASE,)
    check_ins.sign_lease([p.kept])
    assert steps_in_story(p) == [StepKind.LEASE], "counted once"
    check_ins.undo_step([p.kept], StepKind.LEASE)
    assert check_ins.steps(p.kept).done == ()


def further_step_is_done(p: Person) -> None:
    p.hang(FurtherStep, kind=FurtherStepKind.KEY, done_at=NOON, done_by=p.host, note="K-7")
    assert CheckIns(p.house.workplace()).steps(p.gone).done == (FurtherStepKind.KEY,)
    members = CheckOuts(p.house.workplace()).household(p.gone)
    assert next(m.keys for m in members if m.person.id == p.kept) == "K-7"


def bed_is_theirs(p: Person) -> None:
    p.hang(Stay, bed_id=p.house.beds[BED], starts_on=TODAY - DAY)
    host = p.house.workplace()
    assert Residents(host).file(p.kept).person.place == BED
    assert [
        m.bed_id for m in HouseholdMoves(host).plan(p.kept).movers if m.person.id == p.kept
    ] == [p.house.beds[BED]]
    with host.read("see_rooms") as session:
        saw_nobody(session)
        mine = people_by_id(session, TODAY, [p.kept])[p.kept]
        rooms = offers(session, [mine], p.house.site_id, TODAY)
    free = {bed for room in rooms for bed, _ in room.beds}
    assert p.house.beds[BED] in free, "the household may keep its own bed"
    assert not any(mate.id == p.kept for room in rooms for mate in room.mates)
    bars = [s.person.id for bed in Rooms(host).board(TODAY, 1) for s in bed.stays]
    assert (bars.count(p.kept), bars.count(p.gone)) == (1, 0)


def bed_is_freed_when_they_leave(p: Person) -> None:
    p.hang(Stay, bed_id=p.house.beds[BED], starts_on=TODAY - DAY)
    check_out = p.hang(
        CheckOut, reason=LeavingReason.OTHER, leaves_on=TODAY, begun_at=NOON, begun_by=p.host
    )
    p.hang(
        CheckOutStep,
        check_out_id=check_out,
        kind=CheckOutStepKind.KEYS,
        done_at=NOON,
        done_by=p.host,
    )
    check_outs = CheckOuts(p.house.workplace())
    (departure,) = check_outs.departures()
    assert [line.id for line in departure.people] == [p.kept]
    assert LeavingStep.BED in departure.missing
    assert LeavingStep.KEYS not in departure.missing
    check_outs.finish([p.kept])
    host = p.house.workplace()
    assert Residents(host).file(p.kept).person.status is ResidentStatus.MOVED_OUT
    assert Residents(host).file(p.kept).person.place == ""
    assert Residents(host).file(p.kept).leaving is not None
    assert [line.id for line in Returns(host).possible(p.gone)] == [p.kept]


def who_has_died_is_not_received_again(p: Person) -> None:
    p.hang(
        CheckOut,
        reason=LeavingReason.DECEASED,
        leaves_on=TODAY - DAY,
        begun_at=NOON - DAY,
        begun_by=p.host,
        done_at=NOON - DAY,
    )
    with p.house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE resident SET status = 'moved_out', moved_out_on = ? WHERE id = ?",
            ((TODAY - DAY).isoformat(), p.kept),
        )
    with p.house.workplace().read("open_check_in") as session:
        saw_nobody(session)
        assert deceased_among(session, [p.kept, p.gone]) == {p.kept, p.gone}
    assert Returns(p.house.workplace()).possible(p.kept) == ()


def meals_are_theirs_once(p: Person) -> None:
    p.hang(MealEntitlement, starts_on=TODAY - DAY)
    meals = Meals(p.house.workplace())
    waiting = [guest.person.id for guest in meals.not_collected(TODAY, Meal.LUNCH)]
    assert (waiting.count(p.kept), waiting.count(p.gone)) == (1, 0)
    before = meals.portions(TODAY, Meal.LUNCH)
    p.house.lay_down(
        MealEntitlement(site_id=p.house.site_id, resident_id=p.kept, starts_on=TODAY - DAY)
    )
    assert meals.portions(TODAY, Meal.LUNCH) == before


def meal_is_served_once(p: Person) -> None:
    p.hang(MealEntitlement, starts_on=TODAY - DAY)
    p.hang(
        MealServing,
        day=TODAY,
        meal=Meal.LUNCH,
        served_at=NOON,
        served_by=p.host,
        desk_name="Desk 2",
    )
    with pytest.raises(AlreadyServedError):
        Meals(p.house.workplace()).serve([p.kept], TODAY, Meal.LUNCH)


def kit_is_given_once(p: Person) -> None:
    kind = p.house.kit_types[KitAudience.ADULT]
    p.hang(KitHandout, kit_type_id=kind, handed_at=NOON, handed_by=p.host)
    kits = Kits(p.house.workplace())
    assert kind not in {shelf.kit_type_id for shelf in kits.suggested(p.kept)}
    assert [handout.person.id for handout in kits.handouts()] == [p.kept]
    with pytest.raises(Exception, match="already handed out"):
        kits.hand_out(p.kept, [kind])


def incident_is_theirs(p: Person) -> None:
    incident = Incident(
        site_id=p.house.site_id,
        number="001-00009-1",
        happened_at=NOON,
        reported_at=NOON,
        reported_by=p.host,
        place=IncidentPlace.KITCHEN,
        category=IncidentCategory.NOISE,
        severity=1,
        facts="Høj musik.",
    )
    p.house.lay_down(incident)
    p.hang(IncidentPerson, incident_id=incident.id)
    p.hang(
        Measure,
        incident_id=incident.id,
        kind=MeasureKind.TALK,
        taken_at=NOON,
        taken_by=p.host,
    )
    file = Incidents(p.house.workplace()).file(incident.id)
    assert [line.id for line, _ in file.parts] == [p.kept]
    assert [one.person.id for one in file.measures if one.person] == [p.kept]
    assert "001-00009-1" in {event.number for event in story(p)}


def need_is_told(p: Person) -> None:
    need = p.hang(SupportNeed, instruction="Stueetagen", review_on=TODAY, sealed="x")
    lead = p.house.workplace(Role.LEAD)
    assert [one.id for one in SupportNeeds(lead).of(p.kept)] == [need]
    assert [(one.id, one.person.id) for one in SupportNeeds(lead).due()] == [(need, p.kept)]
    assert Residents(lead).file(p.kept).instruction == "Stueetagen"


def pair_keeps_them_apart(p: Person) -> None:
    p.hang(ConflictPair, other_id=p.house.residents["Halyna"], sealed="x")
    pairs = ConflictPairs(p.house.workplace(Role.LEAD))
    assert [one.other.id for one in pairs.of(p.house.residents["Halyna"])] == [p.kept]


def opening_is_of_the_person(p: Person) -> None:
    ProtectedFiles(p.house.workplace(Role.LEAD)).protect(p.kept, "Sag")
    p.hang(
        ProtectedOpening,
        opened_by=p.host,
        opened_at=NOON,
        ends_at=NOON + timedelta(hours=3),
        reason="Ambulance",
    )
    assert Residents(p.house.workplace()).file(p.kept).person.masked is False
    openings = ProtectedFiles(p.house.workplace(Role.LEAD)).unseen()
    assert [one.person.id for one in openings] == [p.kept]


def photo_shows(p: Person) -> None:
    p.hang(Photo, taken_at=NOON, taken_by=p.host, image="XVIRINA=")
    photos = Photos(p.house.workplace())
    assert photos.of([p.kept]) == {p.kept: "XVIRINA="}
    assert Residents(p.house.workplace()).file(p.kept).photo == "XVIRINA="
    photos.remove(p.kept)
    assert photos.of([p.kept]) == {}


def guardian_answers(p: Person) -> None:
    row = p.hang(Guardian, resident_id=p.girl, guardian_id=p.gone)
    p.hang(Guardian, resident_id=p.girl, guardian_id=p.kept)
    host = p.house.workplace()
    child = next(m for m in Households(host).of(p.kept).members if m.person.id == p.girl)
    assert [one.person.id for one in child.guardians if one.person] == [p.kept]
    assert child.guardians[0].here
    assert Guardians(host).to_point_out() == ()
    assert [line.id for line in Guardians(host).left_by([p.kept])] == [p.girl]
    Guardians(host).end(row)
    child = next(m for m in Households(host).of(p.kept).members if m.person.id == p.girl)
    assert child.guardians == ()


def pet_lives_with_them(p: Person) -> None:
    pet = p.hang(Pet, species=Species.CAT, name="Murka", rabies_valid_until=TODAY)
    pets = Pets(p.house.workplace())
    assert [one.id for one in pets.of(p.kept)] == [pet]
    for listed in (pets.house().pets, pets.expiring()):
        assert [(one.id, one.owner.id) for one in listed] == [(pet, p.kept)]


def absence_is_theirs(p: Person) -> None:
    absence = p.hang(
        Absence,
        kind=AbsenceKind.HOSPITAL,
        starts_on=TODAY - 3 * DAY,
        expected_back_on=TODAY - DAY,
    )
    host = p.house.workplace()
    assert [one.id for one in Absences(host).of(p.kept)] == [absence]
    assert [(one.id, one.person.id) for one in Absences(host).overdue()] == [(absence, p.kept)]
    p.house.lay_down(
        MealEntitlement(site_id=p.house.site_id, resident_id=p.kept, starts_on=TODAY - DAY)
    )
    waiting = {guest.person.id for guest in Meals(host).not_collected(TODAY, Meal.LUNCH)}
    assert p.kept not in waiting


def appointment_is_theirs(p: Person) -> None:
    planned = p.hang(Appointment, kind=AppointmentKind.WELCOME, at=NOON + 5 * DAY)
    host = p.house.workplace()
    assert [one.id for one in Appointments(host).of(p.kept)] == [planned]
    calendar = Appointments(host).between(TODAY, 7)
    assert [(one.id, one.person.id) for one in calendar] == [(planned, p.kept)]
    assert AppointmentKind.WELCOME not in {one.kind for one in Interviews(host).proposed_to(p.gone)}
    assert Appointments(host).slip(planned).name == "Zoriana Nova"


def referral_is_theirs(p: Person) -> None:
    referral = p.hang(Referral, sent_on=TODAY, follow_up_on=TODAY, sealed="x")
    lead = p.house.workplace(Role.LEAD)
    assert [one.id for one in Referrals(lead).of(p.kept)] == [referral]
    assert [(one.id, one.person.id) for one in Referrals(lead).due()] == [(referral, p.kept)]


def concern_is_about_the_child(p: Person) -> None:
    twin = add_resident(p.house, "Sonja", "", "", "Nova", born=date(2019, 8, 8))
    p.house.lay_down(
        MergeRecord(
            site_id=p.house.site_id,
            kept_id=p.girl,
            gone_id=twin,
            merged_at=NOON,
            merged_by=p.host,
            before={p.girl: {}, twin: {}},
        )
    )
    p.hang(
        ChildConcern,
        resident_id=twin,
        passed_on_at=NOON,
        passed_on_by=p.host,
        passed_on_to="Modtagelsen",
    )
    concerns = ChildConcerns(p.house.workplace()).of(p.kept)
    assert [child.id for child in concerns.children] == [p.girl]
    assert [line.child.id for line in concerns.lines] == [p.girl]


def apart_is_of_the_person(p: Person) -> None:
    p.hang(NotSame, other_id=p.house.residents["Halyna"], said_at=NOON, said_by=p.host)
    told = Merging(p.house.workplace()).of(p.kept).apart
    assert [one.other.id for one in told] == [p.house.residents["Halyna"]]


def list_is_heard_of_the_person(p: Person) -> None:
    line = cells(Efternavn="Novaja", Fornavn="Soriana", Fødselsdato="07.07.1987", Køn="K")
    with p.house.workplace().op("change_resident") as session:
        kept = session.get_one(Resident, p.kept)
        kept.status, kept.expected_at = ResidentStatus.EXPECTED, NOON + 5 * DAY
    (before,) = check(p.house, line).plan
    assert before.resident_id == p.kept
    assert "given_names" in [change.field for change in before.changes]
    p.hang(ListEntry, taken_at=NOON, said=prints_of(before.row))
    (heard,) = check(p.house, line).plan
    assert heard.changes == ()


HANGING: dict[str, Callable[[Person], None]] = {
    "check_in_step": step_is_done,
    "further_step": further_step_is_done,
    "stay": bed_is_theirs,
    "check_out": bed_is_freed_when_they_leave,
    "check_out_step": bed_is_freed_when_they_leave,
    "check_out of the dead": who_has_died_is_not_received_again,
    "meal_entitlement": meals_are_theirs_once,
    "meal_serving": meal_is_served_once,
    "kit_handout": kit_is_given_once,
    "incident_person": incident_is_theirs,
    "measure": incident_is_theirs,
    "support_need": need_is_told,
    "conflict_pair": pair_keeps_them_apart,
    "protected_opening": opening_is_of_the_person,
    "photo": photo_shows,
    "guardian": guardian_answers,
    "pet": pet_lives_with_them,
    "absence": absence_is_theirs,
    "appointment": appointment_is_theirs,
    "referral": referral_is_theirs,
    "child_concern": concern_is_about_the_child,
    "not_same": apart_is_of_the_person,
    "list_entry": list_is_heard_of_the_person,
}


def story(p: Person) -> Any:
    return Residents(p.house.workplace()).file(p.kept).events


def steps_in_story(p: Person) -> list[Any]:
    return [event.step for event in story(p) if event.step is not None]


@pytest.mark.parametrize("table", HANGING)
def test_row_of_the_merged_record_is_the_persons(person: Person, table: str) -> None:
    HANGING[table](person)


def test_every_table_that_names_residents_is_known_here() -> None:
    naming = {
        name
        for name, kind in SYNCED.items()
        for column in kind.__table__.columns  # type: ignore[attr-defined]
        for key in column.foreign_keys
        if key.column.table.name == "resident"
    }
    assert naming - {"merge_record"} <= HANGING.keys()


def test_stay_before_they_came_back_counts_no_more_when_they_were_written_down_anew(
    person: Person,
) -> None:
    with person.house.store.applying() as connection:
        connection.exec_driver_sql(
            "UPDATE resident SET status = 'moved_out', moved_out_on = ? WHERE id = ?",
            ((TODAY - 60 * DAY).isoformat(), person.gone),
        )
    person.hang(CheckInStep, kind=StepKind.LEASE, done_at=NOON - 90 * DAY, done_by=person.host)
    person.hang(CheckInStep, kind=StepKind.IDENTITY, done_at=NOON - DAY, done_by=person.host)
    assert CheckIns(person.house.workplace()).steps(person.kept).done == (StepKind.IDENTITY,)
    assert set(steps_in_story(person)) == {StepKind.LEASE, StepKind.IDENTITY}


def test_what_was_typed_about_the_merged_record_is_taken_up_and_taken_away_with_the_persons(
    person: Person,
) -> None:
    host = person.house.workplace()
    drafts = DetailsDrafts(host)
    drafts.save(person.gone, {"diet": "Vegetar"})
    assert drafts.load(person.kept) == {"diet": "Vegetar"}
    details = Residents(host).file(person.kept).details
    Residents(host).change(person.kept, replace(details, diet="Vegetar"))
    assert drafts.load(person.gone) is None
