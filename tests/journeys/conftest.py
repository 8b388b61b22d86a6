"""A desk of the made-up house with a host at its keyboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.house import House
from tests.journeys.desks import open_desk
from tests.journeys.keyboard import Keyboard


@pytest.fixture
def host(house: House, qapp: QApplication, qtbot: QtBot) -> Iterator[Keyboard]:
    """The host of the made-up house, before a desk that is open at Today."""
    with open_desk(qapp, house.store, house.identity, house.workplace()) as keyboard:
        yield keyboard
