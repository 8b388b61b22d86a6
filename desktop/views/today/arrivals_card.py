"""Who arrives today, and who should have been here already."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import _, format_date, format_number, format_time, ngettext
from desktop.services.check_in import Arrival
from desktop.services.days import day_of
from desktop.views import theme
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class ArrivalsCard(LinesCard[Arrival]):
    """A line opens the resident's file; its button begins the check-in."""

    check_in_clicked = Signal(str)
    """The id of the head of the household."""
    all_clicked = Signal()
    """The person wants to see all arrivals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("arrivals", parent)
        self._today: date | None = None
        self._buttons: dict[WorkLine, QPushButton] = {}
        self.all_button = QPushButton()
        self.all_button.setObjectName("arrivals_all")
        theme.mark(self.all_button, role="quiet")
        self.all_button.clicked.connect(self.all_clicked)
        self.add_action(self.all_button)

    def show_day(self, today: date, arrivals: tuple[Arrival, ...]) -> None:
        """List those due by the end of ``today``."""
        self._today = today
        self.show_rows(arrivals)

    def retranslate(self) -> None:
        super().retranslate()
        self.all_button.setText(_("All arrivals"))

    def heading(self) -> str:
        return _("Arriving today")

    def empty_text(self) -> str:
        return _("Nobody is expected today. Households that are will be listed here by time.")

    def make_line(self, number: int) -> WorkLine:
        line = super().make_line(number)
        button = QPushButton()
        button.setObjectName(f"check_in_button_{number}")
        theme.mark(button, role="primary")
        button.clicked.connect(lambda: self.check_in_clicked.emit(self.row(number).head.id))
        line.add_button(button)
        self._buttons[line] = button
        line.destroyed.connect(lambda: self._buttons.pop(line, None))
        return line

    def fill(self, line: WorkLine, row: Arrival) -> None:
        size = ngettext("{count} person", "{count} people", row.size).format(
            count=format_number(row.size)
        )
        origin = _("from {place}").format(place=row.expected_from) if row.expected_from else ""
        line.set_texts(
            row.head.name,
            " · ".join(part for part in (size, origin) if part),
            format_time(row.expected_at),
        )
        chips = []
        if row.pets:
            chips.append((row.pets, "", "pet"))
        if overdue := self._overdue(row):
            chips.insert(0, (overdue, "attention", "clock"))
        line.set_chips(chips)
        button = self._buttons[line]
        button.setText(_("Check in"))
        button.setAccessibleName(_("Check in {name}").format(name=row.head.name))

    def _overdue(self, row: Arrival) -> str:
        day = day_of(row.expected_at)
        if self._today is None or day >= self._today:
            return ""
        if day == self._today - timedelta(days=1):
            return _("Expected yesterday")
        return _("Expected on {date}").format(date=format_date(day))
