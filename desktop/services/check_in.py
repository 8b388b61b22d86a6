"""A household's way in: identity, bed, lease, house rules, starter kit, meals (seed 001).

Every step is an op of its own and stands on record with who did it and when, so that a check-in
can be left at any point and taken up again, at this desk or another.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.housing import Stay, StayKind, StayState
from desktop.models.meals import MealEntitlement
from desktop.models.residents import (
    CheckInStep,
    HouseholdRole,
    Language,
    Resident,
    ResidentStatus,
    StepKind,
)
from desktop.services.days import day_of
from desktop.services.people import PersonLine, household_of, people, require_resident
from desktop.services.records import records_of
from desktop.services.residents import Details, check_details, details_of, write_details
from desktop.services.rooms import require_free
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.support_needs import instructions_of
from desktop.services.workplace import Workplace

HOUSE_RULES = Path(__file__).parents[2] / "resources" / "house_rules.json"
RULE_LANGUAGES = (Language.UK, Language.RU, Language.DA)
"""The languages in which the house rules are written."""

WELCOME_DAYS = 7
"""For how many days after arrival Today reminds of what a check-in misses."""


@dataclass(frozen=True)
class Arrival:
    """A household that is expected, told by its head."""

    head: PersonLine
    size: int
    expected_at: datetime
    expected_from: str
    pets: str


@dataclass(frozen=True)
class StepDone:
    """A step that was done."""

    id: str
    kind: StepKind
    at: datetime
    language: Language | None


@dataclass(frozen=True)
class MemberCheckIn:
    """How far the check-in of one member of a household is."""

    person: PersonLine
    details: Details
    expected_at: datetime | None
    expected_from: str
    done: tuple[StepDone, ...]
    missing: tuple[StepKind, ...]
    instruction: str = ""


@dataclass(frozen=True)
class Unfinished:
    """Someone who lives here and whose check-in misses something."""

    person: PersonLine
    missing: tuple[StepKind, ...]


@dataclass(frozen=True)
class Steps:
    """How far a resident's check-in is, and nothing else about them."""

    done: tuple[StepKind, ...]
    missing: tuple[StepKind, ...]


@dataclass(frozen=True)
class RulesChapter:
    """A chapter of the house rules in one language."""

    title: str
    rules: tuple[tuple[str, str], ...]


@cache
def _house_rules() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(HOUSE_RULES.read_text("utf-8"))
    return loaded


def rules_version() -> str:
    """The version of the house rules in force."""
    return str(_house_rules()["version"])


def house_rules(language: Language) -> tuple[RulesChapter, ...]:
    """The house rules in one of ``RULE_LANGUAGES``: chapters of (number, text)."""
    return tuple(
        RulesChapter(
            chapter["title"][language.value],
            tuple((rule["number"], rule["text"][language.value]) for rule in chapter["rules"]),
        )
        for chapter in _house_rules()["chapters"]
    )


class CheckIns:
    """Arrivals and check-ins at this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def arrivals(self) -> tuple[Arrival, ...]:
        """The households that are expected today or should have been here already, and those of
        the days to come, by time."""
        today = self._workplace.today()
        with self._workplace.read("see_check_ins") as session:
            saw(session, criterion="arrivals")
            lines = people(
                session,
                today,
                col(Resident.site_id) == self._workplace.site_id,
                col(Resident.status) == ResidentStatus.EXPECTED,
                col(Resident.expected_at).is_not(None),
            )
            rows = {
                row.id: row
                for row in session.exec(
                    select(Resident).where(col(Resident.id).in_([line.id for line in lines]))
                )
            }
        households: dict[str, list[PersonLine]] = {}
        for line in lines:
            households.setdefault(line.household_id or line.id, []).append(line)
        arrivals = [_arrival(members, rows) for members in households.values()]
        return tuple(sorted(arrivals, key=lambda arrival: arrival.expected_at))

    def arriving_today(self) -> tuple[Arrival, ...]:
        """Those of ``arrivals`` who are due by the end of this day."""
        today = self._workplace.today()
        return tuple(a for a in self.arrivals() if day_of(a.expected_at) <= today)

    def unfinished(self) -> tuple[Unfinished, ...]:
        """Who arrived in the last days and misses a step, by surname."""
        today = self._workplace.today()
        since = today - timedelta(days=WELCOME_DAYS)
        with self._workplace.read("see_check_ins") as session:
            saw(session, criterion="unfinished")
            lines = people(
                session,
                today,
                col(Resident.site_id) == self._workplace.site_id,
                col(Resident.status).in_((ResidentStatus.ARRIVED, ResidentStatus.RESIDENT)),
                col(Resident.arrived_on) >= since,
            )
            done = _steps(session, [line.id for line in lines])
        wanted = self._wanted()
        found = []
        for line in lines:
            missing = _missing(wanted, done.get(line.id, []))
            if missing:
                found.append(Unfinished(line, missing))
        return tuple(found)

    def steps(self, resident_id: str) -> Steps:
        """Which steps of a resident's check-in are done and which are missing."""
        with self._workplace.read("see_marks") as session:
            done = _steps(session, [resident_id]).get(resident_id, [])
        return Steps(tuple(step.kind for step in done), _missing(self._wanted(), done))

    def household(self, resident_id: str) -> tuple[MemberCheckIn, ...]:
        """Every member of the resident's household with what is done and what is missing, the
        head first."""
        with self._workplace.read("open_check_in") as session:
            resident = require_resident(session, resident_id)
            together = household_of(resident)
            lines = people(session, self._workplace.today(), together)
            saw(session, [line.id for line in lines])
            rows = {
                row.id: row
                for row in session.exec(
                    select(Resident).where(col(Resident.id).in_([line.id for line in lines]))
                )
            }
            done = _steps(session, list(rows))
            instructions = instructions_of(session, rows.values(), self._workplace.today())
        wanted, roles = self._wanted(), list(HouseholdRole)
        lines.sort(key=lambda line: roles.index(rows[line.id].household_role))
        return tuple(
            MemberCheckIn(
                line,
                details_of(rows[line.id], closed=line.masked),
                rows[line.id].expected_at,
                rows[line.id].expected_from or "",
                tuple(done.get(line.id, [])),
                _missing(wanted, done.get(line.id, [])),
                instructions[line.id],
            )
            for line in lines
        )

    def confirm_identity(self, resident_id: str, details: Details) -> None:
        """The papers were seen: writes down what they say, and that the resident has arrived."""
        workplace = self._workplace
        check_details(details, workplace.today())
        with workplace.op("check_in") as session:
            resident = require_resident(session, resident_id)
            require_open(session, resident)
            write_details(resident, details)
            if resident.status in (ResidentStatus.EXPECTED, ResidentStatus.NO_SHOW):
                resident.status = ResidentStatus.ARRIVED
                resident.arrived_on = workplace.today()
            resident.last_contact_on = workplace.today()
            self._tick(session, resident_id, StepKind.IDENTITY)

    def assign_bed(self, resident_id: str, bed_id: str) -> None:
        """Gives a free bed from today on; a reservation of this bed is taken up, one of another
        bed is cancelled. Raises AppError when the bed was taken meanwhile."""
        workplace = self._workplace
        today = workplace.today()
        with workplace.op("check_in") as session:
            resident = require_resident(session, resident_id)
            require_free(session, bed_id, resident_id, today)
            reserved = session.exec(
                select(Stay).where(
                    col(Stay.resident_id).in_(records_of(session, [resident_id])),
                    Stay.kind == StayKind.RESERVED,
                    Stay.state == StayState.CONFIRMED,
                )
            ).all()
            for stay in reserved:
                stay.state = StayState.CANCELLED
            session.flush()
            session.add(
                Stay(
                    site_id=workplace.site_id,
                    bed_id=bed_id,
                    resident_id=resident_id,
                    starts_on=today,
                    decided_by=workplace.actor.id,
                )
            )
            resident.status = ResidentStatus.RESIDENT
            resident.arrived_on = resident.arrived_on or today
            self._tick(session, resident_id, StepKind.BED)

    def sign_lease(self, resident_ids: Sequence[str]) -> None:
        """The lease contract was signed, for each of the residents it covers."""
        self._tick_all(resident_ids, StepKind.LEASE)

    def explain_rules(self, resident_ids: Sequence[str], language: Language) -> None:
        """The house rules were explained in a language, in the version in force."""
        self._tick_all(resident_ids, StepKind.HOUSE_RULES, language, rules_version())

    def start_meals(self, resident_ids: Sequence[str]) -> None:
        """Meals from today until the first benefit payment, whose day is not known yet."""
        workplace = self._workplace
        if not workplace.site().reception:
            raise AppError(N_("Meals are served at reception sites only."))
        with workplace.op("check_in") as session:
            for resident_id in resident_ids:
                require_resident(session, resident_id)
                running = session.exec(
                    select(MealEntitlement).where(
                        col(MealEntitlement.resident_id).in_(records_of(session, [resident_id])),
                        col(MealEntitlement.ends_on).is_(None),
                    )
                ).first()
                if running is None:
                    session.add(
                        MealEntitlement(
                            site_id=workplace.site_id,
                            resident_id=resident_id,
                            starts_on=workplace.today(),
                        )
                    )
                self._tick(session, resident_id, StepKind.MEALS)

    def _wanted(self) -> tuple[StepKind, ...]:
        """The steps of a check-in here: meals only where they are served."""
        reception = self._workplace.site().reception
        return tuple(kind for kind in StepKind if reception or kind is not StepKind.MEALS)

    def _tick_all(
        self,
        resident_ids: Sequence[str],
        kind: StepKind,
        language: Language | None = None,
        version: str | None = None,
    ) -> None:
        with self._workplace.op("check_in") as session:
            for resident_id in resident_ids:
                require_resident(session, resident_id)
                self._tick(session, resident_id, kind, language, version)

    def _tick(
        self,
        session: Session,
        resident_id: str,
        kind: StepKind,
        language: Language | None = None,
        version: str | None = None,
    ) -> None:
        if any(
            step.kind is kind and (step.language is language or language is None)
            for step in _steps(session, [resident_id]).get(resident_id, [])
        ):
            return
        session.add(
            CheckInStep(
                site_id=self._workplace.site_id,
                resident_id=resident_id,
                kind=kind,
                done_at=self._workplace.now(),
                done_by=self._workplace.actor.id,
                language=language,
                version=version,
            )
        )


def _steps(session: Session, resident_ids: Sequence[str]) -> dict[str, list[StepDone]]:
    records = records_of(session, resident_ids)
    rows = session.exec(
        select(CheckInStep)
        .where(col(CheckInStep.resident_id).in_(records), col(CheckInStep.voided_at).is_(None))
        .order_by(col(CheckInStep.done_at))
    )
    done: dict[str, list[StepDone]] = {}
    for row in rows:
        done.setdefault(records[row.resident_id], []).append(
            StepDone(row.id, row.kind, row.done_at, row.language)
        )
    return done


def _missing(wanted: Sequence[StepKind], done: Sequence[StepDone]) -> tuple[StepKind, ...]:
    kinds = {step.kind for step in done}
    return tuple(kind for kind in wanted if kind not in kinds)


def _arrival(members: Sequence[PersonLine], rows: dict[str, Resident]) -> Arrival:
    head = min(members, key=lambda line: rows[line.id].household_role.value != "head")
    row = rows[head.id]
    assert row.expected_at is not None
    return Arrival(
        head,
        len(members),
        row.expected_at,
        row.expected_from or "",
        next((rows[m.id].pets or "" for m in members if rows[m.id].pets), ""),
    )
