"""Rooms, beds and who has them."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from desktop.models.base import Id, SiteRow, SyncRule, choice


class RoomType(StrEnum):
    SINGLE = "single"
    SHARED = "shared"
    FAMILY = "family"
    DORMITORY = "dormitory"


class GenderRule(StrEnum):
    """Who may share the room. Families are exempt: ``any``."""

    ANY = "any"
    WOMEN = "women"
    MEN = "men"


class StayKind(StrEnum):
    RESERVED = "reserved"
    ACTUAL = "actual"


class StayState(StrEnum):
    """``contested``: a bed or a resident was claimed twice by desks that were apart."""

    CONFIRMED = "confirmed"
    CONTESTED = "contested"
    CANCELLED = "cancelled"


class Room(SiteRow, table=True):
    __tablename__ = "room"
    sync: ClassVar[SyncRule] = SyncRule("site")

    number: str = Field(max_length=200)
    building: str | None = Field(default=None, max_length=200)
    floor: str | None = Field(default=None, max_length=200)
    type: RoomType = Field(default=RoomType.SHARED, sa_type=choice(RoomType, "type"))
    gender_rule: GenderRule = Field(
        default=GenderRule.ANY, sa_type=choice(GenderRule, "gender_rule")
    )
    step_free: bool = False
    display_order: int = 0


class Bed(SiteRow, table=True):
    __tablename__ = "bed"
    sync: ClassVar[SyncRule] = SyncRule("site")

    room_id: str = Field(foreign_key="room.id", index=True, sa_type=Id)
    label: str = Field(max_length=200)


class Stay(SiteRow, table=True):
    """A bed given to a resident for the days ``[starts_on, ends_on)``; open when ``ends_on`` is
    null. No two confirmed stays overlap in a bed or for a resident (SYNC.md, rule 6)."""

    __tablename__ = "stay"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
    )
    sync: ClassVar[SyncRule] = SyncRule(
        "site",
        "exclusive",
        groups=dict.fromkeys(("bed_id", "resident_id", "starts_on", "ends_on"), "place"),
    )

    bed_id: str = Field(foreign_key="bed.id", index=True, sa_type=Id)
    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    starts_on: date
    ends_on: date | None = None
    kind: StayKind = Field(default=StayKind.ACTUAL, sa_type=choice(StayKind, "kind"))
    state: StayState = Field(default=StayState.CONFIRMED, sa_type=choice(StayState, "state"))
    reason: str | None = Field(default=None, max_length=200)
    decided_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)
