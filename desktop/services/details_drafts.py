"""Details that were typed and not saved yet: kept for their writer in the encrypted database of
this desk, one draft for each resident, through a lock and a crash; never sent."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from desktop.models.base import new_id
from desktop.models.local import draft
from desktop.models.residents import Resident
from desktop.services.records import records_in, records_of
from desktop.services.sight import is_closed
from desktop.services.workplace import Workplace

KIND = "details"
SOMEBODY_NEW = "new"
"""In the place of a resident's id: somebody who is not registered yet."""

Content = dict[str, Any]


class DetailsDrafts:
    """The drafts of the person signed in."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def save(self, resident_id: str, content: Content) -> None:
        """Keeps what was typed, in place of an earlier draft; nothing typed is no draft."""
        owner = self._workplace.actor.id
        with self._workplace.own("keep_own") as connection:
            drop_in(connection, owner, resident_id)
            if content:
                connection.execute(
                    draft.insert().values(
                        id=new_id(),
                        kind=KIND,
                        owner=owner,
                        content={"about": resident_id, "typed": content},
                        saved_at=self._workplace.now(),
                    )
                )

    def load(self, resident_id: str) -> Content | None:
        """What was kept, None when nothing was, or while the file is closed to its writer."""
        with self._workplace.read("see_own_desk") as session:
            resident = session.get(Resident, resident_id)
            if resident is not None and is_closed(session, resident):
                return None
            records = records_of(session, [resident_id])
            for content in session.execute(_mine(self._workplace.actor.id)).scalars():
                if _is_about(content, records):
                    typed = content.get("typed")
                    return dict(typed) if isinstance(typed, dict) else None
        return None

    def drop(self, resident_id: str) -> None:
        """Forgets it."""
        with self._workplace.own("keep_own") as connection:
            drop_in(connection, self._workplace.actor.id, resident_id)


def drop_in(connection: sa.Connection, owner: str, resident_id: str) -> None:
    """Takes a draft away within the caller's transaction, and those about records that were merged
    into the same person's."""
    records = records_in(connection, resident_id)
    rows = connection.execute(
        sa.select(draft.c.id, draft.c.content).where(draft.c.kind == KIND, draft.c.owner == owner)
    ).all()
    for row in rows:
        if _is_about(row.content, records):
            connection.execute(draft.delete().where(draft.c.id == row.id))


def _mine(owner: str) -> sa.Select[Any]:
    mine = sa.select(draft.c.content).where(draft.c.kind == KIND, draft.c.owner == owner)
    return mine.order_by(draft.c.saved_at.desc())


def _is_about(content: Any, records: Collection[str]) -> bool:
    return isinstance(content, dict) and content.get("about") in records
