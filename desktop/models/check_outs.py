"""How residents leave: why, whereto, and the steps until the bed is free (FEATURES R8)."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from desktop.models.base import Id, Instant, SiteRow, SyncRule, choice


class LeavingReason(StrEnum):
    OWN_HOME = "own_home"
    LEFT_COUNTRY = "left_country"
    OTHER_MUNICIPALITY = "other_municipality"
    EVICTED = "evicted"
    DECEASED = "deceased"
    OTHER = "other"


class CheckOutStepKind(StrEnum):
    """The steps of a check-out; each may be done later or at another desk."""

    INSPECTION = "inspection"
    KEYS = "keys"
    LOANS = "loans"
    BED = "bed"


class CheckOut(SiteRow, table=True):
    """A resident leaves on ``leaves_on``. Begun, and later either done or cancelled."""

    __tablename__ = "check_out"
    sync: ClassVar[SyncRule] = SyncRule("site", groups={"done_at": "end", "cancelled_at": "end"})

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    reason: LeavingReason = Field(sa_type=choice(LeavingReason, "reason"))
    note: str | None = Field(default=None, max_length=500)
    forwarding_address: str | None = Field(default=None, max_length=500)
    leaves_on: date
    begun_at: datetime = Field(sa_type=Instant)
    begun_by: str = Field(foreign_key="user.id", sa_type=Id)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)


class CheckOutStep(SiteRow, table=True):
    """A step of a check-out that was done; one undone is voided."""

    __tablename__ = "check_out_step"
    sync: ClassVar[SyncRule] = SyncRule(
        "site", "append", set_once=frozenset({"voided_at", "voided_by"})
    )

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    check_out_id: str = Field(foreign_key="check_out.id", index=True, sa_type=Id)
    kind: CheckOutStepKind = Field(sa_type=choice(CheckOutStepKind, "kind"))
    done_at: datetime = Field(sa_type=Instant)
    done_by: str = Field(foreign_key="user.id", sa_type=Id)
    note: str | None = Field(default=None, max_length=500)
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
    voided_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)
