"""Taking a new desk in: at a real store, at nobody's, and at something else."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import create_server
from threading import Thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from central.attempts import FREE
from desktop.services.profile import Opened, Profile
from desktop.views.background import Background
from desktop.views.start.enrol_window import EnrolWindow
from desktop.views.translator import install_language
from desktop.views.widgets.field_row import FieldRow
from tests.desks import Housing
from tests.house import QUICK
from tests.stores import central_process

PASSWORD = "kaffe og kage"
ENTER = Qt.Key.Key_Return


class Enrolling:
    """The window, and short ways to its widgets."""

    def __init__(self, qtbot: QtBot, window: EnrolWindow, background: Background) -> None:
        self.qtbot = qtbot
        self.window = window
        self.background = background

    def field(self, name: str) -> QLineEdit:
        return self.window.findChild(QLineEdit, f"enrol_{name}")

    def people(self) -> QComboBox:
        return self.window.findChild(QComboBox, "enrol_person")

    def error(self, name: str) -> str:
        """What is wrong beside a field."""
        return next(
            row.error()
            for row in self.window.findChildren(FieldRow)
            if row.control.objectName() == f"enrol_{name}"
        )

    def connect(self, address: str, code: str = "AAAA-BBBB-CCCC", desk: str = "Desk 1") -> None:
        for name, text in (("address", address), ("code", code), ("desk_name", desk)):
            self.field(name).clear()
            self.qtbot.keyClicks(self.field(name), text)
        self.qtbot.keyClick(self.field("desk_name"), ENTER)
        self.settle()

    def choose_person(self, name: str, password: str, again: str) -> None:
        self.people().setCurrentIndex(
            next(n for n in range(self.people().count()) if name in self.people().itemText(n))
        )
        for field, text in (("password", password), ("password_again", again)):
            self.field(field).clear()
            self.qtbot.keyClicks(self.field(field), text)
        self.qtbot.keyClick(self.field("password_again"), ENTER)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.background.busy, timeout=20_000)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile", QUICK)


@pytest.fixture
def enrolling(qtbot: QtBot, profile: Profile, background: Background) -> Enrolling:
    window = EnrolWindow(profile, background)
    qtbot.addWidget(window)
    window.show()
    return Enrolling(qtbot, window, background)


@pytest.fixture
def nonsense() -> Iterator[str]:
    """The address of a web server that is no store."""

    class Portal(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>Sign in to the Wi-Fi</html>")

        def log_message(self, *_: object) -> None:
            """Keeps quiet."""

    server = HTTPServer(("127.0.0.1", 0), Portal)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def closed_port() -> int:
    with create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_what_is_missing_is_told_beside_each_field(enrolling: Enrolling) -> None:
    enrolling.qtbot.keyClick(enrolling.field("code"), ENTER)
    assert enrolling.error("address") == "Please type the address."
    assert enrolling.error("code") == "Please type the code."
    assert enrolling.error("desk_name") == "Please give this desk a name."
    enrolling.qtbot.keyClicks(enrolling.field("code"), "A")
    assert enrolling.error("code") == ""


@pytest.mark.parametrize(
    "text", ["not an address", "https://", "ftp://store.example", "https://a:99999", "http://["]
)
def test_what_is_no_address_is_told_with_an_example(enrolling: Enrolling, text: str) -> None:
    enrolling.connect(text)
    assert enrolling.error("address") == (
        "This is not an address. It looks like https://ankomst.example.dk."
    )


def test_plain_http_to_another_machine_is_not_allowed(enrolling: Enrolling) -> None:
    enrolling.connect("http://store.example")
    assert "must begin with https://" in enrolling.error("address")


def test_nobody_at_the_address_is_told_and_nothing_typed_is_lost(enrolling: Enrolling) -> None:
    enrolling.connect(f"http://127.0.0.1:{closed_port()}")
    assert "Nobody answers" in enrolling.error("address")
    assert enrolling.field("code").text() == "AAAA-BBBB-CCCC"
    assert enrolling.window.findChild(QPushButton, "enrol_next").isEnabled()


def test_something_else_at_the_address_is_told(enrolling: Enrolling, nonsense: str) -> None:
    enrolling.connect(nonsense)
    assert "not the central store" in enrolling.error("address")


def test_a_wrong_code_is_told_beside_it_and_too_many_with_the_wait(enrolling: Enrolling) -> None:
    # A store of its own: wrong codes slow down everybody at this address.
    with central_process() as store:
        enrolling.connect(store.url)
        assert "already or is too old" in enrolling.error("code")
        for _ in range(FREE):
            enrolling.connect(store.url)
        assert "Too many wrong codes. Please try again in" in enrolling.error("code")


def test_language_switch_keeps_what_is_half_typed(
    enrolling: Enrolling, qtbot: QtBot, qapp: QApplication
) -> None:
    enrolling.window.language_chosen.connect(lambda code: install_language(qapp, code))
    qtbot.keyClicks(enrolling.field("address"), "https://anko")
    qtbot.keyClicks(enrolling.field("code"), "AAAA")
    for name, code in (("Dansk", "da"), ("Українська", "uk"), ("Русский", "ru")):
        button = next(b for b in enrolling.window.findChildren(QPushButton) if b.text() == name)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qapp.processEvents()
        assert enrolling.window.language_switch.value() == code
        assert enrolling.field("address").text() == "https://anko"
        assert enrolling.field("code").text() == "AAAA"


class TestAtTheStore:
    """Steps two and three, at a real store with a site of its own."""

    @pytest.fixture(autouse=True)
    def _connected(self, enrolling: Enrolling, housing: Housing) -> None:
        code = housing.central.cli("device", "code", "--site", housing.site).split()[-1]
        enrolling.connect(housing.central.url, code)
        assert enrolling.people().isVisible()

    def test_new_desk_is_made_and_opened_with_its_code_written_down(
        self, enrolling: Enrolling, housing: Housing, profile: Profile, qtbot: QtBot
    ) -> None:
        window = enrolling.window
        assert window.findChild(QLabel, "enrol_site").text() == housing.site
        enrolling.choose_person(housing.host, PASSWORD, PASSWORD)
        code = window.findChild(QLabel, "recovery_code")
        assert code.isVisible()
        assert [len(group) for group in code.text().split("-")] == [5] * 5
        qtbot.mouseClick(window.findChild(QPushButton, "recovery_copy"), Qt.MouseButton.LeftButton)
        assert QGuiApplication.clipboard().text() == code.text()
        button = window.findChild(QPushButton, "recovery_open")
        assert not button.isEnabled()
        qtbot.keyClick(window.findChild(QCheckBox, "recovery_written"), Qt.Key.Key_Space)
        button.setFocus()
        with qtbot.waitSignal(window.opened) as heard:
            qtbot.keyClick(button, ENTER)
        opened: Opened = heard.args[0]
        assert opened.workplace.actor.name == housing.host
        assert opened.workplace.site().name == housing.site
        opened.store.close()
        assert [owner.name for owner in profile.owners()] == [housing.host]

    def test_passwords_are_checked_beside_the_fields(
        self, enrolling: Enrolling, housing: Housing, profile: Profile, qtbot: QtBot
    ) -> None:
        qtbot.keyClick(enrolling.field("password_again"), ENTER)
        assert enrolling.error("person") == "Please choose your name."
        enrolling.choose_person(housing.host, "kort", "kort")
        assert enrolling.error("password") == "At least 8 characters."
        qtbot.keyClicks(enrolling.field("password"), " kaffe")
        assert enrolling.error("password") == ""
        enrolling.field("password_again").clear()
        qtbot.keyClicks(enrolling.field("password_again"), "kort t")
        assert enrolling.error("password_again") == "The two passwords are not the same."
        assert not profile.is_enrolled()

    def test_back_and_on_again_keeps_everything_and_uses_no_second_code(
        self, enrolling: Enrolling, qtbot: QtBot
    ) -> None:
        qtbot.keyClicks(enrolling.field("password"), PASSWORD)
        enrolling.people().setCurrentIndex(1)
        chosen = enrolling.people().currentText()
        qtbot.keyClick(enrolling.field("password"), Qt.Key.Key_Escape)
        assert enrolling.field("desk_name").isVisible()
        assert enrolling.field("desk_name").text() == "Desk 1"
        qtbot.keyClick(enrolling.field("desk_name"), ENTER)
        assert enrolling.people().isVisible()
        assert enrolling.people().currentText() == chosen
        assert enrolling.field("password").text() == PASSWORD
        qtbot.keyClick(enrolling.field("password"), Qt.Key.Key_Escape)
        qtbot.keyClicks(enrolling.field("desk_name"), "0")
        qtbot.keyClick(enrolling.field("desk_name"), ENTER)
        assert "has let this PC in already" in enrolling.error("code")

    def test_language_switch_keeps_person_password_and_code(
        self, enrolling: Enrolling, housing: Housing, qtbot: QtBot, qapp: QApplication
    ) -> None:
        enrolling.people().setCurrentIndex(1)
        qtbot.keyClicks(enrolling.field("password"), PASSWORD)
        chosen = enrolling.people().currentData()
        for code in ("da", "uk", "ru"):
            install_language(qapp, code)
            qapp.processEvents()
            assert enrolling.people().currentData() == chosen
            assert enrolling.field("password").text() == PASSWORD
        enrolling.choose_person(housing.lead, PASSWORD, PASSWORD)
        shown = enrolling.window.findChild(QLabel, "recovery_code").text()
        install_language(qapp, "da")
        qapp.processEvents()
        assert enrolling.window.findChild(QLabel, "recovery_code").text() == shown
