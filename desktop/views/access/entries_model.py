"""The entries of the access log as a table, fetched page by page as one scrolls."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Signal
from PySide6.QtGui import QIcon

from desktop.i18n import _, format_date, format_list, format_when, ngettext
from desktop.models.base import instant_from
from desktop.services.access_lines import Entry, whom_words
from desktop.services.access_words import kind_words, what_words
from desktop.services.days import day_of
from desktop.views.icons import icon
from desktop.views.widgets.rows_model import Column, RowsModel

KIND_ICONS = {
    "read": "access",
    "search": "search",
    "create": "add",
    "change": "edit",
    "print": "print",
    "export": "download",
    "open_protected": "protected",
}


def people_words(entry: Entry) -> str:
    """Whom an entry concerns: one by name, of more how many."""
    if not entry.count:
        return ""
    if entry.count == 1:
        return whom_words(entry.people[0])
    return ngettext(
        "{person} and {count} more", "{person} and {count} more", entry.count - 1
    ).format(person=whom_words(entry.people[0]), count=entry.count - 1)


def desk_words(name: str) -> str:
    """Where an entry was written."""
    return name or _("Central store")


def why_words(entry: Entry) -> str:
    """What was searched for, or the reason that was given. By what a list was made is known from
    what it was."""
    typed = entry.criterion if entry.kind == "search" else ""
    return entry.reason or typed or " · ".join(map(_asked_words, entry.asked))


def _asked_words(asked: tuple[str, str]) -> str:
    name, value = asked
    if name == "spot_check":
        return _("Spot checks")
    if name == "kind":
        return format_list(kind_words(kind) for kind in value.split(","))
    if name == "since":
        return _("From {day}").format(day=format_date(day_of(instant_from(value)), "short"))
    if name == "until":
        last = day_of(instant_from(value) - timedelta(seconds=1))
        return _("until {day}").format(day=format_date(last, "short"))
    return desk_words(value)


def kind_icon(entry: Entry) -> QIcon:
    """The sign for the sort of access; its words are the tooltip."""
    state = "attention" if entry.kind == "open_protected" else "quiet"
    return icon(KIND_ICONS.get(entry.kind, "info"), state)


class EntriesModel(RowsModel[Entry]):
    """When, who, what, whom, why, where; in the order of the log. ``more_wanted`` asks for the
    next page, which ``add`` puts at the end."""

    COL_WHEN, COL_WHO, COL_WHAT, COL_WHOM, COL_WHY, COL_WHERE = range(6)

    more_wanted = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        self._clock = clock
        self.next: str | None = None
        self._asked: str | None = None
        super().__init__(parent)

    def key(self, row: Entry) -> object:
        return row.key

    def columns(self) -> Sequence[Column[Entry]]:
        return (
            Column(lambda: _("When"), lambda row: format_when(row.at, self._clock())),
            Column(lambda: _("Who"), lambda row: row.actor),
            Column(
                lambda: _("What"),
                lambda row: what_words(row.what),
                icon=kind_icon,
                tooltip=lambda row: kind_words(row.kind),
            ),
            Column(lambda: _("About whom"), people_words, main=True),
            Column(lambda: _("Search or reason"), why_words, tooltip=why_words),
            Column(lambda: _("Desk"), lambda row: desk_words(row.desk)),
        )

    def show(self, rows: Sequence[Entry], following: str | None) -> None:
        """The first page."""
        self.next, self._asked = following, None
        self.set_rows(rows)

    def add(self, rows: Sequence[Entry], following: str | None) -> None:
        """The next page."""
        self.next = following
        if not rows:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._given += rows
        self._rows += rows
        self.endInsertRows()

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:  # noqa: N802
        return not parent.isValid() and self.next is not None and self.next != self._asked

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        if self.canFetchMore(parent):
            self._asked = self.next
            self.more_wanted.emit()

    def ask_again(self) -> None:
        """The page that was asked for did not come."""
        self._asked = None
