"""Photos of residents."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from desktop.models.base import Id, Instant, SiteRow, SyncRule

IMAGE = "image"
"""The field that holds a picture, in every table that has one: nothing to be read or typed."""

MAX_IMAGE = 60_000


class Photo(SiteRow, table=True):
    """A resident as they looked when it was taken; the latest that is not voided shows.

    ``image`` is a small JPEG in base64.
    """

    __tablename__ = "photo"
    sync: ClassVar[SyncRule] = SyncRule(
        "site", "append", set_once=frozenset({"voided_at", "voided_by"})
    )

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    taken_at: datetime = Field(sa_type=Instant)
    taken_by: str = Field(foreign_key="user.id", sa_type=Id)
    image: str = Field(max_length=MAX_IMAGE)
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
    voided_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)
