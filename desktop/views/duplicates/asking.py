"""Who is being written down may be known already: looked up while one types, and before it is
saved."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.services.duplicates import Described, Duplicates
from desktop.services.duplicates.candidates import Candidate, Found
from desktop.views import theme
from desktop.views.duplicates.panel import DuplicatesPanel
from desktop.views.page import Page
from desktop.views.widgets.scroll_column import ScrollColumn

ANSWER_FIRST = N_("Please say first whether it is one of these.")
_PAUSE = 400
"""After so many milliseconds without a key one looks."""
_HIGHEST = 300
_MOST = 5


class Asking(QObject):
    """Works for a dialog of a page: ``view`` stands in the dialog, hidden while nobody is found,
    and ``panel`` inside it says what a person answers. ``asked`` tells who is being written
    down."""

    def __init__(
        self,
        page: Page,
        duplicates: Duplicates,
        asked: Callable[[], Sequence[Described]],
    ) -> None:
        self.view = ScrollColumn()
        super().__init__(self.view)
        self._page = page
        self._duplicates = duplicates
        self._asked = asked
        self.panel = DuplicatesPanel()
        self.view.body.addWidget(self.panel)
        self.view.body.addStretch(1)
        self.view.hide()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._look)
        self.panel.answered.connect(self._fit)

    def typed(self) -> None:
        """Something was typed: look once the hands rest."""
        self._pause.start()

    def before_saving(self, go_on: Callable[[], None], refuse: Callable[[AppError], None]) -> None:
        """Looks once more; goes on where nobody is left to ask about, else refuses."""
        self._pause.stop()

        def show(found: Found) -> None:
            if not isValid(self.view):
                return
            self._show(found)
            if self.panel.asks():
                refuse(AppError(ANSWER_FIRST))
                self.view.ensureWidgetVisible(self.panel)
                self.panel.none_button.setFocus()
            else:
                go_on()

        self._page.run(self._work(), show, refuse)

    def _look(self) -> None:
        self._page.run_latest("duplicates", self._work(), self._show)

    def _work(self) -> Callable[[], Found]:
        asked, but = tuple(self._asked()), self.panel.apart()
        return lambda: _together(self._duplicates.possible_each(asked, but) if asked else ())

    def _show(self, found: Found) -> None:
        if isValid(self.view):
            self.panel.show_found(found)
            self._fit()

    def _fit(self) -> None:
        self.view.setVisible(self.panel.asks())
        wanted = self.panel.sizeHint().height() + theme.SPACE_8
        self.view.setFixedHeight(min(theme.px(_HIGHEST), wanted))


def _together(answers: Sequence[Found]) -> Found:
    """Who was found for any of them, each once."""
    candidates: dict[str, Candidate] = {}
    for answer in answers:
        for candidate in answer.candidates:
            candidates.setdefault(candidate.person.id, candidate)
    closed = {line.id: line for answer in answers for line in answer.closed}
    return Found(
        tuple(candidates.values())[:_MOST],
        any(answer.protected for answer in answers),
        tuple(closed.values()),
    )
