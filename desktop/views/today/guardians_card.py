"""Minors who live here and for whom nobody answers, or who are here without an adult."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.guardians import Unguarded
from desktop.views.households.words import name_and_age
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class GuardiansCard(LinesCard[Unguarded]):
    """Shows only when there is somebody; a line leads to the file, where a guardian is named."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("guardians", parent)
        self.hide()

    def show_unguarded(self, rows: Sequence[Unguarded]) -> None:
        """List these."""
        self.setVisible(bool(rows))
        self.show_rows(rows)

    def heading(self) -> str:
        return _("Minors without a guardian")

    def empty_text(self) -> str:
        return _("Every minor has a guardian.")

    def fill(self, line: WorkLine, row: Unguarded) -> None:
        line.set_icon("child", "attention")
        line.set_texts(name_and_age(row.person), row.person.place)
        chips = []
        if row.lacks_guardian:
            chips.append((_("No guardian"), "attention", ""))
        if row.unaccompanied:
            chips.append((_("Here without an adult"), "attention", "child"))
        line.set_chips(chips)
