"""Kits are handed out, taken back and counted."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.models.kits import KitAudience
from desktop.services.kits import Kits
from desktop.services.search import Search
from desktop.views.kits.page import KitsPage
from desktop.views.kits.stock_dialog import CountDialog, DeliveryDialog
from desktop.views.translator import install_language
from tests.house import House
from tests.views.kits.conftest import Shell

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, house: House, shell: Shell) -> KitsPage:
    workplace = house.workplace()
    made = KitsPage(shell.context, Kits(workplace), Search(workplace))
    qtbot.addWidget(made)
    made.resize(1000, 640)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.panel.finder.hasFocus)
    shell.settle(qtbot)
    return made


def stock(page: KitsPage, name: str) -> str:
    return next(card.stock_label.text() for card in page._cards.values() if card.shelf.name == name)


def test_found_resident_gets_what_is_due_by_keyboard_alone(
    qtbot: QtBot, page: KitsPage, shell: Shell
) -> None:
    qtbot.keyClicks(page.panel.finder, "iryna")
    qtbot.keyClick(page.panel.finder, Key.Key_Return)
    qtbot.waitUntil(page.panel.hand_out_button.hasFocus)
    assert page.panel.hand_out_button.text() == "Hand out 2 kits"
    qtbot.keyClick(page.panel.hand_out_button, Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert shell.said == ["Handed out to Iryna Bondar: Voksensæt and Køkkensæt."]
    assert stock(page, "Voksensæt") == "19"
    assert page.panel.person is None
    assert page.panel.finder.hasFocus()


def test_unticked_kit_stays_on_the_shelf(
    qtbot: QtBot, page: KitsPage, shell: Shell, house: House
) -> None:
    page.open(house.residents["Iryna"])
    page.refresh()
    qtbot.waitUntil(lambda: len(page.panel.ticked()) == 2)
    box, _inside, _shelf = page.panel._boxes[house.kit_types[KitAudience.HOUSEHOLD]]
    box.click()
    assert page.panel.hand_out_button.text() == "Hand out 1 kit"
    page.refresh()
    shell.settle(qtbot)
    assert len(page.panel.ticked()) == 1, "news from elsewhere must not tick it again"
    qtbot.mouseClick(page.panel.hand_out_button, LEFT)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert stock(page, "Køkkensæt") == "20"


def test_second_hand_out_is_refused_beside_the_kits(
    qtbot: QtBot, page: KitsPage, shell: Shell, house: House
) -> None:
    page.open(house.residents["Petro"])
    page.refresh()
    qtbot.waitUntil(lambda: len(page.panel.ticked()) == 1)
    Kits(house.workplace()).hand_out(house.residents["Petro"], [house.kit_types[KitAudience.ADULT]])
    qtbot.mouseClick(page.panel.hand_out_button, LEFT)
    qtbot.waitUntil(page.panel._problem_label.isVisible)
    assert "already handed out" in page.panel._problem_label.text()
    shell.settle(qtbot)
    assert page.panel._problem_label.isVisible()


def test_kit_that_came_back_is_on_the_shelf_again(
    qtbot: QtBot, page: KitsPage, shell: Shell, house: House
) -> None:
    Kits(house.workplace()).hand_out(house.residents["Petro"], [house.kit_types[KitAudience.ADULT]])
    page.data_changed({"kit_handout"})
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert not page.return_button.isEnabled()
    page.table.choose(page.model.rows[0].id)
    qtbot.mouseClick(page.return_button, LEFT)
    qtbot.waitUntil(lambda: stock(page, "Voksensæt") == "20")
    assert shell.said == ["Returned by Petro Bondar: Voksensæt."]
    assert not page.return_button.isEnabled()


def test_delivery_fills_the_shelf(qtbot: QtBot, page: KitsPage) -> None:
    qtbot.mouseClick(next(iter(page._cards.values())).delivery_button, LEFT)
    dialog = page.findChild(DeliveryDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.quantity, "12")
    qtbot.keyClick(dialog.quantity, Key.Key_Return)
    qtbot.waitUntil(lambda: stock(page, "Voksensæt") == "32")


def test_count_that_differs_needs_a_reason_and_warns_when_low(
    qtbot: QtBot, page: KitsPage, shell: Shell, house: House
) -> None:
    card = page._cards[house.kit_types[KitAudience.CHILD]]
    assert not card.low_chip.isVisible()
    qtbot.mouseClick(card.count_button, LEFT)
    dialog = page.findChild(CountDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.quantity, "3")
    qtbot.keyClick(dialog.quantity, Key.Key_Return)
    qtbot.waitUntil(dialog._problem_label.isVisible)
    assert dialog.quantity.value() == 3
    qtbot.keyClicks(dialog.reason, "Vandskade")
    qtbot.keyClick(dialog.reason, Key.Key_Return)
    qtbot.waitUntil(card.low_chip.isVisible)
    assert card.low_chip.text() == "Few left"
    assert card.stock_label.text() == "3"


def test_esc_lets_go_of_the_resident_first(qtbot: QtBot, page: KitsPage, house: House) -> None:
    page.open(house.residents["Petro"])
    page.refresh()
    qtbot.waitUntil(lambda: page.panel.person is not None)
    qtbot.keyClick(page.panel.hand_out_button, Key.Key_Escape)
    assert page.panel.person is None
    assert not page.back()


def test_kits_and_contents_follow_the_language_and_ticks_stay(
    qtbot: QtBot, page: KitsPage, shell: Shell, house: House, qapp: QApplication
) -> None:
    page.open(house.residents["Iryna"])
    page.refresh()
    qtbot.waitUntil(lambda: len(page.panel.ticked()) == 2)
    page.panel._boxes[house.kit_types[KitAudience.HOUSEHOLD]][0].click()
    page._cards[house.kit_types[KitAudience.ADULT]].fold.button.click()
    qtbot.keyClicks(page.panel.finder, "Hal")
    for code, name, item in (("da", "Voksensæt", "Dyne"), ("ru", "Набор для взрослого", "Одеяло")):
        install_language(qapp, code)
        adult = page._cards[house.kit_types[KitAudience.ADULT]]
        qtbot.waitUntil(lambda name=name, adult=adult: adult._name.text() == name)
        assert item in adult._items.text()
        assert adult.fold.is_open
        shell.settle(qtbot)
        assert page.panel.ticked() == (house.kit_types[KitAudience.ADULT],)
        assert page.panel.finder.text() == "Hal"
