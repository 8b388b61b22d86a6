"""Fields side by side where there is room, else one below another."""

from collections.abc import Iterable

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.views import theme
from desktop.views.widgets.field_row import FieldRow


class FieldGrid(QWidget):
    """Two columns or one; a ``wide`` field takes the whole line."""

    def __init__(
        self,
        rows: Iterable[FieldRow],
        wide: Iterable[FieldRow] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = list(rows)
        self._wide = list(wide)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_16)
        self._grid.setVerticalSpacing(theme.SPACE_12)
        self.set_columns(2)

    def narrowest(self) -> int:
        """As narrow as one column may be."""
        return max(row.minimumSizeHint().width() for row in self._rows)

    def set_columns(self, columns: int) -> None:
        """One column or two."""
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.takeAt(0) is not None:
            pass
        line = column = 0
        for row in self._rows:
            span = columns if row in self._wide else 1
            if column + span > columns:
                line, column = line + 1, 0
            self._grid.addWidget(row, line, column, 1, span)
            column += span
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)
