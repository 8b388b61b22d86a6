"""Pictures of who may be written down twice: the line on Today, both records side by side, files
that tell of it, and the hint before somebody is written down."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from sqlmodel import select

from demo.gallery import Screen, dialog_screen
from demo.hands import settle, wait_until
from desktop.app import OpenDesk
from desktop.models.merges import MergeRecord
from desktop.models.residents import Resident
from desktop.services.duplicates import Duplicates, Found, described
from desktop.services.workplace import Workplace
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.duplicates.panel import DuplicatesPanel
from desktop.views.widgets.scroll_column import ScrollColumn


def duplicate_screens(desk: OpenDesk, background: Background) -> Iterator[Screen]:
    """What a host sees of them; the made-up city has a pair and a merge."""
    window, workplace = desk.window, desk.workplace
    pair = next(pair for pair in Duplicates(workplace).pairs() if pair.other is not None)
    with workplace.read("see_marks") as session:
        merged = session.exec(select(MergeRecord.kept_id)).first()
    assert merged is not None

    def page(name: str, argument: object | None = None) -> Callable[[], QWidget]:
        def show() -> QWidget:
            window.go(name, argument)
            wait_until(lambda: not background.busy, f"{name} is filled")
            settle()
            return window

        return show

    yield dialog_screen(window, "duplicates-compare", page("today"), "duplicates_line_0")
    yield Screen("duplicates-file", page("residents", pair.one.id))
    yield Screen("duplicates-file-merged", page("residents", merged))
    yield dialog_screen(window, "duplicates-undo", page("residents", merged), "record_undo_0")
    yield _hint(window, _found_for(workplace, pair.one.id))


def _found_for(workplace: Workplace, resident_id: str) -> Found:
    with workplace.read("see_marks") as session:
        resident = session.get(Resident, resident_id)
        assert resident is not None
        asked = described(resident)
    found = Duplicates(workplace).possible(asked)
    return Found(found.candidates, protected=True)


def _hint(window: QWidget, found: Found) -> Screen:
    shown: list[QDialog] = []

    def show() -> QWidget:
        if not shown:
            dialog, panel, scroll = QDialog(window), DuplicatesPanel(), ScrollColumn()
            panel.show_found(found)
            scroll.body.addWidget(panel)
            scroll.body.addStretch(1)
            column = QVBoxLayout(dialog)
            column.setContentsMargins(*(theme.SPACE_24,) * 4)
            column.addWidget(scroll)
            dialog.resize(theme.px(520), theme.px(640))
            dialog.open()
            shown.append(dialog)
        settle()
        return shown[0]

    def put_away() -> None:
        if shown:
            shown.pop().reject()
            settle()

    return Screen("duplicates-hint", show, put_away)
