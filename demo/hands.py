"""Hands and eyes for the walk: clicks, keys and waiting in real windows."""

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

PATIENCE = 30.0
W = TypeVar("W", bound=QWidget)


class NothingHappenedError(AssertionError):
    """What was waited for did not come."""


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Lets the windows work until ``holds``; raises NothingHappenedError after ``PATIENCE``."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > ends:
            raise NothingHappenedError(f"waited in vain until {what}")
        loop = QEventLoop()
        QTimer.singleShot(15, loop.quit)
        loop.exec()


def bring_forward(window: QWidget) -> None:
    """Makes a window the one that gets the keys."""
    window.show()
    window.activateWindow()
    wait_until(window.isActiveWindow, "the window is in front")


def find(window: QWidget, name: str, kind: type[W]) -> W:
    """The visible widget of that name, waited for."""
    found: list[W] = []

    def is_there() -> bool:
        found[:] = [child for child in window.findChildren(kind, name) if child.isVisible()]
        return bool(found)

    wait_until(is_there, f"{name} can be seen")
    return found[0]


def is_shown(window: QWidget, name: str) -> bool:
    """Whether a widget of that name can be seen now."""
    return any(child.isVisible() for child in window.findChildren(QWidget, name))


def click(window: QWidget, name: str) -> None:
    """Clicks the widget of that name once it can be clicked."""
    widget = find(window, name, QWidget)
    wait_until(widget.isEnabled, f"{name} can be clicked")
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=_middle(widget))
    settle()


def write(window: QWidget, name: str, text: str) -> None:
    """Types into the field of that name, in place of what stood there."""
    widget = find(window, name, QWidget)
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if text:
        keys(widget, text)
    else:
        QTest.keyClick(widget, Qt.Key.Key_Delete)
    settle()


def keys(widget: QWidget, text: str) -> None:
    """Types a text key by key, also letters that QTest's own keys don't know."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(widget, event)


def press(
    widget: QWidget,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """One key."""
    QTest.keyClick(widget, key, modifier)
    settle()


def settle() -> None:
    """Lets everything that is due happen; a layout inside a layout takes a round for each."""
    for _ in range(4):
        QApplication.processEvents()


def _middle(widget: QWidget) -> QPoint:
    return widget.rect().center()
