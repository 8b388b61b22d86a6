"""A hand on the program, and Ctrl+L wherever the keyboard is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.views.shell.watch import Watch

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[Watch]:
    made = Watch(qapp)
    yield made
    made.end()


def test_idle_is_told_once_when_no_hand_came(qtbot: QtBot, watch: Watch) -> None:
    watch.set_limit(timedelta(milliseconds=20))
    assert not watch.is_on
    with qtbot.waitSignal(watch.idle):
        watch.start()
    assert not watch.is_on


def test_each_hand_begins_the_time_anew(qtbot: QtBot, watch: Watch) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    watch.set_limit(timedelta(minutes=5))
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert not watch.is_on
    watch.start()
    for touch in (
        lambda: qtbot.keyClick(field, Qt.Key.Key_A),
        lambda: qtbot.mouseClick(field, Qt.MouseButton.LeftButton),
        lambda: qtbot.mouseMove(field),
    ):
        before = watch.hands
        touch()
        assert watch.hands > before
        assert watch.is_on
    watch.stop()
    assert not watch.is_on


def test_ctrl_l_is_heard_in_a_dialog_and_on_every_layout(qtbot: QtBot, watch: Watch) -> None:
    dialog = QDialog()
    field = QLineEdit(dialog)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(watch.dialog_shown) as shown:
        dialog.open()
    assert shown.args == [dialog]
    with qtbot.waitSignal(watch.lock_pressed):
        qtbot.keyClick(field, Qt.Key.Key_L, CTRL)
    cyrillic = QKeyEvent(QEvent.Type.KeyPress, 0x0414, CTRL, 38, 0x4C, 0, "д")
    with qtbot.waitSignal(watch.lock_pressed):
        QApplication.sendEvent(field, cyrillic)
    with qtbot.assertNotEmitted(watch.lock_pressed):
        qtbot.keyClick(field, Qt.Key.Key_L)
    assert field.text() == "l"
