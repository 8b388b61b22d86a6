"""Signing in at a desk made for the test, on a real encrypted database."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.models.identity import save_identity
from desktop.models.keys import SlotOwner
from desktop.models.sites import Role, Site, User, UserSite
from desktop.models.store import Store
from desktop.services.profile import Opened, Profile
from desktop.views.background import Background
from desktop.views.start.sign_in_window import SignInWindow
from desktop.views.translator import install_language
from tests.house import QUICK, House

PASSWORD = "kaffe og kage"


@pytest.fixture
def profile(tmp_path: Path, house: House) -> Profile:
    """A desk where the house's host can sign in."""
    made = Profile(tmp_path / "profile", QUICK)
    host = User(id=house.users[Role.HOST], name="Mette Holm", role=Role.HOST)

    site = Site(id=house.site_id, name="Sjællandsgade")
    at_work = UserSite(user_id=host.id, site_id=site.id)

    def lay_down(store: Store) -> None:
        save_identity(store, house.identity)
        with store.applying() as connection:
            connection.execute(Site.__table__.insert().values(**site.model_dump()))
            connection.execute(User.__table__.insert().values(**host.model_dump()))
            connection.execute(UserSite.__table__.insert().values(**at_work.model_dump()))

    made.create(house.identity, SlotOwner(host.id, host.name), PASSWORD, lay_down)
    return made


@pytest.fixture
def window(qtbot: QtBot, profile: Profile, background: Background) -> SignInWindow:
    return shown(qtbot, profile, background)


def shown(qtbot: QtBot, profile: Profile, background: Background) -> SignInWindow:
    made = SignInWindow(profile, background)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not background.busy)
    return made


def password_of(window: SignInWindow) -> QLineEdit:
    return window.findChild(QLineEdit, "sign_in_password")


def sign_in(qtbot: QtBot, window: SignInWindow, password: str) -> None:
    qtbot.keyClicks(password_of(window), password)
    qtbot.keyClick(password_of(window), Qt.Key.Key_Return)


def test_enter_signs_in_and_says_that_it_takes_a_moment(
    qtbot: QtBot, window: SignInWindow, house: House
) -> None:
    assert window.findChild(QComboBox, "sign_in_person").currentText() == "Mette Holm"
    with qtbot.waitSignal(window.opened) as heard:
        sign_in(qtbot, window, PASSWORD)
        button = window.findChild(QPushButton, "sign_in_button")
        assert button.text() == "Opening…"
        assert not button.isEnabled()
    opened: Opened = heard.args[0]
    assert opened.workplace.actor.name == "Mette Holm"
    assert password_of(window).text() == ""
    opened.store.close()


def test_wrong_password_is_told_beside_the_field_and_can_be_typed_over(
    qtbot: QtBot, window: SignInWindow
) -> None:
    sign_in(qtbot, window, "kaffe")
    problem = window.findChild(QLabel, "sign_in_problem")
    qtbot.waitUntil(problem.isVisible)
    assert problem.text() == "The password is not right. Please try again."
    assert window.findChild(QPushButton, "sign_in_button").isEnabled()
    with qtbot.waitSignal(window.opened) as heard:
        sign_in(qtbot, window, PASSWORD)
        assert not problem.isVisible()
    heard.args[0].store.close()


def test_an_empty_password_is_asked_for(qtbot: QtBot, window: SignInWindow) -> None:
    qtbot.mouseClick(window.findChild(QPushButton, "sign_in_button"), Qt.MouseButton.LeftButton)
    assert window.findChild(QLabel, "sign_in_problem").text() == "Please type your password."


def test_a_damaged_database_is_told_in_the_card(
    qtbot: QtBot, profile: Profile, window: SignInWindow
) -> None:
    profile.database.write_bytes(b"not a database at all" * 500)
    sign_in(qtbot, window, PASSWORD)
    fault = window.findChild(QLabel, "sign_in_fault")
    qtbot.waitUntil(fault.isVisible)
    assert "damaged" in fault.text()
    assert not window.findChild(QLabel, "sign_in_problem").isVisible()


def test_missing_keys_are_told_and_nobody_can_sign_in(
    qtbot: QtBot, profile: Profile, background: Background
) -> None:
    (profile.folder / "keys.json").unlink()
    window = shown(qtbot, profile, background)
    assert "key file" in window.findChild(QLabel, "sign_in_fault").text()
    assert not window.findChild(QPushButton, "sign_in_button").isEnabled()


def test_the_password_can_be_shown(qtbot: QtBot, window: SignInWindow) -> None:
    assert password_of(window).echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClick(window.findChild(QCheckBox, "sign_in_reveal"), Qt.Key.Key_Space)
    assert password_of(window).echoMode() == QLineEdit.EchoMode.Normal


def test_a_capital_without_shift_hints_at_caps_lock(qtbot: QtBot, window: SignInWindow) -> None:
    field = password_of(window)
    qtbot.keyClick(field, "K")
    assert field.accessibleDescription() == ""
    assert any("Caps Lock" in label.text() for label in window.findChildren(QLabel))
    qtbot.keyClick(field, "k")
    assert not any("Caps Lock" in label.text() for label in window.findChildren(QLabel))


def test_language_switch_keeps_the_password_and_the_message(
    qtbot: QtBot, qapp: QApplication, window: SignInWindow
) -> None:
    window.language_chosen.connect(lambda code: install_language(qapp, code))
    sign_in(qtbot, window, "kaffe")
    problem = window.findChild(QLabel, "sign_in_problem")
    qtbot.waitUntil(problem.isVisible)
    for name, code in (("Dansk", "da"), ("Українська", "uk"), ("Русский", "ru")):
        button = next(b for b in window.findChildren(QPushButton) if b.text() == name)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qapp.processEvents()
        assert window.language_switch.value() == code
        assert password_of(window).text() == "kaffe"
        assert problem.isVisible()
