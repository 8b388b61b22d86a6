"""How what was asked in a dialog, or pressed in a card, is saved on behalf of a page."""

from collections.abc import Callable

from shiboken6 import isValid

from desktop.errors import AppError
from desktop.i18n import _
from desktop.views.page import Kind, Page
from desktop.views.widgets.small_dialog import SmallDialog

Words = Callable[[], str]


class Saving:
    """Saves off the UI thread, says so, and lets the page fetch anew."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ask(self, dialog: SmallDialog, work: Callable[[], None], said: Words) -> None:
        """Opens a dialog; ``work`` is done when it is confirmed, and may refuse."""

        def done(_nothing: None) -> None:
            if isValid(dialog):
                dialog.accept()
            self._say(said)

        def refused(error: AppError) -> None:
            if isValid(dialog):
                dialog.refuse(error)
            else:
                self.page.announce(error.text, Kind.ATTENTION)

        dialog.confirmed.connect(lambda: self.page.run(work, done, refused))
        dialog.open()

    def do(
        self, work: Callable[[], None], said: Words, undo: Callable[[], None] | None = None
    ) -> None:
        """Does it at once; with ``undo`` the banner offers to take it back."""

        def take_back() -> None:
            if undo is not None:
                self.page.run(undo, lambda _nothing: self.page.mark_stale())

        self.page.run(
            work, lambda _nothing: self._say(said, take_back if undo is not None else None)
        )

    def _say(self, said: Words, action: Callable[[], None] | None = None) -> None:
        label = (lambda: _("Undo")) if action is not None else None
        self.page.announce(said, Kind.GOOD, label, action)
        self.page.mark_stale()
