"""What an engine tells of itself: to the status bar, and in plain figures to who looks closer."""

from dataclasses import dataclass
from datetime import datetime

CLOCK_IS_OFF = 120
"""From so many seconds on, a difference between the clocks is worth telling a person."""


@dataclass(frozen=True)
class FillProgress:
    """A scope is being taken whole: rows done, rows in all (0 until known)."""

    scope: str
    done: int
    total: int


@dataclass(frozen=True)
class EngineState:
    """What the status bar tells. ``needs_you`` counts refused ops that nobody has settled and the
    site's open conflicts. ``problem`` is None, ``not_a_store``, ``certificate``, a fault of the
    database, ``no_site`` (no site is left to this desk), ``unknown_device``, ``too_old``,
    ``store_too_old``, or the code of the store's refusal; being offline is not a problem.

    ``verified`` is when this desk's digests last agreed with the store's in all scopes; None after
    one that did not, and while a scope is taken whole. ``time_offset`` is by how many seconds this
    PC's clock is ahead of the store's; it decides nothing.
    """

    online: bool = False
    waiting: int = 0
    needs_you: int = 0
    last_in_step: datetime | None = None
    filling: bool = True
    problem: str | None = None
    verified: datetime | None = None
    fill: FillProgress | None = None
    time_offset: int = 0
    metered: bool = False

    @property
    def clock_is_off(self) -> bool:
        """Whether the clock of this PC should be set right."""
        return abs(self.time_offset) > CLOCK_IS_OFF
