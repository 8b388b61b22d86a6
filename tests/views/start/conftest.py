"""A background, and languages that switch as the program switches them."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.views.background import Background
from desktop.views.translator import install_language


@pytest.fixture
def background(qtbot: QtBot, qapp: QApplication) -> Iterator[Background]:
    made = Background()
    yield made
    made.shutdown()
    install_language(qapp, i18n.SOURCE)
