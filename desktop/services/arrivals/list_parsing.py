"""Makes rows of a list out of a sheet, some hundred at a time."""

from collections.abc import Mapping
from datetime import date

from desktop.services.arrivals.columns import ListField
from desktop.services.arrivals.list_rows import ListRow, RowReader
from desktop.services.arrivals.sheet import AT_ONCE, Sheet


class ListParsing:
    """``advance`` until it says True, then ``rows``. ``about`` says how many there will be."""

    def __init__(self, sheet: Sheet, columns: Mapping[int, ListField], today: date) -> None:
        self._sheet = sheet
        self._reader = RowReader(columns, today, sheet.epoch)
        self._rows: list[ListRow] = []
        self.about: int | None = len(sheet.rows)

    @property
    def taken(self) -> int:
        """How many were made so far."""
        return len(self._rows)

    def advance(self, rows: int = AT_ONCE) -> bool:
        """Makes some more; True when there are none left."""
        some = self._sheet.rows[self.taken : self.taken + rows]
        self._rows += [self._reader.row(number, cells) for number, cells in some]
        return self.taken >= len(self._sheet.rows)

    def rows(self) -> tuple[ListRow, ...]:
        """What was made."""
        return tuple(self._rows)

    def close(self) -> None:
        """There is nothing to let go of."""
