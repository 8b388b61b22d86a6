"""Planning appointments, saying how they went, printing the slip."""

from datetime import timedelta

from desktop.i18n import _
from desktop.models.appointments import AppointmentKind, AppointmentState
from desktop.services.appointments import AppointmentLine, Appointments, Slip
from desktop.services.interviews import Proposal
from desktop.services.people import PersonLine
from desktop.services.words import word
from desktop.services.working_days import next_working_day
from desktop.views.documents.appointment_slip import file_name, slip_paper
from desktop.views.documents.saving import choose_where
from desktop.views.page import Kind, Page
from desktop.views.residents.cards.appointment_dialog import AppointmentDialog, new_text
from desktop.views.residents.cards.saving import Saving


class AppointmentActions:
    """Works for one page: a resident's file, or the calendar."""

    def __init__(self, page: Page, appointments: Appointments) -> None:
        self._page = page
        self._appointments = appointments
        self._saving = Saving(page)

    def add(self, person: PersonLine) -> None:
        """Asks for an appointment of somebody."""
        day = next_working_day(self._appointments.today() + timedelta(days=1))
        self._ask(
            person,
            AppointmentDialog(person, new_text(AppointmentKind.OTHER, day), parent=self._page),
        )

    def plan(self, proposal: Proposal) -> None:
        """Shows an interview as it is proposed."""
        text = new_text(proposal.kind, proposal.day, proposal.place, proposal.language)
        self._ask(proposal.person, AppointmentDialog(proposal.person, text, parent=self._page))

    def change(self, line: AppointmentLine) -> None:
        """Shows an appointment to be changed."""
        dialog = AppointmentDialog(line.person, line.text(), is_new=False, parent=self._page)
        self._saving.ask(
            dialog,
            lambda: self._appointments.change(line.id, dialog.text()),
            lambda: _("The appointment is saved."),
        )

    def settle(self, line: AppointmentLine, state: AppointmentState) -> None:
        """Says how it went, or calls it off; the banner offers to take that back."""
        self._saving.do(
            lambda: self._appointments.settle(line.id, state),
            lambda: _("{appointment}, {name}: {state}").format(
                appointment=line.words(), name=line.person.name, state=word(state)
            ),
            lambda: self._appointments.settle(line.id, line.state),
        )

    def print_slip(self, line: AppointmentLine) -> None:
        """Makes the slip, and asks where it is to be saved."""
        self._page.run(lambda: self._appointments.slip(line.id), self._save_slip)

    def _save_slip(self, slip: Slip) -> None:
        choose_where(
            self._page,
            slip_paper(slip),
            file_name(slip),
            lambda said, well: self._page.announce(said, Kind.GOOD if well else Kind.ATTENTION),
        )

    def _ask(self, person: PersonLine, dialog: AppointmentDialog) -> None:
        self._saving.ask(
            dialog,
            lambda: self._appointments.plan(person.id, dialog.text()),
            lambda: _("The appointment is saved."),
        )
