"""A host at an open desk who has no mouse: keys go where the focus is, and are counted."""

import os
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from demo.hands import bring_forward, find, is_shown, keys, press, settle, wait_until
from desktop.app import OpenDesk
from desktop.views.background import Background
from desktop.views.shell.search_box import SearchBox

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
W = TypeVar("W", bound=QWidget)

PICTURES = os.environ.get("ANKOMST_JOURNEY_PICTURES")
"""The folder for a picture of how each journey ends; none are taken without it."""

_MOST_TABS = 120


class Keyboard:
    """Waits after each key until the desk has done what it asked for; a dialog that opened has the
    keys then, as the window manager gives them to it."""

    def __init__(self, desk: OpenDesk, background: Background) -> None:
        self.desk = desk
        self.count = 0
        self._background = background

    @property
    def focused(self) -> QWidget:
        """Where a key goes now."""
        self._to_the_front()
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(
        self,
        key: Qt.Key,
        times: int = 1,
        *,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """One key, as often as told."""
        for _ in range(times):
            self.count += 1
            press(self.focused, key, modifier)
            self.wait()

    def enter(self, times: int = 1) -> None:
        """Enter."""
        self.press(Key.Key_Return, times)

    def write(self, text: str) -> None:
        """A text into the field that has the focus."""
        self.count += len(text)
        keys(self.focused, text)
        settle()

    def tab_to(self, name: str) -> None:
        """Tab, until the focus is on the widget of that name, or inside it."""
        find(self._front(), name, QWidget)
        for _ in range(_MOST_TABS):
            if _is_within(self.focused, name):
                return
            self.press(Key.Key_Tab)
        raise AssertionError(f"Tab does not come to {name}")

    def fill(self, name: str, text: str) -> None:
        """Goes to a field and types into it, in place of what stood there."""
        self.tab_to(name)
        self.press(Key.Key_A, modifier=CONTROL)
        self.write(text)

    def look_up(self, text: str, down: int = 0) -> None:
        """Ctrl+K, a few letters, an answer, Enter."""
        self.press(Key.Key_K, modifier=CONTROL)
        box = self.focused
        assert isinstance(box, SearchBox)
        self.write(text)
        wait_until(lambda: box.results().isVisible() and bool(box.results().hits), f"{text}: found")
        self.press(Key.Key_Down, down)
        self.enter()

    def see(self, name: str, kind: type[W]) -> W:
        """The widget of that name, which must be in sight."""
        return find(self._front(), name, kind)

    def sees(self, name: str) -> bool:
        """Whether a widget of that name is in sight now."""
        return is_shown(self._front(), name)

    def texts(self, name: str = "") -> list[str]:
        """What can be read, in the part of that name or in the whole window."""
        place = self.see(name, QWidget) if name else self._front()
        return [label.text() for label in place.findChildren(QLabel) if label.isVisible()]

    def wait(self) -> None:
        """Until nothing is under way."""
        settle()
        wait_until(lambda: not self._background.busy, "nothing is under way")
        settle()

    def picture(self, name: str) -> None:
        """How it looks now, where pictures are asked for."""
        if PICTURES:
            self.wait()
            folder = Path(PICTURES)
            folder.mkdir(parents=True, exist_ok=True)
            self.desk.window.grab().save(str(folder / f"{name}.png"))

    def _front(self) -> QWidget:
        dialogs = [d for d in self.desk.window.findChildren(QDialog) if d.isVisible()]
        return dialogs[-1] if dialogs else self.desk.window

    def _to_the_front(self) -> None:
        front = self._front()
        if not front.isActiveWindow():
            bring_forward(front)


def _is_within(widget: QWidget | None, name: str) -> bool:
    while widget is not None:
        if widget.objectName() == name:
            return True
        widget = widget.parentWidget()
    return False
