"""That a concern for a child was passed on, for those who may see it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_datetime
from desktop.services.child_concerns import ConcernLine
from desktop.views.residents.cards.entries_card import EntriesCard
from desktop.views.residents.confidential.entry import Entry
from desktop.views.widgets.chip import Chip


class ConcernsCard(EntriesCard[ConcernLine]):
    """On the file of a child, and of the grown-ups it lives with."""

    take_back_asked = Signal(object)
    """The ``ConcernLine``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("concerns", parent)

    def heading(self) -> str:
        return _("Concern for a child")

    def add_words(self) -> str:
        return _("Concern for a child passed on…")

    def make_entry(self, row: ConcernLine) -> Entry:
        text = row.text
        chips = [Chip(_("Taken back"), "", "undo")] if row.voided_at else []
        to = " · ".join(filter(None, (text.passed_on_to, text.how)))
        case = _("Their case number: {number}").format(number=text.reference)
        entry = Entry(
            chips,
            [
                (_("Passed on about {name}").format(name=row.child.name), "strong"),
                (to, ""),
                (case if text.reference else "", ""),
                (" · ".join(filter(None, (format_datetime(text.at), row.by))), "quiet"),
            ],
        )
        if row.mine and not row.voided_at:
            entry.add_button(
                self.part("take_back"), _("Take back…"), lambda: self.take_back_asked.emit(row)
            )
        return entry
