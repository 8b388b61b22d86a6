"""All cards of a file together."""

from typing import Any

from desktop.models.residents import ResidentStatus
from desktop.services.people import HERE
from desktop.views.residents.cards.absences_card import AbsencesCard
from desktop.views.residents.cards.add_card import AddCard
from desktop.views.residents.cards.appointments_card import AppointmentsCard
from desktop.views.residents.cards.concerns_card import ConcernsCard
from desktop.views.residents.cards.contents import CardContents
from desktop.views.residents.cards.entries_card import EntriesCard
from desktop.views.residents.cards.pets_card import PetsCard
from desktop.views.residents.cards.referrals_card import ReferralsCard


class FileCards:
    """The file view lays them out; each hides while it has nothing to say."""

    def __init__(self) -> None:
        self.appointments = AppointmentsCard()
        self.absences = AbsencesCard()
        self.referrals = ReferralsCard()
        self.pets = PetsCard()
        self.concerns = ConcernsCard()
        self._all: tuple[EntriesCard[Any], ...] = (
            self.appointments,
            self.absences,
            self.referrals,
            self.pets,
            self.concerns,
        )
        self.add = AddCard(self._all)
        self.contents: CardContents | None = None

    def show(self, contents: CardContents | None) -> None:
        """Show these; None hides all."""
        self.contents = contents
        if contents is None:
            for card in self._all:
                card.show_rows((), offers=False)
            self.add.show_offers()
            return
        here = contents.person.status in HERE
        coming = contents.person.status is ResidentStatus.EXPECTED
        self.appointments.show_rows(
            (*contents.proposals, *contents.appointments), offers=here or coming
        )
        lasts = any(line.ended_on is None for line in contents.absences)
        self.absences.show_rows(contents.absences, offers=here and not lasts)
        self.pets.set_allowed(allowed=contents.pets_allowed)
        self.pets.show_rows(contents.pets, offers=here or coming)
        children = bool(contents.concerns.children)
        self.concerns.show_rows(contents.concerns.lines, offers=children and (here or coming))
        referred = contents.referred
        self.referrals.set_problem(referred.problem if referred else None)
        self.referrals.show_rows(
            referred.lines if referred else (),
            offers=referred is not None and referred.problem is None,
        )
        self.add.show_offers()

    def retranslate(self) -> None:
        """Set every text."""
        for card in self._all:
            card.retranslate()
        self.add.retranslate()
