"""The occupancy board, driven by keys and clicks."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.base import new_id
from desktop.models.sites import Role
from desktop.services.rooms import Rooms
from desktop.services.workplace import Workplace
from desktop.views.background import Background
from desktop.views.page import PageContext
from desktop.views.rooms.legend import Legend
from desktop.views.rooms.page import RoomsPage
from desktop.views.translator import install_language
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.search_field import SearchField
from tests.house import TODAY, House
from tests.views.rooms.conftest import Board

Key = Qt.Key


def shown(board: Board, name: str) -> bool:
    """Whether a resident's bar of the fixture is on the board."""
    return not board.view.bar_rect(board.stays[name]).isEmpty()


def focus(qtbot: QtBot, board: Board) -> None:
    board.view.setFocus()
    qtbot.waitUntil(board.view.hasFocus)


def test_clicking_a_bar_opens_the_resident(qtbot: QtBot, house: House, board: Board) -> None:
    where = board.view.bar_rect(board.stays["Oksana"]).center()
    qtbot.mouseClick(board.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert board.gone_to == [("residents", house.residents["Oksana"])]


def test_clicking_a_free_day_opens_nothing(qtbot: QtBot, board: Board) -> None:
    beside = board.view.bar_rect(board.stays["Oksana"])
    where = QPoint(beside.right() + 40, beside.center().y())
    qtbot.mouseClick(board.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert board.gone_to == []
    focus(qtbot, board)
    assert "2.14 B" in board.pointed()
    assert "Free" in board.pointed()


def test_keyboard_tells_who_when_and_how_and_enter_opens(
    qtbot: QtBot, house: House, board: Board
) -> None:
    focus(qtbot, board)
    assert board.pointed() == "1.01 A · Free · 20 November 2026"
    qtbot.keyClick(board.view, Key.Key_Down)
    assert board.pointed() == (
        "2.14 A · Halyna Koval · Галина Коваль · Moved in · from 21 October 2026, no end yet"
    )
    assert board.view.accessibleDescription() == board.pointed()
    qtbot.keyClick(board.view, Key.Key_Down)
    assert "Maria Lys" in board.pointed()
    assert "Claimed twice" in board.pointed()
    qtbot.keyClick(board.view, Key.Key_Down)
    assert "Reserved · 20 November 2026 – 1 December 2026" in board.pointed()
    qtbot.keyClick(board.view, Key.Key_Left)
    assert "Free" in board.pointed()
    qtbot.keyClick(board.view, Key.Key_Right)
    qtbot.keyClick(board.view, Key.Key_Return)
    assert board.gone_to == [("residents", house.residents["Oksana"])]


def test_home_end_and_pages_stay_inside_the_board(qtbot: QtBot, board: Board) -> None:
    focus(qtbot, board)
    qtbot.keyClick(board.view, Key.Key_End)
    assert "17 December 2026" in board.pointed()
    qtbot.keyClick(board.view, Key.Key_Right)
    assert "17 December 2026" in board.pointed()
    qtbot.keyClick(board.view, Key.Key_Home)
    assert "13 November 2026" in board.pointed()
    qtbot.keyClick(board.view, Key.Key_PageDown)
    assert "3.07 D" in board.pointed()
    qtbot.keyClick(board.view, Key.Key_PageUp)
    assert "1.01 A" in board.pointed()


def test_pointing_with_the_mouse_tells_who(qtbot: QtBot, board: Board) -> None:
    qtbot.mouseMove(board.view.viewport(), board.view.bar_rect(board.stays["Maria"]).center())
    qtbot.waitUntil(lambda: "Maria Lys" in board.pointed())


def test_legend_counts_the_beds(board: Board) -> None:
    legend = board.page.findChild(Legend, "board_legend")
    assert legend.accessibleName() == "7 beds, 4 taken, 1 reserved, 2 free today, 1 claimed twice"


def test_search_finds_a_name_in_either_script_and_a_room(qtbot: QtBot, board: Board) -> None:
    search = board.page.findChild(SearchField, "board_search")
    # QTest knows no keys for Cyrillic letters, so the text is put in as a paste does.
    for text, oksana, maria in (("шевч", True, False), ("2.14", True, True), ("lys", False, True)):
        search.clear()
        search.insert(text)
        qtbot.keyClick(search, Key.Key_Return)
        assert (shown(board, "Oksana"), shown(board, "Maria")) == (oksana, maria), text


def test_floor_and_free_beds_narrow_the_board(qtbot: QtBot, board: Board) -> None:
    floor = board.page.findChild(QComboBox, "board_filter_floor")
    floor.setFocus()
    qtbot.keyClick(floor, Key.Key_End)
    assert floor.currentText() == "Floor 3"
    assert not shown(board, "Oksana")
    free = board.page.findChild(QCheckBox, "board_free_only")
    qtbot.keyClick(free, Key.Key_Space)
    focus(qtbot, board)
    assert "3.07 D" in board.pointed()
    qtbot.keyClick(board.view, Key.Key_Up)
    assert "3.07 D" in board.pointed()


def test_search_without_a_match_says_so_and_leads_back(qtbot: QtBot, board: Board) -> None:
    search = board.page.findChild(SearchField, "board_search")
    qtbot.keyClicks(search, "nobody at all")
    qtbot.keyClick(search, Key.Key_Return)
    nothing = board.page.findChild(EmptyState, "board_none_match")
    assert nothing.isVisible()
    qtbot.mouseClick(nothing.action_button, Qt.MouseButton.LeftButton)
    assert board.view.isVisible()
    assert shown(board, "Oksana")


def test_two_weeks_widen_the_days(qtbot: QtBot, board: Board) -> None:
    before = board.view.bar_rect(board.stays["Oksana"]).width()
    zoom = board.page.findChild(QWidget, "board_zoom")
    two_weeks = next(b for b in zoom.findChildren(QPushButton) if b.text() == "2 weeks")
    qtbot.mouseClick(two_weeks, Qt.MouseButton.LeftButton)
    assert board.view.bar_rect(board.stays["Oksana"]).width() > 1.5 * before


def test_turning_weeks_and_back_to_today(qtbot: QtBot, board: Board) -> None:
    later = board.page.findChild(QPushButton, "board_later")
    for _ in range(2):
        qtbot.mouseClick(later, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not board.background.busy)
    assert not shown(board, "Maria")
    qtbot.mouseClick(board.page.findChild(QPushButton, "board_today"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not board.background.busy)
    assert shown(board, "Maria")


def test_a_bed_asked_for_is_found_behind_the_filters(
    qtbot: QtBot, house: House, board: Board
) -> None:
    search = board.page.findChild(SearchField, "board_search")
    qtbot.keyClicks(search, "Lys")
    qtbot.keyClick(search, Key.Key_Return)
    board.page.open(house.beds["3.07 C"])
    board.page.refresh()
    qtbot.waitUntil(lambda: "Petro Bondar" in board.pointed())


def test_a_change_elsewhere_keeps_the_keyboard_and_the_filters(
    qtbot: QtBot, house: House, board: Board
) -> None:
    search = board.page.findChild(SearchField, "board_search")
    qtbot.keyClicks(search, "2.14")
    qtbot.keyClick(search, Key.Key_Return)
    focus(qtbot, board)
    qtbot.keyClick(board.view, Key.Key_Down)
    before = board.pointed()
    board.page.data_changed({"stay"})
    qtbot.waitUntil(lambda: not board.background.busy)
    assert board.pointed() == before
    assert search.text() == "2.14"


def test_language_changes_while_a_filter_is_half_typed(
    qtbot: QtBot, qapp: QApplication, board: Board
) -> None:
    search = board.page.findChild(SearchField, "board_search")
    floor = board.page.findChild(QComboBox, "board_filter_floor")
    floor.setCurrentIndex(floor.findData("2"))
    qtbot.keyClicks(search, "Oks")
    months = set()
    for code in ("da", "uk", "ru"):
        install_language(qapp, code)
        qapp.processEvents()
        assert search.text() == "Oks"
        assert floor.currentData() == "2"
        focus(qtbot, board)
        months.add(board.page.findChild(QWidget, "board_range").text())
    assert len(months) == 3


def test_a_site_without_rooms_says_what_would_be_here(qtbot: QtBot, house: House) -> None:
    elsewhere = replace(house.identity, scopes=("org", f"site:{new_id()}"))
    actor = house.workplace(Role.COORDINATOR).actor  # works at every site
    background, gone_to, said = Background(), [], []
    context = PageContext(background, lambda *to: gone_to.append(to), said.append)
    page = RoomsPage(context, Rooms(Workplace(house.store, elsewhere, actor, house.clock)))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: not background.busy)
    empty = page.findChild(EmptyState, "board_no_rooms")
    assert empty.isVisible()
    assert "no rooms yet" in empty.accessibleName()
    qtbot.mouseClick(empty.action_button, Qt.MouseButton.LeftButton)
    assert gone_to == [("sync", None)]
    assert said == []
    background.shutdown()


def test_board_begins_a_week_before_today(board: Board) -> None:
    assert board.page.findChild(QWidget, "board_range").text() == "13 Nov 2026 – 17 Dec 2026"
    assert TODAY.isoformat() == "2026-11-20"
