"""Somebody who had moved out is received again, from their file."""

from collections.abc import Mapping, Sequence

from desktop.i18n import _, format_list
from desktop.services.people import PersonLine
from desktop.services.residents import Presence
from desktop.services.returns import Returns
from desktop.views.page import Kind, Page
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
        dialog.confirmed.connect(lambda: self._receive(dialog, people))
        dialog.open()

    def _receive(self, dialog: ReceiveDialog, people: Sequence[PersonLine]) -> None:
        ids = dialog.chosen()
        names = [person.name for person in people if person.id in ids]

        def received(before: Mapping[str, Presence]) -> None:
            dialog.accept()
            self._page.context.go("check_in", ids[0])
            self._page.announce(
                lambda: _("{names}: here again. The check-in can begin.").format(
                    names=format_list(names)
                ),
                Kind.GOOD,
                lambda: _("Undo"),
                lambda: self._undo(before, ids[0]),
            )

        self._page.run(lambda: self._returns.receive(ids), received, dialog.refuse)

    def _undo(self, before: Mapping[str, Presence], resident_id: str) -> None:
        self._page.run(
            lambda: self._returns.undo(before),
            lambda _nothing: self._page.context.go("residents", resident_id),
        )
