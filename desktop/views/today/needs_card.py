"""What needs a person: beds claimed twice, data conflicts, work that was not taken, and for leads
protected files that were opened."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.needs import ContestedStay, Needs
from desktop.services.protected_files import FileOpening
from desktop.views.sync.need_words import Need, detail, in_order, title
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class NeedsCard(LinesCard[Need]):
    """Shows only when there is something; a line leads to the Sync page, where it is settled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("needs", parent)
        self.hide()

    def show_needs(self, needs: Needs) -> None:
        """List these, those first that keep somebody from a bed."""
        self.setVisible(needs.count > 0)
        self.show_rows(in_order(needs))

    def heading(self) -> str:
        return _("Needs you")

    def empty_text(self) -> str:
        return _("Nothing needs you.")

    def fill(self, line: WorkLine, row: Need) -> None:
        signs = {ContestedStay: "bed", FileOpening: "protected"}
        line.set_icon(signs.get(type(row), "needs_you"), "attention")
        line.set_texts(title(row), detail(row))
