"""The pets of the house as a table."""

from collections.abc import Sequence

from PySide6.QtGui import QIcon

from desktop.i18n import _, format_date
from desktop.services.pets import PetLine, Rabies
from desktop.views.icons import icon
from desktop.views.residents.cards.pets_card import approval_words, pet_words, rabies_words
from desktop.views.widgets.rows_model import Column, RowsModel

_STATES: dict[Rabies, str] = {
    Rabies.UNKNOWN: "quiet",
    Rabies.VALID: "",
    Rabies.EXPIRING: "attention",
    Rabies.EXPIRED: "danger",
}


class PetsModel(RowsModel[PetLine]):
    """Which room, which pet, whose, and how vaccination and approval stand."""

    COL_ROOM, COL_PET, COL_OWNER, COL_RABIES, COL_APPROVAL = range(5)

    def columns(self) -> Sequence[Column[PetLine]]:
        """The columns, left to right."""
        return (
            Column(lambda: _("Room"), lambda row: row.owner.place),
            Column(lambda: _("Pet"), pet_words, icon=_sign),
            Column(
                lambda: _("Owner"),
                lambda row: row.owner.name,
                sort=lambda row: row.owner.sort_name,
                main=True,
            ),
            Column(
                lambda: _("Rabies vaccination"),
                _until,
                sort=lambda row: row.text.rabies_valid_until,
                icon=_warning,
                tooltip=rabies_words,
                state=lambda row: _STATES[row.rabies],
            ),
            Column(lambda: _("Approval"), _approval),
        )


def _sign(_row: PetLine) -> QIcon:
    return icon("pet", "quiet")


def _until(row: PetLine) -> str:
    until = row.text.rabies_valid_until
    return format_date(until) if until else _("not known")


def _warning(row: PetLine) -> QIcon | None:
    if row.rabies in (Rabies.EXPIRING, Rabies.EXPIRED):
        return icon("attention", _STATES[row.rabies])
    return None


def _approval(row: PetLine) -> str:
    return "" if row.owner.masked else approval_words(row)
