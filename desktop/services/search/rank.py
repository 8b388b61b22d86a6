"""How well something answers what was typed: one number, and the lowest stands first.

The whole part is the tier, that is how it was found; the rest, below 1, how far off it is.
"""

from enum import IntEnum


class Tier(IntEnum):
    """How an answer was found."""

    EXACT = 0
    SOUND = 1
    PART = 2
    TYPO = 3
