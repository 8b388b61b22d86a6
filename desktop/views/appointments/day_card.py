"""The appointments of one day of the week."""

from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_date
from desktop.services.appointments import AppointmentLine
from desktop.views.today.appointments_card import fill_line
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class DayCard(LinesCard[AppointmentLine]):
    """A line opens the resident's file. A weekend shows only when there is something."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(f"day_{number}", parent)
        self._day: date | None = None
        self._today: date | None = None

    def show_day(self, day: date, today: date, rows: tuple[AppointmentLine, ...]) -> None:
        """List the appointments of a day."""
        self._day, self._today = day, today
        self.setVisible(bool(rows) or day.weekday() < 5)
        self.show_rows(rows)

    def heading(self) -> str:
        if self._day is None:
            return ""
        said = format_date(self._day, "weekday")
        said = said[:1].upper() + said[1:]
        return _("{day} · today").format(day=said) if self._day == self._today else said

    def empty_text(self) -> str:
        return _("Nothing planned.")

    def fill(self, line: WorkLine, row: AppointmentLine) -> None:
        fill_line(line, row)
