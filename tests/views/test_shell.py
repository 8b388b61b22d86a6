"""The window: going from page to page, searching, languages, the foot."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.errors import AppError
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.page import Kind, Message, Page
from desktop.views.shell.main_window import MainWindow
from desktop.views.shell.rail import RailEntry
from desktop.views.shell.search_results import SearchHit
from desktop.views.shell.status_bar import StatusBar, SyncState
from desktop.views.translator import install_language
from desktop.views.widgets.empty_state import EmptyState

# Qt's offscreen platform says so of every window that is shown.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

Key = Qt.Key
NOW = datetime(2026, 11, 20, 11, 4, tzinfo=UTC)
ENTRIES = [
    RailEntry("today", "today", lambda: i18n.LANGUAGES.get(i18n.language(), "Today")),
    RailEntry("residents", "residents", lambda: "Residents"),
    RailEntry("sync", "sync", lambda: "Sync", foot=True),
]
PEOPLE = ["Oksana Shevchenko", "Oksana Koval", "Danylo Shevchenko"]


class RecordingPage(Page):
    """Writes down what the shell asks of it."""

    listens_to = frozenset({"resident"})

    def _build(self) -> None:
        self.opened: list[object] = []
        self.refreshed = 0
        self.translated: list[str] = []
        self.panel_open = False
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)

    def retranslate(self) -> None:
        self.translated.append(i18n.language())

    def refresh(self) -> None:
        self.refreshed += 1

    def open(self, argument: object | None) -> None:
        self.opened.append(argument)

    def back(self) -> bool:
        was_open, self.panel_open = self.panel_open, False
        return was_open

    def title(self) -> str:
        return "Recording"


def find(text: str) -> list[SearchHit]:
    return [
        SearchHit("resident", name, "3.07", "residents", name)
        for name in PEOPLE
        if text.lower() in name.lower()
    ]


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    theme.apply_theme(qapp, "light")
    background = Background()
    made = MainWindow(background, ENTRIES, find)
    qtbot.addWidget(made)
    for entry in ENTRIES:
        made.add_page(entry.name, lambda: RecordingPage(made.context()))
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.go("today")
    yield made
    background.shutdown()
    install_language(qapp, i18n.SOURCE)


def page(window: MainWindow, name: str) -> RecordingPage:
    found = window.page(name)
    assert isinstance(found, RecordingPage)
    return found


def test_pages_are_made_when_first_gone_to(window: MainWindow) -> None:
    assert window.stack.count() == 2  # an empty one, and the page
    window.go("residents", 7)
    assert window.stack.count() == 3
    assert page(window, "residents").opened == [7]
    assert page(window, "residents").refreshed == 1
    assert window.rail.button("residents").isChecked()
    assert not window.rail.button("today").isChecked()


def test_going_to_the_page_that_shows_refreshes_it_with_the_new_argument(
    window: MainWindow,
) -> None:
    window.go("residents", 7)
    window.go("residents", 8)
    assert page(window, "residents").opened == [7, 8]
    assert page(window, "residents").refreshed == 2


def test_escape_closes_inside_the_page_then_goes_a_page_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.go("residents", 7)
    shown = page(window, "residents")
    shown.panel_open = True
    qtbot.keyClick(shown.field, Key.Key_Escape)
    assert window.current_page == "residents"
    qtbot.keyClick(shown.field, Key.Key_Escape)
    assert window.current_page == "today"
    qtbot.keyClick(page(window, "today").field, Key.Key_Escape)
    assert window.current_page == "today"


def test_alt_and_number_open_pages_and_tooltips_say_so(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert window.current_page == "sync"
    assert window.rail.button("sync").toolTip() == "Sync (Alt+3)"


def test_page_hears_of_its_kinds_now_or_when_it_next_shows(window: MainWindow) -> None:
    today, residents = page(window, "today"), page(window, "residents")
    before = today.refreshed
    window.data_changed({"room"})
    assert today.refreshed == before
    window.data_changed({"resident", "room"})
    assert (today.refreshed, residents.refreshed) == (before + 1, 0)
    window.go("residents")
    assert residents.refreshed == 1


def test_search_finds_as_one_types_and_arrows_and_enter_open(
    qtbot: QtBot, window: MainWindow
) -> None:
    box = window.top_bar.search_box
    qtbot.keyClick(window, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClicks(box, "oks")
    qtbot.waitUntil(lambda: len(box.results().hits) == 2)
    assert box.results().isVisible()
    qtbot.keyClick(box, Key.Key_Down)
    qtbot.keyClick(box, Key.Key_Return)
    assert page(window, "residents").opened == ["Oksana Koval"]
    assert not box.results().isVisible()
    assert box.text() == ""


def test_enter_before_the_answer_opens_the_first_hit(qtbot: QtBot, window: MainWindow) -> None:
    box = window.top_bar.search_box
    box.setFocus()
    qtbot.keyClicks(box, "dan")
    qtbot.keyClick(box, Key.Key_Return)
    qtbot.waitUntil(lambda: window.current_page == "residents")
    assert page(window, "residents").opened == ["Danylo Shevchenko"]


def test_search_without_result_says_so_and_escape_closes_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    box = window.top_bar.search_box
    box.setFocus()
    qtbot.keyClicks(box, "zzz")
    qtbot.waitUntil(lambda: box.results().isVisible())
    assert box.results().hits == []
    qtbot.keyClick(box, Key.Key_Escape)
    assert not box.results().isVisible()
    assert box.text() == "zzz"
    qtbot.keyClick(box, Key.Key_Escape)
    assert box.text() == ""
    assert window.current_page == "today"


def test_language_switch_tells_and_every_page_follows(
    qtbot: QtBot, qapp: QApplication, window: MainWindow
) -> None:
    hidden = page(window, "residents")
    window.language_chosen.connect(lambda code: install_language(qapp, code))
    typed = page(window, "today").field
    qtbot.keyClicks(typed, "half a wor")
    switch = window.top_bar.language_switch
    for button in switch.buttons():
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qapp.processEvents()
        assert switch.value() == i18n.language()
        assert window.rail.button("today").text() == button.text()
    assert hidden.translated[-3:] == ["da", "uk", "ru"]
    assert typed.text() == "half a wor"


def test_theme_button_asks_for_the_other_colours(
    qtbot: QtBot, qapp: QApplication, window: MainWindow
) -> None:
    window.theme_chosen.connect(lambda mode: theme.apply_theme(qapp, mode))
    asked: list[str] = []
    window.theme_chosen.connect(asked.append)
    for _ in range(2):
        qtbot.mouseClick(window.top_bar.theme_button, Qt.MouseButton.LeftButton)
    assert asked == ["dark", "light"]


def test_folded_rail_is_72_pixels_and_keeps_names_for_screen_readers(
    window: MainWindow,
) -> None:
    assert window.rail.width() >= 200
    window.rail.set_folded(True)
    assert window.rail.width() == 72
    assert window.rail.button("sync").accessibleName() == "Sync"


def test_error_for_people_shows_in_the_banner(qtbot: QtBot, window: MainWindow) -> None:
    def refuse() -> None:
        raise AppError("Room {room} is taken.", room="3.07")

    page(window, "today").run(refuse)
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.accessibleName() == "Room 3.07 is taken."


def test_unexpected_error_is_logged_and_said_calmly(
    qtbot: QtBot, window: MainWindow, caplog: pytest.LogCaptureFixture
) -> None:
    page(window, "today").run(lambda: 1 // 0)
    qtbot.waitUntil(window.banner.isVisible)
    assert "went wrong" in window.banner.accessibleName()
    assert "ZeroDivisionError" in caplog.text


def test_undo_in_the_banner_acts_once_and_closes_it(qtbot: QtBot, window: MainWindow) -> None:
    undone: list[str] = []
    window.announce(
        Message(lambda: "Moved.", Kind.GOOD, lambda: "Undo", lambda: undone.append("moved"))
    )
    qtbot.mouseClick(window.banner.action_button, Qt.MouseButton.LeftButton)
    assert undone == ["moved"]
    assert not window.banner.isVisible()


def test_banner_speaks_the_new_language_while_it_shows(
    qapp: QApplication, window: MainWindow
) -> None:
    window.announce(Message(lambda: f"in {i18n.language()}"))
    install_language(qapp, "uk")
    qapp.processEvents()
    assert window.banner.accessibleName() == "in uk"


@pytest.mark.parametrize(
    ("state", "sentence", "level"),
    [
        (SyncState(True, 0, NOW), "Connected; in step at 12:04", "good"),
        (
            SyncState(False, 3, NOW - timedelta(hours=2)),
            "No connection; you can go on working. Last in step: 10:04",
            "attention",
        ),
        (
            SyncState(False, 3, NOW - timedelta(hours=25)),
            "No connection; you can go on working. Last in step: yesterday 11:04",
            "danger",
        ),
        (
            SyncState(True, 1, NOW, problem=lambda: "The disk is full."),
            "The disk is full.",
            "attention",
        ),
    ],
)
def test_foot_says_how_the_desk_stands(
    qtbot: QtBot, state: SyncState, sentence: str, level: str
) -> None:
    bar = StatusBar(clock=lambda: NOW)
    qtbot.addWidget(bar)
    bar.show_state(state)
    assert bar.connection.text() == sentence
    assert bar.connection.state == level


def test_foot_counts_what_waits_and_what_needs_a_person(qtbot: QtBot) -> None:
    bar = StatusBar(clock=lambda: NOW)
    qtbot.addWidget(bar)
    bar.show_state(SyncState(True, 1, NOW, needs_you=2))
    assert bar.waiting.text() == "1 change not sent yet"
    assert bar.needs_you.text() == "2 things need you"
    bar.show_state(SyncState(True, 0, NOW))
    assert bar.waiting.text() == "Everything is sent"
    assert bar.needs_you.isHidden()


def test_foot_says_verified_only_while_nothing_waits(qtbot: QtBot) -> None:
    bar = StatusBar(clock=lambda: NOW)
    qtbot.addWidget(bar)
    bar.show_state(SyncState(True, 0, NOW, verified=NOW - timedelta(minutes=4)))
    assert not bar.verified.isHidden()
    assert bar.verified.text() == "Verified"
    assert "12:00" in bar.verified.toolTip()
    bar.show_state(SyncState(True, 1, NOW, verified=NOW))
    assert bar.verified.isHidden()
    bar.show_state(SyncState(True, 0, NOW))
    assert bar.verified.isHidden()


def test_while_data_are_fetched_every_page_says_so(qtbot: QtBot, window: MainWindow) -> None:
    empty = EmptyState("residents")
    empty.set_texts("Nobody lives here.")
    layout = window.page("residents").layout()
    assert layout is not None
    layout.addWidget(empty)
    window.go("residents")
    window.show_state(SyncState(True, filling=lambda: "Fetching: 25 %"))
    assert window.status_bar.connection.text() == "Fetching: 25 %"
    assert not window.fill_strip.isHidden()
    assert "still fetching" in empty.text()
    window.show_state(SyncState(True, 0, NOW))
    assert window.fill_strip.isHidden()
    assert empty.text() == "Nobody lives here."


def test_what_needs_a_person_leads_to_sync(qtbot: QtBot, window: MainWindow) -> None:
    window.show_state(SyncState(True, 0, NOW, needs_you=1))
    qtbot.mouseClick(window.status_bar.needs_you, Qt.MouseButton.LeftButton)
    assert window.current_page == "sync"


@pytest.mark.parametrize("code", [*i18n.LANGUAGES])
def test_shell_fits_1100_by_700_in_every_language(
    qapp: QApplication, window: MainWindow, code: str
) -> None:
    window.set_site("Sjællandsgade")
    window.set_person("Mette Holm")
    long = lambda: "This sentence tells at length what is wrong and what to do. " * 5  # noqa: E731
    window.show_state(SyncState(False, 12, NOW - timedelta(days=3), 2, long))
    install_language(qapp, code)
    qapp.processEvents()
    least = window.minimumSizeHint()
    assert (least.width() <= 1100, least.height() <= 700) == (True, True)
