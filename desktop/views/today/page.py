"""What to do now."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_date, format_number, ngettext
from desktop.models.local import OUTBOX
from desktop.services.check_in import Arrival, Unfinished
from desktop.services.check_out_members import Departure
from desktop.services.duplicates import PossiblePair
from desktop.services.follow_ups import FollowUp
from desktop.services.guardians import Unguarded
from desktop.services.incidents import IncidentLine
from desktop.services.retention import DueFile, Retention
from desktop.services.rooms import Occupancy
from desktop.services.today import Overview, Today
from desktop.views import theme
from desktop.views.duplicates.actions import RecordActions, RecordServices
from desktop.views.duplicates.pairs_card import PairsCard
from desktop.views.page import Page, PageContext
from desktop.views.today.appointments_card import AppointmentsTodayCard
from desktop.views.today.arrivals_card import ArrivalsCard
from desktop.views.today.beds_card import BedsCard
from desktop.views.today.card_columns import CardColumns
from desktop.views.today.departures_card import DeparturesCard
from desktop.views.today.due_card import DueCard
from desktop.views.today.due_files import DueFiles
from desktop.views.today.follow_ups_card import FollowUpsCard
from desktop.views.today.guardians_card import GuardiansCard
from desktop.views.today.incidents_card import IncidentsCard
from desktop.views.today.meals_card import MealsCard
from desktop.views.today.needs_card import NeedsCard
from desktop.views.today.stock_card import StockCard
from desktop.views.today.unfinished_card import UnfinishedCard
from desktop.views.today.unfinished_check_outs_card import UnfinishedCheckOutsCard
from desktop.views.widgets.press_focused import press_focused
from desktop.views.widgets.scroll_column import ScrollColumn
from desktop.views.widgets.work_line import WorkLine


class TodayPage(Page):
    """The day's work in cards, in the order of the clock; every line leads to it."""

    listens_to = frozenset(
        {
            "resident",
            "guardian",
            "check_in_step",
            "further_step",
            "check_out",
            "check_out_step",
            "stay",
            "bed",
            "room",
            "meal_entitlement",
            "meal_serving",
            "incident",
            "kit_type",
            "stock_movement",
            "pet",
            "absence",
            "appointment",
            "support_need",
            "referral",
            "conflict",
            "merge_record",
            "not_same",
            "setting",
            OUTBOX,
        }
    )

    def __init__(
        self,
        context: PageContext,
        today: Today,
        retention: Retention,
        *,
        records: RecordServices,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QWidget | None = None,
    ) -> None:
        self._today = today
        self._retention = retention
        self._clock = clock
        self._overview: Overview | None = None
        self._records = RecordActions(self, records)
        super().__init__(context, parent)

    def title(self) -> str:
        return _("Today")

    def refresh(self) -> None:
        self.run(self._today.overview, self._show)

    def _build(self) -> None:
        self.setObjectName("today_page")
        self._day = QLabel()
        self._day.setObjectName("today_day")
        theme.mark(self._day, role="title")
        self._occupancy = QLabel()
        self._occupancy.setObjectName("today_occupancy")
        theme.mark(self._occupancy, role="quiet")
        self._arrivals = ArrivalsCard()
        self._unfinished = UnfinishedCard()
        self._guardians = GuardiansCard()
        self._departures = DeparturesCard()
        self._unfinished_check_outs = UnfinishedCheckOutsCard()
        self._appointments = AppointmentsTodayCard()
        self._meals = MealsCard()
        self._needs = NeedsCard()
        self._incidents = IncidentsCard(self._clock)
        self._beds = BedsCard()
        self._stock = StockCard()
        self._follow_ups = FollowUpsCard()
        self._due = DueCard()
        self._due_files = DueFiles(self, self._retention)
        self._pairs = PairsCard()
        self._cards = (
            self._arrivals,
            self._unfinished,
            self._guardians,
            self._departures,
            self._unfinished_check_outs,
            self._meals,
            self._needs,
            self._appointments,
            self._follow_ups,
            self._incidents,
            self._beds,
            self._stock,
            self._pairs,
            self._due,
        )
        self._meals.hide()
        self._columns = CardColumns(self._cards)
        self._columns.hide()
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_24)
        head.setContentsMargins(0, 0, theme.SPACE_16, 0)
        head.addWidget(self._day)
        head.addStretch(1)
        head.addWidget(self._occupancy)
        scroll = ScrollColumn()
        scroll.body.addWidget(self._columns)
        scroll.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_16, theme.SPACE_16)
        column.setSpacing(theme.SPACE_16)
        column.addLayout(head)
        column.addWidget(scroll, 1)

    def _connect(self) -> None:
        go = self.context.go
        self._arrivals.check_in_clicked.connect(lambda resident: go("check_in", resident))
        self._arrivals.row_opened.connect(self._open_arrival)
        self._arrivals.all_clicked.connect(lambda: go("arrivals", None))
        self._unfinished.row_opened.connect(self._open_unfinished)
        self._guardians.row_opened.connect(self._open_unguarded)
        for card in (self._departures, self._unfinished_check_outs):
            card.row_opened.connect(self._open_departure)
        self._meals.serve_clicked.connect(lambda: go("meals", None))
        self._needs.row_opened.connect(lambda: go("sync", None))
        self._appointments.row_opened.connect(lambda row: go("residents", row.person.id))
        self._appointments.week_clicked.connect(lambda: go("appointments", None))
        self._follow_ups.row_opened.connect(self._open_follow_up)
        self._follow_ups.pets_clicked.connect(lambda: go("pets", None))
        self._incidents.row_opened.connect(self._open_incident)
        self._incidents.log_clicked.connect(lambda: go("incidents", "new"))
        self._beds.row_opened.connect(lambda: go("rooms", None))
        self._stock.row_opened.connect(lambda: go("kits", None))
        self._pairs.row_opened.connect(self._open_pair)
        self._due.row_opened.connect(self._open_due)

    def retranslate(self) -> None:
        for card in self._cards:
            card.retranslate()
        if self._overview is not None:
            self._head(self._overview)
            # The names of kits are kept in three languages and fetched in one.
            self.mark_stale()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event, self):
            super().keyPressEvent(event)

    def _show(self, overview: Overview) -> None:
        self._overview = overview
        self._arrivals.show_day(overview.day, overview.arrivals)
        self._unfinished.show_rows(overview.unfinished)
        self._guardians.show_unguarded(overview.unguarded)
        self._departures.show_day(overview.day, overview.departures)
        self._unfinished_check_outs.show_rows(overview.unfinished_check_outs)
        self._unfinished_check_outs.setVisible(bool(overview.unfinished_check_outs))
        self._meals.show_portions(overview.portions)
        self._needs.show_needs(overview.needs)
        self._appointments.show_rows(overview.appointments)
        self._follow_ups.show_rows(overview.follow_ups)
        self._incidents.show_rows(overview.incidents)
        self._beds.show_occupancy(overview.occupancy)
        self._stock.show_rows(overview.low_shelves)
        self._pairs.show_pairs(overview.duplicates)
        self._due.show_due(overview.due)
        self._columns.arrange()
        self._columns.show()
        self._head(overview)
        self._order_tabs()

    def _head(self, overview: Overview) -> None:
        self._day.setText(_capitalised(format_date(overview.day, "weekday")))
        self._occupancy.setText(_sentence(overview.occupancy))

    def _order_tabs(self) -> None:
        """Tab goes as one reads, also over lines that came later."""
        stops = [
            stop
            for card in self._columns.in_order()
            for stop in card.findChildren(QWidget)
            if isinstance(stop, WorkLine | QPushButton)
        ]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _open_arrival(self, row: Arrival) -> None:
        self.context.go("residents", row.head.id)

    def _open_unfinished(self, row: Unfinished) -> None:
        self.context.go("check_in", row.person.id)

    def _open_unguarded(self, row: Unguarded) -> None:
        self.context.go("residents", row.person.id)

    def _open_departure(self, row: Departure) -> None:
        self.context.go("check_out", row.people[0].id)

    def _open_follow_up(self, row: FollowUp) -> None:
        if row.person is None:
            self.context.go("appointments", None)
        else:
            self.context.go("residents", row.person.id)

    def _open_pair(self, row: PossiblePair) -> None:
        if row.other is None:
            self.context.go("residents", row.one.id)
        elif row.other.masked:
            self.context.go("residents", row.other.id)
        else:
            self._records.compare(row.one.id, row.other.id)

    def _open_due(self, row: DueFile) -> None:
        if self._overview is not None:
            self._due_files.open(row, self._overview.day)

    def _open_incident(self, row: IncidentLine) -> None:
        self.context.go("incidents", row.id)


def _sentence(occupancy: Occupancy) -> str:
    taken = ngettext(
        "{taken} of {count} bed taken", "{taken} of {count} beds taken", occupancy.total
    ).format(taken=format_number(occupancy.taken), count=format_number(occupancy.total))
    free = ngettext("{count} free now", "{count} free now", occupancy.free).format(
        count=format_number(occupancy.free)
    )
    return f"{taken} · {free}"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
