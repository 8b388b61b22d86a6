"""Who is entitled to meals, and which were served."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from desktop.models.base import Id, Instant, SiteRow, SyncRule, choice


class Meal(StrEnum):
    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    DINNER = "dinner"


class MealEntitlement(SiteRow, table=True):
    """Meals for a resident on the days ``[starts_on, ends_on)``: from arrival until the first
    benefit payment; ``ends_on`` is null while that day is not known (seed 001)."""

    __tablename__ = "meal_entitlement"
    sync: ClassVar[SyncRule] = SyncRule(
        "site", groups=dict.fromkeys(("starts_on", "ends_on"), "days")
    )

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    starts_on: date
    ends_on: date | None = None
    reason: str | None = Field(default=None, max_length=200)


class MealServing(SiteRow, table=True):
    """A portion handed over. ``day`` is the day in Copenhagen. ``desk_name`` is written down as
    it was, so that a second desk can say where. Served again on purpose: ``override_reason``."""

    __tablename__ = "meal_serving"
    __table_args__ = (sa.Index("ix_meal_serving_day_meal", "day", "meal"),)
    sync: ClassVar[SyncRule] = SyncRule(
        "site", "append", set_once=frozenset({"voided_at", "voided_by"})
    )

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    meal: Meal = Field(sa_type=choice(Meal, "meal"))
    day: date
    served_at: datetime = Field(sa_type=Instant)
    served_by: str = Field(foreign_key="user.id", sa_type=Id)
    desk_name: str = Field(max_length=200)
    override_reason: str | None = Field(default=None, max_length=200)
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
    voided_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)
