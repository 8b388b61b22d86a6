"""Who may sign in at a desk: an enabled colleague who works at one of its sites, or everywhere."""

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg

from desktop.models.roles import CONFIDANTS, EVERYWHERE
from desktop.models.sites import BUILT_IN_USER, Role
from desktop.sync.protocol import site_scope


@dataclass(frozen=True)
class Person:
    """A colleague."""

    id: str
    name: str
    role: Role

    @property
    def is_confidant(self) -> bool:
        """Whether they may read what is sealed."""
        return self.role in CONFIDANTS


def people_at(conn: psycopg.Connection, scopes: Iterable[str]) -> dict[str, Person]:
    """Those who may sign in at a desk with these scopes, by id."""
    start = site_scope("")
    sites = [scope.removeprefix(start) for scope in scopes if scope.startswith(start)]
    rows = conn.execute(
        'SELECT u.id::text, u.name, u.role FROM "user" AS u WHERE u.enabled AND u.id <> %s'
        " AND (u.role = ANY(%s) OR EXISTS (SELECT 1 FROM user_site AS s"
        " WHERE s.user_id = u.id AND s.site_id = ANY(%s::uuid[])))",
        (BUILT_IN_USER, [role.value for role in EVERYWHERE], sites),
    )
    return {row[0]: Person(row[0], row[1], Role(row[2])) for row in rows}
