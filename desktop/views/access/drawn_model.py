"""What was drawn for a spot check, and what was found."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon

from desktop.i18n import _, format_datetime, format_when
from desktop.services.access_lines import Drawn
from desktop.services.access_words import kind_words, what_words
from desktop.views.access.entries_model import kind_icon, people_words, why_words
from desktop.views.icons import icon
from desktop.views.widgets.rows_model import Column, RowsModel


class DrawnModel(RowsModel[Drawn]):
    """For whom it was drawn, the entry, and whether somebody has looked at it."""

    COL_SUBJECT, COL_WHEN, COL_WHO, COL_WHAT, COL_WHOM, COL_WHY, COL_REVIEWED = range(7)

    def __init__(self, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        self._clock = clock
        super().__init__(parent)

    def key(self, row: Drawn) -> object:
        return row.key

    def columns(self) -> Sequence[Column[Drawn]]:
        return (
            Column(lambda: _("Drawn for"), lambda row: row.subject),
            Column(
                lambda: _("When"),
                lambda row: format_when(row.entry.at, self._clock()),
                sort=lambda row: row.entry.at,
            ),
            Column(lambda: _("Who"), lambda row: row.entry.actor),
            Column(
                lambda: _("What"),
                lambda row: what_words(row.entry.what),
                icon=lambda row: kind_icon(row.entry),
                tooltip=lambda row: kind_words(row.entry.kind),
                main=True,
            ),
            Column(lambda: _("About whom"), lambda row: people_words(row.entry)),
            Column(
                lambda: _("Search or reason"),
                lambda row: why_words(row.entry),
                tooltip=lambda row: why_words(row.entry),
            ),
            Column(lambda: _("Looked at"), _reviewed, icon=_sign, tooltip=_who, sort=_reviewed_at),
        )


def _reviewed(row: Drawn) -> str:
    if row.reviewed_at is None:
        return _("Not yet")
    return row.note or _("Yes")


def _reviewed_at(row: Drawn) -> datetime | None:
    return row.reviewed_at


def _who(row: Drawn) -> str:
    if row.reviewed_at is None:
        return ""
    return _("By {person}, {when}").format(
        person=row.reviewed_by, when=format_datetime(row.reviewed_at)
    )


def _sign(row: Drawn) -> QIcon:
    return icon("done", "good") if row.reviewed_at else icon("open", "quiet")
