"""Stays elsewhere, during which the bed stays taken (FEATURES R10)."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from desktop.models.base import Id, SiteRow, SyncRule, choice


class AbsenceKind(StrEnum):
    HOSPITAL = "hospital"
    POLICE = "police"
    TRAVEL = "travel"
    OTHER = "other"


class Absence(SiteRow, table=True):
    """A resident is elsewhere from ``starts_on``. ``ended_on`` is the day they were back."""

    __tablename__ = "absence"
    sync: ClassVar[SyncRule] = SyncRule(
        "site", groups={"starts_on": "days", "expected_back_on": "days", "ended_on": "days"}
    )

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    kind: AbsenceKind = Field(sa_type=choice(AbsenceKind, "kind"))
    starts_on: date
    expected_back_on: date | None = None
    ended_on: date | None = None
    note: str | None = Field(default=None, max_length=500)
