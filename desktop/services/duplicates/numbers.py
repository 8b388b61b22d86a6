"""How the numbers of two people agree."""

from enum import StrEnum

from rapidfuzz.distance import OSA

from desktop.services.duplicates.described import Described
from desktop.services.numbers import digits_of
from desktop.services.search.terms import phones_of, signs_of

_SHORTEST_PHONE = 7
_SHORTEST_NUMBER = 5


class Agree(StrEnum):
    """What two numbers of a kind say; ``unknown`` where one of them is not known."""

    UNKNOWN = "unknown"
    SAME = "same"
    SLIP = "slip"
    """One digit is wrong, or two have changed places."""
    DIFFERENT = "different"


def compare_cprs(one: Described, other: Described) -> Agree:
    """CPR numbers. Nobody has two, and no two have one."""
    return _compare(digits_of(one.cpr), digits_of(other.cpr))


def compare_foreigner_numbers(one: Described, other: Described) -> Agree:
    """Foreigner's numbers."""
    return _compare(signs_of(one.foreigner_number), signs_of(other.foreigner_number))


def compare_documents(one: Described, other: Described) -> Agree:
    """Numbers of identity documents; a person may have several."""
    return _compare(signs_of(one.document_number), signs_of(other.document_number))


def same_phone(one: Described, other: Described) -> bool:
    """Whether both are called at one number, however it is written."""
    return bool(phones(one.phone) & phones(other.phone))


def same_email(one: Described, other: Described) -> bool:
    """Whether both have one address."""
    mine = "".join(one.email.casefold().split())
    return bool(mine) and mine == "".join(other.email.casefold().split())


def phones(text: str) -> frozenset[str]:
    """A phone number with and without its country's."""
    return frozenset(found for found in phones_of(text) if len(found) >= _SHORTEST_PHONE)


def _compare(one: str, other: str) -> Agree:
    if min(len(one), len(other)) < _SHORTEST_NUMBER:
        return Agree.UNKNOWN
    if one == other:
        return Agree.SAME
    return Agree.SLIP if OSA.distance(one, other) == 1 else Agree.DIFFERENT
