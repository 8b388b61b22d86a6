"""A resident's file: one page, nothing to hunt for."""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableView, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.check_in_steps import CheckInKind
from desktop.services.days import day_of
from desktop.services.residents import ResidentFile
from desktop.views import theme
from desktop.views.duplicates.records_card import RecordsCard
from desktop.views.households.card import HouseholdCard
from desktop.views.residents.cards.file_cards import FileCards
from desktop.views.residents.confidential.card import ConfidentialCard
from desktop.views.residents.facts_card import FactsCard
from desktop.views.residents.file_head import FileHead
from desktop.views.residents.open_card import OpenCard
from desktop.views.residents.story import Story
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.scroll_column import ScrollColumn
from desktop.views.widgets.work_line import WorkLine


class FileView(QWidget):
    """Who and where on top; left what is open and what is known; right the story."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
        *,
        makes_extracts: bool = False,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self.setObjectName("resident_file")
        self.head = FileHead(makes_extracts=makes_extracts)
        self.open_card = OpenCard(clock)
        self.facts = FactsCard()
        self.records = RecordsCard()
        self.story = Story(clock)
        self.cards = FileCards()
        self.confidential = ConfidentialCard()
        self.household = HouseholdCard()
        self.closed = EmptyState("protected")
        self.closed.action_button.setObjectName("file_closed_open")
        left = _Cards()
        self._left = (
            self.open_card,
            self.records,
            self.cards.appointments,
            self.cards.absences,
            self.cards.add,
            self.household,
            self.confidential,
            self.cards.referrals,
            self.facts,
            self.cards.pets,
            self.cards.concerns,
        )
        for card in self._left:
            left.body.addWidget(card)
        left.body.addStretch(1)
        self._below = QWidget()
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme.SPACE_16)
        below.addWidget(left, 2)
        below.addWidget(self.story, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        column.setSpacing(theme.SPACE_16)
        column.addWidget(self.head)
        column.addWidget(self._below, 1)
        column.addWidget(self.closed, 1)
        self.closed.hide()

    def show_file(
        self, file: ResidentFile, missing: tuple[CheckInKind, ...], *, serves_meals: bool
    ) -> None:
        """Show a resident; of a closed file only the head."""
        self._below.setVisible(not file.person.masked)
        self.closed.setVisible(file.person.masked)
        today = day_of(self._clock())
        self.head.show_file(file, missing, today, serves_meals=serves_meals)
        self.open_card.show_file(file, missing)
        self.facts.show_file(file, today)
        self.story.show_events(file.events)

    def order_tabs(self) -> None:
        """Tab goes as one reads, also over entries that came later."""
        stops = [
            stop
            for part in (self.head, *self._left, self.story)
            for stop in part.findChildren(QWidget)
            if isinstance(stop, WorkLine | QPushButton | QTableView)
        ]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def retranslate(self) -> None:
        """Set every text."""
        self.closed.set_texts(
            _(
                "This file is protected. It opens for three hours when you say why you need it; "
                "the site lead is told. Beds, meals and kits can be dealt with as it is."
            ),
            _("Open with a reason…"),
        )
        self.confidential.retranslate()
        self.household.retranslate()
        self.head.retranslate()
        self.open_card.retranslate()
        self.facts.retranslate()
        self.cards.retranslate()
        self.records.retranslate()
        self.story.retranslate()


class _Cards(ScrollColumn):
    """Asks for no more width than it needs: what stands in the cards wraps, and the story has the
    rest."""

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width(), super().sizeHint().height())
