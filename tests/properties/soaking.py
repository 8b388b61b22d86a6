"""How long the machines play: a little and always alike for ``check``, long and by chance for
``python dev.py test --soak MINUTES``."""

import os
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, settings

MINUTES = float(os.environ.get("ANKOMST_SOAK", "0"))
QUIET = tuple(HealthCheck)
PHASES = (Phase.generate, Phase.shrink) if "NOSHRINK" not in os.environ else (Phase.generate,)


@dataclass
class Counts:
    """What the machines have done in this process."""

    examples: int = 0
    steps: int = 0


COUNTS = Counts()


def budget(examples: int, steps: int = 30) -> settings:
    """Settings for so many examples in ``check``. Nothing is kept in a database: a failure prints
    the blob with which it is reproduced."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=QUIET,
        phases=PHASES,
    )
