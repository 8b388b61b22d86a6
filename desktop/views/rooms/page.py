"""Rooms: who has which bed, when it will be free."""

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import _, format_date
from desktop.models.housing import StayState
from desktop.services.rooms import BedRow, Occupancy, Rooms
from desktop.views import theme
from desktop.views.icons import icon
from desktop.views.page import Page, PageContext
from desktop.views.rooms.board_filter import BoardFilter, filtered, floors_of
from desktop.views.rooms.board_lines import lines_of
from desktop.views.rooms.board_view import BoardView
from desktop.views.rooms.legend import Legend
from desktop.views.rooms.place_words import BoardPlace, sentence
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.press_focused import press_focused
from desktop.views.widgets.search_field import SearchField
from desktop.views.widgets.segmented import Segmented

BEFORE, DAYS = 7, 35
"""The board begins a week before today and shows five weeks."""

_Found = tuple[tuple[BedRow, ...], Occupancy, date]


class RoomsPage(Page):
    """The occupancy board with its filters. Opening a bar leads to the resident's file."""

    listens_to = frozenset({"room", "bed", "stay", "resident"})

    def __init__(self, context: PageContext, rooms: Rooms, parent: QWidget | None = None) -> None:
        self._rooms = rooms
        self._beds: tuple[BedRow, ...] = ()
        self._today: date | None = None
        self._weeks_on = 0
        self._wanted_bed: str | None = None
        super().__init__(context, parent)

    def title(self) -> str:
        return _("Rooms")

    def open(self, argument: object | None) -> None:
        """Takes the id of a bed to show, or None."""
        self._wanted_bed = argument if isinstance(argument, str) else None

    def refresh(self) -> None:
        weeks = self._weeks_on

        def work() -> _Found:
            today = self._rooms.today()
            first = _first_day(today, weeks)
            return self._rooms.board(first, DAYS), self._rooms.occupancy(), today

        self.run_latest("board", work, self._show)

    def retranslate(self) -> None:
        self._heading.setText(self.title())
        self._search.set_texts(_("Find a room or a name"))
        self._floor.setAccessibleName(_("Floor"))
        self._free_only.setText(_("Free beds only"))
        for button, text in (
            (self._earlier, _("A week earlier")),
            (self._later, _("A week later")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self._to_today.setText(_("Go to today"))
        self._zoom.setAccessibleName(_("Days in sight"))
        self._no_rooms.set_texts(
            _(
                "This site has no rooms yet. They appear here as soon as an administrator has "
                "entered them and this desk has fetched them."
            ),
            _("See the connection"),
        )
        self._none_match.set_texts(
            _("No bed matches what you are looking for."), _("Show all beds")
        )
        self._fill_floors()
        self._legend.retranslate()
        self._board.retranslate()
        self._show_range()

    def _build(self) -> None:
        self.setObjectName("rooms_page")
        self._heading = QLabel()
        theme.mark(self._heading, role="title")
        self._legend = Legend()
        self._legend.setObjectName("board_legend")
        self._search = SearchField()
        self._search.setObjectName("board_search")
        self._search.setMinimumWidth(200)
        self._search.setMaximumWidth(320)
        self._floor = QComboBox()
        self._floor.setObjectName("board_filter_floor")
        self._floor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._free_only = QCheckBox()
        self._free_only.setObjectName("board_free_only")
        self._range = QLabel()
        self._range.setObjectName("board_range")
        theme.mark(self._range, role="quiet")
        self._earlier = QPushButton(icon("previous"), "")
        self._earlier.setObjectName("board_earlier")
        self._later = QPushButton(icon("next"), "")
        self._later.setObjectName("board_later")
        theme.mark(self._earlier, role="icon")
        theme.mark(self._later, role="icon")
        self._to_today = QPushButton()
        self._to_today.setObjectName("board_today")
        self._zoom = Segmented([Choice(35, lambda: _("5 weeks")), Choice(14, lambda: _("2 weeks"))])
        self._zoom.setObjectName("board_zoom")
        self._zoom.set_value(35)
        self._board = BoardView()
        self._board.setObjectName("board_view")
        self._board.set_days_in_sight(35)
        self._pointed = ElidedLabel("quiet")
        self._pointed.setObjectName("board_pointed")
        self._no_rooms = EmptyState("rooms")
        self._no_rooms.setObjectName("board_no_rooms")
        self._none_match = EmptyState("search")
        self._none_match.setObjectName("board_none_match")
        self._stack = QStackedWidget()
        for widget in (self._board, self._none_match):
            self._stack.addWidget(widget)
        self._arrange()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_8)
        top.addWidget(self._heading)
        top.addStretch(1)
        top.addWidget(self._range)
        for widget in (self._earlier, self._to_today, self._later):
            top.addWidget(widget)
        top.addSpacing(theme.SPACE_8)
        top.addWidget(self._zoom)
        filters = QHBoxLayout()
        filters.setSpacing(theme.SPACE_12)
        filters.addWidget(self._search, 1)
        filters.addWidget(self._floor)
        filters.addWidget(self._free_only)
        filters.addStretch(1)
        self._with_rooms = QWidget()
        board = QVBoxLayout(self._with_rooms)
        board.setContentsMargins(0, 0, 0, 0)
        board.setSpacing(theme.SPACE_12)
        board.addLayout(top)
        board.addWidget(self._legend)
        board.addLayout(filters)
        board.addWidget(self._stack, 1)
        board.addWidget(self._pointed)
        self._whole = QStackedWidget()
        self._whole.addWidget(self._with_rooms)
        self._whole.addWidget(self._no_rooms)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.addWidget(self._whole)

    def _connect(self) -> None:
        self._search.searched.connect(self._filter)
        self._floor.activated.connect(self._filter)
        self._free_only.toggled.connect(self._filter)
        self._earlier.clicked.connect(lambda: self._turn(self._weeks_on - 1))
        self._later.clicked.connect(lambda: self._turn(self._weeks_on + 1))
        self._to_today.clicked.connect(self._go_to_today)
        self._zoom.chosen.connect(self._zoomed)
        self._board.pointed.connect(self._show_pointed)
        self._board.resident_chosen.connect(lambda id_: self.context.go("residents", id_))
        self._no_rooms.action_clicked.connect(lambda: self.context.go("sync", None))
        self._none_match.action_clicked.connect(self._show_all)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event, self):
            super().keyPressEvent(event)

    def _show(self, found: _Found) -> None:
        first_time = self._today is None
        self._beds, occupancy, self._today = found
        contested = sum(s.state is StayState.CONTESTED for bed in self._beds for s in bed.stays)
        self._legend.show_occupancy(occupancy, contested)
        self._whole.setCurrentWidget(self._with_rooms if self._beds else self._no_rooms)
        self._fill_floors()
        self._show_range()
        self._filter()
        if first_time:
            self._board.show_today()
        if self._wanted_bed is not None:
            wanted, self._wanted_bed = self._wanted_bed, None
            if not self._board.choose_bed(wanted):
                self._show_all()
                self._board.choose_bed(wanted)
            self._board.setFocus(Qt.FocusReason.OtherFocusReason)

    def _filter(self) -> None:
        if self._today is None:
            return
        floor = self._floor.currentData()
        wanted = BoardFilter(floor, self._free_only.isChecked(), self._search.text())
        beds = filtered(self._beds, wanted, self._today)
        first = _first_day(self._today, self._weeks_on)
        self._board.set_board(lines_of(beds, self._today), first, DAYS, self._today)
        nothing = wanted.narrows and not beds
        self._stack.setCurrentWidget(self._none_match if nothing else self._board)

    def _show_all(self) -> None:
        self._search.clear()
        self._floor.setCurrentIndex(0)
        self._free_only.setChecked(False)
        self._filter()

    def _turn(self, weeks: int) -> None:
        self._weeks_on = weeks
        self.refresh()

    def _go_to_today(self) -> None:
        self._turn(0)
        self._board.show_today()

    def _zoomed(self, days: int) -> None:
        self._board.set_days_in_sight(days)
        self._board.show_today()

    def _fill_floors(self) -> None:
        """Every floor of the site; the one chosen stays chosen while the site has it."""
        chosen = self._floor.currentData()
        self._floor.clear()
        self._floor.addItem(_("All floors"), None)
        for floor in floors_of(self._beds):
            if floor:
                self._floor.addItem(_("Floor {floor}").format(floor=floor), floor)
        self._floor.setCurrentIndex(max(0, self._floor.findData(chosen) if chosen else 0))
        self._floor.setVisible(self._floor.count() > 2)

    def _show_range(self) -> None:
        if self._today is None:
            return
        first = _first_day(self._today, self._weeks_on)
        last = first + timedelta(days=DAYS - 1)
        self._range.setText(
            _("{first} – {last}").format(first=format_date(first), last=format_date(last))
        )

    def _show_pointed(self, place: BoardPlace | None) -> None:
        hint = _("Point at a bar, or go there with the arrow keys, to see who lives there.")
        self._pointed.set_whole_text(sentence(place) if place else hint)
        theme.mark(self._pointed, role="" if place else "quiet")


def _first_day(today: date, weeks_on: int) -> date:
    return today + timedelta(days=7 * weeks_on - BEFORE)
