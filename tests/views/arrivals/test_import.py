"""A list comes in: read and checked in steps, looked at, taken; by keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlmodel import select

from desktop.models.residents import Resident
from desktop.services.arrivals.columns import ListField
from desktop.services.arrivals.expected import ExpectedArrivals
from desktop.services.arrivals.importing import ArrivalLists
from desktop.services.arrivals.list_plan import Verdict
from desktop.services.arrivals.sheet import AT_ONCE, SheetFile
from desktop.views.arrivals.import_view import ImportView
from desktop.views.arrivals.page import ArrivalsPage
from tests.house import House
from tests.services.arrivals.lists import (
    HEADERS,
    at,
    cells,
    check,
    people,
    sheet_of,
    write_csv,
    write_xlsx,
)
from tests.views.arrivals.conftest import dialog_of
from tests.views.meals.conftest import Shell

Key = Qt.Key
F = ListField


@pytest.fixture
def view(qtbot: QtBot, page: ArrivalsPage) -> ImportView:
    """The view, reached by its key."""
    qtbot.keyClick(page.focusWidget(), Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.import_view.choose_button.hasFocus)
    return page.import_view


def answer(dialog: QFileDialog, path: Path) -> None:
    """Answers the question for a file."""
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    dialog.parentWidget().window().activateWindow()


def previewed(qtbot: QtBot, view: ImportView) -> None:
    qtbot.waitUntil(view.table.isVisible, timeout=20_000)


def names(house: House) -> list[str]:
    with house.store.read() as session:
        found = session.exec(select(Resident).where(Resident.surname == "Lysenko")).all()
    return sorted(row.given_names for row in found)


def test_a_list_is_chosen_looked_at_and_taken_by_keyboard(
    qtbot: QtBot,
    page: ArrivalsPage,
    view: ImportView,
    shell: Shell,
    house: House,
    tmp_path: Path,
) -> None:
    path = write_xlsx(
        tmp_path / "liste.xlsx",
        [
            cells(),
            cells(Fornavn="Olha", Retsgrundlag="Turist"),
            cells(Fornavn="Ivan", CPRnr="310258-0021"),
            cells(Efternavn="Zahrebelna", Fornavn="Myroslava", Kæledyr="Hund"),
        ],
    )
    qtbot.keyClick(view.choose_button, Key.Key_Return)
    dialog = dialog_of(qtbot, page)
    assert isinstance(dialog, QFileDialog)
    answer(dialog, path)
    previewed(qtbot, view)
    assert view.file_label.text() == "liste.xlsx"
    assert [one.verdict for one in view.model.rows] == [
        Verdict.NEW,
        Verdict.LEFT_OUT,
        Verdict.NEW,
        Verdict.CHANGED,
    ]
    assert view.take_button.text() == "Take 3 rows"
    assert [chip.text() for chip in view.chips.values() if not chip.isHidden()] == [
        "2 new",
        "1 with changes",
        "1 left out",
    ]
    assert page.focusWidget() is view.take_button
    view.table.setFocus()
    qtbot.keyClick(view.table, Key.Key_Down)
    assert view.told.text().startswith("Legal group: “Turist” is no legal group.")
    qtbot.keyClick(view.table, Key.Key_Down)
    assert "The CPR number is left out." in view.told.text()
    qtbot.keyClick(view.table, Key.Key_Down)
    assert "Pet: Kat → Hund" in view.told.text()
    qtbot.keyClick(view.table, Key.Key_Space)
    assert view.take_button.text() == "Take 2 rows"
    assert view.told.text().startswith("Left out by you.")
    qtbot.keyClick(view.take_button, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(shell.said))
    assert shell.said == ["The list is taken: 2 new, 0 changed, 0 here already, 2 left out."]
    assert names(house) == ["Ivan", "Petro"]
    qtbot.waitUntil(lambda: len(page._week.rows()) == 3)
    assert page._week.bar._label.text() == "Week 48"


def test_the_same_file_again_brings_nothing_to_take(
    qtbot: QtBot, page: ArrivalsPage, view: ImportView, shell: Shell, house: House, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "l.csv", [cells()], encoding="cp1252")
    for first in (True, False):
        page._to_import()
        view.read_file(path)
        previewed(qtbot, view)
        if first:
            qtbot.keyClick(view.take_button, Key.Key_Return)
            qtbot.waitUntil(lambda: bool(shell.said))
            shell.settle(qtbot)
    assert [one.verdict for one in view.model.rows] == [Verdict.SAME]
    assert view.take_button.text() == "Nothing to take"
    assert not view.take_button.isEnabled()
    assert names(house) == ["Petro"]


def test_columns_are_pointed_out_by_hand(
    qtbot: QtBot, view: ImportView, shell: Shell, house: House, tmp_path: Path
) -> None:
    path = write_csv(
        tmp_path / "l.csv", [["Petro", "Lysenko", "23/11"]], headers=["Alfa", "Beta", "Gamma"]
    )
    view.read_file(path)
    qtbot.waitUntil(view.columns_form.isVisible)
    assert view.problem.text() == (
        "No column was found for: Date of arrival, Surname and Given names. "
        "Please choose which column holds it, below."
    )
    fields = list(ListField)
    for place, field in ((1, F.SURNAME), (0, F.GIVEN_NAMES), (2, F.ARRIVAL_DATE)):
        box = view.columns_form.boxes[place]
        box.setFocus()
        for _ in range(fields.index(field) + 1):
            qtbot.keyClick(box, Key.Key_Down)
    previewed(qtbot, view)
    assert not view.problem.isVisible()
    assert [one.verdict for one in view.model.rows] == [Verdict.NEW]
    assert view.columns_form.columns() == {0: F.GIVEN_NAMES, 1: F.SURNAME, 2: F.ARRIVAL_DATE}
    qtbot.keyClick(view.columns_form.boxes[0], Key.Key_Up)
    qtbot.waitUntil(view.problem.isVisible)
    assert "Given names" in view.problem.text()


def test_one_thing_in_two_columns_is_told(qtbot: QtBot, view: ImportView, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "l.csv", [[*cells(), "Koval"]], headers=[*HEADERS, "Alias"])
    view.read_file(path)
    previewed(qtbot, view)
    assert view.columns_form.columns().get(len(HEADERS)) is None
    view.columns_form.boxes[-1].setCurrentIndex(list(ListField).index(F.SURNAME) + 1)
    qtbot.waitUntil(view.problem.isVisible)
    assert view.problem.text() == (
        "Two columns are said to hold: Surname. Please leave one of them out, below."
    )
    assert not view.take_button.isVisible()


def test_a_file_that_is_no_list_is_told_in_words_and_another_can_be_chosen(
    qtbot: QtBot, view: ImportView, shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "l.xlsx"
    path.write_bytes(b"no spreadsheet")
    view.read_file(path)
    qtbot.waitUntil(view.problem.isVisible)
    assert "damaged" in view.problem.text()
    assert view.choose_button.isVisible()
    qtbot.waitUntil(view.choose_button.hasFocus)
    assert shell.said == []


def test_esc_lets_the_list_go_then_leads_back_to_the_week(
    qtbot: QtBot, page: ArrivalsPage, view: ImportView, house: House, tmp_path: Path
) -> None:
    view.read_file(write_csv(tmp_path / "l.csv", [cells()]))
    previewed(qtbot, view)
    assert page.back()
    assert view.choose_button.isVisible()
    assert not view.table.isVisible()
    assert page.back()
    assert page._week.isVisible()
    assert not page.back()
    assert names(house) == []


def test_a_list_that_waits_is_still_there_after_a_look_elsewhere(
    qtbot: QtBot, page: ArrivalsPage, view: ImportView, shell: Shell, tmp_path: Path
) -> None:
    view.read_file(write_csv(tmp_path / "l.csv", [cells()]))
    previewed(qtbot, view)
    page.open(None)
    page.refresh()
    shell.settle(qtbot)
    assert view.table.isVisible()
    assert view.take_button.text() == "Take 1 row"


def test_ten_thousand_rows_are_read_in_steps_and_others_get_their_turn(
    qtbot: QtBot, page: ArrivalsPage, view: ImportView, shell: Shell, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "l.csv", people(10_000))
    order: list[str] = []
    view._reading.stepped.connect(lambda done, _about: order.append(f"read {done}"))
    view.read_file(path)
    page.run(lambda: order.append("somebody else"))
    previewed(qtbot, view)
    assert order.index("somebody else") < order.index(f"read {2 * AT_ONCE}")
    assert len(view.model.rows) == 10_000
    assert view.take_button.text() == "Take 10,000 rows"
    qtbot.keyClick(view.take_button, Key.Key_Return)
    qtbot.waitUntil(view.problem.isVisible)
    assert "more than 2,000 people at once" in view.problem.text() or (
        "more than 2000 people at once" in view.problem.text()
    )


def test_reading_can_be_stopped_at_once(
    qtbot: QtBot, page: ArrivalsPage, view: ImportView, shell: Shell, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "l.xlsx", people(10_000))
    seen: list[int] = []
    view._reading.stepped.connect(lambda done, _about: seen.append(done))
    view.read_file(path)
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] >= AT_ONCE, timeout=20_000)
    assert view.stop_button.isVisible()
    qtbot.keyClick(view.stop_button, Key.Key_Return)
    assert view.choose_button.isVisible()
    shell.settle(qtbot)
    assert max(seen) < 10_000
    assert not view.is_busy()
    assert view.model.rows == []


def test_a_file_stopped_while_it_opens_is_let_go(
    qtbot: QtBot, view: ImportView, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    close: Callable[[SheetFile], None] = SheetFile.close
    monkeypatch.setattr(SheetFile, "close", lambda self: (closed.append("x"), close(self)))
    view.read_file(write_xlsx(tmp_path / "l.xlsx", people(100)))
    view.back()
    shell.settle(qtbot)
    assert len(closed) <= 1
    assert not view.is_busy()


def test_only_what_is_worth_a_look_can_be_shown(
    qtbot: QtBot, view: ImportView, tmp_path: Path
) -> None:
    view.read_file(
        write_csv(
            tmp_path / "l.csv",
            [cells(), cells(Fornavn="Olha", Retsgrundlag="Turist"), cells(Fornavn="A", Kl="x")],
        )
    )
    previewed(qtbot, view)
    look, out = view.filter.buttons()[1:]
    look.click()
    assert [one.id for one in view.model.rows] == [3, 4]
    out.click()
    assert [one.id for one in view.model.rows] == [3]


def test_a_sample_is_saved_and_is_itself_a_good_list(
    qtbot: QtBot,
    page: ArrivalsPage,
    view: ImportView,
    shell: Shell,
    tmp_path: Path,
) -> None:
    view.sample_button.setFocus()
    qtbot.keyClick(view.sample_button, Key.Key_Return)
    dialog = dialog_of(qtbot, page)
    assert isinstance(dialog, QFileDialog)
    answer(dialog, tmp_path / "eksempel.csv")
    qtbot.waitUntil(lambda: bool(shell.said))
    assert shell.said[0].startswith("The sample is saved.")
    assert len(sheet_of(tmp_path / "eksempel.csv").rows) == 4
    view.read_file(tmp_path / "eksempel.csv")
    previewed(qtbot, view)
    assert {one.verdict for one in view.model.rows} == {Verdict.NEW}
    assert all(one.problems == () for one in view.model.rows)


def test_what_was_put_right_here_is_told_beside_the_row(
    qtbot: QtBot, page: ArrivalsPage, view: ImportView, house: House, tmp_path: Path
) -> None:
    lists, line = ArrivalLists(house.workplace()), cells(Skånebehov="Stueetagen")
    lists.take(check(house, line))
    with house.store.read() as session:
        petro = session.exec(select(Resident.id).where(Resident.surname == "Lysenko")).one()
    ExpectedArrivals(house.workplace()).move([petro], at("2026-11-27 14:00"), None)
    qtbot.keyClick(view.choose_button, Key.Key_Return)
    dialog = dialog_of(qtbot, page)
    assert isinstance(dialog, QFileDialog)
    answer(dialog, write_csv(tmp_path / "l.csv", [line]))
    previewed(qtbot, view)
    (row,) = view.model.rows
    assert row.verdict is Verdict.SAME
    view.table.setFocus()
    qtbot.keyClick(view.table, Key.Key_Home)
    assert (
        "Changed here since the last list, and stays so. Expected at: 27 Nov 2026 14:00."
        in view.told.text()
    )
    assert not view.take_button.isEnabled()
