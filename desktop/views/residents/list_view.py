"""The list of residents: search as one types, chips, the table."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _, format_number, ngettext
from desktop.models.residents import ResidentStatus
from desktop.services.marks import Mark
from desktop.services.people import HERE, PersonLine
from desktop.views import icons, theme
from desktop.views.residents.table_model import ResidentsModel
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.filter_chips import FilterChips
from desktop.views.widgets.search_field import SearchField

NEW = "Ctrl+N"

GROUPS: dict[str, tuple[ResidentStatus, ...]] = {
    "here": HERE,
    "expected": (ResidentStatus.EXPECTED, ResidentStatus.NO_SHOW),
    "moved_out": (ResidentStatus.MOVED_OUT,),
}
"""What each chip lets through."""


class ListView(QWidget):
    """Tells what is asked for; whoever owns it fetches and calls ``show_people``."""

    opened = Signal(str)
    """The id of a resident."""
    asked = Signal()
    """Text or chips changed."""
    registration_clicked = Signal()
    """Somebody is here who has no file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._elsewhere = 0
        self.new_button = QPushButton()
        self.new_button.setObjectName("residents_new")
        theme.mark(self.new_button, role="primary")
        self._title = QLabel()
        theme.mark(self._title, role="title")
        self._count = QLabel()
        self._count.setObjectName("residents_count")
        theme.mark(self._count, role="quiet")
        self.search_field = SearchField()
        self.search_field.setObjectName("residents_search")
        self.search_field.setMinimumWidth(theme.px(240))
        self._chips = FilterChips(
            (
                Choice("here", lambda: _("Lives here"), "room"),
                Choice("expected", lambda: _("Expected"), "clock"),
                Choice("moved_out", lambda: _("Moved out"), "check_out"),
            )
        )
        self._chips.setObjectName("residents_filter")
        self._chips.set_values(frozenset({"here"}))
        self._model = ResidentsModel(self)
        self.table = DataTable(self._model)
        self.table.setObjectName("residents_table")
        self._empty = EmptyState("residents")
        self.table.show_when_empty(self._empty)
        self._lay_out()
        self.search_field.searched.connect(self.asked)
        self._chips.changed.connect(self.asked)
        self.table.row_activated.connect(lambda row: self.opened.emit(row.id))
        self._empty.action_clicked.connect(self._look_everywhere)
        self.new_button.clicked.connect(self.registration_clicked)
        QShortcut(QKeySequence(NEW), self, self.new_button.click)

    def text(self) -> str:
        """What is searched for."""
        return self.search_field.text().strip()

    def statuses(self) -> tuple[ResidentStatus, ...]:
        """What the chips let through; everything when none is on."""
        chosen = self._chips.values() or frozenset(GROUPS)
        return tuple(status for name in GROUPS if name in chosen for status in GROUPS[name])

    def show_people(
        self,
        people: Sequence[PersonLine],
        elsewhere: int = 0,
        marks: Mapping[str, Mark] | None = None,
    ) -> None:
        """List people. ``elsewhere``: how many more the search found that the chips hide."""
        self._elsewhere = elsewhere
        marks = marks or {}
        self._model.set_marks(marks)
        unmarked = not any(person.id in marks for person in people)
        self.table.setColumnHidden(ResidentsModel.COL_MARK, unmarked)
        self._model.set_rows(people)
        if people and self.table.current_row() is None:
            self.table.choose(people[0].id)
        self._write_counts()

    def retranslate(self) -> None:
        """Set every text."""
        self._title.setText(_("Residents"))
        self.search_field.set_texts(_("Name, room, number or phone"))
        self._chips.setAccessibleName(_("Which residents are listed"))
        self.table.setAccessibleName(_("Residents"))
        keys = QKeySequence(NEW).toString(QKeySequence.SequenceFormat.NativeText)
        self.new_button.setText(_("New resident"))
        self.new_button.setToolTip(
            _("Somebody is here who was not expected ({keys})").format(keys=keys)
        )
        icons.put(self.new_button, "add", "on_accent")
        self._write_counts()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the search field opens the first answer, Down goes into the list."""
        in_field = self.search_field.hasFocus()
        row = self.table.current_row()
        if in_field and event.key() == Qt.Key.Key_Down:
            self.table.setFocus()
        elif in_field and row and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not self.search_field.waiting():
                self.opened.emit(row.id)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_12)
        head.addWidget(self._title)
        head.addWidget(self._count, 0, Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        head.addWidget(self.new_button)
        tools = QHBoxLayout()
        tools.setSpacing(theme.SPACE_12)
        tools.addWidget(self.search_field, 2)
        tools.addWidget(self._chips, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.setSpacing(theme.SPACE_12)
        column.addLayout(head)
        column.addLayout(tools)
        column.addWidget(self.table, 1)
        self.setTabOrder(self.table, self.new_button)

    def _write_counts(self) -> None:
        listed = len(self._model.rows)
        self._count.setText(
            ngettext("{count} resident", "{count} residents", listed).format(
                count=format_number(listed)
            )
        )
        if self._elsewhere:
            found = ngettext(
                "{count} other resident answers to this, and is not listed here.",
                "{count} other residents answer to this, and are not listed here.",
                self._elsewhere,
            ).format(count=format_number(self._elsewhere))
            self._empty.set_texts(found, _("Show them"))
        elif self.text():
            self._empty.set_texts(
                _("Nobody found for “{text}”. Another spelling or the room may help.").format(
                    text=self.text()
                )
            )
        else:
            self._empty.set_texts(_("The residents of this site will be listed here."))

    def _look_everywhere(self) -> None:
        self._chips.set_values(frozenset())
        self.asked.emit()
