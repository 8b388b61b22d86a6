"""A household's way in (seed 001; FEATURES R7), from identity to privacy notice.

Every step is an op of its own and stands on record with who did it and when, so that a check-in
can be left at any point and taken up again, at this desk or another.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.meals import MealEntitlement
from desktop.models.residents import (
    FurtherStepKind,
    HouseholdRole,
    Language,
    Resident,
    ResidentStatus,
    StepKind,
)
from desktop.services.bed_giving import cancel_reservations, give_bed
from desktop.services.check_in_steps import (
    DECLINED,
    CheckInKind,
    Stamp,
    StepDone,
    missing_of,
    steps_of,
    tick,
    wanted_steps,
)
from desktop.services.check_in_undo import undo
from desktop.services.days import day_of
from desktop.services.details import Details, check_details, details_of, write_details
from desktop.services.house_rules import rules_version
from desktop.services.people import PersonLine, household_of, people, require_resident
from desktop.services.records import head_of, records_of
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.support_needs import instructions_of
from desktop.services.workplace import Workplace

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
class MemberCheckIn:
    """How far the check-in of one member of a household is."""

    person: PersonLine
    details: Details
    expected_at: datetime | None
    expected_from: str
    done: tuple[StepDone, ...]
    missing: tuple[CheckInKind, ...]
    instruction: str = ""


@dataclass(frozen=True)
class Unfinished:
    """Someone who lives here and whose check-in misses something."""

    person: PersonLine
    missing: tuple[CheckInKind, ...]


@dataclass(frozen=True)
class Steps:
    """How far a resident's check-in is, and nothing else about them."""

    done: tuple[CheckInKind, ...]
    missing: tuple[CheckInKind, ...]


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
            rows = _rows(session, lines)
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
            rows = _rows(session, lines)
            done = steps_of(session, rows.values())
        wanted = self._wanted()
        found = []
        for line in lines:
            missing = missing_of(wanted, done[line.id])
            if missing:
                found.append(Unfinished(line, missing))
        return tuple(found)

    def steps(self, resident_id: str) -> Steps:
        """Which steps of a resident's check-in are done and which are missing."""
        with self._workplace.read("see_marks") as session:
            resident = session.get(Resident, head_of(session, resident_id))
            done = steps_of(session, [resident])[resident.id] if resident else []
        return Steps(tuple(step.kind for step in done), missing_of(self._wanted(), done))

    def household(self, resident_id: str) -> tuple[MemberCheckIn, ...]:
        """Every member of the resident's household with what is done and what is missing, the
        head first. Who has left it, and does not come again, is passed by."""
        with self._workplace.read("open_check_in") as session:
            resident = require_resident(session, resident_id)
            lines = people(session, self._workplace.today(), household_of(resident))
            rows = _rows(session, lines)
            lines = [line for line in lines if line.id == resident.id or _is_in(rows[line.id])]
            saw(session, [line.id for line in lines])
            done = steps_of(session, rows.values())
            instructions = instructions_of(session, rows.values(), self._workplace.today())
        wanted, roles = self._wanted(), list(HouseholdRole)
        lines.sort(key=lambda line: roles.index(rows[line.id].household_role))
        return tuple(
            MemberCheckIn(
                line,
                details_of(rows[line.id], closed=line.masked),
                rows[line.id].expected_at,
                rows[line.id].expected_from or "",
                tuple(done[line.id]),
                missing_of(wanted, done[line.id]),
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
            tick(session, self._stamp(), resident, StepKind.IDENTITY)

    def take_photos(self, resident_ids: Sequence[str], *, declined: bool = False) -> None:
        """Photos were taken; or, when ``declined``, these people do not wish one."""
        note = DECLINED if declined else ""
        self._tick_all(resident_ids, FurtherStepKind.PHOTO, note=note)

    def assign_bed(self, resident_id: str, bed_id: str) -> None:
        """Gives a free bed from today on; a reservation of this bed is taken up, one of another
        bed is cancelled. Raises AppError when the bed was taken meanwhile."""
        self.assign_beds([(resident_id, bed_id)])

    def assign_beds(self, beds: Iterable[tuple[str, str]]) -> None:
        """``assign_bed`` for several at once, as (resident, bed): all of them, or none."""
        with self._workplace.op("check_in") as session:
            given = [(require_resident(session, id_), bed_id) for id_, bed_id in beds]
            for resident, _ in given:
                cancel_reservations(session, resident)
            for resident, bed_id in given:
                give_bed(session, self._stamp(), resident, bed_id)
                tick(session, self._stamp(), resident, StepKind.BED)

    def sign_lease(self, resident_ids: Sequence[str]) -> None:
        """The lease contract was signed, for each of the residents it covers."""
        self._tick_all(resident_ids, StepKind.LEASE)

    def explain_rules(self, resident_ids: Sequence[str], language: Language) -> None:
        """The house rules were explained in a language, in the version in force."""
        version = rules_version()
        self._tick_all(resident_ids, StepKind.HOUSE_RULES, language=language, version=version)

    def hand_over_key(self, resident_ids: Sequence[str], number: str) -> None:
        """A key or card was handed over; ``number`` says which, as far as it has one."""
        self._tick_all(resident_ids, FurtherStepKind.KEY, note=number)

    def start_meals(self, resident_ids: Sequence[str]) -> None:
        """Meals from the arrival until the first benefit payment, whose day is not known yet."""
        workplace = self._workplace
        if not workplace.site().reception:
            raise AppError(N_("Meals are served at reception sites only."))

        def begin(session: Session, resident: Resident) -> None:
            running = session.exec(
                select(MealEntitlement).where(
                    col(MealEntitlement.resident_id).in_(records_of(session, [resident.id])),
                    col(MealEntitlement.ends_on).is_(None),
                )
            ).first()
            if running is None:
                session.add(
                    MealEntitlement(
                        site_id=workplace.site_id,
                        resident_id=resident.id,
                        starts_on=resident.arrived_on or workplace.today(),
                    )
                )

        self._tick_all(resident_ids, StepKind.MEALS, first=begin)

    def hand_over_ticket(self, resident_ids: Sequence[str], ticket: str) -> None:
        """A transport ticket to the welcome interview was handed over; ``ticket`` says which."""
        self._tick_all(resident_ids, FurtherStepKind.TICKET, note=ticket)

    def give_privacy_notice(self, resident_ids: Sequence[str], language: Language) -> None:
        """The privacy notice was handed over and gone through in a language."""
        self._tick_all(resident_ids, FurtherStepKind.PRIVACY, language=language)

    def undo_step(self, resident_ids: Sequence[str], kind: CheckInKind) -> None:
        """Takes a step back for each, with what it has brought about
        (``services.check_in_undo``)."""
        with self._workplace.op("undo_step") as session:
            for resident_id in resident_ids:
                undo(session, self._stamp(), require_resident(session, resident_id), kind)

    def _wanted(self) -> tuple[CheckInKind, ...]:
        return wanted_steps(reception=self._workplace.site().reception)

    def _stamp(self) -> Stamp:
        workplace = self._workplace
        return Stamp(workplace.site_id, workplace.now(), workplace.actor.id)

    def _tick_all(
        self,
        resident_ids: Sequence[str],
        kind: CheckInKind,
        *,
        language: Language | None = None,
        version: str | None = None,
        note: str = "",
        first: Callable[[Session, Resident], None] = lambda _session, _resident: None,
    ) -> None:
        with self._workplace.op("check_in") as session:
            for resident_id in resident_ids:
                resident = require_resident(session, resident_id)
                first(session, resident)
                tick(
                    session,
                    self._stamp(),
                    resident,
                    kind,
                    language=language,
                    version=version,
                    note=note,
                )


_LEFT = (ResidentStatus.MOVED_OUT, ResidentStatus.CANCELLED)


def _is_in(resident: Resident) -> bool:
    return resident.status not in _LEFT


def _rows(session: Session, lines: Sequence[PersonLine]) -> dict[str, Resident]:
    rows = session.exec(select(Resident).where(col(Resident.id).in_([line.id for line in lines])))
    return {row.id: row for row in rows}


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
