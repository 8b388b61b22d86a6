"""Keeps what is typed into a form of details as a draft, by itself."""

from PySide6.QtCore import QTimer
from shiboken6 import isValid

from desktop.services.details_drafts import DetailsDrafts
from desktop.views.page import Page
from desktop.views.residents.details_form import DetailsForm

_KEEP_AFTER_MS = 400


class DraftKeeping:
    """Works for one page; one form at a time, about one resident at a time."""

    def __init__(self, page: Page, drafts: DetailsDrafts) -> None:
        self._page = page
        self._drafts = drafts
        self._about = ""
        self._form: DetailsForm | None = None
        self._wait = QTimer(page, singleShot=True, interval=_KEEP_AFTER_MS)
        self._wait.timeout.connect(self.keep)

    @property
    def about(self) -> str:
        """Whose details the form shows: an id; ``""`` before there is anybody."""
        return self._about

    def begin(self, about: str, form: DetailsForm) -> None:
        """From now on the form shows this resident's details."""
        self._about, self._form = about, form

    def typed(self) -> None:
        """Something was typed; it is kept in a moment."""
        self._wait.start()

    def keep_now(self) -> None:
        """What was just typed is kept at once."""
        if self._wait.isActive():
            self.keep()

    def keep(self) -> None:
        """Keeps what differs from what was shown; where nothing does, there is no draft."""
        self._wait.stop()
        if self._form is not None and isValid(self._form):
            about, typed = self._about, self._form.changes()
            self._page.run(lambda: self._drafts.save(about, typed))

    def stop(self) -> None:
        """What was typed is being saved, or not wanted."""
        self._wait.stop()
