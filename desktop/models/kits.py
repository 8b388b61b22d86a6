"""Starter kits: what is in them, who got one, and what is left on the shelf."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import Field

from desktop.models.base import Id, Instant, Json, SiteRow, Synced, SyncRule, choice


class KitAudience(StrEnum):
    """For whom a kit is meant; a household gets one, a person gets one by age."""

    ADULT = "adult"
    CHILD = "child"
    INFANT = "infant"
    HOUSEHOLD = "household"


class MovementKind(StrEnum):
    DELIVERY = "delivery"
    HANDOUT = "handout"
    RETURN = "return"
    LOSS = "loss"
    COUNT = "count"


class KitType(Synced, table=True):
    """A kind of kit. ``items`` is a list of ``{"name": {"da", "uk", "ru"}, "quantity", "loan"}``;
    a hand-out writes down its own copy, so that a changed type never changes a receipt."""

    __tablename__ = "kit_type"
    sync: ClassVar[SyncRule] = SyncRule("org")

    name_da: str = Field(max_length=200)
    name_uk: str = Field(max_length=200)
    name_ru: str = Field(max_length=200)
    audience: KitAudience = Field(sa_type=choice(KitAudience, "audience"))
    items: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json, nullable=False)
    display_order: int = 0
    active: bool = True


class KitHandout(SiteRow, table=True):
    """A kit given to a resident, once. ``items`` is what was given, as in ``KitType.items``."""

    __tablename__ = "kit_handout"
    sync: ClassVar[SyncRule] = SyncRule(
        "site",
        "append",
        set_once=frozenset({"returned_at", "returned_by", "voided_at", "voided_by"}),
    )

    kit_type_id: str = Field(foreign_key="kit_type.id", sa_type=Id)
    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    items: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json, nullable=False)
    handed_at: datetime = Field(sa_type=Instant)
    handed_by: str = Field(foreign_key="user.id", sa_type=Id)
    returned_at: datetime | None = Field(default=None, sa_type=Instant)
    returned_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
    voided_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)


class StockMovement(SiteRow, table=True):
    """A change of the shelf: the stock of a kit type at a site is the sum of its movements."""

    __tablename__ = "stock_movement"
    sync: ClassVar[SyncRule] = SyncRule("site", "append")

    kit_type_id: str = Field(foreign_key="kit_type.id", sa_type=Id)
    kind: MovementKind = Field(sa_type=choice(MovementKind, "kind"))
    quantity: int
    handout_id: str | None = Field(
        default=None, foreign_key="kit_handout.id", index=True, sa_type=Id
    )
    reason: str | None = Field(default=None, max_length=200)
    moved_at: datetime = Field(sa_type=Instant)
    moved_by: str = Field(foreign_key="user.id", sa_type=Id)
