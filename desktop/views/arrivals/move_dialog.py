"""Another day, another time, another takeover."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.errors import AppError
from desktop.i18n import COPENHAGEN, _, format_date, format_time
from desktop.services.arrivals.lines import ArrivalLine, at_clock
from desktop.services.working_days import (
    NoWorkingDayError,
    is_working_day,
    takeover_after,
)
from desktop.views import theme
from desktop.views.arrivals.day_field import DayField
from desktop.views.widgets.field_row import FieldRow
from desktop.views.widgets.small_dialog import SmallDialog
from desktop.views.widgets.time_field import TimeField


class MoveDialog(SmallDialog):
    """When a household comes; the takeover date may be left out."""

    def __init__(
        self, line: ArrivalLine, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("arrivals_move_dialog")
        self._line = line
        self._heading, self._now = QLabel(wordWrap=True), QLabel(wordWrap=True)
        theme.mark(self._heading, role="heading")
        theme.mark(self._now, role="quiet")
        self.day_field, self.time_field = DayField(today), TimeField()
        self.day_field.setObjectName("arrivals_move_day")
        self.time_field.setObjectName("arrivals_move_time")
        self.takeover_field = DayField(today)
        self.takeover_field.setObjectName("arrivals_move_takeover")
        self._day, self._time = FieldRow(self.day_field), FieldRow(self.time_field)
        self._takeover = FieldRow(self.takeover_field)
        beside = QHBoxLayout()
        beside.setSpacing(theme.SPACE_12)
        beside.addWidget(self._day, 2)
        beside.addWidget(self._time, 1)
        self.body.addWidget(self._heading)
        self.body.addWidget(self._now)
        self.body.addLayout(beside)
        self.body.addWidget(self._takeover)
        if line.expected_at is not None:
            local = line.expected_at.astimezone(COPENHAGEN)
            self.day_field.set_value(local.date())
            self.time_field.set_value(local.time())
        else:
            self.time_field.set_value(at_clock(today()).time())
        self.takeover_field.set_value(line.takeover_on)
        for field in (self.day_field, self.takeover_field):
            field.day_changed.connect(self._check)
        self.retranslate()
        self._check()
        self.day_field.setFocus()
        self.day_field.selectAll()

    def expected_at(self) -> datetime:
        """When they come. There is a day: without one nothing can be confirmed."""
        day, clock = self.day_field.value(), self.time_field.value()
        assert day is not None
        return at_clock(day, clock.hour, clock.minute)

    def takeover_on(self) -> date | None:
        """When the municipality takes over, None where it isn't known."""
        return self.takeover_field.value()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setWindowTitle(_("Move the arrival"))
        self._heading.setText(self._line.head.name)
        at = self._line.expected_at
        self._now.setText(
            _("Expected {day} at {time}.").format(
                day=format_date(at.astimezone(COPENHAGEN).date()), time=format_time(at)
            )
            if at
            else _("Day not known yet")
        )
        self._day.set_label(_("Arrives on"), _("Day, month, year"))
        self._time.set_label(_("At"))
        self._takeover.set_label(_("Takeover"), self._proposal())
        self.confirm_button.setText(_("Move"))

    def _proposal(self) -> str:
        visitated = self._line.visitated_on
        if visitated is None:
            return _("Proposed: 15 working days after the visitation")
        return _("Proposed: {date}, 15 working days after the visitation").format(
            date=format_date(takeover_after(visitated), "short")
        )

    def _check(self) -> None:
        day = self.day_field.problem()
        self._day.set_error((lambda: _(day)) if day else None)
        takeover, problem = self.takeover_field.value(), self.takeover_field.problem()
        error: AppError | None = AppError(problem) if problem else None
        if takeover is not None and not is_working_day(takeover):
            error = NoWorkingDayError(takeover)
        self._takeover.set_error(error.text if error else None)
        wrong = self.day_field.value() is None or error is not None
        self.confirm_button.setEnabled(not wrong)
        self.make_room()
