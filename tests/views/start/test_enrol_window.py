"""Taking a new desk in: at a real store, at nobody's, and at something else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import create_server
from threading import Thread

import pytest
import trustme
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from central.attempts import FREE
from desktop.services.profile import Opened, Profile
from desktop.sync.signing_in import sign_in
from desktop.views.background import Background
from desktop.views.start.enrol_window import EnrolWindow
from desktop.views.translator import install_language
from desktop.views.widgets.field_row import FieldRow
from tests.desks import PASSWORD, Housing, make_housing
from tests.house import QUICK
from tests.stores import CentralProcess, central_process
from tests.tls import tls_server

ENTER = Qt.Key.Key_Return
LATER = datetime.now(UTC) + timedelta(days=30)
EARLIER = datetime.now(UTC) - timedelta(days=30)


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

    def choose_person(self, name: str, password: str) -> None:
        self.people().setCurrentIndex(
            next(n for n in range(self.people().count()) if name in self.people().itemText(n))
        )
        self.field("password").clear()
        self.qtbot.keyClicks(self.field("password"), password)
        self.qtbot.keyClick(self.field("password"), ENTER)
        self.settle()

    def choose_password(self, new: str, again: str) -> None:
        for field, text in (("new", new), ("again", again)):
            self.field(field).clear()
            self.qtbot.keyClicks(self.field(field), text)
        self.qtbot.keyClick(self.field("again"), ENTER)
        self.settle()

    def code(self) -> QLabel:
        """The recovery code that is shown."""
        return self.window.findChild(QLabel, "recovery_code")

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
    ("issued_to", "trusted", "until", "said"),
    [
        ("127.0.0.1", False, LATER, "does not trust the certificate"),
        ("ankomst.example.dk", True, LATER, "belongs to another address"),
        ("127.0.0.1", True, EARLIER, "has expired"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told(
    enrolling: Enrolling,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    issued_to: str,
    trusted: bool,
    until: datetime,
    said: str,
) -> None:
    authority = trustme.CA(organization_name="A made-up municipality")
    bundle = tmp_path / "trusted.pem"
    bundle.write_bytes((authority if trusted else trustme.CA()).cert_pem.bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    with tls_server(authority.issue_cert(issued_to, not_after=until)) as address:
        enrolling.connect(address)
    assert said in enrolling.error("address")
    assert "Nothing was sent." in enrolling.error("address")


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


@pytest.mark.parametrize("name", ["address", "code", "desk_name"])
def test_enter_goes_on_and_presses_nothing_besides(
    enrolling: Enrolling, qtbot: QtBot, name: str
) -> None:
    """The fields are out of use while the store is asked, so the focus leaves them."""
    chosen: list[str] = []
    enrolling.window.language_chosen.connect(chosen.append)
    values = {"address": f"http://127.0.0.1:{closed_port()}", "code": "AAAA", "desk_name": "1"}
    for field, text in values.items():
        enrolling.field(field).setText(text)
    enrolling.field(name).setFocus()
    qtbot.keyClick(enrolling.field(name), ENTER)
    qtbot.waitUntil(lambda: bool(enrolling.error("address")), timeout=20_000)
    assert chosen == []


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


ONCE: dict[str, str] = {}
"""Passwords for the first time only, by name."""


@pytest.fixture(scope="module")
def staffed(central: CentralProcess) -> Housing:
    """A site whose people have a password; the lead's is for the first time only."""
    housing = make_housing(central)
    ONCE[housing.lead] = central.cli("user", "password", housing.lead).split()[-1]
    return housing


class TestAtTheStore:
    """Steps two and three, at a real store with a site of its own."""

    @pytest.fixture(autouse=True)
    def _connected(self, enrolling: Enrolling, staffed: Housing) -> None:
        code = staffed.central.cli("device", "code", "--site", staffed.site).split()[-1]
        enrolling.connect(staffed.central.url, code)
        assert enrolling.people().isVisible()

    def test_new_desk_is_made_and_opened_with_its_code_written_down(
        self, enrolling: Enrolling, staffed: Housing, profile: Profile, qtbot: QtBot
    ) -> None:
        window = enrolling.window
        assert window.findChild(QLabel, "enrol_site").text() == staffed.site
        enrolling.choose_person(staffed.host, PASSWORD)
        assert enrolling.code().isVisible()
        assert [len(group) for group in enrolling.code().text().split("-")] == [5] * 5
        qtbot.mouseClick(window.findChild(QPushButton, "recovery_copy"), Qt.MouseButton.LeftButton)
        assert QGuiApplication.clipboard().text() == enrolling.code().text()
        button = window.findChild(QPushButton, "recovery_open")
        assert not button.isEnabled()
        qtbot.keyClick(window.findChild(QCheckBox, "recovery_written"), Qt.Key.Key_Space)
        button.setFocus()
        with qtbot.waitSignal(window.opened) as heard:
            qtbot.keyClick(button, ENTER)
        opened: Opened = heard.args[0]
        assert opened.workplace.actor.name == staffed.host
        assert opened.workplace.site().name == staffed.site
        opened.store.close()
        assert QGuiApplication.clipboard().text() == ""
        assert [owner.name for owner in profile.owners()] == [staffed.host]

    def test_store_says_whether_the_password_is_right(
        self, enrolling: Enrolling, staffed: Housing, profile: Profile, qtbot: QtBot
    ) -> None:
        qtbot.keyClick(enrolling.field("password"), ENTER)
        assert enrolling.error("person") == "Please choose your name."
        enrolling.people().setCurrentIndex(0)
        qtbot.keyClick(enrolling.field("password"), ENTER)
        assert enrolling.error("password") == "Please type your password."
        enrolling.choose_person(staffed.host, "invented here")
        assert "does not let you in here" in enrolling.error("password")
        assert not profile.is_enrolled()
        enrolling.choose_person(staffed.host, PASSWORD)
        assert enrolling.code().isVisible()

    def test_password_for_the_first_time_only_leads_to_choosing_another(
        self, enrolling: Enrolling, staffed: Housing, profile: Profile
    ) -> None:
        once = ONCE[staffed.lead]
        enrolling.choose_person(staffed.lead, once)
        assert enrolling.field("new").isVisible()
        assert not profile.is_enrolled()
        for new, again, place, said in (
            ("kort", "kort", "new", "At least 8 characters."),
            (once, once, "new", "Please choose another password than the one you have now."),
            ("solsikke 8", "solsikke", "again", "The two passwords are not the same."),
        ):
            enrolling.choose_password(new, again)
            assert enrolling.error(place) == said
        enrolling.choose_password("solsikke 8", "solsikke 8")
        assert enrolling.code().isVisible()
        user_id = profile.owners()[0].user_id
        opened = profile.open(user_id, "solsikke 8")
        assert opened.workplace.sealed_key is not None
        url, device = opened.identity.central_url, opened.identity.device_id
        opened.store.close()
        assert not sign_in(url, device, user_id, "solsikke 8").must_change

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
        self, enrolling: Enrolling, staffed: Housing, qtbot: QtBot, qapp: QApplication
    ) -> None:
        enrolling.people().setCurrentIndex(1)
        qtbot.keyClicks(enrolling.field("password"), PASSWORD)
        chosen = enrolling.people().currentData()
        for code in ("da", "uk", "ru"):
            install_language(qapp, code)
            qapp.processEvents()
            assert enrolling.people().currentData() == chosen
            assert enrolling.field("password").text() == PASSWORD
        enrolling.choose_person(staffed.host, PASSWORD)
        shown = enrolling.code().text()
        install_language(qapp, "da")
        qapp.processEvents()
        assert enrolling.code().text() == shown

    def test_recovery_code_is_saved_as_a_page_to_be_printed(
        self, enrolling: Enrolling, staffed: Housing, tmp_path: Path, qtbot: QtBot
    ) -> None:
        enrolling.choose_person(staffed.host, PASSWORD)
        window = enrolling.window
        qtbot.mouseClick(window.findChild(QPushButton, "recovery_save"), Qt.MouseButton.LeftButton)
        dialog = window.findChild(QFileDialog, "recovery_save_dialog")
        dialog.fileSelected.emit(str(tmp_path / "code.pdf"))
        dialog.reject()
        assert (tmp_path / "code.pdf").read_bytes().startswith(b"%PDF")
        assert window.findChild(QPushButton, "recovery_save").text() == "Saved"
