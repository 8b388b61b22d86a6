"""As ``service_calls``: how the methods are called that are about pets, stays elsewhere,
appointments, referrals and concerns for a child."""

from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta

from desktop.errors import AppError
from desktop.models.absences import AbsenceKind
from desktop.models.appointments import AppointmentKind, AppointmentState
from desktop.models.base import new_id
from desktop.models.pets import Species
from desktop.models.referrals import ReferralService, ReferralState
from desktop.models.sites import Role
from desktop.services.absences import Absences, AbsenceText
from desktop.services.appointments import Appointments, AppointmentText
from desktop.services.child_concerns import ChildConcerns, ConcernText
from desktop.services.follow_ups import FollowUps
from desktop.services.interviews import Interviews
from desktop.services.pets import Pets, PetText
from desktop.services.referrals import ReferralDraft, Referrals
from desktop.services.support_needs import SupportNeeds
from desktop.services.workplace import Workplace
from tests.house import NOON, TODAY, add_resident
from tests.services.service_calls import Call
from tests.services.stage import Stage

PET = PetText(Species.CAT, "Murka", "208210000771123", rabies_valid_until=TODAY)
AWAY = AbsenceText(AbsenceKind.TRAVEL, TODAY - timedelta(days=4), TODAY - timedelta(days=1))
MEETING = AppointmentText(AppointmentKind.OTHER, TODAY, time(15), "Lægetid", "Klinikken")
REFERRAL = ReferralDraft(ReferralService.HOME_NURSING, "Sårpleje", TODAY, TODAY)
CONCERN = ConcernText("Modtagelsen", NOON, "På telefon", "Sag 9")


def lay_daily(stage: Stage) -> None:
    """Lays down what these calls work on."""
    host, lead = stage.house.workplace(), stage.house.workplace(Role.LEAD)
    iryna, petro = stage.resident("Iryna"), stage.resident("Petro")
    Pets(host).record(iryna, PET)
    stage.ids["pet"] = Pets(host).of(iryna)[0].id
    Absences(host).record(petro, AWAY)
    stage.ids["absence"] = Absences(host).of(petro)[0].id
    Appointments(host).plan(iryna, MEETING)
    stage.ids["appointment"] = Appointments(host).of(iryna)[0].id
    Referrals(lead).send(iryna, REFERRAL)
    stage.ids["referral"] = Referrals(lead).of(iryna)[0].id
    child = add_resident(
        stage.house, "Sofiia", "Гнатюк", "Софія", "Hnatiuk", born=TODAY - timedelta(days=3000)
    )
    ChildConcerns(host).pass_on(child, CONCERN)


def _leave(workplace: Workplace, stage: Stage) -> None:
    """One that was planned begins; who has just come back may leave again."""
    absences, halyna = Absences(workplace), stage.resident("Halyna")
    with suppress(AppError):
        absences.record(halyna, replace(AWAY, starts_on=TODAY, expected_back_on=None))
    (line, *_) = absences.of(halyna)
    absences.leave(line.id)


def _take_back(workplace: Workplace, stage: Stage) -> None:
    """Passed on and taken back: only the same person can."""
    concerns, child = ChildConcerns(workplace), stage.resident("Sofiia")
    concerns.pass_on(child, CONCERN)
    concerns.take_back(concerns.of(child).lines[0].id, "By mistake")


CALLS: dict[str, Call] = {
    "Absences.today": Call(None, lambda w, _: Absences(w).today()),
    "Absences.of": Call("open_file", lambda w, s: Absences(w).of(s.resident("Petro"))),
    "Absences.overdue": Call("see_absences", lambda w, _: Absences(w).overdue()),
    "Absences.leaving": Call("see_absences", lambda w, _: Absences(w).leaving()),
    "Absences.record": Call(
        "record_absence", lambda w, s: Absences(w).record(s.resident("Halyna"), AWAY)
    ),
    "Absences.change": Call(
        "record_absence",
        lambda w, s: Absences(w).change(s.ids["absence"], replace(AWAY, note=new_id())),
    ),
    "Absences.leave": Call("record_absence", _leave, logs=("open_file", "record_absence")),
    "Absences.come_back": Call(
        "record_absence", lambda w, s: Absences(w).come_back(s.ids["absence"])
    ),
    "Appointments.today": Call(None, lambda w, _: Appointments(w).today()),
    "Appointments.of": Call("open_file", lambda w, s: Appointments(w).of(s.resident("Iryna"))),
    "Appointments.between": Call(
        "see_appointments", lambda w, _: Appointments(w).between(TODAY, 7)
    ),
    "Appointments.unsettled": Call("see_appointments", lambda w, _: Appointments(w).unsettled()),
    "Appointments.plan": Call(
        "plan_appointment", lambda w, s: Appointments(w).plan(s.resident("Petro"), MEETING)
    ),
    "Appointments.change": Call(
        "plan_appointment",
        lambda w, s: Appointments(w).change(s.ids["appointment"], replace(MEETING, note=new_id())),
    ),
    "Appointments.settle": Call(
        "plan_appointment",
        lambda w, s: Appointments(w).settle(s.ids["appointment"], AppointmentState.HELD),
    ),
    "Appointments.slip": Call(
        "open_file",
        lambda w, s: Appointments(w).slip(s.ids["appointment"]),
        logs=("open_file", "see_appointments"),
    ),
    "ChildConcerns.now": Call(None, lambda w, _: ChildConcerns(w).now()),
    "ChildConcerns.of": Call(
        "see_concerns", lambda w, s: ChildConcerns(w).of(s.resident("Sofiia"))
    ),
    "ChildConcerns.pass_on": Call(
        "pass_on_concern", lambda w, s: ChildConcerns(w).pass_on(s.resident("Sofiia"), CONCERN)
    ),
    "ChildConcerns.take_back": Call(
        "pass_on_concern",
        _take_back,
        logs=("pass_on_concern", "see_concerns"),
    ),
    "FollowUps.due": Call(
        "see_absences",
        lambda w, _: FollowUps(w).due(),
        logs=("see_absences", "see_appointments", "see_pets"),
    ),
    "Interviews.proposed": Call("see_appointments", lambda w, _: Interviews(w).proposed()),
    "Interviews.proposed_to": Call(
        "open_file", lambda w, s: Interviews(w).proposed_to(s.resident("Iryna"))
    ),
    "Pets.today": Call(None, lambda w, _: Pets(w).today()),
    "Pets.of": Call("open_file", lambda w, s: Pets(w).of(s.resident("Iryna"))),
    "Pets.allowed": Call("see_own_desk", lambda w, _: Pets(w).allowed()),
    "Pets.house": Call("see_pets", lambda w, _: Pets(w).house()),
    "Pets.expiring": Call("see_pets", lambda w, _: Pets(w).expiring()),
    "Pets.record": Call("record_pet", lambda w, s: Pets(w).record(s.resident("Petro"), PET)),
    "Pets.change": Call(
        "record_pet", lambda w, s: Pets(w).change(s.ids["pet"], replace(PET, note=new_id()))
    ),
    "Pets.leave": Call("record_pet", lambda w, s: Pets(w).leave(s.ids["pet"])),
    "Referrals.may_read": Call(None, lambda w, _: Referrals(w).may_read()),
    "Referrals.today": Call(None, lambda w, _: Referrals(w).today()),
    "Referrals.of": Call("see_referrals", lambda w, s: Referrals(w).of(s.resident("Iryna"))),
    "Referrals.due": Call("see_follow_ups", lambda w, _: Referrals(w).due()),
    "Referrals.send": Call("refer", lambda w, s: Referrals(w).send(s.resident("Petro"), REFERRAL)),
    "Referrals.note_answer": Call(
        "refer",
        lambda w, s: Referrals(w).note_answer(
            s.ids["referral"], ReferralState.ACCEPTED, new_id(), None
        ),
    ),
    "SupportNeeds.due": Call("see_follow_ups", lambda w, _: SupportNeeds(w).due()),
}
