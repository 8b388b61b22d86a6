"""What is passed on to others who help: referrals, and concern for a child (FEATURES R13)."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from desktop.models.base import Id, Instant, SiteRow, SyncRule, choice
from desktop.models.confidential import MAX_SEALED


class ReferralService(StrEnum):
    """Who is asked to help (FEATURES R13). Only ever written into what is sealed."""

    SUPPORT_PERSON = "support_person"
    SUBSTANCE_TREATMENT = "substance_treatment"
    FAMILY_CONSULTANT = "family_consultant"
    HOME_NURSING = "home_nursing"
    HOUSING_ADVISER = "housing_adviser"
    OTHER = "other"


class ReferralState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"


class Referral(SiteRow, table=True):
    """A referral of a resident to the Social Administration. To which service, the note and the
    answer are ``sealed``."""

    __tablename__ = "referral"
    sync: ClassVar[SyncRule] = SyncRule("site")

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    sent_on: date
    state: ReferralState = Field(default=ReferralState.SENT, sa_type=choice(ReferralState, "state"))
    follow_up_on: date | None = None
    sealed: str = Field(max_length=MAX_SEALED, sa_type=sa.Text)


class ChildConcern(SiteRow, table=True):
    """Concern for a child was passed on: to whom, how and when, never what it was about."""

    __tablename__ = "child_concern"
    sync: ClassVar[SyncRule] = SyncRule(
        "site", "append", set_once=frozenset({"voided_at", "voided_by"})
    )

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    passed_on_at: datetime = Field(sa_type=Instant)
    passed_on_by: str = Field(foreign_key="user.id", sa_type=Id)
    passed_on_to: str = Field(max_length=200)
    how: str | None = Field(default=None, max_length=200)
    reference: str | None = Field(default=None, max_length=200)
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
    voided_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)
