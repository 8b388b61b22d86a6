"""Somebody who may be the person that is about to be written down."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.duplicates.candidates import Candidate
from desktop.services.duplicates.receiving import GONE
from desktop.services.duplicates.score import Likeness
from desktop.services.words import word
from desktop.views import icons, theme
from desktop.views.duplicates.reason_list import ReasonList
from desktop.views.duplicates.words import candidate_words, likeness_words
from desktop.views.widgets.card import Card
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.flow_layout import FlowLayout


class CandidateCard(Card):
    """Who, how sure and why, and the three answers."""

    same_clicked = Signal()
    open_clicked = Signal()
    apart_clicked = Signal()

    def __init__(self, number: int, candidate: Candidate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"candidate_{number}")
        self._candidate = candidate
        self._name = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        theme.mark(self._name, role="heading")
        self._who = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        theme.mark(self._who, role="quiet")
        likely = candidate.verdict.likeness is Likeness.LIKELY
        self._likeness = Chip(state="attention" if likely else "", icon="household")
        self._reasons = ReasonList(candidate.verdict.reasons)
        self.same_button = self._button(f"candidate_same_{number}", self.same_clicked.emit)
        self.open_button = self._button(f"candidate_open_{number}", self.open_clicked.emit)
        self.apart_button = self._button(f"candidate_apart_{number}", self.apart_clicked.emit)
        self.same_button.setVisible(not candidate.elsewhere)
        buttons = QWidget()
        row = FlowLayout(buttons)
        for button in (self.same_button, self.open_button, self.apart_button):
            row.addWidget(button)
        text = QVBoxLayout()
        text.setSpacing(theme.SPACE_4)
        text.addWidget(self._name)
        text.addWidget(self._who)
        self.body.addWidget(self._likeness, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(text)
        self.body.addWidget(self._reasons)
        self.body.addWidget(buttons)
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the current language."""
        person = self._candidate.person
        cyrillic = f" · {person.name_cyrillic}" if person.name_cyrillic else ""
        self._name.setText(person.name + cyrillic)
        self._who.setText(candidate_words(self._candidate))
        self._likeness.set_text(likeness_words(self._candidate.verdict.likeness))
        self._reasons.retranslate()
        again = person.status in GONE
        self.same_button.setText(
            _("It is the same: receive again") if again else _("It is the same")
        )
        self.same_button.setToolTip(word(person.status) if again else "")
        self.open_button.setText(_("Open file"))
        self.apart_button.setText(_("Not the same"))
        for button, sign in (
            (self.same_button, "good"),
            (self.open_button, "resident"),
            (self.apart_button, "close"),
        ):
            icons.put(button, sign, "ink", 16)
            button.setAccessibleName(f"{button.text()}: {person.name}")
        self.setAccessibleName(f"{self._likeness.text()}: {self._name.text()}, {self._who.text()}")

    def _button(self, name: str, clicked: Callable[[], None]) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(clicked)
        return button
