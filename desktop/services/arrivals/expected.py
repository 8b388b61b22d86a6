"""The expected arrivals of the site: read by week, announced by hand, moved, not come, cancelled.

What is done to a household is done to everybody who comes with it, in one op, and can be undone
as long as nobody has changed it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_, format_date
from desktop.models.residents import Household, Resident, ResidentStatus
from desktop.services.arrivals.announced import (
    Announcement,
    Coming,
    check_announcement,
    check_coming,
)
from desktop.services.arrivals.centres import centre_names
from desktop.services.arrivals.lines import (
    COME_OR_NOT,
    WEEK,
    ArrivalDay,
    ArrivalLine,
    ArrivalWeek,
    lines_of,
    monday_of,
)
from desktop.services.arrivals.promised_beds import Promise, give_back, let_go, move_along
from desktop.services.arrivals.writing import add_household, add_resident, with_roles
from desktop.services.days import day_begins, day_of
from desktop.services.numbers import require_desk_number
from desktop.services.people import HERE, people, require_resident
from desktop.services.records import stands
from desktop.services.seen import saw
from desktop.services.sight import require_open, unprotected
from desktop.services.workplace import Workplace

NOT_COME = (ResidentStatus.NO_SHOW, ResidentStatus.CANCELLED)
"""Who was expected and is not any more."""

REASON_LENGTH = 500


@dataclass(frozen=True)
class Put:
    """What was set on a resident, and what stood there before."""

    resident_id: str
    was: Mapping[str, Any]
    now: Mapping[str, Any]


@dataclass(frozen=True)
class Done:
    """What was done to a household: enough to undo it. ``beds_left`` counts the beds that were
    promised and could not be moved along or given back."""

    puts: tuple[Put, ...]
    released: tuple[Promise, ...] = ()
    beds_left: int = 0
    moved_to: date | None = None


class ExpectedArrivals:
    """Who is on the way to this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def today(self) -> date:
        """This day in Copenhagen."""
        return self._workplace.today()

    def week(self, day: date) -> ArrivalWeek:
        """The week in which a day lies."""
        today, first = self._workplace.today(), monday_of(day)
        begins, ends = day_begins(first), day_begins(first, WEEK)
        at = col(Resident.expected_at)
        with self._workplace.read("see_arrivals") as session:
            saw(session, criterion="arrivals")
            found = self._lines(
                session, at >= begins, at < ends, col(Resident.status).in_(COME_OR_NOT)
            )
            overdue: list[ArrivalLine] = []
            still = col(Resident.status) == ResidentStatus.EXPECTED
            if first <= today < first + timedelta(days=WEEK):
                overdue = self._lines(session, at < begins, still)
            undated = self._lines(session, at.is_(None), still)
        days = [first + timedelta(days=n) for n in range(WEEK)]
        return ArrivalWeek(
            first=first,
            today=today,
            days=tuple(
                ArrivalDay(one, tuple(line for line in found if line.day == one)) for one in days
            ),
            overdue=tuple(overdue),
            undated=tuple(undated),
        )

    def centres(self) -> tuple[str, ...]:
        """The asylum centres that are known, and those from which somebody came before, by
        name."""
        with self._workplace.read("see_figures") as session:
            used = session.exec(
                select(Resident.expected_from)
                .where(
                    Resident.site_id == self._workplace.site_id,
                    col(Resident.expected_from).is_not(None),
                    unprotected(session),
                )
                .distinct()
            ).all()
        return centre_names(text for text in used if text)

    def register(self, announcement: Announcement) -> str:
        """A household is announced; the id of its head.

        Raises AppError with what is wrong, and then has saved nothing.
        """
        workplace = self._workplace
        today = workplace.today()
        check_announcement(announcement, today)
        desk_number = require_desk_number(workplace.desk_number())
        announced = with_roles(announcement.people, today)
        announced.sort(key=lambda person: person.role != "head")
        with workplace.op("register_arrival") as session:
            size = max(announcement.size, len(announced))
            household_id = add_household(session, workplace.site_id, size)
            rows = [
                add_resident(
                    session,
                    workplace.site_id,
                    household_id,
                    person,
                    announcement.coming,
                    desk_number=desk_number,
                )
                for person in announced
            ]
            return rows[0].id

    def move(
        self, resident_ids: Sequence[str], expected_at: datetime, takeover_on: date | None
    ) -> Done:
        """They come on another day or at another time, or the takeover is on another working day;
        who had not come or was cancelled is expected again. Beds that were promised from the day
        of arrival on move along. Raises AppError for a day that will not do."""
        workplace = self._workplace
        check_coming(Coming(expected_at, takeover_on=takeover_on), workplace.today())
        with workplace.op("change_arrival") as session:
            rows = self._rows(session, resident_ids, (ResidentStatus.EXPECTED, *NOT_COME))
            is_moved = any(row.expected_at != expected_at for row in rows)
            if is_moved and day_of(expected_at) < workplace.today():
                raise AppError(N_("That day is over. Please choose today or a later day."))
            puts = [
                _put(
                    row,
                    status=ResidentStatus.EXPECTED,
                    arrival_outcome_reason=None,
                    expected_at=expected_at,
                    takeover_on=takeover_on,
                )
                for row in rows
            ]
            day = day_of(expected_at)
            left = move_along(session, [row.id for row in rows], day)
        return Done(tuple(puts), beds_left=left, moved_to=day)

    def no_show(self, resident_ids: Sequence[str], reason: str) -> Done:
        """They did not come on their day. Their beds are free again."""
        return self._end(resident_ids, ResidentStatus.NO_SHOW, reason)

    def cancel(self, resident_ids: Sequence[str], reason: str) -> Done:
        """They will not come. Their beds are free again."""
        return self._end(resident_ids, ResidentStatus.CANCELLED, reason)

    def expect_again(self, resident_ids: Sequence[str]) -> Done:
        """They come after all, on the day that was written down before."""
        with self._workplace.op("change_arrival") as session:
            rows = self._rows(session, resident_ids, NOT_COME)
            return Done(
                tuple(
                    _put(row, status=ResidentStatus.EXPECTED, arrival_outcome_reason=None)
                    for row in rows
                )
            )

    def undo(self, done: Done) -> Done:
        """Puts back what stood there before. Raises AppError when it was changed again since."""
        workplace = self._workplace
        with workplace.op("change_arrival") as session:
            puts = []
            for put in done.puts:
                row = self._row(session, put.resident_id)
                if any(getattr(row, name) != value for name, value in put.now.items()):
                    raise AppError(
                        N_(
                            "This was changed again meanwhile, so it can't be undone. "
                            "Please change it by hand."
                        )
                    )
                puts.append(_put(row, **put.was))
            left = give_back(session, done.released, workplace.actor.id)
            if done.moved_to is not None:
                left += self._move_back(session, done)
        return Done(tuple(puts), beds_left=left)

    def _move_back(self, session: Session, done: Done) -> int:
        before = next((put.was["expected_at"] for put in done.puts), None)
        if before is None:
            return 0
        return move_along(session, [put.resident_id for put in done.puts], day_of(before))

    def _end(self, resident_ids: Sequence[str], status: ResidentStatus, reason: str) -> Done:
        workplace, kept = self._workplace, " ".join(reason.split())
        if not kept:
            raise AppError(N_("Please write in a few words why."))
        if len(kept) > REASON_LENGTH:
            raise AppError(
                N_("The reason has at most {count} characters. Please say it shorter."),
                count=REASON_LENGTH,
            )
        with workplace.op("change_arrival") as session:
            rows = self._rows(session, resident_ids, (ResidentStatus.EXPECTED,))
            if status is ResidentStatus.NO_SHOW:
                _require_due(rows, workplace.today())
            puts = tuple(_put(row, status=status, arrival_outcome_reason=kept) for row in rows)
            released = let_go(session, [row.id for row in rows])
        return Done(puts, released)

    def _rows(
        self, session: Session, resident_ids: Sequence[str], wanted: Sequence[ResidentStatus]
    ) -> list[Resident]:
        rows = [self._row(session, resident_id) for resident_id in resident_ids]
        if not rows or any(row.status not in wanted for row in rows):
            raise AppError(
                N_("This arrival was changed meanwhile. Please look at it again, then decide.")
            )
        return rows

    def _row(self, session: Session, resident_id: str) -> Resident:
        row = require_resident(session, resident_id)
        require_open(session, row)
        return row

    def _lines(self, session: Session, *where: sa.ColumnElement[bool]) -> list[ArrivalLine]:
        lines = people(
            session,
            self._workplace.today(),
            col(Resident.site_id) == self._workplace.site_id,
            col(Resident.anonymised_on).is_(None),
            *where,
        )
        ids = [line.id for line in lines]
        rows = {
            row.id: row
            for row in session.exec(select(Resident).where(col(Resident.id).in_(ids))).all()
        }
        named = {row.household_id for row in rows.values() if row.household_id}
        households = {
            row.id: row
            for row in session.exec(select(Household).where(col(Household.id).in_(named))).all()
        }
        lived_in = session.exec(
            select(Resident.household_id).where(
                col(Resident.household_id).in_(named),
                col(Resident.status).in_(HERE),
                stands(session),
            )
        ).all()
        return lines_of(lines, rows, households, frozenset(one for one in lived_in if one))


def _put(row: Resident, **values: Any) -> Put:
    """Sets what differs."""
    was = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        if was[name] != value:
            setattr(row, name, value)
    return Put(row.id, was, values)


def _require_due(rows: Sequence[Resident], today: date) -> None:
    days = [day_of(row.expected_at) for row in rows if row.expected_at is not None]
    if days and min(days) > today:
        raise NotYetDueError(min(days))


class NotYetDueError(AppError):
    """Nobody fails to come before their day."""

    def __init__(self, day: date) -> None:
        super().__init__(
            N_(
                "They are not expected before {date}. "
                "If they will not come, please cancel the arrival instead."
            ),
            date=day,
        )
        self.day = day

    def text(self) -> str:
        return AppError(self.msgid, date=format_date(self.day, "short")).text()
