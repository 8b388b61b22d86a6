"""Joins the parts: a profile, the windows before signing in, an open desk with its engine.

The one module besides ``desktop.views`` that knows Qt, and the only one that knows all layers.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, cast

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.config import SettingsFile
from desktop.errors import AppError
from desktop.i18n import _, language
from desktop.models.keys import Argon2Cost
from desktop.services.auditing import Auditing
from desktop.services.check_in import CheckIns
from desktop.services.conflict_pairs import ConflictPairs
from desktop.services.duplicates import Duplicates, Merging
from desktop.services.extracts import Extracts
from desktop.services.incidents import Incidents
from desktop.services.kits import Kits
from desktop.services.marks import Marks
from desktop.services.meals import Meals
from desktop.services.needs_you import NeedsYou
from desktop.services.people import PersonLine
from desktop.services.preferences import LANGUAGE, THEME, Preferences
from desktop.services.profile import Opened, Profile
from desktop.services.protected_files import FileOpening, ProtectedFiles
from desktop.services.residents import Residents
from desktop.services.restricted_incidents import RestrictedIncidents
from desktop.services.retention import Retention
from desktop.services.rooms import Rooms
from desktop.services.search import Search
from desktop.services.sending import Sending
from desktop.services.support_needs import SupportNeeds
from desktop.services.today import Today
from desktop.services.words import word
from desktop.services.workplace import Workplace
from desktop.sync.auditing import ask_access
from desktop.sync.engine import Diagnostics, Engine, EngineState
from desktop.views.access.asking import kindly
from desktop.views.access.page import AccessPage
from desktop.views.background import Background
from desktop.views.check_in.page import CheckInPage
from desktop.views.desk_line import DeskLine
from desktop.views.duplicates.actions import RecordServices
from desktop.views.incidents.page import IncidentsPage
from desktop.views.kits.page import KitsPage
from desktop.views.meals.page import MealsPage
from desktop.views.page import Page
from desktop.views.residents.confidential.actions import ConfidentialServices
from desktop.views.residents.page import ResidentsPage
from desktop.views.rooms.page import RoomsPage
from desktop.views.shell.closing_files import ClosingFiles
from desktop.views.shell.main_window import MainWindow
from desktop.views.shell.rail import RailEntry
from desktop.views.shell.search_results import SearchHit
from desktop.views.shell.seats import Seats
from desktop.views.shell.status_bar import SyncState
from desktop.views.shell.watch import Watch
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
    RailEntry("today", "today", lambda: _("Today"), needs="see_today"),
    RailEntry("residents", "residents", lambda: _("Residents"), needs="see_residents"),
    RailEntry("rooms", "rooms", lambda: _("Rooms"), needs="see_rooms"),
    RailEntry("meals", "meals", lambda: _("Meals"), needs="see_meals"),
    RailEntry("kits", "kits", lambda: _("Starter kits"), needs="see_kits"),
    RailEntry("incidents", "incidents", lambda: _("Incidents"), needs="see_incidents"),
    RailEntry("access", "access", lambda: _("Access log"), needs="see_access_log"),
    RailEntry("sync", "sync", lambda: _("Synchronisation"), foot=True, needs="see_sending"),
)
"""All pages of the rail; each role finds those that it may see, and begins at the first."""

SEEN_OTHERWISE = frozenset({"resident"})
"""What pages show otherwise when a protected file was opened or has closed again: no page listens
to openings by itself."""


class OpenDesk(QObject):
    """The place of somebody who is signed in: their window, and the way out. ``line`` is shared by
    all who work here one after the other; without one it gets its own."""

    def __init__(
        self,
        opened: Opened,
        background: Background,
        choose: Callable[[str, str], None],
        line: DeskLine | None = None,
    ) -> None:
        super().__init__()
        self.opened = opened
        self.workplace = opened.workplace
        self._background = background
        self._choose = choose
        self._there = True
        self.line = line or DeskLine(opened.store, opened.identity, background)
        self.pages = [entry for entry in PAGES if self.workplace.may_see(entry.needs)]
        self.window = MainWindow(background, self.pages, self._search, self.workplace.right)
        self._add_pages(opened.workplace)
        self._files = ProtectedFiles(opened.workplace)
        self._unseen = 0
        """How many openings of protected files a lead has to take note of."""
        self._closing = ClosingFiles(background, self._files, opened.workplace.now, self.window)
        self._closing.closed.connect(lambda: self._show_changes(SEEN_OTHERWISE))
        self.line.changed.connect(self._show_changes)
        self.line.state_told.connect(self._show_state)
        self.line.on_identity.append(self.workplace.take_identity)
        self.window.language_chosen.connect(lambda code: choose(LANGUAGE, code))
        self.window.theme_chosen.connect(lambda mode: choose(THEME, mode))
        self.window.set_site(opened.workplace.site().name)
        self.window.set_person(opened.workplace.actor.name)
        self._show_state(self.engine.state)

    @property
    def engine(self) -> Engine:
        """What sends and reads."""
        return self.line.engine

    def start(self) -> None:
        """Shows the first page, begins to sync and brings the search index in step."""
        self.window.go(self.pages[0].name)
        if self.workplace.may_see("search_people"):
            self._background.run(Search(self.workplace).prepare)
            self._closing.look()
        self._count_openings()
        self.line.start()

    def lock(self) -> None:
        """Nobody is there: keeps what is being written, then forgets what only they may have."""
        self._there = False
        self.opened = replace(self.opened, session=None)
        self.window.keep_now()
        self._background.run(self._forget_key)  # after what is kept, which may be sealed with it

    def _forget_key(self) -> None:
        self.workplace.settle()
        if not self._there:
            self.workplace.sealed_key = None

    def come_back(self, opened: Opened) -> None:
        """They are there again, everything as it was."""
        self._there = True
        self.workplace.sealed_key = opened.workplace.sealed_key
        self.opened = replace(self.opened, session=opened.session)

    def close(self) -> None:
        """Ends the sync and closes the database; what waits is sent at the next start."""
        self.line.stop()
        self.leave()
        self.opened.store.close()

    def leave(self) -> None:
        """Takes the window away; the sync goes on, the database stays open. It is hidden, not
        closed: with its last window closed the program would end."""
        self.workplace.sealed_key = None
        self.line.on_identity.remove(self.workplace.take_identity)
        self.window.hide()
        self.window.deleteLater()
        self.deleteLater()

    def _add_pages(self, workplace: Workplace) -> None:
        context = self.window.context()
        search = Search(workplace)
        check_ins, rooms, kits = CheckIns(workplace), Rooms(workplace), Kits(workplace)
        meals, incidents = Meals(workplace), Incidents(workplace)
        named = {entry.name for entry in self.pages}

        def add(name: str, factory: Callable[[], Page], needs: str = "") -> None:
            if workplace.may_see(needs) if needs else name in named:
                self.window.add_page(name, factory)

        clock = workplace.now
        residents = Residents(workplace)
        ask = kindly(lambda: self.opened.session, self._ask_access)
        extracts = Extracts(workplace, ask)
        records = RecordServices(Duplicates(workplace), Merging(workplace))
        add(
            "today",
            lambda: TodayPage(
                context, Today(workplace), Retention(workplace), records=records, clock=clock
            ),
        )
        marks = Marks(workplace)
        confidential = ConfidentialServices(
            ProtectedFiles(workplace), SupportNeeds(workplace), ConflictPairs(workplace)
        )
        restricted = RestrictedIncidents(workplace)
        add(
            "residents",
            lambda: ResidentsPage(
                context,
                residents,
                search,
                check_ins,
                marks,
                confidential=confidential,
                records=records,
                extracts=extracts,
                clock=clock,
            ),
        )
        add(
            "check_in",
            lambda: CheckInPage(context, check_ins, rooms, kits, clock=clock),
            needs="open_check_in",
        )
        add("rooms", lambda: RoomsPage(context, rooms))
        add("meals", lambda: MealsPage(context, meals, search))
        add("kits", lambda: KitsPage(context, kits, search))
        add("incidents", lambda: IncidentsPage(context, incidents, restricted, search))
        add("access", lambda: AccessPage(context, Auditing(workplace, ask), extracts, clock=clock))
        add("sync", lambda: self._sync_page(workplace))

    def _sync_page(self, workplace: Workplace) -> SyncPage:
        page = SyncPage(
            self.window.context(),
            Sending(workplace),
            NeedsYou(workplace),
            self.engine.state,
            clock=workplace.now,
            re_enrol=self.line.re_enrol,
            figures=self._figures,
        )
        page.try_now.connect(self._wake)
        page.metered_chosen.connect(
            lambda metered: self._background.run(
                lambda: self.engine.set_metered(metered), failed=_not_remembered
            )
        )
        page.pause_asked.connect(self._pause_filling)
        self.line.state_told.connect(page.show_state)
        page.show_state(self.engine.state)  # what was told while the page was built
        return page

    def _ask_access(self, session: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """Asks the store for its access log. Blocks."""
        return ask_access(self.engine.identity, session, name, body)

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
            for line in self._found_people(text)
        ]
        wanted = text.strip().casefold()
        hits += [
            SearchHit("page", entry.title(), "", entry.name)
            for entry in self.pages
            if wanted and entry.title().casefold().startswith(wanted)
        ]
        return hits

    def _found_people(self, text: str) -> list[PersonLine]:
        """Whom the search finds; nobody for those who may not search."""
        if not self.workplace.may_see("search_people"):
            return []
        return Search(self.workplace).people(text)

    def _show_changes(self, kinds: frozenset[str]) -> None:
        if "protected_opening" in kinds:
            kinds |= SEEN_OTHERWISE
            self._closing.look()
            self._count_openings()
        self.window.data_changed(kinds)
        if "site" in kinds:
            self.window.set_site(self.workplace.site().name)

    def _count_openings(self) -> None:
        if self.workplace.may_see("see_openings"):
            self._background.run(self._files.unseen, self._show_openings, owner=self.window)

    def _show_openings(self, openings: tuple[FileOpening, ...]) -> None:
        self._unseen = len(openings)
        self._show_state(self.engine.state)

    def _show_state(self, state: EngineState) -> None:
        problem = state.problem
        self.window.show_state(
            SyncState(
                online=state.online,
                waiting=state.waiting,
                last_in_step=state.last_in_step,
                needs_you=self._unseen
                + (state.needs_you if self.workplace.may_see("see_residents") else 0),
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
        self.seats: Seats | None = None
        self.watch = Watch(app, self)
        self._line: DeskLine | None = None
        self._chosen_language = chosen_language
        settings = self._settings.load()
        install_language(app, chosen_language or settings.language)
        apply_theme(app, cast(Mode, settings.theme))

    @property
    def desk(self) -> OpenDesk | None:
        """The place of whoever sits here; None before somebody signed in."""
        return cast(OpenDesk | None, self.seats.current) if self.seats else None

    def start(self) -> None:
        """Shows the first window."""
        window: SignInWindow | EnrolWindow
        if self.profile.is_enrolled():
            window = SignInWindow(self.profile, self.background, self._central_url)
        else:
            window = EnrolWindow(self.profile, self.background, self._central_url)
        window.opened.connect(self.open_desk)
        window.language_chosen.connect(self._choose_language)
        self._show_start(window)

    def open_desk(self, opened: Opened) -> None:
        """Somebody signed in: shows the desk in the language and theme they chose last."""
        identity = opened.identity
        if self._central_url:
            identity = replace(identity, central_url=self._central_url)
        line = DeskLine(opened.store, identity, self.background, self.profile)
        seats = Seats(
            self.watch,
            self.profile,
            self.background,
            lambda who: OpenDesk(who, self.background, self._choose, line),
            self._central_url,
        )
        seats.came.connect(self._prepare)
        seats.language_chosen.connect(self._choose_language)
        line.revoked.connect(self._let_go_of_desk)
        line.people_changed.connect(seats.look_at_people)
        line.changed.connect(self._hear_changes)
        self._line, self.seats = line, seats
        seats.sit_down(replace(opened, identity=identity))
        self._close_start()
        self.desk_opened.emit()

    def close(self) -> None:
        """Ends everything in order."""
        self.background.shutdown()
        if self.desk is not None and self._line is not None and self.seats is not None:
            store = self.desk.opened.store
            self._leave_desk()
            store.close()
        self.watch.end()
        self._close_start()

    def _prepare(self, desk: OpenDesk) -> None:
        """Before a window is shown: the language and theme of whose it is."""
        preferences = Preferences(desk.workplace)
        if self._chosen_language is None and (kept := preferences.get(LANGUAGE)):
            install_language(self._app, kept)
        if kept := preferences.get(THEME):
            apply_theme(self._app, cast(Mode, kept))
        room = self._app.primaryScreen().availableSize()
        desk.window.resize(COMFORTABLE.boundedTo(room))

    def _hear_changes(self, kinds: frozenset[str]) -> None:
        if "setting" in kinds and self.seats is not None:
            self.seats.look_at_settings()

    def _close_start(self) -> None:
        if self.start_window is not None:
            self.start_window.close()
            self.start_window.deleteLater()
            self.start_window = None

    def _leave_desk(self) -> None:
        """Ends the sync and takes all windows away. What Qt holds is destroyed here and now, on
        this thread, not when Python comes across it on another."""
        assert self._line is not None
        assert self.seats is not None
        self._line.stop()
        self.seats.leave()
        for ended in (self._line, self.seats):
            ended.deleteLater()
        self._line = self.seats = None

    def _let_go_of_desk(self) -> None:
        """The central store has shut this desk out and has got all that waited: nothing of it
        stays on this PC."""
        if self.desk is None or self.seats is None or self._line is None:
            return
        store = self.desk.opened.store
        self._leave_desk()

        def empty() -> None:
            store.close()
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
