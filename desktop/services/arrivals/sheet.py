"""A list of arrivals as a table of cells, taken out of a file a few hundred rows at a time.

Nothing in a file is run or fetched: formulas are read as the values that were last worked out, and
a file that is too large, or unpacks to too much, is refused before it is read.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.services.arrivals.cell_texts import text_of
from desktop.services.arrivals.columns import heading_row
from desktop.services.arrivals.csv_cells import csv_rows
from desktop.services.arrivals.dates import EPOCH_1900
from desktop.services.arrivals.problems import UnreadableError
from desktop.services.arrivals.xlsx_cells import xlsx_rows

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
AT_ONCE = 500
"""Rows taken in one step."""

_LOOKED_AT = 20
"""Rows among which the names of the columns are looked for."""

KINDS = (".xlsx", ".xlsm", ".csv", ".txt", ".tsv")

Cells = Sequence[object]


@dataclass(frozen=True)
class Sheet:
    """What stands in a file: the names of the columns, and the rows below with their numbers as
    the spreadsheet counts them. ``epoch`` is from when it counts days."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, Cells], ...]
    epoch: date = EPOCH_1900


class SheetFile:
    """A file that is being read. ``advance`` until it says True, then ``sheet``; ``close`` at any
    time. Not to be used from two threads at once."""

    def __init__(self, path: Path) -> None:
        """Raises AppError when the file can't be one."""
        self._name = path.name
        self._rows: list[tuple[int, Cells]] = []
        self._done = False
        self.about: int | None = None
        """How many rows there seem to be, None where that can't be told."""
        _require_readable(path)
        with _in_words():
            source = (
                xlsx_rows(path) if path.suffix.lower() in (".xlsx", ".xlsm") else csv_rows(path)
            )
        self._epoch, self.about = source.epoch, source.about
        self._close = source.close
        self._numbered: Iterator[tuple[int, Cells]] = enumerate(source.rows, start=1)

    @property
    def taken(self) -> int:
        """How many rows were taken so far."""
        return len(self._rows)

    def advance(self, rows: int = AT_ONCE) -> bool:
        """Takes some more rows; True when there are none left. Raises AppError."""
        if self._done:
            return True
        with _in_words():
            some = list(islice(self._numbered, rows))
        trimmed = [(number, _trimmed(cells)) for number, cells in some]
        self._rows += [(number, cells) for number, cells in trimmed if cells]
        if len(self._rows) > MOST_ROWS:
            raise AppError(
                N_("The file has more than {count} rows. Please split it, one week a file."),
                count=MOST_ROWS,
            )
        if len(some) < rows:
            self._done = True
            self.close()
        return self._done

    def sheet(self) -> Sheet:
        """Everything that was taken. Raises AppError when there is nothing in it."""
        first = [[_plainly(cell) for cell in cells] for _, cells in self._rows[:_LOOKED_AT]]
        if not first:
            raise AppError(N_("The file is empty. Please choose the list of arrivals."))
        heading = heading_row(first)
        headers = first[heading]
        below = self._rows[heading + 1 :]
        if not below:
            raise AppError(N_("The file has names of columns and no rows below them."))
        width = min(MOST_COLUMNS, max(len(cells) for _, cells in below))
        headers += [""] * (width - len(headers))
        return Sheet(self._name, tuple(headers), tuple(below), self._epoch)

    def close(self) -> None:
        """Lets go of the file."""
        self._close()


def _require_readable(path: Path) -> None:
    if path.suffix.lower() not in KINDS:
        raise AppError(
            N_(
                "“{name}” is neither an XLSX nor a CSV file. "
                "Please save the list as one of them and choose it again."
            ),
            name=path.name,
        )
    with _in_words():
        size = path.stat().st_size
    if size > MOST_BYTES:
        raise AppError(
            N_("The file is larger than {count} MB. Please save the list without pictures."),
            count=MOST_BYTES // 1024 // 1024,
        )
    if size == 0:
        raise AppError(N_("The file is empty. Please choose the list of arrivals."))


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AppError(
            N_("The file can't be opened. Please check that it is still there, then try again.")
        ) from error


def _trimmed(cells: Cells) -> Cells:
    """Without the empty cells at the end."""
    last = len(cells)
    while last and (cells[last - 1] is None or not str(cells[last - 1]).strip()):
        last -= 1
    return tuple(cells[: min(last, MOST_COLUMNS)])


def _plainly(cell: object) -> str:
    try:
        return text_of(cell)
    except UnreadableError as error:
        return error.text
