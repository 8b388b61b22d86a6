"""Lists of arrivals for tests, made by code: files, and rows as they are read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from desktop.services.arrivals.columns import match_columns
from desktop.services.arrivals.importing import ArrivalLists, Checked
from desktop.services.arrivals.list_rows import ListRow, RowReader
from desktop.services.arrivals.sheet import Sheet, SheetFile
from tests.house import TODAY, House

HEADERS = (
    *("Sagsnr.", "Ankomstdato", "Kl.", "Efternavn", "Fornavn", "Fødselsdato", "Køn"),
    *("CPR-nr.", "Udlændingenr.", "Asylcenter", "Retsgrundlag", "Skånebehov", "Kæledyr"),
    *("Mad", "Visitationsdato"),
)
PLAIN: Mapping[str, object] = {
    "Ankomstdato": "23.11.2026",
    "Kl.": "10:30",
    "Efternavn": "Lysenko",
    "Fornavn": "Petro",
    "Fødselsdato": "03.04.1958",
    "Køn": "M",
    "Asylcenter": "Center Sandholm",
    "Retsgrundlag": "Særlov",
}


def cells(**told: object) -> list[object]:
    """A row of ``HEADERS``: ``PLAIN`` with what is told otherwise. Names without signs."""
    names = {header.strip(".").replace("-", "").replace(".", ""): header for header in HEADERS}
    wanted = dict(PLAIN) | {names[name]: value for name, value in told.items()}
    return [wanted.get(header) for header in HEADERS]


def people(count: int) -> list[list[object]]:
    """So many different people, by twos in a household."""
    return [
        cells(
            Sagsnr=f"S{number // 2}",
            Fornavn=f"Person{number}",
            Efternavn="Prøve",
            Fødselsdato=f"{number % 28 + 1:02d}.{number % 12 + 1:02d}.{1950 + number % 50}",
            Udlændingenr=f"98{number:06d}",
        )
        for number in range(count)
    ]


def write_csv(
    path: Path,
    rows: Iterable[Sequence[object]],
    *,
    encoding: str = "utf-8-sig",
    separator: str = ";",
    headers: Sequence[str] = HEADERS,
) -> Path:
    lines = [headers, *rows]
    text = "\r\n".join(
        separator.join("" if cell is None else str(cell) for cell in line) for line in lines
    )
    path.write_bytes((text + "\r\n").encode(encoding))
    return path


def write_xlsx(
    path: Path,
    rows: Iterable[Sequence[object]],
    *,
    headers: Sequence[object] = HEADERS,
    mac: bool = False,
    before: Iterable[Sequence[object]] = (),
) -> Path:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
    sheet = book.worksheets[0]
    for line in (*before, headers, *rows):
        sheet.append(list(line))
    book.save(path)
    book.close()
    return path


def sheet_of(path: Path) -> Sheet:
    """The whole file at once."""
    file = SheetFile(path)
    try:
        while not file.advance():
            pass
        return file.sheet()
    finally:
        file.close()


def rows_of(sheet: Sheet) -> list[ListRow]:
    reader = RowReader(match_columns(sheet.headers), TODAY, sheet.epoch)
    return [reader.row(number, line) for number, line in sheet.rows]


def row(**told: object) -> ListRow:
    """One row as it is read."""
    return RowReader(match_columns(HEADERS), TODAY).row(2, cells(**told))


def check(house: House, *lines: Sequence[object], **options: Any) -> Checked:
    """Rows of ``HEADERS`` as a list that a host checks."""
    reader = RowReader(match_columns(HEADERS), TODAY)
    made = [reader.row(number, line) for number, line in enumerate(lines, start=2)]
    return ArrivalLists(house.workplace(**options)).check(made)


def said(one: Any) -> list[str]:
    """What is said of a row, in English."""
    return [problem.words() for problem in one.problems]


def at(text: str) -> datetime:
    """A moment in Copenhagen as ``2026-11-23 10:30``."""
    from desktop.services.days import COPENHAGEN  # noqa: PLC0415

    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=COPENHAGEN)
