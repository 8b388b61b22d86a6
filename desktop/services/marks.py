"""Which residents have something that is not sent yet, or that needs a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from desktop.models.conflicts import Conflict, ConflictState
from desktop.models.housing import Stay
from desktop.models.local import outbox_change, outbox_op
from desktop.models.residents import Resident
from desktop.services.records import head_of
from desktop.services.workplace import Workplace


@dataclass(frozen=True)
class Mark:
    """What a list says beside a resident's name."""

    waiting: bool = False
    needs_you: bool = False


NO_MARK = Mark()


class Marks:
    """Reads the outbox and the open conflicts of this site."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def of_residents(self) -> Mapping[str, Mark]:
        """The residents that have a mark, by id."""
        with self._workplace.read("see_marks") as session:
            waiting: set[str] = set(session.scalars(_about(outbox_op.c.status.is_(None))))
            refused = sa.and_(outbox_op.c.status == "refused", outbox_op.c.settled_at.is_(None))
            needs: set[str] = set(session.scalars(_about(refused)))
            needs |= set(session.scalars(_in_conflict(self._workplace.site_id)))
            waiting = {head_of(session, one) for one in waiting}
            needs = {head_of(session, one) for one in needs}
        return {
            resident_id: Mark(resident_id in waiting, resident_id in needs)
            for resident_id in waiting | needs
        }


def _about(which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Residents whose rows, or rows that name them, were changed by these ops."""
    named = sa.func.json_extract(outbox_change.c.fields, "$.resident_id")
    resident = sa.case(
        (outbox_change.c.table == "resident", outbox_change.c.row_id),
        (outbox_change.c.table == "stay", sa.func.coalesce(named, col(Stay.resident_id))),
        else_=named,
    )
    return (
        sa.select(resident)
        .select_from(
            outbox_change.join(outbox_op, outbox_op.c.op_id == outbox_change.c.op_id).outerjoin(
                Stay.__table__,  # type: ignore[attr-defined]  # set by SQLModel
                sa.and_(outbox_change.c.table == "stay", col(Stay.id) == outbox_change.c.row_id),
            )
        )
        .where(which, resident.is_not(None))
        .distinct()
    )


def _in_conflict(site_id: str) -> sa.Select[Any]:
    of_stay = sa.and_(col(Conflict.row_table) == "stay", col(Stay.id) == col(Conflict.row_id))
    resident = sa.case(
        (col(Conflict.row_table) == "resident", col(Conflict.row_id)),
        else_=col(Stay.resident_id),
    )
    return (
        sa.select(resident)
        .select_from(Conflict)
        .outerjoin(Stay, of_stay)
        .join(Resident, col(Resident.id) == resident)
        .where(col(Conflict.site_id) == site_id, col(Conflict.state) == ConflictState.OPEN)
        .distinct()
    )
