"""What a person does with the confidential things of a file: the dialogs, and what they save."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from shiboken6 import isValid

from desktop.errors import AppError
from desktop.i18n import _, format_time
from desktop.services.conflict_pairs import ConflictPairs, Pair
from desktop.services.people import PersonLine
from desktop.services.protected_files import ProtectedFiles
from desktop.services.search import Search
from desktop.services.support_needs import Need, SupportNeeds
from desktop.views.page import Kind, Page
from desktop.views.residents.confidential.card import Confided
from desktop.views.residents.confidential.pair_dialog import PairDialog
from desktop.views.residents.confidential.protection import (
    open_dialog,
    protect_dialog,
    unprotect_dialog,
)
from desktop.views.residents.confidential.support_need_dialog import SupportNeedDialog
from desktop.views.widgets.confirm_dialog import ConfirmDialog
from desktop.views.widgets.small_dialog import SmallDialog

_ANSWERS = 6


@dataclass(frozen=True)
class ConfidentialServices:
    """What the residents' page is handed for this."""

    files: ProtectedFiles
    needs: SupportNeeds
    pairs: ConflictPairs


class ConfidentialActions:
    """Works for one page, on whose behalf it opens dialogs and saves."""

    def __init__(self, page: Page, services: ConfidentialServices, search: Search) -> None:
        self._page = page
        self._files = services.files
        self._needs = services.needs
        self._pairs = services.pairs
        self._search = search

    def may_protect(self) -> bool:
        """Whether the file's protection is theirs to change."""
        return self._files.may_protect()

    def confided(self, person: PersonLine) -> Confided | None:
        """What a confidant reads of somebody; None for others, and while the file is closed.
        Blocks."""
        if person.masked or not self._needs.may_read():
            return None
        try:
            return Confided(self._needs.of(person.id), self._pairs.of(person.id))
        except AppError as error:
            return Confided(problem=error)

    def open_file(self, person: PersonLine) -> None:
        """Asks why, and opens a protected file."""
        dialog = open_dialog(person, self._page)
        dialog.confirmed.connect(
            lambda: self._page.run(
                partial(self._files.open, person.id, dialog.reason()),
                lambda until: self._done(
                    dialog,
                    lambda: _("The file is open to you until {time}.").format(
                        time=format_time(until)
                    ),
                ),
                lambda error: self._refused(dialog, error),
            )
        )
        dialog.open()

    def protect(self, person: PersonLine) -> None:
        """Asks why, and protects a file."""
        dialog = protect_dialog(person, self._page)
        dialog.confirmed.connect(
            lambda: self._save(
                dialog,
                partial(self._files.protect, person.id, dialog.reason()),
                lambda: _("The file is protected."),
            )
        )
        dialog.open()

    def unprotect(self, person: PersonLine) -> None:
        """Asks why, and takes the protection back."""
        dialog = unprotect_dialog(person, self._page)
        dialog.confirmed.connect(
            lambda: self._save(
                dialog,
                partial(self._files.unprotect, person.id, dialog.reason()),
                lambda: _("The file is not protected any more."),
            )
        )
        dialog.open()

    def add_need(self, person: PersonLine) -> None:
        """Asks for a new support need."""
        dialog = SupportNeedDialog(self._needs.today(), parent=self._page)
        dialog.confirmed.connect(
            lambda: self._save(
                dialog,
                partial(self._needs.record, person.id, dialog.text()),
                lambda: _("The support need is saved."),
            )
        )
        dialog.open()

    def change_need(self, need: Need) -> None:
        """Shows a support need to be changed."""
        dialog = SupportNeedDialog(self._needs.today(), need, self._page)
        dialog.confirmed.connect(
            lambda: self._save(
                dialog,
                partial(self._needs.change, need.id, dialog.text()),
                lambda: _("The support need is saved."),
            )
        )
        dialog.open()

    def end_need(self, need: Need) -> None:
        """Asks whether a support need is over."""
        dialog = ConfirmDialog(
            "need_end",
            title=lambda: _("End support need"),
            question=lambda: _("Is this need over?"),
            follows=lambda: _("The desk will not see the instruction any more."),
            verb=lambda: _("End it"),
            parent=self._page,
        )
        dialog.confirmed.connect(
            lambda: self._save(
                dialog,
                partial(self._needs.end, need.id),
                lambda: _("The support need has ended."),
            )
        )
        dialog.open()

    def add_pair(self, person: PersonLine) -> None:
        """Asks with whom somebody must not live."""
        dialog = PairDialog(
            person,
            self._page.context.background,
            lambda text: self._search.people(text, _ANSWERS),
            self._page,
        )
        dialog.confirmed.connect(
            lambda: self._save(
                dialog,
                partial(self._pairs.record, person.id, dialog.other_id(), dialog.reason()),
                lambda: _("Saved. The two count as not suitable for one room."),
            )
        )
        dialog.open()

    def end_pair(self, pair: Pair) -> None:
        """Asks whether two may live in one room again."""
        dialog = ConfirmDialog(
            "pair_end",
            title=lambda: _("Not in one room with"),
            question=lambda: _("May they live in one room with {name} again?").format(
                name=pair.other.name
            ),
            follows=lambda: _("Whoever looks for a bed is not warned any more."),
            verb=lambda: _("End it"),
            parent=self._page,
        )
        dialog.confirmed.connect(
            lambda: self._save(
                dialog,
                partial(self._pairs.end, pair.id),
                lambda: _("The two count as suitable for one room again."),
            )
        )
        dialog.open()

    def _save(self, dialog: SmallDialog, work: Callable[[], None], said: Callable[[], str]) -> None:
        self._page.run(
            work,
            lambda _nothing: self._done(dialog, said),
            lambda error: self._refused(dialog, error),
        )

    def _done(self, dialog: SmallDialog, said: Callable[[], str]) -> None:
        if isValid(dialog):
            dialog.accept()
        self._page.announce(said, Kind.GOOD)
        self._page.mark_stale()

    def _refused(self, dialog: SmallDialog, error: AppError) -> None:
        if isValid(dialog):
            dialog.refuse(error)
        else:
            self._page.announce(error.text, Kind.ATTENTION)
