"""The schema of the desks AND of the central store, one file per subject. No Qt.

``SYNCED`` lists every synced table in an order that satisfies references: what a row points to
stands before it. The journal's triggers, the wire's schema and the store's validation are all
made from these classes; nothing about a table is written down twice.
"""

from desktop.models.absences import Absence
from desktop.models.appointments import Appointment
from desktop.models.base import Synced
from desktop.models.check_outs import CheckOut, CheckOutStep
from desktop.models.confidential import (
    ConflictPair,
    ProtectedOpening,
    RestrictedIncident,
    SupportNeed,
)
from desktop.models.conflicts import Conflict
from desktop.models.guardians import Guardian
from desktop.models.housing import Bed, Room, Stay
from desktop.models.incidents import Incident, IncidentPerson, Measure
from desktop.models.kits import KitHandout, KitType, StockMovement
from desktop.models.list_entries import ListEntry
from desktop.models.meals import MealEntitlement, MealServing
from desktop.models.merges import MergeRecord, NotSame
from desktop.models.pets import Pet
from desktop.models.photos import Photo
from desktop.models.referrals import ChildConcern, Referral
from desktop.models.residents import CheckInStep, FurtherStep, Household, Resident
from desktop.models.sites import Desk, DeskSite, Setting, Site, User, UserSite

SCHEMA_VERSION = 3
"""Counts the migrations that change what stands on the wire; sent as ``schema``."""

SYNCED: dict[str, type[Synced]] = {
    str(model.__tablename__): model
    for model in (
        Site,
        User,
        UserSite,
        Desk,
        DeskSite,
        Setting,
        KitType,
        Room,
        Bed,
        Household,
        Resident,
        CheckInStep,
        Stay,
        MealEntitlement,
        MealServing,
        KitHandout,
        StockMovement,
        Incident,
        IncidentPerson,
        Measure,
        SupportNeed,
        RestrictedIncident,
        ConflictPair,
        ProtectedOpening,
        FurtherStep,
        Photo,
        Guardian,
        Pet,
        Absence,
        Appointment,
        Referral,
        ChildConcern,
        NotSame,
        MergeRecord,
        CheckOut,
        CheckOutStep,
        ListEntry,
        Conflict,
    )
}

__all__ = ["SCHEMA_VERSION", "SYNCED"]
