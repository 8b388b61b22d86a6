"""The left of a file: what is written down about a resident."""

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.i18n import _, format_date, format_list
from desktop.models.residents import Language
from desktop.services.birth import birth_words
from desktop.services.cpr import shown_cpr
from desktop.services.details import Details
from desktop.services.phones import shown_phone
from desktop.services.residents import ResidentFile
from desktop.services.words import word, word_within
from desktop.views import theme
from desktop.views.widgets.card import Card


@dataclass(frozen=True)
class Fact:
    """One thing that is known; one that ``warns`` says so in its words too."""

    label: str
    value: str
    warns: bool = False


class FactsCard(Card):
    """Only what is known; text that can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file: ResidentFile | None = None
        self._today = date.min
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(theme.SPACE_16)
        self._rows.setVerticalSpacing(theme.SPACE_8)
        self._rows.setColumnStretch(0, 2)
        self._rows.setColumnStretch(1, 3)
        self.body.addLayout(self._rows)

    def show_file(self, file: ResidentFile, today: date) -> None:
        """Show a resident."""
        self._file, self._today = file, today
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        self.set_title(_("Details"))
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if self._file is None:
            return
        known = [fact for fact in facts(self._file, self._today) if fact.value]
        for row, fact in enumerate(known):
            name = QLabel(fact.label, wordWrap=True)
            theme.mark(name, role="quiet")
            said = QLabel(fact.value, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            theme.mark(said, state="attention" if fact.warns else "")
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            said.setAccessibleName(f"{fact.label}: {fact.value}")
            self._rows.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(said, row, 1)


def facts(file: ResidentFile, today: date) -> list[Fact]:
    """What is known about a resident; unknown things have no value."""
    details = file.details
    codes = [Language(code) for code in file.languages if code in set(Language)]
    languages = [word(code) for code in codes[:1]] + [word_within(code) for code in codes[1:]]
    document = " ".join(part for part in (details.document_type, details.document_number) if part)
    interpreter = details.interpreter_language
    return [
        Fact(_("Date of birth"), _birth(details, today)),
        Fact(_("CPR number"), shown_cpr(details.cpr)),
        Fact(_("Foreigner's number"), details.foreigner_number),
        Fact(_("Household"), word(file.household_role) if file.household else ""),
        Fact(_("Phone"), shown_phone(details.phone)),
        Fact(_("E-mail"), details.email),
        Fact(_("In an emergency"), details.emergency_contact),
        Fact(_("Languages"), format_list(languages) if languages else ""),
        Fact(_("Interpreter"), word(interpreter) if interpreter else ""),
        Fact(_("Special diet"), details.diet),
        Fact(_("Allergies"), file.allergies.text),
        Fact(_("Special considerations"), details.considerations),
        Fact(_("Pet"), file.pets),
        Fact(_("Document"), document),
        _expiry(_("Document valid until"), details.document_expires_on, today),
        _expiry(_("Residence permit valid until"), details.permit_expires_on, today),
        Fact(_("Legal group"), word(file.legal_group)),
        Fact(_("Arrived"), _day(file.person.arrived_on)),
        Fact(_("Moved out"), _day(file.moved_out_on)),
        Fact(_("Last contact"), _contact(file.last_contact_on, today)),
    ]


def _birth(details: Details, today: date) -> str:
    born = details.birth_date
    return birth_words(born, details.birth_precision, today) if born else ""


def _expiry(label: str, day: date | None, today: date) -> Fact:
    if day is not None and day < today:
        return Fact(label, _("{date} – ran out").format(date=format_date(day)), warns=True)
    return Fact(label, _day(day))


def _contact(day: date | None, today: date) -> str:
    if day == today:
        return _("today")
    return _("yesterday") if day == today - timedelta(days=1) else _day(day)


def _day(day: date | None) -> str:
    return format_date(day) if day else ""
