"""Whether the person in whose name an op comes may do it, there."""

from collections.abc import Iterable

import psycopg

from central.refusal import RefusedError
from central.working_set import WorkingSet
from desktop.models.roles import EVERYWHERE, PLACE_ACROSS, may_decide, may_write
from desktop.models.sites import Role
from desktop.sync.protocol import ORG, Op, site_scope


class Permissions:
    """Users, their roles and their sites, as the ops before have left them."""

    def __init__(self, working: WorkingSet) -> None:
        self._working = working
        self._works_at: dict[str, tuple[str, str]] = {}
        self._allowed: set[tuple[str, str, str, str]] = set()

    def load(self, conn: psycopg.Connection, ops: Iterable[Op]) -> None:
        """Reads where the actors of these ops work."""
        found = conn.execute(
            "SELECT id::text, user_id::text, site_id::text FROM user_site"
            " WHERE user_id = ANY(%s::uuid[])",
            (list({op.actor for op in ops}),),
        )
        for row_id, user_id, site_id in found:
            self._works_at[row_id] = (user_id, site_id)

    def check(self, actor: str, action: str, table: str, scope: str) -> None:
        """Raises RefusedError unless this user may change this table in this scope."""
        asked = (actor, action, table, scope)
        if asked in self._allowed:
            return
        user = self._working.row("user", actor)
        if user is None or not user["enabled"]:
            raise RefusedError("permission", "the actor is no enabled user", table="user", id=actor)
        role = Role(user["role"])
        if not may_write(role, action, table):
            raise RefusedError(
                "permission", "the role does not allow this", table=table, action=action
            )
        if scope != ORG and role not in EVERYWHERE and not self._at(actor, scope):
            raise RefusedError("permission", "the user does not work at this site", table=table)
        self._allowed.add(asked)

    def check_move(self, actor: str, table: str) -> None:
        """Raises RefusedError unless this user, who may change the row, may place it at another
        site."""
        user = self._working.row("user", actor)
        if user is None or Role(user["role"]) not in PLACE_ACROSS:
            raise RefusedError(
                "permission", "the role does not place people across sites", table=table
            )

    def check_decision(self, actor: str, about: str) -> None:
        """Raises RefusedError unless this user, who may change conflicts, may change one about a
        row of this table."""
        user = self._working.row("user", actor)
        if user is None or not may_decide(Role(user["role"]), about):
            raise RefusedError(
                "permission", "the role does not decide conflicts about this", table=about
            )

    def _at(self, actor: str, scope: str) -> bool:
        return any(
            user_id == actor and site_scope(site_id) == scope
            for user_id, site_id in self._works_at.values()
        )

    def forget(self) -> None:
        """Rows were taken back: what was allowed meanwhile is to be asked again."""
        self._allowed.clear()

    def changed(self, table: str, row_id: str) -> None:
        """A ``user`` or ``user_site`` row was written: what it says now holds from here on."""
        self.forget()
        if table == "user":
            return
        row = self._working.row("user_site", row_id)
        if row is None:
            self._working.put(self._works_at, row_id, ("", ""))
        else:
            self._working.put(self._works_at, row_id, (row["user_id"], row["site_id"]))
