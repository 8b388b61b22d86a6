"""The one search field for everything."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.views.background import Background, Ticket
from desktop.views.shell.search_results import SearchHit, SearchResults
from desktop.views.widgets.search_field import SearchField

Search = Callable[[str], list[SearchHit]]


class SearchBox(SearchField):
    """Finds while one types, off the UI thread; up, down and Enter choose, Esc closes."""

    hit_chosen = Signal(object)

    def __init__(
        self, background: Background, search: Search, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._search = search
        self._results: SearchResults | None = None
        self._asked: Ticket | None = None
        self._open_first = False
        self.searched.connect(self._look_up)
        self.retranslate()

    def results(self) -> SearchResults:
        """The list of hits; it floats in the window, so it is made once there is one."""
        if self._results is None:
            self._results = SearchResults(self.window())
            self._results.hit_chosen.connect(self._choose)
        return self._results

    def retranslate(self) -> None:
        """Say what can be found, and the shortcut."""
        keys = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        self.set_texts(_("Find people, rooms, pages ({shortcut})").format(shortcut=keys))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        shown = self.results().isVisible()
        if step and shown:
            self.results().move_choice(step)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._enter(event, shown=shown)
        elif event.key() == Qt.Key.Key_Escape and shown:
            self.results().hide()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._results is not None:
            self._results.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _enter(self, event: QKeyEvent, *, shown: bool) -> None:
        """Open the hit chosen; the first one as soon as it is found when none is there yet."""
        if self.waiting():
            self._open_first = True
            super().keyPressEvent(event)
        elif shown and (hit := self.results().current):
            self._choose(hit)
        elif self.text().strip():
            self._look_up(self.text().strip())

    def _look_up(self, text: str) -> None:
        if not text:
            self._open_first = False
            self.results().hide()
            if self._asked is not None:
                self._asked.cancel()
            return
        self._asked = self._background.latest(
            self, lambda: self._search(text), lambda hits: self._show(text, hits), owner=self
        )

    def _show(self, text: str, hits: list[SearchHit]) -> None:
        if text != self.text().strip():
            return
        if self._open_first and hits:
            self._choose(hits[0])
            return
        self._open_first = False
        if self.hasFocus():
            place = QRect(self.mapTo(self.window(), QPoint(0, 0)), self.size())
            nothing = _("Nothing found for “{text}”.").format(text=text)
            self.results().show_hits(hits, nothing, place)

    def _choose(self, hit: SearchHit) -> None:
        self._open_first = False
        self.results().hide()
        self.clear()
        self.hit_chosen.emit(hit)
