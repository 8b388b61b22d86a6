"""Pets, stays elsewhere, appointments, referrals and concerns go from desk to desk through a real
store, and what is sealed stays so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.models.absences import AbsenceKind
from desktop.models.appointments import AppointmentKind, AppointmentState
from desktop.models.base import new_id
from desktop.models.pets import Species
from desktop.models.referrals import ReferralService, ReferralState
from desktop.models.residents import Resident, ResidentStatus
from desktop.models.roles import CONFIDANTS
from desktop.models.sealing import new_key
from desktop.models.sites import Role
from desktop.services.absences import Absences, AbsenceText
from desktop.services.appointments import Appointments, AppointmentText
from desktop.services.child_concerns import ChildConcerns, ConcernText
from desktop.services.days import COPENHAGEN
from desktop.services.pets import Pets, PetText
from desktop.services.referrals import ReferralDraft, Referrals
from desktop.services.workplace import Workplace
from tests.desks import DeskAtWork, Housing, desk_at_work, wait_until

KEY = new_key()


def workplace(desk: DeskAtWork, role: Role) -> Workplace:
    made = desk.workplace(role)
    made.sealed_key = KEY if role in CONFIDANTS else None
    return made


def register(desk: DeskAtWork) -> str:
    """A girl who lives here: there can be everything about her."""
    resident_id, place = new_id(), desk.workplace()
    with place.op("register_resident") as session:
        session.add(
            Resident(
                id=resident_id,
                site_id=desk.identity.site_ids[0],
                number="900-00001-0",
                surname="Koval",
                given_names="Sofiia",
                birth_date=place.today() - timedelta(days=3000),
                status=ResidentStatus.RESIDENT,
            )
        )
    return resident_id


@dataclass(frozen=True)
class Kind:
    """How one kind is written, changed and told, and by whom."""

    write: Callable[[Workplace, str], None]
    change: Callable[[Workplace, str], None]
    told: Callable[[Workplace, str], Any]
    role: Role = Role.HOST


def _pet(w: Workplace, resident: str) -> None:
    Pets(w).record(resident, PetText(Species.CAT, "Murka", rabies_valid_until=w.today()))


def _away(w: Workplace, resident: str) -> None:
    Absences(w).record(resident, AbsenceText(AbsenceKind.TRAVEL, w.today()))


def _meet(w: Workplace, resident: str) -> None:
    later = (w.now() + timedelta(hours=2)).astimezone(COPENHAGEN)
    clock = later.time().replace(second=0)
    Appointments(w).plan(
        resident, AppointmentText(AppointmentKind.OTHER, later.date(), clock, "Tandlæge")
    )


def _refer(w: Workplace, resident: str) -> None:
    draft = ReferralDraft(ReferralService.FAMILY_CONSULTANT, "Ro i hverdagen", w.today(), None)
    Referrals(w).send(resident, draft)


def _pass_on(w: Workplace, resident: str) -> None:
    ChildConcerns(w).pass_on(resident, ConcernText("Modtagelsen", w.now()))


def _answer(w: Workplace, resident: str) -> None:
    (line,) = Referrals(w).of(resident)
    Referrals(w).note_answer(line.id, ReferralState.ACCEPTED, "Kommer mandag", None)


KINDS: dict[str, Kind] = {
    "pet": Kind(
        _pet,
        lambda w, r: Pets(w).leave(Pets(w).of(r)[0].id),
        lambda w, r: [(pet.text, pet.rabies) for pet in Pets(w).of(r)],
    ),
    "absence": Kind(
        _away,
        lambda w, r: Absences(w).come_back(Absences(w).of(r)[0].id),
        lambda w, r: [(line.text, line.ended_on, line.away) for line in Absences(w).of(r)],
    ),
    "appointment": Kind(
        _meet,
        lambda w, r: Appointments(w).settle(Appointments(w).of(r)[0].id, AppointmentState.HELD),
        lambda w, r: [(line.text(), line.state) for line in Appointments(w).of(r)],
    ),
    "referral": Kind(
        _refer,
        _answer,
        lambda w, r: [(line.text, line.state) for line in Referrals(w).of(r)],
        Role.LEAD,
    ),
    "child_concern": Kind(
        _pass_on,
        lambda w, r: ChildConcerns(w).take_back(ChildConcerns(w).of(r).lines[0].id, "En fejl"),
        lambda w, r: [
            (line.text, line.by, line.voided_at) for line in ChildConcerns(w).of(r).lines
        ],
    ),
}


def held(desk: DeskAtWork) -> str:
    """Everything that the desk holds of referrals, its outbox too."""
    with desk.store.read() as session:
        connection = session.connection()
        return repr(
            [
                row
                for table in ("referral", "outbox_change", "store_value")
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')
            ]
        )


def knows(desk: DeskAtWork, resident: str) -> bool:
    with desk.store.read() as session:
        return session.get(Resident, resident) is not None


@pytest.mark.parametrize("name", sorted(KINDS))
def test_what_one_desk_writes_and_changes_the_other_shows(
    tmp_path: Path, housing: Housing, name: str
) -> None:
    kind = KINDS[name]
    with (
        desk_at_work(tmp_path, housing, "Desk 1") as one,
        desk_at_work(tmp_path, housing, "Desk 2") as two,
    ):
        one.go_online()
        two.go_online()
        resident = register(one)
        here, there = workplace(one, kind.role), workplace(two, kind.role)
        wait_until(lambda: knows(two, resident), "the resident has come")
        for act in (kind.write, kind.change):
            before = kind.told(here, resident)
            act(here, resident)
            said = kind.told(here, resident)
            assert said != before
            one.wait_in_step()
            wait_until(lambda said=said: kind.told(there, resident) == said, "it has come")
        for desk in (one, two):
            found = held(desk)
            assert [w for w in ("family_consultant", "hverdagen", "mandag") if w in found] == []
