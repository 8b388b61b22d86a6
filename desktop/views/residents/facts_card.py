"""The left of a file: what is written down about a resident."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.i18n import _, format_date, format_list
from desktop.models.residents import BirthPrecision, Language
from desktop.services.residents import Details, ResidentFile
from desktop.services.words import word, word_within
from desktop.views import theme
from desktop.views.widgets.card import Card


class FactsCard(Card):
    """Only what is known; text that can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file: ResidentFile | None = None
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(theme.SPACE_16)
        self._rows.setVerticalSpacing(theme.SPACE_8)
        self._rows.setColumnStretch(1, 1)
        self.body.addLayout(self._rows)

    def show_file(self, file: ResidentFile) -> None:
        """Show a resident."""
        self._file = file
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
        known = [(label, value) for label, value in facts(self._file) if value]
        for row, (label, value) in enumerate(known):
            name = QLabel(label)
            theme.mark(name, role="quiet")
            said = QLabel(value, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            said.setAccessibleName(f"{label}: {value}")
            self._rows.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(said, row, 1)


def facts(file: ResidentFile) -> list[tuple[str, str]]:
    """What is known about a resident, by label; unknown things have no value."""
    details = file.details
    codes = [Language(code) for code in file.languages if code in set(Language)]
    languages = [word(code) for code in codes[:1]] + [word_within(code) for code in codes[1:]]
    document = " ".join(part for part in (details.document_type, details.document_number) if part)
    interpreter = details.interpreter_language
    return [
        (_("Date of birth"), _birth(details)),
        (_("CPR number"), _cpr(details.cpr)),
        (_("Household"), word(file.household_role) if file.household else ""),
        (_("Phone"), details.phone),
        (_("E-mail"), details.email),
        (_("In an emergency"), details.emergency_contact),
        (_("Languages"), format_list(languages) if languages else ""),
        (_("Interpreter"), word(interpreter) if interpreter else ""),
        (_("Special diet"), details.diet),
        (_("Allergies"), file.allergies.text),
        (_("Pet"), file.pets),
        (_("Document"), document),
        (_("Legal group"), word(file.legal_group)),
        (_("Arrived"), format_date(file.person.arrived_on) if file.person.arrived_on else ""),
    ]


def _birth(details: Details) -> str:
    born = details.birth_date
    if born is None:
        return ""
    if details.birth_precision is BirthPrecision.EXACT:
        return format_date(born)
    shown = str(born.year) if details.birth_precision is BirthPrecision.YEAR else format_date(born)
    return f"{shown} ({word(details.birth_precision)})"


def _cpr(cpr: str) -> str:
    return f"{cpr[:6]}-{cpr[6:]}" if len(cpr) == 10 else cpr
