"""The page of arrivals, its dialogs, and a list on its way in."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from demo.gallery import Screen, dialog_screen
from demo.hands import press, settle, wait_until
from desktop.app import OpenDesk
from desktop.models.residents import HouseholdRole, Sex
from desktop.services.arrivals.sample import HEADERS, sample_rows, write_rows
from desktop.services.working_days import next_working_day
from desktop.views.arrivals.announce_dialog import AnnounceDialog
from desktop.views.arrivals.page import ArrivalsPage
from desktop.views.background import Background
from desktop.views.shell.main_window import MainWindow
from desktop.views.widgets.focus_in_sight import focus_in_sight

_FIVE = (
    ("Olena", "14.02.1988", Sex.FEMALE, HouseholdRole.HEAD),
    ("Andrii", "03.09.1985", Sex.MALE, HouseholdRole.PARTNER),
    ("Sofiia", "24.12.2014", Sex.FEMALE, HouseholdRole.CHILD),
    ("Marko", "09.01.2019", Sex.MALE, HouseholdRole.CHILD),
    ("Hanna", "1952", Sex.FEMALE, HouseholdRole.PARENT),
)


def arrival_screens(desk: OpenDesk, background: Background) -> Iterator[Screen]:
    """As ``gallery.desk_screens``; nothing of the list is taken."""
    with tempfile.TemporaryDirectory(prefix="ankomst-lists-") as folder:
        path = Path(folder) / "ankomster.csv"
        write_rows(path, (HEADERS, *_rows(desk)))
        yield from _screens(desk.window, background, path)


def _screens(window: MainWindow, background: Background, path: Path) -> Iterator[Screen]:

    def arrivals() -> ArrivalsPage:
        page = window.page("arrivals")
        assert isinstance(page, ArrivalsPage)
        return page

    def shown(argument: object | None = None) -> Callable[[], QWidget]:
        def show() -> QWidget:
            while arrivals().back():
                settle()
            window.go("arrivals", argument)
            wait_until(lambda: not background.busy, "the arrivals are listed")
            settle()
            return window

        return show

    def list_shown() -> QWidget:
        view = arrivals().import_view
        if not view.is_busy():
            shown("import")()
            view.read_file(path)
            wait_until(view.table.isVisible, "the list is looked at")
            view.table.setFocus()
            press(view.table, Qt.Key.Key_Down)
        return window

    def columns_shown() -> QWidget:
        list_shown()
        arrivals().import_view.fold.set_open(True)
        settle()
        return window

    def put_away() -> None:
        while arrivals().back():
            settle()

    yield Screen("arrivals", shown())
    yield dialog_screen(window, "arrivals-new", shown(), "arrivals_new")
    yield _family(dialog_screen(window, "arrivals-new-family", shown(), "arrivals_new"))
    yield dialog_screen(window, "arrivals-move", shown(), "arrivals_move")
    yield dialog_screen(window, "arrivals-cancel", shown(), "arrivals_cancel")
    yield Screen("arrivals-import", shown("import"), put_away)
    yield Screen("arrivals-preview", list_shown)
    yield Screen("arrivals-columns", columns_shown, put_away)


def _family(announce: Screen) -> Screen:
    """Five people, more than the dialog has room for at once."""

    def show() -> QWidget:
        dialog = announce.show()
        assert isinstance(dialog, AnnounceDialog)
        while len(dialog.people) < len(_FIVE):
            dialog.people[0].surname.setText("Lysenko")
            dialog.add_person()
        for fields, (given, born, sex, role) in zip(dialog.people, _FIVE, strict=True):
            fields.given.setText(given)
            fields.birth.setText(born)
            fields.sex.set_value(sex)
            if role is not HouseholdRole.HEAD:
                fields.role.set_value(role)
        dialog.coming.considerations.setText("Trinfri bolig til mormor")
        dialog.coming.pets.setText("Kat")
        focus_in_sight(dialog.people[-1].given)
        settle()
        return dialog

    return Screen(announce.name, show, announce.put_away)


def _rows(desk: OpenDesk) -> list[tuple[object, ...]]:
    """The pattern, with a row that can't be taken and one that is worth a look."""
    good = sample_rows(next_working_day(desk.workplace.today()))
    law, centre = HEADERS.index("Retsgrundlag"), HEADERS.index("Asylcenter")
    name, number = HEADERS.index("Fornavn"), HEADERS.index("Udlændingenr.")
    wrong, odd = list(good[0]), list(good[3])
    wrong[law], wrong[name], wrong[number] = "Turist", "Ivan", "99000105"
    odd[centre], odd[name], odd[number] = "Centret i byen", "Nadia", "99000106"
    return [*good, tuple(wrong), tuple(odd)]
