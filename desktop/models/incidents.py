"""Incidents in the house, the people in them, and what was done about it."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from desktop.models.base import Id, Instant, SiteRow, SyncRule, choice


class IncidentCategory(StrEnum):
    """What kind: the chapters of the house rules that an incident may touch (seed 001)."""

    NOISE = "noise"
    SMOKING = "smoking"
    ALCOHOL = "alcohol"
    CLEANLINESS = "cleanliness"
    CHILDREN = "children"
    COOKING = "cooking"
    VANDALISM = "vandalism"
    THREATS = "threats"
    VIOLENCE = "violence"
    FIRE_SAFETY = "fire_safety"
    OTHER = "other"


class IncidentPlace(StrEnum):
    KITCHEN = "kitchen"
    ROOM = "room"
    BATHROOM = "bathroom"
    CORRIDOR = "corridor"
    COMMON_ROOM = "common_room"
    LAUNDRY = "laundry"
    OUTDOORS = "outdoors"
    OTHER = "other"


class IncidentStatus(StrEnum):
    OPEN = "open"
    HEARING = "hearing"
    DECIDED = "decided"
    CLOSED = "closed"


class IncidentPart(StrEnum):
    INVOLVED = "involved"
    AFFECTED = "affected"
    WITNESS = "witness"


class MeasureKind(StrEnum):
    TALK = "talk"
    ORAL_WARNING = "oral_warning"
    WRITTEN_WARNING = "written_warning"
    HEARING = "hearing"
    RELOCATION = "relocation"
    REFERRAL = "referral"
    POLICE = "police"
    TERMINATION = "termination"


class MeasureState(StrEnum):
    PROPOSED = "proposed"
    DECIDED = "decided"
    DROPPED = "dropped"


class Incident(SiteRow, table=True):
    """What happened. ``facts`` is what was seen and heard, apart from ``assessment``.
    ``severity`` runs from 1 (a reminder is enough) to 4 (danger to people)."""

    __tablename__ = "incident"
    sync: ClassVar[SyncRule] = SyncRule("site")

    number: str = Field(max_length=200)
    happened_at: datetime = Field(index=True, sa_type=Instant)
    reported_at: datetime = Field(sa_type=Instant)
    reported_by: str = Field(foreign_key="user.id", sa_type=Id)
    place: IncidentPlace = Field(sa_type=choice(IncidentPlace, "place"))
    room_id: str | None = Field(default=None, foreign_key="room.id", index=True, sa_type=Id)
    category: IncidentCategory = Field(sa_type=choice(IncidentCategory, "category"))
    severity: int = Field(sa_column_kwargs={"info": {"values": (1, 2, 3, 4)}})
    facts: str = Field(max_length=8000)
    assessment: str | None = Field(default=None, max_length=8000)
    injuries: bool = False
    ambulance: bool = False
    police_case: str | None = Field(default=None, max_length=200)
    status: IncidentStatus = Field(
        default=IncidentStatus.OPEN, index=True, sa_type=choice(IncidentStatus, "status")
    )


class IncidentPerson(SiteRow, table=True):
    """A resident's part in an incident."""

    __tablename__ = "incident_person"
    sync: ClassVar[SyncRule] = SyncRule("site")

    incident_id: str = Field(foreign_key="incident.id", index=True, sa_type=Id)
    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    part: IncidentPart = Field(default=IncidentPart.INVOLVED, sa_type=choice(IncidentPart, "part"))


class Measure(SiteRow, table=True):
    """A step taken after an incident. A host proposes, a lead decides."""

    __tablename__ = "measure"
    sync: ClassVar[SyncRule] = SyncRule("site")

    incident_id: str = Field(foreign_key="incident.id", index=True, sa_type=Id)
    resident_id: str | None = Field(default=None, foreign_key="resident.id", index=True, sa_type=Id)
    kind: MeasureKind = Field(sa_type=choice(MeasureKind, "kind"))
    state: MeasureState = Field(
        default=MeasureState.PROPOSED, sa_type=choice(MeasureState, "state")
    )
    taken_at: datetime = Field(sa_type=Instant)
    taken_by: str = Field(foreign_key="user.id", sa_type=Id)
    deadline: date | None = None
    expires_on: date | None = None
    note: str | None = Field(default=None, max_length=1000)
