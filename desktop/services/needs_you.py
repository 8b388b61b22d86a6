"""What needs a person at this site, and the ways to settle it.

Fields that two desks gave different values, beds that were claimed twice, work that the central
store did not take: each is settled by one op, or dropped with a reason. And a lead takes note of
protected files that were opened.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models import SYNCED
from desktop.models.conflicts import Conflict, ConflictState
from desktop.models.housing import Stay, StayState
from desktop.models.local import OUTBOX, outbox_op
from desktop.models.residents import BirthPrecision, Resident
from desktop.models.roles import ACTIONS, WRITERS, may_decide
from desktop.services import row_values
from desktop.services.cpr import cpr_problem
from desktop.services.details import kept_text
from desktop.services.inbox import Inbox, is_over, values_of
from desktop.services.needs import Needs
from desktop.services.protected_files import ProtectedFiles
from desktop.services.refused import BUILT_ON, changes_of, do_again, plan
from desktop.services.rooms import BedChoice, Rooms
from desktop.services.seen import saw
from desktop.services.sight import require_open
from desktop.services.stay_room import HOUSED, TAKEN, require_no_rival, rival
from desktop.services.vault import Vault
from desktop.services.who_may import DENIED, WHO, NotAllowedError
from desktop.services.workplace import Workplace

_DECIDED = N_("A colleague has settled this meanwhile.")
_MOST_REASON = 200


class NeedsYou:
    """The inbox of this site. What a host may not decide is shown all the same."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._rooms = Rooms(workplace)

    def needs(self) -> Needs:
        """Everything that waits for a person, the latest of each kind first."""
        with self._workplace.read("see_needs") as session:
            saw(session, criterion="inbox")
            return Inbox(session, self._workplace).needs()

    def beds(self, stay_id: str, limit: int = 12) -> tuple[BedChoice, ...]:
        """Free beds for the person of a contested stay, those that fit best first."""
        with self._workplace.read("see_marks") as session:
            stay = session.get(Stay, stay_id)
        return self._rooms.choices(stay.resident_id, limit) if stay else ()

    def decide_conflict(self, conflict_id: str, choice: Mapping[str, Any]) -> None:
        """Lets one value stand: one of those in conflict (``ConflictValue.choice``) or, for a
        single field, one of the decider's own (``{field: value}`` as on the wire). Nothing is
        chosen (``{}``) where there is nothing left to choose from (``OpenConflict.gone``).

        Raises AppError when it was decided meanwhile or the value can't stand.
        """
        with self._workplace.op("decide_conflict") as session:
            conflict = session.get(Conflict, conflict_id)
            if conflict is None or conflict.state is not ConflictState.OPEN:
                raise AppError(_DECIDED)
            table = conflict.row_table
            self._require_decider(table)
            row = session.get(SYNCED[table], conflict.row_id)
            decided = dict(choice)
            if isinstance(row, Resident):
                require_open(session, row)
            if row is not None and not (is_over(session, conflict) and not decided):
                if decided not in values_of(conflict):
                    decided = self._own_value(session, conflict, decided)
                row_values.write(row, table, decided)
                session.flush()
                if isinstance(row, Stay):
                    require_no_rival(session, row)
            self._close(conflict, decided)

    def settle_contested(self, stay_id: str, bed_id: str | None) -> None:
        """Gives the later one of two claims a free bed, from today where it has begun; confirms
        it in its own bed where nothing stands in the way any more; or cancels it (``None``).

        Raises AppError when it was settled meanwhile or the bed is taken.
        """
        today = self._workplace.today()
        self._require_decider("stay")
        with self._workplace.op("decide_conflict") as session:
            stay = session.get(Stay, stay_id)
            tasks = _open_about(session, stay_id)
            if stay is None or stay.state is not StayState.CONTESTED or not tasks:
                raise AppError(_DECIDED)
            if bed_id is None:
                stay.state = StayState.CANCELLED
            else:
                starts_on = stay.starts_on if bed_id == stay.bed_id else max(stay.starts_on, today)
                if stay.ends_on is not None and stay.ends_on <= starts_on:
                    raise AppError(N_("The days of this claim are over. Please cancel it."))
                other = rival(session, stay, bed_id, starts_on, stay.ends_on)
                if other is not None:
                    raise AppError(TAKEN if other.bed_id == bed_id else HOUSED)
                stay.bed_id, stay.starts_on = bed_id, starts_on
                stay.state = StayState.CONFIRMED
            stay.decided_by = self._workplace.actor.id
            session.flush()
            fields = (*row_values.group_of("stay", "place"), "state")
            for conflict in tasks:
                self._close(conflict, row_values.of_row(stay, "stay", fields))

    def send_again(self, op_id: str, correction: Mapping[str, Any] | None = None) -> None:
        """Does a refused op once more on the rows as they are now, with ``correction`` in place
        of values that the store could not accept; the refused one is then settled.

        Raises AppError when it can't be done again, or was settled meanwhile.
        """
        with self._workplace.read("see_sending") as session:
            action = str(_refused(session, op_id).action)
        with self._workplace.op(action) as session:
            op = _refused(session, op_id)
            if not op.undone:
                raise AppError(BUILT_ON)
            changes = changes_of(session, [op_id]).get(op_id, [])
            redoing = plan(session, changes, correction, Vault(self._workplace).reseal)
            do_again(session, redoing)
            self._settle(session.connection(), op_id, rows=redoing.new_ids)
        self._workplace.store.changes.announce(frozenset({OUTBOX}))

    def drop_refused(self, op_id: str, reason: str) -> None:
        """Leaves a refused op undone for good; what it said stays on record with the reason."""
        reason = " ".join(reason.split())[:_MOST_REASON]
        if not reason:
            raise AppError(N_("Please say why it is dropped."))
        with self._workplace.read("see_sending") as session:
            action = str(_refused(session, op_id).action)
        if not self._workplace.may(action):
            self._require_decider("resident")
        with self._workplace.own("settle_refused") as connection:
            self._settle(connection, op_id, reason=reason)
        self._workplace.store.changes.announce(frozenset({OUTBOX}))

    def see_opening(self, opening_id: str) -> None:
        """Takes note of a protected file that was opened. Raises AppError when another has."""
        ProtectedFiles(self._workplace).mark_seen(opening_id)

    def _require_decider(self, table: str) -> None:
        if not may_decide(self._workplace.actor.role, table):
            writers = WRITERS.get(table, frozenset()) & ACTIONS["decide_conflict"].roles
            raise NotAllowedError(WHO.get(writers, DENIED))

    def _own_value(
        self, session: Session, conflict: Conflict, choice: Mapping[str, Any]
    ) -> dict[str, Any]:
        group = row_values.group_of(conflict.row_table, conflict.field_group)
        if len(group) != 1 or tuple(choice) != group:
            raise AppError(N_("Only one of the values that are there can be taken here."))
        (field,) = group
        value = row_values.checked(conflict.row_table, field, choice[field])
        if (conflict.row_table, field) == ("resident", "cpr") and value:
            resident = session.get(Resident, conflict.row_id)
            exact = resident is not None and resident.birth_precision is BirthPrecision.EXACT
            problem = cpr_problem(value, resident.birth_date if resident and exact else None)
            if problem is not None:
                raise AppError(problem)
        if conflict.row_table == "resident" and isinstance(value, str):
            value = kept_text(field, value)
        return {field: value}

    def _close(self, conflict: Conflict, decided: dict[str, Any]) -> None:
        conflict.state = ConflictState.DECIDED
        conflict.decided_by = self._workplace.actor.id
        conflict.decided_at = self._workplace.now()
        conflict.decided_value = decided

    def _settle(
        self,
        connection: sa.Connection,
        op_id: str,
        *,
        reason: str | None = None,
        rows: Mapping[str, str] | None = None,
    ) -> None:
        done = connection.execute(
            outbox_op.update()
            .where(outbox_op.c.op_id == op_id, outbox_op.c.settled_at.is_(None))
            .values(
                settled_at=self._workplace.now(),
                settled_by=self._workplace.actor.id,
                settled_reason=reason,
                settled_rows=dict(rows) if rows else None,
            )
        )
        if done.rowcount != 1:
            raise AppError(_DECIDED)


def _refused(session: Session, op_id: str) -> sa.Row[Any]:
    op = session.execute(
        sa.select(outbox_op).where(
            outbox_op.c.op_id == op_id,
            outbox_op.c.status == "refused",
            outbox_op.c.settled_at.is_(None),
        )
    ).first()
    if op is None:
        raise AppError(_DECIDED)
    return op


def _open_about(session: Session, stay_id: str) -> list[Conflict]:
    return list(
        session.exec(
            select(Conflict).where(
                Conflict.row_table == "stay",
                Conflict.row_id == stay_id,
                Conflict.field_group == "place",
                col(Conflict.state) == ConflictState.OPEN,
            )
        )
    )
