"""What two records of one person are compared by, line by line, and what a merge takes by default.

Fields that make sense only together stand in one line and are taken together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from desktop.models.residents import BirthPrecision, Resident, ResidentStatus, Sex
from desktop.services import row_values
from desktop.services.protective import joined

TABLE = "resident"
_MOST_JOINED = {"allergies": 500, "diet": 200, "instruction": 200, "considerations": 500}


class Side(StrEnum):
    """Which record's value stays. ``both``: everything that either names."""

    KEPT = "kept"
    GONE = "gone"
    BOTH = "both"


@dataclass(frozen=True)
class Line:
    """Fields that are taken together. ``joins``: lists in a text, of which both can be kept."""

    name: str
    fields: tuple[str, ...]
    joins: bool = False


LINES: tuple[Line, ...] = (
    Line("name", ("given_names", "surname")),
    Line("name_cyrillic", ("given_names_cyrillic", "surname_cyrillic")),
    Line("birth", ("birth_date", "birth_precision")),
    Line("sex", ("sex",)),
    Line("cpr", ("cpr",)),
    Line("foreigner_number", ("foreigner_number",)),
    Line("document", ("document_type", "document_number", "document_expires_on")),
    Line("permit_expires_on", ("permit_expires_on",)),
    Line("legal_group", ("legal_group",)),
    Line("allergies", ("allergies",), joins=True),
    Line("diet", ("diet",), joins=True),
    Line("instruction", ("instruction",), joins=True),
    Line("considerations", ("considerations",), joins=True),
    Line("phone", ("phone",)),
    Line("email", ("email",)),
    Line("emergency_contact", ("emergency_contact",)),
    Line("languages", ("languages",)),
    Line("interpreter_language", ("interpreter_language",)),
    Line("pets", ("pets",)),
    Line("household", ("household_id", "household_role")),
    Line("status", ("status", "arrived_on", "moved_out_on")),
    Line("last_contact_on", ("last_contact_on",)),
    Line("arrival", ("expected_at", "expected_from")),
    Line("takeover", ("visitated_on", "takeover_on")),
    Line("needs_meals", ("needs_meals",)),
    Line("arrival_reference", ("arrival_reference",)),
    Line("arrival_outcome_reason", ("arrival_outcome_reason",)),
)
"""Every field of a resident that a person may choose, as they are read from the top."""

PROTECTIVE = ("protected", "hold_reason", "hold_until")
"""Nobody is asked about these: what protects more stays."""

UNTOUCHED = ("site_id", "number", "merged", "anonymised_on")
"""What stays each record's own."""

COMPARED = (*(field for line in LINES for field in line.fields), *PROTECTIVE)
"""The fields of which a merge writes down what stood in the record that is gone."""

Values = Mapping[str, Any]
"""Wire values by field."""

_STATUSES = (
    ResidentStatus.RESIDENT,
    ResidentStatus.AWAY,
    ResidentStatus.ARRIVED,
    ResidentStatus.EXPECTED,
    ResidentStatus.MOVED_OUT,
    ResidentStatus.NO_SHOW,
    ResidentStatus.CANCELLED,
)
"""What says more of where a person is stands first."""

_PRECISIONS = (BirthPrecision.EXACT, BirthPrecision.YEAR, BirthPrecision.ESTIMATED)


def values_of(resident: Resident) -> dict[str, Any]:
    """The compared fields of a record."""
    return row_values.of_row(resident, TABLE, COMPARED)


def is_empty(line: Line, values: Values) -> bool:
    """Whether a record says nothing in a line."""
    if line.name == "sex":
        return bool(values["sex"] == Sex.OTHER.value)
    return all(values[field] in (None, "", []) for field in line.fields[: _counted(line)])


def default_side(line: Line, kept: Values, gone: Values) -> Side:
    """What a careful colleague would take: what is filled in, what is surer, what is newer; for
    allergies and instructions both."""
    if all(kept[field] == gone[field] for field in line.fields) or is_empty(line, gone):
        return Side.KEPT
    if is_empty(line, kept):
        return Side.GONE
    if line.name in ("allergies", "instruction") and both(line, kept, gone) is not None:
        return Side.BOTH
    rank = _RANKS.get(line.name)
    return Side.GONE if rank is not None and rank(gone) > rank(kept) else Side.KEPT


def both(line: Line, kept: Values, gone: Values) -> str | None:
    """What both records say, each thing once; None where that can't be kept."""
    if not line.joins or is_empty(line, kept) or is_empty(line, gone):
        return None
    (field,) = line.fields
    text = joined([kept[field], gone[field]])
    return text if len(text) <= _MOST_JOINED[field] else None


def chosen(line: Line, side: Side, kept: Values, gone: Values) -> dict[str, Any]:
    """The values of a line that the person's record will hold."""
    if side is Side.BOTH and (text := both(line, kept, gone)) is not None:
        return {line.fields[0]: text}
    source = gone if side is Side.GONE else kept
    return {field: source[field] for field in line.fields}


def protective(kept: Values, gone: Values) -> dict[str, Any]:
    """What protects more of the two, whatever is chosen otherwise."""
    told: dict[str, Any] = {"protected": kept["protected"]}
    if gone["protected"]:
        told["protected"] = True
    holding = [values for values in (kept, gone) if values["hold_reason"]]
    held = max(holding, key=lambda values: values["hold_until"] or "9999", default=kept)
    return told | {name: held[name] for name in ("hold_reason", "hold_until")}


def order_of(values: Values) -> int:
    """The record that says more of where the person is comes first; then its number stays."""
    return _STATUSES.index(ResidentStatus(values["status"]))


def _counted(line: Line) -> int:
    """How many of the fields tell whether anything is there: the others only say how."""
    return 1 if line.name in ("birth", "household", "status") else len(line.fields)


def _status(values: Values) -> tuple[int, str]:
    return -_STATUSES.index(ResidentStatus(values["status"])), values["arrived_on"] or ""


def _birth(values: Values) -> int:
    return -_PRECISIONS.index(BirthPrecision(values["birth_precision"]))


def _day(field: str) -> Callable[[Values], str]:
    return lambda values: str(values[field] or "")


_RANKS: Mapping[str, Callable[[Values], Any]] = {
    "birth": _birth,
    "document": _day("document_expires_on"),
    "permit_expires_on": _day("permit_expires_on"),
    "languages": lambda values: len(values["languages"] or ()),
    "status": _status,
    "last_contact_on": _day("last_contact_on"),
    "arrival": _day("expected_at"),
    "takeover": _day("takeover_on"),
    "needs_meals": lambda values: bool(values["needs_meals"]),
}
