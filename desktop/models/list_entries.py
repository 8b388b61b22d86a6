"""What lists of arrivals said of people."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from desktop.models.base import Id, Instant, Json, SiteRow, SyncRule


class ListEntry(SiteRow, table=True):
    """A list of arrivals that was taken told of a resident (FEATURES R2); the last entry counts.

    ``said`` holds by field a print of what the list said, by which it is known again and nothing
    can be read (``services.arrivals.last_said``): where a list only says again what it said
    before, what was put right here since stays.
    """

    __tablename__ = "list_entry"
    sync: ClassVar[SyncRule] = SyncRule("site", "append")

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    taken_at: datetime = Field(sa_type=Instant)
    said: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
