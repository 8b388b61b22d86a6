"""What needs a person is settled on the Sync page, with clicks and keys."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlmodel import select

from desktop import i18n
from desktop.models.conflicts import Conflict, ConflictState
from desktop.models.housing import Stay, StayState
from desktop.models.residents import Resident
from desktop.models.sites import Role, Site, User, UserSite
from desktop.services.needs_you import NeedsYou
from desktop.services.protected_files import ProtectedFiles
from desktop.services.sending import Sending
from desktop.sync import outbox
from desktop.views.background import Background
from desktop.views.check_in.bed_choice_list import BedChoiceList
from desktop.views.page import Message, PageContext
from desktop.views.sync.conflict_dialog import ConflictDialog
from desktop.views.sync.contested_dialog import ContestedDialog
from desktop.views.sync.need_line import NeedLine
from desktop.views.sync.page import SyncPage
from desktop.views.sync.refused_dialog import RefusedDialog
from desktop.views.translator import install_language
from tests.house import House
from tests.inbox import candidate, change_resident, lay_conflict, lay_contested, lay_desk, refuse


@dataclass
class Desk:
    qtbot: QtBot
    house: House
    page: SyncPage
    background: Background
    gone_to: list[tuple[str, object | None]]
    said: list[Message]

    def lines(self) -> list[NeedLine]:
        return [line for line in self.page.findChildren(NeedLine) if not line.isHidden()]

    def settle(self) -> None:
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.background.busy)
        QApplication.processEvents()

    def open(self, number: int = 0) -> QDialog:
        button = self.lines()[number].settle_button
        button.setFocus()
        self.qtbot.keyClick(button, Qt.Key.Key_Return)
        self.settle()
        (dialog,) = [d for d in self.page.findChildren(QDialog) if d.isVisible()]
        return dialog

    def click(self, within: QWidget, name: str) -> None:
        button = within.findChild(QPushButton, name)
        assert button is not None, name
        assert button.isVisible(), name
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def texts(self, within: QWidget) -> str:
        return "\n".join(label.text() for label in within.findChildren(QLabel))

    def conflict_state(self) -> ConflictState:
        with self.house.store.read() as session:
            return session.exec(select(Conflict)).one().state

    def resident(self, name: str) -> Resident:
        with self.house.store.read() as session:
            found = session.get(Resident, self.house.residents[name])
        assert found is not None
        return found


MakeDesk = Callable[..., Desk]


@pytest.fixture
def sit_down(qtbot: QtBot, qapp: QApplication, house: House) -> Iterator[MakeDesk]:
    background = Background()

    def sit(role: Role = Role.LEAD) -> Desk:
        gone_to: list[tuple[str, object | None]] = []
        said: list[Message] = []
        context = PageContext(
            background, lambda page, about: gone_to.append((page, about)), said.append
        )
        workplace = house.workplace(role)
        page = SyncPage(context, Sending(workplace), NeedsYou(workplace), clock=house.clock)
        qtbot.addWidget(page)
        page.resize(1064, 900)
        page.show()
        page.activateWindow()
        desk = Desk(qtbot, house, page, background, gone_to, said)
        desk.settle()
        return desk

    yield sit
    background.shutdown()
    install_language(qapp, i18n.SOURCE)


def lay_phone_conflict(house: House) -> None:
    lay_conflict(house, "Halyna", "phone", {"phone": "+45 20"}, {"phone": "+45 21"})


def test_line_says_what_both_values_who_and_where(house: House, sit_down: MakeDesk) -> None:
    lay_phone_conflict(house)
    desk = sit_down()
    (line,) = desk.lines()
    assert line.accessibleName() == (
        "Phone · Halyna Koval. Different values: “+45 20” and “+45 21”"
    )
    assert "host Holm · Desk 2 · 12:20" in desk.texts(line)
    desk.click(line, "need_open_file")
    assert desk.gone_to == [("residents", house.residents["Halyna"])]


def test_keep_this_decides_and_the_line_goes(house: House, sit_down: MakeDesk) -> None:
    lay_phone_conflict(house)
    desk = sit_down()
    dialog = desk.open()
    assert isinstance(dialog, ConflictDialog)
    assert "In the central store now" in desk.texts(dialog.cards[0])
    desk.click(dialog, "conflict_keep_1")
    assert desk.resident("Halyna").phone == "+45 21"
    assert desk.conflict_state() is ConflictState.DECIDED
    assert desk.lines() == []
    assert desk.said[-1].text() == "Decided. Every desk of the site will show it."


def test_another_value_is_written_with_the_keyboard(house: House, sit_down: MakeDesk) -> None:
    lay_phone_conflict(house)
    desk = sit_down()
    dialog = desk.open()
    desk.click(dialog, "conflict_write")
    field = dialog.findChild(QLineEdit, "own_value")
    assert field.hasFocus()
    field.selectAll()
    desk.qtbot.keyClicks(field, "+45 99")
    desk.qtbot.keyClick(field, Qt.Key.Key_Return)
    desk.settle()
    assert desk.resident("Halyna").phone == "+45 99"


def test_value_that_can_not_stand_is_said_in_the_dialog(house: House, sit_down: MakeDesk) -> None:
    lay_conflict(house, "Halyna", "cpr", {"cpr": "0205941234"}, {"cpr": "0205941235"})
    desk = sit_down()
    dialog = desk.open()
    desk.click(dialog, "conflict_write")
    field = dialog.findChild(QLineEdit, "own_value")
    field.setText("12")
    desk.click(dialog, "dialog_confirm")
    assert dialog.isVisible()
    assert "ten digits" in desk.texts(dialog)
    assert field.text() == "12"
    assert desk.conflict_state() is ConflictState.OPEN


def test_name_is_taken_as_a_whole(house: House, sit_down: MakeDesk) -> None:
    name: dict[str, Any] = {"surname": "Koval", "given_names": "Halyna"}
    lay_conflict(house, "Halyna", "name", name, {"surname": "Kowal"})
    desk = sit_down()
    dialog = desk.open()
    assert dialog.findChild(QPushButton, "conflict_write").isHidden()
    desk.click(dialog, "conflict_keep_1")
    assert desk.resident("Halyna").surname == "Kowal"


def test_value_written_at_the_old_site_reads_as_a_suggestion(
    house: House, sit_down: MakeDesk
) -> None:
    before, writer = Site(name="Ørestad", capacity=5), User(name="Jon Friis", role=Role.HOST)
    house.lay_down(before, writer)
    house.lay_down(UserSite(user_id=writer.id, site_id=before.id))
    late = candidate(house, {"phone": "+45 21"}, lay_desk(house)) | {"actor": writer.id}
    house.lay_down(
        Conflict(
            site_id=house.site_id,
            row_table="resident",
            row_id=house.residents["Halyna"],
            field_group="phone",
            current={"phone": "+45 20"},
            candidates=[late],
        )
    )
    dialog = sit_down().open()
    said = [label.text() for label in dialog.findChildren(QLabel)]
    told = [text for text in said if "before the move" in text]
    assert len(told) == 1
    assert told[0].startswith("Ørestad wrote this before the move; it is a suggestion.\nJon Friis")


def test_dropping_what_others_build_on_says_what_becomes_of_them(
    house: House, sit_down: MakeDesk
) -> None:
    op_id = change_resident(house, "Halyna", phone="1")
    change_resident(house, "Halyna", phone="2")
    refuse(house, op_id)
    desk = sit_down()
    dialog = desk.open()
    assert not dialog.findChild(QPushButton, "dialog_confirm").isVisible()
    desk.click(dialog, "refused_drop_open")
    assert "Later changes build on this." in desk.texts(dialog)


def test_host_sees_who_can_decide_and_no_button_to_do_it(house: House, sit_down: MakeDesk) -> None:
    lay_phone_conflict(house)
    desk = sit_down(Role.HOST)
    assert "lead Holm" in desk.texts(desk.lines()[0])
    dialog = desk.open()
    assert "lead Holm" in dialog.findChild(QLabel, "conflict_deciders").text()
    assert dialog.findChild(QPushButton, "conflict_keep_0").isHidden()
    assert dialog.findChild(QPushButton, "conflict_write").isHidden()


def test_host_sees_both_claims_and_no_button_to_settle_them(
    house: House, sit_down: MakeDesk
) -> None:
    lay_contested(house)
    desk = sit_down(Role.HOST)
    dialog = desk.open()
    assert "lead Holm" in dialog.findChild(QLabel, "contested_deciders").text()
    for name in ("contested_cancel", "contested_confirm", "dialog_confirm"):
        assert dialog.findChild(QPushButton, name).isHidden()
    assert "Oksana Shevchenko" in desk.texts(dialog)


def test_contested_bed_is_settled_with_another_bed(house: House, sit_down: MakeDesk) -> None:
    stay_id = lay_contested(house)
    desk = sit_down()
    assert desk.lines()[0].accessibleName() == (
        "Bed 2.14 A claimed twice. Halyna Koval and Oksana Shevchenko"
    )
    dialog = desk.open()
    assert isinstance(dialog, ContestedDialog)
    beds = dialog.findChild(BedChoiceList)
    desk.qtbot.waitUntil(lambda: beds.count() == 3)
    chosen = beds.chosen_bed()
    desk.click(dialog, "dialog_confirm")
    with house.store.read() as session:
        stay = session.get(Stay, stay_id)
    assert stay is not None
    assert (stay.state, stay.bed_id) == (StayState.CONFIRMED, chosen)
    assert desk.lines() == []
    assert desk.said[-1].text() == "Oksana Shevchenko has a bed now."


def test_claim_is_cancelled(house: House, sit_down: MakeDesk) -> None:
    stay_id = lay_contested(house)
    desk = sit_down()
    desk.click(desk.open(), "contested_cancel")
    with house.store.read() as session:
        stay = session.get(Stay, stay_id)
    assert stay is not None
    assert stay.state is StayState.CANCELLED


def test_bed_gone_meanwhile_is_said_in_the_dialog(house: House, sit_down: MakeDesk) -> None:
    lay_contested(house)
    desk = sit_down()
    dialog = desk.open()
    beds = dialog.findChild(BedChoiceList)
    desk.qtbot.waitUntil(lambda: beds.count() == 3)
    with house.workplace().op("assign_bed") as session:
        session.add(
            Stay(
                site_id=house.site_id,
                bed_id=beds.chosen_bed(),
                resident_id=house.residents["Petro"],
                starts_on=house.workplace().today(),
                state=StayState.CONFIRMED,
            )
        )
    desk.click(dialog, "dialog_confirm")
    assert dialog.isVisible()
    assert "just been taken" in desk.texts(dialog)


def test_refused_is_sent_again(house: House, sit_down: MakeDesk) -> None:
    refuse(house, change_resident(house, "Halyna", phone="+45 30"))
    desk = sit_down(Role.HOST)
    dialog = desk.open()
    assert isinstance(dialog, RefusedDialog)
    said = desk.texts(dialog)
    for part in ("Your role does not allow this", "Phone", "+45 30", "Halyna Koval"):
        assert part in said
    desk.click(dialog, "dialog_confirm")
    assert desk.resident("Halyna").phone == "+45 30"
    assert desk.lines() == []


def test_value_at_fault_is_corrected_and_sent(house: House, sit_down: MakeDesk) -> None:
    op_id = change_resident(house, "Halyna", diet="Vegan")
    about = {"table": "resident", "id": house.residents["Halyna"], "field": "diet"}
    refuse(house, op_id, code="validation", **about)
    desk = sit_down(Role.HOST)
    dialog = desk.open()
    field = dialog.findChild(QLineEdit, "own_value")
    field.setText("Vegetar")
    desk.click(dialog, "dialog_confirm")
    assert desk.resident("Halyna").diet == "Vegetar"


def test_refused_is_dropped_only_with_a_reason(house: House, sit_down: MakeDesk) -> None:
    refuse(house, change_resident(house, "Halyna", phone="+45 30"))
    desk = sit_down(Role.HOST)
    dialog = desk.open()
    desk.click(dialog, "refused_drop_open")
    drop = dialog.findChild(QPushButton, "refused_drop")
    reason = dialog.findChild(QLineEdit, "refused_reason")
    assert reason.hasFocus()
    assert not drop.isEnabled()
    desk.qtbot.keyClicks(reason, "Written twice")
    desk.click(dialog, "refused_drop")
    assert outbox.counts(house.store, "").refused == 0
    assert desk.lines() == []


def test_what_can_not_be_sent_again_says_so_and_offers_only_dropping(
    house: House, sit_down: MakeDesk
) -> None:
    op_id = change_resident(house, "Oksana", phone="+45 30")
    refuse(house, op_id)
    with house.store.applying() as connection:
        connection.exec_driver_sql(
            "DELETE FROM resident WHERE id = ?", (house.residents["Oksana"],)
        )
    desk = sit_down()
    dialog = desk.open()
    assert "no longer at this desk" in dialog.findChild(QLabel, "refused_obstacle").text()
    assert dialog.findChild(QPushButton, "dialog_confirm").isHidden()
    assert dialog.findChild(QPushButton, "refused_drop_open").isVisible()


def test_escape_closes_and_settles_nothing(house: House, sit_down: MakeDesk) -> None:
    lay_phone_conflict(house)
    desk = sit_down()
    dialog = desk.open()
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.conflict_state() is ConflictState.OPEN
    assert len(desk.lines()) == 1


def test_languages_change_while_a_dialog_is_half_filled(
    house: House, qapp: QApplication, sit_down: MakeDesk
) -> None:
    lay_phone_conflict(house)
    desk = sit_down()
    dialog = desk.open()
    desk.click(dialog, "conflict_write")
    field = dialog.findChild(QLineEdit, "own_value")
    field.setText("+45 99")
    seen = set()
    for code in ("da", "uk", "ru"):
        install_language(qapp, code)
        desk.settle()
        seen.add(dialog.windowTitle())
        assert field.text() == "+45 99"
    assert len(seen) == 3


def test_a_lead_takes_note_of_an_opened_file(sit_down: MakeDesk, house: House) -> None:
    halyna = house.residents["Halyna"]
    ProtectedFiles(house.workplace(Role.LEAD)).protect(halyna, "Sag 26/114")
    ProtectedFiles(house.workplace()).open(halyna, "Ambulancen er her")
    assert sit_down(Role.HOST).lines() == []
    desk = sit_down()
    (line,) = desk.lines()
    said = desk.texts(line)
    assert "Protected file opened: no. 003-00001-0" in said
    assert "Reason: Ambulancen er her" in said
    assert "host Holm" in said
    assert "Koval" not in said
    desk.click(line, "need_settle_0")
    assert desk.said[-1].text() == "Marked as seen."
    assert desk.lines() == []


def test_a_conflict_about_a_protected_file_says_to_open_it(
    sit_down: MakeDesk, house: House
) -> None:
    lay_conflict(house, "Petro", "phone", {"phone": "20111111"}, {"phone": "20222222"})
    ProtectedFiles(house.workplace(Role.LEAD)).protect(house.residents["Petro"], "Sag")
    desk = sit_down()
    (line,) = desk.lines()
    assert "This file is protected. Please open it with a reason first." in desk.texts(line)
    dialog = desk.open()
    assert "20222222" not in desk.texts(dialog)
    desk.click(line, "need_open_file")
    assert desk.gone_to == [("residents", house.residents["Petro"])]
