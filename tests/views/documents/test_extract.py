"""An extract on paper: both languages, nobody else's name, whole pages."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.i18n import LANGUAGES, catalogue
from desktop.services.access_words import PURPOSE_WORDS, purpose_words
from desktop.services.extracts import Extract, ExtractLine
from desktop.views.documents.extract import extract_paper, file_name


def extract(language: str, lines: int) -> Extract:
    whats = list(PURPOSE_WORDS)
    first = date(2026, 1, 5)
    return Extract(
        "Oksana <Kovalenko>",
        "003-00001-7",
        language,
        "Sjællandsgade",
        date(2026, 11, 25),
        first,
        tuple(
            ExtractLine(first + timedelta(days=n), whats[n % len(whats)], "Sjællandsgade", n + 1)
            for n in range(lines)
        ),
    )


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("language", [*LANGUAGES, "en"])
def test_it_says_everything_in_danish_and_in_the_residents_language(language: str) -> None:
    paper = extract_paper(extract(language, len(PURPOSE_WORDS)))
    for code in {"da", language}:
        for what in PURPOSE_WORDS:
            assert purpose_words(what, catalogue(code)) in paper.body.replace("&#x27;", "'")
    assert "Oksana &lt;Kovalenko&gt;" in paper.body
    assert paper.title == catalogue("da").gettext("Extract of the access log")


@pytest.mark.usefixtures("qapp")
def test_long_one_goes_on_over_numbered_pages(tmp_path: Path) -> None:
    paper = extract_paper(extract("uk", 150))
    paper.save(tmp_path / "extract.pdf")
    content = (tmp_path / "extract.pdf").read_bytes()
    pages = content.count(b"/Type /Page\n")
    assert pages > 3
    assert abs(len(paper.pictures()) - pages) <= 1  # pixels round otherwise than ink
    assert [path.name for path in tmp_path.iterdir()] == ["extract.pdf"]
    with pytest.raises(OSError, match="No such file"):
        paper.save(tmp_path / "nowhere" / "extract.pdf")


def test_nothing_logged_is_said(qapp: QApplication) -> None:
    paper = extract_paper(extract("uk", 0))
    assert catalogue("uk").gettext("Nothing has been written down about you so far.") in paper.body
    assert len(paper.pictures(48)) == 1


def test_file_is_called_by_the_number_and_names_nobody() -> None:
    assert file_name(extract("uk", 0)) == "adgangslog-003-00001-7.pdf"
