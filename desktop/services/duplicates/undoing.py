"""Takes a merge back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.housing import Stay, StayState
from desktop.models.merges import MergeRecord
from desktop.models.residents import Resident
from desktop.services import row_values
from desktop.services.duplicates.lines import LINES, TABLE, Values, both, values_of
from desktop.services.field_words import FieldValue, told
from desktop.services.records import forget_heads
from desktop.services.stay_room import rival
from desktop.services.workplace import Workplace

STAY = "stay"


@dataclass(frozen=True)
class Undone:
    """What became of a merge that was taken back. ``changed`` was written since and stays as it
    is; ``bed_lost``: a bed that the merge had ended is somebody else's by now."""

    kept_id: str
    gone_id: str
    changed: tuple[FieldValue, ...] = ()
    bed_lost: bool = False


def undo_between(session: Session, workplace: Workplace, gone_id: str) -> Undone:
    """Undoes all that made the record one with the one it was merged into, also where two desks
    did so both ways. Within an op; raises AppError when there is nothing to undo."""
    live = col(MergeRecord.undone_at).is_(None)
    mine = session.exec(
        select(MergeRecord)
        .where(MergeRecord.gone_id == gone_id, live)
        .order_by(col(MergeRecord.merged_at).desc(), col(MergeRecord.id).desc())
    ).first()
    if mine is None:
        raise AppError(N_("A colleague has settled this meanwhile."))
    kept_id = mine.kept_id
    rows = session.exec(
        select(MergeRecord)
        .where(
            live,
            sa.or_(
                sa.and_(col(MergeRecord.kept_id) == kept_id, col(MergeRecord.gone_id) == gone_id),
                sa.and_(col(MergeRecord.kept_id) == gone_id, col(MergeRecord.gone_id) == kept_id),
            ),
        )
        .order_by(col(MergeRecord.merged_at), col(MergeRecord.id))
    ).all()
    for row in rows:
        row.undone_at = workplace.now()
        row.undone_by = workplace.actor.id
    session.flush()
    forget_heads(session)
    changed: list[FieldValue] = []
    for kept in (kept_id, gone_id):
        changed += _restore(session, kept, [row for row in rows if row.kept_id == kept])
    for one in (kept_id, gone_id):
        _show_again(session, one)
    session.flush()
    lost = [stay for stay in _ended(session, rows) if not _give_back(session, workplace, *stay)]
    return Undone(kept_id, gone_id, tuple(changed), bool(lost))


def _restore(session: Session, kept_id: str, rows: Sequence[MergeRecord]) -> tuple[FieldValue, ...]:
    """Puts back what these merges wrote over; what somebody has changed since."""
    resident = session.get(Resident, kept_id)
    if resident is None or not rows:
        return ()
    now = values_of(resident)
    first: dict[str, Any] = {}
    for row in rows:
        for name, value in (row.before.get(kept_id) or {}).items():
            if name in now:
                first.setdefault(name, value)
    merged = [row.before.get(row.gone_id) or {} for row in rows]
    restored = {n: v for n, v in first.items() if now[n] in _written(n, first, merged)}
    row_values.write(resident, TABLE, restored)
    left = {n: now[n] for n in first if n not in restored and now[n] != first[n]}
    return told(session, TABLE, left)


def _written(name: str, first: Values, merged: Iterable[Values]) -> list[Any]:
    """What a merge can have put into a field: what the other record said, or both together."""
    others = [values for values in merged if name in values]
    joining = [line for line in LINES if line.joins and line.fields == (name,)]
    found = [values[name] for values in others]
    for line in joining:
        for values in others:
            found += [both(line, first, values), both(line, values, first)]
    return found


def _show_again(session: Session, resident_id: str) -> None:
    """A record that no other merge holds stands for itself."""
    held = session.exec(
        select(MergeRecord.id).where(
            MergeRecord.gone_id == resident_id, col(MergeRecord.undone_at).is_(None)
        )
    ).first()
    resident = session.get(Resident, resident_id)
    if resident is not None and held is None and resident.merged:
        resident.merged = None


def _ended(session: Session, rows: Iterable[MergeRecord]) -> list[tuple[Stay, Values]]:
    """The stays that these merges ended, and what stood there."""
    return [
        (stay, values)
        for row in rows
        for id_, values in row.before.items()
        if id_ not in (row.kept_id, row.gone_id) and (stay := session.get(Stay, id_)) is not None
    ]


def _give_back(session: Session, workplace: Workplace, stay: Stay, values: Values) -> bool:
    """Gives a bed back where nobody else has it by now. What a person has changed stays."""
    if stay.state is not StayState.CANCELLED and stay.ends_on is None:
        return True
    was = row_values.to_model(STAY, "ends_on", values.get("ends_on"))
    begins = max(stay.starts_on, workplace.today())
    if was is not None and was <= begins:
        begins = stay.starts_on
    if rival(session, stay, stay.bed_id, begins, was) is not None:
        return False
    row_values.write(stay, STAY, {"ends_on": values.get("ends_on"), "state": values["state"]})
    session.flush()
    return True
