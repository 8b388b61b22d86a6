"""Joins the cards of a file with what can be done in them."""

from collections.abc import Callable

from desktop.services.people import PersonLine
from desktop.views.page import Page
from desktop.views.residents.cards.absence_actions import AbsenceActions
from desktop.views.residents.cards.appointment_actions import AppointmentActions
from desktop.views.residents.cards.contents import CardContents, CardServices, read_contents
from desktop.views.residents.cards.file_cards import FileCards
from desktop.views.residents.cards.help_actions import HelpActions
from desktop.views.residents.cards.pet_actions import PetActions


class CardActions:
    """Works for the page that shows a file."""

    def __init__(self, page: Page, services: CardServices) -> None:
        self._services = services
        self._pets = PetActions(page, services.pets)
        self._absences = AbsenceActions(page, services.absences)
        self._appointments = AppointmentActions(page, services.appointments)
        self._help = HelpActions(page, services.referrals, services.concerns)

    def contents(self, person: PersonLine) -> CardContents | None:
        """What the cards show of somebody. Blocks."""
        return read_contents(self._services, person)

    def connect_to(self, cards: FileCards) -> None:
        """From now on the cards' buttons do what they say."""

        def on(act: Callable[[CardContents], None]) -> Callable[[], None]:
            def asked() -> None:
                if cards.contents is not None:
                    act(cards.contents)

            return asked

        pets, absences, appointments = self._pets, self._absences, self._appointments
        cards.pets.add_asked.connect(on(lambda c: pets.add(c.person, allowed=c.pets_allowed)))
        cards.pets.change_asked.connect(pets.change)
        cards.pets.leave_asked.connect(pets.leave)
        cards.absences.add_asked.connect(on(lambda c: absences.add(c.person)))
        cards.absences.change_asked.connect(absences.change)
        cards.absences.leave_asked.connect(absences.leave)
        cards.absences.back_asked.connect(absences.come_back)
        cards.absences.call_off_asked.connect(absences.call_off)
        cards.appointments.add_asked.connect(on(lambda c: appointments.add(c.person)))
        cards.appointments.plan_asked.connect(appointments.plan)
        cards.appointments.change_asked.connect(appointments.change)
        cards.appointments.settle_asked.connect(appointments.settle)
        cards.appointments.slip_asked.connect(appointments.print_slip)
        cards.referrals.add_asked.connect(on(lambda c: self._help.refer(c.person)))
        cards.referrals.answer_asked.connect(self._help.note_answer)
        cards.concerns.add_asked.connect(on(lambda c: self._help.pass_on(c.concerns.children)))
        cards.concerns.take_back_asked.connect(self._help.take_back)
