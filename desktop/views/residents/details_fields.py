"""The fields of a resident's details: in which part of the form they stand, what they are called,
and how what stands in them is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop.i18n import _
from desktop.services.birth import typed_birth
from desktop.services.cpr import shown_cpr
from desktop.services.details import TEXTS, Details
from desktop.services.phones import shown_phone
from desktop.services.typed_dates import date_text

Draft = dict[str, Any]
"""What stands in the fields, also where it is not right yet; JSON can hold it."""

DATES = ("document_expires_on", "permit_expires_on")
MEMBERS = ("birth_precision", "sex", "legal_group", "interpreter_language")
TYPED = (*TEXTS, "birth_date", *DATES)
"""The fields that are typed into."""

WIDE = ("legal_group", "allergies", "considerations", "languages")
"""The fields that take a whole line."""


@dataclass(frozen=True)
class Part:
    """A part of the form that folds."""

    name: str
    title: Callable[[], str]
    fields: tuple[str, ...]


PARTS: tuple[Part, ...] = (
    Part(
        "identity",
        lambda: _("Personal details"),
        (
            *("given_names", "surname", "given_names_cyrillic", "surname_cyrillic"),
            *("birth_date", "birth_precision", "sex", "cpr"),
        ),
    ),
    Part(
        "papers",
        lambda: _("Papers"),
        (
            *("document_type", "document_number", "document_expires_on"),
            *("foreigner_number", "permit_expires_on", "legal_group"),
        ),
    ),
    Part(
        "contact",
        lambda: _("Contact and languages"),
        ("phone", "email", "emergency_contact", "interpreter_language", "languages"),
    ),
    Part(
        "health",
        lambda: _("Health, food and considerations"),
        ("allergies", "diet", "considerations"),
    ),
)


def labels() -> dict[str, str]:
    """What each field is called."""
    return {
        "surname": _("Surname"),
        "given_names": _("Given names"),
        "surname_cyrillic": _("Surname in Cyrillic letters"),
        "given_names_cyrillic": _("Given names in Cyrillic letters"),
        "birth_date": _("Date of birth"),
        "birth_precision": _("How surely it is known"),
        "sex": _("Sex"),
        "cpr": _("CPR number"),
        "document_type": _("Document"),
        "document_number": _("Document number"),
        "document_expires_on": _("Document valid until"),
        "foreigner_number": _("Foreigner's number"),
        "permit_expires_on": _("Residence permit valid until"),
        "legal_group": _("Legal group"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "emergency_contact": _("Contact person in an emergency"),
        "languages": _("Languages"),
        "interpreter_language": _("Interpreter language"),
        "diet": _("Special diet"),
        "allergies": _("Allergies"),
        "considerations": _("Special considerations"),
    }


def placeholders() -> dict[str, str]:
    """What helps to fill an empty field."""
    day = _("day.month.year")
    return {
        "birth_date": _("day.month.year, a year, or “about 34”"),
        "cpr": _("leave empty until there is one"),
        "document_type": _("passport, ID card …"),
        "document_expires_on": day,
        "permit_expires_on": day,
        "emergency_contact": _("name, how related, phone"),
        "considerations": _("what the desk must heed, never the reason"),
    }


def draft_of(details: Details) -> Draft:
    """Details as they stand in the fields."""
    draft: Draft = {name: getattr(details, name) for name in TEXTS}
    draft |= {name: _value(getattr(details, name)) for name in MEMBERS}
    draft |= {name: date_text(getattr(details, name)) for name in DATES}
    return draft | {
        "birth_date": typed_birth(details.birth_date, details.birth_precision),
        "cpr": shown_cpr(details.cpr),
        "phone": shown_phone(details.phone),
        "languages": list(details.languages),
    }


def _value(member: Any) -> str | None:
    return None if member is None else str(member)
