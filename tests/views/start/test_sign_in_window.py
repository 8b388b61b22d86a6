"""Signing in at a desk made for the test, on a real encrypted database, without a store."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.models.wrong_tries import FREE
from desktop.services.profile import Opened
from desktop.views.background import Background
from desktop.views.start.password_box import PasswordBox
from desktop.views.start.sign_in_window import SignInWindow
from desktop.views.translator import install_language
from desktop.views.widgets.field_row import FieldRow
from tests.closed_desk import PASSWORD, ClosedDesk, make_closed_desk


@pytest.fixture
def desk(tmp_path: Path) -> ClosedDesk:
    return make_closed_desk(tmp_path / "profile")


@pytest.fixture
def window(qtbot: QtBot, desk: ClosedDesk, background: Background) -> SignInWindow:
    return shown(qtbot, desk, background)


def shown(qtbot: QtBot, desk: ClosedDesk, background: Background) -> SignInWindow:
    made = SignInWindow(desk.profile, background)
    qtbot.addWidget(made)
    made.show()
    settle(qtbot, background)
    return made


def settle(qtbot: QtBot, background: Background) -> None:
    qtbot.waitUntil(lambda: not background.busy, timeout=20_000)


def password_of(window: SignInWindow) -> QLineEdit:
    return window.findChild(QLineEdit, "sign_in_password")


def box_of(window: SignInWindow) -> PasswordBox:
    box = password_of(window).parentWidget().parentWidget()
    assert isinstance(box, PasswordBox)
    return box


def person_of(window: SignInWindow) -> QComboBox:
    return window.findChild(QComboBox, "sign_in_person")


def button_of(window: SignInWindow) -> QPushButton:
    return window.findChild(QPushButton, "sign_in_button")


def fault_of(window: SignInWindow) -> QLabel:
    return window.findChild(QLabel, "sign_in_fault")


def choose(window: SignInWindow, name: str) -> None:
    people = person_of(window)
    people.setCurrentIndex(people.findText(name))
    people.activated.emit(people.currentIndex())


def sign_in(qtbot: QtBot, window: SignInWindow, password: str) -> None:
    qtbot.keyClicks(password_of(window), password)
    qtbot.keyClick(password_of(window), Qt.Key.Key_Return)


def test_enter_signs_in_and_says_that_it_takes_a_moment(qtbot: QtBot, window: SignInWindow) -> None:
    people = person_of(window)
    assert [people.itemText(n) for n in range(people.count())] == [
        "Jonas Friis",
        "Mette Holm",
        "Someone else…",
    ]
    assert window.findChild(QLabel, "sign_in_desk").text() == "Desk 1"
    choose(window, "Mette Holm")
    with qtbot.waitSignal(window.opened) as heard:
        sign_in(qtbot, window, PASSWORD)
        assert button_of(window).text() == "Opening…"
        assert not button_of(window).isEnabled()
    opened: Opened = heard.args[0]
    assert opened.workplace.actor.name == "Mette Holm"
    assert opened.workplace.sealed_key is None
    assert password_of(window).text() == ""
    opened.store.close()


def test_wrong_password_is_told_beside_the_field_and_can_be_typed_over(
    qtbot: QtBot, window: SignInWindow, background: Background
) -> None:
    sign_in(qtbot, window, "kaffe")
    settle(qtbot, background)
    assert box_of(window).problem() == "The password is not right. Please try again."
    assert button_of(window).isEnabled()
    with qtbot.waitSignal(window.opened) as heard:
        sign_in(qtbot, window, PASSWORD)
        assert box_of(window).problem() == ""
    heard.args[0].store.close()


def test_after_too_many_one_must_wait_also_in_a_new_window(
    qtbot: QtBot, desk: ClosedDesk, window: SignInWindow, background: Background
) -> None:
    for _ in range(FREE):
        sign_in(qtbot, window, "kaffe")
        settle(qtbot, background)
    assert "Too many wrong tries" in box_of(window).problem()
    assert not button_of(window).isEnabled()
    again = shown(qtbot, desk, background)
    assert "Too many wrong tries" in box_of(again).problem()
    sign_in(qtbot, again, PASSWORD)
    assert not background.busy
    choose(again, "Mette Holm")
    assert box_of(again).problem() == ""
    assert button_of(again).isEnabled()


def test_wait_counts_down_and_ends(qtbot: QtBot) -> None:
    box = PasswordBox("some")
    qtbot.addWidget(box)
    box.show()
    box.wait(1)
    assert box.problem() == "Too many wrong tries. Please try again in 1 second."
    with qtbot.waitSignal(box.waiting_changed):
        pass
    assert box.problem() == ""


def test_an_empty_password_is_asked_for(qtbot: QtBot, window: SignInWindow) -> None:
    qtbot.mouseClick(button_of(window), Qt.MouseButton.LeftButton)
    assert box_of(window).problem() == "Please type your password."


def test_a_damaged_database_is_told_in_the_card(
    qtbot: QtBot, desk: ClosedDesk, window: SignInWindow
) -> None:
    desk.profile.database.write_bytes(b"not a database at all" * 500)
    sign_in(qtbot, window, PASSWORD)
    qtbot.waitUntil(fault_of(window).isVisible)
    assert "damaged" in fault_of(window).text()
    assert box_of(window).problem() == ""


def test_somebody_else_types_a_name_and_needs_the_network(
    qtbot: QtBot, window: SignInWindow, background: Background
) -> None:
    name = window.findChild(QLineEdit, "sign_in_name")
    assert not name.isVisible()
    choose(window, "Someone else…")
    assert name.isVisible()
    assert name.hasFocus()
    qtbot.keyClick(name, Qt.Key.Key_Return)
    row = next(row for row in window.findChildren(FieldRow) if row.control is name)
    assert row.error() == "Please type your name."
    qtbot.keyClicks(name, "Olena Koval")
    sign_in(qtbot, window, PASSWORD)
    settle(qtbot, background)
    assert "can't be reached" in fault_of(window).text()
    assert name.text() == "Olena Koval"


@pytest.mark.parametrize("damage", [None, "{"])
def test_lost_keys_are_told_and_the_recovery_code_lets_in(
    qtbot: QtBot, desk: ClosedDesk, background: Background, damage: str | None
) -> None:
    keys = desk.profile.folder / "keys.json"
    keys.unlink() if damage is None else keys.write_text(damage, "utf-8")
    window = shown(qtbot, desk, background)
    assert "key file" in fault_of(window).text()
    recover = window.findChild(QPushButton, "sign_in_recover")
    qtbot.mouseClick(recover, Qt.MouseButton.LeftButton)
    code = window.findChild(QLineEdit, "recover_code")
    assert code.hasFocus()
    qtbot.keyClicks(code, "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE")
    qtbot.keyClick(code, Qt.Key.Key_Return)
    settle(qtbot, background)
    row = next(row for row in window.findChildren(FieldRow) if row.control is code)
    assert "not the recovery code" in row.error()
    qtbot.keyClicks(code, desk.code.lower())
    qtbot.keyClick(code, Qt.Key.Key_Return)
    settle(qtbot, background)
    people = window.findChild(QComboBox, "recover_person")
    assert people.isVisible()
    people.setCurrentIndex(people.findText("Olena Koval", Qt.MatchFlag.MatchStartsWith))
    password = window.findChild(QLineEdit, "recover_password")
    qtbot.keyClicks(password, PASSWORD)
    qtbot.keyClick(password, Qt.Key.Key_Return)
    settle(qtbot, background)
    assert "can't be reached" in window.findChild(QLabel, "recover_intro").text()
    new, again = (window.findChild(QLineEdit, f"recover_{name}") for name in ("new", "again"))
    assert new.isVisible()
    for field in (new, again):
        qtbot.keyClicks(field, "solsikke 8")
    with qtbot.waitSignal(window.opened) as heard:
        qtbot.keyClick(again, Qt.Key.Key_Return)
    opened: Opened = heard.args[0]
    assert opened.workplace.actor.name == "Olena Koval"
    assert opened.workplace.site().name == "Sjællandsgade"
    opened.store.close()
    desk.profile.open(desk.olena.user_id, "solsikke 8").store.close()


def test_way_back_from_the_recovery_code_closes_what_it_opened(
    qtbot: QtBot, desk: ClosedDesk, window: SignInWindow, background: Background
) -> None:
    recover = window.findChild(QPushButton, "sign_in_recover")
    recover.setFocus()
    qtbot.keyClick(recover, Qt.Key.Key_Return)
    code = window.findChild(QLineEdit, "recover_code")
    qtbot.keyClicks(code, desk.code)
    qtbot.keyClick(code, Qt.Key.Key_Return)
    settle(qtbot, background)
    assert desk.profile.database.with_name("desk.db-wal").exists()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert password_of(window).isVisible()
    assert not desk.profile.database.with_name("desk.db-wal").exists()


def test_the_password_can_be_shown(qtbot: QtBot, window: SignInWindow) -> None:
    assert password_of(window).echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClick(window.findChild(QCheckBox, "sign_in_reveal"), Qt.Key.Key_Space)
    assert password_of(window).echoMode() == QLineEdit.EchoMode.Normal


def test_a_capital_without_shift_hints_at_caps_lock(qtbot: QtBot, window: SignInWindow) -> None:
    field = password_of(window)
    qtbot.keyClick(field, "K")
    assert any("Caps Lock" in label.text() for label in window.findChildren(QLabel))
    qtbot.keyClick(field, "k")
    assert not any("Caps Lock" in label.text() for label in window.findChildren(QLabel))


def test_language_switch_keeps_the_password_and_the_message(
    qtbot: QtBot, qapp: QApplication, window: SignInWindow, background: Background
) -> None:
    window.language_chosen.connect(lambda code: install_language(qapp, code))
    sign_in(qtbot, window, "kaffe")
    settle(qtbot, background)
    for name, code in (("Dansk", "da"), ("Українська", "uk"), ("Русский", "ru")):
        button = next(b for b in window.findChildren(QPushButton) if b.text() == name)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qapp.processEvents()
        assert window.language_switch.value() == code
        assert password_of(window).text() == "kaffe"
        assert box_of(window).problem()
