"""Who is responsible for a minor (FEATURES R4)."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field

from desktop.models.base import Id, SiteRow, SyncRule


class Guardian(SiteRow, table=True):
    """A guardian of a minor: a resident of the site (``guardian_id``), or somebody who lives
    elsewhere, by ``name``. A guardian who moves to another site is named no more."""

    __tablename__ = "guardian"
    sync: ClassVar[SyncRule] = SyncRule("site", groups={"guardian_id": "who", "name": "who"})

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    guardian_id: str | None = Field(default=None, foreign_key="resident.id", index=True, sa_type=Id)
    name: str | None = Field(default=None, max_length=200)
    phone: str | None = Field(default=None, max_length=200)
    relation: str | None = Field(default=None, max_length=200)
    ended_on: date | None = None
