"""A resident's appointments, and the interviews that should be planned."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_date, format_time
from desktop.models.appointments import AppointmentState
from desktop.services.appointments import AppointmentLine
from desktop.services.days import day_of
from desktop.services.interviews import Proposal
from desktop.services.words import word, word_within
from desktop.views.residents.cards.entries_card import EntriesCard
from desktop.views.residents.confidential.entry import Entry
from desktop.views.widgets.chip import Chip

STATE_LOOKS: dict[AppointmentState, tuple[str, str]] = {
    AppointmentState.PLANNED: ("", "appointment"),
    AppointmentState.HELD: ("good", ""),
    AppointmentState.MISSED: ("attention", ""),
    AppointmentState.CANCELLED: ("", "close"),
}


class AppointmentsCard(EntriesCard[AppointmentLine | Proposal]):
    """What is to come first, with what can be done about it."""

    plan_asked = Signal(object)
    """The ``Proposal``."""
    change_asked = Signal(object)
    """The ``AppointmentLine``."""
    slip_asked = Signal(object)
    settle_asked = Signal(object, object)
    """The ``AppointmentLine`` and its new ``AppointmentState``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("appointments", parent)

    def heading(self) -> str:
        return _("Appointments")

    def add_words(self) -> str:
        return _("Plan an appointment…")

    def make_entry(self, row: AppointmentLine | Proposal) -> Entry:
        if isinstance(row, Proposal):
            return self._proposal(row)
        planned = row.state is AppointmentState.PLANNED
        chips = [] if planned else [Chip(word(row.state), *STATE_LOOKS[row.state])]
        entry = Entry(
            chips,
            [
                (row.words(), "strong" if planned else ""),
                (when_words(row), "" if planned else "quiet"),
                (where_words(row), "quiet"),
                (row.note, "quiet"),
            ],
        )
        if planned:
            self._add_buttons(entry, row)
        return entry

    def _add_buttons(self, entry: Entry, row: AppointmentLine) -> None:
        held, missed, cancelled = (
            AppointmentState.HELD,
            AppointmentState.MISSED,
            AppointmentState.CANCELLED,
        )
        change = (self.part("change"), _("Change…"), lambda: self.change_asked.emit(row))
        if row.over:
            entry.add_button(
                self.part("held"), word(held), lambda: self.settle_asked.emit(row, held)
            )
            entry.add_button(
                self.part("missed"), word(missed), lambda: self.settle_asked.emit(row, missed)
            )
            entry.add_button(*change)
            return
        entry.add_button(self.part("slip"), _("Slip…"), lambda: self.slip_asked.emit(row))
        entry.add_button(*change)
        entry.add_button(
            self.part("cancel"), _("Cancel it"), lambda: self.settle_asked.emit(row, cancelled)
        )

    def _proposal(self, row: Proposal) -> Entry:
        entry = Entry(
            [Chip(_("To be planned"), "attention", "calendar")],
            [(word(row.kind), "strong"), (proposed_words(row), "quiet")],
        )
        entry.add_button(self.part("plan"), _("Plan…"), lambda: self.plan_asked.emit(row))
        return entry


def when_words(row: AppointmentLine) -> str:
    """Day and clock: Friday 20 November, 15:00."""
    day = format_date(day_of(row.at), "weekday")
    return _("{day}, {time}").format(day=day, time=format_time(row.at))


def where_words(row: AppointmentLine) -> str:
    """Where, and with an interpreter of which language."""
    spoken = (
        _("interpreter: {language}").format(language=word_within(row.language))
        if (row.language)
        else ""
    )
    return " · ".join(filter(None, (row.place, spoken)))


def proposed_words(row: Proposal) -> str:
    """For which day."""
    return _("Proposed: {day}").format(day=format_date(row.day, "weekday"))
