"""Noting that somebody is elsewhere, and that they are back."""

from desktop.i18n import _
from desktop.services.absences import AbsenceLine, Absences
from desktop.services.people import PersonLine
from desktop.views.page import Page
from desktop.views.residents.cards.absence_dialog import AbsenceDialog
from desktop.views.residents.cards.saving import Saving


class AbsenceActions:
    """Works for one page."""

    def __init__(self, page: Page, absences: Absences) -> None:
        self._page = page
        self._absences = absences
        self._saving = Saving(page)

    def add(self, person: PersonLine) -> None:
        """Asks where somebody is."""
        dialog = AbsenceDialog(person, self._absences.today(), parent=self._page)
        self._saving.ask(
            dialog,
            lambda: self._absences.record(person.id, dialog.text()),
            lambda: _("The stay elsewhere is noted."),
        )

    def change(self, line: AbsenceLine) -> None:
        """Shows a stay elsewhere to be changed."""
        dialog = AbsenceDialog(line.person, self._absences.today(), line.text, self._page)
        self._saving.ask(
            dialog,
            lambda: self._absences.change(line.id, dialog.text()),
            lambda: _("The stay elsewhere is noted."),
        )

    def leave(self, line: AbsenceLine) -> None:
        """A planned one has begun."""
        self._saving.do(
            lambda: self._absences.leave(line.id),
            lambda: _("{name} is noted as away.").format(name=line.person.name),
        )

    def come_back(self, line: AbsenceLine) -> None:
        """They are here again."""
        self._saving.do(
            lambda: self._absences.come_back(line.id),
            lambda: _("{name} is back. Welcome home!").format(name=line.person.name),
        )

    def call_off(self, line: AbsenceLine) -> None:
        """A planned one does not come about."""
        self._saving.do(
            lambda: self._absences.come_back(line.id),
            lambda: _("The stay elsewhere is called off."),
        )
