"""The Sync page on a real outbox."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.models.residents import Resident
from desktop.services.needs_you import NeedsYou
from desktop.services.sending import Sending
from desktop.sync import outbox
from desktop.sync.engine import EngineState
from desktop.sync.protocol import WireError
from desktop.sync.state import FillProgress
from desktop.views.background import Background
from desktop.views.page import Message, PageContext
from desktop.views.sync.fill_card import FillCard
from desktop.views.sync.needs_list import NeedsList
from desktop.views.sync.page import SyncPage
from desktop.views.sync.re_enrol_dialog import ReEnrolDialog
from desktop.views.translator import install_language
from desktop.views.widgets.data_table import DataTable
from tests.house import NOON, House

IN_STEP = EngineState(True, 0, 0, NOON, filling=False, verified=NOON)


def change_phone(house: House, name: str, phone: str) -> None:
    with house.workplace().op("change_resident") as session:
        resident = session.get(Resident, house.residents[name])
        assert resident is not None
        resident.phone = phone
        session.add(resident)


def answer(house: House, *statuses: str) -> None:
    """The store's answers to the oldest ops that wait, in order."""
    waiting = outbox.next_batch(house.store)
    answers = [
        outbox.Answer(
            op["op_id"],
            status,
            None if status == "refused" else number,
            {"code": "permission", "message": ""} if status == "refused" else None,
        )
        for number, (op, status) in enumerate(zip(waiting, statuses, strict=False), start=1)
    ]
    outbox.record_answers(house.store, answers)


@dataclass
class Desk:
    page: SyncPage
    background: Background
    gone_to: list[tuple[str, object | None]]
    let_in: list[str]

    def table(self, name: str) -> list[list[str]]:
        model = self.page.findChild(DataTable, name).model()
        return [
            [model.index(row, column).data() for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def sentence(self) -> str:
        return self.page.findChild(QLabel, "sync_sentence").text()

    def needs(self) -> NeedsList:
        return self.page.findChild(NeedsList, "sync_needs_you")


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, house: House) -> Iterator[Desk]:
    for name, phone in (("Halyna", "1"), ("Iryna", "2"), ("Petro", "3"), ("Danylo", "4")):
        change_phone(house, name, phone)
    answer(house, "refused", "applied", "conflict")
    background = Background()
    gone_to: list[tuple[str, object | None]] = []
    said: list[Message] = []
    context = PageContext(
        background, lambda page, about: gone_to.append((page, about)), said.append
    )
    workplace = house.workplace()
    let_in: list[str] = []

    def re_enrol(code: str) -> None:
        if code != "right":
            raise WireError(401, "code_invalid", "")
        let_in.append(code)

    page = SyncPage(
        context, Sending(workplace), NeedsYou(workplace), clock=house.clock, re_enrol=re_enrol
    )
    qtbot.addWidget(page)
    page.resize(1064, 900)
    page.show()
    qtbot.waitUntil(lambda: not background.busy)
    yield Desk(page, background, gone_to, let_in)
    assert [message.text() for message in said] == (
        ["This PC is let in again; what waits is sent."] if let_in else []
    )
    background.shutdown()
    install_language(qapp, i18n.SOURCE)


def test_three_lists_say_what_for_whom_by_whom_and_when(desk: Desk) -> None:
    what = "Resident's details changed"
    assert desk.table("sync_waiting") == [[what, "Danylo Bondar", "host Holm", "12:30"]]
    assert desk.table("sync_sent") == [
        [
            what,
            "Petro Bondar",
            "host Holm",
            "12:30",
            "Sent; somebody else changed the same, both are kept",
        ],
        [what, "Iryna Bondar", "host Holm", "12:30", "Sent"],
    ]


def test_refused_says_why_and_leads_to_the_file(qtbot: QtBot, house: House, desk: Desk) -> None:
    (line,) = desk.needs().lines
    assert line.accessibleName() == (
        "Resident's details changed · Halyna Koval. "
        "Your role does not allow this. Please ask your site lead."
    )
    line.open_button.setFocus()
    qtbot.keyClick(line.open_button, Qt.Key.Key_Return)
    assert desk.gone_to == [("residents", house.residents["Halyna"])]


def test_enter_on_a_row_opens_the_resident(qtbot: QtBot, house: House, desk: Desk) -> None:
    table = desk.page.findChild(DataTable, "sync_waiting")
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert desk.gone_to == [("residents", house.residents["Danylo"])]


def test_a_new_state_tells_itself_and_fetches_the_lists(
    qtbot: QtBot, house: House, desk: Desk
) -> None:
    desk.page.show_state(EngineState(True, 1, 1, NOON, filling=False))
    assert desk.sentence() == "1 change waits to be sent; it is safe on this desk."
    answer(house, "applied")
    desk.page.show_state(EngineState(True, 0, 1, NOON, filling=False))
    qtbot.waitUntil(lambda: desk.table("sync_waiting") == [])
    assert not desk.page.findChild(DataTable, "sync_waiting").isVisible()
    assert len(desk.table("sync_sent")) == 3


def test_what_is_done_meanwhile_shows_as_waiting(qtbot: QtBot, house: House, desk: Desk) -> None:
    change_phone(house, "Oksana", "5")
    desk.page.data_changed({"resident"})
    qtbot.waitUntil(lambda: len(desk.table("sync_waiting")) == 2)


def test_the_first_fill_shows_how_far_it_is_and_can_pause(qtbot: QtBot, desk: Desk) -> None:
    card = desk.page.findChild(FillCard, "sync_fill")
    assert card.isHidden()
    desk.page.show_state(EngineState(True, fill=FillProgress("site:1", 40, 100)))
    assert card.isVisible()
    bar = desk.page.findChild(QProgressBar, "sync_fill_bar")
    assert (bar.value(), bar.maximum()) == (40, 100)
    numbers = desk.page.findChild(QLabel, "sync_fill_numbers")
    assert numbers.text() == "40 of 100 records have come."
    button = desk.page.findChild(QPushButton, "sync_fill_pause")
    button.setFocus()
    with qtbot.waitSignal(desk.page.pause_asked, check_params_cb=lambda pause: pause):
        qtbot.keyClick(button, Qt.Key.Key_Return)
    assert button.text() == "Go on"
    assert "Paused" in numbers.text()
    with qtbot.waitSignal(desk.page.pause_asked, check_params_cb=lambda pause: not pause):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.page.show_state(IN_STEP)
    assert card.isHidden()


def test_work_can_begin_as_soon_as_beds_and_people_are_here(qtbot: QtBot, desk: Desk) -> None:
    said = desk.page.findChild(QLabel, "sync_fill_meanwhile")
    desk.page.show_state(EngineState(True, fill=FillProgress("site:1", 40, 100)))
    desk.page.data_changed({"stay"})
    qtbot.waitUntil(lambda: said.text() == "You can work already: beds and people are here.")


def test_unknown_pc_is_let_in_again_by_a_new_code(qtbot: QtBot, desk: Desk) -> None:
    button = desk.page.findChild(QPushButton, "sync_re_enrol")
    assert button.isHidden()
    desk.page.show_state(EngineState(False, 2, problem="unknown_device"))
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    dialog = desk.page.findChild(ReEnrolDialog, "re_enrol_dialog")
    field = dialog.findChild(QLineEdit, "re_enrol_code")
    assert not dialog.confirm_button.isEnabled()
    qtbot.keyClicks(field, "wrong")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: field.isEnabled() and not desk.background.busy)
    assert desk.let_in == []
    assert field.text() == "wrong"
    field.selectAll()
    qtbot.keyClicks(field, "right")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert desk.let_in == ["right"]


def test_metered_line_is_told_to_the_engine(qtbot: QtBot, desk: Desk) -> None:
    box = desk.page.findChild(QCheckBox, "sync_metered")
    box.setFocus()
    with qtbot.waitSignal(desk.page.metered_chosen, check_params_cb=lambda on: on):
        qtbot.keyClick(box, Qt.Key.Key_Space)
    desk.page.show_state(EngineState(True, metered=False))
    assert not box.isChecked()
    desk.page.show_state(EngineState(True, metered=True))
    assert box.isChecked()


def test_clock_that_is_off_is_told_calmly(desk: Desk) -> None:
    said = desk.page.findChild(QLabel, "sync_clock")
    desk.page.show_state(EngineState(True, time_offset=120))
    assert said.isHidden()
    desk.page.show_state(EngineState(True, time_offset=300))
    assert said.text().startswith("The clock of this PC is 5 minutes fast. Nothing is lost")
    desk.page.show_state(EngineState(True, time_offset=-180))
    assert said.isVisible()
    assert said.text().startswith("The clock of this PC is 3 minutes slow.")


def test_try_now_asks_to_be_tried(qtbot: QtBot, desk: Desk) -> None:
    button = desk.page.findChild(QPushButton, "sync_try_now")
    with qtbot.waitSignal(desk.page.try_now):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setFocus()
    with qtbot.waitSignal(desk.page.try_now):
        qtbot.keyClick(button, Qt.Key.Key_Return)


def test_language_changes_while_open(qtbot: QtBot, qapp: QApplication, desk: Desk) -> None:
    desk.page.show_state(IN_STEP)
    before = desk.sentence()
    for code in ("da", "uk", "ru"):
        install_language(qapp, code)
        qapp.processEvents()
        assert "12:30" in desk.sentence()
        assert len(desk.needs().lines) == 1
    install_language(qapp, i18n.SOURCE)
    qapp.processEvents()
    assert desk.sentence() == before
