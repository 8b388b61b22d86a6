"""The latest hand-outs as a table."""

from collections.abc import Sequence

from PySide6.QtGui import QIcon

from desktop.i18n import _, format_date, format_datetime
from desktop.services.days import day_of
from desktop.services.kits import Handout
from desktop.views.icons import icon
from desktop.views.kits.kit_texts import items_text
from desktop.views.widgets.rows_model import Column, RowsModel


class HandoutsModel(RowsModel[Handout]):
    """Who was given what, when, and whether it came back."""

    COL_PERSON, COL_KIT, COL_WHEN, COL_RETURNED = range(4)

    def columns(self) -> Sequence[Column[Handout]]:
        """The columns, left to right."""
        return (
            Column(lambda: _("Receiver"), lambda row: row.person.name),
            Column(
                lambda: _("Kit"),
                lambda row: row.kit_name,
                main=True,
                tooltip=lambda row: items_text(row.items),
            ),
            Column(
                lambda: _("Handed out"),
                lambda row: format_date(day_of(row.handed_at), "short"),
                sort=lambda row: row.handed_at,
                tooltip=lambda row: format_datetime(row.handed_at),
            ),
            Column(
                lambda: _("Came back"),
                _returned,
                sort=lambda row: row.returned_at,
                icon=_sign,
            ),
        )


def _sign(row: Handout) -> QIcon | None:
    return icon("return", "good") if row.returned_at else None


def _returned(row: Handout) -> str:
    return format_date(day_of(row.returned_at), "short") if row.returned_at else ""
