"""Where a resident is when they are elsewhere, and when they are back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_date
from desktop.services.absences import AbsenceLine, AbsenceText
from desktop.services.words import word
from desktop.views.residents.cards.entries_card import EntriesCard
from desktop.views.residents.confidential.entry import Entry
from desktop.views.widgets.chip import Chip


class AbsencesCard(EntriesCard[AbsenceLine]):
    """The one that lasts with what can be done about it; those that are over in a line."""

    change_asked = Signal(object)
    """The ``AbsenceLine``."""
    leave_asked = Signal(object)
    back_asked = Signal(object)
    call_off_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("absences", parent)

    def heading(self) -> str:
        return _("Stays elsewhere")

    def add_words(self) -> str:
        return _("Note a stay elsewhere…")

    def note_words(self) -> str:
        lasts = any(row.ended_on is None for row in self._rows)
        return _("The bed stays theirs.") if lasts else ""

    def make_entry(self, row: AbsenceLine) -> Entry:
        if row.text is None or row.ended_on is not None:
            return Entry([], [(over_words(row), "quiet")])
        chips = [] if row.away else [Chip(_("Planned"), "", "calendar")]
        entry = Entry(
            chips,
            [(word(row.text.kind), "strong"), (days_words(row.text), ""), (row.text.note, "quiet")],
        )
        change = (self.part("change"), _("Change…"), lambda: self.change_asked.emit(row))
        if row.away:
            entry.add_button(self.part("back"), _("Back today"), lambda: self.back_asked.emit(row))
            entry.add_button(*change)
            return entry
        entry.add_button(self.part("leave"), _("Has left"), lambda: self.leave_asked.emit(row))
        entry.add_button(*change)
        entry.add_button(
            self.part("call_off"), _("Called off"), lambda: self.call_off_asked.emit(row)
        )
        return entry


def days_words(text: AbsenceText) -> str:
    """From when, and until when as far as that is known."""
    first = format_date(text.starts_on)
    if text.expected_back_on is None:
        return _("From {first}").format(first=first)
    return _("From {first}, expected back on {last}").format(
        first=first, last=format_date(text.expected_back_on)
    )


def over_words(row: AbsenceLine) -> str:
    """One that is over."""
    if row.text is None or row.ended_on is None:
        return ""
    first, last = format_date(row.text.starts_on), format_date(row.ended_on)
    days = first if first == last else _("{first} – {last}").format(first=first, last=last)
    return f"{word(row.text.kind)} · {days}"
