"""The rows of a list before it is taken. Words are made for the rows in sight only."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon

from desktop.i18n import _
from desktop.services.arrivals.list_plan import Planned, Verdict
from desktop.views.arrivals.preview_words import day_words, name_words, told_words, verdict_words
from desktop.views.icons import icon
from desktop.views.widgets.rows_model import Column, RowsModel

_SIGNS = {
    Verdict.NEW: ("add", "good"),
    Verdict.CHANGED: ("edit", "accent"),
    Verdict.SAME: ("done", "quiet"),
    Verdict.LEFT_OUT: ("blocked", "danger"),
}


class PreviewModel(RowsModel[Planned]):
    """Row, what happens, when, who, what is to be known. Rows that would be taken can be left out
    by hand."""

    COL_ROW, COL_VERDICT, COL_DAY, COL_NAME, COL_TOLD = range(5)

    left_out_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._without: set[int] = set()

    @property
    def without(self) -> frozenset[int]:
        """The numbers of the rows left out by hand."""
        return frozenset(self._without)

    def begin_anew(self) -> None:
        """Nothing is left out by hand."""
        self._without.clear()

    def toggle(self, one: Planned) -> None:
        """Leave a row out, or take it after all."""
        if one.verdict in (Verdict.NEW, Verdict.CHANGED):
            self._without ^= {one.id}
            place = self.place_of(one.id)
            if place is not None:
                last = self.columnCount() - 1
                self.dataChanged.emit(self.index(place, 0), self.index(place, last))
            self.left_out_changed.emit()

    def verdict_of(self, one: Planned) -> Verdict:
        """What happens to a row, as the person wants it."""
        return Verdict.LEFT_OUT if one.id in self._without else one.verdict

    def columns(self) -> Sequence[Column[Planned]]:
        """The columns, left to right."""
        return (
            Column(lambda: _("Row"), lambda one: str(one.id), numeric=True),
            Column(
                lambda: _("What happens"),
                lambda one: verdict_words(self.verdict_of(one)),
                icon=self._sign,
            ),
            Column(lambda: _("Arrives"), day_words),
            Column(lambda: _("Who"), name_words, main=True),
            Column(
                lambda: _("To be known"),
                lambda one: " ".join(told_words(one)),
                icon=_grave,
                tooltip=lambda one: "\n".join(told_words(one)),
            ),
        )

    def _sign(self, one: Planned) -> QIcon:
        return icon(*_SIGNS[self.verdict_of(one)])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Rows stay in the order of the file."""


def _grave(one: Planned) -> QIcon | None:
    if one.is_wrong:
        return icon("danger", "danger")
    return icon("attention", "attention") if one.problems else None
