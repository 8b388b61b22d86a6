"""What a page is given in these tests; where it goes and what it says is written down."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.views.background import Background
from desktop.views.page import Message, PageContext
from desktop.views.translator import install_language


@dataclass
class Shell:
    """Stands where the window stands."""

    background: Background
    gone: list[tuple[str, object | None]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    @property
    def context(self) -> PageContext:
        return PageContext(
            self.background,
            lambda name, argument: self.gone.append((name, argument)),
            self.messages.append,
        )

    @property
    def said(self) -> list[str]:
        return [message.text() for message in self.messages]

    def settle(self, qtbot: QtBot) -> None:
        """Until nothing is under way."""
        qtbot.waitUntil(lambda: not self.background.busy)


@pytest.fixture
def shell(qtbot: QtBot, qapp: QApplication) -> Iterator[Shell]:
    made = Shell(Background())
    yield made
    made.background.shutdown()
    install_language(qapp, i18n.SOURCE)
