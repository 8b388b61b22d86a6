"""The appointments of a week, what is to be planned, and what is to be settled."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, ClassVar

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_date
from desktop.services.appointments import AppointmentLine
from desktop.services.days import day_of
from desktop.services.interviews import Proposal
from desktop.views import icons, theme
from desktop.views.appointments.day_card import DayCard
from desktop.views.appointments.proposals_card import ProposalsCard
from desktop.views.appointments.unsettled_card import UnsettledCard
from desktop.views.page import Page, PageContext
from desktop.views.residents.cards.appointment_actions import AppointmentActions
from desktop.views.residents.cards.contents import CardServices
from desktop.views.today.card_columns import CardColumns
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.press_focused import press_focused
from desktop.views.widgets.scroll_column import ScrollColumn
from desktop.views.widgets.work_line import WorkLine

_WEEK = 7


@dataclass(frozen=True)
class _Week:
    today: date
    lines: tuple[AppointmentLine, ...]
    proposals: tuple[Proposal, ...]
    unsettled: tuple[AppointmentLine, ...]


class AppointmentsPage(Page):
    """``open`` takes a day of the week that is to show; without one it is this week."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"appointment", "resident", "stay"})

    def __init__(
        self,
        context: PageContext,
        services: CardServices,
        parent: QWidget | None = None,
    ) -> None:
        self._appointments = appointments = services.appointments
        self._interviews = services.interviews
        self._first = _monday(appointments.today())
        self._week: _Week | None = None
        self._actions = AppointmentActions(self, appointments)
        super().__init__(context, parent)

    def title(self) -> str:
        return _("Appointments")

    def open(self, argument: object | None) -> None:
        day = argument if isinstance(argument, date) else self._appointments.today()
        self._first = _monday(day)

    def refresh(self) -> None:
        first = self._first

        def work() -> _Week:
            return _Week(
                self._appointments.today(),
                self._appointments.between(first, _WEEK),
                self._interviews.proposed(),
                self._appointments.unsettled(),
            )

        self.run_latest("week", work, self._show)

    def retranslate(self) -> None:
        self._title.setText(self.title())
        for button, name, words in (
            (self._earlier, "previous", _("Week before")),
            (self._later, "next", _("Week after")),
        ):
            icons.put(button, name)
            button.setToolTip(words)
            button.setAccessibleName(words)
        self._now.setText(_("This week"))
        for card in self._cards:
            card.retranslate()
        self._write_week()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event, self):
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.setObjectName("appointments_page")
        self._title, self._span = QLabel(), QLabel()
        theme.mark(self._title, role="title")
        theme.mark(self._span, role="quiet")
        self._span.setObjectName("appointments_span")
        self._earlier, self._later, self._now = QPushButton(), QPushButton(), QPushButton()
        for button, name in (
            (self._earlier, "week_before"),
            (self._later, "week_after"),
            (self._now, "week_now"),
        ):
            button.setObjectName(name)
        for button in (self._earlier, self._later):
            theme.mark(button, role="icon")
        self._proposals, self._unsettled = ProposalsCard(), UnsettledCard()
        self._days = [DayCard(number) for number in range(_WEEK)]
        self._cards: list[LinesCard[Any]] = [self._unsettled, self._proposals, *self._days]
        self._areas = [CardColumns([self._unsettled, self._proposals]), CardColumns(self._days)]
        for area in self._areas:
            area.hide()
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_12)
        head.addWidget(self._title)
        head.addWidget(self._span)
        head.addStretch(1)
        head.addWidget(self._earlier)
        head.addWidget(self._now)
        head.addWidget(self._later)
        scroll = ScrollColumn()
        for area in self._areas:
            scroll.body.addWidget(area)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_16, theme.SPACE_16)
        column.setSpacing(theme.SPACE_16)
        column.addLayout(head)
        column.addWidget(scroll, 1)

    def _connect(self) -> None:
        week = timedelta(days=_WEEK)
        self._earlier.clicked.connect(lambda: self._turn_to(self._first - week))
        self._later.clicked.connect(lambda: self._turn_to(self._first + week))
        self._now.clicked.connect(lambda: self._turn_to(_monday(self._appointments.today())))
        for card in self._cards:
            card.row_opened.connect(lambda row: self.context.go("residents", row.person.id))
        self._proposals.plan_clicked.connect(self._actions.plan)
        self._unsettled.settle_clicked.connect(self._actions.settle)

    def _turn_to(self, first: date) -> None:
        self._first = first
        self._write_week()
        self.refresh()

    def _show(self, week: _Week) -> None:
        self._week = week
        for number, card in enumerate(self._days):
            day = self._first + timedelta(days=number)
            lines = tuple(line for line in week.lines if day_of(line.at) == day)
            card.show_day(day, week.today, lines)
        self._proposals.show_proposals(week.proposals)
        self._unsettled.show_unsettled(week.unsettled)
        for area in self._areas:
            area.arrange()
            area.setVisible(bool(area.in_order()))
        self._order_tabs()

    def _write_week(self) -> None:
        last = self._first + timedelta(days=_WEEK - 1)
        self._span.setText(
            _("{first} – {last}").format(first=format_date(self._first), last=format_date(last))
        )

    def _order_tabs(self) -> None:
        """Tab goes as one reads."""
        stops = [
            stop
            for area in self._areas
            for card in area.in_order()
            for stop in card.findChildren(QWidget)
            if isinstance(stop, WorkLine | QPushButton)
        ]
        for before, after in pairwise([self._earlier, self._now, self._later, *stops]):
            QWidget.setTabOrder(before, after)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
