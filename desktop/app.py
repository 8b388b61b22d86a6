"""Joins the parts: a profile, the windows before signing in, an open desk with its engine.

The one module besides ``desktop.views`` that knows Qt, and the only one that knows all layers.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal, cast

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.config import SettingsFile
from desktop.errors import AppError
from desktop.i18n import _, language
from desktop.models.identity import Identity
from desktop.models.keys import Argon2Cost
from desktop.services.check_in import CheckIns
from desktop.services.incidents import Incidents
from desktop.services.kits import Kits
from desktop.services.marks import Marks
from desktop.services.meals import Meals
from desktop.services.needs_you import NeedsYou
from desktop.services.preferences import LANGUAGE, THEME, Preferences
from desktop.services.profile import Opened, Profile
from desktop.services.residents import Residents
from desktop.services.retention import Retention
from desktop.services.rooms import Rooms
from desktop.services.search import Search
from desktop.services.sending import Sending
from desktop.services.today import Today
from desktop.services.words import word
from desktop.services.workplace import Workplace
from desktop.sync.engine import Diagnostics, Engine, EngineState
from desktop.sync.enrolment import re_enrol
from desktop.views.background import Background
from desktop.views.check_in.page import CheckInPage
from desktop.views.incidents.page import IncidentsPage
from desktop.views.kits.page import KitsPage
from desktop.views.meals.page import MealsPage
from desktop.views.residents.page import ResidentsPage
from desktop.views.rooms.page import RoomsPage
from desktop.views.shell.main_window import MainWindow
from desktop.views.shell.rail import RailEntry
from desktop.views.shell.search_results import SearchHit
from desktop.views.shell.status_bar import SyncState
from desktop.views.start.enrol_window import EnrolWindow
from desktop.views.start.revoked_window import RevokedWindow
from desktop.views.start.sign_in_window import SignInWindow
from desktop.views.sync.fill_words import fill_words
from desktop.views.sync.page import SyncPage
from desktop.views.sync.words import problem_words
from desktop.views.theme import apply_theme
from desktop.views.today.page import TodayPage
from desktop.views.translator import install_language

log = logging.getLogger(__name__)

Mode = Literal["light", "dark", "system"]

COMFORTABLE = QSize(1360, 850)
"""The window's first size, where the screen has room for it."""

PAGES: tuple[RailEntry, ...] = (
    RailEntry("today", "today", lambda: _("Today")),
    RailEntry("residents", "residents", lambda: _("Residents")),
    RailEntry("rooms", "rooms", lambda: _("Rooms")),
    RailEntry("meals", "meals", lambda: _("Meals")),
    RailEntry("kits", "kits", lambda: _("Starter kits")),
    RailEntry("incidents", "incidents", lambda: _("Incidents")),
    RailEntry("sync", "sync", lambda: _("Synchronisation"), foot=True),
)


class _Bridge(QObject):
    """Carries news from the database's and the engine's threads to the main thread."""

    changed = Signal(object)
    state_told = Signal(object)
    revoked = Signal()


class OpenDesk:
    """A desk someone is signed in at: its window, its engine, its way out."""

    def __init__(
        self, opened: Opened, background: Background, choose: Callable[[str, str], None]
    ) -> None:
        self.opened = opened
        self.workplace = opened.workplace
        self._background = background
        self._choose = choose
        self._bridge = _Bridge()
        self.window = MainWindow(background, PAGES, self._search)
        self._add_pages(opened.workplace)
        self._bridge.changed.connect(self._show_changes)
        self._bridge.state_told.connect(self._show_state)
        self._unsubscribe = opened.store.changes.subscribe(self._bridge.changed.emit)
        self.window.language_chosen.connect(lambda code: choose(LANGUAGE, code))
        self.window.theme_chosen.connect(lambda mode: choose(THEME, mode))
        self.window.set_site(opened.workplace.site().name)
        self.window.set_person(opened.workplace.actor.name)
        self.engine = self._make_engine(opened.identity)
        self.revoked = self._bridge.revoked

    def start(self) -> None:
        """Shows Today, begins to sync and brings the search index in step."""
        self.window.go("today")
        self._background.run(Search(self.workplace).prepare)
        self.engine.start()

    def close(self) -> None:
        """Ends the sync and closes the database; what waits is sent at the next start."""
        self.leave()
        self.opened.store.close()

    def leave(self) -> None:
        """Ends the sync and takes the window away; the database stays open."""
        self.engine.stop()
        self._unsubscribe()
        self._bridge.changed.disconnect()
        self._bridge.state_told.disconnect()
        self.window.close()
        self.window.deleteLater()

    def _add_pages(self, workplace: Workplace) -> None:
        context = self.window.context()
        search = Search(workplace)
        check_ins, rooms, kits = CheckIns(workplace), Rooms(workplace), Kits(workplace)
        meals, incidents = Meals(workplace), Incidents(workplace)
        add = self.window.add_page
        clock = workplace.now
        residents = Residents(workplace)
        add(
            "today", lambda: TodayPage(context, Today(workplace), Retention(workplace), clock=clock)
        )
        marks = Marks(workplace)
        add(
            "residents",
            lambda: ResidentsPage(context, residents, search, check_ins, marks, clock=clock),
        )
        add("check_in", lambda: CheckInPage(context, check_ins, rooms, kits, clock=clock))
        add("rooms", lambda: RoomsPage(context, rooms))
        add("meals", lambda: MealsPage(context, meals, search))
        add("kits", lambda: KitsPage(context, kits, search))
        add("incidents", lambda: IncidentsPage(context, incidents, search))
        add("sync", lambda: self._sync_page(workplace))

    def _make_engine(self, identity: Identity) -> Engine:
        return Engine(
            self.opened.store,
            identity,
            self._bridge.state_told.emit,
            on_identity=self.workplace.take_identity,
            on_revoked=self._bridge.revoked.emit,
        )

    def _re_enrol(self, code: str) -> None:
        """Lets the desk in again under a new name. Blocks; the engine rests meanwhile."""
        identity = self.engine.identity
        self.engine.stop()
        try:
            identity = re_enrol(self.opened.store, code, identity.central_url)
            self.workplace.take_identity(identity)
        finally:
            self.engine = self._make_engine(identity)
            self.engine.start()

    def _sync_page(self, workplace: Workplace) -> SyncPage:
        page = SyncPage(
            self.window.context(),
            Sending(workplace),
            NeedsYou(workplace),
            self.engine.state,
            clock=workplace.now,
            re_enrol=self._re_enrol,
            figures=self._figures,
        )
        page.try_now.connect(self._wake)
        page.metered_chosen.connect(
            lambda metered: self._background.run(
                lambda: self.engine.set_metered(metered), failed=_not_remembered
            )
        )
        page.pause_asked.connect(self._pause_filling)
        self._bridge.state_told.connect(page.show_state)
        page.show_state(self.engine.state)  # what was told while the page was built
        return page

    def _figures(self) -> Diagnostics:
        return self.engine.diagnostics()

    def _wake(self) -> None:
        self.engine.wake()

    def _pause_filling(self, pause: bool) -> None:
        if pause:
            self.engine.pause_filling()
        else:
            self.engine.resume_filling()

    def _search(self, text: str) -> list[SearchHit]:
        hits = [
            SearchHit(
                "resident",
                line.name,
                " · ".join(
                    part
                    for part in (line.name_cyrillic, line.place or word(line.status), line.number)
                    if part
                ),
                "residents",
                line.id,
            )
            for line in Search(self.workplace).people(text)
        ]
        wanted = text.strip().casefold()
        hits += [
            SearchHit("page", entry.title(), "", entry.name)
            for entry in PAGES
            if wanted and entry.title().casefold().startswith(wanted)
        ]
        return hits

    def _show_changes(self, kinds: frozenset[str]) -> None:
        self.window.data_changed(kinds)
        if "site" in kinds:
            self.window.set_site(self.workplace.site().name)

    def _show_state(self, state: EngineState) -> None:
        problem = state.problem
        self.window.show_state(
            SyncState(
                online=state.online,
                waiting=state.waiting,
                last_in_step=state.last_in_step,
                needs_you=state.needs_you,
                problem=(lambda: problem_words(problem)) if problem else None,
                filling=(lambda: fill_words(state)) if state.filling else None,
                verified=state.verified,
            )
        )


class DeskApp(QObject):
    """The program from its first window to its last: enrol or sign in, then the desk.

    ``central_url`` fills the address in when a desk is enrolled, and takes the place of the
    remembered one when it already is.
    """

    desk_opened = Signal()

    def __init__(
        self,
        app: QApplication,
        profile_folder: Path,
        *,
        chosen_language: str | None = None,
        central_url: str = "",
        cost: Argon2Cost | None = None,
    ) -> None:
        super().__init__()
        self._app = app
        self._central_url = central_url
        self._settings = SettingsFile(profile_folder)
        self.profile = Profile(profile_folder, cost)
        self.background = Background(self)
        self.start_window: QWidget | None = None
        self.desk: OpenDesk | None = None
        self._chosen_language = chosen_language
        settings = self._settings.load()
        install_language(app, chosen_language or settings.language)
        apply_theme(app, cast(Mode, settings.theme))

    def start(self) -> None:
        """Shows the first window."""
        if self.profile.is_enrolled():
            sign_in = SignInWindow(self.profile, self.background)
            sign_in.opened.connect(self.open_desk)
            sign_in.language_chosen.connect(self._choose_language)
            self._show_start(sign_in)
            return
        enrol = EnrolWindow(self.profile, self.background, self._central_url)
        enrol.opened.connect(self.open_desk)
        enrol.language_chosen.connect(self._choose_language)
        self._show_start(enrol)

    def open_desk(self, opened: Opened) -> None:
        """Someone signed in: shows the desk in the language and theme they chose last."""
        if self._central_url and opened.identity.central_url != self._central_url:
            opened = replace(
                opened, identity=replace(opened.identity, central_url=self._central_url)
            )
        preferences = Preferences(opened.workplace)
        if self._chosen_language is None and (kept := preferences.get(LANGUAGE)):
            install_language(self._app, kept)
        if kept := preferences.get(THEME):
            apply_theme(self._app, cast(Mode, kept))
        self.desk = OpenDesk(opened, self.background, self._choose)
        self.desk.revoked.connect(self._let_go_of_desk)
        room = self._app.primaryScreen().availableSize()
        self.desk.window.resize(COMFORTABLE.boundedTo(room))
        self.desk.window.show()
        self.desk.start()
        if self.start_window is not None:
            self.start_window.close()
            self.start_window.deleteLater()
            self.start_window = None
        self.desk_opened.emit()

    def close(self) -> None:
        """Ends everything in order."""
        self.background.shutdown()
        if self.desk is not None:
            self.desk.close()
            self.desk = None
        if self.start_window is not None:
            self.start_window.close()
            self.start_window.deleteLater()
            self.start_window = None

    def _let_go_of_desk(self) -> None:
        """The central store has shut this desk out and has got all that waited: nothing of it
        stays on this PC."""
        if (desk := self.desk) is None:
            return
        self.desk = None
        desk.leave()

        def empty() -> None:
            desk.opened.store.close()
            self.profile.destroy()

        # After what the pages still read: a late reader would make the database file anew.
        self.background.run(empty, lambda _nothing: self._show_revoked(), self._not_emptied)

    def _show_revoked(self) -> None:
        revoked = RevokedWindow()
        revoked.language_chosen.connect(self._choose_language)
        revoked.set_up_asked.connect(self._set_up_anew)
        self._show_start(revoked)

    def _not_emptied(self, error: Exception) -> None:
        log.error("a revoked desk could not be emptied", exc_info=error)
        self.start()

    def _set_up_anew(self) -> None:
        before = self.start_window
        self.start()
        if before is not None:
            before.close()
            before.deleteLater()

    def _show_start(self, window: QWidget) -> None:
        self.start_window = window
        window.show()

    def _choose(self, name: str, value: str) -> None:
        if name == LANGUAGE:
            self._choose_language(value)
        else:
            apply_theme(self._app, cast(Mode, value))
            self._settings.keep(theme=value)
        if self.desk is not None:
            preferences = Preferences(self.desk.workplace)
            self.background.run(lambda: preferences.choose(name, value), failed=_not_remembered)

    def _choose_language(self, code: str) -> None:
        if code != language():
            install_language(self._app, code)
        self._settings.keep(language=code)


def _not_remembered(error: Exception) -> None:
    kind = "as expected" if isinstance(error, AppError) else "unexpectedly"
    log.warning("a choice could not be remembered (%s)", kind, exc_info=error)
