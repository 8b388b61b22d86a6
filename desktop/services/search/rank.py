"""How well something answers what was typed: one number, and the lowest stands first.

The whole part is the tier, that is how it was found; the rest, below 1, how far off it is.
"""

from collections.abc import Iterable
from enum import IntEnum


class Tier(IntEnum):
    """How an answer was found."""

    EXACT = 0
    SOUND = 1
    PART = 2
    TYPO = 3


def tier_of(ranks: Iterable[float]) -> int:
    """The tier of an answer to several words: that of the worst."""
    return max(int(rank) for rank in ranks)


def lack_of(ranks: Iterable[float]) -> float:
    """How far off all words are together."""
    return round(sum(rank - int(rank) for rank in ranks), 3)
