"""What the shell gives to a page, with a memory of where the page went and what it said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.views.background import Background
from desktop.views.page import Message, Page, PageContext
from desktop.views.theme import apply_theme
from desktop.views.translator import install_language

W = TypeVar("W", bound=QWidget)


@dataclass
class Stage:
    """A real background, and a shell that only remembers."""

    qtbot: QtBot
    app: QApplication
    background: Background
    gone: list[tuple[str, object | None]] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)

    @property
    def context(self) -> PageContext:
        return PageContext(
            self.background, lambda name, arg: self.gone.append((name, arg)), self.said.append
        )

    def show(self, page: Page, argument: object | None = None) -> None:
        """Open a page as the shell does and wait until it is filled."""
        page.resize(1000, 700)
        self.qtbot.addWidget(page)
        self.open(page, argument)
        page.show()
        page.activateWindow()
        self.settle()

    def open(self, page: Page, argument: object | None) -> None:
        page.open(argument)
        page.mark_stale()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.app.processEvents()
        self.qtbot.waitUntil(lambda: not self.background.busy)
        self.app.processEvents()

    def speak(self, code: str) -> None:
        """Switch the language while everything is open."""
        install_language(self.app, code)
        self.settle()


def part(page: QWidget, kind: type[W], name: str) -> W:
    """The widget of that name."""
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[Stage]:
    apply_theme(qapp)
    background = Background()
    yield Stage(qtbot, qapp, background)
    background.shutdown()
    install_language(qapp, i18n.SOURCE)
