"""A running store with a resident, a log of what was done with her data, an auditor and a lead."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.app import DeskApp, OpenDesk
from desktop.models.base import instant_text, now
from desktop.models.keys import SlotOwner
from desktop.sync.signing_in import sign_in
from desktop.views.translator import install_language
from tests.central.access_chain import AccessLog
from tests.central.desks import Desk
from tests.desks import PATIENCE, Housing, make_housing
from tests.house import QUICK
from tests.stores import CentralProcess
from tests.views.meals.conftest import Shell, shell

__all__ = ["Shell", "shell"]
PASSWORD = "rapsolie 7"
LONG = int(PATIENCE * 1000)
NUMBER = "003-00001-7"


@dataclass
class Audited:
    """What there is to audit: ``oksana`` was searched for, opened and changed by the lead."""

    housing: Housing
    auditor: str
    desk: Desk
    log: AccessLog
    oksana: str
    halyna: str


@pytest.fixture(scope="module")
def audited(central: CentralProcess) -> Iterator[Audited]:
    """One for all tests of a file."""
    housing = make_housing(central)
    auditor = f"Auditor {housing.site[-6:]}"
    typed = f"{PASSWORD}\n"
    central.cli("user", "add", auditor, "--role", "auditor", "--password-stdin", stdin=typed)
    central.cli("user", "password", housing.lead, "--password-stdin", stdin=typed)
    enrolled = housing.enrol("Back office")
    (site_id,) = enrolled.identity.site_ids
    lead = next(person.id for person in enrolled.colleagues if person.name == housing.lead)
    with httpx2.Client(base_url=central.url, timeout=30) as client:
        identity = enrolled.identity
        desk = Desk(
            *(client, identity.device_id, identity.token, list(identity.scopes)),
            *(identity.epoch, lead, site_id),
        )
        oksana = desk.resident(number=NUMBER, cpr="010190-1234", languages=["uk"])
        halyna = desk.resident(number="003-00002-5", given_names="Halyna", surname="Bondar")
        desk.do(oksana, halyna)
        ids = (oksana["id"], halyna["id"])
        log = AccessLog(desk)
        log.add(*ids, what="search_people", kind="search", criterion="Коваленко", at=_ago(40))
        log.add(ids[0], at=_ago(2))
        log.add(ids[1], at=_ago(1))
        log.add(ids[0], what="change_resident", kind="change", at=_ago(0))
        assert log.hand_over() == 4
        yield Audited(housing, auditor, desk, log, *ids)


def _ago(days: int) -> str:
    return instant_text(now() - timedelta(days=days))


@dataclass
class AtDesk:
    """The program, with somebody signed in while the store could be reached."""

    program: DeskApp
    desk: OpenDesk
    qtbot: QtBot

    @property
    def window(self) -> QWidget:
        return self.desk.window

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.program.background.busy, timeout=LONG)

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=LONG)

    def label(self, name: str) -> str:
        return self.window.findChild(QLabel, name).text()

    def button(self, name: str) -> QPushButton:
        return self.window.findChild(QPushButton, name)

    def field(self, name: str) -> QLineEdit:
        return self.window.findChild(QLineEdit, name)


OpenAs = Callable[[str], AtDesk]


@pytest.fixture
def open_as(audited: Audited, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[OpenAs]:
    """Signs somebody in at a fresh desk of the site, and waits until the residents are there."""
    programs: list[DeskApp] = []

    def open_as(name: str) -> AtDesk:
        enrolled = audited.housing.enrol("Desk 1")
        person = next(one for one in enrolled.colleagues if one.name == name)
        program = DeskApp(qapp, tmp_path / "profile", chosen_language="en", cost=QUICK)
        programs.append(program)
        owner = SlotOwner(person.id, person.name)
        program.profile.create(enrolled.identity, owner, PASSWORD, enrolled.lay_down)
        identity = enrolled.identity
        told = sign_in(identity.central_url, identity.device_id, person.id, PASSWORD)
        opened = program.profile.open(person.id, PASSWORD)
        program.open_desk(replace(opened, session=told.session))
        assert program.desk is not None
        at_desk = AtDesk(program, program.desk, qtbot)
        engine = program.desk.engine
        at_desk.until(lambda: engine.state.online and not engine.state.filling)
        at_desk.settle()
        return at_desk

    yield open_as
    for program in programs:
        program.close()
    install_language(qapp, i18n.SOURCE)
