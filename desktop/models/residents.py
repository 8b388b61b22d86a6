"""Residents, their households, and what a check-in has done so far."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from desktop.models.base import Id, Instant, Json, SiteRow, SyncRule, choice


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class BirthPrecision(StrEnum):
    """How surely the date of birth is known; ``year`` and ``estimated`` stand as 1 January."""

    EXACT = "exact"
    YEAR = "year"
    ESTIMATED = "estimated"


class ResidentStatus(StrEnum):
    EXPECTED = "expected"
    ARRIVED = "arrived"
    RESIDENT = "resident"
    AWAY = "away"
    MOVED_OUT = "moved_out"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class HouseholdRole(StrEnum):
    HEAD = "head"
    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    OTHER = "other"


class Language(StrEnum):
    """Languages that residents speak and interpreters are called for (ISO 639-1)."""

    UK = "uk"
    RU = "ru"
    DA = "da"
    EN = "en"
    PL = "pl"
    RO = "ro"
    DE = "de"
    AR = "ar"
    FA = "fa"
    TR = "tr"
    FR = "fr"


class LegalGroup(StrEnum):
    """On what ground a resident is here (seed 001)."""

    SPECIAL_ACT = "special_act"
    QUOTA = "quota"
    FAMILY_REUNIFIED = "family_reunified"
    PATIENT = "patient"


class StepKind(StrEnum):
    """The steps of a check-in (seed 001: Oksana arrives). Each may be done later or elsewhere."""

    IDENTITY = "identity"
    BED = "bed"
    LEASE = "lease"
    HOUSE_RULES = "house_rules"
    KIT = "kit"
    MEALS = "meals"


class FurtherStepKind(StrEnum):
    """The steps of a check-in that ``StepKind`` has not: schema versions before the third could
    not hold them (docs/sync.md, "Older and newer clients")."""

    PHOTO = "photo"
    KEY = "key"
    TICKET = "ticket"
    PRIVACY = "privacy"


CHECK_IN: tuple[StepKind | FurtherStepKind, ...] = (
    StepKind.IDENTITY,
    FurtherStepKind.PHOTO,
    StepKind.BED,
    StepKind.LEASE,
    StepKind.HOUSE_RULES,
    FurtherStepKind.KEY,
    StepKind.KIT,
    StepKind.MEALS,
    FurtherStepKind.TICKET,
    FurtherStepKind.PRIVACY,
)
"""All steps of a check-in, in the order in which they are done."""


class KeepTogether(StrEnum):
    """Whether a household wants one room (FEATURES R4)."""

    YES = "yes"
    PREFERRED = "preferred"
    NO = "no"


class Household(SiteRow, table=True):
    """People who belong together. Its members name it; the head is the member with that role.

    ``keep_together`` takes the place of ``together``, which no page shows or writes any more; it
    stays for desks of the two schema versions before (docs/sync.md). Null: nobody has asked yet.
    """

    __tablename__ = "household"
    sync: ClassVar[SyncRule] = SyncRule("site")

    size: int = 1
    together: bool = True
    keep_together: KeepTogether | None = Field(
        default=None, sa_type=choice(KeepTogether, "keep_together")
    )
    note: str | None = Field(default=None, max_length=1000)


class Resident(SiteRow, table=True):
    """One person. ``number`` never changes; it is issued offline as desk number, count, check
    digit. ``instruction`` is what a host may know ("ground floor"), never a reason; so are the
    ``considerations`` (*skånebehov*) with which somebody is announced. ``takeover_on`` is 15
    working days after ``visitated_on`` (FEATURES R1). ``arrival_reference`` is what the list of
    arrivals calls them, ``arrival_outcome_reason`` why they did not come. ``moved_out_on`` stays
    when somebody comes back: what was done before counts no more (``services.present_stay``).

    A ``protected`` file is hidden and masked (FEATURES X5). ``hold_reason`` keeps it from being
    anonymised (X6), until ``hold_until`` or without an end. ``anonymised_on``: when that was done.
    A ``merged`` record is passed by in lists: ``MergeRecord`` says whose it is.
    """

    __tablename__ = "resident"
    sync: ClassVar[SyncRule] = SyncRule(
        "site",
        groups={
            "surname": "name",
            "given_names": "name",
            "surname_cyrillic": "name",
            "given_names_cyrillic": "name",
            "birth_date": "birth",
            "birth_precision": "birth",
            "document_type": "document",
            "document_number": "document",
            "document_expires_on": "document",
            "expected_at": "arrival",
            "expected_from": "arrival",
            "visitated_on": "takeover",
            "takeover_on": "takeover",
            "hold_reason": "hold",
            "hold_until": "hold",
        },
        protective=frozenset({"allergies", "protected"}),
    )

    number: str = Field(max_length=200)
    household_id: str | None = Field(
        default=None, foreign_key="household.id", index=True, sa_type=Id
    )
    household_role: HouseholdRole = Field(
        default=HouseholdRole.HEAD, sa_type=choice(HouseholdRole, "household_role")
    )
    surname: str = Field(max_length=200, index=True)
    given_names: str = Field(max_length=200)
    surname_cyrillic: str | None = Field(default=None, max_length=200)
    given_names_cyrillic: str | None = Field(default=None, max_length=200)
    birth_date: date | None = None
    birth_precision: BirthPrecision = Field(
        default=BirthPrecision.EXACT, sa_type=choice(BirthPrecision, "birth_precision")
    )
    sex: Sex = Field(default=Sex.OTHER, sa_type=choice(Sex, "sex"))
    cpr: str | None = Field(default=None, max_length=200)
    foreigner_number: str | None = Field(default=None, max_length=200)
    document_type: str | None = Field(default=None, max_length=200)
    document_number: str | None = Field(default=None, max_length=200)
    document_expires_on: date | None = None
    permit_expires_on: date | None = None
    legal_group: LegalGroup = Field(
        default=LegalGroup.SPECIAL_ACT, sa_type=choice(LegalGroup, "legal_group")
    )
    languages: list[str] | None = Field(default=None, sa_type=Json)
    interpreter_language: Language | None = Field(
        default=None, sa_type=choice(Language, "interpreter_language")
    )
    phone: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, max_length=200)
    emergency_contact: str | None = Field(default=None, max_length=200)
    allergies: str | None = Field(default=None, max_length=500)
    diet: str | None = Field(default=None, max_length=200)
    instruction: str | None = Field(default=None, max_length=200)
    pets: str | None = Field(default=None, max_length=200)
    status: ResidentStatus = Field(
        default=ResidentStatus.EXPECTED, index=True, sa_type=choice(ResidentStatus, "status")
    )
    expected_at: datetime | None = Field(default=None, sa_type=Instant)
    expected_from: str | None = Field(default=None, max_length=200)
    visitated_on: date | None = None
    takeover_on: date | None = None
    considerations: str | None = Field(default=None, max_length=500)
    needs_meals: bool | None = None
    arrival_reference: str | None = Field(default=None, max_length=200)
    arrival_outcome_reason: str | None = Field(default=None, max_length=500)
    arrived_on: date | None = None
    last_contact_on: date | None = None
    moved_out_on: date | None = None
    protected: bool | None = None
    hold_reason: str | None = Field(default=None, max_length=500)
    hold_until: date | None = None
    anonymised_on: date | None = None
    merged: bool | None = None


class CheckInStep(SiteRow, table=True):
    """A step of a resident's check-in that was done: what, when, by whom.

    ``language`` and ``version`` say in which language which version of the house rules was
    explained; ``note`` holds what else the step recorded. A step undone is ``voided``.
    """

    __tablename__ = "check_in_step"
    sync: ClassVar[SyncRule] = SyncRule(
        "site", "append", set_once=frozenset({"voided_at", "voided_by"})
    )

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    kind: StepKind = Field(sa_type=choice(StepKind, "kind"))
    done_at: datetime = Field(sa_type=Instant)
    done_by: str = Field(foreign_key="user.id", sa_type=Id)
    language: Language | None = Field(default=None, sa_type=choice(Language, "language"))
    version: str | None = Field(default=None, max_length=200)
    note: str | None = Field(default=None, max_length=500)
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
    voided_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)


class FurtherStep(SiteRow, table=True):
    """A step of a check-in like ``CheckInStep``, of the kinds that came later.

    ``note`` holds what the step recorded: which key or card, which ticket.
    """

    __tablename__ = "further_step"
    sync: ClassVar[SyncRule] = SyncRule(
        "site", "append", set_once=frozenset({"voided_at", "voided_by"})
    )

    resident_id: str = Field(foreign_key="resident.id", index=True, sa_type=Id)
    kind: FurtherStepKind = Field(sa_type=choice(FurtherStepKind, "kind"))
    done_at: datetime = Field(sa_type=Instant)
    done_by: str = Field(foreign_key="user.id", sa_type=Id)
    language: Language | None = Field(default=None, sa_type=choice(Language, "language"))
    version: str | None = Field(default=None, max_length=200)
    note: str | None = Field(default=None, max_length=500)
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
    voided_by: str | None = Field(default=None, foreign_key="user.id", sa_type=Id)
