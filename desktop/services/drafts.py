"""A form that was begun and not finished: kept for its writer in the encrypted database of this
desk, through a crash, and never sent."""

from typing import Any

import sqlalchemy as sa

from desktop.models.base import new_id
from desktop.models.local import draft
from desktop.services.workplace import Workplace


class OwnDraft:
    """The one draft of a kind that the person signed in has."""

    def __init__(
        self,
        workplace: Workplace,
        kind: str,
        *,
        reads: str = "see_own_desk",
        keeps: str = "keep_own",
    ) -> None:
        """``reads`` and ``keeps`` are the rules (``models.roles``) that let its writer through."""
        self._workplace = workplace
        self._kind = kind
        self._reads = reads
        self._keeps = keeps

    def save(self, content: dict[str, Any]) -> None:
        """Keeps it, in place of an earlier one."""
        with self._workplace.own(self._keeps) as connection:
            self.drop_in(connection)
            connection.execute(
                draft.insert().values(
                    id=new_id(),
                    kind=self._kind,
                    owner=self._workplace.actor.id,
                    content=content,
                    saved_at=self._workplace.now(),
                )
            )

    def load(self) -> dict[str, Any] | None:
        """What was kept, None when nothing was."""
        with self._workplace.read(self._reads) as session:
            content = session.scalar(sa.select(draft.c.content).where(*self._mine()))
        return dict(content) if isinstance(content, dict) else None

    def drop(self) -> None:
        """Takes it away."""
        with self._workplace.own(self._keeps) as connection:
            self.drop_in(connection)

    def drop_in(self, connection: sa.Connection) -> None:
        """Takes it away within the caller's transaction."""
        connection.execute(draft.delete().where(*self._mine()))

    def _mine(self) -> tuple[sa.ColumnElement[bool], ...]:
        return draft.c.kind == self._kind, draft.c.owner == self._workplace.actor.id
