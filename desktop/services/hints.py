"""What may be worth a second look, and stands in nobody's way."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """``words`` are asked again when the language changes. One that ``warns`` says that something
    may be wrong; the others only read back what was understood."""

    words: Callable[[], str]
    warns: bool = True
