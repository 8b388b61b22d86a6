"""The log itself: what to look for, and the entries."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _, ngettext
from desktop.services.access_lines import Entries
from desktop.views import icons, theme
from desktop.views.access.entries_model import EntriesModel
from desktop.views.access.filters_bar import FiltersBar, FindPeople
from desktop.views.background import Background
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.empty_state import EmptyState


class EntriesView(QWidget):
    """``searched`` when something else is looked for, ``more_wanted`` at the end of what shows."""

    searched = Signal()
    more_wanted = Signal()
    entry_opened = Signal(object)
    extract_wanted = Signal(str)

    def __init__(
        self,
        background: Background,
        find: FindPeople,
        today: date,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._problem: AppError | None = None
        self.filters = FiltersBar(background, find, today)
        self.count = QLabel()
        self.count.setObjectName("access_count")
        theme.mark(self.count, role="quiet")
        self.extract = QPushButton()
        self.extract.setObjectName("access_extract")
        self.model = EntriesModel(clock, self)
        self.table = DataTable(self.model)
        self.table.setObjectName("access_entries")
        self.table.setSortingEnabled(False)  # only a part is here; the log has its own order
        self.empty = EmptyState("access")
        self.table.show_when_empty(self.empty)
        below = QHBoxLayout()
        below.addWidget(self.count)
        below.addStretch(1)
        below.addWidget(self.extract)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        column.addWidget(self.filters)
        column.addLayout(below)
        column.addWidget(self.table, 1)
        self.filters.changed.connect(self.searched)
        self.model.more_wanted.connect(self.more_wanted)
        self.table.row_activated.connect(self.entry_opened)
        self.empty.action_clicked.connect(self.searched)
        self.extract.clicked.connect(self._want_extract)
        self.retranslate()

    def show_entries(self, found: Entries) -> None:
        """The first page of what was looked for."""
        self._problem = None
        self.model.show(found.lines, found.next)
        self.retranslate()

    def add_entries(self, found: Entries) -> None:
        """The next page."""
        self.model.add(found.lines, found.next)
        self.retranslate()

    def show_problem(self, error: AppError) -> None:
        """The log can't be asked now: nothing shows, and it is said why."""
        self._problem = error
        self.model.show((), None)
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        shown = len(self.model.rows)
        if self.model.next is not None:
            text = ngettext(
                "The latest {count} entry; scroll for more",
                "The latest {count} entries; scroll for more",
                shown,
            )
        else:
            text = ngettext("{count} entry", "{count} entries", shown)
        self.count.setText("" if self._problem else text.format(count=shown))
        self.extract.setText(_("Extract for the resident…"))
        icons.put(self.extract, "documents", "ink", 16)
        resident = self.filters.resident
        self.extract.setEnabled(resident is not None)
        self.extract.setToolTip(
            "" if resident else _("Choose a resident above; then an extract can be made.")
        )
        self.table.setAccessibleName(_("Access log"))
        if self._problem is not None:
            self.empty.set_texts(self._problem.text(), _("Try again"))
        else:
            self.empty.set_texts(_("The log has nothing like this in these days."))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _want_extract(self) -> None:
        if self.filters.resident is not None:
            self.extract_wanted.emit(self.filters.resident.id)
