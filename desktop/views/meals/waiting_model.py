"""Who has not collected a meal yet, as a table."""

from collections.abc import Sequence

from PySide6.QtGui import QIcon

from desktop.i18n import _
from desktop.services.meals import Guest
from desktop.views.icons import icon
from desktop.views.widgets.rows_model import Column, RowsModel


class WaitingModel(RowsModel[Guest]):
    """Name with room, and what the person can't or doesn't eat."""

    COL_NAME, COL_DIET = range(2)

    def columns(self) -> Sequence[Column[Guest]]:
        """The columns, left to right."""
        return (
            Column(
                lambda: _("Resident"),
                lambda guest: " · ".join(
                    filter(None, [guest.person.sort_name, guest.person.place])
                ),
                main=True,
            ),
            Column(lambda: _("Diet"), _diet, icon=_sign, tooltip=_diet),
        )

    def key(self, row: Guest) -> object:
        """The resident."""
        return row.person.id


def _diet(guest: Guest) -> str:
    undecided = _("Needs you") if guest.allergies_open else ""
    return " · ".join(filter(None, [guest.allergies, undecided, guest.diet]))


def _sign(guest: Guest) -> QIcon | None:
    if guest.allergies:
        return icon("danger", "danger")
    return icon("diet", "attention") if guest.diet else None
