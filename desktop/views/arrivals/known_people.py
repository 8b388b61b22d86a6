"""Somebody who is announced may be known already: asked in the dialog before they are saved."""

from collections.abc import Callable, Sequence

from desktop.errors import AppError
from desktop.i18n import N_
from desktop.services.duplicates import Described, Duplicates, Receiving, described
from desktop.services.duplicates.receiving import GONE
from desktop.services.people import PersonLine
from desktop.views.arrivals.announce_dialog import AnnounceDialog
from desktop.views.duplicates.asking import Asking
from desktop.views.page import Page

Saved = Callable[[str, object], Callable[[str], None]]
"""By name and moment, what to do once somebody is expected: it is told the id."""


class KnownPeople:
    """Works for the page of arrivals."""

    def __init__(self, page: Page, duplicates: Duplicates, receiving: Receiving) -> None:
        self._page = page
        self._duplicates = duplicates
        self._receiving = receiving

    def ask_in(self, dialog: AnnounceDialog, saved: Saved) -> Asking:
        """Looks, as people are typed, who of them is known."""
        asking = Asking(self._page, self._duplicates, lambda: _asked(dialog))
        dialog.stand_below_people(asking.view)
        dialog.typed.connect(asking.typed)
        asking.panel.open_asked.connect(lambda resident: self._leave_for(dialog, resident))
        asking.panel.same_chosen.connect(lambda found: self._same(dialog, found.person, saved))
        asking.panel.answered.connect(lambda: _go_on(dialog))
        return asking

    def tell_apart(self, resident_id: str, apart: Sequence[str]) -> None:
        """The head who was announced is none of these. Blocks."""
        if apart:
            self._duplicates.tell_apart(resident_id, apart)

    def _leave_for(self, dialog: AnnounceDialog, resident_id: str) -> None:
        dialog.reject()
        self._page.context.go("residents", resident_id)

    def _same(self, dialog: AnnounceDialog, person: PersonLine, saved: Saved) -> None:
        if len(dialog.named()) > 1:
            dialog.refuse(
                AppError(
                    N_(
                        "{name} is known already. Please take them out here, announce the others, "
                        "and join the households afterwards."
                    ),
                    name=person.name,
                )
            )
        elif person.status not in GONE:
            self._leave_for(dialog, person.id)
        elif dialog.coming.is_right():
            coming = dialog.coming.coming()
            self._page.run(
                lambda: self._receiving.again(person.id, coming.expected_at, coming.expected_from),
                saved(person.name, coming.expected_at),
                dialog.refuse,
            )


def _asked(dialog: AnnounceDialog) -> list[Described]:
    return [described(one.person()) for one in dialog.named()]


def _go_on(dialog: AnnounceDialog) -> None:
    dialog.say_no_more()
    dialog.confirm_button.setFocus()
