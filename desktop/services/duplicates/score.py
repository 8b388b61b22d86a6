"""Whether two records may be one person's, and why: pure, and said in words (FEATURES R6, R14).

Weights are of the kind of Fellegi and Sunter: what two records share counts by how seldom two
strangers share it, what they differ in by how seldom one person's papers do. Where papers rule
something out no sum is made: two CPR numbers are two people, two given names at one birthday are
twins, one name with two birthdays is a parent and a child, or a namesake.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial

from desktop.i18n import N_, _, format_date
from desktop.models.residents import Sex
from desktop.services.duplicates.births import Births, compare_births
from desktop.services.duplicates.described import Described
from desktop.services.duplicates.names import NamesAlike, Same, compare_names
from desktop.services.duplicates.numbers import (
    Agree,
    compare_cprs,
    compare_documents,
    compare_foreigner_numbers,
    same_email,
    same_phone,
)

LIKELY_FROM, POSSIBLE_FROM = 8.0, 5.0

_BIRTH_WEIGHT = {
    Births.UNKNOWN: 0.0,
    Births.SAME_DAY: 4.0,
    Births.FIRST_OF_JANUARY: 2.5,
    Births.SWAPPED: 3.0,
    Births.ONE_DIGIT: 2.0,
    Births.SAME_YEAR: 1.5,
    Births.ABOUT: 0.5,
    Births.DIFFERENT: -6.0,
}
_SURNAME_WEIGHT = {Same.UNKNOWN: 0.0, Same.DIFFERENT: -1.0, Same.NEAR: 2.0, Same.SAME: 3.0}
_GIVEN_WEIGHT = {Same.UNKNOWN: 0.0, Same.DIFFERENT: -4.0, Same.NEAR: 1.0, Same.SAME: 2.0}
_NUMBER_WEIGHT = 6.0
_DOCUMENT_WEIGHT = 4.0
_PHONE_WEIGHT, _EMAIL_WEIGHT, _SEX_WEIGHT = 1.5, 1.5, -4.0
_OTHER_FOREIGNER_WEIGHT, _KEEPS_NAME_WEIGHT = -3.0, -1.0


class Likeness(StrEnum):
    """Whether two records may be of one person."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    NO = "no"


@dataclass(frozen=True)
class Reason:
    """Something that speaks for or against it. ``values`` are filled into the sentence."""

    msgid: str
    speaks_for: bool = True
    values: dict[str, str | date] = field(default_factory=dict, hash=False)

    def words(self) -> str:
        """In the current language."""
        told = {
            name: format_date(value) if isinstance(value, date) else value
            for name, value in self.values.items()
        }
        return _(self.msgid).format(**told)


@dataclass(frozen=True)
class Verdict:
    """``score`` only orders those of one likeness. What speaks for it stands first."""

    likeness: Likeness
    score: float
    reasons: tuple[Reason, ...]

    @property
    def is_candidate(self) -> bool:
        """Whether a person should look at it."""
        return self.likeness is not Likeness.NO


@dataclass(frozen=True)
class _Evidence:
    one: Described
    other: Described
    names: NamesAlike
    births: Births
    cpr: Agree
    foreigner: Agree
    document: Agree
    phone: bool
    email: bool

    @property
    def sex_differs(self) -> bool:
        sexes = {self.one.sex, self.other.sex}
        return len(sexes) == 2 and Sex.OTHER not in sexes

    @property
    def one_number(self) -> bool:
        """A number that no two people have."""
        return Agree.SAME in (self.cpr, self.foreigner)

    @property
    def one_document(self) -> bool:
        """A child may stand in a parent's passport, so the document alone says little."""
        named = self.names.given is not Same.DIFFERENT
        return self.document is Agree.SAME and named


def compare(one: Described, other: Described) -> Verdict:
    """The same whichever comes first, but for the order in the words."""
    found = _Evidence(
        one,
        other,
        compare_names(one, other),
        compare_births(one, other),
        compare_cprs(one, other),
        compare_foreigner_numbers(one, other),
        compare_documents(one, other),
        same_phone(one, other),
        same_email(one, other),
    )
    score = _score(found)
    reasons = tuple(sorted(_reasons(found), key=lambda reason: not reason.speaks_for))
    return Verdict(_likeness(found, score), score, reasons)


def _likeness(found: _Evidence, score: float) -> Likeness:
    names = found.names
    contrary = names.given is Same.DIFFERENT or found.births is Births.DIFFERENT
    if found.one_number:
        return Likeness.POSSIBLE if contrary else Likeness.LIKELY
    if found.cpr is Agree.DIFFERENT:
        return Likeness.NO
    if contrary:
        same = min(names.surname, names.given) is Same.SAME
        return Likeness.POSSIBLE if same and found.one_document else Likeness.NO
    if Same.UNKNOWN in (names.surname, names.given):
        return Likeness.NO
    if score >= LIKELY_FROM and found.cpr is not Agree.SLIP:
        return Likeness.LIKELY
    return Likeness.POSSIBLE if score >= POSSIBLE_FROM else Likeness.NO


def _score(found: _Evidence) -> float:
    score = _SURNAME_WEIGHT[found.names.surname] + _GIVEN_WEIGHT[found.names.given]
    score += _BIRTH_WEIGHT[found.births]
    score += _NUMBER_WEIGHT * (found.cpr is Agree.SAME) + _NUMBER_WEIGHT * (
        found.foreigner is Agree.SAME
    )
    score += _DOCUMENT_WEIGHT * found.one_document
    score += _OTHER_FOREIGNER_WEIGHT * (found.foreigner is Agree.DIFFERENT)
    score += _PHONE_WEIGHT * found.phone + _EMAIL_WEIGHT * found.email
    score += _SEX_WEIGHT * found.sex_differs
    if found.names.surname is Same.DIFFERENT and Sex.MALE in (found.one.sex, found.other.sex):
        score += _KEEPS_NAME_WEIGHT  # women take another surname far more often
    return score


def _reasons(found: _Evidence) -> list[Reason]:
    reasons = _name_reasons(found)
    born: dict[str, str | date] = {}
    if found.one.birth_date and found.other.birth_date:
        born = {
            "one": found.one.birth_date,
            "other": found.other.birth_date,
            "year": str(found.one.birth_date.year),
        }
    if found.births in _BIRTH_WORDS:
        msgid = _BIRTH_WORDS[found.births]
        reasons.append(Reason(msgid, found.births is not Births.DIFFERENT, born))
    for agree, words in (
        (found.cpr, _CPR_WORDS),
        (found.foreigner, _FOREIGNER_WORDS),
        (found.document, _DOCUMENT_WORDS),
    ):
        if agree in words:
            reasons.append(Reason(words[agree], agree is not Agree.DIFFERENT))
    if found.phone:
        reasons.append(Reason(N_("The phone number is the same.")))
    if found.email:
        reasons.append(Reason(N_("The e-mail address is the same.")))
    if found.sex_differs:
        reasons.append(Reason(N_("The sex differs."), speaks_for=False))
    return reasons


def _name_reasons(found: _Evidence) -> list[Reason]:
    names = found.names
    against = partial(Reason, speaks_for=False)
    pair: dict[str, str | date] = {"one": _name(found.one), "other": _name(found.other)}
    reasons = []
    if min(names.surname, names.given) >= Same.SAME:
        if names.swapped:
            reasons.append(Reason(N_("Surname and given names have changed places.")))
        elif names.spelt:
            msgid = N_("It is the same name, written otherwise: {one} – {other}.")
            reasons.append(Reason(msgid, values=pair))
        else:
            reasons.append(Reason(N_("The name is the same.")))
    elif min(names.surname, names.given) >= Same.NEAR:
        msgid = N_("The names are almost the same: {one} – {other}.")
        reasons.append(Reason(msgid, values=pair))
    else:
        reasons += _one_name_reasons(names, Reason, against)
    if names.more and min(names.surname, names.given) >= Same.NEAR:
        reasons.append(Reason(N_("One of the records has a further name.")))
    return reasons


def _one_name_reasons(
    names: NamesAlike, speaks: Callable[[str], Reason], against: Callable[[str], Reason]
) -> list[Reason]:
    reasons = []
    for same, alike, other in (
        (names.surname, N_("The surname is the same."), N_("The surnames differ.")),
        (names.given, N_("The given name is the same."), N_("The given names differ.")),
    ):
        if same >= Same.NEAR:
            reasons.append(speaks(alike))
        elif same is Same.DIFFERENT:
            reasons.append(against(other))
    return reasons


def _name(person: Described) -> str:
    latin = f"{person.given_names} {person.surname}".strip()
    return latin or f"{person.given_names_cyrillic} {person.surname_cyrillic}".strip()


_BIRTH_WORDS = {
    Births.SAME_DAY: N_("Both are born on the same day ({one})."),
    Births.FIRST_OF_JANUARY: N_("Both are born on the same day ({one})."),
    Births.SWAPPED: N_("Day and month of birth have changed places ({one} – {other})."),
    Births.ONE_DIGIT: N_("One digit of the date of birth differs ({one} – {other})."),
    Births.SAME_YEAR: N_("Both are born in {year}; the day is not known."),
    Births.ABOUT: N_("The age is about the same."),
    Births.DIFFERENT: N_("The dates of birth differ ({one} – {other})."),
}
_CPR_WORDS = {
    Agree.SAME: N_("The CPR number is the same."),
    Agree.SLIP: N_("One digit of the CPR number differs."),
    Agree.DIFFERENT: N_("The CPR numbers differ."),
}
_FOREIGNER_WORDS = {
    Agree.SAME: N_("The foreigner's number is the same."),
    Agree.SLIP: N_("One digit of the foreigner's number differs."),
    Agree.DIFFERENT: N_("The foreigner's numbers differ."),
}
_DOCUMENT_WORDS = {
    Agree.SAME: N_("The document number is the same."),
    Agree.SLIP: N_("One digit of the document number differs."),
}
