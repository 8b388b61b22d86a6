"""Access log: who saw or did what, for auditors. All of it is asked of the central store."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.errors import AppError
from desktop.i18n import _
from desktop.services.access_lines import Drawn, Entry, SpotCheck
from desktop.services.auditing import Auditing
from desktop.services.days import day_of
from desktop.services.extracts import Extract, Extracts
from desktop.views import theme
from desktop.views.access.chains_view import ChainsView
from desktop.views.access.draw_dialog import DrawDialog
from desktop.views.access.entries_view import EntriesView
from desktop.views.access.entry_dialog import EntryDialog
from desktop.views.access.review_dialog import ReviewDialog
from desktop.views.access.samples_view import SamplesView
from desktop.views.documents.extract import extract_paper, file_name
from desktop.views.documents.saving import choose_where
from desktop.views.page import Kind, Page, PageContext
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.press_focused import press_focused
from desktop.views.widgets.segmented import Segmented
from desktop.views.widgets.small_dialog import SmallDialog

T = TypeVar("T")


class AccessPage(Page):
    """Three views: the entries, spot checks, and how the log of every desk stands.

    It listens to no changes: whoever looks again is written down again, so a person asks for it.
    """

    def __init__(
        self,
        context: PageContext,
        auditing: Auditing,
        extracts: Extracts,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        parent: QWidget | None = None,
    ) -> None:
        self._auditing = auditing
        self._extracts = extracts
        self._clock = clock
        super().__init__(context, parent)

    def title(self) -> str:
        return _("Access log")

    def refresh(self) -> None:
        self.run_latest("choices", self._auditing.choices, self.entries.filters.set_choices)
        shown = self._views.currentWidget()
        if shown is self.entries:
            self._search()
        elif shown is self.samples:
            self._fetch_samples()
        else:
            self._fetch_chains()

    def retranslate(self) -> None:
        self._heading.setText(self.title())
        self.tabs.retranslate()
        self.tabs.setAccessibleName(_("View"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_focused(event, self):
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.setObjectName("access_page")
        self._heading = QLabel()
        theme.mark(self._heading, role="title")
        self.tabs = Segmented(
            [
                Choice("entries", lambda: _("Entries"), "access"),
                Choice("samples", lambda: _("Spot checks"), "done"),
                Choice("chains", lambda: _("Desks"), "key"),
            ]
        )
        self.tabs.setObjectName("access_tabs")
        self.tabs.set_value("entries")
        background, today = self.context.background, day_of(self._clock())
        self.entries = EntriesView(background, self._auditing.find_people, today, self._clock)
        self.samples = SamplesView(self._clock)
        self.chains = ChainsView()
        self._views = QStackedWidget()
        for view in (self.entries, self.samples, self.chains):
            self._views.addWidget(view)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_16)
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.setSpacing(theme.SPACE_16)
        column.addLayout(head)
        column.addWidget(self._views, 1)
        self.setFocusProxy(self.entries.table)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_view)
        self.entries.searched.connect(self._search)
        self.entries.more_wanted.connect(self._fetch_more)
        self.entries.entry_opened.connect(self._open_entry)
        self.entries.extract_wanted.connect(self._make_extract)
        self.samples.chosen.connect(self._fetch_drawn)
        self.samples.again_wanted.connect(self._fetch_samples)
        self.samples.draw_wanted.connect(self._ask_draw)
        self.samples.drawn_opened.connect(self._open_drawn)
        self.chains.again_wanted.connect(self._fetch_chains)

    def _show_view(self, name: str) -> None:
        views: dict[str, QWidget] = {
            "entries": self.entries,
            "samples": self.samples,
            "chains": self.chains,
        }
        self._views.setCurrentWidget(views[name])
        self.refresh()

    def _ask(
        self,
        key: str,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[AppError], None] | None = None,
    ) -> None:
        """Asks the store off the UI thread; a newer question with the same key supersedes it."""
        self.context.background.latest(
            (id(self), key),
            work,
            then,
            lambda error: self._failed(error, failed),
            worker="network",
            owner=self,
        )

    def _search(self) -> None:
        filters = self.entries.filters.filters()
        self._ask(
            "entries",
            lambda: self._auditing.entries(filters),
            self.entries.show_entries,
            self.entries.show_problem,
        )

    def _fetch_more(self) -> None:
        filters, after = self.entries.filters.filters(), self.entries.model.next

        def failed(error: AppError) -> None:
            self.entries.model.ask_again()
            self.announce(error.text, Kind.ATTENTION)

        self._ask(
            "entries",
            lambda: self._auditing.entries(filters, after),
            self.entries.add_entries,
            failed,
        )

    def _fetch_chains(self) -> None:
        self._ask(
            "chains", self._auditing.chains, self.chains.show_chains, self.chains.show_problem
        )

    def _fetch_samples(self, choose: str | None = None) -> None:
        def show(found: tuple[SpotCheck, ...]) -> None:
            self.samples.show_samples(found, choose)
            self._fetch_drawn(self.samples.sample())

        self._ask("samples", self._auditing.samples, show, self.samples.show_problem)

    def _fetch_drawn(self, sample: SpotCheck | None) -> None:
        if sample is not None:
            self._ask(
                "drawn",
                lambda: self._auditing.sample(sample),
                self.samples.show_drawn,
                self.samples.show_problem,
            )

    def _open_entry(self, entry: Entry) -> None:
        EntryDialog(entry, self).open()

    def _ask_draw(self) -> None:
        dialog = DrawDialog(day_of(self._clock()), self)

        def drawn(sample_id: str) -> None:
            if isValid(dialog):
                dialog.accept()
            self._fetch_samples(sample_id)

        dialog.confirmed.connect(
            lambda: self._ask(
                "draw",
                partial(self._auditing.draw, *dialog.wanted()),
                drawn,
                self._refusal(dialog),
            )
        )
        dialog.open()

    def _open_drawn(self, drawn: Drawn) -> None:
        sample = self.samples.sample()
        if sample is None:
            return
        dialog = ReviewDialog(drawn, self)

        def reviewed(_nothing: None) -> None:
            if isValid(dialog):
                dialog.accept()
            self._fetch_samples(sample.id)

        dialog.confirmed.connect(
            lambda: self._ask(
                "review",
                partial(self._auditing.review, sample.id, drawn, dialog.note()),
                reviewed,
                self._refusal(dialog),
            )
        )
        dialog.open()

    def _refusal(self, dialog: SmallDialog) -> Callable[[AppError], None]:
        def refused(error: AppError) -> None:
            if isValid(dialog):
                dialog.refuse(error)
            else:
                self.announce(error.text, Kind.ATTENTION)

        return refused

    def _make_extract(self, resident_id: str) -> None:
        self._ask("extract", lambda: self._extracts.make(resident_id), self._save_extract)

    def _save_extract(self, extract: Extract) -> None:
        choose_where(
            self,
            extract_paper(extract),
            file_name(extract),
            lambda said, well: self.announce(said, Kind.GOOD if well else Kind.ATTENTION),
        )
