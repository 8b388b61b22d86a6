"""What the pages of duplicates say, in one place."""

from collections.abc import Sequence
from datetime import date

from desktop.i18n import N_, _, format_date
from desktop.models.residents import BirthPrecision, ResidentStatus
from desktop.services.duplicates.candidates import Candidate, PossiblePair
from desktop.services.duplicates.lines import Side
from desktop.services.duplicates.pair import LineChoice
from desktop.services.duplicates.score import Likeness
from desktop.services.field_words import FieldValue
from desktop.services.people import HERE, PersonLine
from desktop.services.words import word

LIKENESS_WORDS: dict[Likeness, str] = {
    Likeness.LIKELY: N_("Probably the same person"),
    Likeness.POSSIBLE: N_("Possibly the same person"),
    Likeness.NO: N_("Hardly the same person"),
}

LINE_WORDS: dict[str, str] = {
    "name": N_("Name"),
    "name_cyrillic": N_("Name in Cyrillic letters"),
    "birth": N_("Date of birth"),
    "sex": N_("Sex"),
    "cpr": N_("CPR number"),
    "foreigner_number": N_("Foreigner's number"),
    "document": N_("Identity document"),
    "permit_expires_on": N_("Residence permit valid until"),
    "legal_group": N_("Legal group"),
    "allergies": N_("Allergies"),
    "diet": N_("Special diet"),
    "instruction": N_("Instruction for the desk"),
    "considerations": N_("Special considerations"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "emergency_contact": N_("Contact person in an emergency"),
    "languages": N_("Languages"),
    "interpreter_language": N_("Interpreter language"),
    "pets": N_("Pet"),
    "household": N_("Household"),
    "status": N_("Status"),
    "last_contact_on": N_("Last contact"),
    "arrival": N_("Expected arrival"),
    "takeover": N_("Takeover"),
    "needs_meals": N_("Needs meals"),
    "arrival_reference": N_("Number in the list of arrivals"),
    "arrival_outcome_reason": N_("Why they did not arrive"),
}
"""What each line of two records is called (``services.duplicates.lines``)."""

PROTECTED = N_("A protected file may be the same: ask a lead.")

_TOGETHER = frozenset({"name", "name_cyrillic"})
"""Lines whose parts are said in one breath."""


def likeness_words(likeness: Likeness) -> str:
    """How sure it is, in the current language."""
    return _(LIKENESS_WORDS[likeness])


def line_words(name: str) -> str:
    """What a line is called, in the current language."""
    return _(LINE_WORDS[name])


def person_words(person: PersonLine) -> str:
    """Where somebody is, in a few words."""
    place = _("Room {place}").format(place=person.place) if person.place else word(person.status)
    return " · ".join((place, _("No. {number}").format(number=person.number)))


def candidate_words(candidate: Candidate) -> str:
    """The same with when they were born, and at which site they are."""
    person = candidate.person
    born = birth_words(candidate.birth_date, candidate.birth_precision)
    gone = "" if person.status in HERE or not person.place else word(person.status)
    return " · ".join(
        part for part in (born, candidate.elsewhere, gone, person_words(person)) if part
    )


def birth_words(born: date | None, precision: BirthPrecision) -> str:
    """When somebody was born, as far as it is known."""
    if born is None:
        return ""
    if precision is BirthPrecision.EXACT:
        return _("born {date}").format(date=format_date(born))
    return _("born {date}").format(date=str(born.year))


def pair_words(pair: PossiblePair) -> tuple[str, str]:
    """Who, and why."""
    if pair.other is None or pair.verdict is None:
        told = _(PROTECTED)
        closed = f" ({pair.other.number})" if pair.other is not None else ""
        return pair.one.name, told + closed
    names = _("{one} and {other}").format(one=pair.one.name, other=pair.other.name)
    reasons = [reason.words() for reason in pair.verdict.reasons if reason.speaks_for]
    return names, " ".join(reasons)


def side_words(choice: LineChoice, side: Side) -> str:
    """What a record says in a line."""
    if side is Side.BOTH:
        return choice.joined or ""
    return values_words(choice.name, choice.kept if side is Side.KEPT else choice.gone)


def values_words(name: str, values: Sequence[FieldValue]) -> str:
    """The fields of a line in one text."""
    told = [field for field in values if field.value not in (None, "", [])]
    if not told:
        return _("nothing")
    if name == "birth":
        born, precision = values
        said = born.words() if born.value else _("nothing")
        exact = precision.value == BirthPrecision.EXACT.value
        return said if exact or not born.value else f"{said} ({precision.words()})"
    if name == "household" and not values[0].value:
        return _("nothing")
    if name == "status":
        return _status_words(values)
    return (" " if name in _TOGETHER else " · ").join(field.words() for field in told)


def _status_words(values: Sequence[FieldValue]) -> str:
    status, arrived, left = values
    parts = [status.words()]
    if arrived.value:
        parts.append(_("arrived {date}").format(date=arrived.words()))
    if left.value and status.value == ResidentStatus.MOVED_OUT.value:
        parts.append(_("moved out {date}").format(date=left.words()))
    return " · ".join(parts)
