"""A protected file closes on the screen when its three hours are over."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.models.sites import Role
from desktop.services.protected_files import ProtectedFiles
from desktop.views.background import Background
from desktop.views.shell.closing_files import ClosingFiles
from tests.house import House


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.shutdown()


def test_it_tells_when_an_opened_file_closes(
    qtbot: QtBot, house: House, background: Background
) -> None:
    halyna = house.residents["Halyna"]
    ProtectedFiles(house.workplace(Role.LEAD)).protect(halyna, "Sag 26/114")
    files = ProtectedFiles(house.workplace())
    closing = ClosingFiles(background, files, house.clock)
    closing.look()
    qtbot.waitUntil(lambda: not background.busy)
    assert not closing._timer.isActive()
    files.open(halyna, "Ambulance")
    house.clock.move(hours=3, milliseconds=-30)
    with qtbot.waitSignal(closing.closed):
        closing.look()


def test_it_waits_as_long_as_the_first_file_stays_open(
    qtbot: QtBot, house: House, background: Background
) -> None:
    lead, host = house.workplace(Role.LEAD), ProtectedFiles(house.workplace())
    for name in ("Halyna", "Petro"):
        ProtectedFiles(lead).protect(house.residents[name], "Sag")
        host.open(house.residents[name], "Ambulance")
        house.clock.move(hours=1)
    closing = ClosingFiles(background, host, house.clock)
    closing.look()
    qtbot.waitUntil(closing._timer.isActive)
    assert closing._timer.interval() == 60 * 60 * 1000
