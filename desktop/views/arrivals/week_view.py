"""The week: who comes on which day, and what can be done about each."""

from datetime import date
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_date, format_number, ngettext
from desktop.services.arrivals.lines import WEEK, ArrivalLine, ArrivalWeek
from desktop.views import icons, theme
from desktop.views.arrivals.actions_bar import ActionsBar
from desktop.views.arrivals.arrival_row import ArrivalRow
from desktop.views.arrivals.day_card import DayCard
from desktop.views.arrivals.row_words import people_count
from desktop.views.arrivals.week_bar import WeekBar
from desktop.views.widgets.elided_label import ElidedLabel
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.press_focused import press_focused
from desktop.views.widgets.scroll_column import ScrollColumn

_ACTIONS = {
    Qt.Key.Key_F2: "move",
    Qt.Key.Key_F4: "expect_again",
    Qt.Key.Key_F6: "no_show",
    Qt.Key.Key_Delete: "cancel",
}


class _Days(ScrollColumn):
    """Leaves the arrow keys to the week."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class WeekView(QWidget):
    """Up and down go from household to household, left and right from week to week, Home to this
    one; the keys of the actions stand on their buttons."""

    acted = Signal(str, object)
    """One of ``actions_bar.NAMES``, and the ``ArrivalLine``."""
    moved = Signal(int)
    today_wanted = Signal()
    new_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._week: ArrivalWeek | None = None
        self._chosen_id: str | None = None
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self._count = ElidedLabel("quiet")
        self._count.setObjectName("arrivals_count")
        self.new_button, self.import_button = QPushButton(), QPushButton()
        self.new_button.setObjectName("arrivals_new")
        self.import_button.setObjectName("arrivals_import")
        theme.mark(self.new_button, role="primary")
        self.bar = WeekBar()
        self.overdue = DayCard("overdue")
        self.days = [DayCard(f"day_{number}") for number in range(WEEK)]
        self.undated = DayCard("undated")
        self._cards = (self.overdue, *self.days, self.undated)
        self.empty = EmptyState("arrivals")
        self.empty.setObjectName("arrivals_empty")
        self.empty.action_button.setObjectName("arrivals_empty_new")
        self._days = _Days(spacing=theme.SPACE_12)
        self.actions_bar = ActionsBar()
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_week(self, week: ArrivalWeek) -> None:
        """Show it; the household chosen stays chosen."""
        self._week = week
        self.bar.show_week(week)
        self.overdue.show_lines(
            lambda: _("Should have been here already"), week.overdue, week.today
        )
        for card, day in zip(self.days, week.days, strict=True):
            card.show_lines(partial(_heading, day.day, week.today), day.lines, week.today)
        self.undated.show_lines(lambda: _("Day not known yet"), week.undated, week.today)
        self._days.setVisible(bool(week.lines))
        self.empty.setVisible(not week.lines)
        self.actions_bar.setVisible(bool(week.lines))
        self._mark()
        self._order_tabs()
        self.retranslate()

    def line(self) -> ArrivalLine | None:
        """The household chosen, None when it doesn't show."""
        row = self._chosen_row()
        return row.line if row else None

    def choose(self, resident_id: str | None) -> None:
        """Choose the household of that head, as soon as it shows."""
        self._chosen_id = resident_id
        self._mark()

    def focus_week(self) -> None:
        """Puts the focus on the household chosen, else chooses the first that is still to come."""
        row = self._chosen_row() or self._first_row()
        if row is not None:
            self._choose_row(row)
        target: QWidget = row or (
            self.empty.action_button if self.empty.isVisible() else self.new_button
        )
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def rows(self) -> list[ArrivalRow]:
        """Every row in sight, from above."""
        return [row for card in self._cards if not card.isHidden() for row in card.rows]

    def retranslate(self) -> None:
        """Set every text again."""
        self._title.setText(_("Arrivals"))
        self.new_button.setText(_("New arrival"))
        self.new_button.setToolTip(_("Announce a household (Ctrl+N)"))
        icons.put(self.new_button, "add", "on_accent")
        self.import_button.setText(_("Import…"))
        self.import_button.setToolTip(_("Take a list of arrivals from a file (Ctrl+I)"))
        icons.put(self.import_button, "upload")
        self.bar.retranslate()
        for card in self._cards:
            card.retranslate()
        self.actions_bar.retranslate()
        self.empty.set_texts(
            _("Nobody is expected in this week. Announce a household, or import a list."),
            _("New arrival"),
        )
        self._count.set_whole_text(self._counted())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if press_focused(event, self):
            return
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        weeks = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in steps:
            self._step(steps[Qt.Key(key)])
        elif key in weeks:
            self.moved.emit(weeks[Qt.Key(key)])
        elif key == Qt.Key.Key_Home:
            self.today_wanted.emit()
        elif key in _ACTIONS:
            self._press(_ACTIONS[Qt.Key(key)])
        elif control and key == Qt.Key.Key_N:
            self.new_button.click()
        elif control and key == Qt.Key.Key_I:
            self.import_button.click()
        else:
            super().keyPressEvent(event)

    def _press(self, name: str) -> None:
        button = self.actions_bar.buttons[name]
        if button.isVisible():
            button.click()

    def _step(self, step: int) -> None:
        rows = self.rows()
        if not rows:
            return
        now = self._chosen_row()
        place = rows.index(now) + step if now is not None and now.hasFocus() else 0
        row = rows[max(0, min(len(rows) - 1, place))]
        row.setFocus(Qt.FocusReason.OtherFocusReason)
        self._days.ensureWidgetVisible(row, 0, theme.SPACE_24)

    def _choose_row(self, row: ArrivalRow) -> None:
        self._chosen_id = row.line.id if row.line else None
        self._mark()

    def _open_row(self, row: ArrivalRow) -> None:
        self._choose_row(row)
        self._act(self.actions_bar.likeliest())

    def _act(self, name: str) -> None:
        line = self.line()
        if line is not None:
            self.acted.emit(name, line)

    def _mark(self) -> None:
        chosen = self._chosen_row()
        for row in self.rows():
            row.set_marked(row is chosen)
        today = self._week.today if self._week else None
        self.actions_bar.show_line(chosen.line if chosen else None, today)

    def _chosen_row(self) -> ArrivalRow | None:
        return next(
            (row for row in self.rows() if row.line and row.line.id == self._chosen_id), None
        )

    def _first_row(self) -> ArrivalRow | None:
        rows = self.rows()
        still = (row for row in rows if row.line is not None and row.line.is_open)
        return next(still, rows[0] if rows else None)

    def _counted(self) -> str:
        week = self._week
        days = [line for day in week.days for line in day.lines if line.is_open] if week else []
        if not days:
            return ""
        households = ngettext("{count} household", "{count} households", len(days)).format(
            count=format_number(len(days))
        )
        people = people_count(sum(line.size for line in days))
        return _("{households}, {people} expected").format(households=households, people=people)

    def _connect(self) -> None:
        for card in self._cards:
            card.row_chosen.connect(self._choose_row)
            card.row_opened.connect(self._open_row)
        self.actions_bar.acted.connect(self._act)
        self.bar.moved.connect(self.moved)
        self.bar.today_wanted.connect(self.today_wanted)
        self.new_button.clicked.connect(self.new_wanted)
        self.empty.action_clicked.connect(self.new_wanted)
        self.import_button.clicked.connect(self.import_wanted)

    def _order_tabs(self) -> None:
        """Tab goes as one reads, also over rows that came later."""
        stops = [
            *(self.import_button, self.new_button),
            *(self.bar.earlier, self.bar.now, self.bar.later),
            *(row for card in self._cards for row in card.rows),
            *self.actions_bar.buttons.values(),
        ]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_12)
        head.addWidget(self._title)
        head.addWidget(self._count, 1)
        head.addWidget(self.import_button)
        head.addWidget(self.new_button)
        for card in self._cards:
            self._days.body.addWidget(card)
        self._days.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self._days, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.actions_bar)
        self.empty.hide()
        self.actions_bar.hide()


def _heading(day: date, today: date) -> str:
    written = format_date(day, "weekday")
    if day == today:
        return _("Today, {day}").format(day=written)
    return written[:1].upper() + written[1:]
