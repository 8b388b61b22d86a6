"""The screens before somebody is signed in and while a desk is locked: for pictures, and for tests
of languages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QWidget,
)

from demo.gallery import START_SIZE, Screen
from demo.hands import click, find, keys, settle, wait_until
from desktop.app import DeskApp
from desktop.models.base import new_id, now
from desktop.models.keys import SlotOwner
from desktop.models.sites import Role
from desktop.services.profile import Profile
from desktop.sync.enrolment import Enrolled
from desktop.sync.signing_in import SignedIn
from desktop.views.background import Background
from desktop.views.start.enrol_window import EnrolWindow
from desktop.views.start.revoked_window import RevokedWindow
from desktop.views.start.sign_in_window import SignInWindow


def _once(do: Callable[[], None], widget: Callable[[], QWidget]) -> Callable[[], QWidget]:
    """A ``show`` that does something the first time only, as a wrong password must."""
    done: list[bool] = []

    def show() -> QWidget:
        if not done:
            done.append(True)
            do()
        return widget()

    return show


@contextmanager
def sign_in_screens(
    profile: Profile, background: Background, code: str = ""
) -> Iterator[list[Screen]]:
    """The window in which one signs in, what it says to a wrong password, the first time of a
    colleague, and the way in by the recovery ``code``, with and without a network."""
    window = SignInWindow(profile, background)
    window.resize(*START_SIZE)
    window.show()

    def settled() -> None:
        wait_until(lambda: not background.busy, "the answer is there")
        settle()

    def refused() -> None:
        keys(find(window, "sign_in_password", QWidget), "nej")
        click(window, "sign_in_button")
        settled()

    def other() -> None:
        window.form.forget()
        people = find(window, "sign_in_person", QComboBox)
        people.setCurrentIndex(people.count() - 1)
        people.activated.emit(people.count() - 1)
        settle()

    def wait() -> None:
        window.form.forget()
        window.form.wait(75)

    def choose() -> None:
        window.form.wait(0)
        window.form.ask_for_new(_newcomer(), "")

    def recover() -> None:
        window.form.forget()
        click(window, "sign_in_recover")
        settle()

    def person() -> None:
        keys(find(window, "recover_code", QWidget), code)
        click(window, "recover_go")
        settled()

    def offline() -> None:
        window.recovery.go_offline()
        settle()

    try:
        wait_until(lambda: not background.busy, "the people are listed")
        screens = [
            Screen("sign-in", lambda: window),
            Screen("sign-in-refused", _once(refused, lambda: window)),
            Screen("sign-in-other", _once(other, lambda: window)),
            Screen("sign-in-wait", _once(wait, lambda: window)),
            Screen("sign-in-choose", _once(choose, lambda: window)),
            Screen("recover-code", _once(recover, lambda: window)),
        ]
        if code:
            screens.append(Screen("recover-person", _once(person, lambda: window)))
            screens.append(Screen("recover-offline", _once(offline, lambda: window)))
        yield screens
    finally:
        window.close()
        window.deleteLater()
        settle()


def _newcomer() -> SignedIn:
    """Somebody whom the store let in by a password for the first time only."""
    return SignedIn(
        user_id=new_id(),
        name="Olha Dahl",
        role=Role.HOST,
        must_change=True,
        desk_key=None,
        sealed_key=None,
        session="",
        expires=now(),
        slot=None,
    )


def seat_screens(program: DeskApp) -> Iterator[Screen]:
    """What whoever sits at an open desk can do about it: the menu, another password, the lock, and
    what is told to whom another role was given."""
    seats, desk = program.seats, program.desk
    assert seats is not None
    assert desk is not None
    window = desk.window

    def menu() -> QWidget:
        found = window.top_bar.person.menu()
        found.adjustSize()
        return found

    def dialog() -> QWidget:
        return find(window, "change_password_dialog", QDialog)

    def put_away() -> None:
        dialog_shown = find(window, "change_password_dialog", QDialog)
        dialog_shown.reject()
        settle()

    def lock() -> None:
        seats.lock()
        wait_until(lambda: not program.background.busy, "the people are listed")

    def tell() -> None:
        window.unlock()
        seats.tell_role(replace(desk.workplace.actor, role=Role.LEAD))
        wait_until(lambda: not program.background.busy, "the people are listed")

    yield Screen("person-menu", menu)
    yield Screen("change-password", _once(seats.change_password, dialog), put_away)
    yield Screen("locked", _once(lock, lambda: window))
    yield Screen("locked-told", _once(tell, lambda: window), window.unlock)


@contextmanager
def revoked_screens() -> Iterator[list[Screen]]:
    """What a PC shows that was taken out of use."""
    window = RevokedWindow()
    window.resize(*START_SIZE)
    window.show()
    try:
        yield [Screen("revoked", lambda: window)]
    finally:
        window.close()
        window.deleteLater()
        settle()


@contextmanager
def enrol_screens(
    profile: Profile,
    background: Background,
    enrolled: Enrolled,
    password: str,
    codes: list[str],
) -> Iterator[list[Screen]]:
    """The three steps in which a PC becomes a desk; the last makes the profile's folder and puts
    its recovery code into ``codes``."""
    window = EnrolWindow(profile, background, "https://central.example.org")
    window.resize(*START_SIZE)
    window.show()

    def choose_person() -> None:
        window.connect_step.enrolled.emit(enrolled)
        settle()

    def choose_password() -> None:
        find(window, "enrol_person", QComboBox).setCurrentIndex(0)
        window.person_step.ask_for_new(_newcomer(), "")
        settle()

    def show_code() -> None:
        who = enrolled.colleagues[0]
        owner = SlotOwner(who.id, who.name)
        code = profile.create(enrolled.identity, owner, password, enrolled.lay_down)
        window.person_step.created.emit(owner.user_id, password, code)
        codes.append(code)
        settle()

    try:
        yield [
            Screen("enrol-connect", lambda: window),
            Screen("enrol-person", _once(choose_person, lambda: window)),
            Screen("enrol-choose", _once(choose_password, lambda: window)),
            Screen("enrol-recovery", _once(show_code, lambda: window)),
        ]
    finally:
        window.close()
        window.deleteLater()
        settle()
