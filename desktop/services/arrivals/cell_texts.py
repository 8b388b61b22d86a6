"""Texts of cells made plain, and the words that stand for a choice. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from desktop.i18n import N_
from desktop.models.residents import HouseholdRole, LegalGroup, Sex
from desktop.services.arrivals.problems import UnreadableError
from desktop.services.search.words import folded

M = TypeVar("M", bound=StrEnum)

FORMULA = N_("“{text}” is a formula, not a value. Please copy the column as values.")
BROKEN = N_("The cell says “{text}”: the spreadsheet could not work it out.")

_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#I/T", "#REFERENCE!"}
)
_LONGEST_SHOWN = 40
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")

# Words as ``_key`` compares them.
YES_NO: Mapping[str, bool] = {
    **dict.fromkeys(("ja", "j", "yes", "y", "x", "1", "true", "sand", "v"), True),
    **dict.fromkeys(("nej", "n", "no", "0", "false", "falsk", "ingen", "none"), False),
}
SEXES: Mapping[str, Sex] = {
    **dict.fromkeys(("k", "kvinde", "kv", "f", "female", "woman", "pige", "girl", "w"), Sex.FEMALE),
    **dict.fromkeys(("m", "mand", "male", "man", "dreng", "boy"), Sex.MALE),
    **dict.fromkeys(("x", "andet", "other", "uoplyst", "ukendt"), Sex.OTHER),
}
GROUPS: Mapping[str, LegalGroup] = {
    **dict.fromkeys(
        (
            *("saerlov", "saerloven", "ukraine", "ukrainer", "fordreven", "ukrainskfordreven"),
            *("fordrevneukrainere", "specialact", "displaced", "ukrainskefordrevne", "lov324"),
        ),
        LegalGroup.SPECIAL_ACT,
    ),
    **dict.fromkeys(
        (
            *("kvote", "kommunekvote", "fnkvote", "kvoteflygtning", "flygtning", "quota"),
            *("quotarefugee", "unquota", "fn", "unhcr", "kvoteflygtninge"),
        ),
        LegalGroup.QUOTA,
    ),
    **dict.fromkeys(
        (
            *("familiesammenfort", "familiesammenforing", "familiesammenforte", "fs"),
            *("familyreunified", "familyreunification", "reunified"),
        ),
        LegalGroup.FAMILY_REUNIFIED,
    ),
    **dict.fromkeys(("patient", "patientspor", "patientsporet", "patienter"), LegalGroup.PATIENT),
}
ROLES: Mapping[str, HouseholdRole] = {
    **dict.fromkeys(
        ("hovedperson", "head", "headofhousehold", "hoved", "h", "kontaktperson"),
        HouseholdRole.HEAD,
    ),
    **dict.fromkeys(
        (
            *("partner", "aegtefaelle", "samlever", "spouse", "husband", "wife"),
            *("mand", "kone", "hustru"),
        ),
        HouseholdRole.PARTNER,
    ),
    **dict.fromkeys(
        ("barn", "child", "son", "datter", "daughter", "b", "boern", "born"), HouseholdRole.CHILD
    ),
    **dict.fromkeys(
        ("foraelder", "parent", "mor", "far", "mother", "father", "bedstemor", "bedstefar"),
        HouseholdRole.PARENT,
    ),
    **dict.fromkeys(
        ("anden", "andet", "other", "soster", "bror", "sister", "brother"), HouseholdRole.OTHER
    ),
}


def text_of(value: object) -> str:
    """A cell as text: no control characters, no blanks that can't be seen, single spaces; whole
    numbers without a decimal point. Raises UnreadableError for formulas and broken cells."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    letters = (
        " " if letter.isspace() or unicodedata.category(letter) in ("Cc", "Zs") else letter
        for letter in str(value)
        if unicodedata.category(letter) != "Cf"
    )
    text = unicodedata.normalize("NFC", " ".join("".join(letters).split()))
    if text.upper() in _ERRORS:
        raise UnreadableError(BROKEN, text)
    if text[:1] in ("=", "@"):
        raise UnreadableError(FORMULA, shortened(text))
    return text


def shortened(text: str, most: int = _LONGEST_SHOWN) -> str:
    """As much as there is room for; by default what a message can bear."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def name_of(text: str) -> str:
    """A name as it is kept: one in capitals throughout is written as names are."""
    if len(text) < 2 or not text.isupper():
        return text
    return _WORD.sub(lambda found: found[0].capitalize(), text.lower())


def is_cyrillic(text: str) -> bool:
    """Whether a text has Cyrillic letters."""
    return _CYRILLIC.search(text) is not None


def chosen(text: str, words: Mapping[str, M], msgid: str) -> M | None:
    """The member that a text stands for; None for an empty one. Raises UnreadableError."""
    if not text:
        return None
    key = _key(text)
    found = words.get(key)
    if found is None:
        parts = [_key(part) for part in re.split(r"[\s,/()–-]+", text)]
        found = next((words[part] for part in parts if len(part) > 2 and part in words), None)
    if found is None:
        raise UnreadableError(msgid, shortened(text))
    return found


def yes_or_no(text: str, msgid: str) -> bool | None:
    """What a yes or no says; None for an empty cell. Raises UnreadableError."""
    if not text:
        return None
    found = YES_NO.get(_key(text))
    if found is None:
        raise UnreadableError(msgid, shortened(text))
    return found


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", folded(text))
