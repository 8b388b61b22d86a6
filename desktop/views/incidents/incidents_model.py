"""The incidents of the site as a table."""

from collections.abc import Sequence

from PySide6.QtGui import QIcon

from desktop.i18n import _, format_date, format_datetime, format_list, ngettext
from desktop.models.incidents import IncidentStatus
from desktop.services.days import day_of
from desktop.services.incidents import IncidentLine
from desktop.services.words import word
from desktop.views.icons import icon
from desktop.views.incidents.severity import severity_icon, severity_state, severity_word
from desktop.views.widgets.rows_model import Column, RowsModel

STATUS_ICONS = {
    IncidentStatus.OPEN: "open",
    IncidentStatus.HEARING: "appointment",
    IncidentStatus.DECIDED: "done",
    IncidentStatus.CLOSED: "good",
}


class IncidentsModel(RowsModel[IncidentLine]):
    """Number, when, where, what, how grave, who, how it stands."""

    COL_NUMBER, COL_WHEN, COL_WHERE, COL_WHAT, COL_SEVERITY, COL_WHO, COL_STATUS = range(7)

    def columns(self) -> Sequence[Column[IncidentLine]]:
        """The columns, left to right."""
        return (
            Column(lambda: _("Number"), _number, icon=_lock),
            Column(
                lambda: _("When"),
                lambda row: format_date(day_of(row.happened_at), "short"),
                sort=lambda row: row.happened_at,
                tooltip=lambda row: format_datetime(row.happened_at),
            ),
            Column(lambda: _("Where"), lambda row: word(row.place)),
            Column(
                lambda: _("What"),
                lambda row: word(row.category),
                icon=lambda row: icon(row.category.value, "quiet"),
                tooltip=lambda row: row.facts,
                main=True,
            ),
            Column(
                lambda: _("Severity"),
                lambda row: severity_word(row.severity),
                sort=lambda row: row.severity,
                icon=_severity_sign,
            ),
            Column(
                lambda: _("Who"),
                _who,
                tooltip=lambda row: format_list(person.name for person in row.people),
            ),
            Column(
                lambda: _("Status"),
                lambda row: word(row.status),
                icon=lambda row: icon(STATUS_ICONS[row.status], "quiet"),
            ),
        )


def _number(row: IncidentLine) -> str:
    return _("Confidential") if row.restricted else row.number


def _lock(row: IncidentLine) -> QIcon | None:
    return icon("lock", "danger") if row.restricted else None


def _who(row: IncidentLine) -> str:
    if not row.people:
        return ""
    first, more = row.people[0].name, len(row.people) - 1
    if not more:
        return first
    return ngettext("{person} and {count} more", "{person} and {count} more", more).format(
        person=first, count=more
    )


def _severity_sign(row: IncidentLine) -> QIcon:
    return icon(severity_icon(row.severity), severity_state(row.severity) or "quiet")
