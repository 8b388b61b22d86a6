"""How two dates of birth agree."""

from datetime import date
from enum import StrEnum

from desktop.models.residents import BirthPrecision
from desktop.services.duplicates.described import Described

_FAR = 10
"""Years from which one wrong digit may as well be a parent and a child."""

_ABOUT = 3
"""Years by which an estimate may be out."""


class Births(StrEnum):
    """What two dates of birth say."""

    UNKNOWN = "unknown"
    SAME_DAY = "same_day"
    FIRST_OF_JANUARY = "first_of_january"
    """The same day, but the one that stands in papers where no day is known."""
    SWAPPED = "swapped"
    ONE_DIGIT = "one_digit"
    SAME_YEAR = "same_year"
    """As far as it is known: of one or both there is no more than the year."""
    ABOUT = "about"
    DIFFERENT = "different"


def compare_births(one: Described, other: Described) -> Births:
    """As far as both are known."""
    mine, theirs = one.birth_date, other.birth_date
    if mine is None or theirs is None:
        return Births.UNKNOWN
    precisions = {one.birth_precision, other.birth_precision}
    if BirthPrecision.ESTIMATED in precisions:
        return Births.ABOUT if abs(mine.year - theirs.year) <= _ABOUT else Births.DIFFERENT
    if BirthPrecision.YEAR in precisions:
        return Births.SAME_YEAR if mine.year == theirs.year else Births.DIFFERENT
    return _compare_days(mine, theirs)


def _compare_days(mine: date, theirs: date) -> Births:
    if mine == theirs:
        usual = (mine.day, mine.month) == (1, 1)
        return Births.FIRST_OF_JANUARY if usual else Births.SAME_DAY
    if (mine.day, mine.month, mine.year) == (theirs.month, theirs.day, theirs.year):
        return Births.SWAPPED
    if abs(mine.year - theirs.year) < _FAR and _digits_apart(mine, theirs) == 1:
        return Births.ONE_DIGIT
    return Births.DIFFERENT


def _digits_apart(one: date, other: date) -> int:
    return sum(a != b for a, b in zip(f"{one:%d%m%Y}", f"{other:%d%m%Y}", strict=True))
