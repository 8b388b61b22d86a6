"""Texts, dates and numbers in each language, and the catalogues they come from."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from desktop import i18n
from desktop.errors import AppError
from translations import catalogues

FRIDAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 11, 4, tzinfo=UTC)

CODE = """
from desktop.i18n import N_, _, ngettext, pgettext
a = _("Room {room} is taken.")
b = ngettext("{count} bed", "{count} beds", 2)
c = pgettext("a state", "Open")
d = N_("Save")
"""

RIGHT = {
    "da": ("Værelse {room} er optaget.", ("{count} seng", "{count} senge"), "Åben", "Gem"),
    "uk": (
        "Кімната {room} зайнята.",
        ("{count} ліжко", "{count} ліжка", "{count} ліжок"),
        "Відкрито",
        "Зберегти",
    ),
    "ru": (
        "Комната {room} занята.",
        ("{count} койка", "{count} койки", "{count} коек"),
        "Открыто",
        "Сохранить",
    ),
}


@pytest.fixture(autouse=True)
def _language_of_the_source() -> Iterator[None]:
    yield
    i18n.set_language(i18n.SOURCE)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small program, with catalogues that are complete and right."""
    (tmp_path / "desktop").mkdir()
    (tmp_path / "desktop" / "beds.py").write_text(CODE, encoding="utf-8")
    catalogues.extract(tmp_path, tmp_path)
    for language, (room, beds, opened, save) in RIGHT.items():
        with edited(tmp_path, language) as catalogue:
            catalogue.get("Room {room} is taken.").string = room
            catalogue.get("{count} bed").string = beds
            catalogue.get("Open", context="a state").string = opened
            catalogue.get("Save").string = save
    return tmp_path


class edited:  # noqa: N801 - reads as a verb in a with statement
    """A catalogue opened to change it as a translator would."""

    def __init__(self, folder: Path, language: str) -> None:
        self.path = catalogues.po_path(language, folder)
        self.language = language

    def __enter__(self) -> Catalog:
        with self.path.open("rb") as file:
            self.catalogue = read_po(file, locale=self.language)
        return self.catalogue

    def __exit__(self, *_error: object) -> None:
        with self.path.open("wb") as file:
            write_po(file, self.catalogue)


@pytest.fixture
def spoken(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The small program's catalogues are the ones in use."""
    catalogues.compile_catalogues(root)
    monkeypatch.setattr(i18n, "TRANSLATIONS", root)
    i18n.catalogue.cache_clear()
    yield root
    i18n.catalogue.cache_clear()


def found(root: Path) -> list[str]:
    return [str(finding) for finding in catalogues.check(root, root)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("da", "fredag 20. november"),
        ("uk", "пʼятниця, 20 листопада"),
        ("ru", "пятница, 20 ноября"),
    ],
)
def test_day_is_said_with_its_weekday_in_each_language(code: str, expected: str) -> None:
    i18n.set_language(code)
    assert i18n.format_date(FRIDAY, "weekday").replace("’", "ʼ") == expected


@pytest.mark.parametrize("code", [*i18n.LANGUAGES])
def test_short_date_has_four_digits_of_the_year_everywhere(code: str) -> None:
    i18n.set_language(code)
    assert i18n.format_date(FRIDAY, "short") == "20.11.2026"


def test_instants_show_the_clock_of_copenhagen_in_winter_and_summer() -> None:
    assert i18n.format_time(NOON) == "12:04"
    assert i18n.format_time(datetime(2026, 7, 1, 10, 4, tzinfo=UTC)) == "12:04"


def test_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        i18n.format_time(NOON.replace(tzinfo=None))


def test_when_is_as_short_as_it_can_be() -> None:
    i18n.set_language("da")
    assert i18n.format_when(NOON, NOON) == "12:04"
    assert "12:04" in i18n.format_when(NOON, NOON.replace(day=21))
    assert i18n.format_when(NOON, NOON.replace(day=25)) == "20. nov. 12:04"
    assert i18n.format_when(NOON, NOON.replace(year=2027)) == "20. nov. 2026 12:04"


def test_yesterday_is_the_day_before_in_copenhagen_not_in_utc() -> None:
    late = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    assert i18n.format_when(late, late.replace(hour=23, minute=30)) == "yesterday 23:59"


def test_numbers_and_lists_follow_the_language() -> None:
    i18n.set_language("da")
    assert i18n.format_number(12500) == "12.500"
    assert i18n.format_list(["Oksana", "Danylo", "Halyna"]) == "Oksana, Danylo og Halyna"


def test_missing_catalogue_shows_the_english_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)
    i18n.catalogue.cache_clear()
    i18n.set_language("da")
    assert i18n._("Never heard of") == "Never heard of"
    i18n.catalogue.cache_clear()


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no such language"):
        i18n.set_language("xx")


@pytest.mark.parametrize(
    ("count", "expected"), [(1, "1 ліжко"), (2, "2 ліжка"), (5, "5 ліжок"), (21, "21 ліжко")]
)
def test_ukrainian_counts_in_three_forms(spoken: Path, count: int, expected: str) -> None:
    i18n.set_language("uk")
    assert i18n.ngettext("{count} bed", "{count} beds", count).format(count=count) == expected


def test_error_speaks_the_language_of_the_moment_it_is_shown(spoken: Path) -> None:
    error = AppError("Room {room} is taken.", room="3.07")
    i18n.set_language("da")
    assert error.text() == "Værelse 3.07 er optaget."
    i18n.set_language("ru")
    assert error.text() == "Комната 3.07 занята."
    assert str(error) == "Room 3.07 is taken."


def test_document_in_a_residents_language_disturbs_no_other_thread(spoken: Path) -> None:
    i18n.set_language("da")
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(i18n.catalogue("uk").gettext("Save")))
    thread.start()
    assert i18n._("Save") == "Gem"
    thread.join()
    assert said == ["Зберегти"]


def test_complete_catalogues_have_no_findings(root: Path) -> None:
    catalogues.extract(root, root)
    assert found(root) == []


def test_extracting_twice_changes_nothing(root: Path) -> None:
    catalogues.extract(root, root)
    before = {path: path.read_bytes() for path in root.rglob("*.po*")}
    catalogues.extract(root, root)
    assert {path: path.read_bytes() for path in root.rglob("*.po*")} == before
    assert b"beds.py\n" in before[root / "messages.pot"]


def test_text_no_longer_used_leaves_the_catalogues(root: Path) -> None:
    (root / "desktop" / "beds.py").write_text('a = _("Save")', encoding="utf-8")
    assert "pot: Open: no longer used; run extract" in found(root)
    catalogues.extract(root, root)
    assert found(root) == []
    assert "Open" not in catalogues.po_path("da", root).read_text(encoding="utf-8")


def test_new_text_is_missed_until_it_is_extracted_and_translated(root: Path) -> None:
    (root / "desktop" / "beds.py").write_text(f'{CODE}\n_("Find a bed.")', encoding="utf-8")
    assert "ru: Find a bed.: missing; run extract" in found(root)
    catalogues.extract(root, root)
    assert "ru: Find a bed.: not translated" in found(root)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Værelse er optaget.", "lacks {room}"),
        ("Værelse {rum} er optaget.", "has {rum}, which the English lacks"),
        ("Værelse {room er optaget.", "not a format"),
        ("Værelse {room} er optaget", "ends with 'no mark', English with '.'"),
        (" Værelse {room} er optaget.", "differs in the space at its ends"),
        ("Room {room} is taken.", "left in English"),
        ("", "not translated"),
    ],
)
def test_wrong_translation_is_found(root: Path, text: str, what: str) -> None:
    with edited(root, "da") as catalogue:
        catalogue.get("Room {room} is taken.").string = text
    assert any(f"da: Room {{room}} is taken.: {what}" in line for line in found(root))


def test_danish_may_leave_the_count_out_of_the_singular_only(root: Path) -> None:
    with edited(root, "da") as catalogue:
        catalogue.get("{count} bed").string = ("en seng", "{count} senge")
    assert found(root) == []
    with edited(root, "uk") as catalogue:
        catalogue.get("{count} bed").string = ("ліжко", "{count} ліжка", "{count} ліжок")
    assert found(root) == ["uk: {count} bed: lacks {count}"]


def test_fuzzy_translation_is_found(root: Path) -> None:
    with edited(root, "ru") as catalogue:
        catalogue.get("Save").flags.add("fuzzy")
    assert found(root) == ["ru: Save: marked fuzzy"]


def test_only_newer_catalogues_are_compiled(root: Path) -> None:
    assert len(catalogues.compile_catalogues(root)) == 3
    assert catalogues.compile_catalogues(root) == []
