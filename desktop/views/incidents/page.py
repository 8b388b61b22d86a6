"""Incidents: the list, the file of one, and the form that keeps itself."""

from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.i18n import _
from desktop.services.incidents import IncidentFile, IncidentLine, Incidents
from desktop.services.people import PersonLine
from desktop.services.search import Search
from desktop.views import theme
from desktop.views.incidents.file_view import IncidentFileView
from desktop.views.incidents.list_view import IncidentsList
from desktop.views.incidents.measure_dialog import MeasureDialog
from desktop.views.incidents.report_form import ReportForm
from desktop.views.incidents.unfinished import Unfinished, from_draft, to_draft
from desktop.views.page import Kind, Page, PageContext
from desktop.views.widgets.press_focused import press_focused

_KEEP_AFTER_MS = 400
_ANSWERS = 6


class IncidentsPage(Page):
    """One of three shows: the list, a file, the form. Esc leads back to the list."""

    listens_to: ClassVar[frozenset[str]] = frozenset(
        {"incident", "incident_person", "measure", "resident"}
    )

    def __init__(
        self,
        context: PageContext,
        incidents: Incidents,
        search: Search,
        parent: QWidget | None = None,
    ) -> None:
        self._incidents = incidents
        self._search = search
        self._incident_id: str | None = None
        self._with_person: str | None = None
        self._form_begun = False
        self._saving = False
        super().__init__(context, parent)

    def _build(self) -> None:
        self.list = IncidentsList()
        self.file_view = IncidentFileView()
        self.form = ReportForm(
            self.context.background, lambda text: self._search.people(text, _ANSWERS)
        )
        self._keep = QTimer(self, singleShot=True, interval=_KEEP_AFTER_MS)
        self._stack = QStackedLayout()
        for view in (self.list, self.file_view, self.form):
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.addLayout(self._stack)
        self.setFocusProxy(self.list.table)

    def _connect(self) -> None:
        self.offer("log_incident", self.list.new_button, self.form.save_button)
        self.offer("change_incident", self.file_view.close_button)
        self.offer("propose_measure", self.file_view.measure_button)
        self.list.new_wanted.connect(lambda: self._open_form(None))
        self.list.incident_opened.connect(self._open_file)
        self.list.filter_changed.connect(self.refresh)
        self.file_view.back_wanted.connect(self._open_list)
        self.file_view.close_wanted.connect(self._close_incident)
        self.file_view.measure_wanted.connect(self._ask_measure)
        self.file_view.person_opened.connect(
            lambda person_id: self.context.go("residents", person_id)
        )
        self.form.changed.connect(self._keep.start)
        self.form.save_wanted.connect(self.save)
        self.form.discard_wanted.connect(self.discard)
        self._keep.timeout.connect(self._keep_draft)

    def title(self) -> str:
        return _("Incidents")

    def open(self, argument: object | None) -> None:
        """``"new"`` or ``("new", resident_id)`` for the form, an id for a file, else the list."""
        match argument:
            case "new":
                self._show_view(self.form)
            case ("new", str(resident_id)):
                self._with_person = resident_id
                self._show_view(self.form)
            case str(incident_id):
                self._incident_id = incident_id
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
            self._fill_form()
        elif shown is self.file_view and self._incident_id is not None:
            incident_id = self._incident_id
            self.run(lambda: self._incidents.file(incident_id), self._show_file, self._file_is_gone)
        statuses = self.list.statuses()
        self.run_latest("list", lambda: self._incidents.list(*statuses), self._show_list)

    def save(self) -> None:
        """Log the incident, or say what is missing."""
        if self._saving or not self._form_begun or not self.form.complete():
            return
        report = self.form.content().report()
        if report is None:
            return
        self._saving = True
        self._keep.stop()
        self.run(lambda: self._incidents.log(report), self._saved, self._refused)

    def discard(self) -> None:
        """Begin the form anew."""
        self._keep.stop()
        self._form_begun = False
        self.run(self._incidents.drop_draft, lambda _done: self._fill_form())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.back():
            return
        if not press_focused(event, self):
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - overrides Qt
        self._keep_now()
        super().hideEvent(event)

    def _show_view(self, view: QWidget) -> None:
        if view is not self.form:
            self._keep_now()
        self._stack.setCurrentWidget(view)
        first = {
            self.list: self.list.table,
            self.form: self.form.place,
            self.file_view: self.file_view.measure_button,
        }[view]
        self.setFocusProxy(first)

    def _open_list(self) -> None:
        self._show_view(self.list)
        self.refresh()
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_file(self, incident_id: str) -> None:
        self._incident_id = incident_id
        self._show_view(self.file_view)
        self.refresh()
        self.file_view.measure_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_form(self, resident_id: str | None) -> None:
        self._with_person = resident_id
        self._show_view(self.form)
        self._fill_form()

    def _show_list(self, lines: tuple[IncidentLine, ...]) -> None:
        self.list.show_incidents(lines)

    def _show_file(self, file: IncidentFile) -> None:
        if file.line.id == self._incident_id:
            self.file_view.show_file(file)

    def _file_is_gone(self, error: AppError) -> None:
        self.announce(error.text, Kind.ATTENTION)
        self._open_list()

    def _fill_form(self) -> None:
        """Take up the draft, once; what stands in the form already is never touched."""
        if self._form_begun and self._with_person is None:
            return
        resident_id, self._with_person = self._with_person, None

        def read() -> tuple[Any, dict[str, Any] | None, PersonLine | None]:
            person = self._search.person(resident_id) if resident_id else None
            return self._incidents.now(), self._incidents.load_draft(), person

        self.run(read, lambda found: self._filled(*found))

    def _filled(self, now: Any, draft: dict[str, Any] | None, person: PersonLine | None) -> None:
        if not self._form_begun:
            self._form_begun = True
            kept = from_draft(draft, now) if draft is not None else None
            self.form.set_content(kept if kept is not None else Unfinished(now))
            if kept is not None and kept.begun:
                self.announce(
                    lambda: _("Taken up where you left off."),
                    Kind.INFO,
                    lambda: _("Discard"),
                    self.discard,
                )
        if person is not None:
            self.form.add_person(person)

    def _keep_now(self) -> None:
        if self._keep.isActive():
            self._keep.stop()
            self._keep_draft()

    def _keep_draft(self) -> None:
        content = self.form.content()
        if content.begun:
            draft = to_draft(content)
            self.run(lambda: self._incidents.save_draft(draft))
        else:
            self.run(self._incidents.drop_draft)

    def _saved(self, number: str) -> None:
        self._saving = False
        self._form_begun = False
        self._keep.stop()
        self.announce(lambda: _("Incident {number} is saved.").format(number=number), Kind.GOOD)
        self._open_list()

    def _refused(self, error: AppError) -> None:
        self._saving = False
        self.form.refuse(error.text)
        self._keep_draft()

    def _close_incident(self) -> None:
        if (file := self.file_view.file) is None:
            return
        self.run(
            lambda: self._incidents.close(file.line.id),
            lambda _done: self._closed(file.line.number),
        )

    def _closed(self, number: str) -> None:
        self.announce(lambda: _("Incident {number} is closed.").format(number=number), Kind.GOOD)
        self.refresh()

    def _ask_measure(self) -> None:
        if (file := self.file_view.file) is None:
            return
        decides = self.may("decide_measure")
        dialog = MeasureDialog([person for person, _part in file.parts], self, decides=decides)

        def add() -> None:
            kind, resident_id, note = dialog.kind(), dialog.resident_id(), dialog.note()
            self.run(
                lambda: self._incidents.add_measure(file.line.id, kind, resident_id, note),
                lambda _done: self._measure_added(dialog),
                dialog.refuse,
            )

        dialog.confirmed.connect(add)
        dialog.open()

    def _measure_added(self, dialog: MeasureDialog) -> None:
        dialog.accept()
        self.refresh()
