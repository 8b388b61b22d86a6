"""Records that may be of one person."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.duplicates.candidates import PossiblePair
from desktop.services.duplicates.score import Likeness
from desktop.views.duplicates.words import pair_words
from desktop.views.today.lines_card import LinesCard
from desktop.views.widgets.work_line import WorkLine


class PairsCard(LinesCard[PossiblePair]):
    """Shows only when there is somebody; a line leads to both records side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("duplicates", parent)
        self.hide()

    def show_pairs(self, rows: Sequence[PossiblePair]) -> None:
        """List these."""
        self.setVisible(bool(rows))
        self.show_rows(rows)

    def heading(self) -> str:
        return _("Possibly the same person")

    def empty_text(self) -> str:
        return _("Nobody is written down twice.")

    def fill(self, line: WorkLine, row: PossiblePair) -> None:
        closed = row.verdict is None
        likely = row.verdict is not None and row.verdict.likeness is Likeness.LIKELY
        line.set_icon("protected" if closed else "household", "attention" if likely else "quiet")
        line.set_texts(*pair_words(row))
