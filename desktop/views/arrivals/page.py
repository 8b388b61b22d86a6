"""Expected arrivals: the week, and lists that are taken in."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.arrivals.expected import ExpectedArrivals
from desktop.services.arrivals.importing import ArrivalLists
from desktop.services.arrivals.lines import WEEK, ArrivalLine, ArrivalWeek
from desktop.services.days import day_of
from desktop.services.duplicates import Duplicates, Receiving
from desktop.views import theme
from desktop.views.arrivals.arrival_changes import ArrivalChanges
from desktop.views.arrivals.import_view import ImportView
from desktop.views.arrivals.week_view import WeekView
from desktop.views.page import Page, PageContext

_OFFERED = {
    "check_in": "open_check_in",
    "move": "change_arrival",
    "no_show": "change_arrival",
    "cancel": "change_arrival",
    "expect_again": "change_arrival",
    "file": "open_file",
}


class ArrivalsPage(Page):
    """Who comes, week by week."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {"resident", "household", "protected_opening", "check_in_step", "conflict"}
    )

    def __init__(
        self,
        context: PageContext,
        arrivals: ExpectedArrivals,
        lists: ArrivalLists,
        *,
        duplicates: Duplicates | None = None,
        receiving: Receiving | None = None,
        meals: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``meals``: whether the site serves any. With ``duplicates`` and ``receiving`` it is asked
        whether somebody who is announced is known already."""
        self._arrivals = arrivals
        self._lists = lists
        self._meals = meals
        self._day: date | None = None
        """A day of the week that shows, None for the week of today."""
        self._takes_focus = False
        self._to_choose: str | None = None
        """The head of a household that was just announced. Chosen once it shows: until then the
        focus may come back to a line that was there before."""
        self._changes = ArrivalChanges(
            self, arrivals, self._saved, duplicates=duplicates, receiving=receiving
        )
        super().__init__(context, parent)

    def title(self) -> str:
        return _("Arrivals")

    def open(self, argument: object | None) -> None:
        """Takes a day or a moment whose week to show, ``"new"`` or ``"import"``; None shows this
        week."""
        if isinstance(argument, datetime):
            argument = day_of(argument)
        if isinstance(argument, date):
            self._day = argument
        elif not self.import_view.is_busy():
            self._day = None
        is_import = argument == "import" and self.may("import_arrivals")
        if is_import or not self.import_view.is_busy():
            self._views.setCurrentWidget(self.import_view if is_import else self._week)
        self._takes_focus = True
        if argument == "new" and self.may("register_arrival"):
            self._changes.announce_household(meals=self._meals)

    def refresh(self) -> None:
        day = self._day or self._arrivals.today()
        self.run_latest("week", lambda: self._arrivals.week(day), self._show)

    def back(self) -> bool:
        """Esc leaves the list, which is not taken then."""
        if self._views.currentWidget() is not self.import_view:
            return False
        if not self.import_view.back():
            self._to_week()
        return True

    def retranslate(self) -> None:
        self._week.retranslate()
        self.import_view.retranslate()

    def _build(self) -> None:
        self.setObjectName("arrivals_page")
        self._week = WeekView()
        self.import_view = ImportView(self, self._lists, self._arrivals.today)
        self._views = QStackedWidget()
        self._views.addWidget(self._week)
        self._views.addWidget(self.import_view)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.addWidget(self._views)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _connect(self) -> None:
        week = self._week
        self.offer("register_arrival", week.new_button, week.empty.action_button)
        self.offer("import_arrivals", week.import_button, self.import_view.take_button)
        for name, rule in _OFFERED.items():
            self.offer(rule, week.actions_bar.buttons[name])
        week.acted.connect(self._act)
        week.moved.connect(self._move)
        week.today_wanted.connect(lambda: self._go(None))
        week.new_wanted.connect(lambda: self._changes.announce_household(meals=self._meals))
        week.import_wanted.connect(self._to_import)
        self.import_view.left.connect(self._to_week)
        self.import_view.taken.connect(self._taken)

    def _show(self, week: ArrivalWeek) -> None:
        self._week.show_week(week)
        if self._takes_focus and self._views.currentWidget() is self._week:
            self._takes_focus = False
            if self._to_choose is not None:
                self._week.choose(self._to_choose)
                self._to_choose = None
            self._week.focus_week()

    def _act(self, name: str, line: ArrivalLine) -> None:
        changes = {
            "move": self._changes.move,
            "no_show": self._changes.no_show,
            "cancel": self._changes.cancel,
            "expect_again": self._changes.expect_again,
        }
        if name == "check_in":
            self.context.go("check_in", line.head.id)
        elif name == "file":
            self.context.go("residents", line.head.id)
        else:
            changes[name](line)

    def _move(self, weeks: int) -> None:
        day = self._day or self._arrivals.today()
        self._go(day + timedelta(days=weeks * WEEK))

    def _go(self, day: date | None) -> None:
        self._day = day
        self._takes_focus = True
        self.refresh()

    def _saved(self, head_id: str | None) -> None:
        if head_id is not None:
            self._to_choose = head_id
            self._takes_focus = True
        self.refresh()

    def _to_import(self) -> None:
        self._views.setCurrentWidget(self.import_view)
        self.import_view.begin()

    def _to_week(self) -> None:
        self._views.setCurrentWidget(self._week)
        self._week.import_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _taken(self, first: date | None) -> None:
        """A list was taken: its first day is what one wants to see."""
        self._views.setCurrentWidget(self._week)
        self._go(first)
