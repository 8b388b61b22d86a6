"""Sites, the people who work there and the desks they work at. Everybody's scope (``org``)."""

from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import Field

from desktop.models.base import Id, Json, Synced, SyncRule, choice


class SiteType(StrEnum):
    """The kinds of housing of seed 001."""

    CENTRE = "centre"
    PAVILION = "pavilion"
    APARTMENT = "apartment"
    HOTEL = "hotel"
    SPECIAL = "special"


class Role(StrEnum):
    """Who may what: FEATURES.md, "Who uses it"; enforced by ``desktop.models.roles``."""

    HOST = "host"
    LEAD = "lead"
    COORDINATOR = "coordinator"
    LIAISON = "liaison"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Site(Synced, table=True):
    """A housing site. A reception site serves meals to those without a first benefit payment."""

    __tablename__ = "site"
    sync: ClassVar[SyncRule] = SyncRule("org")

    name: str = Field(max_length=200)
    type: SiteType = Field(default=SiteType.CENTRE, sa_type=choice(SiteType, "type"))
    reception: bool = False
    address: str | None = Field(default=None, max_length=200)
    pets_allowed: bool = False
    step_free: bool = False
    capacity: int | None = None


BUILT_IN_USER = "00000000-0000-7000-8000-000000000001"
"""The user in whose name the store acts. It has no password, and nobody signs in as it."""


class User(Synced, table=True):
    """A colleague. Passwords never stand here: the store and each desk keep their own hashes."""

    __tablename__ = "user"
    sync: ClassVar[SyncRule] = SyncRule("org")

    name: str = Field(max_length=200)
    role: Role = Field(sa_type=choice(Role, "role"))
    enabled: bool = True


class UserSite(Synced, table=True):
    """A site where a user works. Roles that work at all sites need no row here."""

    __tablename__ = "user_site"
    sync: ClassVar[SyncRule] = SyncRule("org")

    user_id: str = Field(foreign_key="user.id", index=True, sa_type=Id)
    site_id: str = Field(foreign_key="site.id", index=True, sa_type=Id)


class Desk(Synced, table=True):
    """An enrolled PC. ``id`` is its device id; ``number`` begins the resident numbers it issues,
    which is why two desks that are offline never issue the same one."""

    __tablename__ = "desk"
    sync: ClassVar[SyncRule] = SyncRule("org")

    name: str = Field(max_length=200)
    number: int


class DeskSite(Synced, table=True):
    """A site whose rows a desk holds. By these rows it learns that it was given another."""

    __tablename__ = "desk_site"
    sync: ClassVar[SyncRule] = SyncRule("org")

    desk_id: str = Field(foreign_key="desk.id", index=True, sa_type=Id)
    site_id: str = Field(foreign_key="site.id", index=True, sa_type=Id)


class Setting(Synced, table=True):
    """What an administrator chose for all desks: the name of a setting, and its value."""

    __tablename__ = "setting"
    sync: ClassVar[SyncRule] = SyncRule("org")

    name: str = Field(max_length=200, index=True)
    value: Any = Field(default=None, sa_type=Json, nullable=True)
