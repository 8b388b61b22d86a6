"""Two desks gave one field two values: both are kept here until a person decides."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from desktop.models.base import Id, Instant, Json, Synced, SyncRule, choice


class ConflictState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"


class Conflict(Synced, table=True):
    """SYNC.md, "Wire": ``candidates`` is a list of ``{value, actor, device_id, at, op_id}``, where
    ``value`` maps the group's fields to what that desk wrote. A row of the org scope has no site.
    """

    __tablename__ = "conflict"
    sync: ClassVar[SyncRule] = SyncRule(
        "site",
        groups=dict.fromkeys(("state", "decided_by", "decided_at", "decided_value"), "decision"),
    )

    site_id: str | None = Field(default=None, foreign_key="site.id", index=True, sa_type=Id)
    row_table: str = Field(sa_column=sa.Column("table", sa.String(40), nullable=False))
    row_id: str = Field(index=True, sa_type=Id)
    field_group: str = Field(max_length=200)
    current: dict[str, Any] | None = Field(default=None, sa_type=Json)
    candidates: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json, nullable=False)
    state: ConflictState = Field(
        default=ConflictState.OPEN, index=True, sa_type=choice(ConflictState, "state")
    )
    decided_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_value: dict[str, Any] | None = Field(default=None, sa_type=Json)
