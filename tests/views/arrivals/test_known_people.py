"""Somebody who is announced may be known already."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlmodel import Session

from desktop.models.residents import Resident, ResidentStatus
from desktop.services.duplicates import Duplicates
from desktop.views.arrivals.announce_dialog import AnnounceDialog
from desktop.views.arrivals.page import ArrivalsPage
from tests.house import House, add_resident
from tests.services.arrivals.lists import at
from tests.views.arrivals.conftest import dialog_of
from tests.views.arrivals.test_page import rows
from tests.views.meals.conftest import Shell
from tests.views.residents.stage import part

Key = Qt.Key


@pytest.fixture
def former(house: House) -> str:
    return add_resident(
        house,
        "Zoriana",
        "",
        "",
        "Prykhodko",
        born=date(1960, 3, 1),
        status=ResidentStatus.MOVED_OUT,
        moved_out_on=date(2026, 5, 1),
    )


def announced(qtbot: QtBot, page: ArrivalsPage) -> AnnounceDialog:
    page.open("new")
    dialog = dialog_of(qtbot, page)
    assert isinstance(dialog, AnnounceDialog)
    head = dialog.people[0]
    qtbot.keyClicks(head.given, "Soriana")
    qtbot.keyClicks(head.surname, "Prychodko")
    qtbot.keyClicks(head.birth, "1.3.1960")
    qtbot.keyClicks(dialog.coming.day, "8/12")
    return dialog


def panel_of(qtbot: QtBot, dialog: AnnounceDialog) -> QWidget:
    panel = part(dialog, QWidget, "duplicates_panel")
    qtbot.waitUntil(panel.isVisible)
    return panel


def press(qtbot: QtBot, within: QWidget, name: str) -> None:
    button = part(within, QPushButton, name)
    button.setFocus()
    qtbot.keyClick(button, Key.Key_Space)


def row_of(house: House, resident: str) -> Resident:
    with house.store.read() as session:
        assert isinstance(session, Session)
        row = session.get(Resident, resident)
        assert row is not None
        session.expunge(row)
        return row


def test_who_was_here_before_is_expected_on_the_record_they_have(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, house: House, former: str
) -> None:
    dialog = announced(qtbot, page)
    press(qtbot, panel_of(qtbot, dialog), "candidate_same_0")
    qtbot.waitUntil(lambda: [row.title() for row in rows(page)] == ["Zoriana Prykhodko"])
    assert shell.said == ["Zoriana Prykhodko is expected."]
    row = row_of(house, former)
    assert (row.status, row.expected_at) == (ResidentStatus.EXPECTED, at("2026-12-08 12:00"))
    assert row.arrived_on is None
    shell.settle(qtbot)


def test_nobody_is_announced_before_it_is_answered(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, house: House, former: str
) -> None:
    dialog = announced(qtbot, page)
    qtbot.keyClick(dialog.coming.day, Key.Key_Return)
    panel = panel_of(qtbot, dialog)
    shell.settle(qtbot)
    assert dialog.isVisible()
    press(qtbot, panel, "duplicates_none")
    assert dialog.focusWidget() is dialog.confirm_button
    qtbot.keyClick(dialog.confirm_button, Key.Key_Return)
    qtbot.waitUntil(lambda: [row.title() for row in rows(page)] == ["Soriana Prychodko"])
    shell.settle(qtbot)
    assert row_of(house, former).status is ResidentStatus.MOVED_OUT
    pairs = Duplicates(house.workplace()).pairs()
    assert not any(former in (pair.one.id, pair.other and pair.other.id) for pair in pairs)


def test_known_one_of_several_is_taken_out_first(
    qtbot: QtBot, page: ArrivalsPage, shell: Shell, house: House, former: str
) -> None:
    dialog = announced(qtbot, page)
    qtbot.keyClicks(dialog.add_person().given, "Ivan")
    press(qtbot, panel_of(qtbot, dialog), "candidate_same_0")
    assert dialog.isVisible()
    shown = [label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text")]
    assert any("Zoriana Prykhodko is known already." in text for text in shown)
    assert row_of(house, former).status is ResidentStatus.MOVED_OUT
    qtbot.keyClick(dialog, Key.Key_Escape)
    shell.settle(qtbot)
