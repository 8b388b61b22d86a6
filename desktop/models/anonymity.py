"""What is left of a person who was anonymised, and how their names are taken out of texts.

The store does it first, and every desk that reads of it does the same with what only it holds; so
both find the same words. Dates, sex, status and site stay, for the figures.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from desktop.models.inflection import pattern, words_of

ANONYMISED_ON = "anonymised_on"
REFUSED = "anonymised"
"""The ``rule`` by which the store refuses an op about somebody who is anonymised."""

MARK = "[…]"
NOBODY = "–"
NAMES = ("surname", "given_names", "surname_cyrillic", "given_names_cyrillic")
CODES = ("number", "cpr", "foreigner_number", "document_number", "email")

FORGOTTEN: Mapping[str, Any] = {
    "surname": NOBODY,
    "given_names": NOBODY,
    "protected": None,
    **dict.fromkeys(
        (
            "surname_cyrillic",
            "given_names_cyrillic",
            "cpr",
            "foreigner_number",
            "document_type",
            "document_number",
            "document_expires_on",
            "permit_expires_on",
            "languages",
            "interpreter_language",
            "phone",
            "email",
            "emergency_contact",
            "allergies",
            "diet",
            "instruction",
            "pets",
            "expected_from",
            "considerations",
            "arrival_reference",
            "arrival_outcome_reason",
            "last_contact_on",
            "hold_reason",
            "hold_until",
        )
    ),
}
"""What stands in a resident's fields instead, besides the number and the day of birth."""

REPLACED = frozenset({*FORGOTTEN, "number", "birth_date", "birth_precision"})
"""The fields of a resident of which an earlier value is kept nowhere."""

TEXTS: Mapping[str, tuple[str, ...]] = {
    "household": ("note",),
    "check_in_step": ("note",),
    "stay": ("reason",),
    "meal_entitlement": ("reason",),
    "meal_serving": ("override_reason",),
    "stock_movement": ("reason",),
    "incident": ("facts", "assessment", "police_case"),
    "measure": ("note",),
    "protected_opening": ("reason",),
    "further_step": ("note",),
    "check_out_step": ("note",),
}
"""What people have typed, in the rows that hang on a person."""

CLEARED: Mapping[str, tuple[str, ...]] = {
    "pet": ("name", "chip", "passport", "note"),
    "absence": ("note",),
    "appointment": ("title", "place", "note"),
    "check_out": ("note", "forwarding_address"),
}
"""Fields of rows that stay for the figures, of which nothing is kept: what stands there tells of
the person also without their names. All may be null; none of the tables is an ``append`` one."""

DELETED: Mapping[str, Mapping[str, Any]] = {
    "support_need": {"sealed": "", "instruction": None},
    "conflict_pair": {"sealed": ""},
    "photo": {"image": ""},
    "guardian": {"name": None, "phone": None, "relation": None},
    "referral": {"sealed": ""},
    "child_concern": {"passed_on_to": "", "how": None, "reference": None},
    "merge_record": {"before": {}},
    "list_entry": {"said": {}},
}
"""Rows that go with the person, and what the log keeps of them (wire values)."""

LINKS = (
    "resident_id",
    "other_id",
    "guardian_id",
    "kept_id",
    "gone_id",
    "incident_id",
    "handout_id",
    "row_id",
)
"""The fields by which a row hangs on somebody, on an incident of theirs, or (a conflict) on a row
that does."""

Row = Mapping[str, Any]
_GAP = r"[\s\-\u2010-\u2015./()]*"
_LEAST_CODE = 5
_NO_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(T[\d:]{8}Z)?")


def typed_in(table: str) -> tuple[str, ...]:
    """The fields of a table's rows that are scrubbed or cleared where the rows stay."""
    return (*TEXTS.get(table, ()), *CLEARED.get(table, ()))


def forgotten(row: Row, number: str, on: str) -> dict[str, Any]:
    """The fields of a resident (wire values) once they are anonymised. Of the birthday the year
    stays, and where there is none, how surely that was known."""
    born, precision = row.get("birth_date"), row.get("birth_precision")
    if born is not None:
        born, precision = f"{str(born)[:4]}-01-01", "year"
    known = {"birth_date": born, "birth_precision": precision}
    return {**FORGOTTEN, **known, "number": number, ANONYMISED_ON: on}


def is_anonymised(fields: Row | None) -> bool:
    """Whether these fields say that somebody is anonymised."""
    return bool(fields) and fields is not None and fields.get(ANONYMISED_ON) is not None


@dataclass
class Traits:
    """By what a person can be told in a text: the words of their names and their numbers."""

    names: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Traits":
        """Of a resident as they stood at different times; what is left of them tells nothing."""
        found = cls()
        for row in rows:
            found.add(row)
        return found

    def add(self, row: Row) -> None:
        """As they stood at one more time; any of the fields may be missing."""
        for name in NAMES:
            value = row.get(name)
            if isinstance(value, str) and value.strip(f"{NOBODY}{MARK}-. "):
                self.names.update(words_of(unicodedata.normalize("NFC", value)))
        for name in (*CODES, "phone"):
            value = row.get(name)
            if isinstance(value, str):
                self.codes.update(_codes(value, is_phone=name == "phone"))
        self.__dict__.pop("_found_by", None)

    def __bool__(self) -> bool:
        return bool(self.names or self.codes)

    def told(self) -> dict[str, list[str]]:
        """As JSON."""
        return {"names": sorted(self.names), "codes": sorted(self.codes)}

    @classmethod
    def from_told(cls, told: Mapping[str, Iterable[str]]) -> "Traits":
        """What ``told`` gave."""
        return cls(set(told["names"]), set(told["codes"]))

    @cached_property
    def _found_by(self) -> re.Pattern[str] | None:
        longest_first = sorted(self.names, key=lambda word: (-len(word), word))
        parts = [_code_pattern(code) for code in sorted(self.codes, key=lambda c: (-len(c), c))]
        parts += [pattern(word) for word in longest_first]
        return re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def scrubbed(self, text: str, most: int | None = None) -> str:
        """The text without them, at most so many characters long."""
        if self._found_by is None:
            return text
        clean, count = self._found_by.subn(MARK, unicodedata.normalize("NFC", text))
        return clean[:most] if count else text

    def scrubbed_json(self, value: Any) -> Any:
        """The same of every text in a JSON value; ids and days are no texts."""
        if isinstance(value, str):
            return value if _NO_TEXT.fullmatch(value) else self.scrubbed(value)
        if isinstance(value, list):
            return [self.scrubbed_json(part) for part in value]
        if isinstance(value, dict):
            return {name: self.scrubbed_json(part) for name, part in value.items()}
        return value

    def are_in(self, text: str) -> bool:
        """Whether a text names them."""
        return self.scrubbed(text) != text


def _codes(value: str, *, is_phone: bool) -> set[str]:
    """A number without what stands between its signs. A phone number may stand with and without
    its country's."""
    plain = "".join(sign for sign in value if sign.isalnum() or sign == "@").lower()
    found = {plain}
    if is_phone:
        plain = plain.removeprefix("00")
        found.add(plain)
        if plain.startswith("45") and len(plain) == 10:
            found.add(plain[2:])
        if plain.startswith("380"):
            found.add(plain[2:])
    return {code for code in found if len(code) >= _LEAST_CODE}


def _code_pattern(code: str) -> str:
    between = r"[\s\-\u2010-\u2015./()_+]*" if "@" in code else _GAP
    return r"(?<![^\W_])\+?" + between.join(map(re.escape, code)) + r"(?![^\W_])"
