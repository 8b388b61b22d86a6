"""What a host reads off the papers and writes down: the fields, and what may stand in them."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.models.residents import BirthPrecision, Language, LegalGroup, Resident, Sex
from desktop.services.birth import birth_problem, kept_birth
from desktop.services.cpr import cpr_problem, kept_cpr
from desktop.services.phones import kept_phone


@dataclass(frozen=True)
class Details:
    """Empty text stands for "not known". ``Details()`` is somebody of whom nothing is known yet."""

    surname: str = ""
    given_names: str = ""
    surname_cyrillic: str = ""
    given_names_cyrillic: str = ""
    birth_date: date | None = None
    birth_precision: BirthPrecision = BirthPrecision.EXACT
    sex: Sex = Sex.OTHER
    cpr: str = ""
    document_type: str = ""
    document_number: str = ""
    document_expires_on: date | None = None
    foreigner_number: str = ""
    permit_expires_on: date | None = None
    legal_group: LegalGroup = LegalGroup.SPECIAL_ACT
    phone: str = ""
    email: str = ""
    emergency_contact: str = ""
    languages: tuple[str, ...] = ()
    interpreter_language: Language | None = None
    diet: str = ""
    allergies: str = ""
    considerations: str = ""

    @property
    def name(self) -> str:
        """As a host says it, given names first; one name alone where there is only one."""
        return " ".join(" ".join((self.given_names, self.surname)).split())


TEXTS = tuple(field.name for field in fields(Details) if field.type is str)
"""The fields that are plain text."""

NEVER_NULL = frozenset({"surname", "given_names"})

_LONGEST: Mapping[str, int] = {"allergies": 500, "considerations": 500}


def longest(name: str) -> int:
    """How many characters a field of ``TEXTS`` holds."""
    return _LONGEST.get(name, 200)


def details_of(resident: Resident, *, closed: bool = False) -> Details:
    """The details as a form shows them; of a ``closed`` file only the allergies."""
    if closed:
        return Details(
            birth_precision=resident.birth_precision,
            sex=resident.sex,
            legal_group=resident.legal_group,
            interpreter_language=resident.interpreter_language,
            allergies=resident.allergies or "",
        )
    told: dict[str, Any] = {field.name: getattr(resident, field.name) for field in fields(Details)}
    told |= {name: told[name] or "" for name in TEXTS}
    told["languages"] = tuple(str(code) for code in resident.languages or ())
    return Details(**told)


def write_details(resident: Resident, details: Details, shown: Details | None = None) -> None:
    """Puts a form's details into the row; text is trimmed, empty text becomes null. ``shown``:
    what the form began with. What still stands there as it was shown is left alone, so that
    nobody takes back what somebody else has written meanwhile."""
    for field in fields(details):
        value = getattr(details, field.name)
        if shown is not None and value == getattr(shown, field.name):
            continue
        before = getattr(resident, field.name)
        if field.name in TEXTS:
            value = kept_text(field.name, value) if value != before else value
            value = value or ("" if field.name in NEVER_NULL else None)
        elif field.name == "birth_date":
            value = kept_birth(value, details.birth_precision)
        elif field.name == "languages":
            value = list(value) or None
        if value != before:
            setattr(resident, field.name, value)


def kept_text(name: str, value: str) -> str:
    """What was typed into a field, as the row holds it."""
    value = " ".join(unicodedata.normalize("NFC", value).split())
    if name == "cpr":
        return kept_cpr(value)
    if name == "phone":
        return kept_phone(value)
    return value


def check_details(details: Details, today: date) -> None:
    """Raises AppError with the first thing that is wrong."""
    for problem in detail_problems(details, today).values():
        raise problem


def detail_problems(details: Details, today: date) -> dict[str, AppError]:
    """What is wrong, by field, in the order of the fields."""
    found: dict[str, AppError | None] = {}
    if not details.name:
        found["given_names"] = AppError(
            N_("Please write the name as it stands in the passport. One name alone will do.")
        )
    birth = birth_problem(details.birth_date, today)
    found["birth_date"] = birth
    exact = details.birth_precision is BirthPrecision.EXACT
    # A birth date that is wrong in itself is no measure for the CPR number.
    odd = cpr_problem(details.cpr, details.birth_date if exact and birth is None else None)
    found["cpr"] = AppError(odd) if odd else None
    for name in TEXTS:
        count = longest(name)
        if len(getattr(details, name)) > count and not found.get(name):
            found[name] = AppError(N_("This is too long: at most {count} characters."), count=count)
    return {name: problem for name, problem in found.items() if problem is not None}
