"""Who lives here already and whose check-in misses something."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.check_in import Unfinished
from desktop.services.words import word
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class UnfinishedCard(LinesCard[Unfinished]):
    """A line leads back into the check-in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("unfinished", parent)

    def heading(self) -> str:
        return _("Check-ins to finish")

    def empty_text(self) -> str:
        return _("No check-in misses anything. Those that are left half done will be listed here.")

    def fill(self, line: WorkLine, row: Unfinished) -> None:
        line.set_texts(row.person.name, row.person.place)
        line.set_chips([(word(step), "attention", "open") for step in row.missing])
