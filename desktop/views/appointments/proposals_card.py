"""The interviews that are still to be planned."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import _, format_date
from desktop.services.interviews import Proposal
from desktop.services.words import word
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class ProposalsCard(LinesCard[Proposal]):
    """A line opens the resident's file; its button plans the interview. Hides when there are
    none."""

    plan_clicked = Signal(object)
    """The ``Proposal``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("proposals", parent)
        self._buttons: dict[WorkLine, QPushButton] = {}

    def show_proposals(self, rows: Sequence[Proposal]) -> None:
        """List these."""
        self.setVisible(bool(rows))
        self.show_rows(rows)

    def heading(self) -> str:
        return _("To be planned")

    def empty_text(self) -> str:
        return _("Everybody who has arrived has their interviews planned.")

    def make_line(self, number: int) -> WorkLine:
        line = super().make_line(number)
        button = QPushButton()
        button.setObjectName(f"proposal_plan_{number}")
        button.clicked.connect(lambda: self.plan_clicked.emit(self.row(number)))
        line.add_button(button)
        self._buttons[line] = button
        line.destroyed.connect(lambda: self._buttons.pop(line, None))
        return line

    def fill(self, line: WorkLine, row: Proposal) -> None:
        line.set_texts(row.person.name, f"{word(row.kind)} · {format_date(row.day)}")
        button = self._buttons[line]
        button.setText(_("Plan…"))
        button.setAccessibleName(
            _("Plan {interview} for {name}").format(interview=word(row.kind), name=row.person.name)
        )
