"""The table that every list of the app is shown in."""

from bisect import bisect_right
from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from desktop.views import theme
from desktop.views.widgets.rows_model import RowsModel

_NARROWEST = 64
_ICON = 40
"""A column without a heading holds only icons."""

_MEASURED = 200


class DataTable(QTableView):
    """Rows of a ``RowsModel``: chosen as a whole, opened by Enter or a double click.

    The main column is never cut; the widest of the others give way first, all to the same width,
    then the table scrolls sideways. What is cut is told whole under the mouse.
    The row chosen stays chosen over a refresh, wherever it moves.
    """

    row_activated = Signal(object)
    """The row that the person opened."""
    row_chosen = Signal(object)
    """The row under the cursor, or None."""

    def __init__(self, model: RowsModel[Any], parent: QWidget | None = None) -> None:
        self._model = model
        self._kept: object = None
        self._when_empty: QWidget | None = None
        super().__init__(parent)
        self._style_rows()
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(self._open)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        model.dataChanged.connect(self._fit_columns)
        self.selectionModel().currentRowChanged.connect(self._chosen)
        self._fit_columns()

    def current_row(self) -> Any:
        """The row chosen, or None."""
        index = self.currentIndex()
        return self._model.row_at(index.row()) if index.isValid() else None

    def choose(self, key: object) -> bool:
        """Choose the row with that key; False where it isn't shown."""
        place = self._model.place_of(key)
        if place is None:
            return False
        self.setCurrentIndex(self._model.index(place, self._model.main_column))
        return True

    def show_when_empty(self, widget: QWidget) -> None:
        """Show ``widget`` (an ``EmptyState``) over the table while it has no rows."""
        self._when_empty = widget
        widget.setParent(self.viewport())
        self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._model.retranslate()
            self._fit_columns()
        elif event.type() in theme.THEME_CHANGES:
            self._style_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            if (
                index.isValid()
                and self._is_cut(index)
                and not index.data(Qt.ItemDataRole.ToolTipRole)
            ):
                whole = f"<qt>{escape(index.data())}</qt>"  # lines are broken only so
                QToolTip.showText(event.globalPos(), whole, self, self.visualRect(index))
                return True
        return super().viewportEvent(event)

    def _is_cut(self, index: QModelIndex) -> bool:
        return self.sizeHintForIndex(index).width() > self.visualRect(index).width()

    def _style_rows(self) -> None:
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(theme.px(theme.ROW))
        rows.setDefaultSectionSize(theme.px(theme.ROW))

    def _open(self, index: QModelIndex) -> None:
        self.row_activated.emit(self._model.row_at(index.row()))

    def _chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.row_chosen.emit(self._model.row_at(now.row()) if now.isValid() else None)

    def _keep(self) -> None:
        row = self.current_row()
        self._kept = None if row is None else self._model.key(row)

    def _restore(self) -> None:
        if self._kept is not None and not self.choose(self._kept):
            self.row_chosen.emit(None)
        self._kept = None
        self._fit_columns()

    def _fit_columns(self) -> None:
        model: QAbstractItemModel = self._model
        count, main = model.columnCount(), self._model.main_column
        hidden = {column for column in range(count) if self.isColumnHidden(column)}
        widths = [0 if column in hidden else self._wanted(column) for column in range(count)]
        spare = self.viewport().width() - sum(widths)
        if spare >= 0:
            widths[main] += spare
        else:
            least = [0 if column in hidden else self._narrowest(column) for column in range(count)]
            least[main] = widths[main]
            widths = _narrowed(widths, least, self.viewport().width())
        for column, width in enumerate(widths):
            if column not in hidden:
                self.setColumnWidth(column, width)
        if self._when_empty is not None:
            self._when_empty.setGeometry(self.viewport().rect())
            self._when_empty.setVisible(not model.rowCount())

    def _narrowest(self, column: int) -> int:
        if not self._model.headerData(column, Qt.Orientation.Horizontal):
            return theme.px(_ICON)
        return max(theme.px(_NARROWEST), self.horizontalHeader().sectionSizeHint(column))

    def _wanted(self, column: int) -> int:
        """The widest of the header and the first rows, with room around."""
        model, metrics = self._model, self.fontMetrics()
        header = self.horizontalHeader().sectionSizeHint(column)
        if not (rows := min(model.rowCount(), _MEASURED)):
            return header
        texts = (str(model.data(model.index(row, column)) or "") for row in range(rows))
        advances = [metrics.horizontalAdvance(text) for text in texts]
        widest = model.index(advances.index(max(advances)), column)
        return max(header, self.sizeHintForIndex(widest).width() + theme.SPACE_8)


def _narrowed(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """The widths under the highest limit by which they fit, but for those that must be wider."""

    def under(limit: int) -> list[int]:
        return [min(width, max(limit, low)) for width, low in zip(widths, least, strict=True)]

    limits = range(max(widths) + 1)
    return under(bisect_right(limits, room, key=lambda limit: sum(under(limit))) - 1)
