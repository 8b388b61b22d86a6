"""The list of incidents."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, ngettext
from desktop.models.incidents import IncidentStatus
from desktop.services.incidents import IncidentLine
from desktop.services.words import word
from desktop.views import icons, theme
from desktop.views.incidents.incidents_model import STATUS_ICONS, IncidentsModel
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.filter_chips import FilterChips


class IncidentsList(QWidget):
    """Chips for how incidents stand, the table, and the button to log a new one."""

    new_wanted = Signal()
    incident_opened = Signal(str)
    filter_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self._count = QLabel()
        theme.mark(self._count, role="quiet")
        self.new_button = QPushButton()
        self.new_button.setObjectName("incident_new")
        theme.mark(self.new_button, role="primary")
        self.chips = FilterChips(
            [Choice(status, _label(status), STATUS_ICONS[status]) for status in IncidentStatus]
        )
        for status, button in zip(
            IncidentStatus, self.chips.findChildren(QPushButton), strict=True
        ):
            button.setObjectName(f"incidents_filter_{status.value}")
        self.model = IncidentsModel(self)
        self.table = DataTable(self.model)
        self.table.setObjectName("incidents_table")
        self._empty = EmptyState("incidents")
        self.table.show_when_empty(self._empty)
        self._lay_out()
        self.new_button.clicked.connect(self.new_wanted)
        self._empty.action_clicked.connect(self.new_wanted)
        self.chips.changed.connect(self.filter_changed)
        self.table.row_activated.connect(lambda row: self.incident_opened.emit(row.id))
        self.retranslate()

    def statuses(self) -> tuple[IncidentStatus, ...]:
        """Which are wanted; none stands for all."""
        return tuple(status for status in IncidentStatus if status in self.chips.values())

    def show_incidents(self, lines: Sequence[IncidentLine]) -> None:
        """Show these; the row chosen stays chosen."""
        self.model.set_rows(lines)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text again."""
        self._title.setText(_("Incidents"))
        count = len(self.model.rows)
        self._count.setText(
            ngettext("{count} incident", "{count} incidents", count).format(count=count)
        )
        self.new_button.setText(_("New incident"))
        icons.put(self.new_button, "add", "on_accent")
        self.chips.setAccessibleName(_("Show only"))
        self.table.setAccessibleName(_("Incidents"))
        if self.statuses():
            self._empty.set_texts(_("No incident stands like this."))
        else:
            self._empty.set_texts(
                _("Incidents in the house show here, the latest first."),
                _("New incident"),
            )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_12)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.new_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addLayout(head)
        column.addWidget(self.chips)
        column.addWidget(self.table, 1)


def _label(status: IncidentStatus) -> Callable[[], str]:
    return lambda: word(status)
