"""An access log and a spot check at the demo's store, and the screens of whoever audits them."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx2
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QWidget
from sqlmodel import select

from demo.gallery import Screen
from demo.hands import find, settle, wait_until
from demo.stage import PASSWORD, SITE, Stage
from desktop.app import OpenDesk
from desktop.errors import AppError
from desktop.i18n import language
from desktop.models.access_chain import FIRST_PREV, AccessKind, entry_hash, typed_digest
from desktop.models.base import instant_text, now
from desktop.models.identity import Identity
from desktop.models.residents import Resident
from desktop.models.sites import Role, User
from desktop.services.auditing import Auditing
from desktop.services.extracts import Extracts
from desktop.services.profile import Opened
from desktop.sync.auditing import ask_access
from desktop.sync.signing_in import sign_in
from desktop.views.access.asking import AWAY, kindly
from desktop.views.access.page import AccessPage
from desktop.views.background import Background
from desktop.views.documents.extract import extract_paper
from desktop.views.widgets.data_table import DataTable

_SALT = "5a" * 16
_WHAT: tuple[tuple[str, AccessKind, str], ...] = (
    ("search_people", "search", "шев"),
    ("open_file", "read", ""),
    ("see_rooms", "read", ""),
    ("serve_meal", "create", ""),
    ("change_resident", "change", ""),
    ("open_incident", "read", ""),
    ("open_protected", "open_protected", ""),
)


def open_as_auditor(stage: Stage) -> Opened:
    """A desk of the demo at which its auditor has signed in, with a log to look at."""
    users = json.loads(stage.store.command("user", "list", "--json"))
    name = next(user["name"] for user in users if user["role"] == Role.AUDITOR)
    typed = f"{PASSWORD}\n"
    stage.store.command("user", "password", name, "--password-stdin", stdin=typed)
    desk = stage.desk("audit", "Back office", host=name)
    opened = desk.open()
    identity = opened.identity
    told = sign_in(identity.central_url, identity.device_id, desk.user_id, PASSWORD)
    send_log(stage.store.enrol("Desk 3", SITE).identity, opened)
    auditing = Auditing(
        opened.workplace, kindly(lambda: told.session, partial(ask_access, identity))
    )
    today = opened.workplace.today()
    auditing.draw(today - timedelta(days=7), today, "colleague", 2)
    (sample, *_) = auditing.samples()
    auditing.review(sample.id, auditing.sample(sample)[0], "Vagt den dag")
    return replace(opened, session=told.session)


def send_log(identity: Identity, opened: Opened, count: int = 60) -> None:
    """Hands over a made-up log of the last days, as the desk with this identity would."""
    with opened.store.read() as session:
        residents = session.exec(select(Resident).order_by(Resident.number).limit(40)).all()
        people = [resident.id for resident in residents]
        hosts = session.exec(select(User).where(User.role == Role.HOST).limit(6)).all()
        actors = [user.id for user in hosts]
    chance = random.Random(2026)
    entries: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        what, kind, criterion = chance.choice(_WHAT)
        told: dict[str, Any] = {
            "number": number,
            "at": instant_text(_moment(count - number, chance)),
            "actor": chance.choice(actors),
            "what": what,
            "kind": kind,
            "residents": sorted(chance.sample(people, 3 if kind == "search" else 1)),
            "site_id": identity.site_ids[0],
            "prev": entries[-1]["hash"] if entries else FIRST_PREV,
        }
        reason = "Lægen ringede" if kind == "open_protected" else None
        digest = typed_digest(_SALT, criterion or None, reason)
        told["hash"] = entry_hash(**told, typed_digest=digest)
        if digest:
            told |= {"criterion": criterion or None, "reason": reason, "salt": _SALT}
        entries.append({name: value for name, value in told.items() if value is not None})
    headers = {"authorization": f"Bearer {identity.token}"}
    with httpx2.Client(base_url=identity.central_url, headers=headers, timeout=60) as http:
        http.post("/v1/access", json={"entries": entries}).raise_for_status()


def _moment(before: int, chance: random.Random) -> datetime:
    return now() - timedelta(hours=2 * before, minutes=chance.randrange(60))


@dataclass
class _Audit:
    desk: OpenDesk
    background: Background

    @property
    def page(self) -> AccessPage:
        page = self.desk.window.page("access")
        assert isinstance(page, AccessPage)
        return page

    def show(self, tab: str) -> QWidget:
        """The page with one of its views filled."""
        if self.desk.window.current_page != "access":
            self.desk.window.go("access")
        self.page.tabs.set_value(tab)
        self.page.tabs.chosen.emit(tab)
        self.filled()
        return self.desk.window

    def filled(self) -> None:
        wait_until(lambda: not self.background.busy, "the log has come")
        settle()


def auditor_screens(desk: OpenDesk, background: Background, resident: str) -> Iterator[Screen]:
    """The views and dialogs of the access log, and the extract of a resident (by id) on paper in
    the language that is chosen."""
    audit = _Audit(desk, background)
    for tab, name in (
        ("entries", "access"),
        ("samples", "access-samples"),
        ("chains", "access-desks"),
    ):
        yield Screen(name, partial(audit.show, tab))
    yield _dialog(audit, "access-entry", "entries", partial(_open_first, audit, "access_entries"))
    yield _dialog(audit, "access-draw", "samples", audit.page.samples.draw.click)
    yield _dialog(audit, "access-review", "samples", partial(_open_first, audit, "access_drawn"))
    yield Screen("access-away", partial(_away, audit))
    yield _extract(audit, resident)


def _open_first(audit: _Audit, table: str) -> None:
    shown = find(audit.desk.window, table, DataTable)
    shown.selectRow(0)
    QTest.keyClick(shown, Qt.Key.Key_Return)


def _away(audit: _Audit) -> QWidget:
    window = audit.show("entries")
    audit.page.entries.show_problem(AppError(AWAY))
    settle()
    return window


def _dialog(audit: _Audit, name: str, tab: str, opens: Callable[[], object]) -> Screen:
    shown: list[QDialog] = []

    def is_shown() -> bool:
        shown[:] = [d for d in audit.page.findChildren(QDialog) if d.isVisible()]
        return bool(shown)

    def show() -> QWidget:
        if not is_shown():
            audit.show(tab)
            opens()
            wait_until(is_shown, f"{name} is open")
        return shown[0]

    def put_away() -> None:
        if is_shown():
            shown[0].reject()
            settle()

    return Screen(name, show, put_away)


def _extract(audit: _Audit, resident: str) -> Screen:
    opened = audit.desk.opened
    ask = kindly(lambda: opened.session, partial(ask_access, opened.identity))
    extract = Extracts(opened.workplace, ask).make(resident)
    sheet = QWidget()
    row = QHBoxLayout(sheet)
    label = QLabel()
    row.addWidget(label)

    def show() -> QWidget:
        pages = extract_paper(replace(extract, language=language())).pictures()
        label.setPixmap(QPixmap.fromImage(pages[0]))
        label.setAccessibleName(extract.number)
        sheet.adjustSize()
        sheet.show()
        settle()
        return sheet

    return Screen("access-extract", show, sheet.hide)
