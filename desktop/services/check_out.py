"""How a household, or some of it, leaves (FEATURES R8): why and whereto, inspection, keys, what
was on loan, the bed, and that they have left.

Every step is an op of its own, so that a check-out can be begun ahead, left at any point and
taken up again, at this desk or another.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_, catalogue, language
from desktop.models.check_outs import CheckOut, CheckOutStepKind, LeavingReason
from desktop.models.residents import HouseholdRole, Resident, ResidentStatus
from desktop.services import check_out_steps as steps
from desktop.services.check_in_steps import Stamp
from desktop.services.check_out_members import (
    Departure,
    MemberCheckOut,
    departure_of,
    members_of,
)
from desktop.services.check_out_steps import Plan
from desktop.services.kits import return_handout
from desktop.services.leaving import come_back, free_bed, keep_bed, leave
from desktop.services.people import (
    HERE,
    PersonLine,
    household_of,
    people,
    people_by_id,
    require_resident,
)
from desktop.services.records import head_of, records_of
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.workplace import Workplace

AHEAD_DAYS = 14
"""For how many days ahead Today shows who leaves."""
FINISH_DAYS = 7
"""For how many days after somebody left Today reminds of what their check-out misses."""


@dataclass(frozen=True)
class StayOn:
    """Who stays after all, and who of them has no bed because theirs has gone to somebody else."""

    people: tuple[PersonLine, ...]
    without_bed: tuple[PersonLine, ...]


class CheckOuts:
    """Departures and check-outs at this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def departures(self) -> tuple[Departure, ...]:
        """Whose check-out is open and who leaves within the next days or should have left, by
        day."""
        until = self._workplace.today() + timedelta(days=AHEAD_DAYS)
        with self._workplace.read("see_check_outs") as session:
            saw(session, criterion="departures")
            return self._departures(
                session, col(CheckOut.done_at).is_(None), col(CheckOut.leaves_on) <= until
            )

    def unfinished(self) -> tuple[Departure, ...]:
        """Who has left in the last days and whose check-out misses something, by day."""
        since = self._workplace.today() - timedelta(days=FINISH_DAYS)
        with self._workplace.read("see_check_outs") as session:
            saw(session, criterion="unfinished")
            gone = self._departures(
                session, col(CheckOut.done_at).is_not(None), col(CheckOut.leaves_on) >= since
            )
        return tuple(departure for departure in gone if departure.missing)

    def household(self, resident_id: str) -> tuple[MemberCheckOut, ...]:
        """Every member of the resident's household who lives here or has left in the last days,
        the head first; the resident in any case."""
        today = self._workplace.today()
        since = today - timedelta(days=AHEAD_DAYS)
        with self._workplace.read("open_check_out") as session:
            asked = require_resident(session, resident_id)
            lines = people(session, today, household_of(asked))
            present = steps.present_check_outs(session, [line.id for line in lines])
            lines = [
                line
                for line in lines
                if line.id == asked.id
                or line.status in HERE
                or (
                    line.status is ResidentStatus.MOVED_OUT
                    and line.id in present
                    and present[line.id].leaves_on >= since
                )
            ]
            saw(session, [line.id for line in lines])
            rows = {line.id: require_resident(session, line.id) for line in lines}
            members = members_of(session, lines, rows, today)
        roles = list(HouseholdRole)
        members.sort(key=lambda member: roles.index(rows[member.person.id].household_role))
        return tuple(members)

    def plan(self, resident_ids: Sequence[str], plan: Plan) -> None:
        """Begins the check-out of those who leave, or changes what is planned for them. Raises
        AppError with what is wrong, and then has saved nothing."""
        workplace = self._workplace
        with workplace.op("check_out") as session:
            if not resident_ids:
                raise AppError(N_("Please choose who leaves."))
            for resident_id in resident_ids:
                resident = require_resident(session, resident_id)
                require_open(session, resident)
                check_plan(plan, resident, workplace.today())
                row = self._open_one(session, resident.id)
                if row is None:
                    if resident.status not in HERE:
                        raise AppError(N_("Only somebody who lives here can be checked out."))
                    row = CheckOut(
                        site_id=workplace.site_id,
                        resident_id=resident.id,
                        reason=plan.reason,
                        leaves_on=plan.leaves_on,
                        begun_at=workplace.now(),
                        begun_by=workplace.actor.id,
                    )
                    session.add(row)
                _write_plan(row, plan)

    def inspect(self, resident_ids: Sequence[str], note: str) -> None:
        """The room was inspected with those who leave; ``note`` says what was found."""
        self._tick_all(resident_ids, CheckOutStepKind.INSPECTION, note)

    def take_keys(self, resident_ids: Sequence[str], keys: str) -> None:
        """Keys and cards came back; ``keys`` says which."""
        self._tick_all(resident_ids, CheckOutStepKind.KEYS, keys)

    def take_loans(
        self, resident_ids: Sequence[str], handout_ids: Iterable[str], note: str = ""
    ) -> None:
        """Kits on loan came back and are on the shelf; ``note`` says what was missing."""
        stamp = self._stamp()
        with self._workplace.op("check_out") as session:
            for handout_id in handout_ids:
                return_handout(session, stamp, handout_id)
            for row, _resident in self._present(session, resident_ids):
                steps.tick(session, stamp, row, CheckOutStepKind.LOANS, note)

    def free_beds(self, resident_ids: Sequence[str], day: date) -> None:
        """Their beds are free from ``day`` on, which is today or later."""
        if day < self._workplace.today():
            raise AppError(N_("A bed can be free from today on, not from a day that is over."))
        with self._workplace.op("check_out") as session:
            for row, resident in self._present(session, resident_ids):
                free_bed(session, self._stamp(), row, resident, day)

    def finish(self, resident_ids: Sequence[str]) -> None:
        """They have left. A bed that was not freed is free from today on, meals end. Raises
        AppError before the day on which they leave."""
        with self._workplace.op("check_out") as session:
            for row, resident in self._present(session, resident_ids):
                if row.done_at is not None:
                    continue
                if row.leaves_on > self._workplace.today():
                    raise AppError(
                        N_(
                            "They leave on {date}. If they have left already, change the day first."
                        ),
                        date=catalogue(language()).format_date(row.leaves_on),
                    )
                self._cancel_others(session, row)
                leave(session, self._stamp(), row, resident)

    def cancel(self, resident_ids: Sequence[str]) -> StayOn:
        """They stay after all: a check-out that was begun is called off."""

        def call_off(session: Session, row: CheckOut, resident: Resident) -> bool:
            if row.done_at is not None:
                raise AppError(N_("They have left already. This check-out can be undone instead."))
            self._cancel_others(session, row)
            row.cancelled_at = self._workplace.now()
            return keep_bed(session, self._stamp(), row, resident)

        return self._stay_on(resident_ids, call_off)

    def undo(self, resident_ids: Sequence[str]) -> StayOn:
        """They have not left after all: they live here as before, in their bed if it is still
        free. What they brought back stays returned."""

        def take_back(session: Session, row: CheckOut, resident: Resident) -> bool:
            if row.done_at is None or resident.status is not ResidentStatus.MOVED_OUT:
                raise AppError(N_("Only a check-out that is finished can be undone."))
            return come_back(session, self._stamp(), row, resident)

        return self._stay_on(resident_ids, take_back)

    def undo_step(self, resident_ids: Sequence[str], kind: CheckOutStepKind) -> StayOn:
        """Takes a step back for each. A bed that was freed is theirs again if nobody else has it;
        what was brought back stays returned."""

        def take_back(session: Session, row: CheckOut, resident: Resident) -> bool:
            if kind is CheckOutStepKind.BED and row.done_at is None:
                return keep_bed(session, self._stamp(), row, resident)
            steps.void(session, self._stamp(), row, kind)
            return True

        return self._stay_on(resident_ids, take_back, action="undo_step")

    def _departures(
        self, session: Session, *where: sa.ColumnElement[bool]
    ) -> tuple[Departure, ...]:
        rows = session.exec(
            select(CheckOut)
            .where(
                CheckOut.site_id == self._workplace.site_id,
                col(CheckOut.cancelled_at).is_(None),
                *where,
            )
            .order_by(col(CheckOut.leaves_on))
        ).all()
        named = people_by_id(session, self._workplace.today(), {row.resident_id for row in rows})
        lines = {line.id: line for line in named.values()}.values()
        residents = {line.id: require_resident(session, line.id) for line in lines}
        by_house: dict[tuple[date, str], list[MemberCheckOut]] = {}
        for member in members_of(session, lines, residents, self._workplace.today()):
            if member.leaving is not None and member.leaving.id in {row.id for row in rows}:
                house = member.person.household_id or member.person.id
                by_house.setdefault((member.leaving.plan.leaves_on, house), []).append(member)
        roles = list(HouseholdRole)
        for members in by_house.values():
            members.sort(key=lambda m: roles.index(residents[m.person.id].household_role))
        found = [departure_of(day, members) for (day, _house), members in by_house.items()]
        return tuple(sorted(found, key=lambda one: (one.leaves_on, one.people[0].sort_name)))

    def _tick_all(self, resident_ids: Sequence[str], kind: CheckOutStepKind, note: str) -> None:
        with self._workplace.op("check_out") as session:
            for row, _resident in self._present(session, resident_ids):
                steps.tick(session, self._stamp(), row, kind, note)

    def _stay_on(
        self,
        resident_ids: Sequence[str],
        stay: Callable[[Session, CheckOut, Resident], bool],
        action: str = "check_out",
    ) -> StayOn:
        with self._workplace.op(action) as session:
            kept = {
                resident.id: stay(session, row, resident)
                for row, resident in self._present(session, resident_ids)
            }
            session.flush()
            lines = people_by_id(session, self._workplace.today(), kept)
        return StayOn(
            tuple(lines[id_] for id_ in kept),
            tuple(lines[id_] for id_, has_bed in kept.items() if not has_bed),
        )

    def _present(
        self, session: Session, resident_ids: Sequence[str]
    ) -> list[tuple[CheckOut, Resident]]:
        """The check-outs of these residents. Raises AppError when one has none, or has none any
        more: another desk may have called it off."""
        present = steps.present_check_outs(session, resident_ids)
        found = []
        for resident_id in resident_ids:
            row, resident = present.get(resident_id), require_resident(session, resident_id)
            if row is None or (
                row.done_at is not None and resident.status is not ResidentStatus.MOVED_OUT
            ):
                raise AppError(N_("No check-out is open for this resident any more."))
            found.append((row, resident))
        return found

    def _open_one(self, session: Session, resident_id: str) -> CheckOut | None:
        row = steps.present_check_outs(session, [resident_id]).get(resident_id)
        return row if row is not None and row.done_at is None else None

    def _cancel_others(self, session: Session, row: CheckOut) -> None:
        """Two desks that were apart may both have begun the same check-out."""
        person = head_of(session, row.resident_id)
        for other in session.exec(
            select(CheckOut).where(
                col(CheckOut.resident_id).in_(records_of(session, [person])),
                CheckOut.id != row.id,
                col(CheckOut.done_at).is_(None),
                col(CheckOut.cancelled_at).is_(None),
            )
        ):
            other.cancelled_at = self._workplace.now()

    def _stamp(self) -> Stamp:
        workplace = self._workplace
        return Stamp(workplace.site_id, workplace.now(), workplace.actor.id)


def check_plan(plan: Plan, resident: Resident, today: date) -> None:
    """Raises AppError with the first thing that is wrong."""
    if plan.reason is LeavingReason.OTHER and not plan.note.strip():
        raise AppError(N_("Please write in a few words why they leave."))
    if resident.arrived_on is not None and plan.leaves_on < resident.arrived_on:
        raise AppError(N_("This day lies before the arrival. Please check it."))
    if plan.reason is LeavingReason.DECEASED and plan.leaves_on > today:
        raise AppError(N_("This day has not come yet. Please check it."))
    if plan.leaves_on > today + timedelta(days=366):
        raise AppError(N_("This day is more than a year ahead. Please check the year."))


def _write_plan(row: CheckOut, plan: Plan) -> None:
    row.reason, row.leaves_on = plan.reason, plan.leaves_on
    row.note = " ".join(plan.note.split()) or None
    deceased = plan.reason is LeavingReason.DECEASED
    row.forwarding_address = None if deceased else " ".join(plan.forwarding_address.split()) or None
