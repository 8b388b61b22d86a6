"""Where the rows of a file come from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CellSource:
    """Rows as they come, from the first on, empty ones too, until ``close``. ``about`` says how
    many there seem to be, where that is known."""

    rows: Iterator[Sequence[object]]
    epoch: date
    close: Callable[[], None]
    about: int | None = None
