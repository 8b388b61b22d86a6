"""The cells of a CSV file as Danish programs write it: semicolons, in one of four encodings."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.services.arrivals.cell_source import CellSource
from desktop.services.arrivals.dates import EPOCH_1900

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
_LONGEST_CELL = 20_000
_NOT_A_TABLE = N_("The file is no table that can be read. Please save the list as XLSX or CSV.")
_OPEN_QUOTE = N_(
    "A quotation mark is opened in the file and never closed. "
    "Please save the list as XLSX, or look at row {row}."
)


def csv_rows(path: Path) -> CellSource:
    """The rows of the file. Raises AppError when it is no text, OSError when it can't be read."""
    text = decoded(path.read_bytes())
    lines = list(io.StringIO(text, newline=""))
    separator, lines = _separator(lines)
    return CellSource(_cells(lines, separator), EPOCH_1900, lambda: None, len(lines))


def decoded(content: bytes) -> str:
    """The text in UTF-8 or UTF-16, with or without a mark, else in Windows-1252."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decode(content, encoding)
    sample = content[:_SAMPLE]
    if b"\0" in sample:
        # Text of Latin letters in two bytes each: every other byte is null.
        for encoding, nulls in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
            if nulls.count(0) > len(nulls) * 0.6:
                return _decode(content, encoding)
        raise AppError(_NOT_A_TABLE)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise AppError(_NOT_A_TABLE) from error


def _separator(lines: list[str]) -> tuple[str, list[str]]:
    """What stands between cells: as Excel's first line says, else what the first line that is not
    empty has most of outside of quotation marks."""
    first = next((line for line in lines if line.strip()), "")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[-1], lines[lines.index(first) + 1 :]
    outside = "".join(first.split('"')[::2])
    found = max(";\t,|", key=outside.count)
    return (found if found in outside else ";"), lines


def _cells(lines: list[str], separator: str) -> Iterator[Sequence[object]]:
    before = csv.field_size_limit()
    rows = _parsed(lines, separator, strict=True)
    taken = 0
    while True:
        csv.field_size_limit(_LONGEST_CELL)
        try:
            row = next(rows, None)
        except csv.Error as error:
            told = str(error)
            if "unexpected end" in told or "field larger" in told:
                raise AppError(_OPEN_QUOTE, row=taken + 1) from error
            # Marks within a cell that are not doubled: taken as they stand.
            rows = _parsed(lines, separator, strict=False)
            for _ in range(taken):
                next(rows, None)
            continue
        finally:
            csv.field_size_limit(before)
        if row is None:
            return
        taken += 1
        yield row


def _parsed(lines: list[str], separator: str, *, strict: bool) -> Iterator[Sequence[object]]:
    return csv.reader(lines, delimiter=separator, strict=strict)
