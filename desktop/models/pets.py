"""Pets that live with residents (FEATURES R9)."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from desktop.models.base import Id, SiteRow, SyncRule, choice


class Species(StrEnum):
    CAT = "cat"
    DOG = "dog"
    OTHER = "other"


class PetApproval(StrEnum):
    """Whether a pet may live at the site; ``phase_out``: until a day by which it has left."""

    APPLIED = "applied"
    APPROVED = "approved"
    REFUSED = "refused"
    PHASE_OUT = "phase_out"


class Pet(SiteRow, table=True):
    """A resident's pet; it lives in the owner's room. ``left_on``: it lives here no more."""

    __tablename__ = "pet"
    sync: ClassVar[SyncRule] = SyncRule(
        "site", groups={"approval": "approval", "phase_out_on": "approval"}
    )

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    species: Species = Field(sa_type=choice(Species, "species"))
    name: str | None = Field(default=None, max_length=200)
    chip: str | None = Field(default=None, max_length=200)
    passport: str | None = Field(default=None, max_length=200)
    rabies_valid_until: date | None = None
    approval: PetApproval = Field(
        default=PetApproval.APPLIED, sa_type=choice(PetApproval, "approval")
    )
    phase_out_on: date | None = None
    left_on: date | None = None
    note: str | None = Field(default=None, max_length=500)
