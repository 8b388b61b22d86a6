"""The page on the made-up house, with somebody who comes next week too."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.arrivals.expected import ExpectedArrivals
from desktop.services.arrivals.importing import ArrivalLists
from desktop.services.duplicates import Duplicates, Receiving
from desktop.views.arrivals.page import ArrivalsPage
from tests.house import House
from tests.services.arrivals.lists import cells, check
from tests.views.meals.conftest import Shell, shell

__all__ = ["Shell", "shell"]


@pytest.fixture
def page(qtbot: QtBot, house: House, shell: Shell) -> Iterator[ArrivalsPage]:
    workplace = house.workplace()
    lists = ArrivalLists(workplace)
    lists.take(
        check(
            house,
            cells(Sagsnr="26-2", Efternavn="Zahrebelna", Fornavn="Myroslava", Kæledyr="Kat"),
            cells(Sagsnr="26-2", Efternavn="Zahrebelna", Fornavn="Mykola", Fødselsdato="30.01.17"),
        )
    )
    made = ArrivalsPage(
        shell.context,
        ExpectedArrivals(workplace),
        lists,
        duplicates=Duplicates(workplace),
        receiving=Receiving(workplace),
        meals=True,
    )
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.open(None)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.setFocus()
    shell.settle(qtbot)
    qtbot.waitUntil(lambda: made.focusWidget() is not made)
    yield made
    shell.settle(qtbot)


def dialog_of(qtbot: QtBot, page: QWidget) -> QDialog:
    """The dialog that is open, waited for."""
    found: list[QDialog] = []

    def is_open() -> bool:
        found[:] = [one for one in page.findChildren(QDialog) if one.isVisible()]
        return bool(found)

    qtbot.waitUntil(is_open)
    return found[0]
