"""The whole program at a real store: set up, a new colleague, a new password, somebody shut out."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import DeskApp
from desktop.models.identity import LAST_IN_STEP, save_identity, set_value
from desktop.models.keys import SlotOwner
from desktop.services.entry_errors import WrongPasswordToldError
from desktop.services.profile import Profile
from desktop.sync.signing_in import fetch_slots, sign_in
from desktop.views.background import Background
from desktop.views.desk_line import DeskLine
from desktop.views.shell.change_password_dialog import ChangePasswordDialog
from desktop.views.shell.lock_view import LockView
from desktop.views.shell.main_window import MainWindow
from desktop.views.start.enrol_window import EnrolWindow
from desktop.views.start.sign_in_window import SignInWindow
from tests.desks import PASSWORD, PATIENCE, Housing
from tests.house import QUICK

NEW = "solsikke 8"
LONG = int(PATIENCE * 1000)
ENTER = Qt.Key.Key_Return


class Hands:
    """A program, and hands for its windows."""

    def __init__(self, qtbot: QtBot, program: DeskApp) -> None:
        self.qtbot = qtbot
        self.program = program

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.program.background.busy, timeout=LONG)

    def write(self, name: str, text: str, *, enter: bool = False) -> None:
        window = self.program.start_window or self.window
        field = window.findChild(QLineEdit, name)
        field.clear()
        self.qtbot.keyClicks(field, text)
        if enter:
            self.qtbot.keyClick(field, ENTER)
            self.settle()

    @property
    def window(self) -> MainWindow:
        assert self.program.desk is not None
        return self.program.desk.window

    @property
    def lock_view(self) -> LockView:
        view = self.window.cover.view
        assert isinstance(view, LockView)
        return view

    def is_locked(self) -> bool:
        return self.window.cover.view is not None

    def lock(self) -> None:
        self.qtbot.keyClick(self.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    def choose(self, text: str) -> None:
        people = self.lock_view.findChild(QComboBox, "lock_person")
        people.setCurrentIndex(people.findText(text))
        people.activated.emit(people.currentIndex())

    @property
    def person(self) -> str:
        assert self.program.desk is not None
        return self.program.desk.workplace.actor.name

    def wait_online(self) -> None:
        desk = self.program.desk
        assert desk is not None
        self.qtbot.waitUntil(lambda: desk.engine.state.online, timeout=LONG)
        self.settle()


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Hands]:
    program = DeskApp(qapp, tmp_path / "profile", chosen_language="en", cost=QUICK)
    made = Hands(qtbot, program)
    yield made
    made.program.close()


def set_up(hands: Hands, housing: Housing) -> None:
    """From the code to the open desk, with the host signed in."""
    hands.program.start()
    window = hands.program.start_window
    assert isinstance(window, EnrolWindow)
    code = housing.central.cli("device", "code", "--site", housing.site).split()[-1]
    hands.write("enrol_address", housing.central.url)
    hands.write("enrol_code", code)
    hands.write("enrol_desk_name", "Desk 1", enter=True)
    people = window.findChild(QComboBox, "enrol_person")
    names = [people.itemText(n) for n in range(people.count())]
    people.setCurrentIndex(next(n for n, name in enumerate(names) if housing.host in name))
    hands.write("enrol_password", PASSWORD, enter=True)
    hands.qtbot.keyClick(window.findChild(QCheckBox, "recovery_written"), Qt.Key.Key_Space)
    with hands.qtbot.waitSignal(hands.program.desk_opened, timeout=LONG):
        hands.qtbot.mouseClick(
            window.findChild(QPushButton, "recovery_open"), Qt.MouseButton.LeftButton
        )
    hands.wait_online()


def open_desk(hands: Hands, housing: Housing, qtbot: QtBot) -> SlotOwner:
    """The same without the windows; returns the host."""
    owner = make_desk(hands.program.profile, housing, "Desk 1")
    hands.program.open_desk(hands.program.profile.open(owner.user_id, PASSWORD))
    hands.wait_online()
    return owner


def make_desk(profile: Profile, housing: Housing, name: str) -> SlotOwner:
    """A desk at which the host has signed in by the store's word."""
    enrolled = housing.enrol(name)
    host = next(person for person in enrolled.colleagues if person.name == housing.host)
    owner = SlotOwner(host.id, host.name)
    sign_in(housing.central.url, enrolled.identity.device_id, host.id, PASSWORD)
    profile.create(enrolled.identity, owner, PASSWORD, enrolled.lay_down)
    return owner


def reopened(hands: Hands, qapp: QApplication) -> Hands:
    """The program closed and started again on the same folder."""
    hands.program.close()
    again = DeskApp(qapp, hands.program.profile.folder, chosen_language="en", cost=QUICK)
    again.start()
    hands.program = again
    hands.settle()
    return hands


def test_desk_is_set_up_a_new_colleague_comes_in_once_online_and_lost_keys_are_made_anew(
    hands: Hands, housing: Housing, qapp: QApplication
) -> None:
    set_up(hands, housing)
    assert hands.person == housing.host
    desk = hands.program.desk
    assert desk is not None
    assert fetch_slots(desk.engine.identity).escrow
    hands.lock()
    hands.choose("Someone else…")
    hands.write("lock_name", housing.lead.upper())
    hands.write("lock_password", "not hers", enter=True)
    assert hands.is_locked()
    hands.write("lock_password", PASSWORD, enter=True)
    assert hands.person == housing.lead
    assert not hands.is_locked()
    desk = hands.program.desk
    assert desk is not None
    assert desk.workplace.sealed_key is not None
    assert desk.opened.session
    profile = hands.program.profile
    names = {owner.name: owner.user_id for owner in profile.owners()}
    assert names.keys() == {housing.host, housing.lead}
    known = profile.open(names[housing.lead], PASSWORD, held=desk.opened.store)
    assert known.workplace.sealed_key == desk.workplace.sealed_key

    hands.program.close()
    (profile.folder / "keys.json").write_text("{", "utf-8")
    reopened(hands, qapp)
    window = hands.program.start_window
    assert isinstance(window, SignInWindow)
    assert "key file" in window.findChild(QLabel, "sign_in_fault").text()
    hands.write("sign_in_name", housing.host)
    with hands.qtbot.waitSignal(hands.program.desk_opened, timeout=LONG):
        hands.write("sign_in_password", PASSWORD, enter=True)
    assert hands.person == housing.host
    assert housing.host in {owner.name for owner in hands.program.profile.owners()}


def test_password_changed_at_one_desk_opens_the_other_after_its_next_contact(
    hands: Hands, housing: Housing, tmp_path: Path, qtbot: QtBot
) -> None:
    other = Profile(tmp_path / "other", QUICK)
    host = make_desk(other, housing, "Desk 2")
    open_desk(hands, housing, qtbot)
    background = Background()
    there = other.open(host.user_id, PASSWORD)
    line = DeskLine(there.store, there.identity, background, other)
    line.start()
    try:
        qtbot.waitUntil(lambda: fetch_slots(there.identity).escrow, timeout=LONG)
        before = (other.folder / "keys.json").read_bytes()
        hands.window.findChild(QAction, "person_change_password").trigger()
        dialog = hands.window.findChild(ChangePasswordDialog)
        hands.write("change_password", "not mine")
        for name in ("change_new", "change_again"):
            hands.write(name, NEW)
        hands.qtbot.keyClick(dialog.findChild(QLineEdit, "change_again"), ENTER)
        hands.settle()
        assert dialog.isVisible()
        said = " | ".join(label.text() for label in dialog.findChildren(QLabel))
        assert "not right" in said
        hands.write("change_password", PASSWORD)
        with qtbot.waitSignal(dialog.accepted, timeout=LONG):
            hands.qtbot.keyClick(dialog.findChild(QLineEdit, "change_again"), ENTER)
        hands.lock()
        hands.write("lock_password", NEW, enter=True)
        assert not hands.is_locked()
        desk = hands.program.desk
        assert desk is not None
        with pytest.raises(WrongPasswordToldError):
            hands.program.profile.open(host.user_id, PASSWORD, held=desk.opened.store)
        qtbot.waitUntil(lambda: (other.folder / "keys.json").read_bytes() != before, timeout=LONG)
        other.open(host.user_id, NEW, held=there.store)
        with pytest.raises(WrongPasswordToldError):
            other.open(host.user_id, PASSWORD, held=there.store)
    finally:
        line.stop()
        background.shutdown()
        there.store.close()


def test_password_for_the_first_time_only_is_changed_at_a_desk_and_who_is_disabled_is_told(
    hands: Hands, housing: Housing, qapp: QApplication, qtbot: QtBot
) -> None:
    open_desk(hands, housing, qtbot)
    hands.program.close()
    once = housing.central.cli("user", "password", housing.host).split()[-1]
    reopened(hands, qapp)
    hands.write("sign_in_password", once, enter=True)
    window = hands.program.start_window
    assert window is not None
    assert window.findChild(QLineEdit, "sign_in_new").isVisible()
    hands.write("sign_in_new", NEW)
    with qtbot.waitSignal(hands.program.desk_opened, timeout=LONG):
        hands.write("sign_in_again", NEW, enter=True)
    assert hands.person == housing.host

    housing.central.cli("user", "disable", housing.host)
    qtbot.waitUntil(hands.is_locked, timeout=LONG)
    hands.settle()
    assert "no longer sign in" in hands.lock_view.findChild(QLabel, "lock_fault").text()
    qtbot.waitUntil(lambda: hands.program.profile.owners() == [], timeout=LONG)
    hands.choose("Someone else…")
    hands.write("lock_name", housing.lead)
    hands.write("lock_password", PASSWORD, enter=True)
    assert hands.person == housing.lead


def test_desk_out_of_contact_for_too_long_asks_the_store(
    hands: Hands, housing: Housing, qtbot: QtBot
) -> None:
    open_desk(hands, housing, qtbot)
    desk = hands.program.desk
    assert desk is not None
    desk.line.stop()
    store, identity = desk.opened.store, desk.engine.identity
    with store.own() as connection:
        set_value(connection, LAST_IN_STEP, "2020-01-01T00:00:00Z")
    save_identity(store, replace(identity, central_url="http://127.0.0.1:9"))
    hands.lock()
    hands.write("lock_password", PASSWORD, enter=True)
    assert hands.is_locked()
    assert "more than 14 days" in hands.lock_view.findChild(QLabel, "lock_fault").text()
    save_identity(store, identity)
    hands.write("lock_password", PASSWORD, enter=True)
    assert not hands.is_locked()
