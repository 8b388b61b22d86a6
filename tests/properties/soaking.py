"""How long the machines play: a little and always alike in ``check``, long and by chance with
``python dev.py test --soak MINUTES``.

A soak plays in rounds, each with a seed of its own, which is told at the end: ``--seed`` plays that
round again. Nothing is kept in a database of examples.

An example takes seconds, and to make one that failed smaller takes hundreds of them: that is done
with ``--seed`` only, so that ``check`` and a soak tell at once what failed, as it was found.
"""

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

MINUTES = float(os.environ.get("ANKOMST_SOAK_MINUTES", "0"))
SEED = os.environ.get("ANKOMST_SOAK_SEED")
MACHINES = 2
ROUND = 20
"""Examples in a round of a soak."""


@dataclass
class Counts:
    """What the machines have done in this process, and the seeds of the rounds under way."""

    examples: int = 0
    steps: int = 0
    seeds: dict[str, int] = field(default_factory=dict)


COUNTS = Counts()


def budget(
    examples: int, steps: int = 50, *, by_chance: bool = False, shrink: bool = True
) -> settings:
    """Settings for so many examples, the same ones in every run unless ``by_chance``; with
    ``shrink`` one that fails is made smaller before it is told. The first failure ends a run: what
    depends on timing may pass when it is played again, and must not be hidden by that."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=not by_chance,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=tuple(HealthCheck),
        phases=(Phase.explicit, Phase.generate, *([Phase.shrink] if shrink else [])),
    )


def play(machine: type[RuleBasedStateMachine], name: str, examples: int) -> None:
    """Plays a machine: so many examples in ``check``, round after round in a soak."""
    if not MINUTES and SEED is None:
        run_state_machine_as_test(machine, settings=budget(examples, shrink=False))
        return
    to_play = budget(ROUND, by_chance=True, shrink=SEED is not None)
    for number in _rounds():
        COUNTS.seeds[name] = number
        run_state_machine_as_test(seed(number)(machine), settings=to_play)
    del COUNTS.seeds[name]


def _rounds() -> Iterator[int]:
    if SEED is not None:
        yield int(SEED)
        return
    until = time.monotonic() + MINUTES * 60 / MACHINES
    while time.monotonic() < until:
        yield random.SystemRandom().randrange(2**32)
