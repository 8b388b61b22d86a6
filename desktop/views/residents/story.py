"""The right side of a file: everything that happened, in one line of time."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.story import Event, EventKind
from desktop.views.residents.story_model import SIGNS, StoryModel
from desktop.views.widgets.card import Card
from desktop.views.widgets.choice_row import Choice
from desktop.views.widgets.data_table import DataTable
from desktop.views.widgets.empty_state import EmptyState
from desktop.views.widgets.filter_chips import FilterChips


class Story(Card):
    """Chips narrow it; without any it tells everything."""

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._events: list[Event] = []
        words: dict[EventKind, Callable[[], str]] = {
            EventKind.STAY: lambda: _("Stays"),
            EventKind.STEP: lambda: _("Check-in steps"),
            EventKind.MEAL: lambda: _("Meals"),
            EventKind.KIT: lambda: _("Starter kits"),
            EventKind.INCIDENT: lambda: _("Incidents"),
        }
        self._chips = FilterChips([Choice(kind, words[kind], SIGNS[kind]) for kind in words])
        self._chips.setObjectName("story_filter")
        self._model = StoryModel(clock, self)
        self.table = DataTable(self._model)
        self.table.setObjectName("story_table")
        self.table.horizontalHeader().hide()
        self._empty = EmptyState("clock")
        self.table.show_when_empty(self._empty)
        self.table.setMinimumHeight(200)
        self.body.addWidget(self._chips)
        self.body.addWidget(self.table, 1)
        self._chips.changed.connect(self._narrow)

    def show_events(self, events: Sequence[Event]) -> None:
        """Tell these, the newest first."""
        self._events = list(events)
        self._narrow()

    def retranslate(self) -> None:
        """Set every text."""
        self.set_title(_("Story"))
        self._chips.setAccessibleName(_("What the story tells"))
        self.table.setAccessibleName(_("Story"))
        self._empty.set_texts(
            _("Stays, check-in steps, meals, starter kits and incidents will be told here.")
        )

    def _narrow(self) -> None:
        wanted = self._chips.values()
        self._model.set_rows([e for e in self._events if not wanted or _chip_of(e) in wanted])


def _chip_of(event: Event) -> EventKind:
    """That somebody left is told with their stays."""
    return EventKind.STAY if event.kind is EventKind.LEAVING else event.kind
