"""Who lives here already and whose check-in misses something."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _, format_number, ngettext
from desktop.services.check_in import Unfinished
from desktop.services.words import word
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine

_MOST_TOLD = 3
"""How many of the missing steps are told by name."""


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
        told = [(word(step), "attention", "open") for step in row.missing]
        more = len(told) - _MOST_TOLD
        if more > 1:
            said = ngettext("and {count} more", "and {count} more", more)
            told[_MOST_TOLD:] = [(said.format(count=format_number(more)), "attention", "")]
        line.set_chips(told)
