"""The appointments of the day."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import _, format_time
from desktop.models.appointments import AppointmentState
from desktop.services.appointments import AppointmentLine
from desktop.services.words import word
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine

STATE_CHIPS: dict[AppointmentState, tuple[str, str]] = {
    AppointmentState.HELD: ("good", ""),
    AppointmentState.MISSED: ("attention", ""),
    AppointmentState.CANCELLED: ("", "close"),
}
"""How a settled one looks; a planned one has no chip."""


class AppointmentsTodayCard(LinesCard[AppointmentLine]):
    """A line opens the resident's file; the button leads to the week."""

    week_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("appointments", parent)
        self.week_button = QPushButton()
        self.week_button.setObjectName("appointments_week")
        self.week_button.clicked.connect(self.week_clicked)
        self.body.addWidget(self.week_button)

    def heading(self) -> str:
        return _("Appointments today")

    def empty_text(self) -> str:
        return _("No appointments today. They are planned in a resident's file.")

    def retranslate(self) -> None:
        super().retranslate()
        self.week_button.setText(_("The week's appointments"))

    def fill(self, line: WorkLine, row: AppointmentLine) -> None:
        fill_line(line, row)


def fill_line(line: WorkLine, row: AppointmentLine) -> None:
    """Writes an appointment into a line: when, who, what and where."""
    detail = " · ".join(filter(None, (row.words(), row.place)))
    line.set_texts(row.person.name, detail, format_time(row.at))
    look = STATE_CHIPS.get(row.state)
    line.set_chips([(word(row.state), *look)] if look else [])
