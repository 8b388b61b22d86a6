"""Adding, changing and letting go a pet."""

from desktop.i18n import _
from desktop.services.people import PersonLine
from desktop.services.pets import PetLine, Pets
from desktop.views.page import Page
from desktop.views.residents.cards.pet_dialog import PetDialog
from desktop.views.residents.cards.pets_card import pet_words
from desktop.views.residents.cards.saving import Saving
from desktop.views.widgets.confirm_dialog import ConfirmDialog


class PetActions:
    """Works for one page."""

    def __init__(self, page: Page, pets: Pets) -> None:
        self._page = page
        self._pets = pets
        self._saving = Saving(page)

    def add(self, person: PersonLine, *, allowed: bool) -> None:
        """Asks for a pet of somebody."""
        dialog = PetDialog(self._pets.today(), allowed=allowed, parent=self._page)
        self._saving.ask(
            dialog,
            lambda: self._pets.record(person.id, dialog.text()),
            lambda: _("The pet is saved."),
        )

    def change(self, pet: PetLine) -> None:
        """Shows a pet to be changed."""
        dialog = PetDialog(self._pets.today(), pet, parent=self._page)
        self._saving.ask(
            dialog,
            lambda: self._pets.change(pet.id, dialog.text()),
            lambda: _("The pet is saved."),
        )

    def leave(self, pet: PetLine) -> None:
        """Asks whether a pet lives here no more."""
        dialog = ConfirmDialog(
            "pet_leave",
            title=lambda: _("Pet has left"),
            question=lambda: _("Does this pet not live here any more?"),
            follows=lambda: pet_words(pet),
            verb=lambda: _("It has left"),
            parent=self._page,
        )
        self._saving.ask(
            dialog, lambda: self._pets.leave(pet.id), lambda: _("The pet is not listed any more.")
        )
