"""The base of every table's model: rows of one kind, columns that translate themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QCollator,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QIcon

from desktop.views import theme

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column. ``header`` and ``text`` are asked anew, so another language shows at once."""

    header: Callable[[], str]
    text: Callable[[R], str]
    sort: Callable[[R], Any] | None = None
    """What to sort by where the text won't do (dates, numbers); None sorts last."""
    icon: Callable[[R], QIcon | None] | None = None
    tooltip: Callable[[R], str] | None = None
    state: Callable[[R], str] | None = None
    """A colour of the palette for the text; never the only sign."""
    numeric: bool = False
    """Aligned right, with its header."""
    main: bool = False
    """The column that is never cut and takes the spare room."""


class RowsModel(QAbstractTableModel, Generic[R]):
    """Shows ``set_rows``; holds no database.

    A subclass names its columns ``COL_NAME, COL_ROOM = range(2)`` and returns them in this order
    from ``columns``. ``key`` says which row is the same one after a refresh, so the choice and
    the scroll position stay.
    """

    SortRole = Role.UserRole + 1
    RowRole = Role.UserRole + 2

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column[R], ...] = tuple(self.columns())
        self._given: list[R] = []
        self._rows: list[R] = []
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    def columns(self) -> Sequence[Column[R]]:
        """The columns, left to right."""
        raise NotImplementedError

    def key(self, row: R) -> object:
        """What identifies a row: its ``id`` where it has one."""
        return getattr(row, "id", row)

    @property
    def rows(self) -> list[R]:
        """The rows as they are sorted now."""
        return list(self._rows)

    @property
    def main_column(self) -> int:
        """The column that is never cut: the one marked so, else the first."""
        return next((n for n, column in enumerate(self._columns) if column.main), 0)

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show ``rows``, in the order that the person chose, else as given."""
        self._given = list(rows)
        in_order = self._in_order()
        if [self.key(r) for r in in_order] == [self.key(r) for r in self._rows]:
            self._rows = in_order
            if in_order:
                self.dataChanged.emit(
                    self.index(0, 0), self.index(len(in_order) - 1, len(self._columns) - 1)
                )
            return
        self.beginResetModel()
        self._rows = in_order
        self.endResetModel()

    def row_at(self, row: int) -> R:
        """The row at that place."""
        return self._rows[row]

    def place_of(self, key: object) -> int | None:
        """Where the row with that key is now."""
        return next((n for n, row in enumerate(self._rows) if self.key(row) == key), None)

    def retranslate(self) -> None:
        """Tell the views that headers and texts are to be asked again."""
        last = len(self._columns) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, last))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        answers: dict[int, Callable[[], Any]] = {
            Role.DisplayRole: lambda: column.text(row),
            Role.DecorationRole: lambda: column.icon(row) if column.icon else None,
            Role.ToolTipRole: lambda: column.tooltip(row) if column.tooltip else None,
            Role.AccessibleTextRole: lambda: self._said(row, column),
            Role.TextAlignmentRole: lambda: self._alignment(column),
            Role.ForegroundRole: lambda: self._foreground(row, column),
            self.SortRole: lambda: (column.sort or column.text)(row),
            self.RowRole: lambda: row,
        }
        answer = answers.get(role)
        return answer() if answer else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Role.DisplayRole:
            return self._columns[section].header()
        if role == Role.TextAlignmentRole:
            return self._alignment(self._columns[section])
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort as the person asked; ``column`` -1 brings back the order given."""
        self._sorted_by = (column, order) if 0 <= column < len(self._columns) else None
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [(index, self.key(self._rows[index.row()])) for index in before]
        self._rows = self._in_order()
        places = {self.key(row): n for n, row in enumerate(self._rows)}
        self.changePersistentIndexList(
            before, [self.index(places[key], index.column()) for index, key in held]
        )
        self.layoutChanged.emit()

    def _in_order(self) -> list[R]:
        if self._sorted_by is None:
            return list(self._given)
        number, order = self._sorted_by
        value = self._columns[number].sort or self._columns[number].text
        known = [row for row in self._given if value(row) is not None]
        unknown = [row for row in self._given if value(row) is None]
        collator = QCollator(QLocale())
        collator.setNumericMode(True)
        by_language = cmp_to_key(collator.compare)

        def sort_key(row: R) -> Any:
            found = value(row)
            return by_language(found) if isinstance(found, str) else found

        known.sort(key=sort_key, reverse=order == Qt.SortOrder.DescendingOrder)
        return known + unknown

    @staticmethod
    def _said(row: R, column: Column[R]) -> str:
        """The text; where a cell holds only an icon, what the icon means."""
        return column.text(row) or (column.tooltip(row) if column.tooltip else "")

    def _alignment(self, column: Column[R]) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _foreground(self, row: R, column: Column[R]) -> Any:
        state = column.state(row) if column.state else ""
        return theme.current().colour(state) if state else None
