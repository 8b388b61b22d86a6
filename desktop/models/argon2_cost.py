"""How much Argon2id this PC can bear: about half a second a try.

Memory comes before passes (RFC 9106, section 4): it is what a guesser with graphics cards has
least of. Never less than 64 MiB and three passes, that RFC's second choice, however slow the PC.
"""

import os
import time

from desktop.models.slots import Argon2Cost, SlotMaker

WANTED_SECONDS = 0.5
LEAST_MEMORY, MOST_MEMORY = 64 * 1024, 256 * 1024
"""KiB. A desk PC of 4 GB has other things to hold."""

LEAST_PASSES, MOST_PASSES = 3, 12
MOST_LANES = 4
_RUNS = 2


def lanes() -> int:
    """How many cores a try may use at once."""
    return max(1, min(MOST_LANES, os.cpu_count() or 1))


def cost_for(pass_seconds: float, parallelism: int) -> Argon2Cost:
    """The cost that takes about ``WANTED_SECONDS`` where one pass over ``LEAST_MEMORY`` takes
    ``pass_seconds``; time grows with memory as with passes."""
    passes = WANTED_SECONDS / max(pass_seconds, 1e-6)
    memory = LEAST_MEMORY
    while memory < MOST_MEMORY and passes / 2 >= LEAST_PASSES:
        memory, passes = memory * 2, passes / 2
    return Argon2Cost(max(LEAST_PASSES, min(MOST_PASSES, round(passes))), memory, parallelism)


def measured_cost() -> Argon2Cost:
    """``cost_for`` this PC, measured now; the quicker of two runs counts, for the other may have
    waited for something else."""
    parallelism = lanes()
    probe = Argon2Cost(1, LEAST_MEMORY, parallelism)
    return cost_for(min(_timed(probe) for _ in range(_RUNS)), parallelism)


def _timed(probe: Argon2Cost) -> float:
    begun = time.perf_counter()
    SlotMaker("", "", "how long does it take", probe)
    return time.perf_counter() - begun
