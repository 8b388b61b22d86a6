"""What is shown of a protective field while desks differ about it: everything that anybody wrote.

The store keeps one value until a person has decided (``SyncRule.protective``: allergies). Until
then the others protect too, so a reader at a kitchen sees them all.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from desktop.models.conflicts import Conflict, ConflictState
from desktop.models.residents import Resident
from desktop.services.records import records_of, unseen_values

_BETWEEN = re.compile(r"[,;\n\r]")


@dataclass(frozen=True)
class Protected:
    """``text`` is what to heed; ``is_open`` says that a person still has to decide."""

    text: str
    is_open: bool = False


def joined(texts: Iterable[str | None]) -> str:
    """Everything that these lists name, each thing once, in the order of its first mention. Case
    and space around do not count."""
    found: dict[str, str] = {}
    for text in texts:
        for part in _BETWEEN.split(text or ""):
            item = " ".join(part.split())
            found.setdefault(item.casefold(), item)
    found.pop("", None)
    return ", ".join(found.values())


def protected(
    session: Session, field: str, stored: Mapping[str, str | None]
) -> Mapping[str, Protected]:
    """A protective field of residents, by id; ``stored`` is what their rows hold. What a desk has
    written into a record that was merged since counts too."""
    group = Resident.sync.groups.get(field, field)
    records, unseen = records_of(session, stored), unseen_values(session, field, stored)
    conflicts = session.exec(
        select(Conflict).where(
            col(Conflict.row_table) == "resident",
            col(Conflict.row_id).in_(list(records)),
            col(Conflict.field_group) == group,
            col(Conflict.state) == ConflictState.OPEN,
        )
    ).all()
    values: dict[str, list[str | None]] = {}
    for conflict in conflicts:
        written = [conflict.current or {}, *(c.get("value") or {} for c in conflict.candidates)]
        values.setdefault(records[conflict.row_id], []).extend(
            value.get(field) for value in written
        )
    return {
        row_id: Protected(
            joined([text, *values.get(row_id, ()), *unseen.get(row_id, ())]),
            is_open=row_id in values,
        )
        if row_id in values or row_id in unseen
        else Protected(text or "")
        for row_id, text in stored.items()
    }
