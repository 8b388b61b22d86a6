"""The left of a file: what was merged into it, who else it may be, who it is said not to be."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.i18n import _, format_date, format_list
from desktop.services.days import day_of
from desktop.services.duplicates.candidates import (
    Apart,
    Candidate,
    MergedRecord,
    RecordsOfPerson,
)
from desktop.services.duplicates.score import Likeness
from desktop.views import theme
from desktop.views.duplicates.words import PROTECTED, candidate_words, likeness_words
from desktop.views.residents.confidential.entry import Entry
from desktop.views.widgets.card import Card
from desktop.views.widgets.chip import Chip


class RecordsCard(Card):
    """Shows only where there is something to tell."""

    compare_asked = Signal(str)
    """The id of the other record."""
    undo_asked = Signal(object)
    """The ``MergedRecord``."""
    take_back_asked = Signal(object)
    """The ``Apart``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("file_records")
        self._records = RecordsOfPerson()
        self._protected = QLabel(wordWrap=True)
        theme.mark(self._protected, role="note")
        self._entries = QVBoxLayout()
        self._entries.setSpacing(theme.SPACE_4)
        self.body.addWidget(self._protected)
        self.body.addLayout(self._entries)
        self.hide()

    def show_records(self, records: RecordsOfPerson) -> None:
        """Show these; nothing hides the card."""
        self._records = records
        self.setVisible(bool(records))
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        self.set_title(_("Records of this person"))
        self._protected.setText(_(PROTECTED))
        self._protected.setVisible(self._records.possible.protected)
        while (item := self._entries.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, candidate in enumerate(self._records.possible.candidates):
            self._entries.addWidget(self._candidate(number, candidate))
        for number, merged in enumerate(self._records.merged):
            self._entries.addWidget(self._merged(number, merged))
        for number, apart in enumerate(self._records.apart):
            self._entries.addWidget(self._apart(number, apart))

    def _candidate(self, number: int, candidate: Candidate) -> Entry:
        likely = candidate.verdict.likeness is Likeness.LIKELY
        chip = Chip(
            likeness_words(candidate.verdict.likeness), "attention" if likely else "", "household"
        )
        why = " ".join(reason.words() for reason in candidate.verdict.reasons)
        entry = Entry(
            [chip],
            [(candidate.person.name, "strong"), (candidate_words(candidate), "quiet"), (why, "")],
        )
        entry.setObjectName(f"record_possible_{number}")
        if not candidate.elsewhere:
            entry.add_button(
                f"record_compare_{number}",
                _("Compare…"),
                lambda: self.compare_asked.emit(candidate.person.id),
            )
        return entry

    def _merged(self, number: int, merged: MergedRecord) -> Entry:
        told = _("No. {number} was merged into this record.").format(number=merged.number)
        who = " · ".join((merged.merged_by, format_date(day_of(merged.merged_at))))
        since = ""
        if merged.since:
            fields = format_list(dict.fromkeys(field.label() for field in merged.since))
            since = _("Written into it since: {fields}.").format(fields=fields)
        beds = _("There are two beds for one person.") if merged.two_beds else ""
        chips = [Chip(_("To be compared again"), "attention")] if since or beds else []
        entry = Entry(chips, [(told, ""), (who, "quiet"), (since, "strong"), (beds, "strong")])
        entry.setObjectName(f"record_merged_{number}")
        if chips:
            entry.add_button(
                f"record_again_{number}",
                _("Compare…"),
                lambda: self.compare_asked.emit(merged.id),
            )
        entry.add_button(
            f"record_undo_{number}", _("Undo merge…"), lambda: self.undo_asked.emit(merged)
        )
        return entry

    def _apart(self, number: int, apart: Apart) -> Entry:
        told = _("Not the same person as {name}.").format(name=apart.other.name)
        who = " · ".join(filter(None, (apart.said_by, format_date(day_of(apart.said_at)))))
        entry = Entry([], [(told, ""), (who, "quiet")])
        entry.setObjectName(f"record_apart_{number}")
        entry.add_button(
            f"record_take_back_{number}",
            _("Take back"),
            lambda: self.take_back_asked.emit(apart),
        )
        return entry
