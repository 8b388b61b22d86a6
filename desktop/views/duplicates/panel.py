"""Asked before somebody is written down: is it one of these? (FEATURES R6)"""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.duplicates.candidates import Candidate, Found
from desktop.views import theme
from desktop.views.duplicates.candidate_card import CandidateCard
from desktop.views.duplicates.words import PROTECTED


class DuplicatesPanel(QWidget):
    """Stands in a form or dialog, hidden while nobody is found.

    Whoever owns it asks ``Duplicates.possible`` as the form is filled in and calls ``show_found``.
    Who was answered "not the same" is not shown again, whatever is found; ``apart`` names them, for
    ``Duplicates.tell_apart`` once the record is made.
    """

    open_asked = Signal(str)
    """The id of a resident whose file is to be opened."""
    same_chosen = Signal(object)
    """The ``Candidate`` whose record is to be used: who is gone is received again (``Returns``), or
    expected again (``Receiving``)."""
    answered = Signal()
    """Nobody is left to ask about: the person goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("duplicates_panel")
        self._found = Found()
        self._apart: dict[str, None] = {}
        self._protected_seen = False
        self._cards: list[CandidateCard] = []
        self._title = QLabel(wordWrap=True)
        theme.mark(self._title, role="heading")
        self._protected = QLabel(wordWrap=True)
        self._protected.setObjectName("duplicates_protected")
        theme.mark(self._protected, role="note")
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.SPACE_8)
        self.none_button = QPushButton()
        self.none_button.setObjectName("duplicates_none")
        self.none_button.setAutoDefault(False)
        self.none_button.clicked.connect(self._none_of_them)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_8)
        column.addWidget(self._title)
        column.addWidget(self._protected)
        column.addLayout(self._list)
        column.addWidget(self.none_button)
        self.retranslate()
        self.hide()

    def show_found(self, found: Found) -> None:
        """Show who may be meant, but for those who were answered; nobody hides it."""
        if found == self._found and self._cards:
            return
        self._found = found
        self._rebuild()

    def apart(self) -> tuple[str, ...]:
        """The ids of those who were said not to be the same."""
        return tuple(self._apart)

    def asks(self) -> bool:
        """Whether somebody is shown who was not answered yet."""
        return not self.isHidden()

    def forget(self) -> None:
        """Another person is about to be written down."""
        self._apart.clear()
        self._protected_seen = False
        self.show_found(Found())

    def retranslate(self) -> None:
        """Set every text."""
        self._title.setText(_("Is it one of these?"))
        closed = " · ".join(line.number for line in self._found.closed)
        self._protected.setText(_(PROTECTED) + (f" ({closed})" if closed else ""))
        self.none_button.setText(_("None of them, go on"))
        for card in self._cards:
            card.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _shown(self) -> list[Candidate]:
        return [c for c in self._found.candidates if c.person.id not in self._apart]

    def _rebuild(self) -> None:
        for card in self._cards:
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        for number, candidate in enumerate(self._shown()):
            card = CandidateCard(number, candidate)
            card.same_clicked.connect(lambda c=candidate: self.same_chosen.emit(c))
            card.open_clicked.connect(lambda c=candidate: self.open_asked.emit(c.person.id))
            card.apart_clicked.connect(lambda c=candidate: self._not_the_same(c))
            self._cards.append(card)
            self._list.addWidget(card)
        protected = self._found.protected and not self._protected_seen
        self._protected.setVisible(protected)
        self._title.setVisible(bool(self._cards))
        self.setVisible(bool(self._cards) or protected)
        self.retranslate()

    def _not_the_same(self, candidate: Candidate) -> None:
        self._apart[candidate.person.id] = None
        self._rebuild()
        if self._cards:
            self._cards[0].apart_button.setFocus()
        elif self._protected_seen or not self._found.protected:
            self.answered.emit()
        else:
            self.none_button.setFocus()

    def _none_of_them(self) -> None:
        self._apart |= dict.fromkeys(c.person.id for c in self._shown())
        self._protected_seen = True
        self._rebuild()
        self.answered.emit()
