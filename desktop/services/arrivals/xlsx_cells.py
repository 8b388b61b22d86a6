"""The cells of an XLSX file: values only, of a file that unpacks to a bearable size."""

import contextlib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.services.arrivals.cell_source import CellSource
from desktop.services.arrivals.cell_texts import text_of
from desktop.services.arrivals.columns import match_columns
from desktop.services.arrivals.dates import EPOCH_1900, EPOCH_1904
from desktop.services.arrivals.problems import UnreadableError

MOST_UNPACKED = 150 * 1024 * 1024
MOST_PARTS = 2_000
_COLUMNS = 100
_ROWS = 100_000
_HEADINGS = 20
_SHEETS = 20
_SHEET_BEGINS = 4096
_EMPTY_ROWS = 1000
"""After so many of them nothing more is looked for."""

_OLD = b"\xd0\xcf\x11\xe0"
"""How old Excel files begin, and those with a password."""

_UNREADABLE = N_(
    "The file is damaged or no XLSX file. Please open it in Excel, save it again and choose it."
)
_TOO_MUCH = N_("The file unpacks to far more than a list of arrivals. It was not read.")
_LOCKED = N_(
    "The file has a password or is of an old kind. Please save it as XLSX without a password."
)


def xlsx_rows(path: Path) -> CellSource:
    """The rows of the sheet that looks most like a list of arrivals. Raises AppError when the file
    is none that can be read, OSError when it can't be opened."""
    _require_bearable(path)
    with _in_words():
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        with _in_words():
            sheet = _likest(book)
    except BaseException:
        book.close()
        raise
    epoch = EPOCH_1904 if book.epoch == CALENDAR_MAC_1904 else EPOCH_1900
    return CellSource(_cells(sheet), epoch, book.close)


def _require_bearable(path: Path) -> None:
    """Looks at the directory of the archive: its sizes hold, as no part unpacks to more than it
    says there."""
    with path.open("rb") as file:
        begins = next(iter(lambda: file.readline(len(_OLD)), b""), b"")
    if begins == _OLD:
        raise AppError(_LOCKED)
    with _in_words(), zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise AppError(_TOO_MUCH)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as content:
                    _require_no_entities(content.readline(_SHEET_BEGINS))
                    _require_no_entities(content.readline(_SHEET_BEGINS))


def _require_no_entities(begins: bytes) -> None:
    """No part of a spreadsheet declares entities of its own; one that does is made to do harm."""
    plain = begins.replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise AppError(_UNREADABLE)


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (AppError, OSError, MemoryError):
        raise
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        zipfile.LargeZipFile,
    ) as error:
        # openpyxl meets a damaged file with whatever it stumbles over first.
        raise AppError(_UNREADABLE) from error


def _likest(book: Any) -> Any:
    """The visible sheet among whose first rows most names of columns are known."""
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:_SHEETS]
    sheets = sheets or list(book.worksheets)[:1]
    if not sheets:
        raise AppError(N_("The file is empty. Please choose the list of arrivals."))
    return max(sheets, key=_known_columns)


def _known_columns(sheet: Any) -> int:
    most = 0
    for cells in _values(sheet, _HEADINGS):
        texts = [_plainly(cell) for cell in cells]
        most = max(most, len(match_columns(texts)))
    return most


def _values(sheet: Any, rows: int) -> Iterator[Sequence[object]]:
    # The size that a sheet says it has is not believed: it may be a million empty columns.
    sheet.reset_dimensions()
    found: Iterator[Sequence[object]] = sheet.iter_rows(
        max_row=rows, max_col=_COLUMNS, values_only=True
    )
    return found


def _cells(sheet: Any) -> Iterator[Sequence[object]]:
    rows = _values(sheet, _ROWS)
    empty = 0
    while empty <= _EMPTY_ROWS:
        with _in_words():
            row = next(rows, None)
        if row is None:
            return
        empty = 0 if any(cell is not None for cell in row) else empty + 1
        yield row


def _plainly(cell: object) -> str:
    try:
        return text_of(cell)
    except UnreadableError as error:
        return error.text
