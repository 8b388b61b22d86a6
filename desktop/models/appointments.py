"""Appointments of residents (FEATURES R11)."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from desktop.models.base import Id, Instant, SiteRow, SyncRule, choice
from desktop.models.residents import Language


class AppointmentKind(StrEnum):
    """The welcome interview is about a week after arrival, the contract interview about two."""

    WELCOME = "welcome"
    CONTRACT = "contract"
    OTHER = "other"


class AppointmentState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Appointment(SiteRow, table=True):
    """Where a resident is to be and when. ``title`` says what one of kind ``other`` is;
    ``language`` in which an interpreter is called, or in which it is printed."""

    __tablename__ = "appointment"
    sync: ClassVar[SyncRule] = SyncRule("site", groups={"at": "meeting", "place": "meeting"})

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    kind: AppointmentKind = Field(sa_type=choice(AppointmentKind, "kind"))
    title: str | None = Field(default=None, max_length=200)
    at: datetime = Field(sa_type=Instant)
    place: str | None = Field(default=None, max_length=200)
    language: Language | None = Field(default=None, sa_type=choice(Language, "language"))
    state: AppointmentState = Field(
        default=AppointmentState.PLANNED, sa_type=choice(AppointmentState, "state")
    )
    note: str | None = Field(default=None, max_length=500)
