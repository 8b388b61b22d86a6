"""The list of residents as a table."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon

from desktop.i18n import _, format_number
from desktop.models.residents import ResidentStatus
from desktop.services.marks import NO_MARK, Mark
from desktop.services.people import PersonLine
from desktop.services.words import word
from desktop.views.icons import icon
from desktop.views.widgets.rows_model import Column, RowsModel

STATUS_LOOKS: dict[ResidentStatus, tuple[str, str]] = {
    ResidentStatus.EXPECTED: ("accent", "clock"),
    ResidentStatus.ARRIVED: ("attention", "check_in"),
    ResidentStatus.RESIDENT: ("good", "done"),
    ResidentStatus.AWAY: ("accent", "move"),
    ResidentStatus.MOVED_OUT: ("", "check_out"),
    ResidentStatus.NO_SHOW: ("attention", "attention"),
    ResidentStatus.CANCELLED: ("", "blocked"),
}
"""Colour and icon of each status."""


class ResidentsModel(RowsModel[PersonLine]):
    """One resident a row."""

    COL_NAME, COL_CYRILLIC, COL_AGE, COL_ROOM, COL_NUMBER, COL_STATUS, COL_MARK = range(7)

    def __init__(self, parent: QObject | None = None) -> None:
        self._marks: Mapping[str, Mark] = {}
        super().__init__(parent)

    def set_marks(self, marks: Mapping[str, Mark]) -> None:
        """What is not sent yet or needs a person, by resident; shown with the next rows."""
        self._marks = marks

    def mark(self, row: PersonLine) -> Mark:
        """A resident's mark."""
        return self._marks.get(row.id, NO_MARK)

    def columns(self) -> Sequence[Column[PersonLine]]:
        return (
            Column(lambda: _("Name"), lambda row: row.sort_name, main=True),
            Column(lambda: _("Name in Cyrillic letters"), _cyrillic, tooltip=_cyrillic),
            Column(lambda: _("Age"), _age, sort=lambda row: row.age, numeric=True),
            Column(lambda: _("Room"), lambda row: row.place, sort=lambda row: row.place or None),
            Column(lambda: _("Number"), lambda row: row.number, numeric=True),
            Column(lambda: _("Status"), lambda row: word(row.status), icon=_status_icon),
            Column(
                lambda: "",
                lambda _row: "",
                sort=self._mark_rank,
                icon=lambda row: _mark_icon(self.mark(row)),
                tooltip=lambda row: mark_text(self.mark(row)),
            ),
        )

    def _mark_rank(self, row: PersonLine) -> int | None:
        mark = self.mark(row)
        return 0 if mark.needs_you else 1 if mark.waiting else None


def mark_text(mark: Mark) -> str:
    """The mark in words; empty for none."""
    if mark.needs_you:
        return _("Needs you")
    return _("Not sent yet") if mark.waiting else ""


def _mark_icon(mark: Mark) -> QIcon | None:
    if mark.needs_you:
        return icon("needs_you", "attention")
    return icon("waiting", "quiet") if mark.waiting else None


def _cyrillic(row: PersonLine) -> str:
    names = (row.surname_cyrillic, row.given_names_cyrillic)
    return ", ".join(name for name in names if name)


def _age(row: PersonLine) -> str:
    return "" if row.age is None else format_number(row.age)


def _status_icon(row: PersonLine) -> QIcon:
    state, sign = STATUS_LOOKS[row.status]
    return icon(sign, state or "quiet")
