"""The access log at a real desk with a real store, by real key presses."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.models.base import instant_text, now
from desktop.models.sites import Role
from desktop.pages import PAGES
from desktop.services.auditing import STORE_DEVICE, Auditing
from desktop.services.extracts import Extracts
from desktop.sync.auditing import ask_access
from desktop.views.access.asking import AWAY, NO_SESSION, kindly
from desktop.views.access.page import AccessPage
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.empty_state import EmptyState
from tests.central.access_chain import AccessLog
from tests.house import House
from tests.views.access.conftest import NUMBER, AtDesk, Audited, OpenAs, Shell


def rows(within: QWidget, table: str) -> list[list[str]]:
    model = within.findChild(DataTable, table).model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def dialog(at_desk: AtDesk, name: str) -> QDialog:
    at_desk.until(lambda: at_desk.window.findChild(QDialog, name) is not None)
    found: QDialog = at_desk.window.findChild(QDialog, name)
    at_desk.until(found.isVisible)
    return found


def choose_tab(at_desk: AtDesk, place: int) -> None:
    tabs = at_desk.window.findChild(QWidget, "access_tabs")
    at_desk.qtbot.mouseClick(tabs.findChildren(QPushButton)[place], Qt.MouseButton.LeftButton)
    at_desk.settle()


def whats(at_desk: AtDesk) -> list[str]:
    """What the entries of this test's own desk say, without the store's own."""
    return [row[2] for row in rows(at_desk.window, "access_entries") if row[5] == "Back office"]


def test_auditor_finds_what_was_done_with_a_residents_data(
    audited: Audited, open_as: OpenAs
) -> None:
    at_desk = open_as(audited.auditor)
    window = at_desk.desk.window
    assert window.current_page == "access"
    shown = [b.text() for b in window.rail.findChildren(QToolButton) if b.isCheckable()]
    assert shown == ["Access log", "Synchronisation"]
    desk_box = window.findChild(QComboBox, "access_desk")
    assert desk_box.findData(STORE_DEVICE) >= 0
    finder = at_desk.field("access_resident")
    for typed in (NUMBER, "kovalenko oksana", "0101901234", audited.oksana):
        finder.setFocus()
        QTest.keyClicks(finder, typed)
        QTest.keyClick(finder, Qt.Key.Key_Return)
        chosen = at_desk.button("access_resident_chosen")
        at_desk.until(chosen.isVisible)
        assert chosen.text() == "Oksana Kovalenko"
        at_desk.settle()
        assert whats(at_desk) == ["Resident's details changed", "Resident's file opened"]
        QTest.keyClick(chosen, Qt.Key.Key_Space)
        at_desk.until(finder.isVisible)
    at_desk.settle()
    since = window.findChild(DateField, "access_since")
    since.set_value(since.value() - timedelta(days=30))
    at_desk.settle()
    desk_box.setCurrentIndex(desk_box.findData(audited.desk.id))
    colleague = window.findChild(QComboBox, "access_colleague")
    colleague.setCurrentIndex(colleague.findText(audited.housing.lead))
    at_desk.settle()
    found = rows(window, "access_entries")
    assert [row[2] for row in found] == [
        "Resident's details changed",
        "Resident's file opened",
        "Resident's file opened",
        "People searched for",
    ]
    assert {row[1] for row in found} == {audited.housing.lead}
    assert found[3][3:5] == ["Oksana Kovalenko and 1 more", "Коваленко"]
    table = window.findChild(DataTable, "access_entries")
    table.selectRow(3)
    QTest.keyClick(table, Qt.Key.Key_Return)
    entry = dialog(at_desk, "access_entry")
    said = " ".join(label.text() for label in entry.findChildren(QLabel))
    assert f"Oksana Kovalenko ({NUMBER}) and Halyna Bondar (003-00002-5)" in said
    assert "Коваленко" in said
    QTest.keyClick(entry, Qt.Key.Key_Escape)


def test_scrolling_brings_the_older_entries(audited: Audited, open_as: OpenAs) -> None:
    identity = audited.housing.enrol("Busy desk").identity
    busy = AccessLog(replace(audited.desk, id=identity.device_id, token=identity.token))
    for _ in range(230):
        busy.add(audited.halyna, at=instant_text(now()))
    assert busy.hand_over() == 230
    at_desk = open_as(audited.auditor)
    box = at_desk.window.findChild(QComboBox, "access_desk")
    box.setCurrentIndex(box.findData(identity.device_id))
    at_desk.settle()
    table = at_desk.window.findChild(DataTable, "access_entries")
    assert table.model().rowCount() == 200
    assert at_desk.label("access_count") == "The latest 200 entries; scroll for more"
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    at_desk.until(lambda: table.model().rowCount() == 230)
    assert at_desk.label("access_count") == "230 entries"
    assert len({row.key for row in table.model().rows}) == 230


def test_spot_check_is_drawn_looked_at_and_kept(audited: Audited, open_as: OpenAs) -> None:
    at_desk = open_as(audited.auditor)
    window = at_desk.window
    choose_tab(at_desk, 1)
    at_desk.qtbot.mouseClick(at_desk.button("access_draw"), Qt.MouseButton.LeftButton)
    drawing = dialog(at_desk, "access_draw_dialog")
    size = drawing.findChild(QWidget, "access_draw_size")
    size.setFocus()
    QTest.keyClick(size, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(size, "2")
    with at_desk.qtbot.waitSignal(drawing.accepted):
        QTest.keyClick(size, Qt.Key.Key_Return)
    at_desk.settle()
    of_lead = [row for row in rows(window, "access_drawn") if row[0] == audited.housing.lead]
    assert len(of_lead) == 2
    assert {row[6] for row in of_lead} == {"Not yet"}
    table = window.findChild(DataTable, "access_drawn")
    table.selectRow(rows(window, "access_drawn").index(of_lead[0]))
    QTest.keyClick(table, Qt.Key.Key_Return)
    looking = dialog(at_desk, "access_review_dialog")
    note = looking.findChild(QLineEdit, "access_note")
    note.setFocus()
    QTest.keyClicks(note, "On duty that day")
    with at_desk.qtbot.waitSignal(looking.accepted):
        QTest.keyClick(note, Qt.Key.Key_Return)
    at_desk.settle()
    assert "On duty that day" in [row[6] for row in rows(window, "access_drawn")]
    assert at_desk.label("access_progress").startswith("1 of ")
    choose_tab(at_desk, 2)
    chains = {row[0]: row for row in rows(window, "access_chains")}
    assert chains["Back office"][1].startswith("Unbroken since ")
    assert chains["Back office"][2] == "4"
    assert chains["Central store"][1].startswith("Unbroken since ")


def save_to(at_desk: AtDesk, path: Path) -> None:
    at_desk.until(lambda: at_desk.window.findChild(QFileDialog, "save_pdf") is not None)
    asked = at_desk.window.findChild(QFileDialog, "save_pdf")
    assert Path(asked.selectedFiles()[0]).name == f"adgangslog-{NUMBER}.pdf"
    asked.fileSelected.emit(str(path))
    asked.reject()


def test_auditor_saves_an_extract(audited: Audited, open_as: OpenAs, tmp_path: Path) -> None:
    at_desk = open_as(audited.auditor)
    extract = at_desk.button("access_extract")
    assert not extract.isEnabled()
    finder = at_desk.field("access_resident")
    QTest.keyClicks(finder, NUMBER)
    QTest.keyClick(finder, Qt.Key.Key_Return)
    at_desk.until(extract.isEnabled)
    QTest.keyClick(extract, Qt.Key.Key_Space)
    save_to(at_desk, tmp_path / "no such folder" / "extract.pdf")
    message = at_desk.desk.window.banner.message
    assert message is not None
    assert "can't be written there" in message.text()
    QTest.keyClick(extract, Qt.Key.Key_Space)
    save_to(at_desk, tmp_path / "extract.pdf")
    assert (tmp_path / "extract.pdf").read_bytes().startswith(b"%PDF-")


def test_lead_saves_an_extract_from_the_residents_file(
    audited: Audited, open_as: OpenAs, tmp_path: Path
) -> None:
    at_desk = open_as(audited.housing.lead)
    rail = [b.text() for b in at_desk.desk.window.rail.findChildren(QToolButton)]
    assert "Access log" not in rail
    at_desk.desk.window.go("residents", audited.oksana)
    at_desk.settle()
    button = at_desk.button("file_extract")
    at_desk.until(button.isVisible)
    QTest.keyClick(button, Qt.Key.Key_Space)
    save_to(at_desk, tmp_path / "extract.pdf")
    assert (tmp_path / "extract.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(("session", "says"), [("token", AWAY), (None, NO_SESSION)])
def test_without_the_store_the_page_says_kindly_why(
    shell: Shell, qtbot: QtBot, house: House, session: str | None, says: str
) -> None:
    workplace = house.workplace(Role.AUDITOR)
    ask = kindly(lambda: session, partial(ask_access, house.identity))
    page = AccessPage(
        shell.context, Auditing(workplace, ask), Extracts(workplace, ask), clock=house.clock
    )
    qtbot.addWidget(page)
    page.show()
    shell.settle(qtbot)
    for name, view in (
        ("entries", page.entries),
        ("samples", page.samples),
        ("chains", page.chains),
    ):
        page.tabs.chosen.emit(name)
        shell.settle(qtbot)
        empty = view.findChild(EmptyState)
        qtbot.waitUntil(empty.isVisible)
        assert empty.text() == says
        assert empty.action_button.text() == "Try again"
        qtbot.mouseClick(empty.action_button, Qt.MouseButton.LeftButton)
        shell.settle(qtbot)
        assert empty.text() == says
    assert shell.said == []


def test_only_auditors_have_the_page(house: House) -> None:
    pages = {
        role: [entry.name for entry in PAGES if house.workplace(role).may_see(entry.needs)]
        for role in Role
    }
    assert [role for role in Role if "access" in pages[role]] == [Role.AUDITOR]
    assert pages[Role.AUDITOR] == ["access", "sync"]
    assert pages[Role.HOST][0] == "today"
