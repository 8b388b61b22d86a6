"""The board on the made-up house: Oksana reserved beside Halyna, whose bed is claimed twice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.models.housing import Stay, StayKind, StayState
from desktop.services.rooms import Rooms
from desktop.views.background import Background
from desktop.views.page import Message, PageContext
from desktop.views.rooms.board_view import BoardView
from desktop.views.rooms.page import RoomsPage
from desktop.views.translator import install_language
from tests.house import TODAY, House, add_resident


@dataclass
class Board:
    """The page as it shows, and where it asked the shell to go."""

    page: RoomsPage
    background: Background
    stays: dict[str, str]
    gone_to: list[tuple[str, object | None]] = field(default_factory=list)

    @property
    def view(self) -> BoardView:
        return self.page.findChild(BoardView, "board_view")

    def pointed(self) -> str:
        """The line under the board."""
        return self.page.findChild(object, "board_pointed").whole_text()


def lay_down_stays(house: House) -> dict[str, str]:
    """Stays by name; Maria's is contested."""
    maria = add_resident(house, "Maria", "Лис", "Марія", "Lys", born=date(1990, 1, 1))
    plan = {
        "Oksana": ("2.14 B", TODAY, 12, StayKind.RESERVED, StayState.CONFIRMED),
        "Maria": ("2.14 A", TODAY - timedelta(days=2), 9, StayKind.ACTUAL, StayState.CONTESTED),
    }
    assert maria == house.residents["Maria"]
    made = {}
    for name, (bed, first, days, kind, state) in plan.items():
        stay = Stay(
            site_id=house.site_id,
            bed_id=house.beds[bed],
            resident_id=house.residents[name],
            starts_on=first,
            ends_on=first + timedelta(days=days),
            kind=kind,
            state=state,
        )
        made[name] = stay.id
        house.lay_down(stay)
    return made


@pytest.fixture
def board(qtbot: QtBot, qapp: QApplication, house: House) -> Iterator[Board]:
    background = Background()
    stays = lay_down_stays(house)
    gone_to: list[tuple[str, object | None]] = []
    said: list[Message] = []
    context = PageContext(
        background, lambda page, about: gone_to.append((page, about)), said.append
    )
    page = RoomsPage(context, Rooms(house.workplace()))
    qtbot.addWidget(page)
    page.resize(1064, 700)
    page.show()
    made = Board(page, background, stays, gone_to)
    qtbot.waitUntil(lambda: not background.busy)
    yield made
    assert said == []
    background.shutdown()
    install_language(qapp, i18n.SOURCE)
