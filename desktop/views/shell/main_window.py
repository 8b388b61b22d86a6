"""The window: rail, top bar, banner, the pages, the foot."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _, language
from desktop.services.who_may import ALLOWED, Right
from desktop.views import theme
from desktop.views.background import Background
from desktop.views.page import Page, PageContext
from desktop.views.shell.cover import Cover
from desktop.views.shell.fill_strip import FillStrip
from desktop.views.shell.rail import Rail, RailEntry
from desktop.views.shell.search_box import Search
from desktop.views.shell.search_results import SearchHit
from desktop.views.shell.status_bar import StatusBar, SyncState
from desktop.views.shell.top_bar import TopBar
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.message import Message

APP_NAME = "Ankomst"
_REMEMBERED = 50


class MainWindow(QMainWindow):
    """Holds the pages, each made when first gone to, and the way back through them. ``rights`` says
    what the person signed in may do.

    The caller connects ``language_chosen`` to ``install_language`` and ``theme_chosen`` to
    ``apply_theme``, remembers both, and ``data_changed`` to the announcements of ``changes``.
    """

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    page_shown = Signal(str)
    lock_asked = Signal()
    switch_asked = Signal()
    password_asked = Signal()

    def __init__(
        self,
        background: Background,
        entries: Sequence[RailEntry],
        search: Search,
        rights: Callable[[str], Right] = lambda _name: ALLOWED,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._rights = rights
        self._factories: dict[str, Callable[[], Page]] = {}
        self._pages: dict[str, Page] = {}
        self._current: tuple[str, object | None] | None = None
        self._earlier: list[tuple[str, object | None]] = []
        self.rail = Rail(entries)
        self.top_bar = TopBar(background, search)
        self.top_bar.search_box.setVisible(rights("search_people").allowed)
        self.banner = Banner()
        self.fill_strip = FillStrip()
        self._filling = False
        self.status_bar = StatusBar()
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())  # else the first page would show, and fill, before its turn
        self._layers = QStackedWidget()
        self.cover = Cover(self, self._layers)
        self._build()
        self._connect()
        self.retranslate()

    def context(self) -> PageContext:
        """What every page of this window is given."""
        return PageContext(self._background, self.go, self.announce, self._rights)

    def add_page(self, name: str, factory: Callable[[], Page]) -> None:
        """Know a page by name; ``factory`` makes it when it is first gone to."""
        self._factories[name] = factory

    def page(self, name: str) -> Page:
        """The page of that name, made if need be. ``KeyError`` for a name never added."""
        if name not in self._pages:
            page = self._factories[name]()
            self._pages[name] = page
            self.stack.addWidget(page)
            self._tell_filling(page)
        return self._pages[name]

    def go(self, name: str, argument: object | None = None) -> None:
        """Open a page; Esc leads back to the one before."""
        if self._current is not None and self._current != (name, argument):
            self._earlier = [*self._earlier[-_REMEMBERED:], self._current]
        self._show(name, argument)

    def back(self) -> None:
        """Close what is open inside the page, else show the page before."""
        if self._current is None or self.page(self._current[0]).back():
            return
        if self._earlier:
            self._show(*self._earlier.pop())

    @property
    def current_page(self) -> str:
        """The name of the page that shows; ``""`` before the first."""
        return self._current[0] if self._current else ""

    def announce(self, message: Message) -> None:
        """Show a message in the banner."""
        self.banner.show_message(message)

    def keep_now(self) -> None:
        """Tell the pages to keep what is being written."""
        for page in self._pages.values():
            page.keep_now()

    def data_changed(self, kinds: Collection[str]) -> None:
        """Tell the pages which kinds (table names) changed."""
        for page in self._pages.values():
            page.data_changed(kinds)

    def show_state(self, state: SyncState) -> None:
        """Show in the foot how the desk stands with the central store."""
        self.status_bar.show_state(state)
        if (state.filling is not None) != self._filling:
            self._filling = state.filling is not None
            for page in self._pages.values():
                self._tell_filling(page)
        self._show_strip()

    def set_site(self, name: str) -> None:
        """The site shown in the top bar."""
        self.top_bar.set_site(name)

    def set_person(self, name: str) -> None:
        """The person shown as signed in."""
        self.top_bar.set_person(name)

    def lock(self, view: QWidget) -> None:
        """Cover everything with this until ``unlock``."""
        self.cover.lay(view)
        self.retranslate()

    def unlock(self) -> None:
        """Everything is there again, as it was."""
        self.cover.lift()
        self.retranslate()

    def retranslate(self) -> None:
        """The title, and which language is marked. A locked window names nobody."""
        if self.cover.view is not None:
            self.setWindowTitle(f"{_('Locked')} – {APP_NAME}")
            return
        title = self.page(self._current[0]).title() if self._current else ""
        self.setWindowTitle(f"{title} – {APP_NAME}" if title else APP_NAME)
        self.top_bar.language_switch.set_value(language())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.cover.view is not None:
            self.back()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(1280, 800)

    def _build(self) -> None:
        strip = QVBoxLayout()
        strip.setContentsMargins(theme.SPACE_16, theme.SPACE_8, theme.SPACE_16, 0)
        strip.setSpacing(theme.SPACE_4)
        strip.addWidget(self.fill_strip)
        strip.addWidget(self.banner)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addLayout(strip)
        right.addWidget(self.stack, 1)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(right, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(across, 1)
        column.addWidget(self.status_bar)
        self._layers.addWidget(whole)
        self.setCentralWidget(self._layers)

    def _connect(self) -> None:
        self.rail.page_chosen.connect(self.go)
        self.top_bar.language_switch.language_chosen.connect(self.language_chosen)
        self.top_bar.theme_chosen.connect(self.theme_chosen)
        self.top_bar.search_box.hit_chosen.connect(self._open_hit)
        self.fill_strip.more_clicked.connect(lambda: self.go("sync"))
        self.status_bar.sync_clicked.connect(lambda: self.go("sync"))
        self.top_bar.lock_asked.connect(self.lock_asked)
        self.top_bar.person.switch_asked.connect(self.switch_asked)
        self.top_bar.person.password_asked.connect(self.password_asked)
        find = QShortcut(QKeySequence("Ctrl+K"), self)
        find.activated.connect(self._find)
        lock = QShortcut(QKeySequence("Ctrl+L"), self)
        lock.activated.connect(self.lock_asked)

    def _tell_filling(self, page: Page) -> None:
        for empty in page.findChildren(EmptyState):
            empty.set_coming(self._filling)

    def _show_strip(self) -> None:
        self.fill_strip.setVisible(self._filling and self.current_page != "sync")

    def _find(self) -> None:
        if not self._rights("search_people").allowed:
            return
        self.top_bar.search_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top_bar.search_box.selectAll()

    def _open_hit(self, hit: SearchHit) -> None:
        self.go(hit.page, hit.argument)

    def _show(self, name: str, argument: object | None) -> None:
        page = self.page(name)
        self._current = (name, argument)
        page.open(argument)
        page.mark_stale()
        self.stack.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rail.show_current(name)
        self._show_strip()
        self.retranslate()
        self.page_shown.emit(name)
