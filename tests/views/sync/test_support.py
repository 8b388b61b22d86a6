"""Details for support: shown when folded open, copied, saved, nothing personal in them."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.sync.diagnostics import Diagnostics, ScopeFigures
from desktop.views.sync.support_card import SupportCard
from tests.house import NOON

FIGURES = Diagnostics(
    version="0.1.0",
    address="https://central.example.org",
    device_id="01a1fde6-9361-75df-8847-f584a1010fe7",
    epoch="01a1fde6-0000-75df-8847-f584a1010fe7",
    schema=4,
    scopes=(
        ScopeFigures("org", 12, True, 40, NOON, NOON - timedelta(minutes=3)),
        ScopeFigures("site:1", None, False, 1, None, None),
    ),
    waiting=3,
    oldest_waiting=NOON,
    sent_kept=1200,
    refused=1,
    conflicts=2,
    repairs=0,
    page_size=2000,
    bytes_sent=4321,
    bytes_received=123456,
    round_trip_ms=None,
    time_offset=-4,
    errors=((NOON, "unreachable"),),
)


@pytest.fixture
def card(qtbot: QtBot) -> SupportCard:
    made = SupportCard()
    qtbot.addWidget(made)
    made.opened.connect(lambda: made.show_figures(FIGURES))
    made.retranslate()
    made.resize(800, 600)
    made.show()
    return made


def unfold(qtbot: QtBot, card: SupportCard) -> None:
    button = card.findChild(QPushButton, "sync_support")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def shown(card: SupportCard) -> set[str]:
    return {label.text() for label in card.findChildren(QLabel) if label.isVisible()}


def test_figures_stand_in_two_columns(qtbot: QtBot, card: SupportCard) -> None:
    assert not card.findChild(QPushButton, "sync_support_copy").isVisible()
    unfold(qtbot, card)
    wanted = {"Waiting to be sent", "3", "4 kB", "123 kB", "unreachable", "not yet"}
    wanted.add("1 record; not fetched whole yet")
    qtbot.waitUntil(lambda: wanted <= shown(card))


def test_fewer_figures_leave_no_old_lines(qtbot: QtBot, card: SupportCard) -> None:
    unfold(qtbot, card)
    qtbot.waitUntil(lambda: "unreachable" in shown(card))
    card.show_figures(Diagnostics(**{**vars(FIGURES), "errors": ()}))
    qtbot.waitUntil(lambda: "unreachable" not in shown(card))


def test_copied_as_plain_text(qtbot: QtBot, card: SupportCard) -> None:
    unfold(qtbot, card)
    with qtbot.waitSignal(card.told, check_params_cb=lambda _said, well: well):
        qtbot.keyClick(card.findChild(QPushButton, "sync_support_copy"), Qt.Key.Key_Space)
    text = QGuiApplication.clipboard().text()
    assert text == card.text()
    assert "Waiting to be sent: 3\n" in text
    assert f"This PC's number at the central store: {FIGURES.device_id}\n" in text


def test_saved_to_a_file(qtbot: QtBot, card: SupportCard, tmp_path: Path) -> None:
    unfold(qtbot, card)
    qtbot.keyClick(card.findChild(QPushButton, "sync_support_save"), Qt.Key.Key_Space)
    dialog = card.findChild(QFileDialog)
    target = tmp_path / "details.txt"
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(target))
    with qtbot.waitSignal(card.told, check_params_cb=lambda _said, well: well):
        dialog.accept()
    assert target.read_text(encoding="utf-8") == card.text()
