"""How many beds are free now, by type of room."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_number
from desktop.models.housing import RoomType
from desktop.services.rooms import Occupancy
from desktop.services.words import word
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class BedsCard(LinesCard[tuple[RoomType, int]]):
    """A line leads to the rooms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("beds", parent)
        self._total = 0

    def show_occupancy(self, occupancy: Occupancy) -> None:
        """The free beds of the site."""
        self._total = occupancy.total
        self.show_rows(occupancy.free_by_type)

    def heading(self) -> str:
        return _("Free beds")

    def empty_text(self) -> str:
        if not self._total:
            return _("No rooms are set up at this site yet.")
        return _("Every bed is taken or reserved. Beds that become free will be counted here.")

    def fill(self, line: WorkLine, row: tuple[RoomType, int]) -> None:
        kind, free = row
        line.set_icon("bed")
        line.set_texts(word(kind), "", format_number(free))

    def retranslate(self) -> None:
        super().retranslate()
        # The heading's number means beds here, not lines.
        self.set_count(sum(free for _, free in self._rows) or None)
