"""What a list says of somebody, beside what the last list said of them (FEATURES R2). Pure.

Lists come again and again with most rows as they were. Where somebody here has put right what a
list said, the next list does not undo it by saying the same once more; only what it says anew does.
Of what was said a print is kept, by which it is known again: a copy would outlive its correction.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from desktop.models.residents import Sex
from desktop.services.arrivals.announced import plain, plain_cpr
from desktop.services.arrivals.list_rows import ListRow
from desktop.services.field_words import FieldValue

_SIZE = 6
_BIRTH = ("birth_date", "birth_precision")
_TOLD_BY: Mapping[str, tuple[str, ...]] = {
    "birth_date": _BIRTH,
    "birth_precision": _BIRTH,
    "expected_at": ("expected_at", "clock"),
    "takeover_on": ("takeover_on", "visitated_on"),
}
"""By the field of a resident what in the list tells it, where that is not the field itself."""


class Hearing:
    """What a row says of a resident, beside the prints of what was ``said`` of them before."""

    def __init__(self, row: ListRow, said: Mapping[str, Any]) -> None:
        self._now = prints_of(row)
        self._said = said

    def repeats(self, field: str) -> bool:
        """Whether the row says of a field of the resident what was said of it before."""
        names = [name for name in _TOLD_BY.get(field, (field,)) if name in self._now]
        return bool(names) and all(self._said.get(name) == self._now[name] for name in names)

    def prints(self) -> dict[str, Any] | None:
        """The prints once the row was taken: what it does not tell was told before. None where it
        says nothing that was not said."""
        made = {**self._said, **self._now}
        return made if made != self._said else None


def prints_of(row: ListRow) -> dict[str, str]:
    """What is kept of a row by which somebody new is announced."""
    return {name: _print(name, text) for name, text in _told(row).items()}


class Standing:
    """Fields with what stands in them, in the language in which they are shown."""

    def __init__(self, fields: Iterable[FieldValue]) -> None:
        self._fields = tuple(fields)

    def __str__(self) -> str:
        return "; ".join(f"{one.label()}: {one.words()}" for one in self._fields)


def facts_of(row: ListRow) -> dict[str, Any]:
    """What a row says, as it stands there, by the field of a resident that it tells; None where it
    says nothing. The hour at which somebody is expected stands beside it."""
    person = row.person
    return {
        "surname": plain(person.surname),
        "given_names": plain(person.given_names),
        "surname_cyrillic": plain(person.surname_cyrillic),
        "given_names_cyrillic": plain(person.given_names_cyrillic),
        "birth_date": person.birth_date,
        "birth_precision": person.birth_precision if person.birth_date else None,
        "sex": person.sex if person.sex is not Sex.OTHER else None,
        "household_role": person.role,
        "cpr": plain_cpr(person.cpr),
        "foreigner_number": plain(person.foreigner_number),
        "phone": plain(person.phone),
        "arrival_reference": reference_of(row),
        "expected_at": row.day,
        "expected_from": plain(row.expected_from),
        "considerations": plain(row.considerations),
        "pets": plain(row.pets),
        "needs_meals": row.needs_meals,
        "legal_group": row.legal_group,
        "visitated_on": row.visitated_on,
        "takeover_on": row.takeover_on,
    }


def reference_of(row: ListRow) -> str | None:
    """What the list calls them: their number, else their case."""
    return plain(row.person.reference or row.household)


def _told(row: ListRow) -> dict[str, str]:
    """What a row says, whoever it is about."""
    told = facts_of(row) | {"clock": row.clock}
    return {name: str(value) for name, value in told.items() if value is not None}


def _print(name: str, text: str) -> str:
    return blake2b(f"{name}\0{text.casefold()}".encode(), digest_size=_SIZE).hexdigest()
