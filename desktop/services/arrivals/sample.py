"""A list of arrivals of made-up people, as a pattern for those who make such lists.

``python -m desktop.services.arrivals.sample`` writes the two of ``resources/samples`` anew.
"""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from desktop.services.working_days import next_working_day

HEADERS = (
    "Sagsnr.",
    "Ankomstdato",
    "Kl.",
    "Efternavn",
    "Fornavn",
    "Fødselsdato",
    "Køn",
    "Rolle",
    "Udlændingenr.",
    "Asylcenter",
    "Retsgrundlag",
    "Skånebehov",
    "Kæledyr",
    "Madudlevering",
    "Visitationsdato",
)
FOLDER = Path(__file__).parents[3] / "resources" / "samples"
NAMES = ("ankomster-eksempel.xlsx", "ankomster-eksempel.csv")
FIRST_DAY = date(2026, 11, 23)
"""The day of the two that are kept."""

_WIDTHS = (10, 13, 8, 18, 18, 13, 6, 14, 14, 18, 18, 30, 14, 14, 15)


def sample_rows(first: date) -> list[tuple[object, ...]]:
    """Two households and somebody alone, who come from a day on; days as days, not as text."""
    later, visitated = next_working_day(first + timedelta(days=1)), first - timedelta(days=21)
    sand, jell, law = "Center Sandholm", "Center Jelling", "Særlov"
    alone, mother = ("Lysenko", "Petro"), ("Zahrebelna", "Myroslava")
    return [
        ("26-0101", first, "10:30", *alone, date(1958, 4, 3), "M", "Hovedperson", "99000101",
         sand, law, "Værelse i stueetagen", "Nej", "Ja", visitated),
        ("26-0102", first, "11:15", *mother, date(1990, 9, 12), "K", "Hovedperson", "99000102",
         jell, law, "", "Kat", "Ja", visitated),
        ("26-0102", first, "11:15", mother[0], "Danylo", date(2017, 1, 30), "M", "Barn",
         "99000103", jell, law, "Stille værelse", "", "Ja", visitated),
        ("26-0103", later, "13:00", "Haddad", "Samira", date(1985, 6, 21), "K", "Hovedperson",
         "99000104", sand, "Kvote", "", "Nej", "Nej", visitated),
    ]  # fmt: skip


def write_sample(path: Path, first: date) -> None:
    """Writes the pattern as XLSX or CSV, by the name of the file. Raises OSError."""
    write_rows(path, (HEADERS, *sample_rows(first)))


def write_rows(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Writes a list, the names of its columns first, as Danish programs do. Raises OSError."""
    if path.suffix.lower() == ".csv":
        _write_csv(path, rows)
    else:
        _write_xlsx(path, rows)


def _write_csv(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerows([_danish(cell) for cell in row] for row in rows)


def _danish(cell: object) -> object:
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell


def _write_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Ankomster"
    for row in rows:
        sheet.append(list(row))
    for place, width in enumerate(_WIDTHS):
        sheet.cell(1, place + 1).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    for row_of_cells in sheet.iter_rows(min_row=2):
        for cell in row_of_cells:
            if isinstance(cell.value, date):
                cell.number_format = "dd.mm.yyyy"
    sheet.freeze_panes = "A2"
    book.save(path)
    book.close()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        write_sample(FOLDER / name, FIRST_DAY)
