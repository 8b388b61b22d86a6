"""The incidents that are still open."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import _, format_when
from desktop.models.incidents import IncidentStatus
from desktop.services.incidents import IncidentLine
from desktop.services.words import word
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class IncidentsCard(LinesCard[IncidentLine]):
    """A line opens the incident; the button logs a new one."""

    log_clicked = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__("incidents", parent)
        self._clock = clock
        self.log_button = QPushButton()
        self.log_button.setObjectName("log_incident")
        self.log_button.clicked.connect(self.log_clicked)
        self.body.addWidget(self.log_button)

    def heading(self) -> str:
        return _("Open incidents")

    def empty_text(self) -> str:
        return _("No open incidents. What has happened and is not closed will be listed here.")

    def retranslate(self) -> None:
        super().retranslate()
        self.log_button.setText(_("Log an incident"))

    def fill(self, line: WorkLine, row: IncidentLine) -> None:
        where = word(row.place)
        when = format_when(row.happened_at, self._clock())
        line.set_icon(row.category.value)
        line.set_texts(word(row.category), f"{where} · {when}")
        hearing = row.status is IncidentStatus.HEARING
        line.set_chips([(word(row.status), "attention", "clock")] if hearing else [])
