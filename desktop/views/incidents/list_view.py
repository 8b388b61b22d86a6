"""The list of incidents."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _, ngettext
from desktop.models.incidents import IncidentStatus
from desktop.services.incidents import IncidentLine
from desktop.services.restricted_incidents import RestrictedList
from desktop.services.words import word
from desktop.views import icons, theme
from desktop.views.incidents.incidents_model import STATUS_ICONS, IncidentsModel
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.filter_chips import FilterChips
from desktop.views.widgets.segmented import Segmented


class IncidentsList(QWidget):
    """Chips for how incidents stand, the table, and the button to log a new one.

    Who may read restricted incidents can switch to them; they never stand among the others, so
    that nobody who looks over a shoulder reads them by chance.
    """

    new_wanted = Signal()
    incident_opened = Signal(object)
    """The ``IncidentLine``."""
    filter_changed = Signal()

    def __init__(self, *, offers_restricted: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: RestrictedList | AppError | None = None
        self.views = Segmented(
            (
                Choice("all", lambda: _("For everybody"), "incidents"),
                Choice("restricted", lambda: _("Restricted"), "lock"),
            )
        )
        self.views.setObjectName("incidents_views")
        self.views.set_value("all")
        self.views.setVisible(offers_restricted)
        for name, button in zip(("all", "restricted"), self.views.buttons(), strict=True):
            button.setObjectName(f"incidents_view_{name}")
        self._note = QLabel(wordWrap=True)
        self._note.setObjectName("incidents_restricted_note")
        theme.mark(self._note, role="note")
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
        self.views.chosen.connect(self._switch)
        self.table.row_activated.connect(self.incident_opened)
        self.retranslate()

    def statuses(self) -> tuple[IncidentStatus, ...]:
        """Which are wanted; none stands for all."""
        return tuple(status for status in IncidentStatus if status in self.chips.values())

    def shows_restricted(self) -> bool:
        """Whether the restricted ones are wanted."""
        return bool(self.views.value() == "restricted")

    def show_restricted(self, found: RestrictedList | AppError) -> None:
        """Show the restricted ones, or why they can't be shown."""
        self._found = found
        self.model.set_rows(() if isinstance(found, AppError) else found.lines)
        self.retranslate()

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
        restricted = self.shows_restricted()
        self._note.setVisible(restricted)
        self._note.setText(self._note_text())
        self.chips.setVisible(not restricted)
        self.new_button.setEnabled(not (restricted and isinstance(self._found, AppError)))
        self.new_button.setText(_("New restricted incident") if restricted else _("New incident"))
        icons.put(self.new_button, "add", "on_accent")
        self.chips.setAccessibleName(_("Show only"))
        self.table.setAccessibleName(_("Incidents"))
        if restricted:
            self._empty.set_texts(_("Restricted incidents show here, the latest first."))
        elif self.statuses():
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

    def _note_text(self) -> str:
        if isinstance(self._found, AppError):
            return self._found.text()
        told = [_("Only site leads and social liaisons see these; no search finds them.")]
        if self._found is not None and self._found.unreadable:
            count = self._found.unreadable
            told.append(
                ngettext(
                    "{count} was sealed with another key and can't be shown.",
                    "{count} were sealed with another key and can't be shown.",
                    count,
                ).format(count=count)
            )
        return " ".join(told)

    def _switch(self) -> None:
        self._found = None
        self.model.set_rows(())
        self.retranslate()
        self.filter_changed.emit()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_12)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.views)
        head.addWidget(self.new_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addLayout(head)
        column.addWidget(self._note)
        column.addWidget(self.chips)
        column.addWidget(self.table, 1)


def _label(status: IncidentStatus) -> Callable[[], str]:
    return lambda: word(status)
