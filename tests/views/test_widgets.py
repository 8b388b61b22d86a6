"""The parts that pages are made of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from html import escape

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.views import theme
from desktop.views.translator import install_language
from desktop.views.widgets.avatar import initials
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.card import Card
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.choice_row import Choice, ChoiceRow
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.filter_chips import FilterChips
from desktop.views.widgets.message import Kind, Message
from desktop.views.widgets.number_field import NumberField
from desktop.views.widgets.person_card import PersonCard
from desktop.views.widgets.rows_model import Column, RowsModel
from desktop.views.widgets.scroll_column import ScrollColumn
from desktop.views.widgets.search_field import SearchField
from desktop.views.widgets.time_field import TimeField

# Qt's offscreen platform says so of every window that is shown.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

Key = Qt.Key
Left = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _plain(qapp: QApplication) -> Iterator[None]:
    theme.apply_theme(qapp, "light")
    install_language(qapp, i18n.SOURCE)  # as the program does: Qt's own start has no language
    yield
    install_language(qapp, i18n.SOURCE)


@dataclass(frozen=True)
class Resident:
    id: int
    name: str
    room: str | None = None
    meals: int = 0


OKSANA = Resident(1, "Oksana", "10.02", 3)
DANYLO = Resident(2, "Danylo", "2.07", 12)
HALYNA = Resident(3, "Halyna", None, 7)


class ResidentsModel(RowsModel[Resident]):
    COL_NAME, COL_ROOM, COL_MEALS = range(3)

    def columns(self) -> Sequence[Column[Resident]]:
        return [
            Column(lambda: f"Name {i18n.language()}", lambda r: r.name, main=True),
            Column(lambda: "Room", lambda r: r.room or "", sort=lambda r: r.room),
            Column(lambda: "Meals", lambda r: str(r.meals), sort=lambda r: r.meals, numeric=True),
        ]


@pytest.fixture
def table(qtbot: QtBot) -> DataTable:
    model = ResidentsModel()
    made = DataTable(model)
    model.setParent(made)
    qtbot.addWidget(made)
    model.set_rows([OKSANA, DANYLO, HALYNA])
    made.resize(400, 300)
    return made


def names(table: DataTable) -> list[str]:
    model = table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def residents_model(table: DataTable) -> ResidentsModel:
    model = table.model()
    assert isinstance(model, ResidentsModel)
    return model


def test_enter_and_double_click_open_the_row(qtbot: QtBot, table: DataTable) -> None:
    opened: list[Resident] = []
    table.row_activated.connect(opened.append)
    table.choose(DANYLO.id)
    qtbot.keyClick(table, Key.Key_Return)
    table.doubleClicked.emit(table.model().index(2, 1))
    assert opened == [DANYLO, HALYNA]


def test_rows_sort_by_value_with_unknown_ones_last_both_ways(table: DataTable) -> None:
    table.sortByColumn(ResidentsModel.COL_ROOM, Qt.SortOrder.AscendingOrder)
    assert names(table) == ["Danylo", "Oksana", "Halyna"]
    table.sortByColumn(ResidentsModel.COL_ROOM, Qt.SortOrder.DescendingOrder)
    assert names(table) == ["Oksana", "Danylo", "Halyna"]
    table.sortByColumn(ResidentsModel.COL_MEALS, Qt.SortOrder.AscendingOrder)
    assert names(table) == ["Oksana", "Halyna", "Danylo"]
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert names(table) == ["Oksana", "Danylo", "Halyna"]


def test_chosen_row_stays_chosen_over_sorting_and_refresh(table: DataTable) -> None:
    table.choose(DANYLO.id)
    table.sortByColumn(ResidentsModel.COL_NAME, Qt.SortOrder.DescendingOrder)
    assert table.current_row() == DANYLO
    moved = Resident(2, "Danylo", "3.01", 13)
    residents_model(table).set_rows([Resident(4, "Ivan"), OKSANA, moved])
    assert table.current_row() == moved


class NotesModel(RowsModel[tuple[str, str, str]]):
    def columns(self) -> Sequence[Column[tuple[str, str, str]]]:
        return [
            Column(lambda: "Who", lambda row: row[0], main=True),
            Column(lambda: "What", lambda row: row[1]),
            Column(lambda: "Why", lambda row: row[2]),
        ]


def test_long_columns_give_way_alike(qtbot: QtBot) -> None:
    """None is cut down to its icon while another has room."""
    made = DataTable(model := NotesModel())
    model.setParent(made)
    qtbot.addWidget(made)
    model.set_rows([("Oksana", "opened the file of a resident " * 3, "asked at the desk " * 3)])
    made.resize(500, 200)
    assert made.columnWidth(1) == made.columnWidth(2) > 150
    assert sum(made.columnWidth(column) for column in range(3)) <= made.viewport().width()


@pytest.mark.qt_log_ignore(r"raise\(\)", extend=True)  # of a hint that comes up
def test_what_is_cut_is_told_whole_under_the_mouse(qtbot: QtBot) -> None:
    made = DataTable(model := NotesModel())
    model.setParent(made)
    qtbot.addWidget(made)
    model.set_rows([("Oksana", note := "opened the <b>file</b> of somebody " * 3, "asked")])
    made.resize(400, 200)
    made.show()

    def told(column: int) -> str:
        QToolTip.hideText()
        qtbot.waitUntil(lambda: not QToolTip.isVisible())
        place = made.visualRect(model.index(0, column)).center()
        asking = QHelpEvent(QEvent.Type.ToolTip, place, made.viewport().mapToGlobal(place))
        QApplication.sendEvent(made.viewport(), asking)
        return QToolTip.text() if QToolTip.isVisible() else ""

    assert [told(column) for column in range(3)] == ["", f"<qt>{escape(note)}</qt>", ""]


def test_row_that_left_is_no_longer_chosen(table: DataTable) -> None:
    table.choose(DANYLO.id)
    chosen: list[Resident | None] = []
    table.row_chosen.connect(chosen.append)
    residents_model(table).set_rows([OKSANA])
    assert table.current_row() is None
    assert chosen[-1] is None


def test_main_column_is_never_cut_and_headers_never_either(table: DataTable) -> None:
    long = "Oleksandra-Mariya Shevchenko-Kovalenko"
    residents_model(table).set_rows([Resident(5, long, "a very long way to say where one lives")])
    table.resize(300, 200)
    assert table.columnWidth(0) >= table.fontMetrics().horizontalAdvance(long)
    header = table.horizontalHeader()
    assert all(header.sectionSize(n) >= header.sectionSizeHint(n) for n in range(3))


def test_headers_follow_the_language(qapp: QApplication, table: DataTable) -> None:
    install_language(qapp, "uk")
    qapp.processEvents()
    assert table.model().headerData(0, Qt.Orientation.Horizontal) == "Name uk"


def test_rows_are_32_pixels_and_grow_with_the_text(qapp: QApplication, table: DataTable) -> None:
    assert table.rowHeight(0) == 32
    theme.apply_theme(qapp, "light", 1.5)
    assert table.rowHeight(0) == 48


def test_empty_table_says_what_would_be_here(qtbot: QtBot, table: DataTable) -> None:
    empty = EmptyState("residents")
    empty.set_texts("Nobody lives here yet.", "Add a resident")
    table.show_when_empty(empty)
    assert empty.isHidden()
    residents_model(table).set_rows([])
    assert not empty.isHidden()
    with qtbot.waitSignal(empty.action_clicked):
        qtbot.mouseClick(empty.action_button, Left)


def choices(*values: str) -> list[Choice]:
    return [Choice(value, _said(value), "noise") for value in values]


def _said(value: str) -> Callable[[], str]:
    return lambda: f"{value} {i18n.language()}"


def test_choice_is_told_when_a_person_makes_it_only(qtbot: QtBot) -> None:
    row = ChoiceRow(choices("noise", "threats"))
    qtbot.addWidget(row)
    told: list[str] = []
    row.chosen.connect(told.append)
    assert row.value() is None
    row.set_value("threats")
    assert (row.value(), told) == ("threats", [])
    qtbot.mouseClick(row.buttons()[0], Left)
    assert (row.value(), told) == ("noise", ["noise"])
    row.set_value(None)
    assert row.value() is None


def test_arrow_keys_choose(qtbot: QtBot) -> None:
    row = ChoiceRow(choices("noise", "threats", "violence"))
    qtbot.addWidget(row)
    told: list[str] = []
    row.chosen.connect(told.append)
    with qtbot.waitExposed(row):
        row.show()
    row.set_value("noise")
    row.buttons()[0].setFocus()
    qtbot.keyClick(row.buttons()[0], Key.Key_Right)
    assert row.value() == "threats"
    assert told == ["threats"]


def test_choices_speak_the_new_language(qtbot: QtBot, qapp: QApplication) -> None:
    row, chips = ChoiceRow(choices("noise")), FilterChips(choices("meals"))
    qtbot.addWidget(row)
    qtbot.addWidget(chips)
    install_language(qapp, "ru")
    qapp.processEvents()
    assert row.buttons()[0].text() == "noise ru"


def test_choices_wrap_instead_of_being_cut(qtbot: QtBot) -> None:
    row = ChoiceRow(choices("noise", "threats", "violence", "cleanliness"))
    qtbot.addWidget(row)
    row.resize(250, row.heightForWidth(250))
    with qtbot.waitExposed(row):
        row.show()
    assert len({button.y() for button in row.buttons()}) > 1
    assert all(button.geometry().right() <= row.width() for button in row.buttons())


def test_filter_chips_tell_all_that_are_on(qtbot: QtBot) -> None:
    chips = FilterChips(choices("meals", "stays", "kit"))
    qtbot.addWidget(chips)
    chips.set_values(frozenset({"kit"}))
    with qtbot.waitSignal(chips.changed) as told:
        qtbot.mouseClick(chips.buttons()[0], Left)
    assert told.args == [frozenset({"meals", "kit"})]


def test_field_says_what_is_wrong_beside_itself_and_to_screen_readers(
    qtbot: QtBot, qapp: QApplication
) -> None:
    row = FieldRow(QLineEdit())
    qtbot.addWidget(row)
    row.set_label("&Date of birth", "Day, month, year")
    assert row.control.accessibleName() == "Date of birth"
    assert row.control.accessibleDescription() == "Day, month, year"
    row.set_error(lambda: f"No such day ({i18n.language()})")
    install_language(qapp, "da")
    qapp.processEvents()
    assert row.control.accessibleDescription() == "No such day (da)"
    assert row.control.property("state") == "danger"
    row.set_error(None)
    assert row.error() == ""
    assert row.control.property("state") == ""


def test_search_field_tells_once_after_typing_and_at_once_on_enter(qtbot: QtBot) -> None:
    field = SearchField()
    qtbot.addWidget(field)
    told: list[str] = []
    field.searched.connect(told.append)
    with qtbot.waitSignal(field.searched):
        qtbot.keyClicks(field, "oks ")
    assert told == ["oks"]
    qtbot.keyClicks(field, "k")
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.keyClick(field, Key.Key_Escape)
    assert told == ["oks", "oks k", ""]


def test_good_news_leaves_by_itself_but_danger_stays(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message(Message(lambda: "Saved.", Kind.GOOD))
    assert banner.leaves_by_itself
    banner.show_message(Message(lambda: "The disk is full.", Kind.DANGER))
    assert not banner.leaves_by_itself


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Oksana Shevchenko", "OS"), ("Галина Іванівна Коваль", "ГК"), ("Ivan", "I"), ("", "")],
)
def test_initials_are_of_the_first_and_last_name(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_person_opens_by_click_and_by_enter(qtbot: QtBot) -> None:
    card = PersonCard()
    qtbot.addWidget(card)
    card.show_person("Oksana Shevchenko", "3.07", [Chip("No dairy", "attention")])
    assert card.accessibleName() == "Oksana Shevchenko, 3.07, No dairy"
    with qtbot.waitSignal(card.opened):
        qtbot.mouseClick(card, Left)
    with qtbot.waitSignal(card.opened):
        qtbot.keyClick(card, Key.Key_Return)


def test_card_names_itself_and_counts(qtbot: QtBot) -> None:
    card = Card()
    qtbot.addWidget(card)
    card.set_title("Arriving today")
    card.set_count(3)
    assert card.accessibleName() == "Arriving today"


def test_date_and_time_fields_speak_plain_values(qtbot: QtBot) -> None:
    day, at = DateField(date(2026, 11, 20)), TimeField(time(12, 4))
    qtbot.addWidget(day)
    qtbot.addWidget(at)
    assert (day.text(), at.text()) == ("20.11.2026", "12:04")
    with qtbot.waitSignal(day.date_changed) as told:
        day.set_value(date(2026, 11, 21))
    assert told.args == [date(2026, 11, 21)]
    assert at.value() == time(12, 4)


def test_number_field_keeps_its_bounds(qtbot: QtBot) -> None:
    field = NumberField(1, 9)
    qtbot.addWidget(field)
    field.setValue(12)
    assert field.value() == 9


def test_scroll_column_is_as_wide_as_what_is_inside(qtbot: QtBot) -> None:
    column, wide = ScrollColumn(), QWidget()
    wide.setMinimumWidth(420)
    column.body.addWidget(wide)
    outer = QWidget()
    qtbot.addWidget(outer)
    QVBoxLayout(outer).addWidget(column)
    assert outer.minimumSizeHint().width() >= 420
