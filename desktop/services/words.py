"""The words of the field for every enumeration of the schema, as English msgids."""

from enum import StrEnum

from desktop.i18n import N_, SOURCE, _, language
from desktop.models.absences import AbsenceKind
from desktop.models.appointments import AppointmentKind, AppointmentState
from desktop.models.check_outs import CheckOutStepKind, LeavingReason
from desktop.models.confidential import SupportGroup
from desktop.models.housing import GenderRule, RoomType, StayKind, StayState
from desktop.models.incidents import (
    IncidentCategory,
    IncidentPart,
    IncidentPlace,
    IncidentStatus,
    MeasureKind,
    MeasureState,
)
from desktop.models.kits import KitAudience, MovementKind
from desktop.models.meals import Meal
from desktop.models.pets import PetApproval, Species
from desktop.models.referrals import ReferralService, ReferralState
from desktop.models.residents import (
    BirthPrecision,
    FurtherStepKind,
    HouseholdRole,
    KeepTogether,
    Language,
    LegalGroup,
    ResidentStatus,
    Sex,
    StepKind,
)
from desktop.models.sites import Role
from desktop.services.check_out_steps import LeavingStep

_PAIRS: tuple[tuple[StrEnum, str], ...] = (
    (Meal.BREAKFAST, N_("Breakfast")),
    (Meal.LUNCH, N_("Lunch")),
    (Meal.DINNER, N_("Dinner")),
    (ResidentStatus.EXPECTED, N_("Expected")),
    (ResidentStatus.ARRIVED, N_("Arrived")),
    (ResidentStatus.RESIDENT, N_("Lives here")),
    (ResidentStatus.AWAY, N_("Away")),
    (ResidentStatus.MOVED_OUT, N_("Moved out")),
    (ResidentStatus.NO_SHOW, N_("Did not arrive")),
    (ResidentStatus.CANCELLED, N_("Cancelled")),
    (Sex.FEMALE, N_("Woman")),
    (Sex.MALE, N_("Man")),
    (Sex.OTHER, N_("Not stated")),
    (BirthPrecision.EXACT, N_("Exact date")),
    (BirthPrecision.YEAR, N_("Year only")),
    (BirthPrecision.ESTIMATED, N_("Estimated")),
    (HouseholdRole.HEAD, N_("Head of household")),
    (HouseholdRole.PARTNER, N_("Partner")),
    (HouseholdRole.CHILD, N_("Child")),
    (HouseholdRole.PARENT, N_("Parent")),
    (HouseholdRole.OTHER, N_("Other relative")),
    (LegalGroup.SPECIAL_ACT, N_("Special Act on displaced Ukrainians")),
    (LegalGroup.QUOTA, N_("Quota refugee")),
    (LegalGroup.FAMILY_REUNIFIED, N_("Family reunification")),
    (LegalGroup.PATIENT, N_("Patient")),
    (Language.UK, N_("Ukrainian")),
    (Language.RU, N_("Russian")),
    (Language.DA, N_("Danish")),
    (Language.EN, N_("English")),
    (Language.PL, N_("Polish")),
    (Language.RO, N_("Romanian")),
    (Language.DE, N_("German")),
    (Language.AR, N_("Arabic")),
    (Language.FA, N_("Persian")),
    (Language.TR, N_("Turkish")),
    (Language.FR, N_("French")),
    (StepKind.IDENTITY, N_("Identity")),
    (StepKind.BED, N_("Room and bed")),
    (StepKind.LEASE, N_("Lease contract")),
    (StepKind.HOUSE_RULES, N_("House rules")),
    (StepKind.KIT, N_("Starter kit")),
    (StepKind.MEALS, N_("Meals")),
    (FurtherStepKind.PHOTO, N_("Photo")),
    (FurtherStepKind.KEY, N_("Key or card")),
    (FurtherStepKind.TICKET, N_("Transport ticket")),
    (FurtherStepKind.PRIVACY, N_("Privacy notice")),
    (KeepTogether.YES, N_("Yes")),
    (KeepTogether.PREFERRED, N_("Preferably")),
    (KeepTogether.NO, N_("No")),
    (Species.CAT, N_("Cat")),
    (Species.DOG, N_("Dog")),
    (Species.OTHER, N_("Other animal")),
    (PetApproval.APPLIED, N_("Applied for")),
    (PetApproval.APPROVED, N_("Approved")),
    (PetApproval.REFUSED, N_("Not approved")),
    (PetApproval.PHASE_OUT, N_("May stay until a set day")),
    (AbsenceKind.HOSPITAL, N_("In hospital")),
    (AbsenceKind.POLICE, N_("With the police")),
    (AbsenceKind.TRAVEL, N_("Travelling")),
    (AbsenceKind.OTHER, N_("Elsewhere")),
    (AppointmentKind.WELCOME, N_("Welcome interview")),
    (AppointmentKind.CONTRACT, N_("Contract interview")),
    (AppointmentKind.OTHER, N_("Other appointment")),
    (AppointmentState.PLANNED, N_("Planned")),
    (AppointmentState.HELD, N_("Held")),
    (AppointmentState.MISSED, N_("Missed")),
    (AppointmentState.CANCELLED, N_("Cancelled")),
    (ReferralService.SUPPORT_PERSON, N_("Support and contact person (§ 99)")),
    (ReferralService.SUBSTANCE_TREATMENT, N_("Substance treatment")),
    (ReferralService.FAMILY_CONSULTANT, N_("Family consultant")),
    (ReferralService.HOME_NURSING, N_("Home nursing")),
    (ReferralService.HOUSING_ADVISER, N_("Housing adviser")),
    (ReferralService.OTHER, N_("Other help")),
    (ReferralState.SENT, N_("Referral sent")),
    (ReferralState.ACCEPTED, N_("Accepted")),
    (ReferralState.DECLINED, N_("Declined")),
    (ReferralState.DONE, N_("Completed")),
    (LeavingReason.OWN_HOME, N_("Home of their own")),
    (LeavingReason.LEFT_COUNTRY, N_("Left the country")),
    (LeavingReason.OTHER_MUNICIPALITY, N_("Moved to another municipality")),
    (LeavingReason.EVICTED, N_("Evicted")),
    (LeavingReason.DECEASED, N_("Deceased")),
    (LeavingReason.OTHER, N_("Another reason")),
    (CheckOutStepKind.INSPECTION, N_("Inspection of the room")),
    (CheckOutStepKind.KEYS, N_("Keys and cards returned")),
    (CheckOutStepKind.LOANS, N_("Loaned things returned")),
    (CheckOutStepKind.BED, N_("Bed free")),
    (LeavingStep.PLAN, N_("Who leaves, and why")),
    (LeavingStep.INSPECTION, N_("Inspection of the room")),
    (LeavingStep.KEYS, N_("Keys and cards")),
    (LeavingStep.LOANS, N_("Things on loan")),
    (LeavingStep.BED, N_("Bed free")),
    (LeavingStep.LEAVE, N_("Finish the check-out")),
    (RoomType.SINGLE, N_("Single room")),
    (RoomType.SHARED, N_("Shared room")),
    (RoomType.FAMILY, N_("Family room")),
    (RoomType.DORMITORY, N_("Dormitory")),
    (GenderRule.ANY, N_("Anyone")),
    (GenderRule.WOMEN, N_("Women only")),
    (GenderRule.MEN, N_("Men only")),
    (StayKind.RESERVED, N_("Reserved")),
    (StayKind.ACTUAL, N_("Moved in")),
    (StayState.CONFIRMED, N_("Confirmed")),
    (StayState.CONTESTED, N_("Claimed twice")),
    (StayState.CANCELLED, N_("Cancelled")),
    (KitAudience.ADULT, N_("Adult")),
    (KitAudience.CHILD, N_("Child")),
    (KitAudience.INFANT, N_("Infant")),
    (KitAudience.HOUSEHOLD, N_("Household")),
    (MovementKind.DELIVERY, N_("Delivery")),
    (MovementKind.HANDOUT, N_("Hand-out")),
    (MovementKind.RETURN, N_("Return")),
    (MovementKind.LOSS, N_("Loss")),
    (MovementKind.COUNT, N_("Stocktaking")),
    (IncidentCategory.NOISE, N_("Noise")),
    (IncidentCategory.SMOKING, N_("Smoking")),
    (IncidentCategory.ALCOHOL, N_("Alcohol")),
    (IncidentCategory.CLEANLINESS, N_("Cleanliness")),
    (IncidentCategory.CHILDREN, N_("Children unattended")),
    (IncidentCategory.COOKING, N_("Cooking")),
    (IncidentCategory.VANDALISM, N_("Vandalism")),
    (IncidentCategory.THREATS, N_("Threats")),
    (IncidentCategory.VIOLENCE, N_("Violence")),
    (IncidentCategory.FIRE_SAFETY, N_("Fire safety")),
    (IncidentCategory.OTHER, N_("Something else")),
    (IncidentPlace.KITCHEN, N_("Kitchen")),
    (IncidentPlace.ROOM, N_("Room")),
    (IncidentPlace.BATHROOM, N_("Bathroom")),
    (IncidentPlace.CORRIDOR, N_("Corridor")),
    (IncidentPlace.COMMON_ROOM, N_("Common room")),
    (IncidentPlace.LAUNDRY, N_("Laundry")),
    (IncidentPlace.OUTDOORS, N_("Outdoors")),
    (IncidentPlace.OTHER, N_("Elsewhere")),
    (IncidentStatus.OPEN, N_("Open")),
    (IncidentStatus.HEARING, N_("Hearing")),
    (IncidentStatus.DECIDED, N_("Decided")),
    (IncidentStatus.CLOSED, N_("Closed")),
    (IncidentPart.INVOLVED, N_("Involved")),
    (IncidentPart.AFFECTED, N_("Affected")),
    (IncidentPart.WITNESS, N_("Witness")),
    (MeasureKind.TALK, N_("Talk")),
    (MeasureKind.ORAL_WARNING, N_("Oral warning")),
    (MeasureKind.WRITTEN_WARNING, N_("Written warning")),
    (MeasureKind.HEARING, N_("Hearing of the person")),
    (MeasureKind.RELOCATION, N_("Move to another room or site")),
    (MeasureKind.REFERRAL, N_("Referral")),
    (MeasureKind.POLICE, N_("Police called")),
    (MeasureKind.TERMINATION, N_("Proposal to terminate the lease")),
    (MeasureState.PROPOSED, N_("Proposed")),
    (MeasureState.DECIDED, N_("Measure decided")),
    (MeasureState.DROPPED, N_("Dropped")),
    (SupportGroup.PATIENT, N_("Patient")),
    (SupportGroup.AGE, N_("Age-related illness")),
    (SupportGroup.SUBSTANCE, N_("Substance use")),
    (SupportGroup.MENTAL, N_("Mental vulnerability")),
    (SupportGroup.SOCIAL, N_("Social challenge")),
    (Role.HOST, N_("Host")),
    (Role.LEAD, N_("Site lead")),
    (Role.COORDINATOR, N_("Placement coordinator")),
    (Role.LIAISON, N_("Social liaison")),
    (Role.ADMIN, N_("Administrator")),
    (Role.AUDITOR, N_("Auditor")),
)

_WORDS = {(type(member), member.value): msgid for member, msgid in _PAIRS}
# Members of different enumerations may be equal as text, so the type is part of the key.


def word(member: StrEnum) -> str:
    """The word for a member of an enumeration in the current language."""
    return _(msgid_of(member))


def msgid_of(member: StrEnum) -> str:
    """The same as a msgid, for a document in a language of its own."""
    return _WORDS[type(member), member.value]


def word_within(member: StrEnum) -> str:
    """The word as it stands inside a sentence: names of languages and the like are written small
    in Danish, Ukrainian and Russian, as they are not in English."""
    return word(member) if language() == SOURCE else word(member).lower()


def knows(member: StrEnum) -> bool:
    """Whether a member has a word; a test holds every enumeration to it."""
    return (type(member), member.value) in _WORDS
