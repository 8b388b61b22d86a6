"""The pets that live with a resident."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_date
from desktop.models.pets import PetApproval
from desktop.services.pets import PetLine, Rabies
from desktop.services.words import word
from desktop.views.residents.cards.entries_card import EntriesCard
from desktop.views.residents.confidential.entry import Entry
from desktop.views.widgets.chip import Chip

_APPROVAL_LOOKS: dict[PetApproval, tuple[str, str]] = {
    PetApproval.APPLIED: ("", "clock"),
    PetApproval.APPROVED: ("good", ""),
    PetApproval.REFUSED: ("danger", "blocked"),
    PetApproval.PHASE_OUT: ("attention", "calendar"),
}
_RABIES_LOOKS: dict[Rabies, tuple[str, str]] = {
    Rabies.UNKNOWN: ("", "info"),
    Rabies.VALID: ("", "done"),
    Rabies.EXPIRING: ("attention", "clock"),
    Rabies.EXPIRED: ("danger", ""),
}


class PetsCard(EntriesCard[PetLine]):
    """What a host must know of each: may it stay, is it vaccinated."""

    change_asked = Signal(object)
    """The ``PetLine``."""
    leave_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("pets", parent)
        self._allowed = True

    def set_allowed(self, *, allowed: bool) -> None:
        """Whether the site allows pets; shown with the next rows."""
        self._allowed = allowed

    def heading(self) -> str:
        return _("Pets")

    def add_words(self) -> str:
        return _("Add a pet…")

    def note_words(self) -> str:
        return "" if self._allowed else _("This site does not allow pets.")

    def make_entry(self, row: PetLine) -> Entry:
        text = row.text
        chips = [
            Chip(approval_words(row), *_APPROVAL_LOOKS[text.approval]),
            Chip(rabies_words(row), *_RABIES_LOOKS[row.rabies]),
        ]
        papers = [
            _("Chip {number}").format(number=text.chip) if text.chip else "",
            _("Passport {number}").format(number=text.passport) if text.passport else "",
        ]
        entry = Entry(
            chips,
            [
                (pet_words(row), "strong"),
                (" · ".join(filter(None, papers)), "quiet"),
                (text.note, ""),
            ],
        )
        entry.add_button(self.part("change"), _("Change…"), lambda: self.change_asked.emit(row))
        entry.add_button(self.part("leave"), _("Has left…"), lambda: self.leave_asked.emit(row))
        return entry


def pet_words(row: PetLine) -> str:
    """What it is and how it is called."""
    return " · ".join(filter(None, (word(row.text.species), row.text.name)))


def approval_words(row: PetLine) -> str:
    """Whether it may live here."""
    text = row.text
    if text.approval is PetApproval.PHASE_OUT and text.phase_out_on is not None:
        return _("May stay until {date}").format(date=format_date(text.phase_out_on))
    return word(text.approval)


def rabies_words(row: PetLine) -> str:
    """How its rabies vaccination stands."""
    until = row.text.rabies_valid_until
    if until is None:
        return _("Rabies vaccination not known")
    day = format_date(until)
    if row.rabies is Rabies.EXPIRED:
        return _("Rabies vaccination ended {date}").format(date=day)
    return _("Rabies vaccination until {date}").format(date=day)
