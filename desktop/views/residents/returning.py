"""Somebody who had moved out is received again, from their file."""

from desktop.i18n import _
from desktop.services.people import PersonLine
from desktop.services.returns import Returns
from desktop.views.page import Page
from desktop.views.residents.receive_dialog import ReceiveDialog


class Returning:
    """Asks who is here again, then leads into their check-in."""

    def __init__(self, page: Page, returns: Returns) -> None:
        self._page = page
        self._returns = returns

    def ask(self, resident_id: str) -> None:
        """Open the question for somebody and those of their household who left too."""
        self._page.run(lambda: self._returns.possible(resident_id), self._open)

    def _open(self, people: tuple[PersonLine, ...]) -> None:
        if not people:
            self._page.announce(lambda: _("This person can't be received again."))
            return
        dialog = ReceiveDialog(people, self._page)
        dialog.confirmed.connect(lambda: self._receive(dialog))
        dialog.open()

    def _receive(self, dialog: ReceiveDialog) -> None:
        ids = dialog.chosen()

        def received(_nothing: None) -> None:
            dialog.accept()
            self._page.context.go("check_in", ids[0])

        self._page.run(lambda: self._returns.receive(ids), received, dialog.refuse)
