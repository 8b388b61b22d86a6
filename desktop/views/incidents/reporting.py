"""A report as it is being written: the form, the draft that keeps itself, and saving."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from PySide6.QtCore import QTimer

from desktop.errors import AppError
from desktop.i18n import _
from desktop.services.incidents import Report
from desktop.services.people import PersonLine
from desktop.services.search import Search
from desktop.views.incidents.report_form import ReportForm
from desktop.views.incidents.unfinished import Involved, Unfinished, from_draft, to_draft
from desktop.views.page import Kind, Page

_KEEP_AFTER_MS = 400


class Reports(Protocol):
    """Where reports go: ordinary or restricted incidents."""

    def now(self) -> datetime:
        """This instant."""

    def log(self, report: Report) -> str:
        """Saves a report; returns its number, empty where it has none."""

    def save_draft(self, content: dict[str, Any]) -> None:
        """Keeps an unfinished report."""

    def load_draft(self) -> dict[str, Any] | None:
        """The unfinished report."""

    def drop_draft(self) -> None:
        """Forgets it."""


class Reporting:
    """Works for one page and one form; ``saved`` is called with the number of what was saved."""

    def __init__(
        self,
        page: Page,
        form: ReportForm,
        reports: Reports,
        search: Search,
        saved: Callable[[str], None],
    ) -> None:
        self._page = page
        self._form = form
        self._reports = reports
        self._search = search
        self._tell_saved = saved
        self._with_person: str | None = None
        self._begun = False
        self._saving = False
        self._keep = QTimer(page, singleShot=True, interval=_KEEP_AFTER_MS)
        self._keep.timeout.connect(self._keep_draft)
        form.changed.connect(self._keep.start)
        form.save_wanted.connect(self.save)
        form.discard_wanted.connect(self.discard)

    def name_person(self, resident_id: str | None) -> None:
        """Who is taken into the report when it is filled next."""
        self._with_person = resident_id

    def fill(self) -> None:
        """Takes up the draft, once; what stands in the form already is never touched."""
        if self._begun and self._with_person is None:
            return
        resident_id, self._with_person = self._with_person, None

        def read() -> tuple[datetime, Unfinished | None, PersonLine | None]:
            person = self._search.person(resident_id) if resident_id else None
            now, draft = self._reports.now(), self._reports.load_draft()
            kept = self._named(from_draft(draft, now)) if draft is not None else None
            return now, kept, person

        self._page.run(read, lambda found: self._filled(*found))

    def save(self) -> None:
        """Saves the report, or says what is missing."""
        if self._saving or not self._begun or not self._form.complete():
            return
        report = self._form.content().report()
        if report is None:
            return
        self._saving = True
        self._keep.stop()
        self._page.run(lambda: self._reports.log(report), self._saved, self._refused)

    def discard(self) -> None:
        """Begins the form anew."""
        self._keep.stop()
        self._begun = False
        self._page.run(self._reports.drop_draft, lambda _done: self.fill())

    def keep_now(self) -> None:
        """What was just typed is kept at once."""
        if self._keep.isActive():
            self._keep.stop()
            self._keep_draft()

    def _named(self, kept: Unfinished) -> Unfinished:
        """People in a draft as they are called now: a file may have been protected since."""
        people = []
        for one in kept.people:
            line = self._search.person(one.resident_id)
            people.append(one if line is None else Involved.of(line, one.part))
        return replace(kept, people=tuple(people))

    def _filled(self, now: datetime, kept: Unfinished | None, person: PersonLine | None) -> None:
        if not self._begun:
            self._begun = True
            self._form.set_content(kept if kept is not None else Unfinished(now))
            if kept is not None and kept.begun:
                self._page.announce(
                    lambda: _("Taken up where you left off."),
                    Kind.INFO,
                    lambda: _("Discard"),
                    self.discard,
                )
        if person is not None:
            self._form.add_person(person)

    def _keep_draft(self) -> None:
        content = self._form.content()
        if content.begun:
            draft = to_draft(content)
            self._page.run(lambda: self._reports.save_draft(draft))
        else:
            self._page.run(self._reports.drop_draft)

    def _saved(self, number: str) -> None:
        self._saving = False
        self._begun = False
        self._keep.stop()
        self._tell_saved(number)

    def _refused(self, error: AppError) -> None:
        self._saving = False
        self._form.refuse(error.text)
        self._keep_draft()
