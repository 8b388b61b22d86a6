"""A card of a file that lists entries, with a button in its heading that adds one."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.views import icons, theme
from desktop.views.residents.confidential.entry import Entry
from desktop.views.widgets.card import Card

R = TypeVar("R")


class EntriesCard(Card, Generic[R]):
    """Hides without entries; then ``AddCard`` offers what its button would. ``name`` begins the
    names of its parts."""

    add_asked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"file_{name}")
        self.name = name
        self.offers = False
        """Whether one can be added."""
        self._rows: list[R] = []
        self.add_button = QPushButton()
        self.add_button.setObjectName(f"{name}_add")
        theme.mark(self.add_button, role="quiet")
        self.add_button.clicked.connect(self.add_asked)
        self.add_action(self.add_button)
        self._note = QLabel(wordWrap=True)
        self._note.setObjectName(f"{name}_note")
        theme.mark(self._note, role="small")
        self._entries = QVBoxLayout()
        self._entries.setSpacing(0)
        self.body.setSpacing(theme.SPACE_4)
        self.body.addWidget(self._note)
        self.body.addLayout(self._entries)
        self.hide()

    def heading(self) -> str:
        """The card's title."""
        raise NotImplementedError

    def add_words(self) -> str:
        """What it is to add one; the button in the heading says it shorter."""
        raise NotImplementedError

    def note_words(self) -> str:
        """A small line above the entries, ``""`` for none."""
        return ""

    def make_entry(self, row: R) -> Entry:
        """A row as an entry, in the current language; its buttons get names with ``part``."""
        raise NotImplementedError

    def show_rows(self, rows: Sequence[R], *, offers: bool) -> None:
        """List these. ``offers``: whether one can be added."""
        self._rows = list(rows)
        self.offers = offers
        self.add_button.setVisible(offers)
        self.setVisible(bool(rows))
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything again, in the current language."""
        self.set_title(self.heading())
        self.add_button.setText(_("Add…"))
        self.add_button.setAccessibleName(self.add_words())
        self.add_button.setToolTip(self.add_words())
        icons.put(self.add_button, "add", "accent", 16)
        note = self.note_words()
        self._note.setText(note)
        self._note.setVisible(bool(note))
        while (item := self._entries.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, row in enumerate(self._rows):
            self._number = number
            entry = self.make_entry(row)
            entry.setObjectName(f"{self.name}_{number}")
            self._entries.addWidget(entry)

    def part(self, what: str) -> str:
        """The name of a button of the entry that is being made."""
        return f"{self.name}_{what}_{self._number}"
