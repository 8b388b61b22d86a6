"""Files as they come: encodings, quotation marks, odd sheets, and files that are to do harm."""

import struct
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from desktop.errors import AppError
from desktop.services.arrivals import sheet as sheets
from desktop.services.arrivals import xlsx_cells
from desktop.services.arrivals.dates import EPOCH_1904
from desktop.services.arrivals.sample import FIRST_DAY, FOLDER, NAMES, write_sample
from desktop.services.arrivals.sheet import SheetFile
from tests.services.arrivals.lists import (
    HEADERS,
    cells,
    people,
    rows_of,
    said,
    sheet_of,
    write_csv,
    write_xlsx,
)


def refusal(path: Path) -> str:
    with pytest.raises(AppError) as refused:
        sheet_of(path)
    return refused.value.text()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_danish_letters_come_through_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    line = cells(
        Efternavn="Sørensen-Ågård", Fornavn="Bjørn", Skånebehov="Tæt på elevator – østfløj"
    )
    (row,) = rows_of(sheet_of(write_csv(tmp_path / "liste.csv", [line], encoding=encoding)))
    assert (row.person.surname, row.person.given_names) == ("Sørensen-Ågård", "Bjørn")
    assert row.considerations == "Tæt på elevator – østfløj"
    assert row.problems == ()


def test_cyrillic_letters_come_through(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "l.csv",
        [["23.11.2026", "Lysenko", "Petro", "Лисенко", "Петро"]],
        headers=["Dato", "Efternavn", "Fornavn", "Efternavn (kyrillisk)", "Fornavn kyrillisk"],
    )
    headers = sheet_of(path).headers
    assert headers[3] == "Efternavn (kyrillisk)"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_other_separators_are_found_out(tmp_path: Path, separator: str) -> None:
    path = write_csv(tmp_path / "l.csv", people(2), separator=separator)
    assert [row.person.given_names for row in rows_of(sheet_of(path))] == ["Person0", "Person1"]


def test_first_line_of_excel_tells_the_separator(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("sep=|\nDato|Efternavn|Fornavn\n23.11.2026|Lysenko; junior|Petro\n", "utf-8")
    assert sheet_of(path).rows[0][1] == ("23.11.2026", "Lysenko; junior", "Petro")


def test_lines_within_quotation_marks_stay_in_their_cell(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text(
        'Dato;Efternavn;Fornavn;Skånebehov\r\n23.11.2026;"Lysenko; ""den ældre""";Petro;'
        '"Stueetagen;\r\ntæt på elevator"\r\n24.11.2026;Koval;Anna;\r\n',
        "utf-8",
    )
    first, second = rows_of(sheet_of(path))
    assert first.person.surname == 'Lysenko; "den ældre"'
    assert first.considerations == "Stueetagen; tæt på elevator"
    assert second.person.surname == "Koval"


def test_quotation_marks_that_are_not_doubled_are_taken_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text(
        'Dato;Efternavn;Fornavn\n23.11.2026;"Lys" enko;Petro\n24.11.2026;B;C\n', "utf-8"
    )
    rows = rows_of(sheet_of(path))
    assert [row.person.given_names for row in rows] == ["Petro", "C"]


def test_a_quotation_mark_that_is_never_closed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text('Dato;Efternavn;Fornavn\n23.11.2026;"Lysenko;Petro\n24.11.2026;B;C\n', "utf-8")
    assert "never closed" in refusal(path)


def test_empty_rows_columns_and_blanks_at_the_end_do_not_count(tmp_path: Path) -> None:
    lines = [[*cells(), None, "  ", " "], [], [None, "", " "], cells(Fornavn=" Anna  Maria ")]
    for path in (
        write_xlsx(tmp_path / "l.xlsx", lines),
        write_csv(tmp_path / "l.csv", lines),
    ):
        read = sheet_of(path)
        assert [number for number, _ in read.rows] == [2, 5], "rows as the spreadsheet counts them"
        assert rows_of(read)[1].person.given_names == "Anna Maria"


def test_rows_above_the_names_of_the_columns_are_passed_over(tmp_path: Path) -> None:
    before = (["Ankomster uge 48, Sjællandsgade"], [], ["Udskrevet", datetime(2026, 11, 20)])  # noqa: DTZ001
    read = sheet_of(write_xlsx(tmp_path / "l.xlsx", people(2), before=before))
    assert read.headers[: len(HEADERS)] == HEADERS
    assert [number for number, _ in read.rows] == [5, 6]


def test_days_as_days_and_as_counts_are_read_in_both_systems(tmp_path: Path) -> None:
    day = datetime(2026, 11, 23, 10, 30)  # noqa: DTZ001
    for mac in (False, True):
        serial = (day - datetime(1904, 1, 1)).days if mac else 46349  # noqa: DTZ001
        lines = [
            cells(Ankomstdato=day, Kl=None),
            cells(Ankomstdato=serial, Kl=0.4375, Fornavn="Anna"),
        ]
        read = sheet_of(write_xlsx(tmp_path / f"l{mac}.xlsx", lines, mac=mac))
        assert (read.epoch == EPOCH_1904) is mac
        for row in rows_of(read):
            assert (row.day, str(row.clock)) == (date(2026, 11, 23), "10:30:00")


def test_the_sheet_that_looks_like_a_list_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Vejledning", "Læs dette først"])
    hidden, right = book.create_sheet("Skjult"), book.create_sheet("Uge 48")
    for one in (hidden, right):
        one.append(list(HEADERS))
        one.append(cells(Fornavn=one.title))
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "l.xlsx")
    book.close()
    (row,) = rows_of(sheet_of(tmp_path / "l.xlsx"))
    assert row.person.given_names == "Uge 48"


def test_formulas_are_values_or_nothing_never_code(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "l.xlsx", [cells(Skånebehov='=HYPERLINK("http://x.example","y")')])
    (row,) = rows_of(sheet_of(path))
    assert row.considerations == "", "a formula that was never worked out has no value"
    csv = write_csv(tmp_path / "l.csv", [cells(Efternavn="=1+1"), cells(Skånebehov="@SUM(A1)")])
    first, second = rows_of(sheet_of(csv))
    assert first.is_wrong
    assert said(first) == [
        "Surname: “=1+1” is a formula, not a value. Please copy the column as values."
    ]
    assert not second.is_wrong
    assert second.considerations == ""
    broken = write_csv(tmp_path / "b.csv", [cells(Efternavn="#REF!")])
    assert "could not work it out" in said(rows_of(sheet_of(broken))[0])[0]


def cells_xml(path: Path, replace: dict[str, bytes], out: Path) -> Path:
    """A copy of a spreadsheet with parts of it put in others' place."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, replace.pop(part.filename, None) or old.open(part).read())
        for name, content in replace.items():
            new.writestr(name, content)
    return out


def test_a_sheet_that_claims_to_be_endless_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "l.xlsx", people(3))
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as book:
        xml = book.open(name).read()
    start = xml.index(b'<dimension ref="') + len(b'<dimension ref="')
    xml = xml[:start] + b"A1:XFD1048576" + xml[xml.index(b'"', start) :]
    read = sheet_of(cells_xml(path, {name: xml}, tmp_path / "big.xlsx"))
    assert len(read.rows) == 3
    assert len(read.headers) <= sheets.MOST_COLUMNS


def test_a_file_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "l.xlsx", people(1))
    bomb = cells_xml(
        path, {"xl/media/bomb.bin": bytes(xlsx_cells.MOST_UNPACKED)}, tmp_path / "bomb.xlsx"
    )
    assert bomb.stat().st_size < 1024 * 1024
    assert "unpacks to far more" in refusal(bomb)


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "l.xlsx", people(1))
    fat = cells_xml(path, {"xl/sharedStrings.xml": b" " * 5_000_000}, tmp_path / "fat.xlsx")
    content = bytearray(fat.read_bytes())
    size = struct.pack("<I", 5_000_000)
    while (place := content.find(size)) >= 0:
        content[place : place + 4] = struct.pack("<I", 100)
    fat.write_bytes(content)
    assert "damaged" in refusal(fat)


@pytest.mark.parametrize("entity", [b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<!DOCTYPE x SYSTEM 'f'>"])
def test_entities_are_refused(tmp_path: Path, entity: bytes) -> None:
    path = write_xlsx(tmp_path / "l.xlsx", people(1))
    name = "xl/workbook.xml"
    with zipfile.ZipFile(path) as book:
        xml = book.open(name).read()
    declared = b"<?xml version='1.0'?>\n" + entity + xml[xml.index(b"<workbook") :]
    assert "damaged" in refusal(cells_xml(path, {name: declared}, tmp_path / "e.xlsx"))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("l.pdf", b"%PDF-1.7", "neither an XLSX nor a CSV"),
        ("l.xls", b"\xd0\xcf\x11\xe0", "neither an XLSX nor a CSV"),
        ("l.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "has a password"),
        ("l.xlsx", b"PK\x03\x04nonsense", "damaged"),
        ("l.xlsx", b"<html></html>", "damaged"),
        ("l.csv", b"", "The file is empty"),
        ("l.csv", b"\n \n;;;\n", "The file is empty"),
        ("l.csv", b"\x00\x01\x02\x03\x04\x05\x06\x07", "no table"),
        ("l.csv", b"Dato;Efternavn;Fornavn\n", "no rows below"),
        ("l.csv", b"\xff\xfeA", "no table"),
    ],
)
def test_what_is_no_list_is_told_kindly(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert told in refusal(path)


def test_a_zip_that_is_no_spreadsheet_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "l.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "damaged" in refusal(tmp_path / "l.xlsx")


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    assert "can't be opened" in refusal(tmp_path / "gone.csv")


def test_a_file_too_large_or_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_csv(tmp_path / "l.csv", people(30))
    monkeypatch.setattr(sheets, "MOST_ROWS", 20)
    assert "more than 20 rows" in refusal(path)
    monkeypatch.setattr(sheets, "MOST_BYTES", 100)
    assert "larger than" in refusal(path)


def test_a_file_is_taken_in_steps_and_can_be_let_go(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "l.xlsx", people(1200))
    file = SheetFile(path)
    assert not file.advance()
    assert file.taken == 500
    file.close()
    path.unlink()


def test_the_patterns_that_are_shipped_are_what_the_code_writes(tmp_path: Path) -> None:
    for name in NAMES:
        write_sample(tmp_path / name, FIRST_DAY)
        shipped, made = sheet_of(FOLDER / name), sheet_of(tmp_path / name)
        assert (shipped.headers, shipped.rows) == (made.headers, made.rows)
        rows = rows_of(shipped)
        assert len(rows) == 4
        assert all(row.problems == () for row in rows)
