"""What only some roles may read: support needs, restricted incidents, pairs that must not meet.

A ``sealed`` field holds a text that only those who have the confidential key can read
(``desktop.models.sealing``): a desk of hosts keeps and syncs it without being able to open it.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from desktop.models.base import Id, Instant, SiteRow, SyncRule

MAX_SEALED = 64_000
SEALED = "sealed"
"""The field that is sealed, in every table that has one."""


class SupportGroup(StrEnum):
    """Why somebody needs support (FEATURES R12). Only ever written into what is sealed."""

    PATIENT = "patient"
    AGE = "age"
    SUBSTANCE = "substance"
    MENTAL = "mental"
    SOCIAL = "social"


class SupportNeed(SiteRow, table=True):
    """What a resident needs (FEATURES R12). The desk sees ``instruction`` ("ground floor"); group
    and reason are sealed."""

    __tablename__ = "support_need"
    sync: ClassVar[SyncRule] = SyncRule("site")

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    instruction: str | None = Field(default=None, max_length=200)
    review_on: date | None = None
    ended_on: date | None = None
    sealed: str = Field(max_length=MAX_SEALED, sa_type=sa.Text)


class RestrictedIncident(SiteRow, table=True):
    """An incident of which a host learns nothing, not even whom it is about (FEATURES I4)."""

    __tablename__ = "restricted_incident"
    sync: ClassVar[SyncRule] = SyncRule("site")

    reported_at: datetime = Field(sa_type=Instant)
    reported_by: str = Field(foreign_key="user.id", sa_type=Id)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    sealed: str = Field(max_length=MAX_SEALED, sa_type=sa.Text)


class ConflictPair(SiteRow, table=True):
    """Two residents never to be placed in one room or corridor (FEATURES P8). A desk learns "not
    suitable"; why is sealed."""

    __tablename__ = "conflict_pair"
    sync: ClassVar[SyncRule] = SyncRule("site")

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    other_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    ended_on: date | None = None
    sealed: str = Field(max_length=MAX_SEALED, sa_type=sa.Text)


class ProtectedOpening(SiteRow, table=True):
    """Somebody opened a protected file for three hours (FEATURES X5), why, and which lead has
    seen it."""

    __tablename__ = "protected_opening"
    sync: ClassVar[SyncRule] = SyncRule(
        "site", "append", set_once=frozenset({"seen_by", "seen_at"})
    )

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    opened_by: str = Field(foreign_key="user.id", sa_type=Id)
    opened_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    reason: str = Field(max_length=500)
    seen_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)
