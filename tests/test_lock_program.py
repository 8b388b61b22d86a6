"""The whole program, locked and unlocked, one colleague after the other; no store in reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlmodel import Session

from desktop.app import DeskApp, OpenDesk
from desktop.models.house_settings import LOCK_MINUTES
from desktop.models.keys import SlotOwner
from desktop.models.residents import Resident, ResidentStatus, Sex
from desktop.models.sites import Setting
from desktop.services.incidents import Incidents
from desktop.services.restricted_incidents import RestrictedIncidents
from desktop.views.incidents.page import IncidentsPage
from desktop.views.shell.lock_view import LockView
from desktop.views.shell.main_window import MainWindow
from tests.closed_desk import PASSWORD, SEALED, ClosedDesk, make_closed_desk
from tests.desks import PATIENCE
from tests.house import QUICK

LONG = int(PATIENCE * 1000)
CTRL = Qt.KeyboardModifier.ControlModifier


class Sitting:
    """The program with somebody signed in, and hands for it."""

    def __init__(self, qtbot: QtBot, program: DeskApp, made: ClosedDesk) -> None:
        self.qtbot = qtbot
        self.program = program
        self.made = made

    @property
    def desk(self) -> OpenDesk:
        assert self.program.desk is not None
        return self.program.desk

    @property
    def window(self) -> MainWindow:
        return self.desk.window

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.program.background.busy, timeout=LONG)

    @property
    def lock_view(self) -> LockView:
        view = self.window.cover.view
        assert isinstance(view, LockView)
        return view

    def is_locked(self) -> bool:
        return self.window.cover.view is not None

    def lock_by_key(self) -> None:
        self.qtbot.keyClick(self.window, Qt.Key.Key_L, CTRL)
        self.settle()

    def come_in(self, who: SlotOwner, password: str = PASSWORD) -> None:
        people = self.lock_view.findChild(QComboBox, "lock_person")
        people.setCurrentIndex(people.findData(who.user_id))
        people.activated.emit(people.currentIndex())
        field = self.lock_view.findChild(QLineEdit, "lock_password")
        self.qtbot.keyClicks(field, password)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)
        self.settle()


@pytest.fixture
def sitting(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Sitting]:
    made = make_closed_desk(tmp_path / "profile")
    program = DeskApp(qapp, tmp_path / "profile", chosen_language="en", cost=QUICK)
    program.open_desk(program.profile.open(made.jonas.user_id, PASSWORD))
    here = Sitting(qtbot, program, made)
    qtbot.waitUntil(here.window.isVisible)
    here.settle()
    yield here
    program.close()


def lay_down_resident(desk: OpenDesk) -> str:
    resident = Resident(
        site_id=desk.workplace.site_id,
        number="003-00001-0",
        surname="Koval",
        given_names="Halyna",
        sex=Sex.FEMALE,
        status=ResidentStatus.RESIDENT,
    )
    resident_id = resident.id
    with desk.opened.store.applying() as connection, Session(connection) as session:
        session.add(resident)
        session.flush()
    return resident_id


def shown_texts(window: QWidget) -> str:
    """What can be seen of a window and of all that floats over it."""
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    fields = [field.text() for field in window.findChildren(QLineEdit) if field.isVisible()]
    return "\n".join([window.windowTitle(), *labels, *fields])


def test_ctrl_l_covers_everything_and_the_password_uncovers_it(sitting: Sitting) -> None:
    resident = lay_down_resident(sitting.desk)
    sitting.window.go("residents", resident)
    sitting.settle()
    assert "Koval" in shown_texts(sitting.window)
    assert sitting.desk.workplace.sealed_key == SEALED
    engine = sitting.desk.engine
    sitting.lock_by_key()
    assert sitting.is_locked()
    assert "Koval" not in shown_texts(sitting.window)
    assert sitting.window.windowTitle() == "Locked – Ankomst"
    assert sitting.desk.workplace.sealed_key is None
    assert sitting.desk.engine is engine
    for key in (Qt.Key.Key_K, Qt.Key.Key_L):
        sitting.qtbot.keyClick(sitting.lock_view, key, CTRL)
    sitting.qtbot.keyClick(sitting.lock_view, Qt.Key.Key_Escape)
    assert "Koval" not in shown_texts(sitting.window)
    people = sitting.lock_view.findChild(QComboBox, "lock_person")
    assert people.currentText() == "Jonas Friis"
    sitting.come_in(sitting.made.jonas, "wrong")
    assert sitting.is_locked()
    assert sitting.desk.workplace.sealed_key is None
    sitting.come_in(sitting.made.jonas)
    assert not sitting.is_locked()
    assert "Koval" in shown_texts(sitting.window)
    assert sitting.desk.workplace.sealed_key == SEALED
    assert sitting.desk.engine is engine


@pytest.mark.qt_log_ignore(r"raise\(\)", "grabbing the keyboard", extend=True)  # of lists that drop
def test_lock_button_and_the_persons_menu_lock_too(sitting: Sitting) -> None:
    sitting.qtbot.mouseClick(
        sitting.window.findChild(QPushButton, "lock_button"), Qt.MouseButton.LeftButton
    )
    assert sitting.is_locked()
    sitting.settle()
    sitting.come_in(sitting.made.jonas)
    menu = sitting.window.top_bar.person.menu()
    by_name = {action.objectName(): action for action in menu.actions()}
    by_name["person_lock"].trigger()
    assert sitting.is_locked()
    sitting.settle()
    sitting.come_in(sitting.made.jonas)
    by_name["person_switch"].trigger()
    assert sitting.is_locked()
    sitting.settle()
    assert sitting.lock_view.findChild(QComboBox, "lock_person").count() == 3


def test_open_dialog_is_hidden_with_what_stands_in_it_and_comes_back(sitting: Sitting) -> None:
    resident = lay_down_resident(sitting.desk)
    sitting.window.go("residents", resident)
    sitting.settle()
    edit = sitting.window.findChild(QPushButton, "file_edit")
    sitting.qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    dialog = next(d for d in sitting.window.findChildren(QDialog) if d.isVisible())
    field = next(f for f in dialog.findChildren(QLineEdit) if f.text() == "Koval")
    sitting.qtbot.keyClicks(field, "enko")
    sitting.qtbot.keyClick(field, Qt.Key.Key_L, CTRL)
    sitting.settle()
    assert sitting.is_locked()
    assert not dialog.isVisible()
    assert field.text() == "Kovalenko"
    sitting.come_in(sitting.made.jonas)
    assert dialog.isVisible()
    assert field.text() == "Kovalenko"


def test_dialog_that_comes_up_while_locked_stays_out_of_sight(sitting: Sitting) -> None:
    sitting.lock_by_key()
    late = QDialog(sitting.window)
    late.open()
    sitting.qtbot.waitUntil(lambda: not late.isVisible())
    sitting.come_in(sitting.made.jonas)
    assert late.isVisible()
    late.reject()


def test_next_colleague_comes_in_one_step_and_drafts_stay_with_their_owner(
    sitting: Sitting,
) -> None:
    jonas = sitting.desk
    sitting.window.go("incidents", "new")
    sitting.settle()
    facts = sitting.window.findChild(QPlainTextEdit, "incident_facts")
    sitting.qtbot.keyClicks(facts, "Talt med naboen")
    sitting.lock_by_key()
    sitting.come_in(sitting.made.mette)
    mette = sitting.desk
    assert mette is not jonas
    assert mette.engine is jonas.engine
    assert mette.window.isVisible()
    assert not jonas.window.isVisible()
    assert mette.workplace.actor.name == "Mette Holm"
    assert mette.workplace.sealed_key is None
    assert jonas.workplace.sealed_key is None
    assert "Talt med naboen" not in shown_texts(mette.window)
    assert Incidents(mette.workplace).load_draft() is None
    sitting.lock_by_key()
    sitting.come_in(sitting.made.jonas)
    assert sitting.desk is jonas
    assert jonas.window.isVisible()
    assert not mette.window.isVisible()
    assert facts.isVisible()
    assert facts.toPlainText() == "Talt med naboen"
    assert jonas.workplace.sealed_key == SEALED


def test_what_only_some_may_read_is_kept_before_its_key_is_forgotten(sitting: Sitting) -> None:
    sitting.window.go("incidents")
    sitting.settle()
    for name in ("incidents_view_restricted", "incident_new"):
        button = sitting.window.findChild(QPushButton, name)
        sitting.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        sitting.settle()
    page = sitting.window.page("incidents")
    assert isinstance(page, IncidentsPage)
    sitting.qtbot.keyClicks(page.restricted_form.facts, "Truet med kniv")
    sitting.lock_by_key()
    assert sitting.desk.workplace.sealed_key is None
    sitting.come_in(sitting.made.jonas)
    draft = RestrictedIncidents(sitting.desk.workplace).load_draft()
    assert draft is not None
    assert "Truet med kniv" in str(draft)
    assert page.restricted_form.facts.toPlainText() == "Truet med kniv"


def test_desk_locks_itself_when_nobody_touches_it(sitting: Sitting) -> None:
    watch = sitting.program.watch
    assert watch.limit.total_seconds() == 5 * 60
    with sitting.desk.opened.store.applying() as connection, Session(connection) as session:
        session.add(Setting(name=LOCK_MINUTES.name, value=1))
        session.flush()
    sitting.desk.opened.store.changes.announce(frozenset({"setting"}))
    sitting.qtbot.waitUntil(lambda: watch.limit.total_seconds() == 60, timeout=LONG)
    assert watch.is_on
    watch.idle.emit()
    assert sitting.is_locked()
    assert not watch.is_on
    sitting.settle()
    sitting.come_in(sitting.made.jonas)
    assert watch.is_on


def test_disabled_colleague_is_told_and_locked_out(sitting: Sitting) -> None:
    change(sitting, f"UPDATE \"user\" SET enabled = 0 WHERE id = '{sitting.made.jonas.user_id}'")
    sitting.qtbot.waitUntil(sitting.is_locked, timeout=LONG)
    told = sitting.lock_view.findChild(QLabel, "lock_fault")
    assert "no longer sign in at this desk" in told.text()
    sitting.settle()
    sitting.come_in(sitting.made.jonas)
    assert sitting.is_locked()
    sitting.come_in(sitting.made.mette)
    assert sitting.desk.workplace.actor.name == "Mette Holm"


def test_colleague_in_another_role_signs_in_anew_and_may_what_that_role_may(
    sitting: Sitting,
) -> None:
    before = sitting.desk
    closed = Closed()
    before.window.installEventFilter(closed)
    change(sitting, f"UPDATE \"user\" SET role = 'host' WHERE id = '{sitting.made.jonas.user_id}'")
    sitting.qtbot.waitUntil(sitting.is_locked, timeout=LONG)
    assert "you are now" in sitting.lock_view.findChild(QLabel, "lock_fault").text()
    sitting.settle()
    sitting.come_in(sitting.made.jonas)
    assert sitting.desk is not before
    assert sitting.desk.workplace.actor.role == "host"
    assert sitting.desk.workplace.sealed_key is None
    assert not closed.count


def test_window_of_who_may_no_longer_come_is_taken_away(sitting: Sitting) -> None:
    jonas = sitting.desk
    sitting.lock_by_key()
    sitting.come_in(sitting.made.mette)
    with sitting.qtbot.waitSignal(jonas.destroyed, timeout=LONG):
        change(sitting, f"DELETE FROM user_site WHERE user_id = '{sitting.made.jonas.user_id}'")
    assert sitting.desk.workplace.actor.name == "Mette Holm"
    assert not sitting.is_locked()


class Closed(QObject):
    """Counts how often a window is closed: with its last one the program would end."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Close
        return super().eventFilter(watched, event)


def change(sitting: Sitting, statement: str) -> None:
    """As if the store had sent it."""
    store = sitting.desk.opened.store
    with store.applying() as connection:
        connection.exec_driver_sql(statement)
    store.changes.announce(frozenset({"user", "user_site"}))
