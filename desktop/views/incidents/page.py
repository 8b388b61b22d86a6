"""Incidents: the list, the file of one, and the form that keeps itself."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _
from desktop.services.incidents import IncidentFile, IncidentLine, Incidents
from desktop.services.restricted_incidents import RestrictedIncidents, RestrictedList
from desktop.services.search import Search
from desktop.views import theme
from desktop.views.incidents.file_view import IncidentFileView
from desktop.views.incidents.list_view import IncidentsList
from desktop.views.incidents.measure_dialog import MeasureDialog
from desktop.views.incidents.report_form import ReportForm
from desktop.views.incidents.reporting import Reporting
from desktop.views.page import Kind, Page, PageContext
from desktop.views.widgets.press_focused import press_focused

_ANSWERS = 6


class IncidentsPage(Page):
    """One of three shows: the list, a file, a form. Esc leads back to the list. Restricted
    incidents have a list and a form of their own, for those who may read them."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {
            "incident",
            "incident_person",
            "measure",
            "resident",
            "restricted_incident",
        }
    )

    def __init__(
        self,
        context: PageContext,
        incidents: Incidents,
        restricted: RestrictedIncidents,
        search: Search,
        parent: QWidget | None = None,
    ) -> None:
        self._incidents = incidents
        self._restricted = restricted
        self._search = search
        self._opened: tuple[str, bool] | None = None
        """The id of the incident whose file shows, and whether it is a restricted one."""
        super().__init__(context, parent)

    def _build(self) -> None:
        self.list = IncidentsList(offers_restricted=self._restricted.may_read())
        self.file_view = IncidentFileView()
        self.form = self._make_form(restricted=False)
        self.restricted_form = self._make_form(restricted=True)
        self._reporting = Reporting(
            self, self.form, self._incidents, self._search, self._report_saved
        )
        self._restricted_reporting = Reporting(
            self, self.restricted_form, self._restricted, self._search, self._report_saved
        )
        self._stack = QStackedLayout()
        for view in (self.list, self.file_view, self.form, self.restricted_form):
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.addLayout(self._stack)
        self.setFocusProxy(self.list.table)

    def _make_form(self, *, restricted: bool) -> ReportForm:
        return ReportForm(
            self.context.background,
            lambda text: self._search.people(text, _ANSWERS),
            restricted=restricted,
        )

    def _connect(self) -> None:
        self.offer("log_incident", self.list.new_button, self.form.save_button)
        self.offer("change_incident", self.file_view.close_button)
        self.offer("propose_measure", self.file_view.measure_button)
        self.list.new_wanted.connect(self._open_form)
        self.list.incident_opened.connect(self._open_file)
        self.list.filter_changed.connect(self.refresh)
        self.file_view.back_wanted.connect(self._open_list)
        self.file_view.close_wanted.connect(self._close_incident)
        self.file_view.measure_wanted.connect(self._ask_measure)
        self.file_view.person_opened.connect(
            lambda person_id: self.context.go("residents", person_id)
        )

    def title(self) -> str:
        return _("Incidents")

    def open(self, argument: object | None) -> None:
        """``"new"`` or ``("new", resident_id)`` for the form, an id for a file, else the list."""
        match argument:
            case "new":
                self._show_view(self.form)
            case ("new", str(resident_id)):
                self._reporting.name_person(resident_id)
                self._show_view(self.form)
            case str(incident_id):
                self._opened = (incident_id, False)
                self._show_view(self.file_view)
            case _:
                self._show_view(self.list)

    def back(self) -> bool:
        if self._stack.currentWidget() is self.list:
            return False
        self._open_list()
        return True

    def refresh(self) -> None:
        shown = self._stack.currentWidget()
        if shown is self.form:
            self._reporting.fill()
        elif shown is self.restricted_form:
            self._restricted_reporting.fill()
        elif shown is self.file_view and self._opened is not None:
            incident_id, restricted = self._opened
            read = self._restricted.file if restricted else self._incidents.file
            self.run(lambda: read(incident_id), self._show_file, self._file_is_gone)
        if self.list.shows_restricted():
            self.run_latest("list", self._read_restricted, self._show_restricted)
        else:
            statuses = self.list.statuses()
            self.run_latest("list", lambda: self._incidents.list(*statuses), self._show_list)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.back():
            return
        if not press_focused(event, self):
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - overrides Qt
        self.keep_now()
        super().hideEvent(event)

    def _show_view(self, view: QWidget) -> None:
        if view not in (self.form, self.restricted_form):
            self.keep_now()
        self._stack.setCurrentWidget(view)
        first = {
            self.list: self.list.table,
            self.form: self.form.place,
            self.restricted_form: self.restricted_form.place,
            self.file_view: self.file_view.measure_button,
        }[view]
        self.setFocusProxy(first)

    def keep_now(self) -> None:
        self._reporting.keep_now()
        self._restricted_reporting.keep_now()

    def _open_list(self) -> None:
        self._show_view(self.list)
        self.refresh()
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_file(self, line: IncidentLine) -> None:
        self._opened = (line.id, line.restricted)
        self._show_view(self.file_view)
        self.refresh()
        self.file_view.measure_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_form(self) -> None:
        restricted = self.list.shows_restricted()
        self._show_view(self.restricted_form if restricted else self.form)
        (self._restricted_reporting if restricted else self._reporting).fill()

    def _show_list(self, lines: tuple[IncidentLine, ...]) -> None:
        if not self.list.shows_restricted():
            self.list.show_incidents(lines)

    def _read_restricted(self) -> RestrictedList | AppError:
        """The list, or why there is none: that stands where the list would."""
        try:
            return self._restricted.list()
        except AppError as error:
            return error

    def _show_restricted(self, found: RestrictedList | AppError) -> None:
        if self.list.shows_restricted():
            self.list.show_restricted(found)

    def _show_file(self, file: IncidentFile) -> None:
        if self._opened is not None and file.line.id == self._opened[0]:
            self.file_view.show_file(file)

    def _file_is_gone(self, error: AppError) -> None:
        self.announce(error.text, Kind.ATTENTION)
        self._open_list()

    def _report_saved(self, number: str) -> None:
        if number:
            self.announce(lambda: _("Incident {number} is saved.").format(number=number), Kind.GOOD)
        else:
            self.announce(lambda: _("The restricted incident is saved."), Kind.GOOD)
        self._open_list()

    def _close_incident(self) -> None:
        if (file := self.file_view.file) is None:
            return
        close = self._restricted.close if file.line.restricted else self._incidents.close
        self.run(lambda: close(file.line.id), lambda _done: self._closed(file.line.number))

    def _closed(self, number: str) -> None:
        if number:
            self.announce(
                lambda: _("Incident {number} is closed.").format(number=number), Kind.GOOD
            )
        else:
            self.announce(lambda: _("The restricted incident is closed."), Kind.GOOD)
        self.refresh()

    def _ask_measure(self) -> None:
        if (file := self.file_view.file) is None:
            return
        restricted = file.line.restricted
        decides = restricted or self.may("decide_measure")
        dialog = MeasureDialog([person for person, _part in file.parts], self, decides=decides)
        save = self._restricted.add_measure if restricted else self._incidents.add_measure

        def add() -> None:
            kind, resident_id, note = dialog.kind(), dialog.resident_id(), dialog.note()
            self.run(
                lambda: save(file.line.id, kind, resident_id, note),
                lambda _done: self._measure_added(dialog),
                dialog.refuse,
            )

        dialog.confirmed.connect(add)
        dialog.open()

    def _measure_added(self, dialog: MeasureDialog) -> None:
        dialog.accept()
        self.refresh()
