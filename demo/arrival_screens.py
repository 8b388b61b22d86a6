"""The page of arrivals, its dialogs, and a list on its way in."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from demo.gallery import Screen, dialog_screen
from demo.hands import press, settle, wait_until
from desktop.app import OpenDesk
from desktop.services.arrivals.sample import HEADERS, sample_rows, write_rows
from desktop.services.arrivals.working_days import next_working_day
from desktop.views.arrivals.page import ArrivalsPage
from desktop.views.background import Background
from desktop.views.shell.main_window import MainWindow


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
    yield dialog_screen(window, "arrivals-move", shown(), "arrivals_move")
    yield dialog_screen(window, "arrivals-cancel", shown(), "arrivals_cancel")
    yield Screen("arrivals-import", shown("import"), put_away)
    yield Screen("arrivals-preview", list_shown)
    yield Screen("arrivals-columns", columns_shown, put_away)


def _rows(desk: OpenDesk) -> list[tuple[object, ...]]:
    """The pattern, with a row that can't be taken and one that is worth a look."""
    good = sample_rows(next_working_day(desk.workplace.today()))
    law, centre = HEADERS.index("Retsgrundlag"), HEADERS.index("Asylcenter")
    name, number = HEADERS.index("Fornavn"), HEADERS.index("Udlændingenr.")
    wrong, odd = list(good[0]), list(good[3])
    wrong[law], wrong[name], wrong[number] = "Turist", "Ivan", "99000105"
    odd[centre], odd[name], odd[number] = "Centret i byen", "Nadia", "99000106"
    return [*good, tuple(wrong), tuple(odd)]
