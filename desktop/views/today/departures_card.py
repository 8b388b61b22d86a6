"""Who leaves today and in the next days, and who should have left."""

from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_date, format_list
from desktop.models.check_outs import LeavingReason
from desktop.services.check_out_members import Departure
from desktop.services.check_out_steps import LeavingStep
from desktop.services.words import word
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class DeparturesCard(LinesCard[Departure]):
    """A line leads into the check-out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("departures", parent)
        self._today: date | None = None

    def show_day(self, today: date, departures: tuple[Departure, ...]) -> None:
        """List those who leave soon, as seen on ``today``."""
        self._today = today
        self.show_rows(departures)

    def heading(self) -> str:
        return _("Departures")

    def empty_text(self) -> str:
        return _(
            "Nobody leaves in the next two weeks. A check-out begins in the file of a resident."
        )

    def fill(self, line: WorkLine, row: Departure) -> None:
        reason = word(row.reason) if row.reason else ""
        places = list(dict.fromkeys(person.place for person in row.people if person.place))
        told = (self._when(row.leaves_on), reason, ", ".join(places))
        line.set_texts(
            format_list([person.name for person in row.people]),
            " · ".join(part for part in told if part),
        )
        chips = [(word(step), "", "open") for step in row.missing if step is not LeavingStep.LEAVE]
        overdue = self._today is not None and row.leaves_on < self._today
        if overdue and row.reason is not LeavingReason.DECEASED:
            chips.insert(0, (_("Should have left"), "attention", "clock"))
        line.set_chips(chips)

    def _when(self, day: date) -> str:
        if self._today is not None and day == self._today:
            return _("today")
        if self._today is not None and day == self._today + timedelta(days=1):
            return _("tomorrow")
        return format_date(day)
