"""What a person does with a household: the dialogs, what they save, and taking it back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Self, TypeVar

from shiboken6 import isValid

from desktop.errors import AppError
from desktop.i18n import _
from desktop.services.bed_offers import MovePlan
from desktop.services.guardians import Guardians
from desktop.services.household_lines import GuardianLine, HouseholdFile, Member
from desktop.services.household_moves import HouseholdMoves, Moved
from desktop.services.households import Households
from desktop.services.people import PersonLine
from desktop.services.regrouping import Regrouped
from desktop.services.search import Search
from desktop.services.site_moves import SiteMovePlan, SiteMoves
from desktop.services.workplace import Workplace
from desktop.views.households.describe_dialog import DescribeDialog
from desktop.views.households.guardian_dialog import GuardianDialog
from desktop.views.households.join_dialog import JoinDialog
from desktop.views.households.move_beds_dialog import MoveBedsDialog
from desktop.views.households.move_site_dialog import MoveSiteDialog
from desktop.views.households.places_dialog import PlacesDialog
from desktop.views.households.split_dialog import SplitDialog
from desktop.views.page import Kind, Page
from desktop.views.widgets.confirm_dialog import ConfirmDialog
from desktop.views.widgets.small_dialog import SmallDialog

T = TypeVar("T")
Words = Callable[[], str]

_ANSWERS = 6


@dataclass(frozen=True)
class HouseholdServices:
    """What the residents' page is handed for this."""

    households: Households
    guardians: Guardians
    moves: HouseholdMoves
    site_moves: SiteMoves

    @classmethod
    def at(cls, workplace: Workplace) -> Self:
        """Those of a workplace."""
        return cls(
            Households(workplace),
            Guardians(workplace),
            HouseholdMoves(workplace),
            SiteMoves(workplace),
        )


class HouseholdActions:
    """Works for one page, on whose behalf it opens dialogs and saves."""

    def __init__(self, page: Page, services: HouseholdServices, search: Search) -> None:
        self._page = page
        self._services = services
        self._search = search

    def household(self, person: PersonLine) -> HouseholdFile | None:
        """The household of somebody; None while their file is closed. Blocks."""
        if person.masked:
            return None
        return self._services.households.of(person.id)

    def act(self, name: str, shown: HouseholdFile) -> None:
        """One of ``card.ACTIONS``."""
        {
            "join": self.join,
            "split": self.split,
            "places": self.give_places,
            "describe": self.describe,
            "move_beds": self.move_beds,
            "move_site": self.move_site,
        }[name](shown)

    def join(self, shown: HouseholdFile) -> None:
        """Asks who belongs to the household."""
        page = self._page
        dialog = JoinDialog(shown, page.context.background, self._find, page)
        households = self._services.households

        def ask(person: PersonLine) -> None:
            page.run(partial(households.of, person.id), answer, partial(self._refused, dialog))

        def answer(other: HouseholdFile) -> None:
            if isValid(dialog):
                dialog.show_other(other)

        def save() -> None:
            self._regroup(
                dialog,
                partial(households.join, shown.resident_id, dialog.joining()),
                lambda: _("They belong to one household now."),
            )

        dialog.person_found.connect(ask)
        dialog.confirmed.connect(save)
        dialog.open()

    def split(self, shown: HouseholdFile) -> None:
        """Asks who leaves for a household of their own."""
        dialog = SplitDialog(shown, self._page)
        households = self._services.households
        dialog.confirmed.connect(
            lambda: self._regroup(
                dialog,
                partial(households.split, dialog.leaving(), dialog.staying()),
                lambda: _("They are two households now."),
            )
        )
        dialog.open()

    def give_places(self, shown: HouseholdFile) -> None:
        """Asks for the head and everybody's place."""
        dialog = PlacesDialog(shown, self._page)
        dialog.confirmed.connect(
            lambda: self._regroup(
                dialog,
                partial(self._services.households.give_places, dialog.roles()),
                lambda: _("The places in the household are saved."),
            )
        )
        dialog.open()

    def describe(self, shown: HouseholdFile) -> None:
        """Asks whether the household wants one room, and for a note."""
        if shown.closed:
            self._page.announce(
                lambda: _("The file of a member is protected. Please open it with a reason first."),
                Kind.ATTENTION,
            )
            return
        dialog = DescribeDialog(shown, self._page)
        households, who = self._services.households, shown.resident_id
        dialog.confirmed.connect(
            lambda: self._save(
                dialog,
                partial(households.describe, who, dialog.keep_together(), dialog.text()),
                lambda _nothing: self._say(lambda: _("Saved for the whole household.")),
            )
        )
        dialog.open()

    def name_guardian(self, member: Member, shown: HouseholdFile) -> None:
        """Asks who answers for a minor."""
        page = self._page
        dialog = GuardianDialog(member, shown, page.context.background, self._find, page)
        guardians = self._services.guardians
        dialog.confirmed.connect(
            lambda: self._save(
                dialog,
                partial(guardians.name, member.person.id, dialog.text()),
                lambda row_id: self._say(
                    lambda: _("The guardian is saved."), partial(guardians.end, row_id)
                ),
            )
        )
        dialog.open()

    def end_guardian(self, member: Member, line: GuardianLine) -> None:
        """Asks whether somebody answers for a minor no more."""
        last = len(member.guardians) == 1
        dialog = ConfirmDialog(
            "guardian_end",
            title=lambda: _("End: guardian"),
            question=lambda: _("Does {guardian} no longer answer for {name}?").format(
                guardian=line.name, name=member.person.name
            ),
            follows=lambda: (
                _("Nobody else is named. Today will point it out until somebody is.")
                if last
                else _("The other guardians stay as they are.")
            ),
            verb=lambda: _("End it"),
            parent=self._page,
        )
        dialog.confirmed.connect(
            lambda: self._save(
                dialog,
                partial(self._services.guardians.end, line.id),
                lambda _nothing: self._say(
                    lambda: _("{guardian} is guardian no more.").format(guardian=line.name)
                ),
            )
        )
        dialog.open()

    def move_beds(self, shown: HouseholdFile) -> None:
        """Asks which beds the household gets."""
        moves, who = self._services.moves, shown.resident_id

        def ask(plan: MovePlan) -> None:
            dialog = MoveBedsDialog(plan, self._page)
            dialog.confirmed.connect(
                lambda: self._save(dialog, partial(moves.move, who, dialog.beds()), moved)
            )
            dialog.open()

        def moved(done: Moved) -> None:
            self._say(lambda: _("The household has its new beds."), partial(moves.take_back, done))

        self._page.run(partial(moves.plan, who), ask)

    def move_site(self, shown: HouseholdFile) -> None:
        """Asks to which site the household moves."""
        moves, who = self._services.site_moves, shown.resident_id

        def ask(plan: SiteMovePlan) -> None:
            dialog = MoveSiteDialog(plan, self._page)
            dialog.confirmed.connect(partial(save, dialog))
            dialog.open()

        def save(dialog: MoveSiteDialog) -> None:
            site = dialog.site()
            if site is not None:
                self._save(dialog, partial(moves.move, who, site.id), partial(moved, site.name))

        def moved(there: str, _nothing: None) -> None:
            self._page.announce(
                lambda: _("{there} expects the household from now on.").format(there=there),
                Kind.GOOD,
            )
            self._page.context.go("residents", None)

        self._page.run(partial(moves.plan, who), ask)

    def _find(self, text: str) -> list[PersonLine]:
        return list(self._search.people(text, _ANSWERS))

    def _regroup(self, dialog: SmallDialog, work: Callable[[], Regrouped], said: Words) -> None:
        take_back = self._services.households.take_back
        self._save(dialog, work, lambda done: self._say(said, partial(take_back, done)))

    def _save(self, dialog: SmallDialog, work: Callable[[], T], then: Callable[[T], None]) -> None:
        def saved(result: T) -> None:
            if isValid(dialog):
                dialog.accept()
            then(result)

        self._page.run(work, saved, partial(self._refused, dialog))

    def _say(self, said: Words, take_back: Callable[[], None] | None = None) -> None:
        """Says what was done, and offers to take it back where that can be."""
        if take_back is None:
            self._page.announce(said, Kind.GOOD)
        else:
            self._page.announce(
                said, Kind.GOOD, lambda: _("Undo"), partial(self._take_back, take_back)
            )
        self._page.mark_stale()

    def _take_back(self, work: Callable[[], None]) -> None:
        def done(_nothing: None) -> None:
            self._say(lambda: _("It is as it was before."))

        self._page.run(work, done)

    def _refused(self, dialog: SmallDialog, error: AppError) -> None:
        if isValid(dialog):
            dialog.refuse(error)
        else:
            self._page.announce(error.text, Kind.ATTENTION)
