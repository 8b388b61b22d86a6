"""The list of residents as a table."""

from collections.abc import Sequence

from PySide6.QtGui import QIcon

from desktop.i18n import _, format_number
from desktop.models.residents import ResidentStatus
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

    COL_NAME, COL_CYRILLIC, COL_AGE, COL_ROOM, COL_NUMBER, COL_STATUS = range(6)

    def columns(self) -> Sequence[Column[PersonLine]]:
        return (
            Column(lambda: _("Name"), lambda row: row.sort_name, main=True),
            Column(lambda: _("Name in Cyrillic letters"), _cyrillic, tooltip=_cyrillic),
            Column(lambda: _("Age"), _age, sort=lambda row: row.age, numeric=True),
            Column(lambda: _("Room"), lambda row: row.place, sort=lambda row: row.place or None),
            Column(lambda: _("Number"), lambda row: row.number, numeric=True),
            Column(lambda: _("Status"), lambda row: word(row.status), icon=_status_icon),
        )


def _cyrillic(row: PersonLine) -> str:
    names = (row.surname_cyrillic, row.given_names_cyrillic)
    return ", ".join(name for name in names if name)


def _age(row: PersonLine) -> str:
    return "" if row.age is None else format_number(row.age)


def _status_icon(row: PersonLine) -> QIcon:
    state, sign = STATUS_LOOKS[row.status]
    return icon(sign, state or "quiet")
